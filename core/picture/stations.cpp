// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/stations.h"

#include "base/words.h"
#include "picture/picture_words.h"

#include <algorithm>
#include <map>

namespace hoplens {
namespace {

constexpr double gapX = 40;
constexpr double gapY = 28;

/// What the rules of one hook are for: the word that matters most, and its colour.
struct HookContent {
    std::map<std::int32_t, std::string> tables = {}; ///< by priority
    std::string translation = {};
    bool hasRules = false;
};

std::string_view translationWord(const RuleSet& rules, const Rule& rule)
{
    for (std::uint16_t i = 0; i < rule.operationCount; ++i)
        if (const auto* nat = std::get_if<NatStatement>(&rules.operations[rule.firstOperation + i])) {
            switch (nat->kind) {
            case NatKind::Source: return "SNAT";
            case NatKind::Destination: return "DNAT";
            case NatKind::Masquerade: return "MASQUERADE";
            case NatKind::Redirect: return "REDIRECT";
            case NatKind::Netmap: return "NETMAP";
            }
        }
    return {};
}

std::map<Hook, HookContent> contentOf(const RuleSet& rules)
{
    std::map<Hook, HookContent> content;
    for (const auto& chain : rules.chains) {
        const auto& table = rules.tables[chain.table.value];
        const bool isLayer3 = table.family == TableFamily::Ip || table.family == TableFamily::Ip6 || table.family == TableFamily::Inet;
        if (!chain.hook || !isLayer3 || table.dormant || (chain.rules.count == 0 && !chain.dropPolicy))
            continue;
        auto& here = content[*chain.hook];
        here.hasRules = true;
        here.tables.emplace(chain.priority, table.name);
        for (std::uint32_t r = chain.rules.first; here.translation.empty() && r < chain.rules.first + chain.rules.count; ++r)
            here.translation = translationWord(rules, rules.rules[r]);
    }
    return content;
}

std::string tableList(const HookContent& content)
{
    std::string text;
    std::string last;
    for (const auto& [priority, table] : content.tables) {
        if (table != last)
            text += (text.empty() ? "" : " · ") + table;
        last = table;
    }
    return text;
}

KernelStation hookStation(Hook hook, const HookContent& content, bool isUnread)
{
    static const std::map<Hook, std::string> names = {{Hook::Prerouting, "PREROUTING"}, {Hook::Input, "INPUT"}, {Hook::Forward, "FORWARD"}, {Hook::Output, "OUTPUT"}, {Hook::Postrouting, "POSTROUTING"}};
    KernelStation station;
    station.hook = hook;
    station.title = names.at(hook);
    station.detail = content.translation.empty() ? (content.hasRules ? tableList(content) : isUnread ? say("picture", "? rules not readable")() : say("picture", "no rules")()) : content.translation;
    station.ink = content.translation.empty() ? Ink::Filter : Ink::Translation;
    return station;
}

const KernelStation* find(const std::vector<KernelStation>& stations, std::optional<Hook> hook)
{
    const auto at = std::ranges::find(stations, hook, &KernelStation::hook);
    return at == stations.end() ? nullptr : &*at;
}

} // namespace

std::vector<KernelStation> stationsOf(const Namespace& space, Point at)
{
    auto content = contentOf(space.rules);
    const bool forwards = space.sysctls.all4and6.forwarding4 != 0 || space.sysctls.all4and6.forwarding6 != 0;
    std::vector<KernelStation> stations;
    const bool isQuiet = std::ranges::none_of(content, [](const auto& entry) { return entry.first != Hook::Ingress && entry.first != Hook::Egress; });
    const bool isUnread = space.isMissing("nftables") || space.isMissing("iptables-legacy") || space.isMissing("rules") || space.isMissing("namespace");
    if (isQuiet && !forwards && !isUnread)
        return stations;
    const auto add = [&](KernelStation station, double column, double row) {
        station.box = {at.x + column * (stationWidth + gapX), at.y + row * (stationHeight + gapY), stationWidth, stationHeight};
        stations.push_back(std::move(station));
    };
    double column = 0;
    if (content.contains(Hook::Prerouting))
        add(hookStation(Hook::Prerouting, content[Hook::Prerouting], isUnread), column++, 0);
    const double routeColumn = column++;
    std::string way = defaultRoute(space);
    if (way.starts_with("default "))
        way.erase(0, way.find(' ') + 1);
    add({{}, say("picture", "route")(), std::move(way), Ink::Network}, routeColumn, 0);
    if (forwards)
        add(hookStation(Hook::Forward, content[Hook::Forward], isUnread), column++, 0);
    // Without a column of its own for what is forwarded, OUTPUT stands beside INPUT and under POSTROUTING.
    const double lastColumn = std::max(column, routeColumn + 1);
    if (content.contains(Hook::Postrouting))
        add(hookStation(Hook::Postrouting, content[Hook::Postrouting], isUnread), lastColumn, 0);
    if (content.contains(Hook::Input) || isUnread)
        add(hookStation(Hook::Input, content[Hook::Input], isUnread), routeColumn, 1);
    if (content.contains(Hook::Output))
        add(hookStation(Hook::Output, content[Hook::Output], isUnread), lastColumn, 1);
    return stations;
}

std::vector<std::vector<Point>> stationWays(const std::vector<KernelStation>& stations)
{
    std::vector<std::vector<Point>> ways;
    const auto across = [&](const KernelStation* from, const KernelStation* to) {
        if (from && to)
            ways.push_back({{from->box.right(), from->box.y + stationHeight / 2}, {to->box.x, to->box.y + stationHeight / 2}});
    };
    const auto* prerouting = find(stations, Hook::Prerouting);
    const auto* route = find(stations, {});
    const auto* forward = find(stations, Hook::Forward);
    const auto* postrouting = find(stations, Hook::Postrouting);
    across(prerouting, route);
    across(route, forward);
    across(forward, postrouting);
    if (const auto* input = find(stations, Hook::Input))
        ways.push_back({{route->box.x + stationWidth / 2, route->box.bottom()}, {input->box.x + stationWidth / 2, input->box.y}});
    if (const auto* output = find(stations, Hook::Output); output && postrouting)
        ways.push_back({{output->box.x + stationWidth / 2, output->box.y}, {postrouting->box.x + stationWidth / 2, postrouting->box.bottom()}});
    return ways;
}

} // namespace hoplens
