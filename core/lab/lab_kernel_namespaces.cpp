// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_kernel.h"

namespace hoplens::lab {
namespace {

/// What of settings a new namespace takes over: those of IPv6 begin anew.
InterfaceSysctls ofIpv4(InterfaceSysctls settings)
{
    settings.forwarding6 = settings.disableIpv6 = settings.proxyNdp = settings.ignoreLinkdown6 = 0;
    return settings;
}

Link loopbackLink()
{
    constexpr std::uint32_t loopback = 0x8;
    Link lo;
    lo.index = 1;
    lo.name = "lo";
    lo.kind = LinkKind::Loopback;
    lo.flags = loopback;
    lo.state = OperationalState::Down;
    lo.mtu = 65536;
    lo.hardwareType = 772;
    lo.queueDiscipline = "noop";
    return lo;
}

} // namespace

InterfaceSysctls LabKernel::settingsIn(const Namespace& space)
{
    if (space.sysctls.defaults)
        return *space.sysctls.defaults;
    InterfaceSysctls settings;
    settings.forwarding4 = space.sysctls.all4and6.forwarding4;
    settings.forwarding6 = space.sysctls.all4and6.forwarding6;
    return settings;
}

void LabKernel::addNamespace(const std::string& name)
{
    Namespace space;
    space.inode = m_world.nextInode();
    space.name = name;
    space.paths = {"/run/netns/" + name};
    if (const auto* host = m_world.find(m_world.home()); host && host->isHost) // from there the kernel takes what IPv4 begins with
        space.sysctls.all4and6 = ofIpv4(host->sysctls.all4and6);
    space.sysctls.defaults = settingsIn(space);
    if (const auto* host = m_world.find(m_world.home()); host && host->isHost && host->sysctls.defaults)
        space.sysctls.defaults = ofIpv4(*host->sysctls.defaults);
    space.links.push_back(loopbackLink());
    space.links.front().sysctls = settingsIn(space);
    for (const auto family : {IpFamily::V4, IpFamily::V6})
        for (const auto& [priority, table] : {std::pair(0u, 255u), {32766u, 254u}, {32767u, 253u}}) {
            if (family == IpFamily::V6 && table == 253)
                continue;
            PolicyRule rule;
            rule.family = family;
            rule.priority = priority;
            rule.table = table;
            space.policyRules.push_back(rule);
        }
    m_world.add(std::move(space));
}

void LabKernel::deleteNamespace(std::uint64_t space)
{
    removeTunnels([&](std::uint64_t madeIn, const VxlanData&) { return madeIn == space; });
    while (m_world.find(space)->links.size() > 1) {
        const auto index = m_world.find(space)->links.back().index;
        removeLink(space, index);
    }
    m_world.remove(space);
    settle();
}

std::int32_t LabKernel::laterNumberOf(std::uint64_t space, std::uint64_t other)
{
    for (const auto& [number, inode] : m_world.find(space)->peers)
        if (inode == other)
            return number;
    auto& peers = m_world.change(space).peers;
    std::int32_t number = 0;
    while (peers.contains(number))
        ++number;
    peers.emplace(number, other);
    m_world.deferNumber(space, other);
    return number;
}

std::int32_t LabKernel::numberOf(std::uint64_t space, std::uint64_t other)
{
    const auto number = laterNumberOf(space, other);
    if (!m_world.settleNumber(space, other))
        return number;
    // It takes the first that nobody was told of, and who had that one, this one.
    auto& own = m_world.leaveTraces(space);
    std::int32_t first = 0;
    while (own.peers.contains(first) && own.peers.at(first) != other && !m_world.isNumberDeferred(space, own.peers.at(first)))
        ++first;
    if (first == number)
        return number;
    for (auto& link : own.links)
        if (link.lowerNsid == first || link.lowerNsid == number)
            link.lowerNsid = link.lowerNsid == first ? number : first;
    std::swap(own.peers.at(first), own.peers.at(number));
    return first;
}

void LabKernel::tellLinks(std::uint64_t space)
{
    std::vector<std::uint64_t> others;
    const auto& told = *m_world.find(space);
    for (const auto& link : told.links)
        if (const auto other = link.lowerNsid ? told.peers.find(*link.lowerNsid) : told.peers.end(); other != told.peers.end() && m_world.isNumberDeferred(space, other->second))
            others.push_back(other->second);
    for (const auto other : others)
        numberOf(space, other);
}

} // namespace hoplens::lab
