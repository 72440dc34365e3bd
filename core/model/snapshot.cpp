// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/snapshot.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace hoplens {
namespace {

constexpr std::array linkKinds = {"device", "loopback", "veth", "bridge", "vxlan", "macvlan", "macvtap", "ipvlan", "vlan", "bond",
                                  "dummy", "tun", "ipip", "gre", "sit", "geneve", "wireguard", "ifb", "vrf", "other"};

} // namespace

const Link* Namespace::link(std::int32_t index) const
{
    const auto at = std::lower_bound(links.begin(), links.end(), index, [](const Link& link, std::int32_t wanted) { return link.index < wanted; });
    return at != links.end() && at->index == index ? &*at : nullptr;
}

const Link* Namespace::link(std::string_view wanted) const
{
    const auto at = std::ranges::find(links, wanted, &Link::name);
    return at == links.end() ? nullptr : &*at;
}

bool Namespace::lacksVirtualServers() const
{
    const bool wasAsked = !virtualServers.empty() || sysctls.ipvsConntrack; // the setting is there where IPVS is
    return isMissing("virtual servers") || (link("kube-ipvs0") && !wasAsked);
}

bool Namespace::isMissing(std::string_view subject) const
{
    return std::ranges::find(notes, subject, &Note::subject) != notes.end();
}

const Namespace* Snapshot::find(std::uint64_t inode) const
{
    for (const auto& host : hosts)
        for (const auto& space : host.namespaces)
            if (space.inode == inode)
                return &space;
    return nullptr;
}

const Namespace* Snapshot::find(std::string_view wanted) const
{
    for (const auto& host : hosts)
        for (const auto& space : host.namespaces)
            if (space.name == wanted)
                return &space;
    return nullptr;
}

std::string_view name(LinkKind kind) { return linkKinds[static_cast<std::size_t>(kind)]; }

LinkKind linkKind(std::string_view kernelName)
{
    for (std::size_t i = 2; i + 1 < linkKinds.size(); ++i)
        if (linkKinds[i] == kernelName)
            return static_cast<LinkKind>(i);
    if (kernelName == "gretap" || kernelName == "ip6gre" || kernelName == "ip6gretap" || kernelName == "erspan")
        return LinkKind::Gre;
    if (kernelName == "ip6tnl")
        return LinkKind::Ipip;
    return LinkKind::Other;
}

std::string_view name(OperationalState state)
{
    static constexpr std::array names = {"unknown", "not present", "down", "lower layer down", "testing", "dormant", "up"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name(StpState state)
{
    static constexpr std::array names = {"disabled", "listening", "learning", "forwarding", "blocking"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name(MacvlanMode mode)
{
    static constexpr std::array names = {"private", "vepa", "bridge", "passthru", "source"};
    return names[static_cast<std::size_t>(mode)];
}

std::string_view name(ForwardMethod method)
{
    static constexpr std::array names = {"masq", "route", "tunnel", "local"};
    return names[static_cast<std::size_t>(method)];
}

std::string_view name(RouteType type)
{
    static constexpr std::array names = {"unspecified", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit", "throw", "nat"};
    return names[static_cast<std::size_t>(type)];
}

std::string_view name(NeighbourState state)
{
    switch (state) {
    case NeighbourState::None: return "none";
    case NeighbourState::Incomplete: return "incomplete";
    case NeighbourState::Reachable: return "reachable";
    case NeighbourState::Stale: return "stale";
    case NeighbourState::Delay: return "delay";
    case NeighbourState::Probe: return "probe";
    case NeighbourState::Failed: return "failed";
    case NeighbourState::NoArp: return "noarp";
    case NeighbourState::Permanent: return "permanent";
    }
    return "none";
}

bool isUsable(NeighbourState state)
{
    constexpr unsigned usable = 2 | 4 | 8 | 16 | 64 | 128; // reachable, stale, delay, probe, noarp, permanent
    return (static_cast<unsigned>(state) & usable) != 0;
}

std::string routeTableName(std::uint32_t table)
{
    switch (table) {
    case 253: return "default";
    case 254: return "main";
    case 255: return "local";
    default: return std::to_string(table);
    }
}

void resolveLinkPeers(Snapshot& snapshot)
{
    for (auto& host : snapshot.hosts) {
        std::unordered_map<std::uint64_t, const Namespace*> byInode;
        for (const auto& space : host.namespaces)
            byInode.emplace(space.inode, &space);
        for (auto& space : host.namespaces) {
            for (auto& link : space.links) {
                link.lower.reset();
                if (link.lowerIndex == 0 || (link.lowerIndex == link.index && !link.lowerNsid))
                    continue;
                std::uint64_t inode = space.inode;
                if (link.lowerNsid) {
                    const auto peer = space.peers.find(*link.lowerNsid);
                    if (peer == space.peers.end())
                        continue;
                    inode = peer->second;
                }
                const auto other = byInode.find(inode);
                if (other != byInode.end() && other->second->link(link.lowerIndex))
                    link.lower = LinkKey{inode, link.lowerIndex};
            }
        }
    }
}

} // namespace hoplens
