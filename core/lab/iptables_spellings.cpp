// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/iptables_spellings.h"

#include "filter/iptables_words.h"
#include "net/address.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace hoplens::lab {

std::optional<std::string> rateText(std::string_view given)
{
    constexpr std::array<std::pair<std::string_view, std::uint64_t>, 4> units = {{{"day", 86400}, {"hour", 3600}, {"min", 60}, {"sec", 1}}};
    constexpr std::uint64_t scale = 10000;
    const auto slash = given.find('/');
    const auto number = parseNumber(given.substr(0, slash), 1'000'000);
    std::uint64_t unit = 1;
    if (slash != std::string_view::npos) {
        const auto word = given.substr(slash + 1);
        const auto known = std::ranges::find_if(units, [&](const auto& each) { return !word.empty() && (each.first.starts_with(word) || std::string(each.first == "min" ? "minute" : each.first == "sec" ? "second" : each.first).starts_with(word)); });
        if (known == units.end())
            return std::nullopt;
        unit = known->second;
    }
    if (!number || *number == 0 || *number / unit > scale)
        return std::nullopt;
    const auto period = scale * unit / *number;
    std::size_t i = 1;
    for (; i < units.size(); ++i)
        if (const auto whole = scale * units[i].second; period > whole || whole / period < whole % period)
            break;
    return std::to_string(scale * units[i - 1].second / period) + "/" + std::string(units[i - 1].first);
}

std::optional<std::string> dscpOfClass(std::string_view name)
{
    std::optional<unsigned> value;
    const auto digit = [&](std::size_t at, char most) { return name.size() > at && name[at] >= '0' && name[at] <= most ? std::optional(static_cast<unsigned>(name[at] - '0')) : std::nullopt; };
    if (name == "EF" || name == "BE")
        value = name == "EF" ? 0x2e : 0;
    else if (name.starts_with("CS") && name.size() == 3 && digit(2, '7'))
        value = *digit(2, '7') << 3;
    else if (name.starts_with("AF") && name.size() == 4 && digit(2, '4').value_or(0) > 0 && digit(3, '3').value_or(0) > 0)
        value = *digit(2, '4') << 3 | *digit(3, '3') << 1;
    if (!value)
        return std::nullopt;
    char text[8];
    std::snprintf(text, sizeof text, "0x%02x", *value);
    return text;
}

std::optional<std::string> tosOfName(std::string_view name)
{
    const auto value = iptables::byName(iptables::typesOfService, name);
    if (!value)
        return std::nullopt;
    char text[16];
    std::snprintf(text, sizeof text, "0x%02x/0x%02x", *value, iptables::typeOfServiceMask);
    return text;
}

std::optional<std::string> classText(std::string_view given)
{
    std::array<unsigned, 2> halves = {};
    const auto colon = given.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const std::array<std::string_view, 2> written = {given.substr(0, colon), given.substr(colon + 1)};
    for (std::size_t i = 0; i < halves.size(); ++i) {
        const auto* end = written[i].data() + written[i].size();
        if (std::from_chars(written[i].data(), end, halves[i], 16).ptr != end || written[i].empty() || halves[i] > 0xffff)
            return std::nullopt;
    }
    char text[16];
    std::snprintf(text, sizeof text, "%04x:%04x", halves[0], halves[1]);
    return text;
}

} // namespace hoplens::lab
