// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/probe.h"

#include "lab/footprints.h"

#include "lab/lab_kernel.h"

#include <algorithm>
#include <cerrno>

namespace hoplens::lab {
namespace {

/// The packet never left: what the sender's own routes say. 0: it was sent.
int refusedBySender(const TraceBranch& branch, SpaceId origin)
{
    const bool isAtSender = std::ranges::all_of(branch.steps, [&](const Step& step) { return step.space == origin; });
    const bool wasSent = std::ranges::any_of(branch.steps, [](const Step& step) { return step.code == StepCode::RouteFound || step.code == StepCode::RouteLocal; });
    if (!isAtSender || wasSent)
        return 0;
    const bool isOfRule = !branch.steps.empty() && !branch.steps.back().route; // no route says so: a rule does
    switch (branch.reason) {
    case Reason::NoRoute:
    case Reason::NoSourceAddress: return ENETUNREACH;
    case Reason::RouteUnreachable: return isOfRule ? ENETUNREACH : EHOSTUNREACH;
    case Reason::RouteBlackhole: return EINVAL;
    case Reason::RouteProhibit: return EACCES;
    default: return 0;
    }
}

/// The way of a packet that has one, with an answer that has one; null: chance decides, and with it what is counted.
const TraceBranch* onlyWay(const Trace& trace) { return trace.branches.size() == 1 && trace.branches.front().replies.size() <= 1 ? &trace.branches.front() : nullptr; }

/// Whether conntrack has seen an answer, wherever it looks; without any conntrack it does not matter.
bool isAnsweredFlow(const TraceBranch& way)
{
    const auto& last = way.replies.empty() ? way.connections : way.replies.front().connections;
    return std::ranges::all_of(last, &TracedConnection::seenReply);
}

/// What came back to the sender on a branch; null: nothing.
const Packet* cameBack(const TraceBranch& branch)
{
    for (const auto& reply : branch.replies)
        if (reply.outcome == Outcome::Delivered && !reply.steps.empty())
            for (auto step = reply.steps.rbegin(); step != reply.steps.rend(); ++step)
                if (step->after)
                    return step->after;
    return nullptr;
}

/// Where the packet found the route by which it left its sender: the last of its lookups there. null: it did not leave by one.
const Step* routedAtSender(const TraceBranch& branch)
{
    const Step* last = nullptr;
    for (const auto& step : branch.steps) {
        if (step.space != branch.steps.front().space)
            break;
        if ((step.code == StepCode::RouteFound || step.code == StepCode::Rerouted) && step.route)
            last = &step;
    }
    return last;
}

/// Where somebody refused the packet because it was too long, and said so. null: nobody did.
const Step* narrowStep(const TraceBranch& branch)
{
    const auto found = std::ranges::find(branch.steps, Reason::TooBig, &Step::reason);
    return branch.outcome == Outcome::Unreachable && branch.reason == Reason::TooBig && found != branch.steps.end() ? &*found : nullptr;
}

/// All ways of a packet that chance chooses among end the same for who pings.
bool endAlike(const TraceBranch& a, const TraceBranch& b)
{
    const auto* ofA = cameBack(a);
    const auto* ofB = cameBack(b);
    const auto* narrowOfA = narrowStep(a);
    const auto* narrowOfB = narrowStep(b);
    if (narrowOfA && narrowOfB && narrowOfA->number != narrowOfB->number)
        return false;
    return a.outcome == b.outcome && a.reason == b.reason && (ofA != nullptr) == (ofB != nullptr) && (!ofA || (ofA->icmpType == ofB->icmpType && ofA->icmpCode == ofB->icmpCode && ofA->tuple.source == ofB->tuple.source && ofA->ttl == ofB->ttl));
}

std::string doubtIn(const Trace& trace)
{
    for (const auto& branch : trace.branches) {
        if (branch.outcome == Outcome::Unknown)
            return branch.unknownBecause;
        for (const auto& reply : branch.replies)
            if (reply.outcome == Outcome::Unknown)
                return reply.unknownBecause;
        if (branch.replies.size() > 1)
            return "the answer has several ways, which trace tells";
        if (!branch.replies.empty() && narrowStep(branch.replies.front()))
            return "the answer was too long for its way, and whether its sender hears of that is not walked";
        if (!endAlike(branch, trace.branches.front()))
            return "it has several ways that end differently, which trace tells";
    }
    return {};
}

} // namespace

Probe::Probe(Call& call, const Flow& flow) : m_world(call.world), m_space(call.space), m_flow(flow)
{
    if (!m_flow.sourcePort)
        m_flow.sourcePort = m_world.nextPort();
    const auto origin = m_world.traced().byInode(call.space);
    const auto walk = [&] { m_trace = PathTracer(m_world.traced()).trace({origin, nullptr}, m_flow, FlowAge::New); };
    walk();
    // Who sends goes by what he was told of the way, and so does who answers, whose way shows itself once the packet is there.
    const auto mtuOf = [](const LabWorld::PathMtu* path) { return path ? std::optional(static_cast<std::uint16_t>(std::min<std::uint32_t>(path->mtu, 65535))) : std::nullopt; };
    if (m_flow.pathMtu = mtuOf(pathOf(way())); m_flow.pathMtu)
        walk();
    if (m_flow.answerPathMtu = mtuOf(way().replies.empty() ? nullptr : pathOf(way().replies.front())); m_flow.answerPathMtu)
        walk();
    m_sendError = refusedBySender(way(), origin);
    m_doubt = doubtIn(m_trace);
    m_answer = cameBack(way());
    call.sent.push_back({call.space, m_flow});
}

const LabWorld::PathMtu* Probe::pathOf(const TraceBranch& branch) const
{
    const auto* routed = m_world.pathMtus().empty() ? nullptr : routedAtSender(branch);
    return routed && routed->before ? m_world.pathMtu(m_world.traced().space(routed->space).data.inode, routed->before->tuple.destination, *routed->route) : nullptr;
}

bool Probe::isPathLocked() const
{
    const auto* path = pathOf(way());
    return path && path->isLocked;
}

bool Probe::isDroppedBySender() const
{
    const auto& steps = way().steps;
    const bool isAtSender = std::ranges::all_of(steps, [&](const Step& step) { return step.space == m_trace.origin || !step.space.valid(); });
    return way().outcome == Outcome::Dropped && way().reason == Reason::FilterDrop && isAtSender && !steps.empty() && (steps.back().hook == Hook::Output || steps.back().hook == Hook::Postrouting);
}

const Step* Probe::tooNarrow() const { return narrowStep(way()); }

bool Probe::isTooLongForSender() const
{
    const auto* narrow = tooNarrow();
    return narrow && narrow->space == m_trace.origin;
}

bool Probe::isLostAtOnce() const
{
    const auto& steps = way().steps;
    const auto lost = std::ranges::find(steps, Reason::TooBig, &Step::reason);
    return way().outcome == Outcome::Dropped && way().reason == Reason::TooBig && lost != steps.end() && lost->kind == StepKind::Veth && lost->space == m_trace.origin;
}

/// A router said that the packet did not fit: its sender keeps how much does.
void Probe::learnPath() const
{
    constexpr std::uint32_t leastOfIpv4 = 552, leastOfIpv6 = 1280; // net.ipv4.route.min_pmtu
    const auto* narrow = tooNarrow();
    const auto* routed = routedAtSender(way());
    if (!teachesPath() || !narrow || !routed || !onlyWay(m_trace))
        return;
    const auto to = routed->before->tuple.destination;
    const auto least = to.family == IpFamily::V4 ? leastOfIpv4 : leastOfIpv6;
    m_world.learnPathMtu({m_space, to, *routed->route, std::max(narrow->number, least), narrow->number < least && to.family == IpFamily::V4});
}

void Probe::learn(NeighbourState ofSilent) const
{
    std::vector<std::pair<std::uint64_t, Neighbour>> learnt;
    const auto take = [&](const TraceBranch& branch) {
        for (const auto& step : branch.steps)
            if ((step.code == StepCode::NeighbourAnswers || step.code == StepCode::NeighbourSilent) && step.link) {
                const bool isSilent = step.code == StepCode::NeighbourSilent;
                Neighbour neighbour;
                neighbour.linkIndex = step.link->index;
                neighbour.address = step.address;
                if (!isSilent)
                    neighbour.mac = step.mac;
                neighbour.state = isSilent ? ofSilent : NeighbourState::Reachable;
                learnt.emplace_back(m_world.traced().space(step.space).data.inode, neighbour);
            }
    };
    // Who is asked for its address learns that of who asks.
    const auto takeAsker = [&](const TraceBranch& branch) {
        for (const auto& step : branch.steps) {
            if (step.code != StepCode::NeighbourKnown || !step.link)
                continue;
            const auto& space = m_world.traced().space(step.space).data;
            const auto isIt = [&](const Neighbour& known) { return known.linkIndex == step.link->index && known.address == step.address; };
            Neighbour neighbour;
            neighbour.linkIndex = step.link->index;
            neighbour.address = step.address;
            neighbour.mac = step.mac;
            neighbour.state = NeighbourState::Delay;
            if (std::ranges::none_of(space.neighbours, isIt))
                learnt.emplace_back(space.inode, neighbour);
        }
    };
    // A host without any address asks all the same, as nobody.
    const auto takeNameless = [&](const TraceBranch& branch) {
        const auto* routed = branch.reason == Reason::NoSourceAddress && branch.replies.empty() ? routedAtSender(branch) : nullptr;
        if (routed && routed->hop && routed->link && routed->before && routed->before->tuple.destination.family == IpFamily::V4 && !routed->link->isLoopback() && routed->link->isRunning())
            learnt.emplace_back(m_world.traced().space(routed->space).data.inode, Neighbour{.linkIndex = routed->link->index, .address = routed->hop->gateway.value_or(routed->before->tuple.destination), .state = ofSilent});
    };
    // The question itself tells who asks, whether he can be answered or not.
    const auto takeQuestion = [&](const TraceBranch& branch) {
        for (const auto& step : branch.steps) {
            if (step.code != StepCode::NeighbourAnswers || !step.link || !step.before || step.before->tuple.source.family != step.address.family)
                continue;
            const auto& asker = m_world.traced().space(step.space);
            if (!asker.isLocal(step.before->tuple.source))
                continue;
            for (const auto& host : m_world.snapshot().hosts)
                for (const auto& space : host.namespaces)
                    for (const auto& link : space.links) {
                        const auto isIts = [&](const InterfaceAddress& own) { return own.linkIndex == link.index && own.prefix.address == step.address; };
                        const auto isKnown = [&](const Neighbour& known) { return known.linkIndex == link.index && known.address == step.before->tuple.source; };
                        if (link.mac != step.mac || std::ranges::none_of(space.addresses, isIts) || std::ranges::any_of(space.neighbours, isKnown))
                            continue;
                        learnt.emplace_back(space.inode, Neighbour{.linkIndex = link.index, .address = step.before->tuple.source, .mac = step.link->mac, .state = NeighbourState::Stale});
                    }
        }
    };
    for (const auto& branch : m_trace.branches) {
        takeNameless(branch);
        takeQuestion(branch);
        take(branch);
        takeAsker(branch);
        for (const auto& reply : branch.replies) {
            take(reply);
            takeAsker(reply);
        }
    }
    for (const auto& [space, neighbour] : learnt) {
        const auto& known = m_world.find(space)->neighbours;
        if (std::ranges::find(known, neighbour) == known.end())
            LabKernel(m_world).addNeighbour(space, neighbour, true);
    }
    m_world.forget(); // nobody did that
}

void Probe::leave(double patience) const
{
    learnPath();
    if (const auto* only = onlyWay(m_trace)) {
        Footprints prints(m_world);
        prints.add(*only, 1, Footprints::Translation::Again);
        for (const auto& reply : only->replies)
            prints.add(reply, 1, Footprints::Translation::Again);
        prints.keepConnections(*only);
        prints.leave();
    }
    learn(patience <= silenceOfNeighbours ? NeighbourState::Incomplete : NeighbourState::Failed);
}

void Probe::leaveMore(std::uint64_t packets, std::uint64_t answers, std::uint16_t bytes) const
{
    if (packets == 0)
        return;
    if (const auto* first = onlyWay(m_trace); first && !isAnsweredFlow(*first)) { // to conntrack each is new again, but for translation, once that is settled
        Footprints prints(m_world);
        prints.add(*first, packets, first->outcome == Outcome::Dropped ? Footprints::Translation::Again : Footprints::Translation::Settled);
        for (const auto& reply : first->replies)
            prints.add(reply, packets, Footprints::Translation::Settled);
        prints.leave();
        return;
    }
    auto flow = m_flow;
    flow.length = bytes;
    const auto& world = m_world.traced();
    const auto trace = PathTracer(world).trace({world.byInode(m_space), nullptr}, flow, FlowAge::Established);
    const auto* only = onlyWay(trace);
    if (!only)
        return;
    Footprints prints(m_world);
    prints.add(*only, packets, Footprints::Translation::Settled);
    for (const auto& reply : only->replies)
        prints.add(reply, answers, Footprints::Translation::Settled);
    prints.leave();
}

} // namespace hoplens::lab
