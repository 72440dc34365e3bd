// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_kernel.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t up = 0x1, broadcast = 0x2, multicast = 0x1000, noArp = 0x80;
constexpr std::size_t longestName = 15;
constexpr std::uint32_t leastMtu = 68;

/// What every device says of an MTU; empty: nothing.
std::string mtuTrouble(std::uint32_t mtu)
{
    return mtu > 65535 ? "Error: mtu greater than device maximum." : mtu < leastMtu ? "Error: mtu less than device minimum." : "";
}

void forgetNeighbours(Namespace& space, std::int32_t link)
{
    std::erase_if(space.neighbours, [&](const Neighbour& neighbour) { return neighbour.linkIndex == link && !neighbour.isProxy; });
}

/// What a link can carry over the one below, which null stands for where there is none.
std::uint32_t largestMtuOver(const Link* lower, const decltype(Link::data)& data)
{
    constexpr std::uint32_t unbounded = 65535, headersOverV4 = 50, headersOverV6 = 70;
    if (!lower)
        return unbounded;
    if (std::holds_alternative<MacvlanData>(data))
        return lower->mtu;
    const auto* vxlan = std::get_if<VxlanData>(&data);
    const auto headers = vxlan && vxlan->remote && vxlan->remote->family == IpFamily::V6 ? headersOverV6 : headersOverV4;
    return vxlan ? lower->mtu - std::min(lower->mtu, headers) : unbounded;
}

/// The namespace that a link of another was made in, which it goes on to use.
std::uint64_t homeOf(const Namespace& space, const Link& link)
{
    const auto home = link.lowerNsid ? space.peers.find(*link.lowerNsid) : space.peers.end();
    return home == space.peers.end() ? space.inode : home->second;
}

void set(std::uint32_t& flags, std::uint32_t bit, bool on) { flags = on ? flags | bit : flags & ~bit; }

/// Links stand by their numbers.
void insertLink(Namespace& space, Link made)
{
    const auto behind = std::ranges::upper_bound(space.links, made.index, {}, &Link::index);
    space.links.insert(behind, std::move(made));
}

} // namespace

std::string refusal(int errorNumber) { return std::string("RTNETLINK answers: ") + std::strerror(errorNumber); }

Link* LabKernel::link(Namespace& space, std::int32_t index)
{
    const auto at = std::ranges::find(space.links, index, &Link::index);
    return at == space.links.end() ? nullptr : &*at;
}

/// "veth%d": the first number that is free.
std::string LabKernel::freeName(const Namespace& space, std::string_view pattern) const
{
    for (int i = 0;; ++i)
        if (auto name = std::string(pattern) + std::to_string(i); !space.link(name))
            return name;
}

/// The kernel counts on, whatever numbers came in from elsewhere, and passes over those in use.
std::int32_t LabKernel::freeIndex(const Namespace& space, std::int32_t wanted)
{
    if (wanted != 0 && !space.link(wanted))
        return wanted;
    auto index = m_world.nextIndex(space.inode);
    while (space.link(index))
        index = m_world.nextIndex(space.inode);
    return index;
}

Refusal LabKernel::addLink(std::uint64_t asked, const NewLink& wanted)
{
    const auto space = wanted.space.value_or(asked);
    const auto peerSpace = wanted.peerSpace.value_or(space);
    if (wanted.name.size() > longestName || wanted.peerName.size() > longestName)
        return "Error: Attribute failed policy validation.";
    Link made;
    made.kindName = wanted.kind;
    made.kind = linkKind(wanted.kind);
    if (made.kind != LinkKind::Veth && made.kind != LinkKind::Bridge && made.kind != LinkKind::Macvlan && made.kind != LinkKind::Vxlan)
        return "Error: Unknown device type.";
    if (made.kind == LinkKind::Macvlan && wanted.lower == 0)
        return refusal(EINVAL);
    made.flags = broadcast | multicast;
    made.state = OperationalState::Down;
    made.queueDiscipline = "noop";
    made.mac = wanted.mac.value_or(m_world.nextMac());
    made.mtu = wanted.mtu.value_or(1500);
    if (const auto refused = mtuTrouble(made.mtu); !refused.empty())
        return refused;
    const auto& here = *m_world.find(space);
    auto name = wanted.name;
    if (made.kind != LinkKind::Veth && name.empty())
        name = freeName(here, wanted.kind);
    if (!name.empty() && here.link(name))
        return refusal(EEXIST);
    if (made.kind == LinkKind::Veth) {
        auto peer = made;
        peer.name = wanted.peerName.empty() ? freeName(*m_world.find(peerSpace), "veth") : wanted.peerName;
        if (m_world.find(peerSpace)->link(peer.name) || (peerSpace == space && peer.name == name))
            return refusal(EEXIST);
        peer.mac = m_world.nextMac();
        peer.mtu = 1500;
        peer.carrier = made.carrier = false;
        peer.sysctls = settingsIn(*m_world.find(peerSpace));
        peer.index = freeIndex(*m_world.find(peerSpace), 0); // the kernel makes the peer first
        insertLink(m_world.change(peerSpace), peer);
        if (name.empty())
            name = freeName(*m_world.find(space), "veth");
        made.index = freeIndex(*m_world.find(space), 0);
        made.lowerIndex = peer.index;
        made.lower = LinkKey{peerSpace, peer.index};
        if (peerSpace != space)
            made.lowerNsid = numberOf(space, peerSpace);
        auto* back = link(m_world.change(peerSpace), peer.index);
        back->lowerIndex = made.index;
        back->lower = LinkKey{space, made.index};
        if (peerSpace != space)
            back->lowerNsid = laterNumberOf(peerSpace, space);
    } else {
        if (made.kind == LinkKind::Bridge)
            made.data = wanted.filtersVlans ? BridgeData{.vlanFiltering = true, .vlans = {{1, true, true}}} : BridgeData{};
        if (made.kind == LinkKind::Vxlan) {
            const auto isSame = [&](const Link& other) {
                const auto* vxlan = std::get_if<VxlanData>(&other.data);
                return vxlan && vxlan->vni == wanted.vxlan.vni && vxlan->port == wanted.vxlan.port;
            };
            if (std::ranges::any_of(here.links, isSame))
                return "Error: A VXLAN device with the specified VNI already exists.";
            made.data = wanted.vxlan;
            const auto* lower = here.link(wanted.vxlan.underlayIndex);
            if (const auto most = largestMtuOver(lower, made.data); lower && (!wanted.mtu || made.mtu > most))
                made.mtu = std::max(most, leastMtu);
        }
        if (made.kind == LinkKind::Macvlan) {
            const auto* lower = m_world.find(space)->link(wanted.lower);
            if (lower->isLoopback())
                return refusal(EINVAL);
            const auto& base = lower->kind == LinkKind::Macvlan && lower->lower ? *lower->lower : LinkKey{space, wanted.lower}; // what it will stand on
            const auto others = macvlansOn(base);
            const auto isPassthru = [&](const LinkKey& other) { return std::get<MacvlanData>(m_world.find(other.namespaceInode)->link(other.index)->data).mode == MacvlanMode::Passthru; };
            if (!others.empty() && (wanted.macvlanMode == MacvlanMode::Passthru || std::ranges::any_of(others, isPassthru)))
                return refusal(EINVAL); // it wants the link for itself
            if (wanted.macvlanMode == MacvlanMode::Passthru)
                made.mac = lower->mac;
            made.data = MacvlanData{wanted.macvlanMode};
            made.mtu = wanted.mtu.value_or(lower->mtu);
            if (made.mtu > largestMtuOver(lower, made.data))
                return refusal(EINVAL);
            made.lowerIndex = wanted.lower;
            made.lower = LinkKey{space, wanted.lower};
            if (lower->kind == LinkKind::Macvlan && lower->lower) { // on one of its kind it goes to what that one is on
                made.lowerIndex = lower->lowerIndex;
                made.lower = lower->lower;
                made.lowerNsid = lower->lowerNsid;
            }
        }
    }
    if (made.index == 0) // what is refused takes no number
        made.index = freeIndex(*m_world.find(space), 0);
    made.name = std::move(name);
    made.sysctls = settingsIn(*m_world.find(space));
    auto& own = m_world.change(space);
    if (const auto* vxlan = std::get_if<VxlanData>(&made.data); vxlan && vxlan->remote) // where it sends what it knows nobody for
        own.fdb.push_back({.linkIndex = made.index, .isSelf = true, .remote = vxlan->remote});
    const LinkKey self{space, made.index};
    const auto other = made.kind == LinkKind::Veth && made.lower ? *made.lower : self;
    insertLink(own, std::move(made));
    settle();
    for (const auto& key : {self, other}) {
        const auto& there = *m_world.find(key.namespaceInode);
        const auto* fresh = there.link(key.index);
        if (fresh->lower)
            m_world.decideState(key, fresh->carrier ? OperationalState::Up : stateWithoutCarrier(*fresh, there));
    }
    return std::nullopt;
}

void LabKernel::filterVlans(std::uint64_t space, std::int32_t bridge, bool isOn)
{
    auto& own = m_world.change(space);
    auto& data = std::get<BridgeData>(link(own, bridge)->data);
    if (data.vlanFiltering == isOn)
        return;
    data.vlanFiltering = isOn;
    const std::vector<VlanMembership> usual = {{data.defaultPvid, true, true}};
    if (isOn && data.vlans.empty())
        data.vlans = usual;
    for (auto& port : own.links)
        if (isOn && port.master == bridge && port.port && port.port->vlans.empty())
            port.port->vlans = usual;
}

void LabKernel::leaveBridge(std::uint64_t space, std::int32_t index)
{
    auto& own = m_world.change(space);
    auto* port = link(own, index);
    auto* bridge = link(own, port->master);
    port->master = 0;
    port->port.reset();
    if (bridge && std::ranges::none_of(own.links, [&](const Link& other) { return other.master == bridge->index; }))
        bridge->carrier = false;
    std::erase_if(own.fdb, [&](const FdbEntry& entry) { return entry.linkIndex == index && !entry.isSelf; });
}

/// In whatever namespace they are by now.
const Link* LabKernel::lowerOf(const Namespace& space, const Link& link) const
{
    const auto* vxlan = std::get_if<VxlanData>(&link.data);
    const auto* below = m_world.find(vxlan ? homeOf(space, link) : link.lower ? link.lower->namespaceInode : 0);
    return below ? below->link(vxlan ? vxlan->underlayIndex : link.lower->index) : nullptr;
}

std::vector<LinkKey> LabKernel::macvlansOn(const LinkKey& lower) const
{
    std::vector<LinkKey> found;
    for (const auto& host : m_world.snapshot().hosts)
        for (const auto& space : host.namespaces)
            for (const auto& each : space.links)
                if (each.kind == LinkKind::Macvlan && each.lower == lower)
                    found.push_back({space.inode, each.index});
    return found;
}

/// Without its other end, and what stands on it.
void LabKernel::removeLink(std::uint64_t space, std::int32_t index)
{
    const auto* gone = m_world.find(space)->link(index);
    if (!gone)
        return;
    const auto peer = gone->kind == LinkKind::Veth ? gone->lower.value_or(LinkKey{}) : LinkKey{};
    m_world.forgetState({space, index});
    if (gone->master != 0)
        leaveBridge(space, index);
    auto& own = m_world.change(space);
    for (auto& other : own.links)
        if (other.master == index) {
            other.master = 0;
            other.port.reset();
        }
    dropRoutesOf(own, index, RouteLoss::LinkGone);
    std::erase_if(own.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == index; });
    std::erase_if(own.neighbours, [&](const Neighbour& neighbour) { return neighbour.linkIndex == index; });
    std::erase_if(own.fdb, [&](const FdbEntry& entry) { return entry.linkIndex == index; });
    std::erase_if(own.links, [&](const Link& each) { return each.index == index; });
    for (const auto& above : macvlansOn({space, index}))
        removeLink(above.namespaceInode, above.index);
    removeTunnelsOver({space, index});
    if (peer.index != 0 && m_world.find(peer.namespaceInode))
        removeLink(peer.namespaceInode, peer.index);
}

/// A vxlan goes with the link that it is bound to, wherever it is by now.
void LabKernel::removeTunnelsOver(const LinkKey& lower)
{
    removeTunnels([&](std::uint64_t madeIn, const VxlanData& vxlan) { return vxlan.underlayIndex == lower.index && madeIn == lower.namespaceInode; });
}

void LabKernel::removeTunnels(FunctionRef<bool(std::uint64_t madeIn, const VxlanData& vxlan)> isGone)
{
    std::vector<LinkKey> tunnels;
    for (const auto& host : m_world.snapshot().hosts)
        for (const auto& space : host.namespaces)
            for (const auto& link : space.links) {
                const auto* vxlan = std::get_if<VxlanData>(&link.data);
                if (vxlan && isGone(homeOf(space, link), *vxlan))
                    tunnels.push_back({space.inode, link.index});
            }
    for (const auto& tunnel : tunnels)
        removeLink(tunnel.namespaceInode, tunnel.index);
}

Refusal LabKernel::deleteLink(std::uint64_t space, std::int32_t index)
{
    const auto* gone = m_world.find(space)->link(index);
    if (gone->kindName.empty())
        return refusal(EOPNOTSUPP);
    removeLink(space, index);
    settle();
    return std::nullopt;
}

void LabKernel::setUp(std::uint64_t space, std::int32_t index, bool isUp)
{
    auto& own = m_world.change(space);
    auto* changed = link(own, index);
    if (changed->isUp() == isUp)
        return;
    set(changed->flags, up, isUp);
    if (!isUp) {
        dropRoutesOf(own, index, RouteLoss::LinkDown);
        std::erase_if(own.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == index && address.prefix.address.family == IpFamily::V6; });
        std::erase_if(own.neighbours, [&](const Neighbour& neighbour) { return neighbour.linkIndex == index; });
        return;
    }
    for (auto& route : own.routes)
        for (auto& hop : route.nextHops)
            if (hop.linkIndex == index && hop.dead)
                hop.dead = hop.linkdown = false;
    if (changed->queueDiscipline == "noop")
        changed->queueDiscipline = "noqueue";
    if (changed->isLoopback()) {
        const auto add = [&](const char* prefix) {
            const auto wanted = *Prefix::parse(prefix);
            if (std::ranges::any_of(own.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == index && address.prefix.address == wanted.address; }))
                return;
            InterfaceAddress address;
            address.linkIndex = index;
            address.prefix = wanted;
            address.scope = 254;
            insertAddress(own, address);
        };
        add("127.0.0.1/8");
        if (changed->mtu >= leastMtuOfIpv6)
            add("::1/128");
    }
    for (const auto& address : std::vector(own.addresses))
        if (address.linkIndex == index)
            addConnected(own, address);
}

void LabKernel::moveLink(std::uint64_t from, std::int32_t index, std::uint64_t to)
{
    if (m_world.find(from)->link(index)->master != 0)
        leaveBridge(from, index);
    setUp(from, index, false);
    link(m_world.change(from), index)->queueDiscipline = "noop";
    const auto above = macvlansOn({from, index});
    removeTunnelsOver({from, index});
    auto& old = m_world.change(from);
    dropRoutesOf(old, index, RouteLoss::LinkGone);
    std::erase_if(old.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == index; });
    std::erase_if(old.neighbours, [&](const Neighbour& neighbour) { return neighbour.linkIndex == index; });
    auto moved = *link(old, index);
    std::erase_if(old.links, [&](const Link& each) { return each.index == index; });
    const auto number = freeIndex(*m_world.find(to), index);
    moved.index = number;
    moved.sysctls = settingsIn(*m_world.find(to));
    numberOf(from, to);
    if (moved.lower) {
        const auto below = *moved.lower;
        moved.lowerNsid = below.namespaceInode == to ? std::nullopt : std::optional(numberOf(to, below.namespaceInode));
        if (moved.kind == LinkKind::Veth) {
            auto* peer = link(m_world.change(below.namespaceInode), below.index);
            peer->lower = LinkKey{to, number};
            peer->lowerIndex = number;
            peer->lowerNsid = below.namespaceInode == to ? std::nullopt : std::optional(laterNumberOf(below.namespaceInode, to));
        }
    }
    if (moved.kind == LinkKind::Vxlan) { // what it wraps still leaves where it was made
        const auto& peers = m_world.find(from)->peers;
        const auto known = moved.lowerNsid ? peers.find(*moved.lowerNsid) : peers.end();
        const auto home = known == peers.end() ? from : known->second;
        moved.lowerNsid = home == to ? std::nullopt : std::optional(numberOf(to, home));
        moved.lowerIndex = home == to ? 0 : number;
    }
    insertLink(m_world.change(to), std::move(moved));
    m_world.moveState({from, index}, {to, number});
    for (const auto& each : above) {
        auto* stacked = link(m_world.change(each.namespaceInode), each.index);
        stacked->lower = LinkKey{to, number};
        stacked->lowerIndex = number;
        stacked->lowerNsid = each.namespaceInode == to ? std::nullopt : std::optional(laterNumberOf(each.namespaceInode, to));
    }
}

/// Who is known over it is asked for anew.
void LabKernel::setMac(Namespace& space, Link& own, const MacAddress& mac)
{
    if (auto* bridge = std::get_if<BridgeData>(&own.data)) {
        bridge->keepsAddress = true;
        if (own.mac != mac && std::ranges::none_of(space.links, [&](const Link& port) { return port.master == own.index; }))
            own.carrier = false; // it looks at its ports, and finds none
    }
    own.mac = mac;
    forgetNeighbours(space, own.index);
}

/// Below what IPv6 wants a link has none of it, and below what IPv4 wants it has no addresses at all.
void LabKernel::changeMtu(std::uint64_t where, Link& own, std::uint32_t mtu)
{
    constexpr std::uint32_t leastOfIpv4 = 68;
    const auto before = std::exchange(own.mtu, mtu);
    const auto index = own.index;
    m_world.adjustPathMtus({where, index}, before, mtu);
    for (const auto& above : macvlansOn({where, index}))
        if (auto* each = link(m_world.change(above.namespaceInode), above.index); each->mtu > mtu)
            changeMtu(above.namespaceInode, *each, mtu);
    if (before >= leastMtuOfIpv6 && mtu < leastMtuOfIpv6)
        setIpv6(where, index, false);
    if (before < leastMtuOfIpv6 && mtu >= leastMtuOfIpv6 && !own.isLoopback())
        setIpv6(where, index, true);
    if (mtu >= leastOfIpv4)
        return;
    auto& space = m_world.change(where);
    std::erase_if(space.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == index; });
    dropRoutesOf(space, index, RouteLoss::LinkGone);
}

/// The labels of its addresses follow: the first is the name again, the others keep what stands behind their colon, or get a number.
void LabKernel::rename(Namespace& space, Link& own, const std::string& name)
{
    int number = 0;
    for (auto& address : space.addresses) {
        if (address.linkIndex != own.index || address.prefix.address.family != IpFamily::V4)
            continue;
        const auto colon = address.label.find(':');
        const auto tail = colon == std::string::npos ? ":" + std::to_string(number + 1) : address.label.substr(colon);
        address.label = number++ == 0 ? std::string() : name.size() + tail.size() <= longestName ? name + tail : name.substr(0, longestName - tail.size()) + tail;
    }
    own.name = name;
}

Refusal LabKernel::changeLink(std::uint64_t space, std::int32_t index, const LinkChange& change)
{
    const auto& own = *m_world.find(space);
    const auto& now = *own.link(index);
    if (change.space && *change.space != space) {
        if (now.kind == LinkKind::Loopback || now.kind == LinkKind::Bridge)
            return "Error: The interface netns is immutable.";
        if (m_world.find(*change.space)->link(change.name.value_or(now.name)))
            return "Error: An interface with the same name exists in the target netns.";
    }
    if (const auto refused = change.mtu && now.kind != LinkKind::Loopback ? mtuTrouble(*change.mtu) : std::string(); !refused.empty())
        return refused;
    if (change.mtu && *change.mtu > largestMtuOver(lowerOf(own, now), now.data))
        return refusal(EINVAL);
    if (change.name && *change.name != now.name && own.link(*change.name))
        return refusal(EEXIST);
    if (change.name && change.name->size() > longestName)
        return "Error: Attribute failed policy validation.";
    if (change.master.value_or(0) != 0) {
        const auto* master = own.link(*change.master);
        if (master->kind != LinkKind::Bridge)
            return refusal(EOPNOTSUPP);
        if (now.kind == LinkKind::Loopback || now.mac == MacAddress{}) // a bridge that all ports left has no address
            return refusal(EINVAL);
        if (now.kind == LinkKind::Bridge)
            return "Error: Can not enslave a bridge to a bridge.";
    }
    if (change.filtersVlans && now.kind != LinkKind::Bridge)
        return refusal(EOPNOTSUPP);
    if (change.space && *change.space != space) { // first it moves, then the rest is done there
        const auto called = now.name;
        moveLink(space, index, *change.space);
        auto rest = change;
        rest.space.reset();
        rest.master.reset();
        return changeLink(*change.space, m_world.find(*change.space)->link(called)->index, rest);
    }
    if (change.mac && ((change.mac->octets[0] & 1) != 0 || *change.mac == MacAddress{}))
        return refusal(EADDRNOTAVAIL);
    auto& changed = m_world.change(space);
    const auto flags = std::exchange(link(changed, index)->flags, (link(changed, index)->flags | change.flagsOn) & ~change.flagsOff);
    if (((flags ^ link(changed, index)->flags) & noArp) != 0 && link(changed, index)->isUp())
        forgetNeighbours(changed, index);
    if (change.transmitQueueLength)
        link(changed, index)->transmitQueueLength = *change.transmitQueueLength;
    if (change.name)
        rename(changed, *link(changed, index), *change.name);
    if (change.mac)
        setMac(changed, *link(changed, index), *change.mac);
    if (change.mtu)
        changeMtu(space, *link(changed, index), *change.mtu);
    if (change.master && *change.master != link(changed, index)->master) {
        if (link(changed, index)->master != 0)
            leaveBridge(space, index);
        if (*change.master != 0) {
            link(changed, index)->master = *change.master;
            link(changed, index)->port = BridgePort{};
            if (const auto* data = std::get_if<BridgeData>(&link(changed, *change.master)->data); data && data->vlanFiltering)
                link(changed, index)->port->vlans = {{data->defaultPvid, true, true}};
        }
    }
    if (change.filtersVlans)
        filterVlans(space, index, *change.filtersVlans);
    if (change.isUp)
        setUp(space, index, *change.isUp);
    settle();
    return std::nullopt;
}

} // namespace hoplens::lab
