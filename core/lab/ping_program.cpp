// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_kernel.h"
#include "trace/trace.h"

#include <algorithm>
#include <cstdio>

namespace hoplens::lab {
namespace {

constexpr int usualCount = 3; ///< where the real one would go on until Ctrl-C
constexpr int headerBytes = 28;

/// The packet never left: what the sender's own routes say. nullopt: it was sent.
std::optional<std::string> refusedBySender(const TraceBranch& branch, SpaceId origin)
{
    const bool isAtSender = std::ranges::all_of(branch.steps, [&](const Step& step) { return step.space == origin; });
    const bool wasSent = std::ranges::any_of(branch.steps, [](const Step& step) { return step.code == StepCode::RouteFound || step.code == StepCode::RouteLocal; });
    if (!isAtSender || wasSent)
        return std::nullopt;
    switch (branch.reason) {
    case Reason::NoRoute:
    case Reason::NoSourceAddress: return "connect: Network is unreachable";
    case Reason::RouteUnreachable: return "connect: No route to host";
    case Reason::RouteBlackhole: return "connect: Invalid argument";
    case Reason::RouteProhibit: return "Do you want to ping broadcast? Then -b. If not, check your local firewall rules";
    default: return std::nullopt;
    }
}

std::string errorText(const Packet& packet)
{
    if (packet.tuple.protocol == 58)
        return packet.icmpType == 3 ? "Time exceeded: Hop limit" : packet.icmpCode == 0 ? "Destination unreachable: No route" : packet.icmpCode == 1 ? "Destination unreachable: Administratively prohibited" : packet.icmpCode == 3 ? "Destination unreachable: Address unreachable" : "Destination unreachable: Port unreachable";
    if (packet.icmpType == 11)
        return "Time to live exceeded";
    switch (packet.icmpCode) {
    case 0: return "Destination Net Unreachable";
    case 1: return "Destination Host Unreachable";
    case 2: return "Destination Protocol Unreachable";
    case 3: return "Destination Port Unreachable";
    case 9: return "Destination Net Prohibited";
    case 10: return "Destination Host Prohibited";
    case 13: return "Packet filtered";
    default: return "Dest Unreachable, Bad Code: " + std::to_string(packet.icmpCode);
    }
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

/// Those who answered for their address on the way are known from now on.
void learn(LabWorld& world, const Trace& trace)
{
    std::vector<std::pair<std::uint64_t, Neighbour>> learnt;
    const auto take = [&](const TraceBranch& branch) {
        for (const auto& step : branch.steps)
            if (step.code == StepCode::NeighbourAnswers && step.link) {
                Neighbour neighbour;
                neighbour.linkIndex = step.link->index;
                neighbour.address = step.address;
                neighbour.mac = step.mac;
                neighbour.state = NeighbourState::Reachable;
                learnt.emplace_back(world.traced().space(step.space).data.inode, neighbour);
            }
    };
    for (const auto& branch : trace.branches) {
        take(branch);
        for (const auto& reply : branch.replies)
            take(reply);
    }
    for (const auto& [space, neighbour] : learnt)
        LabKernel(world).addNeighbour(space, neighbour, true);
    world.forget(); // nobody did that
}

} // namespace

int runPing(Call& call)
{
    Arguments words(std::span(call.words).subspan(1));
    int count = 0;
    std::size_t size = 56;
    double wait = 10;
    std::string target;
    std::optional<IpFamily> family;
    if (call.words.front() == "ping6")
        family = IpFamily::V6;
    std::vector<std::string> apart; // -c1 is -c 1
    for (const auto& word : words.rest())
        if (word.size() > 2 && word.front() == '-' && std::string_view("cWwisIt").find(word[1]) != std::string_view::npos)
            apart.insert(apart.end(), {word.substr(0, 2), word.substr(2)});
        else
            apart.push_back(word);
    words = Arguments(apart);
    while (!words.atEnd()) {
        const auto word = words.take();
        const bool takesValue = word == "-c" || word == "-W" || word == "-w" || word == "-i" || word == "-s" || word == "-I" || word == "-t";
        if (takesValue && words.atEnd())
            return call.fail(2, "ping: option requires an argument -- '" + word.substr(1) + "'");
        if (word == "-c" || word == "-s") {
            const auto number = parseNumber(words.peek(), 1'000'000);
            if (!number || (word == "-c" && *number == 0))
                return call.fail(1, "ping: invalid argument: '" + words.peek() + "'" + (number ? ": out of range: 1 <= value <= 9223372036854775807" : ""));
            words.take();
            if (word == "-c")
                count = static_cast<int>(*number);
            else
                size = *number;
        } else if (word == "-W" || word == "-w") {
            wait = std::atof(words.take().c_str());
        } else if (takesValue) {
            words.take();
        } else if (word == "-4" || word == "-6") {
            family = word == "-4" ? IpFamily::V4 : IpFamily::V6;
        } else if (word == "-n" || word == "-q" || word == "-b") {
            continue;
        } else if (word.starts_with('-')) {
            return call.fail(2, "ping: invalid option -- '" + word.substr(1, 1) + "'");
        } else {
            target = word;
        }
    }
    if (target.empty())
        return call.fail(1, "ping: usage error: Destination address required");
    const auto address = target == "localhost" ? Address::parse("127.0.0.1") : Address::parse(target);
    if (!address)
        return call.fail(2, "ping: " + target + ": Temporary failure in name resolution");
    if (family && address->family != *family)
        return call.fail(2, "ping: " + target + ": Address family for hostname not supported");

    auto& world = call.world;
    const auto origin = world.traced().byInode(call.space);
    Flow flow;
    flow.destination = *address;
    flow.protocol = address->family == IpFamily::V4 ? 1 : 58;
    flow.length = static_cast<std::uint16_t>(std::min<std::size_t>(size + headerBytes, 65535));
    const auto trace = PathTracer(world.traced()).trace({origin, nullptr}, flow, FlowAge::New);
    const auto& branch = trace.branches.front();
    if (const auto refused = refusedBySender(branch, origin))
        return call.fail(2, "ping: " + *refused);
    if (branch.outcome == Outcome::Unknown)
        return call.fail(2, "ping: the lab does not know what becomes of it: " + branch.unknownBecause);

    const auto* back = cameBack(branch);
    const bool isEcho = back && back->isIcmpEcho();
    const bool isSilent = branch.reason == Reason::NoNeighbour && !isEcho;
    const int sent = count == 0 ? usualCount : count;
    const bool isV4 = address->family == IpFamily::V4;
    call.output += "PING " + target + (isV4 ? " (" + address->text() + ")" : "(" + address->text() + ")") + " " + std::to_string(size) + (isV4 ? "(" + std::to_string(size + headerBytes) + ")" : " data") + (isV4 ? " bytes of data.\n" : " bytes\n");
    int errors = 0;
    for (int i = 1; i <= sent; ++i) {
        if (isEcho)
            call.output += std::to_string(size + 8) + " bytes from " + back->tuple.source.text() + ": icmp_seq=" + std::to_string(i) + " ttl=" + std::to_string(back->ttl) + " time=0.050 ms\n";
        else if (back && (!isSilent || wait > 3)) {
            call.output += "From " + back->tuple.source.text() + " icmp_seq=" + std::to_string(i) + " " + errorText(*back) + "\n";
            ++errors;
        }
    }
    if (count == 0)
        call.output += "^C";
    const int received = isEcho ? sent : 0;
    call.output += "\n--- " + target + " ping statistics ---\n" + std::to_string(sent) + " packets transmitted, " + std::to_string(received) + " received, " + (errors > 0 ? "+" + std::to_string(errors) + " errors, " : "") + std::to_string((sent - received) * 100 / sent) + "% packet loss, time " + std::to_string((sent - 1) * 1000) + "ms\n";
    call.output += isEcho ? "rtt min/avg/max/mdev = 0.050/0.050/0.050/0.000 ms\n" : "\n";
    learn(world, trace);
    return isEcho ? 0 : 1;
}

} // namespace hoplens::lab
