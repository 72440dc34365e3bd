// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/lab_files.h"
#include "lab/probe.h"

#include <cerrno>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t icmpNumber = 1;
constexpr std::uint8_t icmpv6Number = 58;
constexpr std::uint8_t tcpNumber = 6;
constexpr std::uint8_t udpNumber = 17;
constexpr std::uint16_t firstPort = 33434;

/// What a router's error stands for behind its time; nullptr: it is one of a packet on its way.
const char* markOf(const Packet& answer)
{
    if (answer.tuple.protocol == icmpv6Number)
        return answer.icmpType == icmp::v6TimeExceeded ? nullptr : answer.icmpCode == 0 ? " !N" : answer.icmpCode == 1 ? " !X" : answer.icmpCode == 3 ? " !H" : "";
    if (answer.icmpType == icmp::timeExceeded)
        return nullptr;
    switch (answer.icmpCode) {
    case 0: return " !N";
    case 1: return " !H";
    case 2: return " !P";
    case 9:
    case 10:
    case 13: return " !X";
    default: return "";
    }
}

} // namespace

int runTraceroute(Call& call)
{
    bool isNumeric = false;
    std::uint64_t hops = 30;
    std::uint64_t queries = 3;
    std::uint64_t waits = 5;
    std::string target;
    Flow flow;
    flow.protocol = udpNumber;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word == "-n") {
            isNumeric = true;
        } else if (word == "-I" || word == "-T") {
            flow.protocol = word == "-I" ? icmpNumber : tcpNumber;
        } else if (word == "-4" || word == "-6") {
            continue;
        } else if (word == "-m" || word == "-q" || word == "-w" || word == "-p" || word == "-N") {
            const auto number = i + 1 < call.words.size() ? parseNumber(call.words[++i], word == "-p" ? 65535 : 255) : std::nullopt;
            if (!number || *number == 0)
                return call.fail(2, "Cannot handle `" + word + "' option with arg `" + (i < call.words.size() ? call.words[i] : "") + "' (argc " + std::to_string(i) + ")");
            if (word == "-p")
                flow.destinationPort = static_cast<std::uint16_t>(*number);
            else if (word != "-N")
                (word == "-m" ? hops : word == "-q" ? queries : waits) = *number;
        } else if (word.starts_with('-')) {
            return call.fail(2, "traceroute: the lab does not have the option " + word);
        } else {
            target = word;
        }
    }
    if (target.empty())
        return call.fail(2, "Usage: traceroute [ -46nIT ] [ -m max_ttl ] [ -p port ] [ -q nqueries ] [ -w MAX ] host");
    const auto address = hostAddress(call.world, call.space, target);
    if (!address)
        return call.fail(2, target + ": Temporary failure in name resolution\nCannot handle \"host\" cmdline arg `" + target + "' on position 1 (argc " + std::to_string(call.words.size() - 1) + ")");
    flow.destination = *address;
    if (flow.protocol == icmpNumber && address->family == IpFamily::V6)
        flow.protocol = icmpv6Number;
    flow.length = static_cast<std::uint16_t>(address->family == IpFamily::V4 ? 60 : 80);
    const auto base = flow.destinationPort != 0 ? flow.destinationPort : flow.protocol == tcpNumber ? std::uint16_t{80} : firstPort;
    call.output += "traceroute to " + target + " (" + address->text() + "), " + std::to_string(hops) + " hops max, " + std::to_string(*flow.length) + " byte packets\n";
    for (std::uint64_t hop = 1; hop <= hops; ++hop) {
        flow.ttl = static_cast<std::uint8_t>(hop);
        flow.destinationPort = flow.protocol == udpNumber ? static_cast<std::uint16_t>(base + (hop - 1) * queries) : flow.protocol == tcpNumber ? base : std::uint16_t{0};
        const Probe probe(call, flow);
        if (probe.sendError() != 0)
            return call.fail(1, std::string("connect: ") + std::strerror(probe.sendError()));
        if (probe.isDroppedBySender())
            return call.fail(1, "send: Operation not permitted");
        if (!probe.doubt().empty())
            return call.fail(2, "traceroute: the lab does not know what becomes of it: " + probe.doubt());
        const bool isLate = probe.way().reason == Reason::NoNeighbour && static_cast<double>(waits) <= silenceOfNeighbours;
        const auto* answer = isLate ? nullptr : probe.answer();
        call.output += std::string(hop < 10 ? " " : "") + std::to_string(hop) + " ";
        bool isEnd = false;
        if (!answer) {
            for (std::uint64_t i = 0; i < queries; ++i)
                call.output += " *";
        } else {
            const auto from = answer->tuple.source.text();
            const bool isError = (answer->tuple.protocol == icmpNumber || answer->tuple.protocol == icmpv6Number) && !answer->isIcmpEcho();
            const char* mark = isError ? markOf(*answer) : "";
            call.output += " " + (isNumeric ? from : (from == "127.0.0.1" ? "localhost" : from) + " (" + from + ")");
            for (std::uint64_t i = 0; i < queries; ++i)
                call.output += std::string("  0.050 ms") + (mark ? mark : "");
            isEnd = mark != nullptr;
        }
        call.output += "\n";
        probe.leave(static_cast<double>(waits));
        if (isEnd)
            break;
    }
    return 0;
}

} // namespace hoplens::lab
