// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/lab_files.h"
#include "lab/probe.h"

#include "net/service_names.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t tcpNumber = 6;
constexpr std::uint8_t udpNumber = 17;

/// How a connection's first packet ended for who asked.
struct Attempt {
    int error = 0; ///< 0: there is a connection; ETIMEDOUT: nothing came back
    std::string doubt;
    std::string serverName; ///< of the namespace that answered
    std::string seenFrom;
};

/// waits: seconds.
Attempt connectTo(Call& call, const Address& address, std::uint16_t port, std::uint8_t protocol, std::uint64_t waits)
{
    Flow flow;
    flow.destination = address;
    flow.destinationPort = port;
    flow.protocol = protocol;
    const Probe probe(call, flow);
    Attempt attempt;
    attempt.error = probe.sendError();
    attempt.doubt = attempt.error != 0 ? std::string() : probe.doubt();
    if (attempt.error != 0 || !attempt.doubt.empty())
        return attempt;
    const auto* answer = probe.answer();
    const auto& way = probe.way();
    const bool isIcmp = answer && (answer->tuple.protocol == 1 || answer->tuple.protocol == 58);
    if (protocol == udpNumber && probe.isDroppedBySender())
        attempt.error = EPERM;
    else if (!answer)
        attempt.error = ETIMEDOUT;
    else if (isIcmp) {
        const bool isRefusal = answer->tuple.protocol == 1 ? answer->icmpCode == 3 || answer->icmpCode == 2 : answer->icmpCode == 4;
        const bool isOfNetwork = answer->tuple.protocol == 1 ? answer->icmpCode == 0 || answer->icmpCode == 9 : answer->icmpCode == 0;
        attempt.error = isRefusal ? ECONNREFUSED : isOfNetwork ? ENETUNREACH : EHOSTUNREACH;
    } else if ((answer->tcpFlags & tcp::rst) != 0) {
        attempt.error = ECONNREFUSED;
    }
    if (way.reason == Reason::NoNeighbour && attempt.error != 0 && static_cast<double>(waits) <= silenceOfNeighbours)
        attempt.error = ETIMEDOUT;
    if (attempt.error == 0 && way.delivered) {
        attempt.serverName = call.world.traced().space(way.delivered->space).data.name;
        attempt.seenFrom = way.delivered->sourceSeen.text();
    }
    probe.leave(protocol == udpNumber ? 0 : static_cast<double>(waits));
    if (protocol == tcpNumber && attempt.error == 0) { // the rest of the handshake, and the end of it from both sides
        constexpr std::uint16_t bareSegment = 52, bareSegmentV6 = 72;
        probe.leaveMore(3, 1, address.family == IpFamily::V4 ? bareSegment : bareSegmentV6);
    }
    return attempt;
}

} // namespace

int runNc(Call& call)
{
    bool isVerbose = false;
    bool isUdp = false;
    bool asksAlone = false; ///< -z
    std::uint64_t waits = 1000;
    std::vector<std::string> names;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word.size() < 2 || word[0] != '-') {
            names.push_back(word);
            continue;
        }
        for (const char letter : word.substr(1)) {
            if (std::string_view("zvunw46").find(letter) == std::string_view::npos)
                return call.fail(1, letter == 'l' ? "nc: in the lab, listen PORT starts a server" : std::string("nc: the lab does not have the option -") + letter);
            isVerbose = isVerbose || letter == 'v';
            isUdp = isUdp || letter == 'u';
            asksAlone = asksAlone || letter == 'z';
            if (letter == 'w' && word.back() != 'w') { // -w1
                const auto seconds = parseNumber(std::string_view(word).substr(word.find('w') + 1), 1'000'000);
                if (!seconds)
                    return call.fail(1, "nc: timeout invalid");
                waits = *seconds;
                break;
            }
            if (letter == 'w') {
                const auto seconds = i + 1 < call.words.size() ? parseNumber(call.words[++i], 1'000'000) : std::nullopt;
                if (!seconds)
                    return call.fail(1, "nc: timeout invalid");
                waits = *seconds;
            }
        }
    }
    if (names.size() != 2)
        return call.fail(1, "usage: nc [-46nuvz] [-w timeout] destination port");
    const auto address = hostAddress(call.world, call.space, names[0]);
    const std::uint8_t protocol = isUdp ? udpNumber : tcpNumber;
    auto port = parseNumber(names[1]);
    if (port && (*port == 0 || *port > 65535))
        return call.fail(1, std::string("nc: port number too ") + (*port == 0 ? "small: " : "large: ") + names[1]);
    if (!port)
        if (const auto service = portOfService(names[1], protocol))
            port = *service;
    if (!address)
        return call.fail(1, "nc: getaddrinfo for host \"" + names[0] + "\" port " + names[1] + ": Temporary failure in name resolution");
    if (!port)
        return call.fail(1, "nc: port number invalid: " + names[1]);
    if (isUdp && asksAlone && !isVerbose) { // it sends nothing
        Flow flow;
        flow.protocol = protocol;
        flow.destination = *address;
        flow.destinationPort = static_cast<std::uint16_t>(*port);
        const Probe probe(call, flow);
        const bool isRouted = std::ranges::any_of(probe.way().steps, [](const Step& step) { return step.code == StepCode::RouteFound || step.code == StepCode::RouteLocal; });
        if (probe.sendError() == 0 && !isRouted && !probe.doubt().empty())
            return call.fail(2, "nc: the lab does not know what becomes of it: " + probe.doubt());
        return probe.sendError() == 0 ? 0 : 1;
    }
    const auto attempt = connectTo(call, *address, static_cast<std::uint16_t>(*port), protocol, waits);
    if (!attempt.doubt.empty())
        return call.fail(2, "nc: the lab does not know what becomes of it: " + attempt.doubt);
    const auto what = std::string(isUdp ? "udp" : "tcp");
    const int error = isUdp && attempt.error == ETIMEDOUT ? 0 : attempt.error; // silence is no answer to tell from one
    if (error != 0) {
        if (isVerbose && !isUdp)
            call.errors += "nc: connect to " + names[0] + " port " + std::to_string(*port) + " (" + what + (error == ETIMEDOUT ? std::string(") ") + (waits < 1000 ? "timed out: Operation now in progress" : "failed: Connection timed out") : std::string(") failed: ") + std::strerror(error)) + "\n";
        return 1;
    }
    if (isVerbose) {
        const auto service = serviceOfPort(static_cast<std::uint16_t>(*port), protocol);
        call.errors += "Connection to " + names[0] + " " + std::to_string(*port) + " port [" + what + "/" + (service.empty() ? "*" : std::string(service)) + "] succeeded!\n";
    }
    return 0;
}

int runCurl(Call& call)
{
    constexpr int badUse = 2;
    constexpr int noSuchHost = 6;
    constexpr int notConnected = 7;
    constexpr int timedOut = 28;
    bool isSilent = false;
    bool tellsErrors = false;
    std::optional<std::uint64_t> waits;
    std::string url;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word == "-m" || word == "--max-time" || word == "--connect-timeout") {
            waits = i + 1 < call.words.size() ? parseNumber(call.words[++i], 1'000'000) : std::nullopt;
            if (!waits)
                return call.fail(badUse, "curl: option " + word + ": expected a proper numerical parameter");
        } else if (word == "-s" || word == "--silent" || word == "-sS" || word == "-S" || word == "--show-error") {
            isSilent = isSilent || word != "-S";
            tellsErrors = tellsErrors || word == "-sS" || word == "-S" || word == "--show-error";
        } else if (word.starts_with('-')) {
            return call.fail(badUse, "curl: the lab does not have the option " + word);
        } else {
            url = word;
        }
    }
    if (url.empty())
        return call.fail(badUse, "curl: try 'curl --help' or 'curl --manual' for more information");
    const auto complain = [&](int status, const std::string& text) { return isSilent && !tellsErrors ? status : call.fail(status, "curl: (" + std::to_string(status) + ") " + text); };
    std::string_view rest = url;
    const bool isTls = rest.starts_with("https://");
    if (const auto scheme = rest.find("://"); scheme != std::string_view::npos)
        rest.remove_prefix(scheme + 3);
    rest = rest.substr(0, rest.find('/'));
    const bool isV6 = rest.starts_with('[');
    const auto close = isV6 ? rest.find(']') : 0;
    const auto colon = rest.find(':', close == std::string_view::npos ? 0 : close);
    const std::string host(isV6 ? rest.substr(1, close - 1) : rest.substr(0, colon));
    const auto port = colon == std::string_view::npos ? std::optional<std::uint64_t>(isTls ? 443 : 80) : parseNumber(rest.substr(colon + 1), 65535);
    if (!port || host.empty())
        return complain(3, "URL using bad/illegal format or missing URL");
    const auto address = hostAddress(call.world, call.space, host);
    if (!address)
        return complain(noSuchHost, "Could not resolve host: " + host);
    const auto attempt = connectTo(call, *address, static_cast<std::uint16_t>(*port), tcpNumber, waits.value_or(1000));
    if (!attempt.doubt.empty())
        return call.fail(badUse, "curl: the lab does not know what becomes of it: " + attempt.doubt);
    if (attempt.error == ETIMEDOUT && waits)
        return complain(timedOut, "Failed to connect to " + host + " port " + std::to_string(*port) + " after " + std::to_string(*waits * 1000) + " ms: Timeout was reached");
    if (attempt.error == ETIMEDOUT) // as long as the kernel sends its SYN again
        return complain(timedOut, "Failed to connect to " + host + " port " + std::to_string(*port) + " after 130000 ms: Couldn't connect to server");
    if (attempt.error != 0)
        return complain(notConnected, "Failed to connect to " + host + " port " + std::to_string(*port) + " after 0 ms: Couldn't connect to server");
    call.output += "(connected: " + attempt.serverName + " answers, and sees " + attempt.seenFrom + ")\n";
    return 0;
}

} // namespace hoplens::lab
