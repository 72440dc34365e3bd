// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t mainTable = 254;
constexpr std::uint8_t protocolBoot = 3;
constexpr int pathMtuSeconds = 599; ///< how long what was just learnt is kept
constexpr std::array<std::pair<std::uint8_t, std::string_view>, 6> protocols = {{{0, "unspec"}, {1, "redirect"}, {2, "kernel"}, {3, "boot"}, {4, "static"}, {16, "dhcp"}}};
constexpr std::array<std::pair<std::string_view, RouteType>, 9> types = {{{"unicast", RouteType::Unicast}, {"local", RouteType::Local}, {"broadcast", RouteType::Broadcast}, {"anycast", RouteType::Anycast}, {"multicast", RouteType::Multicast}, {"blackhole", RouteType::Blackhole}, {"unreachable", RouteType::Unreachable}, {"prohibit", RouteType::Prohibit}, {"throw", RouteType::Throw}}};
constexpr std::array<std::pair<std::uint8_t, std::string_view>, 5> scopes = {{{0, "global"}, {200, "site"}, {253, "link"}, {254, "host"}, {255, "nowhere"}}};

template <class Number, std::size_t N> std::string nameIn(const std::array<std::pair<Number, std::string_view>, N>& names, Number number)
{
    const auto known = std::ranges::find(names, number, &std::pair<Number, std::string_view>::first);
    return known == names.end() ? std::to_string(number) : std::string(known->second);
}

std::string destinationText(const Prefix& prefix)
{
    if (prefix.length == 0)
        return "default";
    return prefix.length == prefix.address.width() ? prefix.address.text() : prefix.text();
}

/// What `ip route show` is told to show.
struct RouteFilter {
    std::uint32_t table = mainTable; ///< 0: all
    std::optional<std::int32_t> link;
    std::optional<Prefix> destination;
    bool isDetailed = false;
    bool isCached = false;           ///< what was learnt of the ways, in the place of routes
    std::optional<Prefix> within;    ///< root
    std::optional<Prefix> around;    ///< match
    std::optional<Address> gateway;
    std::optional<Address> source;
    std::optional<std::uint8_t> protocol;
    std::optional<std::uint8_t> scope;
    std::optional<RouteType> type;
};

OrderedJson routeJson(const Namespace& space, const Route& route, const RouteFilter& filter)
{
    const bool isV6 = route.destination.address.family == IpFamily::V6;
    auto json = OrderedJson::object();
    const auto nameOf = [&](std::int32_t index) {
        const auto* link = space.link(index);
        return link ? link->name : "if" + std::to_string(index);
    };
    const auto addHop = [&](OrderedJson& to, const NextHop& hop) {
        if (hop.gateway && hop.gateway->family != route.destination.address.family)
            to["via"] = {{"family", hop.gateway->family == IpFamily::V6 ? "inet6" : "inet"}, {"host", hop.gateway->text()}};
        else if (hop.gateway)
            to["gateway"] = hop.gateway->text();
        if (hop.linkIndex != 0 && !filter.link)
            to["dev"] = nameOf(hop.linkIndex);
    };
    const auto marks = [](const NextHop& hop) {
        auto flags = OrderedJson::array();
        for (const auto& [isSet, word] : {std::pair(hop.dead, "dead"), {hop.onlink, "onlink"}, {hop.linkdown, "linkdown"}})
            if (isSet)
                flags.push_back(word);
        return flags;
    };
    if (route.type != RouteType::Unicast || filter.isDetailed)
        json["type"] = name(route.type);
    json["dst"] = destinationText(route.destination);
    if (route.nextHops.size() == 1)
        addHop(json, route.nextHops.front());
    if (filter.table == 0 && (filter.isDetailed || route.table != mainTable))
        json["table"] = routeTableName(route.table);
    if (route.protocol != protocolBoot || filter.isDetailed)
        json["protocol"] = nameIn(protocols, route.protocol);
    if (filter.isDetailed || (!isV6 && route.scope != 0))
        json["scope"] = nameIn(scopes, route.scope);
    if (route.preferredSource)
        json["prefsrc"] = route.preferredSource->text();
    if (route.metric != 0 || isV6)
        json["metric"] = route.metric;
    json["flags"] = route.nextHops.size() == 1 ? marks(route.nextHops.front()) : OrderedJson::array();
    if (!isV6 && route.nextHops.size() > 1 && std::ranges::all_of(route.nextHops, &NextHop::linkdown))
        json["flags"].push_back("linkdown");
    if (route.mtu != 0)
        json["metrics"] = OrderedJson::array({{{"mtu", route.mtu}}});
    if (isV6)
        json["pref"] = "medium";
    if (route.nextHops.size() > 1) {
        json["nexthops"] = OrderedJson::array();
        for (const auto& hop : route.nextHops) {
            auto own = OrderedJson::object();
            addHop(own, hop);
            own["weight"] = hop.weight;
            own["flags"] = marks(hop);
            json["nexthops"].push_back(std::move(own));
        }
    }
    return json;
}

std::string routeLine(const Namespace& space, const Route& route, const RouteFilter& filter)
{
    const bool isV6 = route.destination.address.family == IpFamily::V6;
    std::string text = route.type == RouteType::Unicast && !filter.isDetailed ? "" : std::string(name(route.type)) + " ";
    text += destinationText(route.destination) + " ";
    const auto nameOf = [&](std::int32_t index) {
        const auto* link = space.link(index);
        return link ? link->name : "if" + std::to_string(index);
    };
    if (route.nextHops.size() == 1) {
        const auto& hop = route.nextHops.front();
        if (hop.gateway && !filter.gateway)
            text += "via " + hop.gateway->text() + " ";
        if (hop.linkIndex != 0 && !filter.link)
            text += "dev " + nameOf(hop.linkIndex) + " ";
    }
    if (filter.table == 0 && (filter.isDetailed || route.table != mainTable))
        text += "table " + routeTableName(route.table) + " ";
    if ((route.protocol != protocolBoot || filter.isDetailed) && !filter.protocol)
        text += "proto " + nameIn(protocols, route.protocol) + " ";
    if (!filter.scope && (filter.isDetailed || (!isV6 && route.scope != 0)))
        text += "scope " + nameIn(scopes, route.scope) + " ";
    if (route.preferredSource && !filter.source)
        text += "src " + route.preferredSource->text() + " ";
    if (route.metric != 0 || isV6)
        text += "metric " + std::to_string(route.metric) + " ";
    const auto mtu = route.mtu != 0 ? "mtu " + std::to_string(route.mtu) + " " : std::string();
    const auto marks = [](const NextHop& hop) { return std::string(hop.dead ? "dead " : "") + (hop.onlink ? "onlink " : "") + (hop.linkdown ? "linkdown " : ""); };
    if (route.nextHops.size() == 1) {
        text += marks(route.nextHops.front()) + mtu;
    } else {
        if (!isV6 && !route.nextHops.empty() && std::ranges::all_of(route.nextHops, &NextHop::linkdown))
            text += "linkdown ";
        text += mtu + (isV6 ? "pref medium" : "");
        for (const auto& hop : route.nextHops)
            text += "\n\tnexthop " + (hop.gateway ? "via " + hop.gateway->text() + " " : std::string()) + "dev " + nameOf(hop.linkIndex) + " weight " + std::to_string(hop.weight) + " " + marks(hop);
    }
    return text + (isV6 && route.nextHops.size() <= 1 ? "pref medium" : "") + "\n";
}

bool isShown(const Route& route, const RouteFilter& filter)
{
    if ((filter.table != 0 && route.table != filter.table) || (filter.destination && route.destination != *filter.destination))
        return false;
    const auto contains = [](const Prefix& outer, const Prefix& inner) { return outer.address.family == inner.address.family && outer.length <= inner.length && outer.contains(inner.address); };
    if ((filter.within && !contains(*filter.within, route.destination)) || (filter.around && !contains(route.destination, *filter.around)))
        return false;
    if ((filter.protocol && route.protocol != *filter.protocol) || (filter.scope && route.scope != *filter.scope) || (filter.type && route.type != *filter.type) || (filter.source && route.preferredSource != filter.source))
        return false;
    if (!filter.gateway && !filter.link)
        return true;
    if (route.nextHops.size() != 1) // of several hops it looks at none
        return false;
    const auto& hop = route.nextHops.front();
    return (!filter.gateway || hop.gateway == filter.gateway) && (!filter.link || hop.linkIndex == *filter.link);
}

/// nullopt: the program has complained, with `status`.
std::optional<RouteFilter> readFilter(IpCall& ip, Arguments words, int& status)
{
    RouteFilter filter;
    filter.isDetailed = ip.isDetailed;
    while (!words.atEnd()) {
        auto word = words.take();
        const bool hasValue = !words.atEnd();
        if (word == "table" && hasValue) {
            const auto table = tableNamed(words.peek());
            if (!table) {
                status = ip.invalid("table id value is invalid\n", words.peek());
                return std::nullopt;
            }
            filter.table = *table;
            words.take();
        } else if ((word == "dev" || word == "oif") && hasValue) {
            const auto* link = ip.here().link(words.peek());
            if (!link) {
                status = ip.fail(1, "Cannot find device \"" + words.peek() + "\"");
                return std::nullopt;
            }
            filter.link = link->index;
            words.take();
        } else if ((word == "via" || word == "src") && hasValue) {
            auto& wanted = word == "via" ? filter.gateway : filter.source;
            wanted = Address::parse(words.peek());
            if (!wanted) {
                status = ip.badPrefix(words.peek());
                return std::nullopt;
            }
            words.take();
        } else if ((word == "proto" || word == "protocol") && hasValue) {
            const auto value = words.take();
            const auto known = std::ranges::find(protocols, value, &std::pair<std::uint8_t, std::string_view>::second);
            if (known == protocols.end()) {
                status = ip.invalid("invalid \"protocol\"\n", value);
                return std::nullopt;
            }
            filter.protocol = known->first;
        } else if (word == "scope" && hasValue) {
            const auto value = words.take();
            const auto known = std::ranges::find(scopes, value, &std::pair<std::uint8_t, std::string_view>::second);
            if (known == scopes.end()) {
                status = ip.invalid("invalid \"scope\"\n", value);
                return std::nullopt;
            }
            filter.scope = known->first;
        } else if (word == "type" && hasValue) {
            const auto value = words.take();
            const auto known = std::ranges::find(types, value, &std::pair<std::string_view, RouteType>::first);
            if (known == types.end()) {
                status = ip.invalid("node type value is invalid\n", value);
                return std::nullopt;
            }
            filter.type = known->second;
        } else if (isBeginning(word, "cached") || isBeginning(word, "cloned")) {
            filter.isCached = true;
        } else {
            const auto how = word;
            if ((word == "exact" || word == "to" || word == "root" || word == "match") && hasValue)
                word = words.take();
            auto& wanted = how == "root" ? filter.within : how == "match" ? filter.around : filter.destination;
            wanted = ip.prefix(word);
            if (!wanted) {
                status = ip.badPrefix(word);
                return std::nullopt;
            }
        }
    }
    return filter;
}

/// What a host was told of the ways, as the kernel keeps it: routes to one address each, for a while.
int showCached(IpCall& ip, const RouteFilter& filter)
{
    const auto& space = ip.here();
    if (ip.style)
        ip.entries();
    const auto family = ip.family.value_or(IpFamily::V4);
    for (const auto& path : ip.call.world.pathMtus()) {
        auto route = path.route;
        route.destination = Prefix::host(path.destination);
        if (path.space != space.inode || path.destination.family != family || !isShown(route, filter))
            continue;
        const auto& hop = route.nextHops.front();
        const auto* link = filter.link ? nullptr : space.link(hop.linkIndex);
        if (ip.style) {
            auto entry = OrderedJson::object();
            if (filter.isDetailed)
                entry["type"] = name(route.type);
            entry["dst"] = path.destination.text();
            if (hop.gateway)
                entry["gateway"] = hop.gateway->text();
            if (link)
                entry["dev"] = link->name;
            if (family == IpFamily::V6)
                entry["metric"] = route.metric;
            entry["flags"] = OrderedJson::array();
            if (family == IpFamily::V4)
                entry["cache"] = OrderedJson::array();
            addPathMtu(entry, path);
            if (family == IpFamily::V6)
                entry["pref"] = "medium";
            ip.entries().push_back(std::move(entry));
            continue;
        }
        const auto text = std::string(filter.isDetailed ? std::string(name(route.type)) + " " : "") + path.destination.text() + (hop.gateway ? " via " + hop.gateway->text() : "") + (link ? " dev " + link->name : "") + " ";
        ip.call.output += ip.lines(text + (family == IpFamily::V4 ? "\n    cache " + pathMtuText(path) : "metric " + std::to_string(route.metric) + " " + pathMtuText(path) + "pref medium") + "\n");
    }
    return 0;
}

int show(IpCall& ip, Arguments words)
{
    int status = 0;
    const auto filter = readFilter(ip, words, status);
    if (!filter)
        return status;
    if (filter->isCached)
        return showCached(ip, *filter);
    const auto& space = ip.here();
    const auto family = ip.family.value_or(IpFamily::V4);
    const bool isThere = filter->table == 0 || filter->table == mainTable || ip.call.world.hasRoutingTable(space.inode, filter->table, family);
    if (!isThere)
        return ip.fail(2, std::string("Error: ") + (family == IpFamily::V4 ? "ipv4" : "ipv6") + ": FIB table does not exist.\nDump terminated");
    auto routes = space.routes;
    std::ranges::stable_sort(routes, isListedBefore);
    if (ip.style)
        ip.entries();
    for (const auto listed : {IpFamily::V4, IpFamily::V6})
        for (const auto& route : routes)
            if (route.destination.address.family == listed && (listed == family || (!ip.family && filter->table == 0)) && isShown(route, *filter))
                ip.style ? ip.entries().push_back(routeJson(space, route, *filter)) : void(ip.call.output += ip.lines(routeLine(space, route, *filter)));
    return 0;
}

int flush(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return ip.fail(1, "\"ip route flush\" requires arguments.");
    int status = 0;
    const auto filter = readFilter(ip, words, status);
    if (!filter)
        return status;
    if (filter->isCached) {
        const auto isOver = [&](const LabWorld::PathMtu& path) {
            auto route = path.route;
            route.destination = Prefix::host(path.destination);
            return path.destination.family == IpFamily::V4 || isShown(route, *filter); // of IPv4 all go, whatever is named
        };
        ip.call.world.forgetPathMtus([&](const LabWorld::PathMtu& path) { return path.space == ip.call.space && ip.family.value_or(path.destination.family) == path.destination.family && isOver(path); });
        return 0;
    }
    if (ip.family.value_or(IpFamily::V4) == IpFamily::V4 && filter->table != 0 && !ip.call.world.hasRoutingTable(ip.call.space, filter->table))
        return ip.fail(2, "Error: ipv4: FIB table does not exist.\nFlush terminated");
    const auto isGone = [&](const Route& route) { return route.destination.address.family == ip.family.value_or(IpFamily::V4) && isShown(route, *filter); };
    if (std::ranges::any_of(ip.here().routes, isGone))
        std::erase_if(ip.call.world.change(ip.call.space).routes, isGone);
    return 0;
}

/// What adding and deleting have in common. nullopt: the program has complained, with `status`.
struct WrittenRoute {
    Route route;
    bool hasMetric = false;
    std::optional<std::uint8_t> scope = {}; ///< as it was written
};

std::optional<WrittenRoute> readRoute(IpCall& ip, Arguments words, bool isNew, int& status)
{
    const auto stop = [&](int with) {
        status = with;
        return std::nullopt;
    };
    WrittenRoute written;
    auto& route = written.route;
    route.type = isNew ? RouteType::Unicast : RouteType::Unspecified;
    route.protocol = protocolBoot;
    NextHop hop;
    bool hasHop = false;
    bool hasTable = false;
    bool hasDestination = false;
    bool isEverything = false; ///< "default", which is of any family
    std::vector<NextHop> several;
    const auto familyHere = [&] { return ip.family ? ip.family : hasDestination && !isEverything ? std::optional(route.destination.address.family) : std::nullopt; };
    const auto gatewayNamed = [&](const std::string& value) {
        const auto address = Address::parse(value);
        return address && (!familyHere() || address->family == *familyHere()) ? address : std::nullopt;
    };
    const auto badGateway = [&](const std::string& value) { return ip.fail(1, std::string("Error: ") + (familyHere() ? (*familyHere() == IpFamily::V6 ? "inet6" : "inet") : "any valid") + " address is expected rather than \"" + value + "\"."); };
    while (!words.atEnd()) {
        auto word = words.take();
        const bool hasValue = !words.atEnd();
        static constexpr std::array<std::string_view, 13> valued = {"via", "dev", "oif", "table", "metric", "priority", "preference", "src", "proto", "protocol", "scope", "mtu", "to"};
        if (!hasValue && std::ranges::find(valued, word) != valued.end())
            return stop(ip.incomplete());
        const auto type = std::ranges::find(types, word, &std::pair<std::string_view, RouteType>::first);
        if ((type != types.end() || word == "any") && !hasDestination) { // "any" is short for a type here
            route.type = word == "any" ? RouteType::Anycast : type->second;
            if (words.atEnd())
                return stop(ip.incomplete());
            if (const auto& named = words.peek(); !ip.prefix(named))
                return stop(ip.badPrefix(named));
        } else if (word == "via" && hasValue) {
            if (hop.gateway)
                return stop(ip.invalid("use nexthop syntax to specify multiple via\n", "via"));
            hop.gateway = gatewayNamed(words.peek());
            if (!hop.gateway)
                return stop(badGateway(words.peek()));
            words.take();
            if (*hop.gateway == Address::any(hop.gateway->family))
                hop.gateway.reset();
            else
                hasHop = true;
        } else if (word == "nexthop") {
            if (!hasValue)
                return stop(ip.fail(255, "Error: unexpected end of line after \"nexthop\""));
            NextHop one;
            while (!words.atEnd() && words.peek() != "nexthop") {
                const auto what = words.take();
                if (what == "onlink") {
                    one.onlink = true;
                    continue;
                }
                if (words.atEnd())
                    return stop(ip.incomplete());
                const auto value = words.take();
                if (what == "via") {
                    one.gateway = gatewayNamed(value);
                    if (!one.gateway)
                        return stop(badGateway(value));
                } else if (what == "dev") {
                    const auto* link = ip.here().link(value);
                    if (!link)
                        return stop(ip.fail(1, "Cannot find device \"" + value + "\""));
                    one.linkIndex = link->index;
                } else if (what == "weight") {
                    const auto weight = parseNumber(value, 256);
                    if (!weight || *weight == 0)
                        return stop(ip.invalid("\"weight\" is invalid\n", value));
                    one.weight = static_cast<std::uint16_t>(*weight);
                } else {
                    return stop(ip.garbage("nexthop", what));
                }
            }
            several.push_back(one);
        } else if (word == "mtu" && hasValue) {
            const auto mtu = parseNumber(words.peek(), 0xffffffff);
            if (!mtu)
                return stop(ip.invalid("\"mtu\" value is invalid\n", words.peek()));
            route.mtu = static_cast<std::uint32_t>(*mtu);
            words.take();
        } else if ((word == "dev" || word == "oif") && hasValue) {
            const auto* link = ip.here().link(words.peek());
            if (!link)
                return stop(ip.fail(1, "Cannot find device \"" + words.peek() + "\""));
            hop.linkIndex = link->index;
            words.take();
            hasHop = true;
        } else if (word == "onlink") {
            hop.onlink = true;
        } else if (word == "table" && hasValue) {
            const auto table = tableNamed(words.peek());
            if (!table)
                return stop(ip.invalid("\"table\" value is invalid\n", words.peek()));
            route.table = *table;
            hasTable = true;
            words.take();
        } else if ((word == "metric" || word == "priority" || word == "preference") && hasValue) {
            const auto metric = parseNumber(words.peek(), 0xffffffff);
            if (!metric)
                return stop(ip.invalid("\"metric\" value is invalid\n", words.peek()));
            route.metric = static_cast<std::uint32_t>(*metric);
            written.hasMetric = true;
            words.take();
        } else if (word == "src" && hasValue) {
            route.preferredSource = Address::parse(words.peek());
            if (!route.preferredSource)
                return stop(ip.fail(1, "Error: any valid address is expected rather than \"" + words.peek() + "\"."));
            words.take();
        } else if ((word == "proto" || word == "protocol") && hasValue) {
            const auto value = words.take();
            const auto known = std::ranges::find(protocols, value, &std::pair<std::uint8_t, std::string_view>::second);
            if (known == protocols.end())
                return stop(ip.invalid("\"protocol\" value is invalid\n", value));
            route.protocol = known->first;
        } else if (word == "scope" && hasValue) {
            const auto value = words.take();
            const auto known = std::ranges::find(scopes, value, &std::pair<std::uint8_t, std::string_view>::second);
            const auto number = parseNumber(value, 255);
            if (known == scopes.end() && !number)
                return stop(ip.invalid("invalid \"scope\" value\n", value));
            written.scope = known != scopes.end() ? known->first : static_cast<std::uint8_t>(*number);
        } else {
            if (word == "to" && hasValue)
                word = words.take();
            if (hasDestination)
                return stop(ip.garbage("to", word));
            const auto prefix = ip.prefix(word);
            if (!prefix)
                return stop(ip.badPrefix(word));
            route.destination = *prefix;
            hasDestination = true;
            isEverything = word == "default" || word == "all";
        }
    }
    if (hop.gateway && route.destination.length == 0)
        route.destination = {Address::any(hop.gateway->family), 0};
    if (route.destination.address.family == IpFamily::V6 && isNew && !written.hasMetric)
        route.metric = 1024;
    if (hasHop)
        route.nextHops.push_back(hop);
    route.nextHops.insert(route.nextHops.end(), several.begin(), several.end());
    if (!several.empty() && route.destination.length == 0 && several.front().gateway)
        route.destination = {Address::any(several.front().gateway->family), 0};
    const bool isOwn = route.type == RouteType::Local || route.type == RouteType::Broadcast || route.type == RouteType::Anycast;
    const bool isOfLink = isOwn || route.type == RouteType::Multicast;
    if (isOwn && !hasTable)
        route.table = 255;
    const bool isOnLink = route.type == RouteType::Unicast && route.nextHops.size() == 1 && !route.nextHops.front().gateway;
    if (isNew)
        route.scope = written.scope.value_or(route.type == RouteType::Local ? 254 : isOfLink || isOnLink ? 253 : 0);
    return written;
}

int modify(IpCall& ip, Arguments words, LabKernel::RouteOrder order)
{
    int status = 0;
    const auto written = readRoute(ip, words, true, status);
    return written ? ip.answer(ip.kernel().addRoute(ip.call.space, written->route, order)) : status;
}

int remove(IpCall& ip, Arguments words)
{
    int status = 0;
    if (words.atEnd())
        return ip.fail(2, refusal(ESRCH));
    const auto written = readRoute(ip, words, false, status);
    return written ? ip.answer(ip.kernel().deleteRoute(ip.call.space, written->route, {written->hasMetric, written->scope})) : status;
}

} // namespace

int ipRoute(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return show(ip, words);
    const auto word = words.take();
    if (isBeginning(word, "list") || isBeginning(word, "show") || isBeginning(word, "lst"))
        return show(ip, words);
    if (isBeginning(word, "get"))
        return ipRouteGet(ip, words);
    if (isBeginning(word, "add"))
        return modify(ip, words, LabKernel::RouteOrder::Add);
    if (isBeginning(word, "change") || word == "chg")
        return modify(ip, words, LabKernel::RouteOrder::Change);
    if (isBeginning(word, "replace"))
        return modify(ip, words, LabKernel::RouteOrder::Replace);
    if (isBeginning(word, "append"))
        return modify(ip, words, LabKernel::RouteOrder::Append);
    if (isBeginning(word, "prepend"))
        return modify(ip, words, LabKernel::RouteOrder::Prepend);
    if (isBeginning(word, "delete"))
        return remove(ip, words);
    if (isBeginning(word, "flush"))
        return flush(ip, words);
    if (word == "help")
        return ip.fail(255, "Usage: ip route { show | flush } SELECTOR\n       ip route get ADDRESS\n       ip route { add | del | change | append | prepend | replace } ROUTE\nROUTE := [ TYPE ] PREFIX [ via ADDRESS ] [ dev STRING ] [ metric NUMBER ] [ table TABLE_ID ] [ src ADDRESS ] [ onlink ]");
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip route help\".");
}

std::string pathMtuText(const LabWorld::PathMtu& path) { return "expires " + std::to_string(pathMtuSeconds) + "sec mtu " + (path.isLocked ? "lock " : "") + std::to_string(path.mtu) + " "; }

void addPathMtu(OrderedJson& entry, const LabWorld::PathMtu& path)
{
    entry["expires"] = pathMtuSeconds;
    entry["metrics"] = OrderedJson::array({{{"mtu", path.mtu}}});
}

std::string routeProtocolName(std::uint8_t protocol) { return nameIn(protocols, protocol); }

std::string routeWords(const Namespace& space, const Route& route)
{
    RouteFilter everything;
    everything.table = 0;
    auto plain = route;
    for (auto& hop : plain.nextHops)
        hop.dead = hop.linkdown = false;
    auto words = routeLine(space, plain, everything);
    std::ranges::replace(words, '\n', ' ');
    std::ranges::replace(words, '\t', ' ');
    if (const auto preference = words.find("pref medium"); preference != std::string::npos)
        words.erase(preference);
    words.erase(words.find_last_not_of(' ') + 1);
    return words;
}

} // namespace hoplens::lab
