// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_kernel.h"

#include <algorithm>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t scopeLink = 253, scopeHost = 254;
constexpr std::uint32_t secondary = 0x1, noPrefixRoute = 0x200;
constexpr std::uint8_t protocolKernel = 2;
constexpr std::uint32_t mainTable = 254, localTable = 255;
constexpr std::uint32_t ipv6Metric = 256;

Route routeTo(RouteType type, const Prefix& destination, std::uint32_t table, std::int32_t link)
{
    Route route;
    route.type = type;
    route.destination = destination;
    route.table = table;
    route.protocol = protocolKernel;
    NextHop hop;
    hop.linkIndex = link;
    route.nextHops.push_back(hop);
    return route;
}

Prefix networkOf(const Prefix& prefix) { return {prefix.first(), prefix.length}; }

/// That of the other end, where one is named.
Prefix networkOf(const InterfaceAddress& address) { return networkOf(Prefix{address.peer.value_or(address.prefix.address), address.prefix.length}); }

/// The address that the kernel takes for those of the same subnet that came later.
Address primaryOf(const Namespace& space, const InterfaceAddress& address)
{
    if ((address.flags & secondary) != 0)
        for (const auto& other : space.addresses)
            if (other.linkIndex == address.linkIndex && (other.flags & secondary) == 0 && networkOf(other) == networkOf(address))
                return other.prefix.address;
    return address.prefix.address;
}

} // namespace

/// The routes that an address brings: its own always, that of its subnet where its link is up.
void LabKernel::addConnected(Namespace& space, const InterfaceAddress& address)
{
    const auto& own = *space.link(address.linkIndex);
    const auto local = address.prefix.address;
    if (local.family == IpFamily::V6) {
        if (!own.isUp() && !own.isLoopback()) // what is on lo is there in any case
            return;
        auto toSelf = routeTo(RouteType::Local, Prefix::host(local), localTable, address.linkIndex);
        toSelf.metric = 0;
        insert(space, toSelf);
        if (!own.isUp())
            return;
        if ((address.prefix.length == 128 && own.isLoopback()) || (address.flags & noPrefixRoute) != 0)
            return;
        auto connected = routeTo(RouteType::Unicast, networkOf(address.prefix), mainTable, address.linkIndex);
        connected.metric = ipv6Metric;
        insert(space, connected);
        return;
    }
    auto toSelf = routeTo(RouteType::Local, Prefix::host(local), localTable, address.linkIndex);
    toSelf.scope = scopeHost;
    toSelf.preferredSource = primaryOf(space, address);
    insert(space, toSelf);
    if (!own.isUp())
        return;
    const auto subnet = networkOf(address);
    const auto addBroadcast = [&](const Address& to) {
        auto toAll = routeTo(RouteType::Broadcast, Prefix::host(to), localTable, address.linkIndex);
        toAll.scope = scopeLink;
        toAll.preferredSource = primaryOf(space, address);
        insert(space, toAll);
    };
    if (address.broadcast && !address.broadcast->isLimitedBroadcast())
        addBroadcast(*address.broadcast);
    if ((address.flags & secondary) != 0 || (subnet.length == 32 && subnet.address == local))
        return;
    if ((address.flags & noPrefixRoute) == 0) {
        auto connected = routeTo(own.isLoopback() ? RouteType::Local : RouteType::Unicast, subnet, own.isLoopback() ? localTable : mainTable, address.linkIndex);
        connected.scope = own.isLoopback() ? scopeHost : scopeLink;
        connected.preferredSource = local;
        insert(space, connected);
    }
    if (subnet.length < 31)
        addBroadcast(subnet.last());
}

/// When a link first begins to run since it was brought up: the way to all who listen on it, and fe80:: with what the kernel makes of a MAC address.
void LabKernel::addLinkLocal(Namespace& space, const Link& link)
{
    if (link.sysctls.disableIpv6 != 0 || link.mtu < leastMtuOfIpv6)
        return;
    auto toGroups = routeTo(RouteType::Multicast, {Address{IpFamily::V6, {0xffull << 56, 0}}, 8}, localTable, link.index);
    toGroups.metric = ipv6Metric;
    const auto isThere = [&](const Route& route) { return route.table == toGroups.table && route.destination == toGroups.destination && route.protocol == protocolKernel && route.nextHops.size() == 1 && route.nextHops.front().linkIndex == link.index; };
    if (std::ranges::any_of(space.routes, isThere)) // only its carrier was gone
        return;
    insert(space, toGroups);
    const auto has = [&](const InterfaceAddress& address) { return address.linkIndex == link.index && address.prefix.address.family == IpFamily::V6 && address.scope == scopeLink; };
    if (std::ranges::any_of(space.addresses, has))
        return;
    const auto& mac = link.mac.octets;
    InterfaceAddress address;
    address.linkIndex = link.index;
    address.scope = scopeLink;
    const std::uint64_t low = static_cast<std::uint64_t>(mac[0] ^ 2u) << 56 | static_cast<std::uint64_t>(mac[1]) << 48 | static_cast<std::uint64_t>(mac[2]) << 40 | 0xfffeull << 24 | static_cast<std::uint64_t>(mac[3]) << 16 | static_cast<std::uint64_t>(mac[4]) << 8 | mac[5];
    address.prefix = {Address{IpFamily::V6, {0xfe80ull << 48, low}}, 64};
    space.addresses.push_back(address);
    addConnected(space, address);
}

Refusal LabKernel::addAddress(std::uint64_t where, InterfaceAddress address)
{
    const auto& space = *m_world.find(where);
    const bool isV6 = address.prefix.address.family == IpFamily::V6;
    constexpr std::uint32_t leastOfIpv4 = 68;
    if (const auto* own = space.link(address.linkIndex); own && own->mtu < (isV6 ? leastMtuOfIpv6 : leastOfIpv4))
        return refusal(isV6 ? EINVAL : ENOBUFS);
    if (const auto* own = space.link(address.linkIndex); isV6 && own && own->sysctls.disableIpv6 != 0)
        return "Error: ipv6: IPv6 is disabled on this device.";
    for (const auto& other : space.addresses) {
        if (other.linkIndex != address.linkIndex || other.prefix.address.family != address.prefix.address.family)
            continue;
        if (isV6 && other.prefix.address == address.prefix.address)
            return "Error: ipv6: address already assigned.";
        if (isV6 || networkOf(other) != networkOf(address))
            continue;
        if (other.prefix.address == address.prefix.address)
            return "Error: ipv4: Address already assigned.";
        if (other.scope != address.scope)
            return "Error: ipv4: Invalid scope value.";
        address.flags |= secondary;
    }
    if (isV6 && address.prefix.address.bits.high >> 54 == 0xfe80u >> 6)
        address.scope = scopeLink;
    auto& changed = m_world.change(where);
    insertAddress(changed, address);
    addConnected(changed, address);
    settle();
    return std::nullopt;
}

/// Where the kernel lists it: addresses that lead a subnet stand before those that follow.
void LabKernel::insertAddress(Namespace& changed, const InterfaceAddress& address)
{
    const bool isV6 = address.prefix.address.family == IpFamily::V6;
    const auto isOfLink = [&](const InterfaceAddress& other) { return other.linkIndex == address.linkIndex; };
    auto at = changed.addresses.end();
    if (!isV6 && (address.flags & secondary) == 0) {
        at = std::ranges::find_if(changed.addresses, isOfLink);
        for (auto other = at; other != changed.addresses.end(); ++other)
            if (isOfLink(*other) && other->prefix.address.family == IpFamily::V4 && (other->flags & secondary) == 0 && address.scope <= other->scope)
                at = other + 1; // behind the last that leads and is not wider
    } else if (!isV6)
        at = std::ranges::find_if(changed.addresses, [&](const InterfaceAddress& other) { return other.linkIndex == address.linkIndex && other.prefix.address.family == IpFamily::V6; });
    else // of IPv6 the widest scope first, and of one the newest
        at = std::ranges::find_if(changed.addresses, [&](const InterfaceAddress& other) { return other.linkIndex == address.linkIndex && other.prefix.address.family == IpFamily::V6 && other.scope >= address.scope; });
    changed.addresses.insert(at, address);
}

/// Those that follow in its subnet go with it.
Refusal LabKernel::deleteAddress(std::uint64_t where, const InterfaceAddress& address)
{
    const auto& space = *m_world.find(where);
    const auto* own = space.link(address.linkIndex);
    const auto hasLabel = [&](const InterfaceAddress& other) { return address.label.empty() || address.label == other.label || (other.label.empty() && own && own->name == address.label); };
    const auto isIt = [&](const InterfaceAddress& other) { return other.linkIndex == address.linkIndex && other.prefix == address.prefix && (other.prefix.address.family == IpFamily::V6 || networkOf(other) == networkOf(address)) && hasLabel(other); };
    const auto found = std::ranges::find_if(space.addresses, isIt);
    if (found == space.addresses.end())
        return address.prefix.address.family == IpFamily::V6 ? std::string("Error: ipv6: address not found.") : std::string("Error: ipv4: Address not found.");
    const auto gone = *found;
    auto& changed = m_world.change(where);
    std::vector<InterfaceAddress> all = {gone};
    if ((gone.flags & secondary) == 0 && gone.prefix.address.family == IpFamily::V4)
        for (const auto& other : changed.addresses)
            if (other.linkIndex == gone.linkIndex && (other.flags & secondary) != 0 && networkOf(other) == networkOf(gone))
                all.push_back(other);
    for (const auto& one : all) {
        std::erase(changed.addresses, one);
        const auto subnet = networkOf(one);
        std::erase_if(changed.routes, [&](const Route& route) {
            if (route.nextHops.size() != 1 || route.nextHops.front().linkIndex != one.linkIndex || route.destination.address.family != one.prefix.address.family)
                return false;
            const bool isOfSelf = route.table == localTable && route.type == RouteType::Local && route.destination == Prefix::host(one.prefix.address);
            const bool isOfSubnet = route.protocol == protocolKernel && (one.flags & secondary) == 0 && (route.destination == subnet || (route.type == RouteType::Broadcast && route.preferredSource == one.prefix.address));
            return isOfSelf || isOfSubnet;
        });
        // What others have as their broadcast address stays.
        const auto isBroadcastOf = [&](const InterfaceAddress& other, const Address& to) { return other.linkIndex == one.linkIndex && (other.broadcast == to || ((other.flags & secondary) == 0 && networkOf(other).last() == to)); };
        std::erase_if(changed.routes, [&](const Route& route) {
            const auto& to = route.destination.address;
            return route.type == RouteType::Broadcast && route.nextHops.size() == 1 && route.nextHops.front().linkIndex == one.linkIndex && isBroadcastOf(one, to) && std::ranges::none_of(changed.addresses, [&](const InterfaceAddress& other) { return isBroadcastOf(other, to); });
        });
        // What was to come from it goes, too.
        const bool isLeft = std::ranges::any_of(changed.addresses, [&](const InterfaceAddress& other) { return other.prefix.address == one.prefix.address; });
        std::erase_if(changed.routes, [&](const Route& route) { return !isLeft && route.preferredSource == one.prefix.address && route.type != RouteType::Local; });
    }
    const auto isV4OfLink = [&](const InterfaceAddress& other) { return other.linkIndex == gone.linkIndex && other.prefix.address.family == IpFamily::V4; };
    if (gone.prefix.address.family == IpFamily::V4 && std::ranges::none_of(changed.addresses, isV4OfLink))
        dropRoutesOf(changed, gone.linkIndex, RouteLoss::NoIpv4);
    settle();
    return std::nullopt;
}

void LabKernel::setIpv6(std::uint64_t where, std::int32_t index, bool isOn)
{
    auto& space = m_world.change(where);
    const auto& own = *space.link(index);
    if (!isOn) {
        std::erase_if(space.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == index && address.prefix.address.family == IpFamily::V6; });
        std::erase_if(space.routes, [&](const Route& route) { return route.destination.address.family == IpFamily::V6 && std::ranges::any_of(route.nextHops, [&](const NextHop& hop) { return hop.linkIndex == index; }); });
    } else if (own.isLoopback() && own.isUp()) {
        addAddress(where, {.linkIndex = index, .prefix = Prefix::host(*Address::parse("::1")), .scope = scopeHost});
    } else if (own.isRunning() && own.master == 0) {
        addLinkLocal(space, own);
    }
}

} // namespace hoplens::lab
