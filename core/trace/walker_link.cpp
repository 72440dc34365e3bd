// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include "base/words.h"

#include <algorithm>

namespace hoplens {

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
        return unknown(state, id, Reason::TooLong, say("trace", "the packet goes round in a loop, or passes more than 240 steps")());
    if (m_asking && state.inner.empty() && state.packet.destinationMac.isMulticast() && !m_visited.emplace(id.value, link.index).second)
        return;
    if (!link.isUp())
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, &link);
    if (!link.carrier && link.kind != LinkKind::Veth) // the queue of a device without carrier throws away; a veth says more below
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::NoCarrier, &link);
    for (const auto& program : link.opaquePrograms)
        if (program != "xdp" && !program.ends_with("ingress"))
            return unknown(state, id, Reason::UnknownDevice, say("trace", "an opaque program (%1) sits on %2")(program, link.name));
    const auto send = [this, id, &link](WalkState& next) {
        const auto& space = at(id);
        switch (link.kind) {
        case LinkKind::Veth: {
            const auto peer = m_world.lower(id, link);
            if (!peer.link)
                return unknown(next, id, Reason::UnknownDevice, say("trace", "the other end of %1 is in a namespace that was not collected")(link.name));
            if (!peer.link->isUp())
                return drop(next, id, StepKind::Veth, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, peer.link);
            if (next.packet.longestPart() > peer.link->mtu + 4)
                return drop(next, id, StepKind::Veth, StepCode::InterfaceRefuses, 2, Reason::TooBig, peer.link);
            auto& added = step(next, id, StepKind::Veth, StepCode::VethCrossed, 2);
            added.link = &link;
            added.other = peer.link;
            next.isLocallyGenerated = next.hasProcess = false;
            if (peer.space != id) {
                next.leaveNamespace();
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
        case LinkKind::Tun: return depart(next, id, link, say("trace", "the program behind %1 takes it")(link.name));
        default: break;
        }
        (void)space;
        unknown(next, id, Reason::UnknownDevice, say("trace", "devices of kind %1 (%2) are not modelled")(link.kindName.empty() ? std::string(name(link.kind)) : link.kindName, link.name));
    };
    if (!at(id).hasDeviceChains() || at(id).deviceChains(link, Hook::Egress).empty())
        return send(state);
    runDeviceHook(state, {id, Hook::Egress, nullptr, &link}, send);
}

/// A frame arrives on a device.
void Walker::receive(WalkState& state, SpaceId id, const Link& link)
{
    if (tooLong(state))
        return unknown(state, id, Reason::TooLong, say("trace", "the packet passes more than 240 steps")());
    if (!link.isUp())
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, &link);
    for (const auto& program : link.opaquePrograms)
        if (program == "xdp" || program.ends_with("ingress"))
            return unknown(state, id, Reason::UnknownDevice, say("trace", "an opaque program (%1) sits on %2")(program, link.name));
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
        return unknown(state, id, Reason::UnknownDevice, say("trace", "%1 belongs to a device that is not a bridge; that is not modelled")(link.name));
    }
    const MacAddress destination = state.packet.destinationMac;
    for (const auto& upper : m_world.uppers(id, link)) {
        if (upper.link->kind != LinkKind::Macvlan)
            return unknown(state, id, Reason::UnknownDevice, say("trace", "%1 devices on %2 are not modelled")(std::string(name(upper.link->kind)), link.name));
        const auto mode = std::get<MacvlanData>(upper.link->data).mode;
        if (!upper.link->isUp())
            continue;
        if (destination.isMulticast() && upper.link->mac != state.packet.sourceMac) {
            WalkState copy = state;
            auto& added = step(copy, upper.space, StepKind::Macvlan, StepCode::MacvlanCrossed, 2);
            added.link = upper.link;
            if (upper.space != id)
                copy.leaveNamespace();
            receive(copy, upper.space, *upper.link);
        } else if (upper.link->mac == destination || mode == MacvlanMode::Passthru) {
            auto& added = step(state, upper.space, StepKind::Macvlan, StepCode::MacvlanCrossed, 2);
            added.link = upper.link;
            if (upper.space != id)
                state.leaveNamespace();
            return receive(state, upper.space, *upper.link);
        }
    }
    if (!destination.isMulticast() && destination != link.mac && link.hardwareType == 1 && !link.hasNoArp())
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::NotForThisHost, &link);
    if (state.packet.etherType == EtherType::Arp)
        return receiveArp(state, id, link);
    if (!state.isBridged)
        state.passedPrerouting = false;
    ipReceive(state, id, link);
}

void Walker::macvlanTransmit(WalkState& state, SpaceId id, const Link& link)
{
    const auto lower = m_world.lower(id, link);
    if (!lower.link)
        return unknown(state, id, Reason::UnknownDevice, say("trace", "the device below %1 is in a namespace that was not collected")(link.name));
    const auto mode = std::get<MacvlanData>(link.data).mode;
    state.isLocallyGenerated = state.hasProcess = false;
    const MacAddress destination = state.packet.destinationMac;
    if (mode == MacvlanMode::Bridge) {
        for (const auto& other : m_world.uppers(lower.space, *lower.link)) {
            if (other.link == &link || other.link->kind != LinkKind::Macvlan || std::get<MacvlanData>(other.link->data).mode != MacvlanMode::Bridge || !other.link->isUp())
                continue;
            if (destination.isMulticast()) {
                WalkState copy = state;
                if (other.space != id)
                    copy.leaveNamespace();
                receive(copy, other.space, *other.link);
            } else if (other.link->mac == destination) {
                auto& added = step(state, id, StepKind::Macvlan, StepCode::MacvlanCrossed, 2);
                added.link = &link;
                added.other = other.link;
                if (other.space != id)
                    state.leaveNamespace();
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
        state.leaveNamespace();
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
        return unknown(state, id, Reason::UnknownDevice, say("trace", "the namespace that %1 tunnels through was not collected")(link.name));
    if (data.collectMetadata)
        return unknown(state, id, Reason::UnknownDevice, say("trace", "%1 takes its destinations from routes or tc (external), which is not modelled")(link.name));
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
            return unknown(state, id, Reason::UnknownDevice, say("trace", "multicast groups of %1 are not modelled")(link.name));
        }
        WalkState outer = state;
        outer.inner.push_back(inner);
        Packet packet;
        const bool v4 = remote->remote->family == IpFamily::V4;
        packet.etherType = v4 ? EtherType::Ipv4 : EtherType::Ipv6;
        packet.tuple = {data.local.value_or(Address::any(remote->remote->family)), *remote->remote, 49152, remote->remotePort.value_or(data.port), 17};
        packet.length = static_cast<std::uint16_t>(inner.longestPart() + (v4 ? 50 : 70));
        packet.ttl = data.ttl != 0 ? data.ttl : at(below).data.sysctls.defaultTtl;
        outer.packet = packet;
        if (below != id)
            outer.leaveNamespace();
        auto& added = step(outer, id, StepKind::Vxlan, StepCode::VxlanEncapsulated, 2);
        added.link = &link;
        added.before = insideBefore;
        added.number = remote->remoteVni.value_or(data.vni);
        added.address = *remote->remote;
        // What a process here has sent is still its own in the tunnel, unless the tunnel's other side is another namespace.
        outer.hasProcess = state.hasProcess && below == id;
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
        if (tunnel.space != id) // the mark does not cross a namespace border
            state.leaveNamespace();
        state.isLocallyGenerated = state.hasProcess = false;
        receive(state, tunnel.space, *tunnel.link);
        return true;
    }
    drop(state, id, StepKind::Vxlan, StepCode::Cannot, 2, Reason::TunnelMismatch, nullptr);
    return true;
}

} // namespace hoplens
