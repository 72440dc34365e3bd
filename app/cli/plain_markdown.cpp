// SPDX-License-Identifier: GPL-3.0-or-later
#include "plain_markdown.h"

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace hoplens::cli {
namespace {

constexpr std::size_t widest = 100; ///< longer lines are hard to read
constexpr std::string_view bold = "\x1b[1m", underlined = "\x1b[4m", plain = "\x1b[0m";

/// A word as it is printed, with how many columns it takes.
struct Printed {
    std::string text;
    std::size_t columns = 0;
};

/// Takes the marks of emphasis away, and remembers what is open from one word to the next.
class Inline {
public:
    explicit Inline(const TextLook& look) : m_look(look) {}

    Printed word(std::string_view raw)
    {
        Printed made;
        made.text = style();
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] == '`') {
                m_isCode = !m_isCode;
                made.text += m_look.isStyled ? (m_isCode ? std::string(underlined) : std::string(plain) + style()) : std::string();
            } else if (!m_isCode && raw.substr(i).starts_with("**")) {
                m_isStrong = !m_isStrong;
                made.text += m_look.isStyled ? (m_isStrong ? std::string(bold) : std::string(plain)) : std::string();
                ++i;
            } else {
                made.text += raw[i];
                made.columns += (static_cast<unsigned char>(raw[i]) & 0xc0) != 0x80 ? 1 : 0;
            }
        }
        if (m_look.isStyled && (m_isCode || m_isStrong))
            made.text += plain;
        return made;
    }

private:
    std::string style() const { return !m_look.isStyled ? std::string() : m_isCode ? std::string(underlined) : m_isStrong ? std::string(bold) : std::string(); }

    const TextLook& m_look;
    bool m_isCode = false;
    bool m_isStrong = false;
};

/// Where the text of a list's item begins in its line; 0: it is none.
std::size_t itemIndent(std::string_view line)
{
    const auto first = std::min(line.find_first_not_of(' '), line.size());
    auto at = first;
    while (at < line.size() && line[at] >= '0' && line[at] <= '9')
        ++at;
    const bool isNumbered = at > first && at < line.size() && line[at] == '.';
    const bool isBullet = at == first && at < line.size() && (line[at] == '-' || line[at] == '*' || line[at] == '+');
    return (isNumbered || isBullet) && at + 1 < line.size() && line[at + 1] == ' ' ? at + 2 : 0;
}

/// A paragraph, whose lines after the first begin with so many blanks.
void fill(std::string& out, std::string_view paragraph, std::size_t indent, const TextLook& look)
{
    Inline marks(look);
    std::size_t column = 0;
    const auto lead = std::min(paragraph.find_first_not_of(' '), paragraph.size());
    out.append(lead, ' ');
    column = lead;
    bool isFirst = true;
    while (!paragraph.empty()) {
        const auto begin = std::min(paragraph.find_first_not_of(" \n"), paragraph.size());
        const auto end = std::min(paragraph.find_first_of(" \n", begin), paragraph.size());
        const auto made = marks.word(paragraph.substr(begin, end - begin));
        paragraph.remove_prefix(end);
        if (made.text.empty())
            continue;
        const bool isBroken = !isFirst && look.width != 0 && column + 1 + made.columns > look.width;
        if (isBroken)
            out.append("\n").append(indent, ' ');
        else if (!isFirst)
            out += ' ';
        column = (isBroken ? indent : column + (isFirst ? 0 : 1)) + made.columns;
        out += made.text;
        isFirst = false;
    }
    out += '\n';
}

} // namespace

TextLook lookOfOutput()
{
    if (::isatty(STDOUT_FILENO) != 1)
        return {};
    winsize size = {};
    const bool isKnown = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    const auto* colors = std::getenv("NO_COLOR");
    return {std::min<std::size_t>(isKnown ? size.ws_col : 80, widest), colors == nullptr || *colors == '\0'};
}

std::string plainMarkdown(std::string_view text, const TextLook& look)
{
    std::string out;
    std::string paragraph;
    std::size_t indent = 0;
    bool isCode = false;
    const auto flush = [&] {
        if (!paragraph.empty())
            fill(out, paragraph, indent, look);
        paragraph.clear();
        indent = 0;
    };
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto first = line.find_first_not_of(' ');
        const bool isFence = first != std::string_view::npos && (line.substr(first).starts_with("```") || line.substr(first).starts_with("~~~"));
        if (isFence || isCode || first == std::string_view::npos || line.starts_with("    ") || line.starts_with("|") || line.starts_with("#")) {
            flush();
            if (isFence)
                isCode = !isCode;
            else
                out.append(isCode ? "    " : "").append(line).append("\n");
            continue;
        }
        if (const auto item = itemIndent(line); item != 0) {
            flush();
            indent = item;
        }
        paragraph.append(paragraph.empty() ? "" : "\n").append(line);
        if (look.width == 0)
            flush();
    }
    flush();
    return out;
}

} // namespace hoplens::cli
