// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/document.h"

#include "kube/manifests.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace hoplens::api {
namespace {

using kube::FieldKind;

template <class Number> std::optional<Number> numberIn(std::string_view text)
{
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

bool looksLikeNumber(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789+-.eE_xXabcdefABCDEFo:") == std::string_view::npos && text.find_first_of("0123456789") != std::string_view::npos && (std::string_view("0123456789+-.").find(text.front()) != std::string_view::npos); }

Document scalarOf(std::string_view text)
{
    if (text == "true" || text == "True")
        return true;
    if (text == "false" || text == "False")
        return false;
    if (text.empty() || text == "~" || text == "null")
        return nullptr;
    if (const auto whole = numberIn<std::int64_t>(text))
        return *whole;
    if (looksLikeNumber(text))
        if (const auto real = numberIn<double>(text))
            return *real;
    return std::string(text);
}

/// A string that another reader would take for something else.
bool needsDoubleQuotes(const std::string& text)
{
    constexpr std::array<std::string_view, 22> words = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "True", "False", "Null", "Yes", "No", "On", "Off", "Y", "N", "TRUE", "FALSE", "NULL", "~"};
    if (text.empty() || std::ranges::find(words, text) != words.end())
        return true;
    if (std::ranges::any_of(text, [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; }))
        return true;
    if (looksLikeNumber(text) && (numberIn<double>(text) || text.starts_with("0x") || text.starts_with("0o") || text.find_first_not_of("0123456789:") == std::string::npos))
        return true;
    // a date is one, too
    return text.size() >= 10 && text[4] == '-' && text[7] == '-' && text.find_first_not_of("0123456789-:.TZ+ ") == std::string::npos;
}

bool needsSingleQuotes(const std::string& text)
{
    constexpr std::string_view special = "-?:,[]{}#&*!|>'\"%@` ";
    if (special.find(text.front()) != std::string_view::npos && !((text.front() == '-' || text.front() == '?' || text.front() == ':') && text.size() > 1 && text[1] != ' '))
        return true;
    return text.back() == ' ' || text.back() == ':' || text.find(": ") != std::string::npos || text.find(" #") != std::string::npos;
}

std::string indentOf(std::size_t depth) { return std::string(depth * 2, ' '); }

std::string yamlString(const std::string& text, std::size_t depth)
{
    if (needsDoubleQuotes(text))
        return Document(text).dump(-1, ' ', false, Document::error_handler_t::replace);
    if (text.find('\n') == std::string::npos) {
        if (!needsSingleQuotes(text))
            return text;
        std::string quoted = "'";
        for (const char c : text)
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
        return quoted + "'";
    }
    const bool endsLine = text.back() == '\n';
    std::string block = endsLine ? (text.ends_with("\n\n") ? "|+" : "|") : "|-";
    if (text.front() == ' ')
        block.insert(1, "2");
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        block += "\n" + (end > begin ? indentOf(depth) + text.substr(begin, end - begin) : std::string());
        begin = end + 1;
    }
    return block;
}

std::string yamlScalar(const Document& value, std::size_t depth) { return value.is_string() ? yamlString(value.get<std::string>(), depth) : value.dump(); }

void appendYaml(std::string& to, const Document& value, std::size_t depth);

/// Behind "key:": on the same line, or on lines of its own.
void appendValue(std::string& to, const Document& value, std::size_t depth)
{
    if (!value.is_structured() || value.empty()) {
        to += " " + yamlScalar(value, depth + 1);
        return;
    }
    const auto own = value.is_array() ? depth : depth + 1;
    to += "\n" + indentOf(own);
    appendYaml(to, value, own);
}

/// From where the first line's indent stands already.
void appendYaml(std::string& to, const Document& value, std::size_t depth)
{
    if (!value.is_structured() || value.empty()) {
        to += yamlScalar(value, depth);
        return;
    }
    bool isFirst = true;
    for (const auto& [key, item] : value.items()) {
        to += isFirst ? "" : "\n" + indentOf(depth);
        isFirst = false;
        if (value.is_array()) {
            to += "- ";
            appendYaml(to, item, depth + 1);
        } else {
            to += yamlString(key, depth + 1) + ":";
            appendValue(to, item, depth);
        }
    }
}

void open(const kube::Field& field, std::vector<Document>& objects)
{
    if (field["kind"].text().ends_with("List") && field["items"].kind() == FieldKind::List) {
        for (const auto item : field["items"])
            open(item, objects);
        return;
    }
    objects.push_back(documentOf(field));
}

} // namespace

Document documentOf(const kube::Field& field)
{
    switch (field.kind()) {
    case FieldKind::Map: {
        Document map = Document::object();
        for (const auto child : field)
            map[std::string(child.key())] = documentOf(child);
        return map;
    }
    case FieldKind::List: {
        Document list = Document::array();
        for (const auto child : field)
            list.push_back(documentOf(child));
        return list;
    }
    case FieldKind::Quoted: return std::string(field.text());
    case FieldKind::Plain: return scalarOf(field.text());
    case FieldKind::Absent:
    case FieldKind::Null: break;
    }
    return nullptr;
}

Result<std::vector<Document>> readObjects(std::string_view text, const std::string& file)
{
    auto trees = kube::readDocuments(text, file);
    if (!trees)
        return failure(trees.error());
    std::vector<Document> objects;
    std::uint64_t weight = 0;
    for (const auto& tree : *trees)
        weight += tree.weight(tree.root());
    constexpr std::uint64_t mostFields = 1'000'000;
    if (weight > mostFields)
        return failure({ErrorCode::LimitExceeded, "reading objects: they have more than " + std::to_string(mostFields) + " fields", file});
    for (const auto& tree : *trees)
        open(kube::Field(tree), objects);
    return objects;
}

std::string writeYaml(const Document& document)
{
    std::string text;
    appendYaml(text, document, 0);
    return text + "\n";
}

std::string writeJson(const Document& document) { return document.dump(4, ' ', false, Document::error_handler_t::replace) + "\n"; }

const Document& at(const Document& document, std::initializer_list<std::string_view> path)
{
    static const Document nothing;
    const auto* here = &document;
    for (const auto key : path) {
        if (!here->is_object())
            return nothing;
        const auto found = here->find(key);
        if (found == here->end())
            return nothing;
        here = &*found;
    }
    return *here;
}

std::string textAt(const Document& document, std::initializer_list<std::string_view> path)
{
    const auto& value = at(document, path);
    return value.is_string() ? value.get<std::string>() : value.is_null() || value.is_structured() ? std::string() : value.dump();
}

std::int64_t numberAt(const Document& document, std::initializer_list<std::string_view> path, std::int64_t absent)
{
    const auto& value = at(document, path);
    return value.is_number_integer() ? value.get<std::int64_t>() : absent;
}

} // namespace hoplens::api
