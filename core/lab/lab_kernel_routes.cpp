// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_kernel.h"

#include "trace/forwarding_table.h"

#include <algorithm>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t linkScope = 253, hostScope = 254;
constexpr std::uint32_t mainTable = 254;

/// What the kernel says of the scope of a route of IPv4; empty: nothing.
std::string scopeTrouble(const Route& route)
{
    const auto least = route.type == RouteType::Local ? hostScope : route.type == RouteType::Broadcast || route.type == RouteType::Anycast ? linkScope : std::uint8_t{0};
    if (route.scope < least || route.scope > hostScope)
        return "Error: Invalid scope.";
    if (route.scope == hostScope && route.nextHops.size() > 1)
        return "Error: Route with host scope can not have multiple nexthops.";
    if (route.scope == hostScope && !route.nextHops.empty() && route.nextHops.front().gateway)
        return "Error: Route with host scope can not have a gateway.";
    return {};
}

bool isSameKey(const Route& a, const Route& b) { return a.table == b.table && a.destination == b.destination && a.metric == b.metric && a.typeOfService == b.typeOfService; }

} // namespace

bool isListedBefore(const Route& a, const Route& b)
{
    // IPv6 lists its default route behind the others of a table.
    const auto key = [](const Route& route) { return std::tuple(route.destination.address.family, route.table, route.destination.address.family == IpFamily::V6 && route.destination.length == 0, route.destination.address, -static_cast<int>(route.destination.length), route.metric); };
    return key(a) < key(b);
}

void LabKernel::insert(Namespace& space, Route route)
{
    if (std::ranges::any_of(space.routes, [&](const Route& other) { return other == route; }))
        return;
    m_world.makeRoutingTable(space.inode, route.table, route.destination.address.family);
    const auto at = std::ranges::upper_bound(space.routes, route, isListedBefore);
    space.routes.insert(at, std::move(route));
}

/// Of a link that goes down all but those to addresses of this host.
void LabKernel::dropRoutesOf(Namespace& space, std::int32_t index, RouteLoss loss)
{
    const auto isKept = [&](const Route& route) { return loss == RouteLoss::NoIpv4 && route.destination.address.family == IpFamily::V6; };
    for (auto& route : space.routes) // of several ways the others are left
        for (auto& hop : route.nextHops)
            if (route.nextHops.size() > 1 && hop.linkIndex == index && !isKept(route))
                hop.dead = hop.linkdown = true;
    std::erase_if(space.routes, [&](const Route& route) {
        if (isKept(route))
            return false;
        if (route.nextHops.size() > 1)
            return std::ranges::all_of(route.nextHops, &NextHop::dead);
        const bool isOver = std::ranges::any_of(route.nextHops, [&](const NextHop& hop) { return hop.linkIndex == index; });
        return isOver && (loss != RouteLoss::LinkDown || route.type != RouteType::Local || route.destination.address.family == IpFamily::V6);
    });
}

Refusal LabKernel::addRoute(std::uint64_t where, Route route, RouteOrder order)
{
    const auto& space = *m_world.find(where);
    m_world.makeRoutingTable(where, route.table, route.destination.address.family); // before anything is looked at
    const bool isV6 = route.destination.address.family == IpFamily::V6;
    if (isV6)
        route.destination.address = route.destination.first();
    if (route.destination.address != route.destination.first())
        return "Error: Invalid prefix for given prefix length.";
    const bool isRefusal = route.type == RouteType::Blackhole || route.type == RouteType::Unreachable || route.type == RouteType::Prohibit || route.type == RouteType::Throw;
    if (isRefusal && !isV6 && !route.nextHops.empty())
        return "Error: Gateway, device and multipath can not be specified for this route type.";
    if (isRefusal && isV6)
        route.nextHops = {NextHop{.linkIndex = space.link("lo") ? space.link("lo")->index : 0}};
    if (const auto wrong = isV6 ? std::string() : scopeTrouble(route); !wrong.empty())
        return wrong;
    if (route.type == RouteType::Unicast) {
        if (route.nextHops.empty())
            return refusal(ENODEV);
        for (auto& hop : route.nextHops) {
            const auto* out = hop.linkIndex != 0 ? space.link(hop.linkIndex) : nullptr;
            if (out && !out->isUp())
                return hop.gateway ? std::string("Error: Nexthop device is not up.") : std::string("Error: Device for nexthop is not up.");
            if (hop.gateway && hop.onlink && !isV6 && route.scope >= linkScope)
                return std::string("Error: Nexthop has invalid scope.");
            if (hop.gateway && hop.onlink && !isV6 && ForwardingTable(space).addressType(*hop.gateway, 0) != RouteType::Unicast)
                return std::string("Error: Nexthop has invalid gateway.");
            const bool isLinkLocal = hop.gateway && isV6 && hop.gateway->isLinkLocal();
            if (isLinkLocal && !out)
                return std::string("Error: Egress device not specified.");
            if (hop.gateway && !hop.onlink && !isLinkLocal) {
                // A gateway is somebody who is reached without another, over the link that is named.
                RouteQuery query;
                query.destination = *hop.gateway;
                query.out = hop.linkIndex;
                query.leastScope = std::max<std::uint8_t>(linkScope, static_cast<std::uint8_t>(std::min(route.scope + 1, 255)));
                const ForwardingTable table(space);
                auto answer = isV6 || route.table == mainTable ? RouteAnswer{} : table.lookupIn(route.table, query); // in its own table first
                if (answer.verdict != RouteVerdict::Found)
                    answer = table.lookup(query);
                const auto* found = answer.choices.empty() ? nullptr : answer.choices.front().hop;
                if (isV6 && answer.verdict != RouteVerdict::Found)
                    return refusal(EHOSTUNREACH);
                const bool isBroadcast = found && answer.choices.front().route->type == RouteType::Broadcast;
                if (answer.verdict != RouteVerdict::Found || !found || (isV6 && found->gateway) || isBroadcast)
                    return std::string("Error: Nexthop has invalid gateway.");
                hop.linkIndex = found->linkIndex;
                if (!isV6 && !space.link(hop.linkIndex)->isUp()) // an address of a link that is down is there all the same
                    return refusal(ENETDOWN);
            }
        }
    }
    if (!isV6 && (route.type == RouteType::Multicast || route.type == RouteType::Broadcast || route.type == RouteType::Anycast))
        for (const auto& hop : route.nextHops)
            if (const auto* out = space.link(hop.linkIndex); out && !out->isUp())
                return "Error: Device for nexthop is not up.";
    const auto isOwn = [&](const Address& address) {
        if (!isV6)
            return ForwardingTable(space).addressType(address, 0) == RouteType::Local;
        return std::ranges::any_of(space.addresses, [&](const InterfaceAddress& own) { return own.prefix.address == address; });
    };
    if (route.preferredSource && !isOwn(*route.preferredSource))
        return isV6 ? "Error: Invalid source address." : "Error: Invalid prefsrc address.";
    const auto same = std::ranges::find_if(space.routes, [&](const Route& other) { return isSameKey(other, route); });
    const bool isThere = same != space.routes.end();
    if (isThere && order == RouteOrder::Add)
        return refusal(EEXIST);
    if (!isThere && order == RouteOrder::Change)
        return refusal(ENOENT);
    const auto isExact = [&](const Route& other) { return isSameKey(other, route) && other.type == route.type && other.nextHops == route.nextHops; };
    if ((order == RouteOrder::Prepend || order == RouteOrder::Append) && std::ranges::any_of(space.routes, isExact))
        return refusal(EEXIST);
    auto& changed = m_world.change(where);
    if (isThere && order == RouteOrder::Prepend) {
        changed.routes.insert(changed.routes.begin() + (same - space.routes.begin()), std::move(route));
        settle();
        return std::nullopt;
    }
    if (isThere && order != RouteOrder::Append)
        changed.routes[static_cast<std::size_t>(same - space.routes.begin())] = std::move(route);
    else
        insert(changed, std::move(route));
    settle();
    return std::nullopt;
}

Refusal LabKernel::deleteRoute(std::uint64_t where, const Route& route, const RouteSelection& selection)
{
    const auto& space = *m_world.find(where);
    const auto isHop = [](const NextHop& wanted, const NextHop& hop) { return (wanted.linkIndex == 0 || hop.linkIndex == wanted.linkIndex) && (!wanted.gateway || hop.gateway == wanted.gateway); };
    const auto agrees = [&](const Route& other) {
        if (other.table != route.table || other.destination != route.destination || (selection.hasMetric && other.metric != route.metric) || (selection.scope && other.scope != *selection.scope) || (route.type != RouteType::Unspecified && other.type != route.type))
            return false;
        if (route.preferredSource && other.preferredSource != route.preferredSource)
            return false;
        return std::ranges::all_of(route.nextHops, [&](const NextHop& wanted) { return std::ranges::any_of(other.nextHops, [&](const NextHop& hop) { return isHop(wanted, hop); }); });
    };
    const auto found = std::ranges::find_if(space.routes, agrees);
    const bool isV6 = route.destination.address.family == IpFamily::V6;
    if (found == space.routes.end() && !m_world.hasRoutingTable(where, route.table, route.destination.address.family))
        return "Error: FIB table does not exist.";
    if (found == space.routes.end()) // of IPv6 an empty route stands where no default one does
        return refusal(isV6 && route.destination.length == 0 && route.nextHops.empty() ? ENOENT : ESRCH);
    const auto place = found - space.routes.begin();
    auto& routes = m_world.change(where).routes;
    if (auto& hops = routes[static_cast<std::size_t>(place)].nextHops; isV6 && hops.size() > 1 && !route.nextHops.empty()) {
        std::erase_if(hops, [&](const NextHop& hop) { return std::ranges::any_of(route.nextHops, [&](const NextHop& wanted) { return isHop(wanted, hop); }); });
        if (!hops.empty())
            return std::nullopt;
    }
    routes.erase(routes.begin() + place);
    return std::nullopt;
}

Refusal LabKernel::addRule(std::uint64_t where, PolicyRule rule, bool hasPriority)
{
    constexpr std::uint8_t congestionBits = 0x3;
    if ((rule.typeOfService & congestionBits) != 0)
        return "Error: Invalid dsfield (tos): ECN bits must be 0.";
    const auto isBackwards = [](const auto& range) { return range && range->first > range->second; };
    if (isBackwards(rule.sourcePorts))
        return "Error: Invalid sport range.";
    if (isBackwards(rule.destinationPorts))
        return "Error: Invalid dport range.";
    if (isBackwards(rule.userIds))
        return "Error: Invalid uid range.";
    const auto& known = m_world.find(where)->policyRules;
    if (!hasPriority) { // before the second of its family
        int seen = 0;
        for (const auto& other : known)
            if (other.family == rule.family && ++seen == 2)
                rule.priority = other.priority > 0 ? other.priority - 1 : 0;
    }
    if (rule.action == PolicyAction::Goto && rule.gotoPriority <= rule.priority)
        return "Error: Backward goto not supported.";
    // Nobody asks whether a rule is inverted, and a network or a type of service that is not written agrees with any.
    const auto isSame = [&](PolicyRule other) {
        other.inverted = rule.inverted;
        if (!rule.source)
            other.source.reset();
        if (!rule.destination)
            other.destination.reset();
        if (rule.typeOfService == 0)
            other.typeOfService = 0;
        return other == rule;
    };
    if (std::ranges::any_of(known, isSame))
        return refusal(EEXIST);
    auto& rules = m_world.change(where).policyRules;
    const auto at = std::ranges::upper_bound(rules, std::pair(rule.family, rule.priority), {}, [](const PolicyRule& other) { return std::pair(other.family, other.priority); });
    if (rule.family == IpFamily::V4)
        m_world.change(where).hadOwnRules = true;
    rules.insert(at, std::move(rule));
    return std::nullopt;
}

Refusal LabKernel::deleteRule(std::uint64_t where, const PolicyRule& rule, bool hasPriority, bool hasTable)
{
    const auto& space = *m_world.find(where);
    const auto agrees = [&](const PolicyRule& other) {
        const auto isAsWritten = [](const auto& written, const auto& own) { return !written || own == written; };
        return other.family == rule.family && (!hasPriority || other.priority == rule.priority) && (!hasTable || (other.action == PolicyAction::Lookup && other.table == rule.table)) && (rule.action == PolicyAction::Lookup || other.action == rule.action) && isAsWritten(rule.source, other.source) && isAsWritten(rule.destination, other.destination) && (!rule.mark || (other.mark == rule.mark && other.markMask == rule.markMask)) && (rule.inInterface.empty() || other.inInterface == rule.inInterface) && (rule.outInterface.empty() || other.outInterface == rule.outInterface) && (rule.typeOfService == 0 || other.typeOfService == rule.typeOfService) && isAsWritten(rule.protocol, other.protocol) && isAsWritten(rule.sourcePorts, other.sourcePorts) && isAsWritten(rule.destinationPorts, other.destinationPorts) && isAsWritten(rule.userIds, other.userIds) && isAsWritten(rule.suppressPrefixLength, other.suppressPrefixLength);
    };
    const auto found = std::ranges::find_if(space.policyRules, agrees);
    if (found == space.policyRules.end())
        return refusal(ENOENT);
    const auto place = found - space.policyRules.begin();
    auto& rules = m_world.change(where).policyRules;
    rules.erase(rules.begin() + place);
    if (rule.family == IpFamily::V4)
        m_world.change(where).hadOwnRules = true;
    return std::nullopt;
}

Refusal LabKernel::addNeighbour(std::uint64_t where, const Neighbour& neighbour, bool replaces)
{
    const auto isIt = [&](const Neighbour& other) { return other.linkIndex == neighbour.linkIndex && other.address == neighbour.address && other.isProxy == neighbour.isProxy; };
    const auto& space = *m_world.find(where);
    if (std::ranges::any_of(space.neighbours, isIt) && !replaces)
        return refusal(EEXIST);
    auto& neighbours = m_world.change(where).neighbours;
    std::erase_if(neighbours, isIt);
    neighbours.push_back(neighbour);
    return std::nullopt;
}

Refusal LabKernel::deleteNeighbour(std::uint64_t where, const Neighbour& neighbour)
{
    const auto isIt = [&](const Neighbour& other) { return other.linkIndex == neighbour.linkIndex && other.address == neighbour.address && other.isProxy == neighbour.isProxy; };
    if (std::ranges::none_of(m_world.find(where)->neighbours, isIt))
        return refusal(ENOENT);
    std::erase_if(m_world.change(where).neighbours, isIt);
    return std::nullopt;
}

} // namespace hoplens::lab
