// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"

#include <algorithm>
#include <array>

namespace hoplens::lab {
namespace {

constexpr std::string_view version = "conntrack v1.4.7 (conntrack-tools)";

std::string side(const Tuple& tuple, bool isReply)
{
    auto text = "src=" + tuple.source.text() + " dst=" + tuple.destination.text();
    if (tuple.protocol == 1 || tuple.protocol == 58) {
        const int request = tuple.protocol == 1 ? 8 : 128;
        const int answer = tuple.protocol == 1 ? 0 : 129;
        return text + " type=" + std::to_string(isReply ? answer : request) + " code=0 id=" + std::to_string(tuple.sourcePort);
    }
    if (tuple.protocol == 6 || tuple.protocol == 17 || tuple.protocol == 33 || tuple.protocol == 132 || tuple.protocol == 136)
        text += " sport=" + std::to_string(tuple.sourcePort) + " dport=" + std::to_string(tuple.destinationPort);
    return text;
}

constexpr auto tcpStates = std::to_array<std::string_view>({"NONE", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE", "SYN_SENT2"});

/// As conntrack prints it; the state of TCP where it is known.
std::string entryLine(const ConntrackEntry& entry)
{
    const auto protocol = entry.original.protocol == 58 ? std::string("icmpv6") : protocolName(entry.original.protocol);
    const bool isAnswered = (entry.status & ctstatus::seenReply) != 0;
    auto text = protocol + std::string(protocol.size() < 8 ? 8 - protocol.size() : 0, ' ') + " " + std::to_string(entry.original.protocol) + " " + std::to_string(entry.timeout) + " " + (entry.tcpState && *entry.tcpState < tcpStates.size() ? std::string(tcpStates[*entry.tcpState]) + " " : "") + side(entry.original, false);
    text += isAnswered ? " " : " [UNREPLIED] ";
    text += side(entry.reply, true) + ((entry.status & ctstatus::assured) != 0 ? " [ASSURED]" : "") + " mark=" + std::to_string(entry.mark);
    return text + (entry.zone != 0 ? " zone=" + std::to_string(entry.zone) : "") + " use=1\n";
}

} // namespace

int runConntrack(Call& call)
{
    const auto complain = [&](const std::string& what) { return call.fail(2, std::string(version) + ": " + what + "\nTry `conntrack -h' or 'conntrack --help' for more information."); };
    Arguments words(std::span(call.words).subspan(1));
    char command = 0;
    std::optional<std::uint8_t> protocol;
    std::optional<IpFamily> family;
    std::optional<Address> source;
    std::optional<Address> destination;
    while (!words.atEnd()) {
        const auto word = words.take();
        const auto value = [&]() -> std::optional<std::string> { return words.atEnd() ? std::nullopt : std::optional(words.take()); };
        if (word == "-L" || word == "--dump" || word == "-C" || word == "--count" || word == "-F" || word == "--flush") {
            command = word == "-L" || word == "--dump" ? 'L' : word == "-C" || word == "--count" ? 'C' : 'F';
            if (!words.atEnd() && !words.peek().starts_with('-')) {
                const auto table = words.take();
                if (table == "expect" || table == "dying" || table == "unconfirmed")
                    return call.fail(1, "conntrack: the lab does not have the table " + table);
                if (table != "conntrack")
                    return complain("unknown type `" + table + "'");
            }
        } else if (word == "-p" || word == "--protonum" || word == "-f" || word == "--family" || word == "-s" || word == "--src" || word == "--orig-src" || word == "-d" || word == "--dst" || word == "--orig-dst") {
            const auto given = value();
            if (!given)
                return complain("option `" + word + "' requires an argument");
            const char kind = word == "--protonum" || word == "-p" ? 'p' : word == "-f" || word == "--family" ? 'f' : word == "-s" || word == "--src" || word == "--orig-src" ? 's' : 'd';
            if (kind == 'p') {
                protocol = protocolNumber(*given);
                if (!protocol)
                    return complain("`" + *given + "' unsupported protocol");
            } else if (kind == 'f') {
                if (*given != "ipv4" && *given != "ipv6")
                    return complain("Unknown family `" + *given + "'");
                family = *given == "ipv4" ? IpFamily::V4 : IpFamily::V6;
            } else {
                const auto address = Address::parse(*given);
                if (!address)
                    return complain("Invalid IP address `" + *given + "'");
                (kind == 's' ? source : destination) = address;
            }
        } else if (word == "-V" || word == "--version") {
            call.output += std::string(version) + "\n";
            return 0;
        } else if (word == "-D" || word == "-G" || word == "-I" || word == "-U" || word == "-E" || word == "-S" || word == "-o" || word == "-n" || word == "-m" || word == "-z") {
            return call.fail(1, "conntrack: the lab does not have the option " + word);
        } else {
            return complain("unknown option `" + word + "'");
        }
    }
    if (command == 0)
        return call.fail(1, "conntrack: the lab has -L, -C and -F");
    if (command == 'F') {
        call.world.change(call.space).conntrack.clear();
        call.errors += std::string(version) + ": connection tracking table has been emptied.\n";
        return 0;
    }
    std::size_t shown = 0;
    std::string lines;
    for (const auto& entry : call.here().conntrack) {
        const bool isWanted = (!protocol || entry.original.protocol == *protocol) && entry.original.source.family == family.value_or(IpFamily::V4) && (!source || entry.original.source == *source) && (!destination || entry.original.destination == *destination);
        shown += isWanted ? 1 : 0;
        if (isWanted)
            lines += entryLine(entry);
    }
    if (command == 'C') {
        call.output += std::to_string(call.here().conntrack.size()) + "\n";
        return 0;
    }
    call.output += lines;
    call.errors += std::string(version) + ": " + std::to_string(shown) + " flow entries have been shown.\n";
    return 0;
}

} // namespace hoplens::lab
