// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/finding.h"

#include <algorithm>
#include <map>
#include <set>

namespace hoplens {

std::string_view name(Severity severity)
{
    return severity == Severity::Problem ? "problem" : severity == Severity::Warning ? "warning" : "hint";
}

namespace {

class Checker {
public:
    explicit Checker(const World& world) : m_world(world) {}

    std::vector<Finding> run()
    {
        for (std::uint32_t s = 0; s < m_world.size(); ++s) {
            const SpaceId id{s};
            bothBackends(id);
            addressOnPort(id);
            peerDown(id);
            bridgeWithoutCarrier(id);
            gatewayOfNobody(id);
            forwardingOff(id);
            reversePathBlocks(id);
            privateSourceLeaves(id);
            tunnelMtu(id);
            unknownRules(id);
        }
        duplicateAddresses();
        std::ranges::sort(m_found, [](const Finding& a, const Finding& b) { return std::tie(a.severity, a.id, a.space, a.objects) < std::tie(b.severity, b.id, b.space, b.objects); });
        return std::move(m_found);
    }

private:
    const Namespace& data(SpaceId id) const { return m_world.space(id).data; }
    void add(Severity severity, std::string id, SpaceId space, std::vector<std::string> objects, std::string sentence, std::string remedy)
    {
        m_found.push_back({severity, std::move(id), data(space).name, std::move(objects), std::move(sentence), std::move(remedy)});
    }

    void bothBackends(SpaceId id)
    {
        const auto& rules = data(id).rules;
        std::set<RuleOrigin> populated;
        for (const auto& chain : rules.chains)
            if (chain.rules.count > 0)
                populated.insert(rules.tables[chain.table.value].origin);
        if (populated.contains(RuleOrigin::IptablesLegacy) && populated.contains(RuleOrigin::IptablesNft))
            add(Severity::Problem, "both-iptables-backends", id, {}, "Both iptables back ends hold rules: a packet passes them all, and each program shows only its own.", "Move the rules to one of them, then flush the other (iptables-legacy -F, or iptables-nft -F).");
    }

    void addressOnPort(SpaceId id)
    {
        for (const auto& address : data(id).addresses) {
            const Link* link = data(id).link(address.linkIndex);
            const Link* master = link && link->master != 0 ? data(id).link(link->master) : nullptr;
            if (master && master->kind == LinkKind::Bridge && !address.prefix.address.isLinkLocal())
                add(Severity::Warning, "address-on-bridge-port", id, {link->name, address.prefix.text()}, link->name + " is a port of " + master->name + " and has the address " + address.prefix.text() + ": frames for it go to the bridge, not to the port.", "Put the address on " + master->name + ".");
        }
    }

    void peerDown(SpaceId id)
    {
        for (const auto& link : data(id).links) {
            if (link.kind != LinkKind::Veth || !link.isUp())
                continue;
            const auto peer = m_world.lower(id, link);
            if (peer.link && !peer.link->isUp())
                add(Severity::Problem, "veth-peer-down", id, {link.name}, link.name + " is up, but its other end " + peer.link->name + " in " + data(peer.space).name + " is down.", "ip -n " + data(peer.space).name + " link set " + peer.link->name + " up");
        }
    }

    void bridgeWithoutCarrier(SpaceId id)
    {
        for (const auto& link : data(id).links)
            if (link.kind == LinkKind::Bridge && link.isUp() && !link.carrier)
                add(Severity::Warning, "bridge-no-carrier", id, {link.name}, "Bridge " + link.name + " has no carrier: no port of it is up.", "Set a port up, or attach one.");
    }

    /// A default route through an address of the local segment that no interface in sight has, where nothing else could be out there.
    void gatewayOfNobody(SpaceId id)
    {
        for (const auto& route : data(id).routes) {
            if (route.destination.length != 0 || route.type != RouteType::Unicast)
                continue;
            for (const auto& hop : route.nextHops) {
                const Link* link = data(id).link(hop.linkIndex);
                if (!hop.gateway || !link || link->kind != LinkKind::Veth || hop.gateway->isLinkLocal())
                    continue;
                if (segmentIsOpen(id, *link))
                    continue;
                bool owned = false;
                for (std::uint32_t s = 0; s < m_world.size() && !owned; ++s)
                    owned = std::ranges::any_of(data(SpaceId{s}).addresses, [&](const InterfaceAddress& address) { return address.prefix.address == *hop.gateway; });
                const bool proxied = peerProxies(id, *link);
                if (!owned && !proxied)
                    add(Severity::Problem, "gateway-of-nobody", id, {hop.gateway->text(), link->name}, "The default route goes through " + hop.gateway->text() + ", which nobody on the segment of " + link->name + " has.", "Correct the route, or give the gateway its address.");
            }
        }
    }

    bool peerProxies(SpaceId id, const Link& link) const
    {
        const auto peer = m_world.lower(id, link);
        return peer.link && (peer.link->sysctls.proxyArp != 0 || data(peer.space).sysctls.all4and6.proxyArp != 0);
    }

    /// Whether the segment behind a veth reaches a device whose other side is out of sight.
    bool segmentIsOpen(SpaceId id, const Link& link) const
    {
        const auto peer = m_world.lower(id, link);
        if (!peer.link)
            return true;
        if (peer.link->master == 0)
            return false;
        return std::ranges::any_of(data(peer.space).links, [&](const Link& port) { return port.master == peer.link->master && (port.kind == LinkKind::Physical || port.kind == LinkKind::Vxlan || port.kind == LinkKind::Tun || port.kind == LinkKind::Other || (port.kind == LinkKind::Veth && !port.lower)); });
    }

    void forwardingOff(SpaceId id)
    {
        const auto& here = data(id);
        if (here.sysctls.all4and6.forwarding4 != 0 || here.isMissing("sysctls"))
            return;
        // Somebody else routes through an address of this namespace.
        for (std::uint32_t s = 0; s < m_world.size(); ++s) {
            if (SpaceId{s} == id)
                continue;
            for (const auto& route : data(SpaceId{s}).routes)
                for (const auto& hop : route.nextHops) {
                    if (!hop.gateway || hop.gateway->family != IpFamily::V4)
                        continue;
                    const auto own = std::ranges::find_if(here.addresses, [&](const InterfaceAddress& address) { return address.prefix.address == *hop.gateway; });
                    if (own == here.addresses.end())
                        continue;
                    const Link* link = here.link(own->linkIndex);
                    if (link && link->sysctls.forwarding4 == 0) {
                        add(Severity::Problem, "forwarding-off", id, {hop.gateway->text()}, data(SpaceId{s}).name + " routes through " + hop.gateway->text() + ", but " + here.name + " does not forward (net.ipv4.ip_forward = 0).", "sysctl -w net.ipv4.ip_forward=1 in " + here.name);
                        return;
                    }
                }
        }
    }

    /// Strict rp_filter on an interface whose networks are routed back another way.
    void reversePathBlocks(SpaceId id)
    {
        const auto& here = data(id);
        for (const auto& link : here.links) {
            if (std::max(here.sysctls.all4and6.rpFilter, link.sysctls.rpFilter) != 1 || link.isLoopback())
                continue;
            const auto peer = link.kind == LinkKind::Veth ? m_world.lower(id, link) : LinkPlace{};
            if (!peer.link)
                continue;
            for (const auto& address : data(peer.space).addresses) {
                if (address.linkIndex != peer.link->index || address.prefix.address.family != IpFamily::V4)
                    continue;
                RouteQuery query;
                query.destination = address.prefix.address;
                const auto answer = m_world.space(id).routing.lookup(query);
                const bool back = answer.verdict == RouteVerdict::Found && std::ranges::any_of(answer.route->nextHops, [&](const NextHop& hop) { return hop.linkIndex == link.index; });
                if (!back)
                    add(Severity::Warning, "reverse-path-blocks", id, {link.name, address.prefix.address.text()}, "rp_filter is strict on " + link.name + ", but the way back to " + address.prefix.address.text() + " behind it does not leave through it: packets from there are dropped.", "Add a route to it through " + link.name + ", or set rp_filter to 2 (loose).");
            }
        }
    }

    /// A forwarder with an uplink to the unseen outside and private networks behind it that no rule translates.
    void privateSourceLeaves(SpaceId id)
    {
        const auto& space = m_world.space(id);
        const auto& here = space.data;
        if (here.sysctls.all4and6.forwarding4 == 0)
            return;
        for (const auto& route : here.routes) {
            if (route.destination.length != 0 || route.destination.address.family != IpFamily::V4 || route.nextHops.empty())
                continue;
            const Link* uplink = here.link(route.nextHops.front().linkIndex);
            if (!uplink || uplink->kind != LinkKind::Physical)
                continue;
            const bool translates = std::ranges::any_of(space.natChains(IpFamily::V4, Hook::Postrouting), [&](ChainId chain) { return here.rules.chains[chain.value].rules.count > 0; });
            if (translates)
                continue;
            for (const auto& address : here.addresses)
                if (address.linkIndex != uplink->index && address.prefix.address.family == IpFamily::V4 && address.prefix.address.isPrivate() && address.prefix.length < 32)
                    add(Severity::Warning, "private-source-leaves", id, {Prefix{address.prefix.first(), address.prefix.length}.text(), uplink->name}, "Packets from " + Prefix{address.prefix.first(), address.prefix.length}.text() + " leave through " + uplink->name + " with their private source: no answer finds the way back.", "iptables -t nat -A POSTROUTING -s " + Prefix{address.prefix.first(), address.prefix.length}.text() + " -o " + uplink->name + " -j MASQUERADE");
        }
    }

    void tunnelMtu(SpaceId id)
    {
        for (const auto& link : data(id).links) {
            const auto* vxlan = std::get_if<VxlanData>(&link.data);
            if (!vxlan || vxlan->underlayIndex == 0)
                continue;
            const SpaceId below = m_world.underlay(id, link);
            const Link* under = below.valid() ? data(below).link(vxlan->underlayIndex) : nullptr;
            if (under && link.mtu + 50 > under->mtu)
                add(Severity::Warning, "tunnel-mtu", id, {link.name}, link.name + " has an MTU of " + std::to_string(link.mtu) + ", but " + under->name + " below it leaves room for " + std::to_string(under->mtu - 50) + ": large packets are fragmented or lost.", "ip link set " + link.name + " mtu " + std::to_string(under->mtu - 50));
            const Link* bridge = link.master != 0 ? data(id).link(link.master) : nullptr;
            if (bridge && bridge->mtu > link.mtu)
                add(Severity::Warning, "tunnel-mtu", id, {bridge->name, link.name}, "Bridge " + bridge->name + " takes packets of " + std::to_string(bridge->mtu) + " bytes, but its tunnel port " + link.name + " only of " + std::to_string(link.mtu) + ".", "Give the bridge and the hosts on it an MTU of " + std::to_string(link.mtu) + ".");
        }
    }

    void unknownRules(SpaceId id)
    {
        const auto& rules = data(id).rules;
        std::size_t count = 0;
        for (const auto& operation : rules.operations)
            count += std::holds_alternative<UnknownOperation>(operation);
        if (count > 0)
            add(Severity::Hint, "rules-not-modelled", id, {}, std::to_string(count) + (count == 1 ? " rule uses" : " rules use") + " something that is not modelled: traces that meet them end as unknown.", "hoplens rules shows them.");
    }

    /// The segment that an interface is on: the bridge that it, or its peer, is a port of; else the cable itself.
    LinkKey segmentOf(SpaceId id, const Link& link) const
    {
        const auto keyOf = [&](SpaceId space, const Link& one) { return LinkKey{data(space).inode, one.index}; };
        if (link.kind == LinkKind::Bridge)
            return keyOf(id, link);
        if (link.kind == LinkKind::Macvlan || link.kind == LinkKind::Veth)
            if (const auto lower = m_world.lower(id, link); lower.link) {
                if (lower.link->master != 0)
                    return {data(lower.space).inode, lower.link->master};
                return std::min(keyOf(lower.space, *lower.link), link.kind == LinkKind::Macvlan ? keyOf(lower.space, *lower.link) : keyOf(id, link));
            }
        return keyOf(id, link);
    }

    void duplicateAddresses()
    {
        std::map<std::pair<LinkKey, Address>, std::vector<std::pair<SpaceId, const Link*>>> owners;
        for (std::uint32_t s = 0; s < m_world.size(); ++s)
            for (const auto& address : data(SpaceId{s}).addresses) {
                const Link* link = data(SpaceId{s}).link(address.linkIndex);
                if (link && !link->isLoopback() && !address.prefix.address.isLinkLocal())
                    owners[{segmentOf(SpaceId{s}, *link), address.prefix.address}].emplace_back(SpaceId{s}, link);
            }
        for (const auto& [key, list] : owners) {
            if (list.size() < 2)
                continue;
            std::vector<std::string> objects = {key.second.text()};
            for (const auto& [space, link] : list)
                objects.push_back(data(space).name + "/" + link->name);
            add(Severity::Problem, "duplicate-address", list.front().first, objects, key.second.text() + " is on the same segment twice: " + objects[1] + " and " + objects[2] + ". Who answers is chance.", "Give one of them another address.");
        }
    }

    const World& m_world;
    std::vector<Finding> m_found;
};

} // namespace

std::vector<Finding> findProblems(const World& world) { return Checker(world).run(); }

} // namespace hoplens
