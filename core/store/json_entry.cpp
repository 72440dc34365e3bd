// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/json_entry.h"

#include <algorithm>

namespace hoplens {
namespace {

using Json = nlohmann::json;

constexpr int deepest = 64;

/// How deep brackets and braces nest, without strings.
int depthOf(const std::string& text)
{
    int depth = 0;
    int most = 0;
    bool isString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isString) {
            i += c == '\\' ? 1 : 0;
            isString = c != '"';
        } else if (c == '"') {
            isString = true;
        } else if (c == '[' || c == '{') {
            most = std::max(most, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return most;
}

} // namespace

Json parseFlatJson(const std::string& text) { return depthOf(text) > deepest ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false); }

Result<std::vector<Json>> parseObjects(const std::string& text, const std::string& file, const std::string& what)
{
    auto json = parseFlatJson(text);
    const Error isOther{ErrorCode::InvalidInput, "this is not the list of objects that " + what + " prints", file, 0, "Write it again; it may have been cut off."};
    if (json.is_discarded() || !json.is_array() || std::ranges::any_of(json, [](const Json& entry) { return !entry.is_object(); }))
        return failure(isOther);
    std::vector<Json> objects;
    for (auto& entry : json)
        if (!entry.empty()) // ip leaves holes for what a filter dropped
            objects.push_back(std::move(entry));
    return objects;
}

std::string JsonEntry::text(const char* key) const
{
    const auto at = m_object.find(key);
    if (at == m_object.end())
        return {};
    if (at->is_string())
        return at->get<std::string>();
    complain(key);
    return {};
}

bool JsonEntry::flag(const char* key, bool absent) const
{
    const auto at = m_object.find(key);
    if (at == m_object.end())
        return absent;
    if (at->is_boolean())
        return at->get<bool>();
    if (at->is_number_integer())
        return *at != 0;
    if (!at->is_null())
        complain(key);
    return at->is_null() || absent;
}

std::set<std::string> JsonEntry::words(const char* key) const
{
    std::set<std::string> words;
    const auto at = m_object.find(key);
    if (at == m_object.end())
        return words;
    if (!at->is_array() || std::ranges::any_of(*at, [](const Json& word) { return !word.is_string(); })) {
        complain(key);
        return words;
    }
    for (const auto& word : *at)
        words.insert(word.get<std::string>());
    return words;
}

std::optional<Address> JsonEntry::address(const char* key) const
{
    if (!has(key))
        return std::nullopt;
    auto address = Address::parse(text(key));
    if (!address)
        complain(key);
    return address ? std::optional(*address) : std::nullopt;
}

std::optional<MacAddress> JsonEntry::mac(const char* key) const
{
    if (!has(key))
        return std::nullopt;
    auto mac = MacAddress::parse(text(key));
    if (!mac)
        complain(key);
    return mac ? std::optional(*mac) : std::nullopt;
}

std::int32_t JsonEntry::device(const char* key, const LinkNames& names) const
{
    if (!has(key))
        return 0;
    const auto index = names.indexOf(text(key));
    if (!index)
        complain(key);
    return index.value_or(0);
}

JsonEntry JsonEntry::inner(const char* key) const
{
    static const Json none = Json::object();
    const auto at = m_object.find(key);
    if (at != m_object.end() && !at->is_object())
        complain(key);
    return {at != m_object.end() && at->is_object() ? *at : none, m_bad};
}

std::vector<JsonEntry> JsonEntry::list(const char* key) const
{
    std::vector<JsonEntry> entries;
    const auto at = m_object.find(key);
    if (at == m_object.end())
        return entries;
    if (!at->is_array()) {
        complain(key);
        return entries;
    }
    for (const auto& entry : *at) {
        if (entry.is_object())
            entries.emplace_back(entry, m_bad);
        else
            complain(key);
    }
    return entries;
}

std::optional<std::uint64_t> JsonEntry::numberIn(const std::string& words)
{
    const bool isHex = words.starts_with("0x");
    const char* begin = words.data() + (isHex ? 2 : 0);
    const char* end = words.data() + words.size();
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value, isHex ? 16 : 10);
    return error == std::errc{} && stop == end && begin != end ? std::optional(value) : std::nullopt;
}

std::string listed(const std::vector<std::string>& fields)
{
    std::string text;
    for (const auto& field : fields)
        text += (text.empty() ? "" : ", ") + field;
    return text;
}

} // namespace hoplens
