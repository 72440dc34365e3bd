// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include <algorithm>

namespace hoplens {

const Packet* PacketLog::add(const Packet& packet)
{
    constexpr std::size_t blockSize = 16;
    if (m_blocks.empty() || m_blocks.back().size() == blockSize)
        m_blocks.emplace_back().reserve(blockSize);
    return &m_blocks.back().emplace_back(packet);
}

const Packet* Walker::record(WalkState& state)
{
    if (!state.recorded || *state.recorded != state.packet)
        state.recorded = m_packets.add(state.packet);
    return state.recorded;
}

Step& Walker::step(WalkState& state, SpaceId space, StepKind kind, StepCode code, std::uint8_t layer)
{
    return append(state, record(state), space, kind, code, layer);
}

Step& Walker::append(WalkState& state, const Packet* packet, SpaceId space, StepKind kind, StepCode code, std::uint8_t layer)
{
    static constexpr Step blank = {};
    auto& added = state.steps.emplace_back(blank); // a copy is faster than clearing in place
    added.kind = kind;
    added.code = code;
    added.layer = layer;
    added.space = space;
    added.before = added.after = packet;
    added.mark = state.mark;
    return added;
}

TraceBranch& Walker::finish(WalkState& state, Outcome outcome, Reason reason, std::string because)
{
    auto& branch = m_branches.emplace_back();
    branch.probability = state.probability;
    branch.outcome = outcome;
    branch.reason = reason;
    branch.steps = std::move(state.steps); // the packet's walk is over
    branch.assumptions = std::move(state.assumptions);
    branch.connections = std::move(state.connections);
    branch.unknownBecause = std::move(because);
    return branch;
}

void Walker::unknown(WalkState& state, SpaceId space, Reason reason, std::string because)
{
    step(state, space, StepKind::Interface, StepCode::Cannot, 3).reason = reason;
    finish(state, Outcome::Unknown, reason, std::move(because));
}

void Walker::drop(WalkState& state, SpaceId space, StepKind kind, StepCode code, std::uint8_t layer, Reason reason, const Link* link)
{
    auto& added = step(state, space, kind, code, layer);
    added.reason = reason;
    added.link = link;
    finish(state, Outcome::Dropped, reason);
}

void Walker::walkAnswer(WalkState& state, SpaceId space, Packet answer, Outcome outcome, Reason reason, std::optional<Delivery> delivered, StepCode how, Inherit inheritsConnection)
{
    if (state.isAnswer || m_asking) { // an answer's own error: its sender is not asked about
        finish(state, outcome, reason);
        return;
    }
    WalkState back;
    back.packet = answer;
    back.connections = state.connections;
    back.virtualConnections = state.virtualConnections;
    back.isAnswer = true;
    back.sent = state.sent;
    back.hasProcess = delivered && delivered->socket;
    if (delivered && delivered->socket)
        back.userId = delivered->socket->userId;
    back.inner = {};
    // The kernel hangs the connection of the offending packet on the error itself.
    const bool isTracked = state.connection >= 0 && state.connections[static_cast<std::size_t>(state.connection)].space == space && (state.conntrackState & (ctstate::untracked | ctstate::invalid)) == 0;
    if (isTracked && inheritsConnection == Inherit::Connection) {
        back.connection = state.connection;
        back.isReplyDirection = !state.isReplyDirection;
        back.conntrackState = ctstate::related;
        back.keepsConntrack = true;
    }
    step(back, space, how == StepCode::ErrorSent ? StepKind::Icmp : StepKind::Application, how, how == StepCode::ErrorSent ? 3 : 7);
    std::vector<TraceBranch> outer;
    std::swap(outer, m_branches);
    localOutput(back, space);
    std::swap(outer, m_branches); // outer now holds the answer's branches
    auto& branch = finish(state, outcome, reason);
    branch.delivered = delivered;
    branch.replies = std::move(outer);
}

void Walker::run(const Origin& origin, Trace& trace)
{
    m_origin = origin;
    WalkState state;
    m_branches.reserve(4);
    const bool v4 = m_flow.destination.family == IpFamily::V4;
    auto& packet = state.packet;
    packet.etherType = v4 ? EtherType::Ipv4 : EtherType::Ipv6;
    packet.tuple.protocol = m_flow.protocol;
    packet.tuple.source = m_flow.source.value_or(Address::any(m_flow.destination.family));
    packet.tuple.destination = m_flow.destination;
    packet.tuple.sourcePort = m_flow.sourcePort.value_or(40000);
    packet.tuple.destinationPort = m_flow.destinationPort;
    packet.dontFragment = !m_flow.mayBeFragmented;
    packet.length = v4 ? 60 : 80;
    if (m_flow.protocol == 1 || m_flow.protocol == 58) {
        packet.icmpType = v4 ? icmp::echoRequest : icmp::v6EchoRequest;
        packet.tuple.sourcePort = packet.tuple.destinationPort = m_flow.sourcePort.value_or(1);
        packet.length = v4 ? 84 : 104;
    } else if (m_flow.protocol == 17) {
        packet.length = v4 ? 32 : 52;
    } else if (m_flow.protocol == 6) {
        packet.tcpFlags = m_age == FlowAge::New ? tcp::syn : tcp::ack;
    }
    packet.length = m_flow.length.value_or(packet.length);
    packet.ttl = m_flow.ttl.value_or(at(origin.space).data.sysctls.defaultTtl);
    state.mark = m_flow.mark;
    state.userId = m_flow.userId;
    state.groupId = m_flow.groupId;
    state.outLink = m_flow.outLink;
    if (origin.arrivesOn) {
        state.sent = packet.tuple;
        packet.destinationMac = origin.arrivesOn->mac;
        packet.sourceMac = {{2, 0, 0, 0, 0, 1}};
        step(state, origin.space, StepKind::Interface, StepCode::Arrived, 2).link = origin.arrivesOn;
        receive(state, origin.space, *origin.arrivesOn);
    } else {
        state.hasProcess = true;
        step(state, origin.space, StepKind::Application, StepCode::Sent, 7);
        localOutput(state, origin.space);
    }
    trace.branches = std::move(m_branches);
    trace.packets = std::move(m_packets);
    trace.gateAnswers = std::move(m_gateAnswers);
}

Trace PathTracer::trace(const Origin& origin, const Flow& flow, FlowAge age) const
{
    Trace trace;
    trace.flow = flow;
    trace.origin = origin.space;
    Walker(m_world, flow, age).run(origin, trace);
    return trace;
}

bool isAnswered(const TraceBranch& branch)
{
    return branch.outcome == Outcome::Delivered && !branch.replies.empty() && std::ranges::all_of(branch.replies, [](const TraceBranch& reply) { return reply.outcome == Outcome::Delivered; });
}

std::optional<Outcome> overallOutcome(const Trace& trace)
{
    if (trace.branches.empty())
        return Outcome::Unknown;
    const Outcome first = trace.branches.front().outcome;
    const bool same = std::ranges::all_of(trace.branches, [first](const TraceBranch& branch) { return branch.outcome == first; });
    return same ? std::optional(first) : std::nullopt;
}

} // namespace hoplens
