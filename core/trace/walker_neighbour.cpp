// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include "base/words.h"

#include <algorithm>

namespace hoplens {
namespace {

MacAddress multicastMac6(const Address& address)
{
    return {{0x33, 0x33, static_cast<std::uint8_t>(address.bits.low >> 24), static_cast<std::uint8_t>(address.bits.low >> 16), static_cast<std::uint8_t>(address.bits.low >> 8), static_cast<std::uint8_t>(address.bits.low)}};
}

Address solicitedNode(const Address& address) { return {IpFamily::V6, {0xff02000000000000ull, 0x00000001ff000000ull | (address.bits.low & 0xffffffu)}}; }

bool isEtherLink(const Link& link) { return link.hardwareType == 1; }

std::string proxiesUnread(const Space& space) { return say("trace", "the proxy neighbours of %1 were not read")(space.data.name); }

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
    // The first answer wins for a while, and which is first hangs on the proxies' delay and on luck.
    const auto isAnswered = [](const NeighbourAnswer& answer) { return answer.kind == NeighbourAnswer::Kind::Answered; };
    const auto first = std::ranges::find_if(answers, isAnswered);
    const auto rival = std::ranges::find_if(answers, [&](const NeighbourAnswer& answer) { return isAnswered(answer) && answer.mac != first->mac; });
    if (rival != answers.end()) {
        const auto who = [this](const NeighbourAnswer& answer) { return at(answer.space).data.name + " (" + answer.link->name + (answer.isProxy ? ", as a proxy" : "") + ")"; };
        return {NeighbourAnswer::Kind::Unknown, {}, false, {}, nullptr, who(*first) + " and " + who(*rival) + " both answer for " + target.text() + ": which of them is heard first is not known"};
    }
    for (const auto kind : {NeighbourAnswer::Kind::Answered, NeighbourAnswer::Kind::Unknown, NeighbourAnswer::Kind::Outside})
        for (const auto& answer : answers)
            if (answer.kind == kind)
                return answer;
    for (const auto& branch : branches)
        if (branch.outcome == Outcome::Unknown)
            return {NeighbourAnswer::Kind::Unknown, {}, false, {}, nullptr, "who answers for " + target.text() + " is not known: " + branch.unknownBecause};
    return {};
}

/// Sends the answer to the question that is out, and notes what becomes of it.
void Walker::sendNeighbourAnswer(SpaceId id, const Link& link, const Address& target, bool isProxy, FunctionRef<void()> send)
{
    std::vector<TraceBranch> branches;
    std::swap(branches, m_branches);
    m_advertising = true;
    send();
    m_advertising = false;
    std::swap(branches, m_branches);
    const bool byChance = std::ranges::any_of(branches, [](const TraceBranch& branch) { return branch.probability != 1; });
    if (byChance)
        m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, "whether the answer for " + target.text() + " gets back is decided by chance, in rules on its way"});
    const bool home = !byChance && std::ranges::any_of(branches, [](const TraceBranch& branch) { return branch.outcome == Outcome::Delivered; });
    if (home)
        m_asking->push_back({NeighbourAnswer::Kind::Answered, link.mac, isProxy, id, &link, {}});
    for (const auto& branch : branches)
        if (!home && branch.outcome == Outcome::Unknown)
            m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, branch.unknownBecause});
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
            if (elsewhere && !isProxy && space.data.isMissing("proxy neighbours"))
                m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, proxiesUnread(space)});
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
    sendNeighbourAnswer(id, link, target, isProxy, [&] { transmit(reply, id, link); });
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
    const bool proxies = space.data.sysctls.all4and6.forwarding6 != 0 && (space.data.sysctls.all4and6.proxyNdp != 0 || link.sysctls.proxyNdp != 0);
    const bool isProxy = !own && proxies && space.hasProxyNeighbour(link.index, target);
    if (!own && proxies && !isProxy && m_asking && space.data.isMissing("proxy neighbours"))
        m_asking->push_back({NeighbourAnswer::Kind::Unknown, {}, false, id, &link, proxiesUnread(space)});
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
    sendNeighbourAnswer(id, link, target, isProxy, [&] {
        runHook(reply, {id, Hook::Output, nullptr, &link}, [&](WalkState& next) {
            runHook(next, {id, Hook::Postrouting, nullptr, &link}, [&](WalkState& last) { transmit(last, id, link); });
        });
    });
}

} // namespace hoplens
