// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include "base/words.h"
#include "filter/nft_text.h"

#include <algorithm>

namespace hoplens {
namespace {

/// Answers the rules' questions about routing from one namespace's tables.
class SpaceEnvironment final : public FilterEnvironment {
public:
    explicit SpaceEnvironment(const Space& space) : m_space(space) {}

    std::optional<RouteType> addressType(const Address& address, std::int32_t link) const override
    {
        const auto type = m_space.routing.addressType(address, link);
        if (type != RouteType::Unicast)
            return type;
        RouteQuery query;
        query.destination = address;
        const auto answer = m_space.routing.lookup(query);
        switch (answer.verdict) {
        case RouteVerdict::Unknown: return std::nullopt;
        case RouteVerdict::Blackhole: return RouteType::Blackhole;
        case RouteVerdict::Unreachable: return RouteType::Unreachable;
        case RouteVerdict::Prohibit: return RouteType::Prohibit;
        default: return RouteType::Unicast;
        }
    }

    std::optional<std::int32_t> routeInterface(const Address& address, std::int32_t link, std::uint32_t mark) const override
    {
        RouteQuery query;
        query.destination = address;
        query.mark = mark;
        query.out = link;
        const auto answer = m_space.routing.lookup(query);
        if (answer.verdict == RouteVerdict::Unknown)
            return std::nullopt;
        if (answer.verdict != RouteVerdict::Found || answer.route->type != RouteType::Unicast)
            return 0;
        return answer.choices.front().hop->linkIndex;
    }

    std::optional<bool> reversePathPasses(const Packet& packet, const Link& in, const RpfilterMatch& match, std::uint32_t mark) const override
    {
        if (in.isLoopback())
            return true;
        RouteQuery query;
        query.destination = packet.tuple.source;
        query.source = packet.tuple.destination.isMulticast() ? std::optional<Address>() : packet.tuple.destination;
        query.mark = match.validMark ? mark : 0;
        const auto answer = m_space.routing.lookup(query);
        if (answer.verdict == RouteVerdict::Unknown)
            return std::nullopt;
        if (answer.verdict != RouteVerdict::Found)
            return false;
        if (answer.route->type == RouteType::Local)
            return match.acceptLocal;
        if (answer.route->type != RouteType::Unicast)
            return false;
        return match.loose || std::ranges::any_of(answer.route->nextHops, [&](const NextHop& hop) { return hop.linkIndex == in.index; });
    }

private:
    const Space& m_space;
};

constexpr std::size_t usualBranches = 4; ///< of a chain; saves growing the list

bool isNeighbourDiscovery(const Packet& packet)
{
    return packet.tuple.protocol == 58 && packet.icmpType >= 130 && packet.icmpType <= 137 && !packet.quoted;
}

bool isIcmpError(const Packet& packet)
{
    return packet.quoted.has_value();
}

} // namespace

FilterInput Walker::filterInput(const WalkState& state, const HookSite& site) const
{
    FilterInput input;
    input.packet = state.packet;
    input.mark = state.mark;
    input.in = site.in;
    input.out = site.out;
    input.physicalIn = state.physicalIn;
    input.physicalOut = state.physicalOut;
    input.isBridged = state.isBridged;
    input.packetType = state.packet.destinationMac == MacAddress::broadcast() ? 1 : state.packet.destinationMac.isMulticast() ? 2 : 0;
    input.isLocallyGenerated = state.isLocallyGenerated;
    input.hasProcess = state.hasProcess;
    input.userId = state.userId;
    input.groupId = state.groupId;
    input.conntrack.state = state.conntrackState != 0 ? state.conntrackState : ctstate::invalid;
    if (state.connection >= 0) {
        const auto& connection = state.connections[static_cast<std::size_t>(state.connection)];
        input.conntrack.isAttached = true;
        input.conntrack.status = connection.status | (connection.seenReply ? ctstatus::seenReply : 0u);
        input.conntrack.mark = connection.mark;
        input.conntrack.isReply = state.isReplyDirection;
        input.conntrack.original = connection.original;
        input.conntrack.reply = connection.reply;
    }
    return input;
}

void Walker::runHook(WalkState& state, const HookSite& site, Then then)
{
    const bool first = site.hook == Hook::Prerouting || site.hook == Hook::Output;
    if (const auto missing = at(site.space).missingForRules(); !missing.empty())
        return unknown(state, site.space, Reason::UnknownFact, say("trace", "the rules of %1 could not be read (%2): collect as root")(at(site.space).data.name, missing));
    state.isAttached = first && std::exchange(state.keepsConntrack, false);
    if (first && !state.isAttached) { // a packet enters a namespace without conntrack's verdict of the one before
        state.connection = -1;
        state.conntrackState = 0;
        state.isReplyDirection = false;
    }
    if (site.hook != Hook::Forward && site.hook != Hook::Input)
        return runStations(state, site, 0, then);
    runStations(state, site, 0, [&](WalkState& next) { passGate(next, site, then); });
}

/// Policies ask about the first packet of a connection alone.
void Walker::passGate(WalkState& state, const HookSite& site, Then then)
{
    if (!m_world.gate())
        return then(state);
    const bool isOfConnection = state.isReplyDirection || state.isAnswer || state.conntrackState == ctstate::established || state.conntrackState == ctstate::related || m_age == FlowAge::Established;
    if (isOfConnection || m_asking)
        return then(state);
    for (auto& answer : m_world.gate()->ask(at(site.space).data, site.in, site.hook == Hook::Forward ? site.out : nullptr, state.packet.tuple)) {
        const auto& kept = m_gateAnswers.emplace_back(std::move(answer));
        auto& added = step(state, site.space, StepKind::Policy, StepCode::PolicyAsked, 4);
        added.gate = &kept;
        added.hook = site.hook;
        if (kept.decision == GateAnswer::Decision::Unknown)
            return unknown(state, site.space, Reason::UnknownFact, kept.sentence);
        if (kept.decision == GateAnswer::Decision::Drops) {
            finish(state, Outcome::Dropped, Reason::PolicyDenies);
            return;
        }
    }
    then(state);
}

void Walker::runStations(WalkState& state, const HookSite& site, std::size_t index, Then then)
{
    const auto& stations = at(site.space).stations(state.packet.tuple.source.family, site.hook);
    for (; index < stations.size(); ++index) {
        const auto& station = stations[index];
        switch (station.kind) {
        case StationKind::Conntrack:
            state.packet.isFragmented = false; // it waits for all fragments, and puts them together
            if (m_age == FlowAge::Established && at(site.space).data.isMissing("conntrack"))
                return unknown(state, site.space, Reason::UnknownFact, say("trace", "the connections of %1 could not be read: whether it knows this flow is not known. Collect as root")(at(site.space).data.name));
            conntrackIn(state, site);
            break;
        case StationKind::Nat:
            nat(state, site, [&, index](WalkState& next) { runStations(next, site, index + 1, then); });
            return;
        case StationKind::VirtualServerAnswer: virtualServerAnswer(state, site); break;
        case StationKind::VirtualServerRequest:
            virtualServerRequest(state, site, [&, index](WalkState& next) { runStations(next, site, index + 1, then); });
            return;
        case StationKind::Chain:
            runChain(state, site, station.chain, [&, index](WalkState& next) { runStations(next, site, index + 1, then); });
            return;
        }
    }
    then(state);
}

void Walker::runChain(WalkState& state, const HookSite& site, ChainId chain, Then then)
{
    const auto& space = at(site.space);
    const auto& rules = space.data.rules;
    if (state.packet.isFragmented && rules.chains[chain.value].rules.count != 0)
        return unknown(state, site.space, Reason::UnknownFact, say("trace", "it passes %1 in fragments, and the rules there look at each by itself: ask about a packet of at most %2 bytes")(space.data.name, std::to_string(state.packet.longestPart())));
    const SpaceEnvironment environment(space);
    std::vector<FilterResult> results;
    results.reserve(usualBranches);
    FilterEvaluator(rules, space.ruleIndex).evaluate(chain, filterInput(state, site), environment, results);
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto& result = results[i];
        const bool last = i + 1 == results.size();
        WalkState branch = branchOf(state, last);
        branch.probability = branch.probability < 0 || result.probability < 0 ? -1 : branch.probability * result.probability;
        branch.assumptions.insert(branch.assumptions.end(), result.assumptions.begin(), result.assumptions.end());
        const Packet* before = record(branch);
        branch.packet = result.packet;
        branch.mark = result.mark;
        if (branch.connection >= 0)
            branch.connections[static_cast<std::size_t>(branch.connection)].mark = result.conntrackMark;
        if (result.untracked && branch.connection < 0) { // NOTRACK leaves a connection that is attached already
            branch.conntrackState = ctstate::untracked;
            branch.connection = -1;
        }
        stepRules(branch, site, result, before, space.data.rules.tableOf(chain).family == TableFamily::Bridge ? 2 : 4);
        switch (result.action) {
        case FilterAction::Accept:
        case FilterAction::Nat: then(branch); break;
        case FilterAction::Drop: finish(branch, Outcome::Dropped, Reason::FilterDrop); break;
        case FilterAction::Reject: reject(branch, site, result.reject); break;
        case FilterAction::Queue: unknown(branch, site.space, Reason::Queued, result.unknownReason); break;
        case FilterAction::Unknown: unknown(branch, site.space, Reason::UnknownRule, result.unknownReason); break;
        }
    }
}

void Walker::stepRules(WalkState& state, const HookSite& site, const FilterResult& result, const Packet* before, std::uint8_t layer)
{
    const Packet* after = record(state);
    for (const auto& entry : result.trail) {
        if (entry.action == TrailAction::EndOfChain)
            continue;
        const StepCode code = entry.action == TrailAction::Policy ? StepCode::RulePolicy : entry.action == TrailAction::Verdict ? StepCode::RuleVerdict : StepCode::RuleMatched;
        auto& added = append(state, after, site.space, StepKind::Rule, code, layer);
        added.rule = entry.rule;
        added.chain = entry.chain;
        added.hook = site.hook;
        added.action = entry.action;
        added.before = before;
        added.number = static_cast<std::uint32_t>(result.action);
    }
}

void Walker::runChains(WalkState& state, const HookSite& site, std::span<const ChainId> chains, Then then)
{
    if (chains.empty())
        return then(state);
    runChain(state, site, chains.front(), [&](WalkState& next) { runChains(next, site, chains.subspan(1), then); });
}

void Walker::runBridgeHook(WalkState& state, const HookSite& site, Then then)
{
    runChains(state, site, at(site.space).bridgeChains(site.hook), then);
}

void Walker::runDeviceHook(WalkState& state, const HookSite& site, Then then)
{
    const Link* device = site.hook == Hook::Ingress ? site.in : site.out;
    const auto chains = at(site.space).deviceChains(*device, site.hook);
    runChains(state, site, chains, then);
}

void Walker::conntrackIn(WalkState& state, const HookSite& site)
{
    const auto& space = at(site.space);
    Packet& packet = state.packet;
    const auto add = [&](StepCode code) { step(state, site.space, StepKind::Conntrack, code, 4); };
    if (std::exchange(state.isAttached, false) && state.conntrackState != 0 && (state.connection >= 0 || state.conntrackState == ctstate::untracked))
        return;
    if (state.conntrackState == ctstate::untracked)
        return;
    if (isNeighbourDiscovery(packet)) {
        state.conntrackState = ctstate::untracked;
        return;
    }
    const bool isEcho = packet.isIcmpEcho() && !isIcmpError(packet);
    const bool isEchoReply = isEcho && (packet.icmpType == icmp::echoReply || packet.icmpType == icmp::v6EchoReply);
    const auto find = [&](const Tuple& tuple) {
        for (std::size_t i = 0; i < state.connections.size(); ++i) {
            const auto& connection = state.connections[i];
            if (connection.space != site.space)
                continue;
            // Echo requests and replies differ in type, also where a host asks itself.
            const bool isOriginal = connection.original == tuple && !isEchoReply;
            const bool isReply = connection.reply == tuple && (!isEcho || isEchoReply);
            if (isOriginal || isReply) {
                state.connection = static_cast<std::int32_t>(i);
                state.isReplyDirection = !isOriginal;
                return true;
            }
        }
        if (m_age == FlowAge::New)
            return false;
        for (const auto& entry : space.data.conntrack) {
            if (entry.original != tuple && entry.reply != tuple)
                continue;
            state.connections.push_back({site.space, entry.original, entry.reply, entry.status & (ctstatus::sourceNat | ctstatus::destinationNat | ctstatus::assured | ctstatus::confirmed), entry.mark, true, true, true});
            state.connection = static_cast<std::int32_t>(state.connections.size() - 1);
            state.isReplyDirection = entry.original != tuple;
            return true;
        }
        return false;
    };
    if (isIcmpError(packet)) {
        // The quoted packet went one way; the error belongs to that connection and travels the other way.
        const bool found = find(*packet.quoted) || find(packet.quoted->inverse());
        if (found) {
            const auto& connection = state.connections[static_cast<std::size_t>(state.connection)];
            state.isReplyDirection = connection.original == *packet.quoted || connection.reply.inverse() == *packet.quoted;
            state.conntrackState = ctstate::related;
            add(StepCode::ConntrackRelated);
        } else {
            state.conntrackState = ctstate::invalid;
            add(StepCode::ConntrackInvalid);
        }
        return;
    }
    if (find(packet.tuple)) {
        auto& connection = state.connections[static_cast<std::size_t>(state.connection)];
        if (state.isReplyDirection)
            connection.seenReply = true;
        state.conntrackState = connection.seenReply ? ctstate::established : ctstate::isNew;
        add(connection.seenReply ? StepCode::ConntrackEstablished : StepCode::ConntrackNew);
        return;
    }
    const bool isTcp = packet.tuple.protocol == 6;
    const bool badTcp = isTcp && ((packet.tcpFlags & tcp::rst) != 0 || (packet.tcpFlags & (tcp::syn | tcp::ack)) == (tcp::syn | tcp::ack));
    const bool badIcmp = (packet.tuple.protocol == 1 && packet.icmpType == icmp::echoReply) || (packet.tuple.protocol == 58 && packet.icmpType == icmp::v6EchoReply);
    if (badTcp || badIcmp) {
        state.conntrackState = ctstate::invalid;
        add(StepCode::ConntrackInvalid);
        return;
    }
    TracedConnection fresh;
    fresh.space = site.space;
    fresh.original = packet.tuple;
    fresh.reply = packet.tuple.inverse();
    fresh.seenReply = fresh.isAssumed = m_age == FlowAge::Established && !state.isAnswer;
    state.connections.push_back(fresh);
    state.connection = static_cast<std::int32_t>(state.connections.size() - 1);
    state.isReplyDirection = false;
    state.conntrackState = fresh.seenReply ? ctstate::established : ctstate::isNew;
    add(fresh.seenReply ? StepCode::ConntrackEstablished : StepCode::ConntrackNew);
}

void Walker::nat(WalkState& state, const HookSite& site, Then after)
{
    // A packet on its way out that gets another destination is routed again at once; without a route the sender is told.
    const Address before = state.packet.tuple.destination;
    const auto rerouted = [&](WalkState& next) {
        if (next.packet.tuple.destination != before) {
            const auto answer = at(site.space).routing.lookup(routeQuery(next, site.space, 1));
            if (answer.verdict != RouteVerdict::Found)
                return routeError(next, site.space, answer, nullptr);
        }
        after(next);
    };
    const Then then = site.hook == Hook::Output ? Then(rerouted) : after;
    if (state.connection < 0 || (state.conntrackState & (ctstate::untracked | ctstate::invalid)) != 0) {
        then(state);
        return;
    }
    auto& connection = state.connections[static_cast<std::size_t>(state.connection)];
    const bool isSource = site.hook == Hook::Postrouting || site.hook == Hook::Input;
    bool& bound = isSource ? connection.sourceBound : connection.destinationBound;
    // A connection that is assumed was translated when its first packet came, by the rules that are there now.
    if ((state.conntrackState == ctstate::isNew || connection.isAssumed) && !state.isReplyDirection && !bound) {
        natChains(state, site, 0, then);
        return;
    }
    applyNat(state, site);
    then(state);
}

void Walker::natChains(WalkState& state, const HookSite& site, std::size_t index, Then then)
{
    const auto& space = at(site.space);
    const auto& chains = space.natChains(state.packet.tuple.source.family, site.hook);
    const bool isSource = site.hook == Hook::Postrouting || site.hook == Hook::Input;
    if (index == chains.size()) {
        auto& connection = state.connections[static_cast<std::size_t>(state.connection)];
        (isSource ? connection.sourceBound : connection.destinationBound) = true;
        applyNat(state, site);
        then(state);
        return;
    }
    const SpaceEnvironment environment(space);
    std::vector<FilterResult> results;
    results.reserve(usualBranches);
    auto input = filterInput(state, site);
    const bool isAssumed = state.connections[static_cast<std::size_t>(state.connection)].isAssumed;
    if (isAssumed) {
        input.conntrack.state = ctstate::isNew;
        input.mark ^= state.connections[static_cast<std::size_t>(state.connection)].markChange;
    }
    FilterEvaluator(space.data.rules, space.ruleIndex).evaluate(chains[index], input, environment, results);
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto& result = results[i];
        WalkState branch = branchOf(state, i + 1 == results.size());
        branch.probability = branch.probability < 0 || result.probability < 0 ? -1 : branch.probability * result.probability;
        branch.assumptions.insert(branch.assumptions.end(), result.assumptions.begin(), result.assumptions.end());
        const Packet* before = record(branch);
        branch.packet = result.packet;
        auto& connection = branch.connections[static_cast<std::size_t>(branch.connection)];
        if (isAssumed)
            connection.markChange = result.mark ^ branch.mark;
        else
            branch.mark = result.mark;
        connection.mark = result.conntrackMark;
        if (result.action == FilterAction::Accept)
            std::erase_if(result.trail, [](const TrailEntry& entry) { return entry.action == TrailAction::Policy; }); // says nothing about translation
        stepRules(branch, site, result, before, 4);
        switch (result.action) {
        case FilterAction::Accept: natChains(branch, site, index + 1, then); break;
        case FilterAction::Nat: bind(branch, site, result, then); break;
        case FilterAction::Drop: finish(branch, Outcome::Dropped, Reason::FilterDrop); break;
        case FilterAction::Reject: reject(branch, site, result.reject); break;
        case FilterAction::Queue: unknown(branch, site.space, Reason::Queued, result.unknownReason); break;
        case FilterAction::Unknown: unknown(branch, site.space, Reason::UnknownRule, result.unknownReason); break;
        }
    }
}

void Walker::bind(WalkState& state, const HookSite& site, const FilterResult& result, Then then)
{
    const NatStatement& nat = result.nat;
    const RuleId rule = result.rule;
    const Interval choice = result.natAddresses;
    const auto& space = at(site.space);
    const bool isSource = site.hook == Hook::Postrouting || site.hook == Hook::Input;
    const IpFamily family = state.packet.tuple.source.family;
    const bool v4 = family == IpFamily::V4;
    InlineVector<Address, 2> addresses;
    if ((nat.kind == NatKind::Masquerade && !site.out) || (nat.kind == NatKind::Redirect && !site.in && site.hook != Hook::Output)) // no kernel takes such a rule
        return unknown(state, site.space, Reason::UnknownRule, say("trace", "a rule translates where the kernel lets none do so")());
    switch (nat.kind) {
    case NatKind::Masquerade: {
        const auto source = v4 ? space.selectSource4(site.out->index, m_nextHop, 0) : space.selectSource6(site.out->index, state.packet.tuple.destination);
        if (!source) {
            drop(state, site.space, StepKind::Nat, StepCode::Cannot, 4, Reason::NoSourceAddress, site.out);
            return;
        }
        addresses.push_back(*source);
        break;
    }
    case NatKind::Redirect: {
        if (site.hook == Hook::Output) {
            addresses.push_back(v4 ? Address::v4(0x7f000001) : Address{IpFamily::V6, {0, 1}});
            break;
        }
        std::optional<Address> own;
        // The device's first address; of IPv6's, a link-local one too when the packet's own is, or when there is no other.
        for (const bool linkLocal : {false, true})
            for (const auto& address : space.data.addresses) {
                const bool isTentative = !v4 && (address.flags & 0x44u) == 0x40u; // IFA_F_TENTATIVE without IFA_F_OPTIMISTIC
                if (own || address.linkIndex != site.in->index || address.prefix.address.family != family || isTentative)
                    continue;
                if (v4 || (address.prefix.address.isLinkLocal() == linkLocal && (linkLocal || !state.packet.tuple.destination.isLinkLocal())))
                    own = address.prefix.address;
            }
        if (!own) {
            drop(state, site.space, StepKind::Nat, StepCode::Cannot, 4, Reason::NoSourceAddress, site.in);
            return;
        }
        addresses.push_back(*own);
        break;
    }
    case NatKind::Netmap: {
        const Address old = isSource ? state.packet.tuple.source : state.packet.tuple.destination;
        const Value host = choice.low ^ choice.high;
        addresses.push_back({family, (choice.low & ~host) | (old.bits & host)});
        break;
    }
    case NatKind::Source:
    case NatKind::Destination:
        if (!nat.hasAddress) {
            addresses.push_back(isSource ? state.packet.tuple.source : state.packet.tuple.destination);
            break;
        }
        for (Value bits = choice.low; bits <= choice.high && addresses.size() <= 16; bits.low += 1)
            addresses.push_back({family, bits});
        if (addresses.size() > 16) {
            unknown(state, site.space, Reason::UnknownRule, say("trace", "%1 picks one of more than 16 addresses by a hash of the kernel's")(ruleLocation(space.data.rules, rule)));
            return;
        }
        break;
    }
    const double share = 1.0 / static_cast<double>(addresses.size());
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        WalkState branch = branchOf(state, i + 1 == addresses.size());
        auto& connection = branch.connections[static_cast<std::size_t>(branch.connection)];
        branch.probability = branch.probability < 0 ? -1 : branch.probability * share;
        Tuple wanted = branch.packet.tuple;
        const bool isEcho = wanted.protocol == 1 || wanted.protocol == 58;
        auto& address = isSource ? wanted.source : wanted.destination;
        auto& port = isSource ? wanted.sourcePort : wanted.destinationPort;
        address = addresses[i];
        if (nat.hasPort && !isEcho && (port < nat.portLow || port > nat.portHigh || !isSource))
            port = port >= nat.portLow && port <= nat.portHigh ? port : nat.portLow;
        connection.reply = wanted.inverse();
        if (wanted != branch.packet.tuple)
            connection.status |= isSource ? ctstatus::sourceNat : ctstatus::destinationNat;
        (isSource ? connection.sourceBound : connection.destinationBound) = true;
        applyNat(branch, site);
        then(branch);
    }
}

void Walker::applyNat(WalkState& state, const HookSite& site)
{
    const auto& connection = state.connections[static_cast<std::size_t>(state.connection)];
    const bool isSource = site.hook == Hook::Postrouting || site.hook == Hook::Input;
    std::uint32_t bit = isSource ? ctstatus::sourceNat : ctstatus::destinationNat;
    if (state.isReplyDirection)
        bit ^= ctstatus::sourceNat | ctstatus::destinationNat;
    if ((connection.status & bit) == 0)
        return;
    const Tuple target = (state.isReplyDirection ? connection.original : connection.reply).inverse();
    const Packet* before = record(state);
    if (isIcmpError(state.packet)) {
        // The error's own address and, with roles exchanged, the quoted packet's.
        (isSource ? state.packet.tuple.source : state.packet.tuple.destination) = isSource ? target.source : target.destination;
        auto& quoted = *state.packet.quoted;
        if (isSource) {
            quoted.destination = target.source;
            quoted.destinationPort = target.sourcePort;
        } else {
            quoted.source = target.destination;
            quoted.sourcePort = target.destinationPort;
        }
    } else if (isSource) {
        state.packet.tuple.source = target.source;
        state.packet.tuple.sourcePort = target.sourcePort;
    } else {
        state.packet.tuple.destination = target.destination;
        state.packet.tuple.destinationPort = target.destinationPort;
    }
    if (state.packet == *before)
        return;
    auto& added = step(state, site.space, StepKind::Nat, state.isReplyDirection ? StepCode::TranslatedBack : StepCode::Translated, 4);
    added.before = before;
    added.hook = site.hook;
}

void Walker::reject(WalkState& state, const HookSite& site, RejectType type)
{
    const bool v4 = state.packet.tuple.source.family == IpFamily::V4;
    if (type == RejectType::TcpReset) {
        if (state.packet.tuple.protocol != 6 || (state.packet.tcpFlags & tcp::rst) != 0) {
            finish(state, Outcome::Dropped, Reason::FilterReject);
            return;
        }
        Packet reset = state.packet;
        reset.tuple = state.packet.tuple.inverse();
        reset.tcpFlags = tcp::rst | tcp::ack;
        reset.ttl = 64;
        reset.length = v4 ? 40 : 60;
        reset.fragmentLength = 0;
        reset.isFragmented = false;
        walkAnswer(state, site.space, reset, Outcome::Rejected, Reason::FilterReject, std::nullopt, StepCode::ErrorSent, Inherit::Connection);
        return;
    }
    static constexpr std::array<std::uint8_t, 12> codes4 = {0, 1, 2, 3, 9, 10, 13, 3, 0, 1, 13, 13};
    static constexpr std::array<std::uint8_t, 12> codes6 = {0, 3, 4, 4, 1, 1, 1, 4, 0, 3, 5, 6};
    const auto index = static_cast<std::size_t>(type);
    sendError(state, site.space, v4 ? icmp::unreachable : icmp::v6Unreachable, v4 ? codes4[index] : codes6[index], Outcome::Rejected, Reason::FilterReject);
}

} // namespace hoplens
