// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include <algorithm>

namespace hoplens {
namespace {

bool isUsable(NeighbourState state)
{
    constexpr unsigned usable = 2 | 4 | 8 | 16 | 64 | 128; // reachable, stale, delay, probe, noarp, permanent
    return (static_cast<unsigned>(state) & usable) != 0;
}

MacAddress multicastMac6(const Address& address)
{
    return {{0x33, 0x33, static_cast<std::uint8_t>(address.bits.low >> 24), static_cast<std::uint8_t>(address.bits.low >> 16), static_cast<std::uint8_t>(address.bits.low >> 8), static_cast<std::uint8_t>(address.bits.low)}};
}

Address solicitedNode(const Address& address) { return {IpFamily::V6, {0xff02000000000000ull, 0x00000001ff000000ull | (address.bits.low & 0xffffffu)}}; }

bool isEtherLink(const Link& link) { return link.hardwareType == 1; }

} // namespace

void Walker::resolveAndSend(WalkState& state, SpaceId id, const Link& link, const Address& nextHop)
{
    const auto& space = at(id);
    if (!link.isUp())
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, &link);
    if (!isEtherLink(link) || link.hasNoArp()) {
        auto& added = step(state, id, StepKind::Neighbour, StepCode::NeighbourNotNeeded, 2);
        added.link = &link;
        state.packet.sourceMac = link.mac;
        return transmit(state, id, link);
    }
    state.packet.sourceMac = link.mac;
    const Neighbour* known = space.neighbour(link.index, nextHop);
    if (known && known->mac && isUsable(known->state)) {
        state.packet.destinationMac = *known->mac;
        auto& added = step(state, id, StepKind::Neighbour, StepCode::NeighbourKnown, 2);
        added.link = &link;
        added.address = nextHop;
        added.mac = *known->mac;
        return transmit(state, id, link);
    }
    if (const auto learned = m_neighbours.find({id.value, link.index, nextHop}); learned != m_neighbours.end()) {
        state.packet.destinationMac = learned->second;
        auto& added = step(state, id, StepKind::Neighbour, StepCode::NeighbourKnown, 2);
        added.link = &link;
        added.address = nextHop;
        added.mac = learned->second;
        return transmit(state, id, link);
    }
    const auto answer = askNeighbour(state, id, link, nextHop);
    switch (answer.kind) {
    case NeighbourAnswer::Kind::Answered: {
        state.packet.destinationMac = answer.mac;
        auto& added = step(state, id, StepKind::Neighbour, answer.isProxy ? StepCode::NeighbourProxy : StepCode::NeighbourAnswers, 2);
        added.link = &link;
        added.other = answer.link;
        added.address = nextHop;
        added.mac = answer.mac;
        return transmit(state, id, link);
    }
    case NeighbourAnswer::Kind::Outside: {
        auto& added = step(state, id, StepKind::Neighbour, StepCode::NeighbourOutside, 2);
        added.link = &link;
        added.address = nextHop;
        m_nextHop = nextHop;
        state.packet.destinationMac = {{2, 0, 0, 0, 0, 2}}; // somebody's out there; it is not one of ours
        return transmit(state, id, link);
    }
    case NeighbourAnswer::Kind::Unknown: return unknown(state, id, Reason::UnknownFact, answer.because);
    case NeighbourAnswer::Kind::Nobody: break;
    }
    auto& added = step(state, id, StepKind::Neighbour, StepCode::NeighbourSilent, 2);
    added.link = &link;
    added.address = nextHop;
    added.reason = Reason::NoNeighbour;
    const bool v4 = state.packet.tuple.source.family == IpFamily::V4;
    sendError(state, id, v4 ? icmp::unreachable : icmp::v6Unreachable, v4 ? 1 : 3, Outcome::Unreachable, Reason::NoNeighbour);
}

/// Sends the question over the real segment and sees who answers, and whether the answer finds its way back.
Walker::NeighbourAnswer Walker::askNeighbour(const WalkState& state, SpaceId id, const Link& link, const Address& target)
{
    const auto& space = at(id);
    // A question that can only be carried by what waits for its answer (a tunnel routed into itself) is never answered.
    const std::tuple asked{id.value, link.index, target};
    if (!m_openQuestions.insert(asked).second)
        return {};
    const struct Closer {
        std::set<std::tuple<std::uint32_t, std::int32_t, Address>>& open;
        std::tuple<std::uint32_t, std::int32_t, Address> key;
        ~Closer() { open.erase(key); }
    } closer{m_openQuestions, asked};
    std::vector<NeighbourAnswer> answers;
    std::vector<TraceBranch> branches;
    WalkState question;
    auto& packet = question.packet;
    packet.sourceMac = link.mac;
    packet.tuple.destination = target;
    const Address source = state.packet.tuple.source;
    const bool v4 = target.family == IpFamily::V4;
    if (v4) {
        packet.etherType = EtherType::Arp;
        packet.destinationMac = MacAddress::broadcast();
        const int announce = std::max(space.data.sysctls.all4and6.arpAnnounce, link.sysctls.arpAnnounce);
        std::optional<Address> own;
        if (announce < 2 && space.isLocal(source))
            own = source;
        if (!own)
            own = space.selectSource4(link.index, target, 253);
        packet.tuple.source = own.value_or(Address::any(IpFamily::V4));
        packet.length = 28;
        if (m_asking && packet.tuple.source == m_askedAddress) // the asked host asks in its turn, and whoever hears that learns its address
            m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, "a question of " + space.data.name + "'s own may tell its address, " + m_askedAddress.text() + ", before it answers"});
    } else {
        packet.etherType = EtherType::Ipv6;
        const auto hasOn = [&](const Address& address) { return std::ranges::any_of(space.data.addresses, [&](const InterfaceAddress& own) { return own.linkIndex == link.index && own.prefix.address == address && (own.flags & 0x48u) == 0; }); };
        std::optional<Address> own;
        if (hasOn(source))
            own = source;
        for (const auto& address : space.data.addresses)
            if (!own && address.linkIndex == link.index && address.prefix.address.family == IpFamily::V6 && address.prefix.address.isLinkLocal() && (address.flags & 0x48u) == 0)
                own = address.prefix.address;
        if (!own)
            return {NeighbourAnswer::Kind::Nobody};
        packet.tuple.source = *own;
        packet.tuple.destination = solicitedNode(target);
        packet.tuple.protocol = 58;
        packet.icmpType = icmp::v6NeighbourSolicitation;
        packet.destinationMac = multicastMac6(packet.tuple.destination);
        packet.ttl = 255;
        packet.length = 72;
    }
    auto* const outerAsking = m_asking;
    const auto outerAsker = m_asker;
    const auto outerTarget = m_askedAddress;
    const bool outerAdvertising = m_advertising;
    const auto outerNextHop = m_nextHop;
    auto outerVisited = std::move(m_visited);
    m_visited.clear();
    m_asking = &answers;
    m_asker = {id, &link};
    m_askedAddress = target;
    m_advertising = false;
    std::swap(branches, m_branches);
    if (v4) {
        transmit(question, id, link);
    } else {
        question.isLocallyGenerated = true;
        question.hasNoProcess = true;
        runHook(question, {id, Hook::Output, nullptr, &link}, [&](WalkState& next) {
            runHook(next, {id, Hook::Postrouting, nullptr, &link}, [&](WalkState& last) { transmit(last, id, link); });
        });
    }
    std::swap(branches, m_branches);
    m_asking = outerAsking;
    m_asker = outerAsker;
    m_askedAddress = outerTarget;
    m_advertising = outerAdvertising;
    m_nextHop = outerNextHop;
    m_visited = std::move(outerVisited);
    for (const auto& branch : branches)
        if (branch.probability != 1)
            return {NeighbourAnswer::Kind::Unknown, {}, false, {}, nullptr, "whether the question for " + target.text() + " gets through is decided by chance, in rules on its way"};
    for (const auto kind : {NeighbourAnswer::Kind::Answered, NeighbourAnswer::Kind::Unknown, NeighbourAnswer::Kind::Outside})
        for (const auto& answer : answers)
            if (answer.kind == kind)
                return answer;
    for (const auto& branch : branches)
        if (branch.outcome == Outcome::Unknown)
            return {NeighbourAnswer::Kind::Unknown, {}, false, {}, nullptr, "who answers for " + target.text() + " is not known: " + branch.unknownBecause};
    return {};
}

/// An ARP packet has reached the network layer of a namespace.
void Walker::receiveArp(WalkState& state, SpaceId id, const Link& link)
{
    const auto& space = at(id);
    const Address target = state.packet.tuple.destination;
    const Address sender = state.packet.tuple.source;
    if (m_advertising) { // the answer has come home
        if (id == m_asker.space && &link == m_asker.link)
            finish(state, Outcome::Delivered, Reason::None);
        return;
    }
    if (link.hasNoArp() || target.isMulticast() || !m_asking)
        return;
    if (space.hasArpRules()) {
        m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, "arp rules in " + space.data.name + " are not modelled"});
        return;
    }
    bool answers = false;
    bool isProxy = false;
    const auto& all = space.data.sysctls.all4and6;
    const bool isLocal = space.isLocal(target);
    const int ignore = std::max(all.arpIgnore, link.sysctls.arpIgnore);
    const auto onLink = [&](bool sameSubnet) {
        return std::ranges::any_of(space.data.addresses, [&](const InterfaceAddress& own) {
            return own.linkIndex == link.index && own.prefix.address == target && (!sameSubnet || Prefix{own.peer.value_or(own.prefix.address), own.prefix.length}.contains(sender));
        });
    };
    const auto ignored = [&] {
        switch (ignore) {
        case 0: return false;
        case 1: return !onLink(false);
        case 2: return !onLink(true);
        case 3: return std::ranges::any_of(space.data.addresses, [&](const InterfaceAddress& own) { return own.prefix.address == target && own.scope >= 253; }) || !isLocal;
        case 8: return true;
        default: return false;
        }
    };
    if (sender.isUnspecified()) {
        answers = isLocal && !ignored();
    } else {
        WalkState probe;
        probe.packet.tuple.source = sender;
        probe.packet.tuple.destination = target;
        const bool localnet = all.routeLocalnet != 0 || link.sysctls.routeLocalnet != 0;
        RouteQuery query;
        query.destination = target;
        query.source = sender;
        query.in = link.index;
        const auto route = space.routing.lookup(query);
        const bool valid = !sourceProblem(probe, id, link, sender, target) && !(sender.isLoopback() && !localnet) && !(target.isLoopback() && !localnet);
        if (isLocal) {
            answers = valid && !ignored() && route.verdict == RouteVerdict::Found && route.route->type == RouteType::Local;
        } else if (link.sysctls.forwarding4 != 0 && valid && route.verdict == RouteVerdict::Found && route.route->type == RouteType::Unicast) {
            const bool elsewhere = route.choices.front().hop->linkIndex != link.index;
            isProxy = elsewhere && (all.proxyArp != 0 || link.sysctls.proxyArp != 0);
            isProxy = isProxy || (elsewhere && space.hasProxyNeighbour(link.index, target));
            answers = isProxy;
        }
    }
    if (!answers)
        return;
    if (!sender.isUnspecified())
        m_neighbours[{id.value, link.index, sender}] = state.packet.sourceMac;
    // The answer goes back the same way.
    WalkState reply;
    reply.packet.etherType = EtherType::Arp;
    reply.packet.sourceMac = link.mac;
    reply.packet.destinationMac = state.packet.sourceMac;
    reply.packet.tuple.source = target;
    reply.packet.tuple.destination = sender;
    reply.packet.length = 28;
    std::vector<TraceBranch> saved;
    std::swap(saved, m_branches);
    m_advertising = true;
    transmit(reply, id, link);
    m_advertising = false;
    std::swap(saved, m_branches);
    const bool byChance = std::ranges::any_of(saved, [](const TraceBranch& branch) { return branch.probability != 1; });
    if (byChance)
        m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, "whether the answer for " + target.text() + " gets back is decided by chance, in rules on its way"});
    const bool home = !byChance && std::ranges::any_of(saved, [](const TraceBranch& branch) { return branch.outcome == Outcome::Delivered; });
    if (home)
        m_asking->push_back({NeighbourAnswer::Kind::Answered, link.mac, isProxy, id, &link, {}});
    for (const auto& branch : saved)
        if (!home && branch.outcome == Outcome::Unknown)
            m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, branch.unknownBecause});
}

/// A neighbour solicitation or advertisement has passed INPUT.
void Walker::answerSolicitation(WalkState& state, SpaceId id, const Link& link)
{
    const auto& space = at(id);
    if (m_advertising) {
        if (id == m_asker.space && &link == m_asker.link)
            finish(state, Outcome::Delivered, Reason::None);
        return;
    }
    const Address target = m_askedAddress;
    const bool own = std::ranges::any_of(space.data.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == link.index && address.prefix.address == target && (address.flags & 0x48u) == 0; });
    const bool isProxy = !own && space.data.sysctls.all4and6.forwarding6 != 0 && (space.data.sysctls.all4and6.proxyNdp != 0 || link.sysctls.proxyNdp != 0) && space.hasProxyNeighbour(link.index, target);
    if (!own && !isProxy)
        return;
    m_neighbours[{id.value, link.index, state.packet.tuple.source}] = state.packet.sourceMac;
    WalkState reply;
    reply.packet.etherType = EtherType::Ipv6;
    reply.packet.sourceMac = link.mac;
    reply.packet.destinationMac = state.packet.sourceMac;
    reply.packet.tuple = {target, state.packet.tuple.source, 0, 0, 58};
    reply.packet.icmpType = icmp::v6NeighbourAdvertisement;
    reply.packet.ttl = 255;
    reply.packet.length = 72;
    reply.isLocallyGenerated = true;
    reply.hasNoProcess = true;
    std::vector<TraceBranch> saved;
    std::swap(saved, m_branches);
    m_advertising = true;
    runHook(reply, {id, Hook::Output, nullptr, &link}, [&](WalkState& next) {
        runHook(next, {id, Hook::Postrouting, nullptr, &link}, [&](WalkState& last) { transmit(last, id, link); });
    });
    m_advertising = false;
    std::swap(saved, m_branches);
    const bool byChance = std::ranges::any_of(saved, [](const TraceBranch& branch) { return branch.probability != 1; });
    if (byChance)
        m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, "whether the answer for " + target.text() + " gets back is decided by chance, in rules on its way"});
    const bool home = !byChance && std::ranges::any_of(saved, [](const TraceBranch& branch) { return branch.outcome == Outcome::Delivered; });
    if (home)
        m_asking->push_back({NeighbourAnswer::Kind::Answered, link.mac, isProxy, id, &link, {}});
    for (const auto& branch : saved)
        if (!home && branch.outcome == Outcome::Unknown)
            m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, branch.unknownBecause});
}

/// The frame leaves the machine, or what can be seen of it.
void Walker::depart(WalkState& state, SpaceId id, const Link& link, std::string why)
{
    if (m_asking) {
        if (!m_advertising)
            m_asking->push_back({NeighbourAnswer::Kind::Outside, {}, false, id, &link, {}});
        finish(state, Outcome::Departed, Reason::OutsideObservation);
        return;
    }
    const auto& space = at(id);
    auto& added = step(state, id, StepKind::Interface, StepCode::Left, 2);
    added.link = &link;
    const Address source = state.packet.tuple.source;
    const bool ours = space.isLocal(source);
    const bool canReturn = ours || !source.isPrivate();
    added.address = source;
    auto& branch = finish(state, Outcome::Departed, canReturn ? Reason::OutsideObservation : Reason::PrivateSource, std::move(why));
    branch.mayAnswerReturn = canReturn;
    branch.toward = m_nextHop;
    branch.departedThrough = &link;
    branch.delivered = std::nullopt;
}

/// Gives a frame to a device.
void Walker::transmit(WalkState& state, SpaceId id, const Link& link)
{
    ++m_work;
    if (tooLong(state))
        return unknown(state, id, Reason::TooLong, "the packet goes round in a loop, or passes more than 240 steps");
    if (m_asking && state.inner.empty() && state.packet.destinationMac.isMulticast() && !m_visited.emplace(id.value, link.index).second)
        return;
    if (!link.isUp())
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, &link);
    if (!link.carrier && link.kind != LinkKind::Veth) // the queue of a device without carrier throws away; a veth says more below
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::NoCarrier, &link);
    for (const auto& program : link.opaquePrograms)
        if (program != "xdp" && !program.ends_with("ingress"))
            return unknown(state, id, Reason::UnknownDevice, "an opaque program (" + program + ") sits on " + link.name);
    const auto send = [this, id, &link](WalkState& next) {
        const auto& space = at(id);
        switch (link.kind) {
        case LinkKind::Veth: {
            const auto peer = m_world.lower(id, link);
            if (!peer.link)
                return unknown(next, id, Reason::UnknownDevice, "the other end of " + link.name + " is in a namespace that was not collected");
            if (!peer.link->isUp())
                return drop(next, id, StepKind::Veth, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, peer.link);
            if (next.packet.length > peer.link->mtu + 4)
                return drop(next, id, StepKind::Veth, StepCode::InterfaceRefuses, 2, Reason::TooBig, peer.link);
            auto& added = step(next, id, StepKind::Veth, StepCode::VethCrossed, 2);
            added.link = &link;
            added.other = peer.link;
            next.isLocallyGenerated = false;
            if (peer.space != id) {
                next.mark = 0; // the mark does not cross a namespace border
                next.physicalIn = next.physicalOut = nullptr;
            }
            return receive(next, peer.space, *peer.link);
        }
        case LinkKind::Bridge: return bridgeTransmit(next, id, link);
        case LinkKind::Vxlan: return vxlanTransmit(next, id, link);
        case LinkKind::Macvlan: return macvlanTransmit(next, id, link);
        case LinkKind::Loopback: return ipReceive(next, id, link);
        case LinkKind::Dummy:
        case LinkKind::Ifb: return drop(next, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::NoSuchDestination, &link);
        case LinkKind::Physical:
            return depart(next, id, link, {});
        case LinkKind::Tun: return depart(next, id, link, "the program behind " + link.name + " takes it");
        default: break;
        }
        (void)space;
        unknown(next, id, Reason::UnknownDevice, "devices of kind " + (link.kindName.empty() ? std::string(name(link.kind)) : link.kindName) + " (" + link.name + ") are not modelled");
    };
    if (!at(id).hasDeviceChains() || at(id).deviceChains(link, Hook::Egress).empty())
        return send(state);
    runDeviceHook(state, {id, Hook::Egress, nullptr, &link}, send);
}

/// A frame arrives on a device.
void Walker::receive(WalkState& state, SpaceId id, const Link& link)
{
    if (tooLong(state))
        return unknown(state, id, Reason::TooLong, "the packet passes more than 240 steps");
    if (!link.isUp())
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, &link);
    for (const auto& program : link.opaquePrograms)
        if (program == "xdp" || program.ends_with("ingress"))
            return unknown(state, id, Reason::UnknownDevice, "an opaque program (" + program + ") sits on " + link.name);
    if (!at(id).hasDeviceChains() || at(id).deviceChains(link, Hook::Ingress).empty())
        return receiveBeyondDevice(state, id, link);
    runDeviceHook(state, {id, Hook::Ingress, &link, nullptr}, [this, id, &link](WalkState& next) { receiveBeyondDevice(next, id, link); });
}

void Walker::receiveBeyondDevice(WalkState& state, SpaceId id, const Link& link)
{
    const auto& space = at(id);
    if (link.master != 0) {
        const Link* master = space.data.link(link.master);
        if (master && master->kind == LinkKind::Bridge)
            return bridgeInput(state, id, link);
        return unknown(state, id, Reason::UnknownDevice, link.name + " belongs to a device that is not a bridge; that is not modelled");
    }
    const MacAddress destination = state.packet.destinationMac;
    for (const auto& upper : m_world.uppers(id, link)) {
        if (upper.link->kind != LinkKind::Macvlan)
            return unknown(state, id, Reason::UnknownDevice, std::string(name(upper.link->kind)) + " devices on " + link.name + " are not modelled");
        const auto mode = std::get<MacvlanData>(upper.link->data).mode;
        if (!upper.link->isUp())
            continue;
        if (destination.isMulticast() && upper.link->mac != state.packet.sourceMac) {
            WalkState copy = state;
            auto& added = step(copy, upper.space, StepKind::Macvlan, StepCode::MacvlanCrossed, 2);
            added.link = upper.link;
            if (upper.space != id)
                copy.mark = 0;
            receive(copy, upper.space, *upper.link);
        } else if (upper.link->mac == destination || mode == MacvlanMode::Passthru) {
            auto& added = step(state, upper.space, StepKind::Macvlan, StepCode::MacvlanCrossed, 2);
            added.link = upper.link;
            if (upper.space != id)
                state.mark = 0;
            return receive(state, upper.space, *upper.link);
        }
    }
    if (!destination.isMulticast() && destination != link.mac && isEtherLink(link) && !link.hasNoArp())
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::NotForThisHost, &link);
    if (state.packet.etherType == EtherType::Arp)
        return receiveArp(state, id, link);
    if (!state.isBridged)
        state.passedPrerouting = false;
    ipReceive(state, id, link);
}

bool Walker::bridgeAllows(const WalkState& state, const Link* from, const Link& port, const BridgeData& bridge, Reason& reason) const
{
    if (!port.port || !port.isUp()) {
        reason = Reason::InterfaceDown;
        return false;
    }
    if (from == &port && !port.port->hairpin) {
        reason = Reason::NotForThisHost;
        return false;
    }
    if (port.port->state != StpState::Forwarding) {
        reason = Reason::BridgePortState;
        return false;
    }
    if (from && from->port && from->port->isolated && port.port->isolated) {
        reason = Reason::BridgeIsolated;
        return false;
    }
    if (bridge.vlanFiltering && std::ranges::none_of(port.port->vlans, [&](const VlanMembership& vlan) { return vlan.vid == state.packet.vlan; })) {
        reason = Reason::BridgeVlan;
        return false;
    }
    return true;
}

namespace {

/// The VLAN of a frame that enters a filtering bridge: its tag, or the port's own for an untagged one. nullopt: not admitted.
std::optional<std::uint16_t> ingressVlan(std::uint16_t tag, const std::vector<VlanMembership>& list)
{
    for (const auto& vlan : list)
        if (tag == 0 ? vlan.pvid : vlan.vid == tag)
            return vlan.vid;
    return std::nullopt;
}

/// Leaves the tag off where the port is an untagged member.
std::uint16_t egressTag(std::uint16_t vid, const std::vector<VlanMembership>& list)
{
    for (const auto& vlan : list)
        if (vlan.vid == vid)
            return vlan.untagged ? std::uint16_t{0} : vid;
    return vid;
}

bool callsIptables(const Space& space, const BridgeData& bridge, const Packet& packet)
{
    if (packet.etherType == EtherType::Ipv4)
        return space.data.sysctls.bridgeCallIptables || bridge.callIptables;
    if (packet.etherType == EtherType::Ipv6)
        return space.data.sysctls.bridgeCallIp6tables || bridge.callIp6tables;
    return false;
}

} // namespace

void Walker::bridgeInput(WalkState& state, SpaceId id, const Link& port)
{
    const auto& space = at(id);
    const Link& bridge = *space.data.link(port.master);
    const auto& data = std::get<BridgeData>(bridge.data);
    if (!port.port || port.port->state != StpState::Forwarding)
        return drop(state, id, StepKind::Bridge, StepCode::BridgeRefuses, 2, Reason::BridgePortState, &port);
    if (port.port->proxyArp || port.port->neighbourSuppression)
        return unknown(state, id, Reason::UnknownDevice, "port " + port.name + " answers for neighbours itself, which is not modelled");
    if (data.vlanFiltering) {
        const auto vid = ingressVlan(state.packet.vlan, port.port->vlans);
        if (!vid)
            return drop(state, id, StepKind::Bridge, StepCode::BridgeRefuses, 2, Reason::BridgeVlan, &port);
        state.packet.vlan = *vid;
    }
    if (port.port->learning) {
        // A broadcast may come round a second way, later than the answer to its first arrival.
        const auto [entry, isNew] = m_learned.try_emplace({LinkKey{space.data.inode, bridge.index}, state.packet.sourceMac}, port.index);
        if (!isNew && !state.packet.destinationMac.isMulticast())
            entry->second = port.index;
    }
    state.isBridged = false;
    runBridgeHook(state, {id, Hook::Prerouting, &port, nullptr}, [this, id, &port, &bridge, &data](WalkState& next) {
        const auto& here = at(id);
        if (!callsIptables(here, data, next.packet))
            return bridgeDecide(next, id, port, bridge);
        next.physicalIn = &port;
        next.isBridged = false;
        const Address before = next.packet.tuple.destination;
        runHook(next, {id, Hook::Prerouting, &bridge, nullptr}, [this, id, &port, &bridge, before](WalkState& after) {
            after.isBridged = true;
            after.passedPrerouting = true;
            if (after.packet.tuple.destination == before)
                return bridgeDecide(after, id, port, bridge);
            // Translated while bridged: the kernel routes it, as far as it would forward; to the same bridge it stays a frame, anywhere else it goes up.
            const auto& space2 = at(id);
            if (after.packet.tuple.source.family == IpFamily::V4 && !space2.isLocal(after.packet.tuple.destination)) {
                if (bridge.sysctls.forwarding4 == 0)
                    return drop(after, id, StepKind::Sysctl, StepCode::SysctlRefuses, 3, Reason::ForwardingOff, &bridge);
                if (const auto problem = sourceProblem(after, id, bridge, after.packet.tuple.source, after.packet.tuple.destination))
                    return drop(after, id, StepKind::Sysctl, StepCode::SysctlRefuses, 3, *problem, &bridge);
            }
            const auto answer = space2.routing.lookup(routeQuery(after, id, bridge.index));
            const bool sameBridge = answer.verdict == RouteVerdict::Found && answer.route->type == RouteType::Unicast && answer.choices.front().hop->linkIndex == bridge.index;
            if (!sameBridge) {
                after.packet.destinationMac = bridge.mac;
                return bridgeUp(after, id, port, bridge);
            }
            const Address target = answer.choices.front().hop->gateway.value_or(after.packet.tuple.destination);
            const Neighbour* known = space2.neighbour(bridge.index, target);
            if (known && known->mac && isUsable(known->state)) {
                after.packet.destinationMac = *known->mac;
                return bridgeDecide(after, id, port, bridge);
            }
            const auto neighbour = askNeighbour(after, id, bridge, target);
            if (neighbour.kind == NeighbourAnswer::Kind::Unknown)
                return unknown(after, id, Reason::UnknownFact, neighbour.because);
            if (neighbour.kind != NeighbourAnswer::Kind::Answered) {
                const bool v4 = target.family == IpFamily::V4;
                auto& silent = step(after, id, StepKind::Neighbour, StepCode::NeighbourSilent, 2);
                silent.link = &bridge;
                silent.address = target;
                silent.reason = Reason::NoNeighbour;
                // The kernel complains about frames that were addressed to it, not about those that it only carries.
                if (after.packet.destinationMac != bridge.mac && after.packet.destinationMac != port.mac) {
                    finish(after, Outcome::Dropped, Reason::NoNeighbour);
                    return;
                }
                return sendError(after, id, v4 ? icmp::unreachable : icmp::v6Unreachable, v4 ? 1 : 3, Outcome::Unreachable, Reason::NoNeighbour);
            }
            after.packet.destinationMac = neighbour.mac;
            bridgeDecide(after, id, port, bridge);
        });
    });
}

void Walker::bridgeDecide(WalkState& state, SpaceId id, const Link& port, const Link& bridge)
{
    if (missesFacts(state, id))
        return;
    const auto& space = at(id);
    const MacAddress destination = state.packet.destinationMac;
    if (destination.isMulticast())
        return bridgeFlood(state, id, &port, bridge, true);
    const bool isOwn = destination == bridge.mac || std::ranges::any_of(space.data.links, [&](const Link& other) { return other.master == bridge.index && other.mac == destination; });
    if (isOwn)
        return bridgeUp(state, id, port, bridge);
    const auto learned = m_learned.find({LinkKey{space.data.inode, bridge.index}, destination});
    const Link* out = learned != m_learned.end() ? space.data.link(learned->second) : nullptr;
    if (!out)
        for (const auto& entry : space.data.fdb)
            if (!entry.isSelf && !entry.isLocal && entry.mac == destination) {
                const Link* candidate = space.data.link(entry.linkIndex);
                if (candidate && candidate->master == bridge.index && (entry.vlan == 0 || entry.vlan == state.packet.vlan || !std::get<BridgeData>(bridge.data).vlanFiltering))
                    out = candidate;
            }
    if (!out)
        return bridgeFlood(state, id, &port, bridge, false);
    Reason reason = Reason::None;
    if (!bridgeAllows(state, &port, *out, std::get<BridgeData>(bridge.data), reason))
        return drop(state, id, StepKind::Bridge, StepCode::BridgeRefuses, 2, reason, out);
    bridgeForward(state, id, port, *out, bridge);
}

/// The frame is for the bridge itself: INPUT of the bridge family, then up as if the bridge device had received it.
void Walker::bridgeUp(WalkState& state, SpaceId id, const Link& port, const Link& bridge)
{
    if (!bridge.isUp())
        return drop(state, id, StepKind::Bridge, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, &bridge);
    const auto& data = std::get<BridgeData>(bridge.data);
    if (data.vlanFiltering && std::ranges::none_of(data.vlans, [&](const VlanMembership& vlan) { return vlan.vid == state.packet.vlan; }))
        return drop(state, id, StepKind::Bridge, StepCode::BridgeRefuses, 2, Reason::BridgeVlan, &bridge);
    if (data.vlanFiltering)
        state.packet.vlan = egressTag(state.packet.vlan, data.vlans);
    if (state.packet.etherType != EtherType::Arp || m_asking == nullptr) {
        auto& added = step(state, id, StepKind::Bridge, StepCode::BridgeLocal, 2);
        added.link = &bridge;
        added.other = &port;
    }
    runBridgeHook(state, {id, Hook::Input, &port, nullptr}, [this, id, &bridge](WalkState& next) {
        const bool passed = next.passedPrerouting;
        next.isBridged = false;
        if (next.packet.destinationMac != bridge.mac && !next.packet.destinationMac.isMulticast())
            next.packet.destinationMac = bridge.mac; // addressed to a port's own address
        next.passedPrerouting = passed;
        next.physicalIn = nullptr;
        if (next.packet.etherType == EtherType::Arp)
            return receiveArp(next, id, bridge);
        ipReceive(next, id, bridge);
    });
}

void Walker::bridgeForward(WalkState& state, SpaceId id, const Link& from, const Link& port, const Link& bridge)
{
    if (!m_asking) {
        auto& added = step(state, id, StepKind::Bridge, StepCode::BridgeForward, 2);
        added.link = &from;
        added.other = &port;
        added.mac = state.packet.destinationMac;
    }
    const auto out = [this, id, &port, &bridge](WalkState& next) {
        const auto& data = std::get<BridgeData>(bridge.data);
        const auto leave = [this, id, &port, &data](WalkState& last) {
            if (data.vlanFiltering)
                last.packet.vlan = egressTag(last.packet.vlan, port.port->vlans);
            last.physicalIn = last.physicalOut = nullptr;
            last.isBridged = last.passedPrerouting = false;
            if (last.packet.length > port.mtu)
                return drop(last, id, StepKind::Bridge, StepCode::InterfaceRefuses, 2, Reason::TooBig, &port);
            transmit(last, id, port);
        };
        if (!callsIptables(at(id), data, next.packet) || !next.isBridged)
            return runBridgeHook(next, {id, Hook::Postrouting, nullptr, &port}, leave);
        m_nextHop = next.packet.tuple.destination;
        runBridgeHook(next, {id, Hook::Postrouting, nullptr, &port}, [this, id, &bridge, leave](WalkState& routed) { runHook(routed, {id, Hook::Postrouting, nullptr, &bridge}, leave); });
    };
    const auto& data = std::get<BridgeData>(bridge.data);
    state.physicalOut = &port;
    const HookSite frameSite{id, Hook::Forward, &from, &port};
    if (!callsIptables(at(id), data, state.packet) || !state.isBridged)
        return runBridgeHook(state, frameSite, out);
    runHook(state, {id, Hook::Forward, &bridge, &bridge}, [this, frameSite, out](WalkState& next) { runBridgeHook(next, frameSite, out); });
}

/// Sends a copy out of every port that may have it, and up when asked. Of the copies of a unicast frame only those that somebody takes are kept.
void Walker::bridgeFlood(WalkState& state, SpaceId id, const Link* from, const Link& bridge, bool alsoUp)
{
    const auto& space = at(id);
    const auto& data = std::get<BridgeData>(bridge.data);
    const bool isUnicast = !state.packet.destinationMac.isMulticast();
    std::vector<TraceBranch> kept;
    std::swap(kept, m_branches);
    Reason refusal = Reason::NoSuchDestination;
    for (const auto& port : space.data.links) {
        if (port.master != bridge.index || !port.port)
            continue;
        Reason reason = Reason::None;
        if (!bridgeAllows(state, from, port, data, reason)) {
            if (from != &port)
                refusal = reason;
            continue;
        }
        const bool floods = isUnicast ? port.port->floodUnicast : state.packet.destinationMac == MacAddress::broadcast() ? port.port->floodBroadcast : port.port->floodMulticast;
        if (!floods)
            continue;
        WalkState copy = state;
        if (from)
            bridgeForward(copy, id, *from, port, bridge);
        else
            bridgeForward(copy, id, bridge, port, bridge);
    }
    std::swap(kept, m_branches);
    if (alsoUp && from) {
        WalkState copy = state;
        bridgeUp(copy, id, *from, bridge);
    }
    std::size_t taken = 0;
    for (auto& branch : kept)
        if (!(isUnicast && branch.outcome == Outcome::Dropped && (branch.reason == Reason::NotForThisHost || branch.reason == Reason::NoSuchDestination))) {
            m_branches.push_back(std::move(branch));
            ++taken;
        }
    if (isUnicast && taken == 0 && !m_asking)
        drop(state, id, StepKind::Bridge, StepCode::BridgeRefuses, 2, refusal, &bridge);
}

/// The host itself sends out of a bridge device.
void Walker::bridgeTransmit(WalkState& state, SpaceId id, const Link& bridge)
{
    const auto& space = at(id);
    const auto& data = std::get<BridgeData>(bridge.data);
    if (data.vlanFiltering) {
        const auto vid = ingressVlan(state.packet.vlan, data.vlans);
        if (!vid)
            return drop(state, id, StepKind::Bridge, StepCode::BridgeRefuses, 2, Reason::BridgeVlan, &bridge);
        state.packet.vlan = *vid;
    }
    state.isBridged = false;
    state.isLocallyGenerated = false;
    const MacAddress destination = state.packet.destinationMac;
    if (destination.isMulticast())
        return bridgeFlood(state, id, nullptr, bridge, false);
    const auto learned = m_learned.find({LinkKey{space.data.inode, bridge.index}, destination});
    const Link* out = learned != m_learned.end() ? space.data.link(learned->second) : nullptr;
    if (!out)
        for (const auto& entry : space.data.fdb)
            if (!entry.isSelf && !entry.isLocal && entry.mac == destination)
                if (const Link* candidate = space.data.link(entry.linkIndex); candidate && candidate->master == bridge.index)
                    out = candidate;
    if (!out)
        return bridgeFlood(state, id, nullptr, bridge, false);
    Reason reason = Reason::None;
    if (!bridgeAllows(state, nullptr, *out, data, reason))
        return drop(state, id, StepKind::Bridge, StepCode::BridgeRefuses, 2, reason, out);
    bridgeForward(state, id, bridge, *out, bridge);
}

void Walker::macvlanTransmit(WalkState& state, SpaceId id, const Link& link)
{
    const auto lower = m_world.lower(id, link);
    if (!lower.link)
        return unknown(state, id, Reason::UnknownDevice, "the device below " + link.name + " is in a namespace that was not collected");
    const auto mode = std::get<MacvlanData>(link.data).mode;
    state.isLocallyGenerated = false;
    const MacAddress destination = state.packet.destinationMac;
    if (mode == MacvlanMode::Bridge) {
        for (const auto& other : m_world.uppers(lower.space, *lower.link)) {
            if (other.link == &link || other.link->kind != LinkKind::Macvlan || std::get<MacvlanData>(other.link->data).mode != MacvlanMode::Bridge || !other.link->isUp())
                continue;
            if (destination.isMulticast()) {
                WalkState copy = state;
                copy.mark = other.space == id ? copy.mark : 0;
                receive(copy, other.space, *other.link);
            } else if (other.link->mac == destination) {
                auto& added = step(state, id, StepKind::Macvlan, StepCode::MacvlanCrossed, 2);
                added.link = &link;
                added.other = other.link;
                state.mark = other.space == id ? state.mark : 0;
                return receive(state, other.space, *other.link);
            }
        }
    }
    if (!m_asking) {
        auto& added = step(state, id, StepKind::Macvlan, StepCode::MacvlanCrossed, 2);
        added.link = &link;
        added.other = lower.link;
    }
    if (lower.space != id)
        state.mark = 0;
    transmit(state, lower.space, *lower.link);
}

void Walker::vxlanTransmit(WalkState& state, SpaceId id, const Link& link)
{
    if (missesFacts(state, id))
        return;
    const auto& space = at(id);
    const auto& data = std::get<VxlanData>(link.data);
    const SpaceId below = m_world.underlay(id, link);
    if (!below.valid())
        return unknown(state, id, Reason::UnknownDevice, "the namespace that " + link.name + " tunnels through was not collected");
    if (data.collectMetadata)
        return unknown(state, id, Reason::UnknownDevice, link.name + " takes its destinations from routes or tc (external), which is not modelled");
    std::vector<const FdbEntry*> remotes;
    for (const auto& entry : space.data.fdb)
        if (entry.linkIndex == link.index && entry.remote && entry.mac == state.packet.destinationMac)
            remotes.push_back(&entry);
    if (remotes.empty())
        for (const auto& entry : space.data.fdb)
            if (entry.linkIndex == link.index && entry.remote && entry.mac.isZero())
                remotes.push_back(&entry);
    if (remotes.empty())
        return drop(state, id, StepKind::Vxlan, StepCode::Cannot, 2, Reason::TunnelMismatch, &link);
    const Packet* insideBefore = record(state);
    const Packet inner = state.packet;
    const bool isUnicast = !inner.destinationMac.isMulticast();
    std::vector<TraceBranch> kept;
    std::swap(kept, m_branches);
    for (const auto* remote : remotes) {
        if (remote->remote->isMulticast()) {
            std::swap(kept, m_branches);
            return unknown(state, id, Reason::UnknownDevice, "multicast groups of " + link.name + " are not modelled");
        }
        WalkState outer = state;
        outer.inner.push_back(inner);
        Packet packet;
        const bool v4 = remote->remote->family == IpFamily::V4;
        packet.etherType = v4 ? EtherType::Ipv4 : EtherType::Ipv6;
        packet.tuple = {data.local.value_or(Address::any(remote->remote->family)), *remote->remote, 49152, remote->remotePort.value_or(data.port), 17};
        packet.length = static_cast<std::uint16_t>(inner.length + (v4 ? 50 : 70));
        packet.ttl = data.ttl != 0 ? data.ttl : at(below).data.sysctls.defaultTtl;
        outer.packet = packet;
        outer.mark = below == id ? outer.mark : 0;
        auto& added = step(outer, id, StepKind::Vxlan, StepCode::VxlanEncapsulated, 2);
        added.link = &link;
        added.before = insideBefore;
        added.number = remote->remoteVni.value_or(data.vni);
        added.address = *remote->remote;
        outer.hasNoProcess = true;
        outer.outLink = data.underlayIndex;
        localOutput(outer, below);
    }
    std::swap(kept, m_branches);
    std::size_t taken = 0;
    for (auto& branch : kept)
        if (!(isUnicast && remotes.size() > 1 && branch.outcome == Outcome::Dropped && branch.reason == Reason::NotForThisHost)) {
            m_branches.push_back(std::move(branch));
            ++taken;
        }
    if (taken == 0 && !m_asking)
        drop(state, id, StepKind::Vxlan, StepCode::Cannot, 2, Reason::NotForThisHost, &link);
}

/// A UDP packet for this host: is it a tunnel's? Then the inner frame goes on from the vxlan device.
bool Walker::vxlanReceive(WalkState& state, SpaceId id)
{
    if (state.inner.empty())
        return false;
    const auto* encapsulation = [&]() -> const Step* {
        for (auto it = state.steps.rbegin(); it != state.steps.rend(); ++it)
            if (it->code == StepCode::VxlanEncapsulated)
                return &*it;
        return nullptr;
    }();
    const std::uint32_t vni = encapsulation ? encapsulation->number : 0;
    for (const auto& tunnel : m_world.tunnels(id)) {
        const auto& data = std::get<VxlanData>(tunnel.link->data);
        if (data.port != state.packet.tuple.destinationPort || data.vni != vni || !tunnel.link->isUp())
            continue;
        const Packet* outer = record(state);
        state.packet = state.inner.back();
        state.inner.pop_back();
        auto& added = step(state, tunnel.space, StepKind::Vxlan, StepCode::VxlanDecapsulated, 2);
        added.link = tunnel.link;
        added.before = outer;
        added.number = vni;
        state.mark = 0;
        state.isLocallyGenerated = false;
        receive(state, tunnel.space, *tunnel.link);
        return true;
    }
    drop(state, id, StepKind::Vxlan, StepCode::Cannot, 2, Reason::TunnelMismatch, nullptr);
    return true;
}

} // namespace hoplens
