// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include "base/words.h"

#include <algorithm>

namespace hoplens {

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
        return unknown(state, id, Reason::UnknownDevice, say("trace", "port %1 answers for neighbours itself, which is not modelled")(port.name));
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
            last.packet.isFragmented = last.packet.fragmentLength != 0;
            if (last.packet.longestPart() > port.mtu)
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

} // namespace hoplens
