// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include "trace/forwarding_table.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t mainTable = 254;
constexpr std::uint8_t protocolBoot = 3;
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
    if (route.type != RouteType::Unicast)
        json["type"] = name(route.type);
    json["dst"] = destinationText(route.destination);
    if (route.nextHops.size() == 1)
        addHop(json, route.nextHops.front());
    if (filter.table == 0 && route.table != mainTable)
        json["table"] = routeTableName(route.table);
    if (route.protocol != protocolBoot)
        json["protocol"] = nameIn(protocols, route.protocol);
    if (!isV6 && route.scope != 0)
        json["scope"] = nameIn(scopes, route.scope);
    if (route.preferredSource)
        json["prefsrc"] = route.preferredSource->text();
    if (route.metric != 0 || isV6)
        json["metric"] = route.metric;
    if (route.mtu != 0)
        json["metrics"] = OrderedJson::array({{{"mtu", route.mtu}}});
    json["flags"] = route.nextHops.size() == 1 ? marks(route.nextHops.front()) : OrderedJson::array();
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
    if (isV6)
        json["pref"] = "medium";
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
        if (hop.gateway)
            text += "via " + hop.gateway->text() + " ";
        if (hop.linkIndex != 0 && !filter.link)
            text += "dev " + nameOf(hop.linkIndex) + " ";
    }
    if (filter.table == 0 && (filter.isDetailed || route.table != mainTable))
        text += "table " + routeTableName(route.table) + " ";
    if (route.protocol != protocolBoot || filter.isDetailed)
        text += "proto " + nameIn(protocols, route.protocol) + " ";
    if (filter.isDetailed || (!isV6 && route.scope != 0))
        text += "scope " + nameIn(scopes, route.scope) + " ";
    if (route.preferredSource)
        text += "src " + route.preferredSource->text() + " ";
    if (route.metric != 0 || isV6)
        text += "metric " + std::to_string(route.metric) + " ";
    if (route.mtu != 0)
        text += "mtu " + std::to_string(route.mtu) + " ";
    const auto marks = [](const NextHop& hop) { return std::string(hop.dead ? "dead " : "") + (hop.onlink ? "onlink " : "") + (hop.linkdown ? "linkdown " : ""); };
    if (route.nextHops.size() == 1) {
        text += marks(route.nextHops.front());
    } else {
        for (const auto& hop : route.nextHops)
            text += "\n\tnexthop " + (hop.gateway ? "via " + hop.gateway->text() + " " : std::string()) + "dev " + nameOf(hop.linkIndex) + " weight " + std::to_string(hop.weight) + " " + marks(hop);
    }
    return text + (isV6 ? "pref medium" : "") + "\n";
}

bool isShown(const Route& route, const RouteFilter& filter)
{
    if ((filter.table != 0 && route.table != filter.table) || (filter.destination && route.destination != *filter.destination))
        return false;
    return !filter.link || std::ranges::any_of(route.nextHops, [&](const NextHop& hop) { return hop.linkIndex == *filter.link; });
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
                status = ip.invalid("table id value is invalid", words.peek());
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
        } else {
            if ((word == "exact" || word == "to") && hasValue)
                word = words.take();
            filter.destination = ip.prefix(word);
            if (!filter.destination) {
                status = ip.badPrefix(word);
                return std::nullopt;
            }
        }
    }
    return filter;
}

int show(IpCall& ip, Arguments words)
{
    int status = 0;
    const auto filter = readFilter(ip, words, status);
    if (!filter)
        return status;
    const auto& space = ip.here();
    auto routes = space.routes;
    std::ranges::stable_sort(routes, isListedBefore);
    if (ip.style)
        ip.entries();
    for (const auto family : {IpFamily::V4, IpFamily::V6})
        for (const auto& route : routes)
            if (route.destination.address.family == family && (family == ip.family.value_or(IpFamily::V4) || (!ip.family && filter->table == 0)) && isShown(route, *filter))
                ip.style ? ip.entries().push_back(routeJson(space, route, *filter)) : void(ip.call.output += ip.lines(routeLine(space, route, *filter)));
    return 0;
}

int flush(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return ip.fail(255, "\"ip route flush\" requires arguments.");
    int status = 0;
    const auto filter = readFilter(ip, words, status);
    if (!filter)
        return status;
    const auto isGone = [&](const Route& route) { return route.destination.address.family == ip.family.value_or(IpFamily::V4) && isShown(route, *filter); };
    if (std::ranges::any_of(ip.here().routes, isGone))
        std::erase_if(ip.call.world.change(ip.call.space).routes, isGone);
    return 0;
}

/// What adding and deleting have in common. nullopt: the program has complained, with `status`.
struct WrittenRoute {
    Route route;
    bool hasMetric = false;
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
    bool hasDestination = false;
    std::string scope;
    while (!words.atEnd()) {
        auto word = words.take();
        const bool hasValue = !words.atEnd();
        const auto type = std::ranges::find(types, word, &std::pair<std::string_view, RouteType>::first);
        if (type != types.end() && !hasDestination) {
            route.type = type->second;
        } else if (word == "via" && hasValue) {
            hop.gateway = Address::parse(words.peek());
            if (!hop.gateway)
                return stop(ip.fail(1, "Error: any valid address is expected rather than \"" + words.peek() + "\"."));
            words.take();
            hasHop = true;
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
                return stop(ip.invalid("\"table\" value is invalid", words.peek()));
            route.table = *table;
            words.take();
        } else if ((word == "metric" || word == "priority" || word == "preference") && hasValue) {
            const auto metric = parseNumber(words.peek(), 0xffffffff);
            if (!metric)
                return stop(ip.invalid("\"metric\" value is invalid", words.peek()));
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
                return stop(ip.invalid("\"protocol\" value is invalid", value));
            route.protocol = known->first;
        } else if (word == "scope" && hasValue) {
            scope = words.take();
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
        }
    }
    if (hop.gateway && route.destination.length == 0)
        route.destination = {Address::any(hop.gateway->family), 0};
    if (route.destination.address.family == IpFamily::V6 && isNew && !written.hasMetric)
        route.metric = 1024;
    if (hasHop)
        route.nextHops.push_back(hop);
    if (!scope.empty() && scope != (hop.gateway ? "global" : "link")) // what the kernel finds by itself
        return stop(ip.fail(255, "ip: the lab does not have a scope of its own for a route: " + scope));
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
    return written ? ip.answer(ip.kernel().deleteRoute(ip.call.space, written->route, written->hasMetric)) : status;
}

int get(IpCall& ip, Arguments words)
{
    std::optional<Address> to;
    if (!words.atEnd())
        to = Address::parse(words.peek());
    if (!to)
        return words.atEnd() ? ip.fail(255, "need at least a destination address") : ip.badPrefix(words.peek());
    const auto& space = ip.here();
    RouteQuery query;
    query.destination = *to;
    const ForwardingTable table(space);
    const auto answer = table.lookup(query);
    switch (answer.verdict) {
    case RouteVerdict::NoRoute: return ip.fail(2, refusal(ENETUNREACH));
    case RouteVerdict::Blackhole: return ip.fail(2, refusal(EINVAL));
    case RouteVerdict::Unreachable: return ip.fail(2, refusal(EHOSTUNREACH));
    case RouteVerdict::Prohibit: return ip.fail(2, refusal(EACCES));
    case RouteVerdict::Unknown: return ip.fail(2, "ip: the lab does not know: " + answer.unknownReason);
    case RouteVerdict::Found: break;
    }
    const auto& choice = answer.choices.front();
    const bool isLocal = choice.route->type == RouteType::Local;
    // A gateway that is this host itself is none: the kernel sends to the destination.
    const auto gateway = choice.hop && choice.hop->gateway && table.addressType(*choice.hop->gateway, 0) != RouteType::Local ? choice.hop->gateway : std::nullopt;
    const auto* out = isLocal ? space.link("lo") : space.link(choice.hop->linkIndex);
    const auto* ownLink = space.link(choice.hop ? choice.hop->linkIndex : 0);
    auto source = choice.route->preferredSource;
    // As the kernel chooses it: of the link, in the gateway's subnet if there is one; of any other link at last. Addresses of a narrower scope than the route's are none.
    const auto choose = [&](auto isWanted) {
        for (const auto& address : space.addresses)
            if (!source && ownLink && address.prefix.address.family == to->family && address.scope <= choice.route->scope && isWanted(address))
                source = address.prefix.address;
    };
    choose([&](const InterfaceAddress& address) { return address.linkIndex == ownLink->index && (!choice.hop->gateway || address.prefix.contains(*choice.hop->gateway)); });
    choose([&](const InterfaceAddress& address) { return address.linkIndex == ownLink->index; });
    choose([&](const InterfaceAddress& address) { return address.scope != 253; });
    if (ip.style) {
        auto entry = OrderedJson::object();
        if (isLocal)
            entry["type"] = "local";
        entry["dst"] = to->text();
        if (gateway)
            entry["gateway"] = gateway->text();
        entry["dev"] = out ? out->name : "?";
        if (isLocal)
            entry["table"] = "local";
        if (source)
            entry["prefsrc"] = source->text();
        entry["flags"] = OrderedJson::array();
        entry["uid"] = 0;
        entry["cache"] = isLocal || (out && out->isLoopback()) ? OrderedJson::array({"local"}) : OrderedJson::array();
        ip.entries().push_back(std::move(entry));
        return 0;
    }
    ip.call.output += std::string(isLocal ? "local " : "") + to->text() + (gateway ? " via " + gateway->text() : "") + " dev " + (out ? out->name : "?") + (source ? " src " + source->text() : "") + " uid 0 \n    cache " + (isLocal || (out && out->isLoopback()) ? "<local> " : "") + "\n";
    return 0;
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
        return get(ip, words);
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
