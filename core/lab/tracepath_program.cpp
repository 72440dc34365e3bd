// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/lab_files.h"
#include "lab/probe.h"

#include <algorithm>
#include <cstdio>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t icmpNumber = 1;
constexpr std::uint8_t udpNumber = 17;
constexpr std::uint16_t firstPort = 44444;
constexpr double patience = 10; ///< seconds, with all that it asks of a hop
constexpr std::uint32_t loopbackMtu = 65535;
constexpr std::string_view usage = R"(
Usage
  tracepath [options] <destination>

Options:
  -4             use IPv4
  -6             use IPv6
  -b             print both name and ip
  -l <length>    use packet <length>
  -m <hops>      use maximum <hops>
  -n             no dns name resolution
  -p <port>      use destination <port>
  -V             print version and exit
  <destination>  dns name or ip address

For more details see tracepath(8).
)";

/// "reached", "!H": what an answer tells; empty: a router passed it on.
std::string tellingOf(const Packet& answer)
{
    const bool isV4 = answer.tuple.protocol == icmpNumber;
    if (answer.icmpType == (isV4 ? icmp::timeExceeded : icmp::v6TimeExceeded))
        return {};
    switch (answer.icmpCode) {
    case 0: return "!N";
    case 1: return isV4 ? "!H" : "!A";
    case 2: return "!P";
    case 3: return isV4 ? "reached" : "!H";
    case 4: return isV4 ? "" : "reached";
    default: return "!A";
    }
}

/// How many routers an answer came through, and one: senders begin with 64, 128 or 255.
int waysBack(const Packet& answer) { return (answer.ttl <= 64 ? 64 : answer.ttl <= 128 ? 128 : 255) - answer.ttl + 1; }

std::string line(std::uint64_t hop, const std::string& who)
{
    char text[160];
    std::snprintf(text, sizeof text, "%2llu:  %-52s%3d.%03dms ", static_cast<unsigned long long>(hop), who.c_str(), 0, 50);
    return text;
}

} // namespace

int runTracepath(Call& call)
{
    bool isNumeric = false;
    bool hasBoth = false;
    std::uint64_t hops = 30;
    std::uint16_t port = firstPort;
    std::string target;
    std::optional<IpFamily> family;
    Arguments words(std::span(call.words).subspan(1));
    while (!words.atEnd()) {
        const auto word = words.take();
        if (word == "-n") {
            isNumeric = true;
        } else if (word == "-b") {
            hasBoth = true;
        } else if (word == "-4" || word == "-6") {
            family = word == "-4" ? IpFamily::V4 : IpFamily::V6;
        } else if ((word == "-m" || word == "-p") && !words.atEnd()) {
            const auto number = parseNumber(words.peek(), word == "-m" ? 255 : 65535);
            if (!number || (word == "-p" && *number == 0))
                return call.fail(1, "tracepath: invalid argument: '" + words.peek() + "'" + (number ? ": out of range: 1 <= value <= 255" : ""));
            if (word == "-m")
                hops = *number;
            else
                port = static_cast<std::uint16_t>(*number);
            words.take();
        } else if (word == "-l") {
            return call.fail(1, "tracepath: the lab does not have the option -l");
        } else if (word == "-V") {
            call.output += "tracepath from iputils 20221126\n";
            return 0;
        } else if (word.starts_with('-')) {
            return call.fail(255, "tracepath: invalid option -- '" + word.substr(1, 1) + "'\n" + std::string(usage.substr(0, usage.size() - 1)));
        } else {
            target = word;
        }
    }
    if (target.empty())
        return call.fail(255, std::string(usage.substr(0, usage.size() - 1)));
    const auto address = hostAddress(call.world, call.space, target, family);
    if (!address)
        return call.fail(1, "tracepath: " + target + ": Temporary failure in name resolution");

    Flow flow;
    flow.protocol = udpNumber;
    flow.destination = *address;
    std::uint32_t mtu = loopbackMtu; ///< of the way, as far as it is known
    const auto nameOf = [&](const Address& who) {
        const auto name = hostName(call.world, call.space, who);
        const auto known = name == who.text() ? std::string("???") : name;
        return isNumeric ? who.text() : hasBoth ? known + " (" + who.text() + ")" : known;
    };
    for (std::uint64_t hop = 1; hop <= hops;) {
        flow.ttl = static_cast<std::uint8_t>(hop);
        flow.length = static_cast<std::uint16_t>(mtu);
        flow.destinationPort = static_cast<std::uint16_t>(std::min<std::uint64_t>(port + hop - 1, 65535));
        const Probe probe(call, flow);
        if (probe.sendError() != 0) {
            call.output += " " + std::to_string(hop) + ":  send failed\n     Resume: pmtu 65535 \n";
            return 0;
        }
        if (probe.isLostAtOnce()) {
            const auto line = " " + std::to_string(hop) + ":  send failed\n";
            call.output += line + line + "     Resume: pmtu " + std::to_string(mtu) + " \n";
            return 0;
        }
        if (!probe.doubt().empty())
            return call.fail(2, "tracepath: the lab does not know what becomes of it: " + probe.doubt());
        const auto* narrow = probe.tooNarrow();
        if (narrow && narrow->number >= mtu)
            return call.fail(2, "tracepath: the lab does not know a way whose MTU is told twice");
        if (probe.isTooLongForSender()) {
            mtu = narrow->number;
            call.output += std::string(" 1?: [LOCALHOST]                      ") + (address->family == IpFamily::V4 ? "" : "  0.050ms ") + "pmtu " + std::to_string(mtu) + "\n";
            call.sent.pop_back(); // which never was sent
            continue;
        }
        const auto* answer = probe.answer();
        if (!answer) {
            char text[32];
            std::snprintf(text, sizeof text, "%2llu:  no reply\n", static_cast<unsigned long long>(hop++));
            call.output += text;
            probe.leave(patience);
            continue;
        }
        if (narrow) {
            mtu = narrow->number;
            call.output += line(hop, nameOf(answer->tuple.source)) + "pmtu " + std::to_string(mtu) + "\n";
            probe.leave(patience);
            continue;
        }
        const auto telling = tellingOf(*answer);
        const auto back = waysBack(*answer);
        const bool isAsymmetric = telling.empty() && static_cast<std::uint64_t>(back) != hop;
        char asymmetric[16];
        std::snprintf(asymmetric, sizeof asymmetric, "asymm %2d ", back);
        const auto text = line(hop, nameOf(answer->tuple.source)) + (isAsymmetric ? asymmetric : telling) + "\n";
        const bool isOwnComplaint = telling == "!H" && std::ranges::any_of(call.here().addresses, [&](const InterfaceAddress& own) { return own.prefix.address == answer->tuple.source; });
        call.output += text + (hop == 1 && mtu != loopbackMtu && !isOwnComplaint ? text : std::string()); // asked again once the MTU was told
        probe.leave(patience);
        if (telling.empty()) {
            ++hop;
            continue;
        }
        call.output += "     Resume: pmtu " + std::to_string(mtu) + (telling == "reached" ? " hops " + std::to_string(hop) + " back " + std::to_string(back) : "") + " \n";
        return 0;
    }
    const auto known = std::to_string(mtu);
    call.output += "     Too many hops: pmtu " + known + "\n     Resume: pmtu " + known + " \n";
    return 0;
}

} // namespace hoplens::lab
