// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include "trace/forwarding_table.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t mainTable = 254, localTable = 255;
constexpr std::uint8_t protocolBoot = 3;

/// What `ip route get` asks the kernel.
struct AskedRoute {
    RouteQuery query;
    std::optional<Address> to;
    const Link* in = nullptr;
    const Link* out = nullptr;
};

/// nullopt: the program has complained, with `status`.
std::optional<AskedRoute> readQuestion(IpCall& ip, Arguments words, int& status)
{
    AskedRoute asked;
    const auto stop = [&](int with) {
        status = with;
        return std::nullopt;
    };
    while (!words.atEnd()) {
        auto word = words.take();
        static constexpr std::array<std::string_view, 6> valued = {"to", "from", "iif", "oif", "dev", "mark"};
        const bool hasName = std::ranges::find(valued, word) != valued.end();
        if (hasName && words.atEnd())
            return stop(ip.incomplete());
        if (word == "iif" || word == "oif" || word == "dev") {
            const auto* link = ip.here().link(words.peek());
            if (!link)
                return stop(ip.fail(1, "Cannot find device \"" + words.peek() + "\""));
            (word == "iif" ? asked.in : asked.out) = link;
            words.take();
        } else if (word == "mark") {
            const auto mark = parseNumber(words.peek(), 0xffffffff);
            if (!mark)
                return stop(ip.invalid("invalid mark value\n", words.peek()));
            asked.query.mark = static_cast<std::uint32_t>(*mark);
            words.take();
        } else if (word == "fibmatch" || word == "tos" || word == "dsfield" || word == "uid" || word == "vrf" || word == "ipproto" || word == "sport" || word == "dport" || word == "connected" || word == "notify") {
            return stop(ip.fail(255, "ip: the lab does not have \"" + word + "\" of ip route get"));
        } else {
            const bool isSource = word == "from";
            if (word == "to" || isSource)
                word = words.take();
            const auto prefix = ip.prefix(word);
            if (!prefix)
                return stop(ip.badPrefix(word));
            if (!isSource && word.find('/') != std::string::npos && prefix->length != prefix->address.width())
                ip.call.errors += "Warning: /" + std::to_string(prefix->length) + " as prefix is invalid, only /" + std::to_string(prefix->address.width()) + " (or none) is supported.\n";
            (isSource ? asked.query.source : asked.to) = prefix->address;
        }
    }
    if (!asked.to)
        return stop(ip.fail(1, "need at least a destination address"));
    asked.query.destination = *asked.to;
    asked.query.in = asked.in ? asked.in->index : 0;
    asked.query.out = asked.out ? asked.out->index : 0;
    return asked;
}

/// As the kernel chooses it: of the link, in the gateway's subnet if there is one; of any other link at last. Addresses of a narrower scope
/// than the route's are none.
std::optional<Address> sourceFor(const Namespace& space, const Address& to, const Link* link, const std::optional<Address>& gateway, std::uint8_t scope)
{
    std::optional<Address> source;
    const auto choose = [&](auto isWanted) {
        for (const auto& address : space.addresses)
            if (!source && link && address.prefix.address.family == to.family && address.scope <= scope && isWanted(address))
                source = address.prefix.address;
    };
    if (to.family == IpFamily::V6) // of the same scope, and the prefix, if there is one
        choose([&](const InterfaceAddress& address) { return address.linkIndex == link->index && address.prefix.contains(gateway.value_or(to)); });
    choose([&](const InterfaceAddress& address) { return address.linkIndex == link->index && (!gateway || address.prefix.contains(*gateway)); });
    choose([&](const InterfaceAddress& address) { return address.linkIndex == link->index; });
    choose([&](const InterfaceAddress& address) { return address.scope != 253; });
    return source;
}

/// What the kernel answers.
struct FoundRoute {
    const AskedRoute& asked;
    const Route& route;
    std::optional<Address> gateway;
    std::string outName;
    std::optional<Address> source;
    std::vector<std::string> flags;            ///< of IPv4: "local", "brd"
    std::optional<std::uint32_t> table;        ///< where it is told
    const LabWorld::PathMtu* path = nullptr;   ///< what was learnt of the way
};

std::string mtuText(const Route& route) { return route.mtu != 0 ? "mtu " + std::to_string(route.mtu) + " " : std::string(); }

std::string textOfV6(const FoundRoute& found, bool isDetailed)
{
    const auto& route = found.route;
    const auto& from = found.asked.query.source;
    auto text = std::string(isDetailed || route.type != RouteType::Unicast ? std::string(name(route.type)) + " " : std::string()) + found.asked.to->text() + " from " + (from ? from->text() : "::");
    text += (found.gateway ? " via " + found.gateway->text() : "") + " dev " + found.outName;
    text += found.table ? " table " + routeTableName(*found.table) : "";
    text += isDetailed || route.protocol != protocolBoot ? " proto " + routeProtocolName(route.protocol) : "";
    text += isDetailed ? " scope global" : "";
    text += (found.source ? " src " + found.source->text() : "") + " metric " + std::to_string(route.metric) + " ";
    return text + (found.path ? pathMtuText(*found.path) : mtuText(route)) + "pref medium\n";
}

std::string textOfV4(const FoundRoute& found, bool isDetailed)
{
    const auto& query = found.asked.query;
    const auto& type = found.route.type;
    auto text = std::string(isDetailed || type == RouteType::Local || type == RouteType::Broadcast ? std::string(name(type)) + " " : std::string()) + found.asked.to->text();
    text += (query.source ? " from " + query.source->text() : "") + (found.gateway ? " via " + found.gateway->text() : "") + " dev " + found.outName;
    text += found.table ? " table " + routeTableName(*found.table) : "";
    text += found.source && !query.source ? " src " + found.source->text() : "";
    text += query.mark != 0 ? " mark " + std::to_string(query.mark) : "";
    text += found.asked.in ? " \n    cache " : " uid 0 \n    cache ";
    std::string flags;
    for (const auto& flag : found.flags)
        flags += (flags.empty() ? "" : ",") + flag;
    text += (flags.empty() ? "" : "<" + flags + "> ") + (found.path ? pathMtuText(*found.path) : mtuText(found.route));
    return text + (found.asked.in ? "iif " + found.asked.in->name + " " : "") + "\n";
}

OrderedJson jsonOf(const FoundRoute& found, bool isDetailed)
{
    const auto& query = found.asked.query;
    const auto& route = found.route;
    const bool isV6 = found.asked.to->family == IpFamily::V6;
    const bool hasType = isV6 ? route.type != RouteType::Unicast : route.type == RouteType::Local || route.type == RouteType::Broadcast;
    auto entry = OrderedJson::object();
    if (isDetailed || hasType)
        entry["type"] = name(route.type);
    entry["dst"] = found.asked.to->text();
    if (query.source || isV6)
        entry["from"] = query.source ? query.source->text() : "::";
    if (found.gateway)
        entry["gateway"] = found.gateway->text();
    entry["dev"] = found.outName;
    if (found.table)
        entry["table"] = routeTableName(*found.table);
    if (isV6 && (isDetailed || route.protocol != protocolBoot))
        entry["protocol"] = routeProtocolName(route.protocol);
    if (isV6 && isDetailed)
        entry["scope"] = "global";
    if (found.source && (isV6 || !query.source))
        entry["prefsrc"] = found.source->text();
    if (isV6)
        entry["metric"] = route.metric;
    entry["flags"] = OrderedJson::array();
    if (!isV6) {
        if (query.mark != 0)
            entry["mark"] = query.mark;
        if (!found.asked.in)
            entry["uid"] = 0;
        entry["cache"] = found.flags;
    }
    if (found.path)
        addPathMtu(entry, *found.path);
    else if (route.mtu != 0)
        entry["metrics"] = OrderedJson::array({{{"mtu", route.mtu}}});
    if (isV6)
        entry["pref"] = "medium";
    return entry;
}

} // namespace

int ipRouteGet(IpCall& ip, Arguments words)
{
    int status = 0;
    auto asked = readQuestion(ip, words, status);
    if (!asked)
        return status;
    const auto& space = ip.here();
    const auto& to = *asked->to;
    const auto isOwn = [&](const Address& address) { return std::ranges::any_of(space.addresses, [&](const InterfaceAddress& own) { return own.prefix.address == address; }); };
    if (asked->query.source && !asked->in && !isOwn(*asked->query.source))
        return ip.fail(2, refusal(ENETUNREACH));
    if (asked->in && (!asked->query.source || isOwn(*asked->query.source)))
        return ip.fail(2, refusal(EINVAL));
    if (to == Address::any(IpFamily::V4)) {
        ip.call.output += "local 0.0.0.0 dev lo src 127.0.0.1 uid 0 \n    cache <local> \n";
        return 0;
    }
    if (asked->out && !asked->in && !asked->out->isUp() && to.family == IpFamily::V4)
        return ip.fail(2, refusal(ENETUNREACH));
    const ForwardingTable table(space);
    const auto answer = table.lookup(asked->query);
    const bool isRefused = answer.verdict != RouteVerdict::Found && answer.verdict != RouteVerdict::Unknown;
    const bool isOnLink = isRefused && asked->out && asked->out->isUp() && to.family == IpFamily::V4; // the device was named
    switch (isOnLink ? RouteVerdict::Found : answer.verdict) {
    case RouteVerdict::NoRoute: return ip.fail(2, refusal(ENETUNREACH));
    case RouteVerdict::Blackhole: return ip.fail(2, refusal(EINVAL));
    case RouteVerdict::Unreachable: return ip.fail(2, refusal(answer.route ? EHOSTUNREACH : ENETUNREACH)); // a rule alone tells of the network
    case RouteVerdict::Prohibit: return ip.fail(2, refusal(EACCES));
    case RouteVerdict::Unknown: return ip.fail(2, "ip: the lab does not know: " + answer.unknownReason);
    case RouteVerdict::Found: break;
    }
    if (to.family == IpFamily::V4 && to.isMulticast())
        return ip.fail(2, "ip: the lab does not know what the kernel tells of the way to a group");
    static const Route linkRoute{.scope = 253};
    const Route& route = isOnLink ? linkRoute : *answer.choices.front().route;
    const NextHop* hop = isOnLink ? nullptr : answer.choices.front().hop;
    const bool isLocal = route.type == RouteType::Local;
    const bool isBroadcast = route.type == RouteType::Broadcast;
    const bool isForwarding = to.family == IpFamily::V4 ? asked->in && asked->in->sysctls.forwarding4 : asked->in && asked->in->sysctls.forwarding6;
    if (asked->in && !isLocal && !isBroadcast && !isForwarding)
        return ip.fail(2, refusal(EHOSTUNREACH));
    // A gateway that is this host itself is none: the kernel sends to the destination.
    const auto gateway = hop && hop->gateway && (hop->onlink || table.addressType(*hop->gateway, 0) != RouteType::Local) ? hop->gateway : std::nullopt;
    const auto* ownLink = isOnLink ? asked->out : space.link(hop ? hop->linkIndex : 0);
    const auto* out = isLocal ? space.link("lo") : ownLink;
    auto source = route.preferredSource;
    if (!source)
        source = isLocal ? to : sourceFor(space, to, ownLink, hop ? hop->gateway : std::nullopt, route.scope);
    FoundRoute found{*asked, route, gateway, out ? out->name : std::string("?"), source, {}, std::nullopt};
    // The tables that are one have the name of the main one.
    const bool isOfOneTable = isOnLink || (to.family == IpFamily::V4 && route.table == localTable && table.hasOneTable());
    const auto tableShown = isOfOneTable ? mainTable : route.table;
    if (ip.isDetailed || tableShown != mainTable)
        found.table = tableShown;
    if (isLocal || isBroadcast || (out && out->isLoopback()))
        found.flags.emplace_back("local");
    if (isBroadcast)
        found.flags.emplace_back("brd");
    found.path = ip.call.world.pathMtu(space.inode, to, route);
    if (ip.style)
        ip.entries().push_back(jsonOf(found, ip.isDetailed));
    else
        ip.call.output += ip.lines(to.family == IpFamily::V6 ? textOfV6(found, ip.isDetailed) : textOfV4(found, ip.isDetailed));
    return 0;
}

} // namespace hoplens::lab
