// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/forwarding_table.h"

#include "base/words.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace hoplens {

namespace {

constexpr std::uint32_t localTable = 255, mainTable = 254, defaultTable = 253;

/// The rules of IPv4 that the kernel begins with.
bool areAsInTheBeginning(const std::vector<PolicyRule>& rules)
{
    PolicyRule local, main, otherwise;
    local.table = localTable;
    main.priority = 32766;
    main.table = mainTable;
    otherwise.priority = 32767;
    otherwise.table = defaultTable;
    std::vector<PolicyRule> ofIpv4;
    std::ranges::copy_if(rules, std::back_inserter(ofIpv4), [](const PolicyRule& rule) { return rule.family == IpFamily::V4; });
    return ofIpv4 == std::vector{local, main, otherwise};
}

} // namespace

/// Where it is filed.
std::uint32_t ForwardingTable::tableOf(const Route& route) const { return m_isOneTable && route.table == mainTable && route.destination.address.family == IpFamily::V4 ? localTable : route.table; }

ForwardingTable::ForwardingTable(const Namespace& space) : m_space(space), m_isOneTable(!space.hadOwnRules && areAsInTheBeginning(space.policyRules))
{
    std::map<std::uint32_t, std::array<std::map<std::uint8_t, std::vector<Entry>, std::greater<>>, 2>> tables;
    for (const auto& route : space.routes) {
        const IpFamily family = route.destination.address.family;
        const auto length = std::min<std::uint8_t>(route.destination.length, family == IpFamily::V4 ? 32 : 128);
        tables[tableOf(route)][static_cast<std::size_t>(family)][length].push_back({route.destination.first().bits, &route});
    }
    for (auto& [id, families] : tables) {
        auto& table = m_tables.emplace_back(id, Table{}).second;
        for (std::size_t family = 0; family < table.size(); ++family)
            for (auto& [length, entries] : families[family]) {
                std::ranges::stable_sort(entries, [](const Entry& a, const Entry& b) {
                    if (a.network != b.network)
                        return a.network < b.network;
                    if (a.route->table != b.route->table)
                        return a.route->table > b.route->table;
                    if (a.route->typeOfService != b.route->typeOfService)
                        return a.route->typeOfService > b.route->typeOfService;
                    return a.route->metric < b.route->metric;
                });
                table[family].push_back({length, std::move(entries)});
            }
    }
    for (const auto& rule : space.policyRules)
        (rule.family == IpFamily::V4 ? m_rules4 : m_rules6).push_back(&rule);
    for (auto* rules : {&m_rules4, &m_rules6})
        std::ranges::stable_sort(*rules, {}, &PolicyRule::priority);
}

/// The rule that names a table, as it stands in one with another.
const PolicyRule* ForwardingTable::ruleOf(std::uint32_t table) const
{
    const auto named = std::ranges::find(m_rules4, table, [](const PolicyRule* rule) { return rule->table; });
    return named == m_rules4.end() ? nullptr : *named;
}

RouteAnswer ForwardingTable::lookupIn(std::uint32_t table, const RouteQuery& query) const
{
    RouteAnswer answer;
    PolicyRule plain;
    plain.table = table;
    if (!lookupTable(m_isOneTable && table == mainTable ? localTable : table, query, plain, answer))
        answer.route = nullptr;
    answer.rule = nullptr;
    return answer;
}

bool ForwardingTable::matches(const PolicyRule& rule, const RouteQuery& query) const
{
    const auto nameIs = [this](const std::string& name, std::int32_t index) {
        const Link* link = m_space.link(index);
        return link && link->name == name;
    };
    const auto within = [](const auto& range, auto value) { return !range || (range->first <= value && value <= range->second); };
    bool match = true;
    match = match && (rule.inInterface.empty() || nameIs(rule.inInterface, query.in));
    match = match && (rule.outInterface.empty() || nameIs(rule.outInterface, query.out));
    match = match && (!rule.mark || ((*rule.mark ^ query.mark) & rule.markMask) == 0);
    match = match && (!rule.source || rule.source->length == 0 || (query.source && rule.source->contains(*query.source)));
    match = match && (!rule.destination || rule.destination->contains(query.destination));
    match = match && (rule.typeOfService == 0 || rule.typeOfService == (query.typeOfService & 0x1c));
    match = match && (!rule.protocol || *rule.protocol == query.protocol);
    match = match && (!rule.sourcePorts || (hasPorts(query.protocol) && within(rule.sourcePorts, query.sourcePort)));
    match = match && (!rule.destinationPorts || (hasPorts(query.protocol) && within(rule.destinationPorts, query.destinationPort)));
    match = match && within(rule.userIds, query.userId.value_or(0));
    match = match && !rule.l3mdev;
    return match != rule.inverted;
}

bool ForwardingTable::usable(const NextHop& hop, const RouteQuery& query, IpFamily family) const
{
    if (hop.dead || (query.out != 0 && hop.linkIndex != query.out))
        return false;
    if (!hop.linkdown)
        return true;
    const Link* link = m_space.link(hop.linkIndex);
    return !link || (family == IpFamily::V4 ? link->sysctls.ignoreLinkdown4 : link->sysctls.ignoreLinkdown6) == 0;
}

const std::vector<ForwardingTable::Length>* ForwardingTable::lengths(std::uint32_t table, IpFamily family) const
{
    const auto found = std::ranges::lower_bound(m_tables, table, {}, &std::pair<std::uint32_t, Table>::first);
    return found != m_tables.end() && found->first == table ? &found->second[static_cast<std::size_t>(family)] : nullptr;
}

std::span<const ForwardingTable::Entry> ForwardingTable::Length::routesTo(const Address& destination) const
{
    const Value network = destination.bits & prefixMask(destination.family, length);
    const auto first = std::ranges::lower_bound(entries, network, {}, &Entry::network);
    auto last = first;
    while (last != entries.end() && last->network == network)
        ++last;
    return {first, last};
}

bool ForwardingTable::lookupTable(std::uint32_t id, const RouteQuery& query, const PolicyRule& rule, RouteAnswer& answer) const
{
    const IpFamily family = query.destination.family;
    const bool v4 = family == IpFamily::V4;
    const auto* table = lengths(id, family);
    if (!table)
        return false;
    for (const auto& length : *table) {
        const auto candidates = length.routesTo(query.destination);
        for (const auto& [network, route] : candidates) {
            if (route->typeOfService != 0 && route->typeOfService != (query.typeOfService & 0x1c))
                continue;
            if (v4 && route->scope < query.leastScope)
                continue;
            if (route->source && !(query.source && route->source->contains(*query.source)))
                continue;
            answer.route = route;
            answer.rule = route->table == id ? &rule : ruleOf(route->table);
            switch (route->type) {
            case RouteType::Blackhole: answer.verdict = RouteVerdict::Blackhole; return true;
            case RouteType::Unreachable: answer.verdict = RouteVerdict::Unreachable; return true;
            case RouteType::Prohibit: answer.verdict = RouteVerdict::Prohibit; return true;
            case RouteType::Throw: return false;
            default: break;
            }
            if (rule.suppressPrefixLength && length.length <= *rule.suppressPrefixLength)
                return false;
            auto& choices = answer.choices;
            double total = 0;
            for (const auto& hop : route->nextHops) {
                if (!usable(hop, query, family))
                    continue;
                choices.push_back({route, &hop, static_cast<double>(hop.weight)});
                total += hop.weight;
            }
            // IPv6 keeps each equal-cost path as a route of its own.
            if (!v4)
                for (const auto& [otherNetwork, other] : candidates)
                    if (other != route && other->metric == route->metric && other->type == route->type && other->nextHops.size() == 1 && other->nextHops[0].gateway && route->nextHops.size() == 1 && route->nextHops[0].gateway && usable(other->nextHops[0], query, family)) {
                        choices.push_back({other, &other->nextHops[0], static_cast<double>(other->nextHops[0].weight)});
                        total += other->nextHops[0].weight;
                    }
            if (choices.empty())
                continue;
            if (std::ranges::any_of(choices, [](const RouteChoice& choice) { return choice.hop->encapsulated; })) {
                answer.verdict = RouteVerdict::Unknown;
                answer.unknownReason = say("trace", "the route to %1 encapsulates, which is not modelled")(route->destination.text());
                return true;
            }
            for (auto& choice : choices)
                choice.probability /= total;
            answer.verdict = RouteVerdict::Found;
            return true;
        }
    }
    return false;
}

RouteAnswer ForwardingTable::lookup(const RouteQuery& query) const
{
    RouteAnswer answer;
    const auto& rules = query.destination.family == IpFamily::V4 ? m_rules4 : m_rules6;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const PolicyRule& rule = *rules[i];
        if (!matches(rule, query))
            continue;
        if (!rule.unknownAttributes.empty()) {
            answer.verdict = RouteVerdict::Unknown;
            answer.rule = &rule;
            answer.unknownReason = say("trace", "policy rule %1 uses %2, which is not modelled")(std::to_string(rule.priority), rule.unknownAttributes.front());
            return answer;
        }
        answer.rule = &rule;
        answer.route = nullptr;
        switch (rule.action) {
        case PolicyAction::Lookup:
            if (lookupTable(rule.table, query, rule, answer))
                return answer;
            break;
        case PolicyAction::Goto:
            for (std::size_t k = i + 1; k < rules.size(); ++k)
                if (rules[k]->priority == rule.gotoPriority) {
                    i = k - 1;
                    break;
                }
            break;
        case PolicyAction::Blackhole: answer.verdict = RouteVerdict::Blackhole; return answer;
        case PolicyAction::Unreachable: answer.verdict = RouteVerdict::Unreachable; return answer;
        case PolicyAction::Prohibit: answer.verdict = RouteVerdict::Prohibit; return answer;
        case PolicyAction::Nop:
        case PolicyAction::Unspecified: break;
        }
    }
    answer.verdict = RouteVerdict::NoRoute;
    answer.route = nullptr;
    answer.rule = nullptr;
    return answer;
}

RouteType ForwardingTable::addressType(const Address& address, std::int32_t link) const
{
    if (address.family == IpFamily::V4) {
        if (address.isUnspecified() || address.isLimitedBroadcast())
            return RouteType::Broadcast;
        if (address.isMulticast())
            return RouteType::Multicast;
    } else if (address.isMulticast()) {
        return RouteType::Multicast;
    }
    if (const auto* local = lengths(localTable, address.family))
        for (const auto& length : *local)
            for (const auto& [network, route] : length.routesTo(address))
                if (route->table != localTable) // of the main table, which is one with it
                    return RouteType::Unicast;
                else if (link == 0 || std::ranges::any_of(route->nextHops, [link](const NextHop& hop) { return hop.linkIndex == link; }))
                    return route->type;
    return RouteType::Unicast;
}

} // namespace hoplens
