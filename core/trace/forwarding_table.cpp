// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/forwarding_table.h"

#include <algorithm>

namespace hoplens {

ForwardingTable::ForwardingTable(const Namespace& space) : m_space(space)
{
    for (const auto& route : space.routes) {
        auto& table = m_tables[route.table];
        if (!table)
            table = std::make_unique<Table>();
        const bool v4 = route.destination.address.family == IpFamily::V4;
        const auto length = std::min<std::uint8_t>(route.destination.length, v4 ? 32 : 128);
        auto& bucket = (v4 ? table->buckets4 : table->buckets6)[length][route.destination.first().bits];
        auto& lengths = v4 ? table->lengths4 : table->lengths6;
        if (std::ranges::find(lengths, length) == lengths.end())
            lengths.push_back(length);
        bucket.push_back(&route);
    }
    for (auto& [id, table] : m_tables) {
        std::ranges::sort(table->lengths4, std::greater());
        std::ranges::sort(table->lengths6, std::greater());
        const auto order = [](std::vector<const Route*>& list) {
            std::ranges::stable_sort(list, [](const Route* a, const Route* b) {
                if (a->typeOfService != b->typeOfService)
                    return a->typeOfService > b->typeOfService;
                return a->metric < b->metric;
            });
        };
        for (const auto length : table->lengths4)
            for (auto& [network, list] : table->buckets4[length])
                order(list);
        for (const auto length : table->lengths6)
            for (auto& [network, list] : table->buckets6[length])
                order(list);
    }
    for (const auto& rule : space.policyRules)
        (rule.family == IpFamily::V4 ? m_rules4 : m_rules6).push_back(&rule);
    for (auto* rules : {&m_rules4, &m_rules6})
        std::ranges::stable_sort(*rules, {}, &PolicyRule::priority);
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

bool ForwardingTable::lookupTable(std::uint32_t id, const RouteQuery& query, const PolicyRule& rule, RouteAnswer& answer) const
{
    const auto found = m_tables.find(id);
    if (found == m_tables.end())
        return false;
    const Table& table = *found->second;
    const IpFamily family = query.destination.family;
    const bool v4 = family == IpFamily::V4;
    for (const auto length : v4 ? table.lengths4 : table.lengths6) {
        const auto& buckets = (v4 ? table.buckets4 : table.buckets6)[length];
        const auto bucket = buckets.find(query.destination.bits & prefixMask(family, length));
        if (bucket == buckets.end())
            continue;
        for (const Route* route : bucket->second) {
            if (route->typeOfService != 0 && route->typeOfService != (query.typeOfService & 0x1c))
                continue;
            if (route->source && !(query.source && route->source->contains(*query.source)))
                continue;
            answer.route = route;
            answer.rule = &rule;
            switch (route->type) {
            case RouteType::Blackhole: answer.verdict = RouteVerdict::Blackhole; return true;
            case RouteType::Unreachable: answer.verdict = RouteVerdict::Unreachable; return true;
            case RouteType::Prohibit: answer.verdict = RouteVerdict::Prohibit; return true;
            case RouteType::Throw: return false;
            default: break;
            }
            if (rule.suppressPrefixLength && length <= *rule.suppressPrefixLength)
                return false;
            std::vector<RouteChoice> choices;
            double total = 0;
            for (const auto& hop : route->nextHops) {
                if (!usable(hop, query, family))
                    continue;
                choices.push_back({route, &hop, static_cast<double>(hop.weight)});
                total += hop.weight;
            }
            // IPv6 keeps each equal-cost path as a route of its own.
            if (!v4)
                for (const Route* other : bucket->second)
                    if (other != route && other->metric == route->metric && other->type == route->type && other->nextHops.size() == 1 && other->nextHops[0].gateway && route->nextHops.size() == 1 && route->nextHops[0].gateway && usable(other->nextHops[0], query, family)) {
                        choices.push_back({other, &other->nextHops[0], static_cast<double>(other->nextHops[0].weight)});
                        total += other->nextHops[0].weight;
                    }
            if (choices.empty())
                continue;
            if (std::ranges::any_of(choices, [](const RouteChoice& choice) { return choice.hop->encapsulated; })) {
                answer.verdict = RouteVerdict::Unknown;
                answer.unknownReason = "the route to " + route->destination.text() + " encapsulates, which is not modelled";
                return true;
            }
            for (auto& choice : choices)
                choice.probability /= total;
            answer.verdict = RouteVerdict::Found;
            answer.choices = std::move(choices);
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
            answer.unknownReason = "policy rule " + std::to_string(rule.priority) + " uses " + rule.unknownAttributes.front() + ", which is not modelled";
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
    const auto found = m_tables.find(255);
    if (found != m_tables.end()) {
        const bool v4 = address.family == IpFamily::V4;
        for (const auto length : v4 ? found->second->lengths4 : found->second->lengths6) {
            const auto& buckets = (v4 ? found->second->buckets4 : found->second->buckets6)[length];
            const auto bucket = buckets.find(address.bits & prefixMask(address.family, length));
            if (bucket == buckets.end())
                continue;
            for (const Route* route : bucket->second) {
                const bool onLink = link == 0 || std::ranges::any_of(route->nextHops, [link](const NextHop& hop) { return hop.linkIndex == link; });
                if (onLink)
                    return route->type;
            }
        }
    }
    return RouteType::Unicast;
}

} // namespace hoplens
