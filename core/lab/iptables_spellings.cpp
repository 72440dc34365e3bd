// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/iptables_spellings.h"

#include "filter/iptables_words.h"
#include "net/address.h"

#include <algorithm>
#include <cctype>
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

namespace {

/// Options in the order in which they are written, each of one match or target.
constexpr auto orderedOptions = std::to_array<std::string_view>({"--log-prefix", "--log-level", "--log-tcp-sequence", "--log-tcp-options", "--log-ip-options", "--log-uid", "--nflog-prefix", "--nflog-group", "--nflog-size", "--nflog-threshold", "--on-port", "--on-ip", "--tproxy-mark", "--hashlimit-upto", "--hashlimit-above", "--hashlimit-burst", "--hashlimit-mode", "--hashlimit-name", "--connlimit-above", "--connlimit-upto", "--connlimit-mask", "--connlimit-saddr", "--connlimit-daddr"});

struct Default {
    std::string_view name;                       ///< of the match or target
    std::vector<std::string_view> instead;       ///< the option is left out where one of these stands
    std::string option;
};

} // namespace

std::string upperCase(std::string_view text)
{
    std::string large(text);
    std::ranges::transform(large, large.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return large;
}

std::vector<std::string> completeOptions(std::string_view name, std::vector<std::string> options, bool isV6)
{
    for (auto& option : options) {
        if (option.starts_with("! --connlimit-")) // the opposite has a name
            option = (option.starts_with("! --connlimit-above") ? "--connlimit-upto" : "--connlimit-above") + option.substr(option.rfind(' '));
        const auto value = option.substr(option.rfind(' ') + 1);
        if (option.starts_with("--hashlimit ") || option.starts_with("--hashlimit-upto ") || option.starts_with("--hashlimit-above "))
            option = std::string(option.starts_with("--hashlimit-above") ? "--hashlimit-above " : "--hashlimit-upto ") + rateText(value).value_or(value);
    }
    const std::array defaults = {Default{"hashlimit", {"--hashlimit-burst"}, "--hashlimit-burst 5"}, Default{"connlimit", {"--connlimit-mask"}, isV6 ? "--connlimit-mask 128" : "--connlimit-mask 32"}, Default{"connlimit", {"--connlimit-saddr", "--connlimit-daddr"}, "--connlimit-saddr"}, Default{"NFQUEUE", {"--queue-num", "--queue-balance"}, "--queue-num 0"}, Default{"TPROXY", {"--on-ip"}, isV6 ? "--on-ip ::" : "--on-ip 0.0.0.0"}, Default{"TPROXY", {"--tproxy-mark"}, "--tproxy-mark 0x0/0x0"}};
    for (const auto& [of, instead, option] : defaults) {
        const auto& others = instead;
        const bool isSaid = std::ranges::any_of(options, [&](const std::string& given) { return std::ranges::any_of(others, [&](std::string_view other) { return given.starts_with(other); }); });
        if (of == name && !isSaid)
            options.push_back(option);
    }
    std::ranges::stable_sort(options, {}, [](const std::string& option) { return std::ranges::find(orderedOptions, std::string_view(option).substr(0, option.find(' '))) - orderedOptions.begin(); });
    return options;
}

std::optional<std::string> dscpOfClass(std::string_view given)
{
    const auto name = upperCase(given);
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
    const auto known = std::ranges::find(iptables::typesOfService, upperCase(name), [](const iptables::Word& word) { return upperCase(word.first); });
    if (known == iptables::typesOfService.end())
        return std::nullopt;
    char text[16];
    std::snprintf(text, sizeof text, "0x%02x/0x%02x", known->second, iptables::typeOfServiceMask);
    return text;
}

std::optional<std::string> classText(std::string_view given)
{
    std::array<std::uint64_t, 2> halves = {};
    const auto colon = given.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const std::array<std::string_view, 2> written = {given.substr(0, colon), given.substr(colon + 1)};
    for (std::size_t i = 0; i < halves.size(); ++i) {
        const auto* end = written[i].data() + written[i].size();
        const auto read = std::from_chars(written[i].data(), end, halves[i], 16);
        if (read.ptr != end || read.ec != std::errc{})
            return std::nullopt;
    }
    char text[16];
    std::snprintf(text, sizeof text, "%04x:%04x", static_cast<unsigned>(halves[0] & 0xffff), static_cast<unsigned>(halves[1] & 0xffff));
    return text;
}

} // namespace hoplens::lab
