// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_files.h"
#include "lab/probe.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr int usualCount = 3; ///< where the real one would go on until Ctrl-C
constexpr int headerBytes = 28;

std::string refusalText(int errorNumber)
{
    return errorNumber == EACCES ? "Do you want to ping broadcast? Then -b. If not, check your local firewall rules" : std::string("connect: ") + std::strerror(errorNumber);
}

/// mtu: of the link that was too narrow, where one was.
std::string errorText(const Packet& packet, std::uint32_t mtu)
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
    case 4: return "Frag needed and DF set (mtu = " + std::to_string(mtu) + ")";
    case 9: return "Destination Net Prohibited";
    case 10: return "Destination Host Prohibited";
    case 13: return "Packet filtered";
    default: return "Dest Unreachable, Bad Code: " + std::to_string(packet.icmpCode);
    }
}

} // namespace

int runPing(Call& call)
{
    Arguments words(std::span(call.words).subspan(1));
    const auto program = call.words.front();
    int count = 0;
    std::size_t size = 56;
    double wait = 10;
    std::string target;
    bool isWithoutNames = false;
    bool isQuiet = false;
    std::string bound; ///< -I
    std::optional<std::uint8_t> ttl;
    std::optional<IpFamily> family;
    if (call.words.front() == "ping6")
        family = IpFamily::V6;
    std::vector<std::string> apart; // -c1 is -c 1
    for (const auto& word : words.rest())
        if (word.size() > 2 && word.front() == '-' && std::string_view("cWistI").find(word[1]) != std::string_view::npos)
            apart.insert(apart.end(), {word.substr(0, 2), word.substr(2)});
        else
            apart.push_back(word);
    words = Arguments(apart);
    while (!words.atEnd()) {
        const auto word = words.take();
        if (word == "-w")
            return call.fail(2, "ping: the lab does not have the option " + word);
        const bool takesValue = word == "-c" || word == "-W" || word == "-i" || word == "-s" || word == "-I" || word == "-t";
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
        } else if (word == "-W" || word == "-i") {
            const auto seconds = parseNumber(words.peek(), 1'000'000);
            if (!seconds)
                return call.fail(1, "ping: the lab takes whole seconds behind " + word + ", not " + words.peek());
            wait = word == "-W" ? static_cast<double>(*seconds) : wait;
            words.take();
        } else if (word == "-I") {
            bound = words.take();
        } else if (word == "-t") {
            const auto number = parseNumber(words.peek(), 1'000'000);
            if (number == 0)
                return call.fail(2, "ping: cannot set unicast time-to-live: Invalid argument");
            if (!number || *number > 255)
                return call.fail(1, "ping: invalid argument: '" + words.peek() + "'" + (number ? ": out of range: 0 <= value <= 255" : ""));
            ttl = static_cast<std::uint8_t>(*number);
            words.take();
        } else if (word == "-q") {
            isQuiet = true;
        } else if (word == "-4" || word == "-6") {
            family = word == "-4" ? IpFamily::V4 : IpFamily::V6;
        } else if (word == "-n" || word == "-b") {
            isWithoutNames = isWithoutNames || word == "-n";
        } else if (word.starts_with('-')) {
            return call.fail(2, "ping: invalid option -- '" + word.substr(1, 1) + "'");
        } else {
            target = word;
        }
    }
    if (target.empty())
        return call.fail(1, "ping: usage error: Destination address required");
    const auto address = hostAddress(call.world, call.space, target, family);
    if (!address)
        return call.fail(2, program + ": " + target + (target.find_first_of(":/") == std::string::npos ? ": Temporary failure in name resolution" : ": Name or service not known"));
    if (family && address->family != *family)
        return call.fail(2, "ping: " + target + ": Address family for hostname not supported");

    Flow flow;
    flow.destination = *address;
    flow.protocol = address->family == IpFamily::V4 ? 1 : 58;
    flow.length = static_cast<std::uint16_t>(std::min<std::size_t>(size + headerBytes, 65535));
    flow.ttl = ttl;
    std::string named; ///< " from 10.0.0.1 e0"
    if (!bound.empty()) {
        flow.source = Address::parse(bound);
        if (!flow.source)
            return call.fail(2, call.here().link(bound) ? "ping: the lab takes an address behind -I, not a device" : "ping: SO_BINDTODEVICE " + bound + ": No such device");
        const auto& own = call.here().addresses;
        constexpr std::uint32_t localTable = 255; // where nobody ever had an address, nobody knows which are own
        if (call.world.hasRoutingTable(call.space, localTable) && std::ranges::none_of(own, [&](const InterfaceAddress& each) { return each.prefix.address == *flow.source; }))
            return call.fail(2, "ping: bind: Cannot assign requested address");
        named = " from " + flow.source->text() + " :";
    }
    const Probe probe(call, flow);
    if (probe.sendError() != 0 && bound.empty()) // with a source of its own it does not ask for a route before
        return call.fail(2, program + ": " + refusalText(probe.sendError()));
    if (probe.sendError() == 0 && !probe.doubt().empty())
        return call.fail(2, "ping: the lab does not know what becomes of it: " + probe.doubt());

    const auto* back = probe.sendError() == 0 ? probe.answer() : nullptr;
    const bool isEcho = back && back->isIcmpEcho();
    const bool isSilent = probe.way().reason == Reason::NoNeighbour && !isEcho;
    const int sent = count == 0 ? usualCount : count;
    const bool isV4 = address->family == IpFamily::V4;
    call.output += "PING " + target + (isV4 ? " (" + address->text() + ")" : "(" + address->text() + ")") + named + " " + std::to_string(size) + (isV4 ? "(" + std::to_string(size + headerBytes) + ")" : " data") + (isV4 ? " bytes of data.\n" : " bytes\n");
    const bool isNumeric = Address::parse(target).has_value() || isWithoutNames;
    const auto from = [&](const Address& sender) { return isNumeric ? sender.text() : hostName(call.world, call.space, sender) + " (" + sender.text() + ")"; };
    int errors = 0;
    const bool isTooBig = back && !isEcho && probe.way().reason == Reason::TooBig;
    const auto narrow = std::ranges::find(probe.way().steps, Reason::TooBig, &Step::reason);
    const auto mtu = narrow == probe.way().steps.end() ? 0 : narrow->number;
    if (isTooBig && count > 1)
        return call.fail(2, "ping: the lab does not know what becomes of those behind the first: from then on they are sent in pieces");
    const bool hasTime = size >= 16; // else there is no place for it in the packet
    for (int i = 1; i <= sent; ++i) {
        if (isEcho && isQuiet)
            continue;
        if (isEcho)
            call.output += std::to_string(size + 8) + " bytes from " + from(back->tuple.source) + ": icmp_seq=" + std::to_string(i) + " ttl=" + std::to_string(back->ttl) + (hasTime ? " time=0.050 ms\n" : "\n");
        else if (back && (!isSilent || wait > 3)) {
            call.output += isQuiet ? "" : "From " + from(back->tuple.source) + " icmp_seq=" + std::to_string(i) + " " + errorText(*back, mtu) + "\n";
            ++errors;
        }
    }
    if (count == 0)
        call.output += "^C";
    const int received = isEcho ? sent : 0;
    call.output += "\n--- " + target + " ping statistics ---\n" + std::to_string(sent) + " packets transmitted, " + std::to_string(received) + " received, " + (errors > 0 ? "+" + std::to_string(errors) + " errors, " : "") + std::to_string((sent - received) * 100 / sent) + "% packet loss, time " + std::to_string((sent - 1) * 1000) + "ms\n";
    call.output += isEcho && hasTime ? "rtt min/avg/max/mdev = 0.050/0.050/0.050/0.000 ms\n" : "\n";
    probe.leave();
    probe.leaveMore(static_cast<std::uint64_t>(sent) - 1, isEcho ? static_cast<std::uint64_t>(sent) - 1 : 0, *flow.length);
    return isEcho ? 0 : 1;
}

} // namespace hoplens::lab
