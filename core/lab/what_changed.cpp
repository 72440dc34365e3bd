// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/what_changed.h"

#include "trace/trace.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace hoplens::lab {
namespace {

struct Target {
    Address address;
    std::uint16_t port = 0;
    std::uint8_t protocol = 1;
    auto operator<=>(const Target&) const = default;
};

std::string text(const Target& target)
{
    if (target.port == 0)
        return target.address.text();
    const auto host = target.address.family == IpFamily::V6 ? "[" + target.address.text() + "]" : target.address.text();
    return host + ":" + std::to_string(target.port) + "/" + protocolName(target.protocol);
}

bool isOfInterest(const InterfaceAddress& address)
{
    constexpr std::uint8_t linkScope = 253;
    constexpr std::uint8_t hostScope = 254;
    return address.scope != linkScope && address.scope != hostScope;
}

struct Port {
    std::uint8_t protocol = 0;
    std::uint16_t number = 0;
    auto operator<=>(const Port&) const = default;
};

/// One host and one port that a rule asks about: what it translates, and each Service. ports: those that rules name without a host.
void addTargetsOfRules(const RuleSet& rules, std::set<Target>& targets, std::set<Port>& ports)
{
    for (const auto& rule : rules.rules) {
        Target target;
        bool isHost = false;
        bool hasPort = false;
        std::uint8_t protocol = 0;
        for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
            const auto* compare = std::get_if<Compare>(&rules.operations[rule.firstOperation + i]);
            if (!compare || compare->negated || compare->mask != ~0ull || compare->intervals.count != 1)
                continue;
            const auto& interval = rules.interval(*compare);
            if (interval.low != interval.high)
                continue;
            if (compare->field == Field::Ip4Destination || compare->field == Field::Ip6Destination) {
                target.address = {compare->field == Field::Ip4Destination ? IpFamily::V4 : IpFamily::V6, interval.low};
                isHost = true;
            } else if (compare->field == Field::DestinationPort) {
                target.port = static_cast<std::uint16_t>(interval.low.low);
                hasPort = true;
            } else if (compare->field == Field::Protocol) {
                protocol = static_cast<std::uint8_t>(interval.low.low);
            }
        }
        if (isHost && hasPort && hasPorts(protocol)) {
            target.protocol = protocol;
            targets.insert(target);
        } else if (hasPort && hasPorts(protocol)) {
            ports.insert({protocol, target.port});
        }
    }
}

void addTargets(const Snapshot& snapshot, std::set<Target>& targets)
{
    constexpr std::size_t mostPorts = 20; ///< at each address
    std::set<Port> ports;
    for (const auto& host : snapshot.hosts)
        for (const auto& space : host.namespaces)
            addTargetsOfRules(space.rules, targets, ports);
    while (ports.size() > mostPorts)
        ports.erase(std::prev(ports.end()));
    for (const auto& host : snapshot.hosts)
        for (const auto& space : host.namespaces)
            for (const auto& own : space.addresses) {
                const auto& address = own.prefix.address;
                if (!isOfInterest(own))
                    continue;
                const bool isV4 = address.family == IpFamily::V4;
                targets.insert({address, 0, static_cast<std::uint8_t>(isV4 ? 1 : 58)});
                for (const auto& port : ports)
                    targets.insert({address, port.number, port.protocol});
                for (const auto& socket : space.sockets) {
                    const bool isAny = socket.address == Address::any(socket.address.family) && (socket.address.family == address.family || !socket.v6Only);
                    if (!socket.peer && (isAny || socket.address == address))
                        targets.insert({address, socket.port, socket.protocol});
                }
            }
}

/// What an answer says no with; empty: it is none of that kind.
std::string refusalIn(const TraceBranch& reply)
{
    const Packet* packet = reply.steps.empty() ? nullptr : reply.steps.back().after;
    if (!packet)
        return {};
    const auto sender = packet->tuple.source.text();
    if (packet->quoted)
        return "refused: " + sender + " sends an error (" + protocolName(packet->tuple.protocol) + " type " + std::to_string(packet->icmpType) + " code " + std::to_string(packet->icmpCode) + ")";
    return packet->tuple.protocol == 6 && (packet->tcpFlags & tcp::rst) != 0 ? "refused: " + sender + " resets the connection" : std::string();
}

/// How a flow ends, in words that are the same where it ends the same.
std::string verdictOf(const World& world, const Namespace& from, const Target& target)
{
    Flow flow;
    flow.destination = target.address;
    flow.destinationPort = target.port;
    flow.protocol = target.protocol;
    const auto trace = PathTracer(world).trace({world.byInode(from.inode), nullptr}, flow, FlowAge::New);
    std::set<std::string> words;
    for (const auto& branch : trace.branches) {
        const auto at = branch.steps.empty() ? std::string() : world.space(branch.steps.back().space).data.name;
        for (const auto& reply : branch.replies)
            if (branch.outcome == Outcome::Delivered && reply.outcome != Outcome::Delivered)
                words.insert(reply.outcome == Outcome::Unknown ? "arrives, and the answer is unknown: " + reply.unknownBecause : "arrives, and the answer is lost: " + std::string(name(reply.reason)));
        const auto back = std::ranges::find(branch.replies, Outcome::Delivered, &TraceBranch::outcome);
        const bool hasAnswer = back != branch.replies.end();
        if (const auto refusal = hasAnswer ? refusalIn(*back) : std::string(); !refusal.empty())
            words.insert(refusal);
        else if (isAnswered(branch) || hasAnswer)
            words.insert(branch.delivered ? "answered by " + world.space(branch.delivered->space).data.name : "answered");
        else if (branch.outcome == Outcome::Delivered && !branch.replies.empty())
            continue;
        else if (branch.outcome == Outcome::Unknown)
            words.insert("unknown: " + branch.unknownBecause);
        else
            words.insert(std::string(name(branch.outcome)) + (branch.reason == Reason::None ? "" : ": " + std::string(name(branch.reason))) + (at.empty() ? "" : " in " + at));
    }
    std::string all;
    for (const auto& word : words)
        all += (all.empty() ? "" : ", or ") + word;
    return all;
}

} // namespace

WhatChanged whatChanged(const World& before, const World& after, std::size_t mostFlows)
{
    WhatChanged changed;
    std::set<Target> targets;
    addTargets(before.snapshot(), targets);
    addTargets(after.snapshot(), targets);
    for (const auto& host : before.snapshot().hosts)
        for (const auto& space : host.namespaces) {
            auto id = after.byInode(space.inode);
            if (!id.valid() || after.space(id).data.name != space.name)
                id = after.byName(space.name); // a model that was made anew numbers otherwise
            if (!id.valid()) {
                changed.goneSpaces.push_back(space.name);
                continue;
            }
            const auto& later = after.space(id).data;
            for (const auto& target : targets) {
                if (changed.askedCount == mostFlows) {
                    changed.isComplete = false;
                    return changed;
                }
                ++changed.askedCount;
                auto then = verdictOf(before, space, target);
                auto now = verdictOf(after, later, target);
                if (then != now)
                    changed.verdicts.push_back({space.name, text(target), std::move(then), std::move(now)});
            }
        }
    return changed;
}

std::string writeWhatChanged(const WhatChanged& changed)
{
    std::string out;
    for (const auto& verdict : changed.verdicts)
        out += verdict.from + " → " + verdict.to + "\n    before: " + verdict.before + "\n    now:    " + verdict.after + "\n";
    for (const auto& gone : changed.goneSpaces)
        out += gone + " is gone, with all that it reached\n";
    out += std::to_string(changed.verdicts.size()) + " of " + std::to_string(changed.askedCount) + " connections end otherwise than before";
    return out + (changed.isComplete ? "\n" : "; there are more, which were not looked at\n");
}

} // namespace hoplens::lab
