// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/words.h"

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
        "forwarding-off", "reverse-path", "martian-source", "martian-destination", "filter-drop", "filter-reject", "queued", "no-listener", "no-protocol", "echo-ignored", "ttl-exceeded",
        "too-big", "bridge-port-state", "bridge-isolated", "bridge-vlan", "not-for-this-host", "no-such-destination", "macvlan-mode", "tunnel-mismatch",
        "invalid-connection", "unexpected-answer", "private-source", "outside-observation", "unknown-rule", "unknown-route", "unknown-device", "unknown-fact", "too-long"};
    static_assert(names.size() == static_cast<std::size_t>(Reason::TooLong) + 1);
    return names[static_cast<std::size_t>(reason)];
}

std::string_view name(StepKind kind)
{
    static constexpr std::array names = {"application", "route", "rule", "nat", "conntrack", "neighbour", "bridge", "veth", "vxlan", "macvlan", "interface", "sysctl", "socket", "icmp"};
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

std::string routeText(const World& world, const Step& step)
{
    if (!step.route && step.policyRule)
        return "policy rule " + std::to_string(step.policyRule->priority) + " refuses";
    if (!step.route)
        return "no route";
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
        text += " (by policy rule " + std::to_string(step.policyRule->priority) + ")";
    return text;
}

std::string chainText(const World& world, const Step& step)
{
    const auto& rules = world.space(step.space).data.rules;
    const auto& table = rules.tableOf(step.chain);
    const std::string prefix = table.origin == RuleOrigin::Nftables || table.family == TableFamily::Ip6 ? std::string(name(table.family)) + " " : "";
    return prefix + table.name + " " + std::string(rules.chainName(step.chain));
}

std::string changes(const Packet& before, const Packet& after)
{
    std::string text;
    const auto add = [&](std::string_view what, const std::string& from, const std::string& to) {
        if (from != to)
            text += (text.empty() ? "" : ", ") + std::string(what) + " " + from + " → " + to;
    };
    add("source", before.tuple.source.text(), after.tuple.source.text());
    add("destination", before.tuple.destination.text(), after.tuple.destination.text());
    if (hasPorts(after.tuple.protocol)) {
        add("source port", std::to_string(before.tuple.sourcePort), std::to_string(after.tuple.sourcePort));
        add("destination port", std::to_string(before.tuple.destinationPort), std::to_string(after.tuple.destinationPort));
    }
    if (text.empty() && before.quoted && after.quoted)
        text = "in the quoted packet";
    return text;
}

std::string refusal(const World& world, const Step& step)
{
    const auto& data = world.space(step.space).data;
    const std::string on = step.link ? " on " + step.link->name : "";
    switch (step.reason) {
    case Reason::ForwardingOff: return step.before->tuple.source.family == IpFamily::V4 ? (data.sysctls.all4and6.forwarding4 != 0 ? "net.ipv4.conf." + linkName(step.link) + ".forwarding = 0: not for this host, and not forwarded" : "net.ipv4.ip_forward = 0: not for this host, and not forwarded") : "net.ipv6.conf.all.forwarding = 0: not for this host, and not forwarded";
    case Reason::ReversePath: return "rp_filter" + on + ": the way back to " + step.before->tuple.source.text() + " does not leave through " + linkName(step.link);
    case Reason::MartianSource: return "martian source: " + step.before->tuple.source.text() + " cannot have come in" + on;
    case Reason::MartianDestination: return "martian destination: " + step.before->tuple.destination.text() + " cannot have come in" + on;
    case Reason::EchoIgnored: return "net.ipv4.icmp_echo_ignore_all = 1";
    case Reason::InterfaceDown: return linkName(step.link) + " is down";
    case Reason::NoCarrier: return linkName(step.link) + " has no carrier";
    case Reason::TooBig: return "the packet of " + std::to_string(step.before->length) + " bytes does not fit the MTU of " + (step.number != 0 ? std::to_string(step.number) : step.link ? std::to_string(step.link->mtu) : "the link") + on;
    case Reason::BridgePortState: return "bridge port " + linkName(step.link) + " is " + (step.link && step.link->port ? std::string(name(step.link->port->state)) : "not forwarding");
    case Reason::BridgeIsolated: return "both bridge ports are isolated: they do not talk to each other";
    case Reason::BridgeVlan: return "VLAN " + std::to_string(step.before->vlan) + " is not allowed" + on;
    case Reason::NotForThisHost: return "the frame for " + step.before->destinationMac.text() + " is not for this device" + on;
    case Reason::NoSuchDestination: return "nobody behind " + linkName(step.link) + " takes the frame";
    case Reason::NoSourceAddress: return "no usable source address" + on;
    case Reason::TunnelMismatch: return "no tunnel endpoint takes it" + on;
    case Reason::UnexpectedAnswer: return step.socket ? "the listener on " + protocolName(step.before->tuple.protocol) + " port " + std::to_string(step.before->tuple.destinationPort) + " takes the answer for a message of its own" : "no socket expects " + describePacket(*step.before);
    case Reason::TimeToLive: return "the time to live has run out";
    default: return std::string(name(step.reason)) + on;
    }
}

} // namespace

bool isQuiet(const Step& step)
{
    return step.code == StepCode::HookPassed || (step.code == StepCode::RulePolicy && step.reason == Reason::None) || step.code == StepCode::NeighbourNotNeeded || step.code == StepCode::SourceChosen;
}

std::string describeStep(const World& world, const Step& step)
{
    const auto& space = world.space(step.space);
    const auto& rules = space.data.rules;
    switch (step.code) {
    case StepCode::Sent: return "a process sends to " + step.after->tuple.destination.text();
    case StepCode::Arrived: return "arrives from outside on " + linkName(step.link);
    case StepCode::RouteFound: return routeText(world, step);
    case StepCode::RouteLocal: return step.address.text() + " is an address of this host";
    case StepCode::RouteMissing: return "no route to " + step.address.text();
    case StepCode::RouteRefuses: return routeText(world, step);
    case StepCode::SourceChosen: return "source " + step.address.text() + " chosen";
    case StepCode::Rerouted: return "looked up again, since the packet changed: " + routeText(world, step);
    case StepCode::RuleMatched:
    case StepCode::RuleVerdict: return ruleLocation(rules, step.rule) + ": " + ruleText(rules, step.rule);
    case StepCode::RulePolicy: return chainText(world, step) + " policy " + (rules.chains[step.chain.value].dropPolicy ? "drop" : "accept");
    case StepCode::HookPassed: return std::string(name(step.hook));
    case StepCode::ConntrackNew: return "new connection";
    case StepCode::ConntrackEstablished: return "belongs to a known connection";
    case StepCode::ConntrackRelated: return "an error about a known connection";
    case StepCode::ConntrackInvalid: return "belongs to no connection (invalid)";
    case StepCode::ConntrackUntracked: return "not tracked";
    case StepCode::Translated: return changes(*step.before, *step.after);
    case StepCode::TranslatedBack: return "translated back: " + changes(*step.before, *step.after);
    case StepCode::NeighbourKnown: return step.address.text() + " is at " + step.mac.text() + " (neighbour table, " + linkName(step.link) + ")";
    case StepCode::NeighbourAnswers: return step.address.text() + " answers from " + step.mac.text() + " (" + linkName(step.other) + ")";
    case StepCode::NeighbourProxy: return linkName(step.other) + " answers for " + step.address.text() + " as its proxy, from " + step.mac.text();
    case StepCode::NeighbourSilent: return "nobody answers for " + step.address.text() + " on " + linkName(step.link);
    case StepCode::NeighbourOutside: return "whoever has " + step.address.text() + " is outside, behind " + linkName(step.link);
    case StepCode::NeighbourNotNeeded: return linkName(step.link) + " needs no neighbour address";
    case StepCode::BridgeForward: return linkName(step.link) + " → " + linkName(step.other) + " (" + step.mac.text() + ")";
    case StepCode::BridgeFlood: return "flooded to all ports of " + linkName(step.link);
    case StepCode::BridgeLocal: return linkName(step.other) + " → " + linkName(step.link) + ": for the bridge itself";
    case StepCode::VethCrossed: return linkName(step.link) + " → " + linkName(step.other);
    case StepCode::MacvlanCrossed: return linkName(step.link) + (step.other ? " → " + step.other->name : " takes it");
    case StepCode::VxlanEncapsulated: return linkName(step.link) + " wraps it for " + step.address.text() + " (VNI " + std::to_string(step.number) + ")";
    case StepCode::VxlanDecapsulated: return linkName(step.link) + " unwraps it (VNI " + std::to_string(step.number) + ")";
    case StepCode::InterfaceOut: return linkName(step.link);
    case StepCode::Forwarded: return "forwarded (ip_forward = 1), time to live " + std::to_string(step.before->ttl) + " → " + std::to_string(step.after->ttl);
    case StepCode::SocketFound: {
        std::string text = protocolName(step.after->tuple.protocol) + " port " + std::to_string(step.after->tuple.destinationPort) + " listens";
        if (step.socket && !step.socket->owners.empty()) {
            const auto process = std::ranges::find(space.data.processes, step.socket->owners.front(), &Process::pid);
            text += " (" + (process != space.data.processes.end() ? process->command + ", " : "") + "pid " + std::to_string(step.socket->owners.front()) + ")";
        }
        return text;
    }
    case StepCode::ProtocolMissing: return "the kernel does not speak " + protocolName(step.after->tuple.protocol);
    case StepCode::SocketMissing: return "nothing listens on " + protocolName(step.after->tuple.protocol) + " port " + std::to_string(step.number);
    case StepCode::EchoAnswered: return step.address.text() + " answers the echo request";
    case StepCode::ErrorSent:
    case StepCode::Answered: return describePacket(*step.after);
    case StepCode::Received: return "the sender receives " + describePacket(*step.after);
    case StepCode::Left: return "leaves through " + linkName(step.link) + " as " + step.address.text();
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
            return step.link->name + " and " + branch.departedThrough->name;
    return linkName(branch.departedThrough);
}

std::string failure(const World& world, const TraceBranch& branch)
{
    const Step* last = lastStep(branch);
    if (!last)
        return std::string(name(branch.outcome));
    const std::string where = place(world, last->space);
    const auto& packet = last->before->tuple;
    switch (branch.reason) {
    case Reason::NoRoute: return where + " has no route to " + packet.destination.text() + ".";
    case Reason::RouteBlackhole: return where + " throws packets to " + packet.destination.text() + " away: " + describeStep(world, *last) + ".";
    case Reason::RouteUnreachable:
    case Reason::RouteProhibit: return where + " refuses to route to " + packet.destination.text() + ": " + describeStep(world, *last) + ".";
    case Reason::NoNeighbour: return "Nobody on the segment of " + linkName(last->link) + " in " + where + " answers for " + last->address.text() + ".";
    case Reason::FilterDrop: return where + " drops it: " + describeStep(world, *last) + ".";
    case Reason::FilterReject: return where + " rejects it: " + describeStep(world, *last) + ".";
    case Reason::NoListener: return "The packet reaches " + where + ", but nothing listens on " + protocolName(packet.protocol) + " port " + std::to_string(packet.destinationPort) + " there.";
    case Reason::NoProtocol: return "The packet reaches " + where + ", but the kernel there does not speak " + protocolName(packet.protocol) + ".";
    case Reason::UnexpectedAnswer: return where + " does not expect it: no socket there has sent to " + packet.source.text() + ".";
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
            return "Add a MASQUERADE rule for " + networkOf(world, target) + " where the packet leaves its network, or a route back in " + where + ".";
        return "Add a route to " + target.text() + " (or a default route) in " + where + ".";
    }
    case Reason::ForwardingOff: return v4 ? "Set net.ipv4.ip_forward = 1 in " + where + "." : "Set net.ipv6.conf.all.forwarding = 1 in " + where + ".";
    case Reason::ReversePath: return "Route " + last->before->tuple.source.text() + " back through " + linkName(last->link) + ", or set rp_filter there to 2 (loose) or 0.";
    case Reason::InterfaceDown: return "Set " + linkName(last->link) + " up.";
    case Reason::NoSourceAddress: return "Give " + (last->link ? last->link->name : "the outgoing interface") + " in " + where + " an address.";
    case Reason::NoListener: return "Start the server, or check the port.";
    case Reason::NoProtocol: return "Load the kernel's module for " + protocolName(last->before->tuple.protocol) + " on that host and start the server.";
    case Reason::TooBig: return "Lower the MTU of the sender, or raise that of " + linkName(last->link) + ".";
    case Reason::BridgePortState: return "Set the port and its bridge up, or wait for STP.";
    case Reason::PrivateSource: return "Add a MASQUERADE rule for " + networkOf(world, last->address) + ".";
    case Reason::NoNeighbour: return "Check that " + last->address.text() + " is up and on this segment.";
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
            return "Delivered.";
        std::string sentence = "Delivered to " + place(world, branch.delivered->space) + " (" + branch.delivered->address.text() + (branch.delivered->port != 0 ? " port " + std::to_string(branch.delivered->port) : "") + "), which sees " + branch.delivered->sourceSeen.text() + " as the source";
        if (branch.replies.empty())
            return sentence + ".";
        if (isAnswered(branch))
            return sentence + "; the answer comes back.";
        const auto failed = std::ranges::find_if(branch.replies, [](const TraceBranch& reply) { return reply.outcome != Outcome::Delivered; });
        if (failed->outcome == Outcome::Departed)
            return sentence + "; the answer leaves through " + linkName(failed->departedThrough) + ".";
        return withRemedy(sentence + ", but the answer does not come back. " + (failed->outcome == Outcome::Unknown ? "What happens to it is unknown, because " + failed->unknownBecause + "." : failure(world, *failed)), *failed);
    }
    case Outcome::Departed: {
        const Step* last = lastStep(branch);
        const std::string source = last ? last->address.text() : "?";
        const std::string original = branch.steps.size() > 1 ? branch.steps[2 < branch.steps.size() ? 2 : 1].after->tuple.source.text() : source;
        if (branch.mayAnswerReturn) {
            std::string sentence = original + " leaves through " + exitPath(branch) + (branch.toward ? " toward " + branch.toward->text() : "") + (original != source ? " as " + source : "") + ", so an answer can return; beyond it nothing is observed.";
            return sentence;
        }
        return withRemedy(source + " leaves through " + exitPath(branch) + ", but nothing rewrites its source: the reply has no way back.", branch);
    }
    case Outcome::Unknown: return "Unknown, because " + (branch.unknownBecause.empty() ? std::string(name(branch.reason)) : branch.unknownBecause) + ".";
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
    std::string text = std::to_string(trace.branches.size()) + " ways: ";
    bool first = true;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0)
            continue;
        text += (first ? "" : ", ") + std::to_string(counts[i]) + " " + std::string(name(static_cast<Outcome>(i)));
        first = false;
    }
    return text + ". First: " + describeBranch(world, trace, trace.branches.front());
}

} // namespace hoplens
