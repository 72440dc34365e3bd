// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include "base/words.h"

#include <algorithm>

namespace hoplens {
namespace {

constexpr std::int32_t loopbackIndex = 1;

bool isIcmpErrorType(const Packet& packet) { return packet.quoted.has_value(); }

} // namespace

RouteQuery Walker::routeQuery(const WalkState& state, SpaceId, std::int32_t in) const
{
    const auto& tuple = state.packet.tuple;
    RouteQuery query;
    query.destination = tuple.destination;
    if (!tuple.source.isUnspecified())
        query.source = tuple.source;
    query.in = in;
    query.mark = state.mark;
    query.typeOfService = state.packet.typeOfService;
    query.protocol = tuple.protocol;
    query.sourcePort = tuple.sourcePort;
    query.destinationPort = tuple.destinationPort;
    query.userId = state.isLocallyGenerated && state.inner.empty() ? state.userId : std::optional<std::uint32_t>(0);
    return query;
}

std::uint32_t Walker::routeMtu(SpaceId space, const RouteChoice& choice) const
{
    const Link* link = at(space).data.link(choice.hop->linkIndex);
    const std::uint32_t device = link ? link->mtu : 1500;
    return choice.route->mtu != 0 ? std::min(choice.route->mtu, device) : device;
}

std::uint32_t Walker::sendMtu(const WalkState& state, SpaceId space, const RouteChoice& choice) const
{
    const auto& known = state.isAnswer ? m_flow.answerPathMtu : m_flow.pathMtu;
    const bool isOfSender = state.isLocallyGenerated && state.inner.empty();
    return isOfSender && known ? std::min<std::uint32_t>(routeMtu(space, choice), *known) : routeMtu(space, choice);
}

void Walker::routeError(WalkState& state, SpaceId space, const RouteAnswer& answer, const Link* in)
{
    auto& added = step(state, space, StepKind::Route, answer.verdict == RouteVerdict::NoRoute ? StepCode::RouteMissing : StepCode::RouteRefuses, 3);
    added.route = answer.route;
    added.policyRule = answer.rule;
    added.address = state.packet.tuple.destination;
    const bool v4 = state.packet.tuple.source.family == IpFamily::V4;
    const Reason reason = answer.verdict == RouteVerdict::NoRoute ? Reason::NoRoute : answer.verdict == RouteVerdict::Blackhole ? Reason::RouteBlackhole : answer.verdict == RouteVerdict::Unreachable ? Reason::RouteUnreachable : Reason::RouteProhibit;
    added.reason = reason;
    if (answer.verdict == RouteVerdict::Unknown) {
        finish(state, Outcome::Unknown, Reason::UnknownRoute, answer.unknownReason);
        return;
    }
    if (!in || answer.verdict == RouteVerdict::Blackhole) {
        const bool silent = answer.verdict == RouteVerdict::Blackhole;
        finish(state, silent ? Outcome::Dropped : Outcome::Unreachable, reason);
        return;
    }
    switch (answer.verdict) {
    case RouteVerdict::Unreachable: { // a rule that says so tells of the network, a route of the host; IPv6 knows no difference
        const std::uint8_t code = answer.route && v4 ? 1 : 0;
        sendError(state, space, v4 ? icmp::unreachable : icmp::v6Unreachable, code, Outcome::Unreachable, reason);
        break;
    }
    case RouteVerdict::Prohibit: sendError(state, space, v4 ? icmp::unreachable : icmp::v6Unreachable, v4 ? 13 : 1, Outcome::Unreachable, reason); break;
    default: sendError(state, space, v4 ? icmp::unreachable : icmp::v6Unreachable, 0, Outcome::Unreachable, reason); break;
    }
}

bool Walker::missesFacts(WalkState& state, SpaceId id)
{
    const auto missing = at(id).missingForForwarding();
    if (missing.empty())
        return false;
    unknown(state, id, Reason::UnknownFact, say("trace", "the %1 of %2 could not be read, or are not in the input: see the notes")(missing, at(id).data.name));
    return true;
}

/// A process (or the kernel itself) sends: choose a route and a source, run OUTPUT, route again when that changed the packet.
void Walker::localOutput(WalkState& state, SpaceId id)
{
    if (tooLong(state))
        return unknown(state, id, Reason::TooLong, say("trace", "the packet passes more than 240 steps")());
    const auto& space = at(id);
    state.isLocallyGenerated = true;
    state.physicalIn = state.physicalOut = nullptr;
    state.isBridged = state.passedPrerouting = false;
    state.packet.sourceMac = state.packet.destinationMac = {};
    if (missesFacts(state, id))
        return;
    auto& target = state.packet.tuple.destination;
    if (target.isUnspecified()) // the kernel takes "any" for this host
        target = target.family == IpFamily::V4 ? Address::v4(0x7f000001) : Address{IpFamily::V6, {0, 1}};
    const Address destination = target;
    if (destination.isMulticast() || destination.isLimitedBroadcast())
        return unknown(state, id, Reason::UnknownRoute, say("trace", "multicast and broadcast destinations are not modelled")());
    RouteQuery firstQuery = routeQuery(state, id, loopbackIndex);
    firstQuery.out = std::exchange(state.outLink, 0);
    const auto answer = space.routing.lookup(firstQuery);
    if (answer.verdict != RouteVerdict::Found && answer.verdict != RouteVerdict::Unknown && firstQuery.out != 0 && destination.family == IpFamily::V4) {
        // With a device given, kernels differ: some take the destination to be on its segment in spite of the routes.
        return unknown(state, id, Reason::UnknownRoute, say("trace", "no route leads to %1 by the device that its sender is bound to, and whether the kernel sends it out of %2 all the same is not known")(destination.text(), (space.data.link(firstQuery.out) ? space.data.link(firstQuery.out)->name : "its device")));
    }
    if (answer.verdict != RouteVerdict::Found)
        return routeError(state, id, answer, nullptr);
    if (answer.route->type == RouteType::Broadcast || answer.route->type == RouteType::Multicast || answer.route->type == RouteType::Anycast)
        return unknown(state, id, Reason::UnknownRoute, say("trace", "broadcast destinations are not modelled")());
    for (std::size_t i = 0; i < answer.choices.size(); ++i) {
        const auto choice = answer.choices[i];
        WalkState branch = branchOf(state, i + 1 == answer.choices.size());
        branch.probability = branch.probability < 0 ? -1 : branch.probability * choice.probability;
        auto& added = step(branch, id, StepKind::Route, choice.route->type == RouteType::Local ? StepCode::RouteLocal : StepCode::RouteFound, 3);
        added.route = choice.route;
        added.hop = choice.hop;
        added.policyRule = answer.rule;
        added.link = space.data.link(choice.hop->linkIndex);
        added.address = destination;
        if (!branch.packet.tuple.source.isUnspecified()) {
            if (!branch.isAnswer && branch.inner.empty() && !space.isLocal(branch.packet.tuple.source) && !space.data.sysctls.nonlocalBind) {
                drop(branch, id, StepKind::Route, StepCode::Cannot, 3, Reason::NoSourceAddress, nullptr);
                continue;
            }
            if (!branch.isAnswer && branch.inner.empty())
                branch.sent = branch.packet.tuple;
            if (!loopbackLeaves(branch, id, choice))
                outputRouted(branch, id, choice);
            continue;
        }
        std::optional<Address> source = choice.route->preferredSource;
        const bool v4 = destination.family == IpFamily::V4;
        if (!source && choice.route->type == RouteType::Local)
            source = destination;
        if (!source)
            source = v4 ? space.selectSource4(choice.hop->linkIndex, choice.hop->gateway ? choice.hop->gateway : destination, choice.route->scope) : space.selectSource6(choice.hop->linkIndex, destination);
        if (!source) {
            finish(branch, Outcome::Unreachable, Reason::NoSourceAddress);
            continue;
        }
        branch.packet.tuple.source = *source;
        auto& chosen = step(branch, id, StepKind::Route, StepCode::SourceChosen, 3);
        chosen.address = *source;
        chosen.route = choice.route;
        if (!branch.isAnswer && branch.inner.empty())
            branch.sent = branch.packet.tuple;
        if (branch.isAnswer || !branch.inner.empty()) { // the kernel's own messages and tunnels ask once
            outputRouted(branch, id, choice);
            continue;
        }
        // A connecting socket asks again with the source that it was given: a rule about sources may send it elsewhere.
        auto secondQuery = routeQuery(branch, id, loopbackIndex);
        secondQuery.out = firstQuery.out;
        const auto again = space.routing.lookup(secondQuery);
        if (again.verdict != RouteVerdict::Found) {
            routeError(branch, id, again, nullptr);
            continue;
        }
        const bool same = std::ranges::any_of(again.choices, [&](const RouteChoice& other) { return other.hop == choice.hop; });
        if (!same) {
            auto& moved = step(branch, id, StepKind::Route, StepCode::RouteFound, 3);
            moved.route = again.choices.front().route;
            moved.hop = again.choices.front().hop;
            moved.policyRule = again.rule;
            moved.link = space.data.link(moved.hop->linkIndex);
            moved.address = destination;
        }
        outputRouted(branch, id, same ? choice : again.choices.front());
    }
}

bool Walker::loopbackLeaves(WalkState& state, SpaceId id, const RouteChoice& choice)
{
    const auto& space = at(id);
    const Link* out = choice.route->type == RouteType::Local ? nullptr : space.data.link(choice.hop->linkIndex);
    if (!out || out->isLoopback() || state.packet.tuple.source.family != IpFamily::V4 || !state.packet.tuple.source.isLoopback())
        return false;
    if (out->sysctls.routeLocalnet != 0 || space.data.sysctls.all4and6.routeLocalnet != 0)
        return false;
    auto& added = step(state, id, StepKind::Route, StepCode::Cannot, 3);
    added.reason = Reason::MartianSource;
    added.link = out;
    finish(state, Outcome::Unreachable, Reason::MartianSource);
    return true;
}

void Walker::outputRouted(WalkState& state, SpaceId id, const RouteChoice& first)
{
    const auto& space = at(id);
    const bool isLocal = first.route->type == RouteType::Local;
    const Link* out = isLocal ? space.data.link(loopbackIndex) : space.data.link(first.hop->linkIndex);
    if (!out || (isLocal && !out->isUp())) {
        if (!out)
            return unknown(state, id, Reason::UnknownDevice, say("trace", "the route's device is not in the snapshot")());
        return drop(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 2, Reason::InterfaceDown, out);
    }
    if (state.hasProcess && state.inner.empty() && state.packet.dontFragment && !isLocal && state.packet.length > sendMtu(state, id, first)) { // the socket says so
        auto& added = step(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 3);
        added.link = out;
        added.number = sendMtu(state, id, first);
        added.reason = Reason::TooBig;
        finish(state, Outcome::Unreachable, Reason::TooBig);
        return;
    }
    const HookSite site{id, Hook::Output, nullptr, out};
    const Tuple before = state.packet.tuple;
    const std::uint32_t markBefore = state.mark;
    const std::uint8_t tosBefore = state.packet.typeOfService;
    // Only mangle-like (route) chains and a changed destination make the kernel look again.
    const auto& stations = space.stations(state.packet.tuple.source.family, Hook::Output);
    const bool hasRouteChain = std::ranges::any_of(stations, [&](const Station& station) { return station.kind == StationKind::Chain && space.data.rules.chains[station.chain.value].type == ChainType::Route; });
    runHook(state, site, [this, id, first, before, markBefore, tosBefore, hasRouteChain](WalkState& next) {
        const auto& here = at(id);
        const bool changed = next.packet.tuple.destination != before.destination || (hasRouteChain && (next.mark != markBefore || next.packet.typeOfService != tosBefore || next.packet.tuple.source != before.source));
        if (!changed)
            return postrouting(next, id, first, nullptr);
        RouteQuery query = routeQuery(next, id, loopbackIndex);
        const auto answer = here.routing.lookup(query);
        if (answer.verdict != RouteVerdict::Found)
            return routeError(next, id, answer, nullptr);
        for (std::size_t i = 0; i < answer.choices.size(); ++i) {
            WalkState branch = branchOf(next, i + 1 == answer.choices.size());
            branch.probability = branch.probability < 0 ? -1 : branch.probability * answer.choices[i].probability;
            auto& added = step(branch, id, StepKind::Route, StepCode::Rerouted, 3);
            added.route = answer.choices[i].route;
            added.hop = answer.choices[i].hop;
            added.policyRule = answer.rule;
            added.link = here.data.link(answer.choices[i].hop->linkIndex);
            added.address = branch.packet.tuple.destination;
            if (!loopbackLeaves(branch, id, answer.choices[i]))
                postrouting(branch, id, answer.choices[i], nullptr);
        }
    });
}

void Walker::postrouting(WalkState& state, SpaceId id, const RouteChoice& choice, const Link*)
{
    const auto& space = at(id);
    const bool isLocal = choice.route->type == RouteType::Local;
    const Link* out = isLocal ? space.data.link(loopbackIndex) : space.data.link(choice.hop->linkIndex);
    if (!out)
        return unknown(state, id, Reason::UnknownDevice, say("trace", "the route's device is not in the snapshot")());
    m_nextHop = choice.hop->gateway ? choice.hop->gateway : std::optional<Address>(state.packet.tuple.destination);
    runHook(state, {id, Hook::Postrouting, nullptr, out}, [this, id, choice](WalkState& next) { finishOutput(next, id, choice); });
}

void Walker::finishOutput(WalkState& state, SpaceId id, const RouteChoice& choice)
{
    const auto& space = at(id);
    if (choice.route->type == RouteType::Local) {
        // Through the loopback: the packet comes back in with its route already chosen.
        const Link* loopback = space.data.link(loopbackIndex);
        state.isLocallyGenerated = state.hasProcess = false;
        state.keepsConntrack = true;
        runHook(state, {id, Hook::Prerouting, loopback, nullptr}, [this, id, loopback](WalkState& next) { localInput(next, id, *loopback); });
        return;
    }
    const Link* out = space.data.link(choice.hop->linkIndex);
    const auto mtu = sendMtu(state, id, choice);
    const bool isTooBig = state.packet.longestPart() > mtu;
    if (isTooBig && state.packet.dontFragment && state.inner.empty()) {
        const bool v4 = state.packet.tuple.source.family == IpFamily::V4;
        auto& added = step(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 3);
        added.link = out;
        added.number = mtu;
        added.reason = Reason::TooBig;
        sendError(state, id, v4 ? icmp::unreachable : icmp::v6PacketTooBig, v4 ? 4 : 0, Outcome::Unreachable, Reason::TooBig);
        return;
    }
    if (isTooBig || (state.packet.fragmentLength != 0 && !state.packet.isFragmented)) { // what was put together for the rules leaves as it came
        const Packet* whole = record(state);
        state.packet.fragment(mtu);
        auto& added = step(state, id, StepKind::Interface, StepCode::Fragmented, 3);
        added.before = whole;
        added.link = out;
        added.number = mtu;
    }
    resolveAndSend(state, id, *out, choice.hop->gateway ? *choice.hop->gateway : state.packet.tuple.destination);
}

/// An IP packet has come up from the link layer.
void Walker::ipReceive(WalkState& state, SpaceId id, const Link& link)
{
    if (tooLong(state))
        return unknown(state, id, Reason::TooLong, say("trace", "the packet passes more than 240 steps")());
    if (state.packet.tuple.source.family == IpFamily::V6 && link.sysctls.disableIpv6 != 0)
        return drop(state, id, StepKind::Sysctl, StepCode::SysctlRefuses, 3, Reason::InterfaceDown, &link);
    if (state.passedPrerouting) {
        state.passedPrerouting = false;
        return routeInput(state, id, link);
    }
    runHook(state, {id, Hook::Prerouting, &link, nullptr}, [this, id, &link](WalkState& next) { routeInput(next, id, link); });
}

std::optional<Reason> Walker::sourceProblem(const WalkState& state, SpaceId id, const Link& link, const Address& source, const Address& destination) const
{
    const auto& space = at(id);
    const auto& all = space.data.sysctls.all4and6;
    const int reversePath = std::max(all.rpFilter, link.sysctls.rpFilter);
    const bool acceptLocal = all.acceptLocal != 0 || link.sysctls.acceptLocal != 0;
    const bool localRoutes = std::ranges::any_of(space.data.policyRules, [](const PolicyRule& rule) { return rule.family == IpFamily::V4 && rule.priority != 0 && rule.priority != 32766 && rule.priority != 32767; });
    if (reversePath == 0 && !localRoutes) {
        if (!acceptLocal && std::ranges::any_of(space.data.addresses, [&](const InterfaceAddress& address) { return address.prefix.address == source; }))
            return Reason::MartianSource;
        return std::nullopt;
    }
    RouteQuery query;
    query.destination = source;
    query.source = destination;
    query.in = loopbackIndex;
    query.typeOfService = state.packet.typeOfService;
    query.mark = all.srcValidMark != 0 || link.sysctls.srcValidMark != 0 ? state.mark : 0;
    query.protocol = state.packet.tuple.protocol;
    query.sourcePort = state.packet.tuple.destinationPort;
    query.destinationPort = state.packet.tuple.sourcePort;
    auto answer = space.routing.lookup(query);
    const auto lastResort = [&]() -> std::optional<Reason> { return reversePath != 0 ? std::optional(Reason::ReversePath) : std::nullopt; };
    if (answer.verdict != RouteVerdict::Found)
        return lastResort();
    if (answer.route->type != RouteType::Unicast) {
        if (answer.route->type != RouteType::Local || !acceptLocal)
            return Reason::MartianSource;
    }
    if (std::ranges::any_of(answer.route->nextHops, [&](const NextHop& hop) { return hop.linkIndex == link.index; }))
        return std::nullopt;
    const bool hasAddress = std::ranges::any_of(space.data.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == link.index && address.prefix.address.family == IpFamily::V4; });
    if (!hasAddress)
        return lastResort();
    if (reversePath == 1)
        return Reason::ReversePath;
    return std::nullopt;
}

void Walker::routeInput(WalkState& state, SpaceId id, const Link& link)
{
    if (missesFacts(state, id))
        return;
    const auto& space = at(id);
    const auto& tuple = state.packet.tuple;
    const bool v4 = tuple.source.family == IpFamily::V4;
    const auto& all = space.data.sysctls.all4and6;
    if (m_asking && tuple.protocol == 58 && (state.packet.icmpType == icmp::v6NeighbourSolicitation || state.packet.icmpType == icmp::v6NeighbourAdvertisement))
        return localInput(state, id, link);
    const auto refuse = [&](Reason reason) { drop(state, id, StepKind::Sysctl, StepCode::SysctlRefuses, 3, reason, &link); };
    if (v4) {
        const bool localnet = all.routeLocalnet != 0 || link.sysctls.routeLocalnet != 0;
        if (tuple.source.isMulticast() || tuple.source.isLimitedBroadcast() || (tuple.source.isLoopback() && !localnet && !link.isLoopback()) || tuple.source.bits.low >> 24 == 0)
            return refuse(Reason::MartianSource);
        if ((tuple.destination.isLoopback() && !localnet && !link.isLoopback()) || tuple.destination.bits.low >> 24 == 0)
            return refuse(Reason::MartianDestination);
    } else if (tuple.source.isMulticast() || (tuple.destination.isLoopback() && !link.isLoopback()) || (tuple.source.isLoopback() && !link.isLoopback())) {
        return refuse(Reason::MartianSource);
    }
    RouteQuery query = routeQuery(state, id, link.index);
    const auto answer = space.routing.lookup(query);
    const bool forwarding = v4 ? link.sysctls.forwarding4 != 0 : all.forwarding6 != 0;
    if (answer.verdict == RouteVerdict::Found && answer.route->type == RouteType::Local) {
        if (v4)
            if (const auto problem = sourceProblem(state, id, link, tuple.source, tuple.destination))
                return refuse(*problem);
        // IPv6: an address belongs to the host, whichever link it came in by.
        auto& added = step(state, id, StepKind::Route, StepCode::RouteLocal, 3);
        added.route = answer.route;
        added.address = tuple.destination;
        return localInput(state, id, link);
    }
    if (answer.verdict == RouteVerdict::Found && answer.route->type == RouteType::Broadcast)
        return unknown(state, id, Reason::UnknownRoute, say("trace", "broadcast destinations are not modelled")());
    // IPv6 answers "no route" also where it would not forward.
    if (!forwarding && (v4 || answer.verdict == RouteVerdict::Found))
        return refuse(Reason::ForwardingOff);
    if (answer.verdict != RouteVerdict::Found)
        return routeError(state, id, answer, &link);
    if (answer.route->type != RouteType::Unicast)
        return unknown(state, id, Reason::UnknownRoute, say("trace", "routes of type %1 are not modelled")(std::string(name(answer.route->type))));
    for (std::size_t i = 0; i < answer.choices.size(); ++i) {
        WalkState branch = branchOf(state, i + 1 == answer.choices.size());
        branch.probability = branch.probability < 0 ? -1 : branch.probability * answer.choices[i].probability;
        if (v4)
            if (const auto problem = sourceProblem(branch, id, link, branch.packet.tuple.source, branch.packet.tuple.destination)) {
                drop(branch, id, StepKind::Sysctl, StepCode::SysctlRefuses, 3, *problem, &link);
                continue;
            }
        auto& added = step(branch, id, StepKind::Route, StepCode::RouteFound, 3);
        added.route = answer.choices[i].route;
        added.hop = answer.choices[i].hop;
        added.policyRule = answer.rule;
        added.link = space.data.link(answer.choices[i].hop->linkIndex);
        added.address = branch.packet.tuple.destination;
        forward(branch, id, link, answer.choices[i]);
    }
}

void Walker::forward(WalkState& state, SpaceId id, const Link& link, const RouteChoice& choice)
{
    const auto& space = at(id);
    const bool v4 = state.packet.tuple.source.family == IpFamily::V4;
    const Link* out = space.data.link(choice.hop->linkIndex);
    if (!out)
        return unknown(state, id, Reason::UnknownDevice, say("trace", "the route's device is not in the snapshot")());
    if (state.packet.ttl <= 1) {
        step(state, id, StepKind::Icmp, StepCode::Cannot, 3).reason = Reason::TimeToLive;
        return sendError(state, id, v4 ? icmp::timeExceeded : icmp::v6TimeExceeded, 0, Outcome::Unreachable, Reason::TimeToLive);
    }
    if (!v4 && (state.packet.tuple.source.isLinkLocal() || state.packet.tuple.source.isUnspecified() || state.packet.tuple.destination.isLinkLocal()))
        return drop(state, id, StepKind::Route, StepCode::Cannot, 3, Reason::MartianSource, &link);
    const auto mtu = routeMtu(id, choice);
    if (state.packet.longestPart() > mtu && (state.packet.dontFragment || !v4)) {
        auto& added = step(state, id, StepKind::Interface, StepCode::InterfaceRefuses, 3);
        added.link = out;
        added.number = mtu;
        added.reason = Reason::TooBig;
        return sendError(state, id, v4 ? icmp::unreachable : icmp::v6PacketTooBig, v4 ? 4 : 0, Outcome::Unreachable, Reason::TooBig);
    }
    const Packet* before = record(state);
    --state.packet.ttl;
    auto& added = step(state, id, StepKind::Sysctl, StepCode::Forwarded, 3);
    added.before = before;
    added.link = out;
    runHook(state, {id, Hook::Forward, &link, out}, [this, id, choice, &link](WalkState& next) { postrouting(next, id, choice, &link); });
}

void Walker::localInput(WalkState& state, SpaceId id, const Link& link)
{
    state.packet.isFragmented = false; // a host waits for all that are for it
    runHook(state, {id, Hook::Input, &link, nullptr}, [this, id, &link](WalkState& next) { deliver(next, id, link); });
}

const hoplens::Socket* Walker::findSocket(SpaceId id, const Packet& packet, const Link& link) const
{
    const hoplens::Socket* best = nullptr;
    int bestScore = -1;
    const auto& tuple = packet.tuple;
    for (const auto& socket : at(id).data.sockets) {
        if (socket.protocol != tuple.protocol || socket.port != tuple.destinationPort)
            continue;
        int score = 0;
        if (socket.address.isUnspecified()) {
            if (socket.address.family != tuple.destination.family && (socket.address.family == IpFamily::V4 || socket.v6Only))
                continue;
        } else if (socket.address == tuple.destination) {
            score += 4;
        } else {
            continue;
        }
        if (socket.boundLink != 0) {
            if (socket.boundLink != link.index)
                continue;
            score += 2;
        }
        if (socket.peerPort != 0) {
            if (socket.peerPort != tuple.sourcePort || !socket.peer || *socket.peer != tuple.source)
                continue;
            score += 8;
        }
        if (socket.address.family == tuple.destination.family)
            ++score;
        if (score > bestScore) {
            bestScore = score;
            best = &socket;
        }
    }
    return best;
}

/// The packet has passed INPUT: who takes it, and what do they answer?
void Walker::deliver(WalkState& state, SpaceId id, const Link& link)
{
    const auto& space = at(id);
    const Packet packet = state.packet;
    const auto& tuple = packet.tuple;
    const bool v4 = tuple.source.family == IpFamily::V4;
    if (m_asking && tuple.protocol == 58 && (packet.icmpType == icmp::v6NeighbourSolicitation || packet.icmpType == icmp::v6NeighbourAdvertisement))
        return answerSolicitation(state, id, link);
    if (tuple.protocol == 17 && vxlanReceive(state, id))
        return;
    if (state.isAnswer)
        return deliverAnswer(state, id, link);
    Delivery delivery{id, tuple.destination, hasPorts(tuple.protocol) ? tuple.destinationPort : std::uint16_t{0}, tuple.source, nullptr};
    Packet answer = packet;
    answer.tuple = tuple.inverse();
    answer.ttl = space.data.sysctls.defaultTtl;
    answer.fragmentLength = 0;
    answer.dontFragment = true;
    answer.quoted.reset();
    if (packet.isIcmpEcho()) {
        if (v4 && space.data.sysctls.icmpEchoIgnoreAll)
            return drop(state, id, StepKind::Sysctl, StepCode::SysctlRefuses, 3, Reason::EchoIgnored, &link);
        answer.icmpType = v4 ? icmp::echoReply : icmp::v6EchoReply;
        answer.dontFragment = false;
        step(state, id, StepKind::Icmp, StepCode::EchoAnswered, 3).address = tuple.destination;
        return walkAnswer(state, id, answer, Outcome::Delivered, Reason::None, delivery, StepCode::Answered, Inherit::Nothing);
    }
    if (tuple.protocol == 6 || tuple.protocol == 17 || tuple.protocol == 132) {
        delivery.socket = findSocket(id, packet, link);
        // IPVS would have taken the packet before any socket does.
        if (space.data.lacksVirtualServers())
            return unknown(state, id, Reason::UnknownFact, say("trace", "the virtual servers of IPVS in %1 could not be read: whether it sends connections to %2 on is not known")(space.data.name, tuple.destination.text()));
        if (!delivery.socket && space.data.isMissing("sockets"))
            return unknown(state, id, Reason::UnknownFact, say("trace", "the sockets of %1 could not be read: whether port %2 listens is not known")(space.data.name, std::to_string(tuple.destinationPort)));
        if (delivery.socket) {
            auto& added = step(state, id, StepKind::Socket, StepCode::SocketFound, 4);
            added.socket = delivery.socket;
            answer.tcpFlags = tcp::syn | tcp::ack;
            return walkAnswer(state, id, answer, Outcome::Delivered, Reason::None, delivery, StepCode::Answered, Inherit::Nothing);
        }
        if (tuple.protocol == 132 && !space.host.hasSctp)
            return unknown(state, id, Reason::UnknownFact, say("trace", "whether the kernel of %1 speaks SCTP is not in the snapshot")(space.data.name));
        if (tuple.protocol == 132 && !*space.host.hasSctp) {
            step(state, id, StepKind::Socket, StepCode::ProtocolMissing, 4).reason = Reason::NoProtocol;
            return sendError(state, id, v4 ? icmp::unreachable : icmp::v6ParameterProblem, v4 ? 2 : 1, Outcome::Rejected, Reason::NoProtocol);
        }
        auto& added = step(state, id, StepKind::Socket, StepCode::SocketMissing, 4);
        added.number = tuple.destinationPort;
        added.reason = Reason::NoListener;
        if (tuple.protocol != 17) { // TCP resets, SCTP aborts
            answer.tcpFlags = tcp::rst | tcp::ack;
            answer.length = v4 ? 40 : 60; // headers alone
            return walkAnswer(state, id, answer, Outcome::Rejected, Reason::NoListener, std::nullopt, StepCode::ErrorSent, Inherit::Nothing);
        }
        // The transport has let go of the connection by now, so that the error does not carry it.
        return sendError(state, id, v4 ? icmp::unreachable : icmp::v6Unreachable, v4 ? 3 : 4, Outcome::Rejected, Reason::NoListener, Inherit::Nothing);
    }
    unknown(state, id, Reason::UnknownFact, say("trace", "whether anything in %1 takes protocol %2 is not readable")(space.data.name, protocolName(tuple.protocol)));
}

/// Something has come back to a host: is it the sender, and does its socket expect it?
void Walker::deliverAnswer(WalkState& state, SpaceId id, const Link& link)
{
    const auto& packet = state.packet;
    const bool isError = isIcmpErrorType(packet);
    const Tuple expected = state.sent.inverse();
    // A ping socket goes by the identifier alone, whoever answers; others by both ends.
    const bool isEcho = state.sent.protocol == 1 || state.sent.protocol == 58;
    const Tuple& about = isError ? *packet.quoted : expected;
    const bool echoMatches = isError ? about.source == state.sent.source && about.sourcePort == state.sent.sourcePort : packet.tuple.destination == expected.destination && packet.tuple.destinationPort == expected.destinationPort;
    const bool expectedHere = isEcho ? about.protocol == state.sent.protocol && echoMatches : isError ? about == state.sent : packet.tuple == expected;
    if (id == m_origin.space && expectedHere && !m_origin.arrivesOn) {
        step(state, id, StepKind::Application, StepCode::Received, 7);
        auto& branch = finish(state, Outcome::Delivered, Reason::None);
        branch.delivered = Delivery{id, packet.tuple.destination, packet.tuple.destinationPort, packet.tuple.source, nullptr};
        return;
    }
    auto& added = step(state, id, StepKind::Socket, StepCode::Cannot, 4);
    added.reason = Reason::UnexpectedAnswer;
    if (!isError && packet.tuple.protocol == 17)
        added.socket = findSocket(id, packet, link); // who listens there takes the answer for a message of its own
    finish(state, Outcome::Dropped, Reason::UnexpectedAnswer);
}

/// Sends an ICMP error about the packet at hand, back to its source.
void Walker::sendError(WalkState& state, SpaceId id, std::uint8_t type, std::uint8_t code, Outcome outcome, Reason reason, Inherit inherits)
{
    const bool v4 = state.packet.tuple.source.family == IpFamily::V4;
    if (isIcmpErrorType(state.packet) || m_asking) { // never an error about an error
        finish(state, outcome, reason);
        return;
    }
    Packet error;
    error.etherType = state.packet.etherType;
    error.tuple.protocol = v4 ? 1 : 58;
    error.tuple.destination = state.packet.tuple.source;
    error.tuple.source = at(id).isLocal(state.packet.tuple.destination) ? state.packet.tuple.destination : Address::any(state.packet.tuple.source.family);
    error.icmpType = type;
    error.icmpCode = code;
    error.typeOfService = v4 ? static_cast<std::uint8_t>((state.packet.typeOfService & 0x1c) | 0xc0) : std::uint8_t{0};
    error.length = static_cast<std::uint16_t>(std::min<int>(v4 ? 576 : 1280, (state.packet.isFragmented ? state.packet.fragmentLength : state.packet.length) + (v4 ? 28 : 48)));
    error.ttl = at(id).data.sysctls.defaultTtl;
    error.quoted = state.packet.tuple;
    walkAnswer(state, id, error, outcome, reason, std::nullopt, StepCode::ErrorSent, inherits);
}

} // namespace hoplens
