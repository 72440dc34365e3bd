// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_files.h"
#include "lab/probe.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr std::uint64_t usualCount = 3; ///< where the real one would go on until Ctrl-C
constexpr std::uint64_t mostPackets = 10'000;
constexpr std::size_t headerBytes = 28, headerBytesV6 = 48;
constexpr std::size_t timestampBytes = 16; ///< packets that are shorter have no place for the time

struct PingRequest {
    std::string target;
    std::optional<IpFamily> family;
    std::uint64_t count = 0; ///< 0: until it is stopped
    std::size_t size = 56;
    double interval = 1;      ///< seconds between two packets
    double linger = 10;       ///< seconds that it waits for the last answer
    double deadline = 0;      ///< seconds until it stops in any case; 0: never
    std::string bound;        ///< -I: an address or a device
    std::optional<std::uint8_t> ttl;
    std::uint32_t mark = 0;
    bool isNumeric = false;
    bool isQuiet = false;
    enum class Discovery : std::uint8_t { Want, Do, Dont } discovery = Discovery::Want; ///< -M: of the way's MTU
};

constexpr std::string_view valued = "cWistIwMQmp";
constexpr std::string_view flags = "nbqaUL46";

/// Reads what stands behind `ping`. The status where the program has complained.
class PingReader {
public:
    PingReader(Call& call, PingRequest& request) : m_call(call), m_request(request) {}

    std::optional<int> read()
    {
        Arguments words(std::span(m_call.words).subspan(1));
        while (!words.atEnd()) {
            const auto word = words.take();
            if (word.size() < 2 || word.front() != '-') {
                if (!m_request.target.empty())
                    return fail(2, "the lab does not go by a list of hops: name one destination");
                m_request.target = word;
            } else if (const auto status = cluster(word.substr(1), words))
                return status;
        }
        if (m_request.target.empty())
            return fail(1, "usage error: Destination address required");
        if (m_request.deadline > static_cast<double>(mostPackets) * m_request.interval)
            return fail(2, "the lab sends " + std::to_string(mostPackets) + " packets at most");
        return std::nullopt;
    }

private:
    int fail(int status, const std::string& text) const { return m_call.fail(status, "ping: " + text); }

    /// -qc3 is -q -c 3.
    std::optional<int> cluster(std::string_view letters, Arguments& words)
    {
        for (std::size_t i = 0; i < letters.size(); ++i) {
            const char letter = letters[i];
            if (flags.find(letter) != std::string_view::npos) {
                flag(letter);
                continue;
            }
            if (valued.find(letter) == std::string_view::npos) {
                static constexpr std::string_view others = "ABCDdefhklNOPrRSTvVF";
                if (others.find(letter) != std::string_view::npos)
                    return fail(2, std::string("the lab does not have the option -") + letter);
                return fail(2, std::string("invalid option -- '") + letter + "'");
            }
            auto given = std::string(letters.substr(i + 1));
            if (given.empty()) {
                if (words.atEnd())
                    return fail(2, std::string("option requires an argument -- '") + letter + "'");
                given = words.take();
            }
            return value(letter, given);
        }
        return std::nullopt;
    }

    void flag(char letter)
    {
        m_request.isNumeric = m_request.isNumeric || letter == 'n';
        m_request.isQuiet = m_request.isQuiet || letter == 'q';
        if (letter == '4' || letter == '6')
            m_request.family = letter == '4' ? IpFamily::V4 : IpFamily::V6;
    }

    std::optional<int> value(char letter, const std::string& given)
    {
        const auto invalid = [&](const char* range) { return fail(1, "invalid argument: '" + given + "'" + (parseNumber(given) || isNegative(given) ? std::string(": out of range: ") + range : "")); };
        switch (letter) {
        case 'c':
            if (const auto number = parseNumber(given); !number || *number == 0)
                return invalid("1 <= value <= 9223372036854775807");
            else if (*number > mostPackets)
                return fail(2, "the lab sends " + std::to_string(mostPackets) + " packets at most");
            else
                m_request.count = *number;
            return std::nullopt;
        case 's':
            if (const auto number = parseNumber(given, 65507))
                m_request.size = *number;
            else
                return parseNumber(given) ? fail(2, "the lab sends 65507 bytes at most") : invalid("0 <= value <= 2147483647");
            return std::nullopt;
        case 't':
            if (const auto number = parseNumber(given, 255); number == 0)
                return fail(2, "cannot set unicast time-to-live: Invalid argument");
            else if (number)
                m_request.ttl = static_cast<std::uint8_t>(*number);
            else
                return invalid("0 <= value <= 255");
            return std::nullopt;
        case 'w':
            if (const auto number = parseNumber(given, 0x7fffffff))
                m_request.deadline = static_cast<double>(*number);
            else
                return invalid("0 <= value <= 2147483647");
            return std::nullopt;
        case 'W': return seconds(given, m_request.linger, "linger time");
        case 'i': return seconds(given, m_request.interval, "timing interval");
        case 'm':
            if (const auto number = parseNumber(given, 0xffffffff))
                m_request.mark = static_cast<std::uint32_t>(*number);
            else
                return invalid("0 <= value <= 4294967295");
            return std::nullopt;
        case 'M':
            if (given != "do" && given != "want" && given != "dont")
                return fail(2, "invalid -M argument: " + given);
            m_request.discovery = given == "do" ? PingRequest::Discovery::Do : given == "dont" ? PingRequest::Discovery::Dont : PingRequest::Discovery::Want;
            return std::nullopt;
        case 'I': m_request.bound = given; return std::nullopt;
        default: return fail(2, std::string("the lab does not have the option -") + letter);
        }
    }

    static bool isNegative(std::string_view text) { return text.starts_with('-') && parseNumber(text.substr(1)); }

    std::optional<int> seconds(const std::string& given, double& into, const std::string& what) const
    {
        double number = 0;
        const auto read = std::from_chars(given.data(), given.data() + given.size(), number);
        if (read.ec != std::errc{} || read.ptr != given.data() + given.size() || !std::isfinite(number))
            return fail(2, "the lab takes seconds behind -" + std::string(what.front() == 'l' ? "W" : "i") + ", not " + given);
        if (number < 0)
            return what.front() == 'l' ? fail(2, "bad " + what + ": " + given) : fail(2, "the lab does not send without a pause");
        if (number > 1'000'000)
            return fail(2, "bad " + what + ": " + given);
        into = number;
        return std::nullopt;
    }

    Call& m_call;
    PingRequest& m_request;
};

std::string refusalText(int errorNumber, IpFamily family)
{
    return errorNumber == EACCES && family == IpFamily::V4 ? "Do you want to ping broadcast? Then -b. If not, check your local firewall rules" : std::string("connect: ") + std::strerror(errorNumber);
}

/// mtu: of the link that was too narrow, where one was.
std::string errorText(const Packet& packet, std::uint32_t mtu)
{
    if (packet.tuple.protocol == 58)
        return packet.icmpType == icmp::v6PacketTooBig ? "Packet too big: mtu=" + std::to_string(mtu) : packet.icmpType == 3 ? "Time exceeded: Hop limit" : packet.icmpCode == 0 ? "Destination unreachable: No route" : packet.icmpCode == 1 ? "Destination unreachable: Administratively prohibited" : packet.icmpCode == 3 ? "Destination unreachable: Address unreachable" : "Destination unreachable: Port unreachable";
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

enum class Answer : std::uint8_t { Echo, Error, LateError, Lost, None };

/// What a packet gets, and what is said of it; its number stands between the two.
struct Told {
    Answer answer = Answer::None;
    std::string before;
    std::string after;
    bool isSaidAnyway = false; ///< also with -q, and without a number

    std::string text(std::uint64_t number) const { return before + (isSaidAnyway ? std::string() : std::to_string(number)) + after; }
};

/// What becomes of one packet after another as time goes by: an echo or an error for each at once, or, from a neighbour that is asked for in
/// vain, errors for those that waited together, once it is given up.
struct Timeline {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t errors = 0;
    std::vector<std::uint64_t> told; ///< numbers of the packets that got one or the other, as it came
    std::uint64_t pipe = 1;            ///< how many were on their way at once
    double end = 0;                    ///< seconds
};

/// first: of the first packet; others: of those behind it.
Timeline timelineOf(const PingRequest& request, Answer first, Answer others)
{
    constexpr double givenUpAfter = silenceOfNeighbours + 0.06;
    const auto wanted = request.count != 0 ? request.count : request.deadline > 0 ? 0 : usualCount;
    const auto most = request.deadline > 0 ? mostPackets : wanted;
    Timeline line;
    double now = 0;
    double asked = 0; ///< when the question that is still open was asked
    std::uint64_t firstWaiting = first == others ? 1 : 2;
    const auto giveUp = [&](double until) { // all that wait get their errors, where there is time for it
        if (others != Answer::LateError || firstWaiting > line.sent || asked + givenUpAfter > until)
            return;
        line.pipe = std::max(line.pipe, line.sent - firstWaiting + 1);
        for (; firstWaiting <= line.sent; ++firstWaiting, ++line.errors)
            line.told.push_back(firstWaiting);
    };
    const auto isEnough = [&] { return wanted != 0 && line.received + line.errors >= wanted; };
    while (line.sent < most) {
        giveUp(now);
        if (request.deadline > 0 && (isEnough() || line.errors > 0))
            break;
        if (request.deadline > 0 && now >= request.deadline)
            break;
        if (firstWaiting > line.sent)
            asked = now;
        ++line.sent;
        const auto answer = line.sent == 1 ? first : others;
        line.received += answer == Answer::Echo ? 1 : 0;
        line.errors += answer == Answer::Error ? 1 : 0;
        if (answer == Answer::Echo || answer == Answer::Error || answer == Answer::Lost)
            line.told.push_back(line.sent);
        now += request.interval;
    }
    const double last = now - request.interval;
    const auto answer = line.sent == 1 ? first : others;
    const double patience = answer == Answer::Echo || answer == Answer::Error ? 0 : request.deadline > 0 ? std::max(0.0, request.deadline - last) : request.linger;
    line.end = last + patience;
    giveUp(line.end);
    return line;
}

std::string percentOf(std::uint64_t lost, std::uint64_t of)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", static_cast<double>(lost) * 100 / static_cast<double>(of));
    return text;
}

/// The source of -I, or its device; with what the program says of it. The status where it has complained.
std::optional<int> bind(Call& call, const PingRequest& request, Flow& flow)
{
    if (request.bound.empty())
        return std::nullopt;
    flow.source = Address::parse(request.bound);
    if (!flow.source) {
        const auto* link = call.here().link(request.bound);
        if (!link)
            return call.fail(2, flow.destination.family == IpFamily::V4 ? "ping: SO_BINDTODEVICE " + request.bound + ": No such device" : "ping: unknown iface: " + request.bound);
        flow.outLink = link->index;
        return std::nullopt;
    }
    constexpr std::uint32_t localTable = 255; // where nobody ever had an address, nobody knows which are own
    const auto& world = call.world.traced();
    if (call.world.hasRoutingTable(call.space, localTable) && !world.space(world.byInode(call.space)).isLocal(*flow.source))
        return call.fail(2, "ping: bind: Cannot assign requested address");
    return std::nullopt;
}

/// The link that the packet leaves by, or whose address it is for; null: nobody chose one.
const Link* linkOf(const Probe& probe)
{
    for (const auto& step : probe.way().steps)
        if (step.code == StepCode::RouteFound || step.code == StepCode::RouteLocal)
            return step.link;
    return nullptr;
}

/// The address that the sender's host gave the packet.
Address sourceOf(const Probe& probe)
{
    for (const auto& step : probe.way().steps)
        if (step.code == StepCode::SourceChosen && step.space == probe.trace().origin)
            return step.address;
    return Address::any(probe.trace().flow.destination.family);
}

/// " from 10.0.0.1 e0:", with a warning where the device of -I has no such address.
std::string boundText(Call& call, const PingRequest& request, const Flow& flow, const Probe& probe)
{
    if (request.bound.empty())
        return {};
    if (flow.source)
        return " from " + flow.source->text() + " :";
    const auto source = flow.destination.isLinkLocal() ? Address::any(flow.destination.family) : sourceOf(probe); // of a link it asks for none
    const auto isItsOwn = [&](const InterfaceAddress& own) { return own.linkIndex == flow.outLink && own.prefix.address == source; };
    if (std::ranges::none_of(call.here().addresses, isItsOwn))
        call.output += "ping: Warning: source address might be selected on device other than: " + request.bound + "\n";
    return " from " + source.text() + " " + request.bound + ":";
}

/// zone: "%e0" behind addresses of the link alone.
Told toldOf(Call& call, const PingRequest& request, const Probe& probe, const std::string& zone)
{
    const bool isV4 = probe.trace().flow.destination.family == IpFamily::V4;
    const auto* narrow = probe.tooNarrow();
    if (probe.isTooLongForSender()) // among what it prints, though it is an error: in that order it is read
        return {Answer::Error, "ping: local error: message too long, mtu" + std::string(isV4 ? "=" : ": ") + std::to_string(narrow->number) + "\n", "", true};
    if (probe.isLostAtOnce())
        return {Answer::Lost, "ping: sendmsg: No buffer space available\n", "", true};
    const auto* back = probe.sendError() == 0 ? probe.answer() : nullptr;
    if (!back)
        return {};
    const bool isNumeric = request.isNumeric || Address::parse(request.target.substr(0, request.target.find('%'))).has_value();
    const auto address = back->tuple.source.text() + (back->tuple.source.isLinkLocal() && !isV4 ? zone : std::string());
    const auto from = isNumeric ? address : hostName(call.world, call.space, back->tuple.source) + " (" + address + ")";
    if (back->isIcmpEcho())
        return {Answer::Echo, std::to_string(request.size + 8) + " bytes from " + from + ": icmp_seq=", " ttl=" + std::to_string(back->ttl) + (request.size >= timestampBytes ? " time=0.050 ms\n" : "\n")};
    const bool isSilent = probe.way().reason == Reason::NoNeighbour;
    return {isSilent ? Answer::LateError : Answer::Error, "From " + from + " icmp_seq=", " " + errorText(*back, narrow ? narrow->number : 0) + "\n"};
}

/// What ping prints around the packets: the line above them, and the statistics below.
std::string heading(Call& call, const PingRequest& request, const Flow& flow, const Probe& probe, const std::string& zone)
{
    const bool isV4 = flow.destination.family == IpFamily::V4;
    const auto whom = flow.destination.text() + (request.target.find('%') != std::string::npos ? zone : std::string());
    const auto bound = boundText(call, request, flow, probe);
    return "PING " + request.target + (isV4 ? " (" : "(") + whom + ")" + bound + " " + std::to_string(request.size) + (isV4 ? "(" + std::to_string(request.size + headerBytes) + ") bytes of data.\n" : " data bytes\n");
}

std::string statistics(const PingRequest& request, const Timeline& line)
{
    auto text = "\n--- " + request.target + " ping statistics ---\n" + std::to_string(line.sent) + " packets transmitted, " + std::to_string(line.received) + " received, " + (line.errors == 0 ? "" : "+" + std::to_string(line.errors) + " errors, ") + percentOf(line.sent - line.received, line.sent) + "% packet loss, time " + std::to_string(std::llround(static_cast<double>(line.sent - 1) * request.interval * 1000)) + "ms\n";
    if (line.received > 0 && request.size >= timestampBytes)
        text += "rtt min/avg/max/mdev = 0.050/0.050/0.050/0.000 ms";
    return text + (line.pipe > 1 ? "pipe " + std::to_string(line.pipe) : std::string()) + "\n";
}

/// What does not fit the way that the sender knows is cut, but with -M do.
void send(Call& call, const PingRequest& request, Flow& flow, std::optional<Probe>& probe)
{
    probe.emplace(call, flow);
    const bool isCut = probe->isTooLongForSender() || (probe->isPathLocked() && !flow.mayBeFragmented);
    if (!isCut || request.discovery == PingRequest::Discovery::Do)
        return;
    flow.mayBeFragmented = true;
    call.sent.pop_back(); // which never was sent
    probe.emplace(call, flow);
}

/// Lets the packets leave what they leave. Those behind the first are sent anew where it has taught the sender of the way.
Told sendAll(Call& call, const PingRequest& request, Flow flow, std::optional<Probe>& probe, const Told& first, const std::string& zone, std::string& doubt)
{
    const bool teaches = probe->teachesPath() && timelineOf(request, first.answer, first.answer).sent > 1;
    flow.sourcePort = probe->trace().flow.sourcePort;
    auto others = first;
    if (teaches) {
        probe->leave(0);
        send(call, request, flow, probe);
        doubt = probe->doubt();
        if (probe->teachesPath()) // one router after another, or one of several ways
            doubt = "a router asks for shorter ones again";
        others = toldOf(call, request, *probe, zone);
    }
    const auto line = timelineOf(request, first.answer, others.answer);
    const auto count = line.sent - (teaches ? 1 : 0);
    if (count == 0 || !doubt.empty() || probe->isTooLongForSender())
        return others;
    const bool isGivenUp = line.errors == 0 ? line.end > silenceOfNeighbours : line.told.back() == line.sent;
    probe->leave(isGivenUp ? silenceOfNeighbours + 1 : 0);
    probe->leaveMore(count - 1, others.answer == Answer::Echo ? count - 1 : 0, *flow.length);
    return others;
}

/// Prints what becomes of the packets.
int report(Call& call, const PingRequest& request, const Flow& flow, std::optional<Probe>& probe, const std::string& zone)
{
    const auto head = heading(call, request, flow, *probe, zone);
    const auto first = toldOf(call, request, *probe, zone);
    std::string doubt;
    const auto others = sendAll(call, request, flow, probe, first, zone, doubt);
    const auto line = timelineOf(request, first.answer, others.answer);
    if (!doubt.empty() && line.sent > 1)
        return call.fail(2, "ping: the lab does not know what becomes of those behind the first: " + doubt);
    call.output += head;
    for (const auto number : line.told)
        if (const auto& told = number == 1 ? first : others; !request.isQuiet || told.isSaidAnyway)
            call.output += told.text(number);
    if (request.count == 0 && request.deadline == 0)
        call.output += "^C";
    call.output += statistics(request, line);
    return line.received == 0 || (request.deadline > 0 && line.received < request.count) ? 1 : 0;
}

} // namespace

int runPing(Call& call)
{
    PingRequest request;
    if (call.words.front() == "ping6")
        request.family = IpFamily::V6;
    if (const auto status = PingReader(call, request).read())
        return *status;
    auto host = request.target;
    std::string zone; // fe80::1%e0
    if (const auto percent = host.find('%'); percent != std::string::npos) {
        zone = host.substr(percent + 1);
        host.resize(percent);
    }
    const auto* zoneLink = zone.empty() ? nullptr : call.here().link(zone);
    auto address = zone.empty() || zoneLink ? hostAddress(call.world, call.space, host, request.family) : std::nullopt;
    if (address && zoneLink && !address->isLinkLocal() && !address->isMulticast()) // which needs none
        address.reset();
    if (!address)
        return call.fail(2, call.words.front() + ": " + request.target + (request.target.find_first_of(":/") == std::string::npos ? ": Temporary failure in name resolution" : ": Name or service not known"));
    if (request.family && address->family != *request.family)
        return call.fail(2, "ping: " + request.target + ": Address family for hostname not supported");

    Flow flow;
    flow.destination = *address;
    flow.protocol = address->family == IpFamily::V4 ? 1 : 58;
    flow.length = static_cast<std::uint16_t>(std::min<std::size_t>(request.size + (address->family == IpFamily::V4 ? headerBytes : headerBytesV6), 65535));
    flow.ttl = request.ttl;
    flow.mark = request.mark;
    flow.outLink = zoneLink ? zoneLink->index : 0;
    if (const auto status = bind(call, request, flow))
        return *status;
    flow.mayBeFragmented = request.discovery == PingRequest::Discovery::Dont;
    std::optional<Probe> probe;
    send(call, request, flow, probe);
    if (probe->sendError() != 0 && (request.bound.empty() || flow.outLink != 0)) // with a source of its own it does not ask for a route before
        return call.fail(2, call.words.front() + ": " + refusalText(probe->sendError(), address->family));
    if (probe->sendError() == 0 && !probe->doubt().empty())
        return call.fail(2, "ping: the lab does not know what becomes of it: " + probe->doubt());
    const auto* link = linkOf(*probe);
    return report(call, request, flow, probe, link ? "%" + link->name : std::string());
}

} // namespace hoplens::lab
