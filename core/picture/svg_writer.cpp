// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/network_picture.h"

#include <array>
#include <charconv>

namespace hoplens {

std::string inkColor(Ink ink, Theme theme)
{
    static constexpr std::array<std::array<std::string_view, 4>, 15> colors = {{{"none", "none", "none", "none"},
                                                                                {"#F4F6F8", "#14181E", "#FFFFFF", "#000000"},
                                                                                {"#FFFFFF", "#1C222B", "#FFFFFF", "#000000"},
                                                                                {"#FAFBFC", "#232A35", "#FFFFFF", "#0A0D12"},
                                                                                {"#D3D9E1", "#36404E", "#4A5564", "#A9B5C4"},
                                                                                {"#18202B", "#E8EDF4", "#000000", "#FFFFFF"},
                                                                                {"#566274", "#9AA7B8", "#27303C", "#D9E1EB"},
                                                                                {"#E8F0FB", "#25354A", "#D6E6FA", "#1D3A60"},
                                                                                {"#2A69B0", "#6FA8E8", "#0F4C92", "#8FC0F7"},
                                                                                {"#0F7F72", "#4CC5B4", "#007A6C", "#4CD0BE"},
                                                                                {"#5B2590", "#CBB0F7", "#451479", "#D8C4FB"},
                                                                                {"#A8640A", "#E5A94B", "#8F5200", "#FFC163"},
                                                                                {"#861B58", "#F4B6D8", "#6A0C42", "#FFD3E8"},
                                                                                {"#BC2F3A", "#F07A82", "#A3101E", "#FF8088"},
                                                                                {"#E9F1FA", "#1E2C3D", "#E9F1FA", "#14202E"}}};
    return std::string(colors[static_cast<std::size_t>(ink)][static_cast<std::size_t>(theme)]);
}

namespace {

void appendNumber(std::string& out, double value)
{
    char buffer[32];
    const double rounded = static_cast<double>(static_cast<long long>(value * 10 + (value < 0 ? -0.5 : 0.5))) / 10;
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, rounded);
    out.append(buffer, error == std::errc{} ? end : buffer);
}

void appendEscaped(std::string& out, std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (text.substr(i).starts_with("\xef\xbf\xbe") || text.substr(i).starts_with("\xef\xbf\xbf")) { // XML has no such characters
            out += "�";
            i += 2;
            continue;
        }
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default:
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\n')
                out += c;
            else
                out += "�"; // control characters are not allowed in XML
        }
    }
}

void appendStroke(std::string& out, const Shape& shape, Theme theme)
{
    if (shape.stroke == Ink::None)
        return;
    out += " stroke=\"" + inkColor(shape.stroke, theme) + "\" stroke-width=\"";
    appendNumber(out, shape.thickness);
    out += '"';
    if (shape.dash == Dash::Dashed)
        out += " stroke-dasharray=\"5 4\"";
    if (shape.dash == Dash::Dotted)
        out += " stroke-dasharray=\"1 4\" stroke-linecap=\"round\"";
}

void finish(std::string& out, std::string_view element, const Shape& shape)
{
    if (shape.title.empty()) {
        out += "/>\n";
        return;
    }
    out += "><title>";
    appendEscaped(out, shape.title);
    out += "</title></" + std::string(element) + ">\n";
}

} // namespace

std::string writeSvg(const DisplayList& picture, Theme theme)
{
    std::string out;
    out.reserve(picture.shapes.size() * 200 + 1024);
    const auto attribute = [&out](const char* name, double value) {
        out += ' ';
        out += name;
        out += "=\"";
        appendNumber(out, value);
        out += '"';
    };
    out += "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"";
    attribute("width", picture.width);
    attribute("height", picture.height);
    out += " viewBox=\"0 0 ";
    appendNumber(out, picture.width);
    out += ' ';
    appendNumber(out, picture.height);
    out += "\">\n<title>";
    appendEscaped(out, picture.title);
    out += "</title>\n<style>.s{font-family:Inter,'DejaVu Sans',sans-serif}.f{font-family:'JetBrains Mono','DejaVu Sans Mono',monospace}</style>\n";
    out += "<rect width=\"100%\" height=\"100%\" fill=\"" + inkColor(Ink::Canvas, theme) + "\"/>\n";
    for (const auto& shape : picture.shapes) {
        switch (shape.kind) {
        case ShapeKind::Rectangle:
            out += "<rect";
            attribute("x", shape.box.x);
            attribute("y", shape.box.y);
            attribute("width", shape.box.width);
            attribute("height", shape.box.height);
            attribute("rx", shape.corner);
            out += " fill=\"" + inkColor(shape.fill, theme) + "\"";
            appendStroke(out, shape, theme);
            finish(out, "rect", shape);
            break;
        case ShapeKind::Path:
            out += "<polyline fill=\"none\" stroke-linejoin=\"round\" points=\"";
            for (const auto& point : shape.points) {
                appendNumber(out, point.x);
                out += ',';
                appendNumber(out, point.y);
                out += ' ';
            }
            out += '"';
            appendStroke(out, shape, theme);
            finish(out, "polyline", shape);
            break;
        case ShapeKind::Text:
            out += "<text class=\"";
            out += shape.face == Face::Fixed ? 'f' : 's';
            out += '"';
            attribute("x", shape.at.x);
            attribute("y", shape.at.y);
            attribute("font-size", shape.size);
            if (shape.bold)
                out += " font-weight=\"600\"";
            if (shape.anchor != Anchor::Start)
                out += shape.anchor == Anchor::Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
            out += " fill=\"" + inkColor(shape.fill, theme) + "\">";
            appendEscaped(out, shape.text);
            out += "</text>\n";
            break;
        }
    }
    return out + "</svg>\n";
}

} // namespace hoplens
