// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_extension_listing.h"

#include "net/address.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

using Words = std::optional<std::string>;

/// True where each option of the text is one of these.
bool hasOnly(std::string_view text, std::initializer_list<std::string_view> known)
{
    for (auto at = text.find("--"); at != std::string_view::npos; at = text.find(" --", at + 1)) {
        const auto begin = text.find("--", at);
        const auto option = text.substr(begin, text.find(' ', begin) - begin);
        if (std::ranges::find(known, option) == known.end())
            return false;
    }
    return true;
}

bool has(std::string_view text, std::string_view option) { return (std::string(text) + " ").find(" " + std::string(option) + " ") != std::string::npos; }

Words recent(std::string_view text)
{
    if (!hasOnly(text, {"--set", "--rcheck", "--update", "--remove", "--seconds", "--reap", "--hitcount", "--rttl", "--name", "--mask", "--rsource", "--rdest"}))
        return std::nullopt;
    const auto option = [&](std::string_view name, const std::string& words) {
        const auto value = optionIn(text, name);
        return value.empty() ? std::string() : " " + words + " " + value;
    };
    std::string words = std::string(text.starts_with("recent !") ? "! " : "") + "recent:";
    for (const auto& [name, word] : {std::pair("--set", " SET"), {"--rcheck", " CHECK"}, {"--update", " UPDATE"}, {"--remove", " REMOVE"}})
        words += has(text, name) ? word : "";
    words += option("--seconds", "seconds:") + (has(text, "--reap") ? " reap" : "") + option("--hitcount", "hit_count:") + (has(text, "--rttl") ? " TTL-Match" : "");
    return words + option("--name", "name:") + " side: " + (has(text, "--rdest") ? "dest" : "source") + option("--mask", "mask:");
}

Words hashlimit(std::string_view text)
{
    if (!hasOnly(text, {"--hashlimit-upto", "--hashlimit-above", "--hashlimit-burst", "--hashlimit-mode", "--hashlimit-name"}))
        return std::nullopt;
    if (optionIn(text, "--hashlimit-burst").empty())
        return std::nullopt;
    const auto upTo = optionIn(text, "--hashlimit-upto");
    const auto mode = optionIn(text, "--hashlimit-mode");
    auto words = upTo.empty() ? "limit: above " + optionIn(text, "--hashlimit-above") : "limit: up to " + upTo;
    std::string shown = mode; // each with a hyphen between
    std::ranges::replace(shown, ',', '-');
    return words + " burst " + optionIn(text, "--hashlimit-burst") + (mode.empty() ? "" : " mode " + shown);
}

Words connlimit(std::string_view text)
{
    if (!hasOnly(text, {"--connlimit-above", "--connlimit-upto", "--connlimit-mask", "--connlimit-saddr", "--connlimit-daddr"}))
        return std::nullopt;
    if (optionIn(text, "--connlimit-mask").empty())
        return std::nullopt;
    const auto above = optionIn(text, "--connlimit-above");
    return std::string("#conn ") + (has(text, "--connlimit-daddr") ? "dst/" : "src/") + optionIn(text, "--connlimit-mask") + (above.empty() ? " <= " + optionIn(text, "--connlimit-upto") : " > " + above);
}

Words quota(std::string_view text) { return "quota: " + optionIn(text, "--quota") + " bytes"; } // it does not say that it is negated

Words nflog(std::string_view text)
{
    if (!hasOnly(text, {"--nflog-prefix", "--nflog-group", "--nflog-size", "--nflog-threshold"}))
        return std::nullopt;
    std::string words(text.substr(std::min(text.find(' ') + 1, text.size())));
    for (auto at = words.find("--nflog-"); at != std::string::npos; at = words.find("--nflog-", at)) // a prefix has no such word: it is quoted whole
        words.erase(at, 2);
    return words;
}

Words set(std::string_view text) { return hasOnly(text, {"--add-set", "--del-set"}) ? Words(std::string(text.substr(std::min(text.find("--") + 2, text.size())))) : std::nullopt; }

Words audit(std::string_view text) { return hasOnly(text, {"--type"}) ? Words("AUDIT " + optionIn(text, "--type")) : std::nullopt; }

Words nfqueue(std::string_view text)
{
    if (!hasOnly(text, {"--queue-num", "--queue-balance", "--queue-bypass"}))
        return std::nullopt;
    const auto balance = optionIn(text, "--queue-balance");
    if (balance.empty() && optionIn(text, "--queue-num").empty())
        return std::nullopt;
    return "NFQUEUE " + (balance.empty() ? "num " + optionIn(text, "--queue-num") : "balance " + balance) + (has(text, "--queue-bypass") ? " bypass" : "");
}

Words tproxy(std::string_view text)
{
    if (!hasOnly(text, {"--on-port", "--on-ip", "--tproxy-mark"}))
        return std::nullopt;
    const auto address = optionIn(text, "--on-ip");
    const auto mark = optionIn(text, "--tproxy-mark");
    if (address.empty() || mark.empty())
        return std::nullopt;
    return "TPROXY redirect " + address + ":" + optionIn(text, "--on-port") + " mark " + mark;
}

Words tee(std::string_view text) { return hasOnly(text, {"--gateway"}) ? Words("TEE gw:" + optionIn(text, "--gateway")) : std::nullopt; }

Words tcpmss(std::string_view text)
{
    const auto size = optionIn(text, "--set-mss");
    if (!has(text, "--clamp-mss-to-pmtu") && size.empty())
        return std::nullopt;
    return size.empty() ? "TCPMSS clamp to PMTU" : "TCPMSS set " + size;
}

Words classify(std::string_view text)
{
    auto number = optionIn(text, "--set-class"); // without the zeros in front
    for (const bool isMinor : {true, false})
        for (const auto begin = isMinor ? number.find(':') + 1 : 0; begin + 1 < number.size() && number[begin] == '0' && number[begin + 1] != ':';)
            number.erase(begin, 1);
    return "CLASSIFY set " + number;
}

Words connectionTracking(std::string_view text)
{
    if (!hasOnly(text, {"--zone", "--helper"}))
        return std::nullopt;
    const auto zone = optionIn(text, "--zone");
    const auto helper = optionIn(text, "--helper");
    return "CT" + (zone.empty() ? "" : " zone " + zone) + (helper.empty() ? "" : " helper " + helper);
}

} // namespace

std::string optionIn(std::string_view text, std::string_view option)
{
    const auto at = text.find(option);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + option.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.starts_with('"'))
        return std::string(text.substr(1, text.find('"', 1) - 1));
    return std::string(text.substr(0, text.find(' ')));
}

std::optional<std::string> listExtension(std::string_view text)
{
    using Listing = Words (*)(std::string_view);
    static constexpr std::array<std::pair<std::string_view, Listing>, 14> listings = {{{"recent", recent}, {"hashlimit", hashlimit}, {"connlimit", connlimit}, {"quota", quota}, {"NFLOG", nflog}, {"NFQUEUE", nfqueue}, {"TPROXY", tproxy}, {"TEE", tee}, {"TCPMSS", tcpmss}, {"CHECKSUM", [](std::string_view) { return Words("CHECKSUM fill"); }}, {"CLASSIFY", classify}, {"CT", connectionTracking}, {"SET", set}, {"AUDIT", audit}}};
    const auto known = std::ranges::find(listings, text.substr(0, text.find(' ')), &std::pair<std::string_view, Listing>::first);
    return known == listings.end() ? std::nullopt : known->second(text);
}

} // namespace hoplens
