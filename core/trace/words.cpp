// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/words.h"

#include "base/words.h"
#include "filter/calico_chains.h"
#include "filter/ipvs_text.h"
#include "filter/nft_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hoplens {

std::string_view name(Outcome outcome)
{
    static constexpr std::array names = {"delivered", "dropped", "rejected", "unreachable", "departed", "unknown"};
    return names[static_cast<std::size_t>(outcome)];
}

std::string_view name(Reason reason)
{
    static constexpr std::array names = {
        "", "no-route", "route-blackhole", "route-unreachable", "route-prohibit", "no-source-address", "interface-down", "no-carrier", "no-neighbour",
        "forwarding-off", "reverse-path", "martian-source", "martian-destination", "filter-drop", "filter-reject", "queued", "no-listener", "no-protocol", "no-real-server", "policy-denies", "echo-ignored", "ttl-exceeded",
        "too-big", "bridge-port-state", "bridge-isolated", "bridge-vlan", "not-for-this-host", "no-such-destination", "macvlan-mode", "tunnel-mismatch",
        "invalid-connection", "unexpected-answer", "private-source", "outside-observation", "unknown-rule", "unknown-route", "unknown-device", "unknown-fact", "too-long"};
    static_assert(names.size() == static_cast<std::size_t>(Reason::TooLong) + 1);
    return names[static_cast<std::size_t>(reason)];
}

std::string_view name(StepKind kind)
{
    static constexpr std::array names = {"application", "route", "rule", "nat", "conntrack", "neighbour", "bridge", "veth", "vxlan", "macvlan", "interface", "sysctl", "socket", "icmp", "policy"};
    return names[static_cast<std::size_t>(kind)];
}

std::string describePacket(const Packet& packet)
{
    const auto& tuple = packet.tuple;
    const auto end = [&](const Address& address, std::uint16_t port) {
        auto text = address.text();
        if (!hasPorts(tuple.protocol))
            return text;
        return (address.family == IpFamily::V6 ? "[" + text + "]" : text) + ":" + std::to_string(port);
    };
    std::string what = protocolName(tuple.protocol);
    if (packet.quoted)
        what += " error " + std::to_string(packet.icmpType) + "/" + std::to_string(packet.icmpCode);
    else if (packet.isIcmpEcho())
        what += packet.icmpType == icmp::echoReply || packet.icmpType == icmp::v6EchoReply ? " echo reply" : " echo request";
    return end(tuple.source, tuple.sourcePort) + " → " + end(tuple.destination, tuple.destinationPort) + " " + what;
}

namespace {

std::string linkName(const Link* link) { return link ? link->name : "?"; }
std::string number(std::uint64_t value) { return std::to_string(value); }

std::string routeText(const World& world, const Step& step)
{
    if (!step.route && step.policyRule)
        return say("trace", "policy rule %1 refuses")(number(step.policyRule->priority));
    if (!step.route)
        return say("trace", "no route")();
    const auto& route = *step.route;
    std::string text = route.type == RouteType::Unicast ? "" : std::string(name(route.type)) + " ";
    text += route.destination.length == 0 ? "default" : route.destination.text();
    if (step.hop && step.hop->gateway)
        text += " via " + step.hop->gateway->text();
    if (step.hop)
        if (const Link* link = world.space(step.space).data.link(step.hop->linkIndex))
            text += " dev " + link->name;
    if (route.metric != 0)
        text += " metric " + std::to_string(route.metric);
    if (route.table != 254)
        text += " table " + routeTableName(route.table);
    if (step.policyRule && step.policyRule->priority != 0 && step.policyRule->priority < 32766)
        text += " " + say("trace", "(by policy rule %1)")(number(step.policyRule->priority));
    return text;
}

std::string chainText(const World& world, const Step& step)
{
    const auto& rules = world.space(step.space).data.rules;
    const auto& table = rules.tableOf(step.chain);
    const std::string prefix = table.origin == RuleOrigin::Nftables || table.family == TableFamily::Ip6 ? std::string(name(table.family)) + " " : "";
    return prefix + table.name + " " + std::string(rules.chainName(step.chain));
}

/// Whose a rule is that Calico wrote.
std::string calicoText(const RuleSet& rules, const Step& step)
{
    const auto chain = calicoChain(rules, step.chain);
    if (!chain || chain->subject.empty())
        return {};
    std::string whose;
    switch (chain->kind) {
    case CalicoChain::Kind::Policy: whose = calicoPolicyName(chain->subject); break;
    case CalicoChain::Kind::Profile: whose = say("trace", "the profile %1")(chain->subject); break;
    case CalicoChain::Kind::Workload: whose = say("trace", "the workload at %1")(chain->subject); break;
    }
    return " " + (chain->isIngress ? say("trace", "(of %1, ingress)")(whose) : say("trace", "(of %1, egress)")(whose));
}

std::string changes(const Packet& before, const Packet& after)
{
    std::string text;
    const auto add = [&](const std::string& what, const std::string& from, const std::string& to) {
        if (from != to)
            text += (text.empty() ? "" : ", ") + what + " " + from + " → " + to;
    };
    add(say("trace", "source")(), before.tuple.source.text(), after.tuple.source.text());
    add(say("trace", "destination")(), before.tuple.destination.text(), after.tuple.destination.text());
    if (hasPorts(after.tuple.protocol)) {
        add(say("trace", "source port")(), std::to_string(before.tuple.sourcePort), std::to_string(after.tuple.sourcePort));
        add(say("trace", "destination port")(), std::to_string(before.tuple.destinationPort), std::to_string(after.tuple.destinationPort));
    }
    if (text.empty() && before.quoted && after.quoted)
        text = say("trace", "in the quoted packet")();
    return text;
}

std::string refusal(const World& world, const Step& step)
{
    const auto& data = world.space(step.space).data;
    const std::string on = step.link ? " " + say("trace", "on %1")(step.link->name) : "";
    switch (step.reason) {
    case Reason::ForwardingOff: return step.before->tuple.source.family == IpFamily::V4 ? say("trace", "%1 = 0: not for this host, and not forwarded")(data.sysctls.all4and6.forwarding4 != 0 ? "net.ipv4.conf." + linkName(step.link) + ".forwarding" : std::string("net.ipv4.ip_forward")) : say("trace", "%1 = 0: not for this host, and not forwarded")("net.ipv6.conf.all.forwarding");
    case Reason::ReversePath: return say("trace", "rp_filter%1: the way back to %2 does not leave through %3")(on, step.before->tuple.source.text(), linkName(step.link));
    case Reason::MartianSource: return say("trace", "martian source: %1 cannot have come in%2")(step.before->tuple.source.text(), on);
    case Reason::MartianDestination: return say("trace", "martian destination: %1 cannot have come in%2")(step.before->tuple.destination.text(), on);
    case Reason::EchoIgnored: return "net.ipv4.icmp_echo_ignore_all = 1";
    case Reason::InterfaceDown: return say("trace", "%1 is down")(linkName(step.link));
    case Reason::NoCarrier: return say("trace", "%1 has no carrier")(linkName(step.link));
    case Reason::TooBig: return say("trace", "the packet of %1 bytes does not fit the MTU of %2%3")(number(step.before->length), step.number != 0 ? number(step.number) : step.link ? number(step.link->mtu) : say("trace", "the link")(), on);
    case Reason::BridgePortState: return say("trace", "bridge port %1 is %2")(linkName(step.link), step.link && step.link->port ? std::string(name(step.link->port->state)) : say("trace", "not forwarding")());
    case Reason::BridgeIsolated: return say("trace", "both bridge ports are isolated: they do not talk to each other")();
    case Reason::BridgeVlan: return say("trace", "VLAN %1 is not allowed%2")(number(step.before->vlan), on);
    case Reason::NotForThisHost: return say("trace", "the frame for %1 is not for this device%2")(step.before->destinationMac.text(), on);
    case Reason::NoSuchDestination: return say("trace", "nobody behind %1 takes the frame")(linkName(step.link));
    case Reason::NoSourceAddress: return say("trace", "no usable source address%1")(on);
    case Reason::TunnelMismatch: return say("trace", "no tunnel endpoint takes it%1")(on);
    case Reason::UnexpectedAnswer: return step.socket ? say("trace", "the listener on %1 port %2 takes the answer for a message of its own")(protocolName(step.before->tuple.protocol), number(step.before->tuple.destinationPort)) : say("trace", "no socket expects %1")(describePacket(*step.before));
    case Reason::UnknownRule:
    case Reason::UnknownRoute:
    case Reason::UnknownDevice:
    case Reason::UnknownFact: return say("trace", "? what happens here is not known")();
    case Reason::TimeToLive: return say("trace", "the time to live has run out")();
    default: return std::string(name(step.reason)) + on;
    }
}

} // namespace

std::string describeOutcome(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Delivered: return say("trace", "delivered")();
    case Outcome::Dropped: return say("trace", "dropped")();
    case Outcome::Rejected: return say("trace", "rejected")();
    case Outcome::Unreachable: return say("trace", "unreachable")();
    case Outcome::Departed: return say("trace", "departed")();
    case Outcome::Unknown: return say("trace", "unknown")();
    }
    return {};
}

std::string describeKind(StepKind kind)
{
    switch (kind) {
    case StepKind::Application: return say("trace", "application")();
    case StepKind::Route: return say("trace", "route")();
    case StepKind::Rule: return say("trace", "rule")();
    case StepKind::Nat: return say("trace", "nat")();
    case StepKind::Neighbour: return say("trace", "neighbour")();
    case StepKind::Interface: return say("trace", "interface")();
    case StepKind::Socket: return say("trace", "socket")();
    default: return std::string(name(kind)); // a name that is the same everywhere
    }
}

bool isQuiet(const Step& step)
{
    return step.code == StepCode::HookPassed || (step.code == StepCode::RulePolicy && step.reason == Reason::None) || step.code == StepCode::NeighbourNotNeeded || step.code == StepCode::SourceChosen;
}

std::string describeStep(const World& world, const Step& step)
{
    const auto& space = world.space(step.space);
    const auto& rules = space.data.rules;
    switch (step.code) {
    case StepCode::Sent: return say("trace", "a process sends to %1")(step.after->tuple.destination.text());
    case StepCode::Arrived: return say("trace", "arrives from outside on %1")(linkName(step.link));
    case StepCode::RouteFound: return routeText(world, step);
    case StepCode::RouteLocal: return say("trace", "%1 is an address of this host")(step.address.text());
    case StepCode::RouteMissing: return say("trace", "no route to %1")(step.address.text());
    case StepCode::RouteRefuses: return routeText(world, step);
    case StepCode::SourceChosen: return say("trace", "source %1 chosen")(step.address.text());
    case StepCode::Rerouted: return say("trace", "looked up again, since the packet changed: %1")(routeText(world, step));
    case StepCode::RuleMatched:
    case StepCode::RuleVerdict: return ruleLocation(rules, step.rule) + ": " + ruleText(rules, step.rule) + calicoText(rules, step);
    case StepCode::RulePolicy: return say("trace", "%1 policy %2")(chainText(world, step), rules.chains[step.chain.value].dropPolicy ? "drop" : "accept");
    case StepCode::HookPassed: return std::string(name(step.hook));
    case StepCode::ConntrackNew: return say("trace", "new connection")();
    case StepCode::ConntrackEstablished: return say("trace", "belongs to a known connection")();
    case StepCode::ConntrackRelated: return say("trace", "an error about a known connection")();
    case StepCode::ConntrackInvalid: return say("trace", "belongs to no connection (invalid)")();
    case StepCode::ConntrackUntracked: return say("trace", "not tracked")();
    case StepCode::Translated: return changes(*step.before, *step.after);
    case StepCode::TranslatedBack: return say("trace", "translated back: %1")(changes(*step.before, *step.after));
    case StepCode::RealServerChosen: return say("trace", "IPVS (%1, scheduler %2, %3 real servers) sends it on to %4 port %5")(virtualServerText(*step.server), step.server->scheduler, std::to_string(step.server->realServers.size()), step.after->tuple.destination.text(), number(step.after->tuple.destinationPort));
    case StepCode::PolicyAsked: return step.gate->sentence;
    case StepCode::RealServerMissing: return say("trace", "IPVS has no real server for %1")(virtualServerText(*step.server));
    case StepCode::AnswersAsVirtualServer: return say("trace", "IPVS gives it back the address that the client asked for: %1")(changes(*step.before, *step.after));
    case StepCode::NeighbourKnown: return say("trace", "%1 is at %2 (neighbour table, %3)")(step.address.text(), step.mac.text(), linkName(step.link));
    case StepCode::NeighbourAnswers: return say("trace", "%1 answers from %2 (%3)")(step.address.text(), step.mac.text(), linkName(step.other));
    case StepCode::NeighbourProxy: return say("trace", "%1 answers for %2 as its proxy, from %3")(linkName(step.other), step.address.text(), step.mac.text());
    case StepCode::NeighbourSilent: return say("trace", "nobody answers for %1 on %2")(step.address.text(), linkName(step.link));
    case StepCode::NeighbourOutside: return say("trace", "whoever has %1 is outside, behind %2")(step.address.text(), linkName(step.link));
    case StepCode::NeighbourNotNeeded: return say("trace", "%1 needs no neighbour address")(linkName(step.link));
    case StepCode::BridgeForward: return linkName(step.link) + " → " + linkName(step.other) + " (" + step.mac.text() + ")";
    case StepCode::BridgeFlood: return say("trace", "flooded to all ports of %1")(linkName(step.link));
    case StepCode::BridgeLocal: return say("trace", "%1 → %2: for the bridge itself")(linkName(step.other), linkName(step.link));
    case StepCode::VethCrossed: return linkName(step.link) + " → " + linkName(step.other);
    case StepCode::MacvlanCrossed: return step.other ? linkName(step.link) + " → " + step.other->name : say("trace", "%1 takes it")(linkName(step.link));
    case StepCode::VxlanEncapsulated: return say("trace", "%1 wraps it for %2 (VNI %3)")(linkName(step.link), step.address.text(), number(step.number));
    case StepCode::VxlanDecapsulated: return say("trace", "%1 unwraps it (VNI %2)")(linkName(step.link), number(step.number));
    case StepCode::InterfaceOut: return linkName(step.link);
    case StepCode::Fragmented: return say("trace", "cut into fragments of at most %1 bytes: the MTU of the way over %2 is %3")(number(step.after->fragmentLength), linkName(step.link), number(step.number));
    case StepCode::Forwarded: return say("trace", "forwarded (ip_forward = 1), time to live %1 → %2")(number(step.before->ttl), number(step.after->ttl));
    case StepCode::SocketFound: {
        std::string text = say("trace", "%1 port %2 listens")(protocolName(step.after->tuple.protocol), number(step.after->tuple.destinationPort));
        if (step.socket && !step.socket->owners.empty()) {
            const auto process = std::ranges::find(space.data.processes, step.socket->owners.front(), &Process::pid);
            text += " (" + (process != space.data.processes.end() ? process->command + ", " : "") + "pid " + std::to_string(step.socket->owners.front()) + ")";
        }
        return text;
    }
    case StepCode::ProtocolMissing: return say("trace", "the kernel does not speak %1")(protocolName(step.after->tuple.protocol));
    case StepCode::SocketMissing: return say("trace", "nothing listens on %1 port %2")(protocolName(step.after->tuple.protocol), number(step.number));
    case StepCode::EchoAnswered: return say("trace", "%1 answers the echo request")(step.address.text());
    case StepCode::ErrorSent:
    case StepCode::Answered: return describePacket(*step.after);
    case StepCode::Received: return say("trace", "the sender receives %1")(describePacket(*step.after));
    case StepCode::Left: return say("trace", "leaves through %1 as %2")(linkName(step.link), step.address.text());
    case StepCode::BridgeRefuses:
    case StepCode::InterfaceRefuses:
    case StepCode::SysctlRefuses:
    case StepCode::Cannot: return refusal(world, step);
    }
    return {};
}

namespace {

std::string place(const World& world, SpaceId id) { return world.space(id).data.name; }

const Step* lastStep(const TraceBranch& branch) { return branch.steps.empty() ? nullptr : &branch.steps.back(); }

/// The names of the links that the packet left the host by, for a sentence: bridge or plug first, then the uplink.
std::string exitPath(const TraceBranch& branch)
{
    for (const auto& step : branch.steps)
        if (step.code == StepCode::BridgeLocal && branch.departedThrough && step.link && step.link != branch.departedThrough)
            return say("trace", "%1 and %2")(step.link->name, branch.departedThrough->name);
    return linkName(branch.departedThrough);
}

std::string failure(const World& world, const TraceBranch& branch)
{
    const Step* last = lastStep(branch);
    if (!last)
        return describeOutcome(branch.outcome);
    const std::string where = place(world, last->space);
    const auto& packet = last->before->tuple;
    switch (branch.reason) {
    case Reason::NoRoute: return say("trace", "%1 has no route to %2.")(where, packet.destination.text());
    case Reason::RouteBlackhole: return say("trace", "%1 throws packets to %2 away: %3.")(where, packet.destination.text(), describeStep(world, *last));
    case Reason::RouteUnreachable:
    case Reason::RouteProhibit: return say("trace", "%1 refuses to route to %2: %3.")(where, packet.destination.text(), describeStep(world, *last));
    case Reason::NoNeighbour: return say("trace", "Nobody on the segment of %1 in %2 answers for %3.")(linkName(last->link), where, last->address.text());
    case Reason::FilterDrop: return say("trace", "%1 drops it: %2.")(where, describeStep(world, *last));
    case Reason::FilterReject: return say("trace", "%1 rejects it: %2.")(where, describeStep(world, *last));
    case Reason::NoListener: return say("trace", "The packet reaches %1, but nothing listens on %2 port %3 there.")(where, protocolName(packet.protocol), number(packet.destinationPort));
    case Reason::PolicyDenies: return say("trace", "Policies do not let it pass at %1: %2.")(where, last->gate->sentence);
    case Reason::NoRealServer: return say("trace", "%1 rejects it: no real server stands behind %2 port %3.")(where, packet.destination.text(), number(packet.destinationPort));
    case Reason::NoProtocol: return say("trace", "The packet reaches %1, but the kernel there does not speak %2.")(where, protocolName(packet.protocol));
    case Reason::UnexpectedAnswer: return say("trace", "%1 does not expect it: no socket there has sent to %2.")(where, packet.source.text());
    default: return where + ": " + describeStep(world, *last) + ".";
    }
}

/// The network that an address belongs to, as some interface has it; else the address.
std::string networkOf(const World& world, const Address& address)
{
    for (std::uint32_t s = 0; s < world.size(); ++s)
        for (const auto& own : world.space(SpaceId{s}).data.addresses)
            if (own.prefix.address == address && own.prefix.length < address.width())
                return Prefix{own.prefix.first(), own.prefix.length}.text();
    return address.text();
}

} // namespace

std::string remedyFor(const World& world, const TraceBranch& branch)
{
    const Step* last = lastStep(branch);
    if (!last)
        return {};
    const std::string where = place(world, last->space);
    const bool v4 = last->before->tuple.source.family == IpFamily::V4;
    switch (branch.reason) {
    case Reason::NoRoute: {
        const Address target = last->before->tuple.destination;
        const bool isAnswer = !branch.steps.empty() && (branch.steps.front().code == StepCode::Answered || branch.steps.front().code == StepCode::ErrorSent);
        if (isAnswer && target.isPrivate())
            return say("trace", "Add a MASQUERADE rule for %1 where the packet leaves its network, or a route back in %2.")(networkOf(world, target), where);
        return say("trace", "Add a route to %1 (or a default route) in %2.")(target.text(), where);
    }
    case Reason::ForwardingOff: return say("trace", "Set %1 = 1 in %2.")(v4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding", where);
    case Reason::ReversePath: return say("trace", "Route %1 back through %2, or set rp_filter there to 2 (loose) or 0.")(last->before->tuple.source.text(), linkName(last->link));
    case Reason::InterfaceDown: return say("trace", "Set %1 up.")(linkName(last->link));
    case Reason::NoSourceAddress: return say("trace", "Give %1 in %2 an address.")(last->link ? last->link->name : say("trace", "the outgoing interface")(), where);
    case Reason::NoListener: return say("trace", "Start the server, or check the port.")();
    case Reason::NoProtocol: return say("trace", "Load the kernel's module for %1 on that host and start the server.")(protocolName(last->before->tuple.protocol));
    case Reason::TooBig: return say("trace", "Lower the MTU of the sender, or raise that of %1.")(linkName(last->link));
    case Reason::BridgePortState: return say("trace", "Set the port and its bridge up, or wait for STP.")();
    case Reason::PrivateSource: return say("trace", "Add a MASQUERADE rule for %1.")(networkOf(world, last->address));
    case Reason::NoNeighbour: return say("trace", "Check that %1 is up and on this segment.")(last->address.text());
    default: return {};
    }
}

std::string describeBranch(const World& world, const Trace& trace, const TraceBranch& branch)
{
    const auto withRemedy = [&](const std::string& sentence, const TraceBranch& of) {
        const auto remedy = remedyFor(world, of);
        return remedy.empty() ? sentence : sentence + " " + remedy;
    };
    switch (branch.outcome) {
    case Outcome::Delivered: {
        if (!branch.delivered)
            return say("trace", "Delivered.")();
        const std::string at = branch.delivered->address.text() + (branch.delivered->port != 0 ? " " + say("trace", "port %1")(number(branch.delivered->port)) : "");
        const std::string sentence = say("trace", "Delivered to %1 (%2), which sees %3 as the source")(place(world, branch.delivered->space), at, branch.delivered->sourceSeen.text());
        if (branch.replies.empty())
            return sentence + ".";
        if (isAnswered(branch))
            return say("trace", "%1; the answer comes back.")(sentence);
        const auto failed = std::ranges::find_if(branch.replies, [](const TraceBranch& reply) { return reply.outcome != Outcome::Delivered; });
        if (failed->outcome == Outcome::Departed)
            return say("trace", "%1; the answer leaves through %2.")(sentence, linkName(failed->departedThrough));
        return withRemedy(say("trace", "%1, but the answer does not come back. %2")(sentence, failed->outcome == Outcome::Unknown ? say("trace", "What happens to it is unknown, because %1.")(failed->unknownBecause) : failure(world, *failed)), *failed);
    }
    case Outcome::Departed: {
        const Step* last = lastStep(branch);
        const std::string source = last ? last->address.text() : "?";
        const std::string original = branch.steps.size() > 1 ? branch.steps[2 < branch.steps.size() ? 2 : 1].after->tuple.source.text() : source;
        if (branch.mayAnswerReturn) {
            const std::string toward = branch.toward ? " " + say("trace", "toward %1")(branch.toward->text()) : "";
            const std::string as = original != source ? " " + say("trace", "as %1")(source) : "";
            return say("trace", "%1 leaves through %2%3%4, so an answer can return; beyond it nothing is observed.")(original, exitPath(branch), toward, as);
        }
        return withRemedy(say("trace", "%1 leaves through %2, but nothing rewrites its source: the reply has no way back.")(source, exitPath(branch)), branch);
    }
    case Outcome::Unknown: return say("trace", "Unknown, because %1.")(branch.unknownBecause.empty() ? std::string(name(branch.reason)) : branch.unknownBecause);
    case Outcome::Rejected:
    case Outcome::Unreachable:
    case Outcome::Dropped: return withRemedy(failure(world, branch), branch);
    }
    (void)trace;
    return {};
}

std::string describeTrace(const World& world, const Trace& trace)
{
    if (trace.branches.size() == 1)
        return describeBranch(world, trace, trace.branches.front());
    std::array<int, 6> counts{};
    for (const auto& branch : trace.branches)
        ++counts[static_cast<std::size_t>(branch.outcome)];
    std::string text;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0)
            continue;
        text += (text.empty() ? "" : ", ") + number(counts[i]) + " " + describeOutcome(static_cast<Outcome>(i));
    }
    return say("trace", "%1 ways: %2. First: %3")(number(trace.branches.size()), text, describeBranch(world, trace, trace.branches.front()));
}

} // namespace hoplens
