// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_kernel.h"

#include "trace/forwarding_table.h"

#include <algorithm>
#include <cstdio>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t mainTable = 254;

std::string maskText(std::uint8_t length) { return Address::v4(length == 0 ? 0 : ~0u << (32 - length)).text(); }

int show(Call& call, bool isNumeric)
{
    call.output += "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n";
    auto routes = call.here().routes;
    std::ranges::stable_sort(routes, isListedBefore);
    for (const auto& route : routes) {
        if (route.table != mainTable || route.destination.address.family != IpFamily::V4 || route.type == RouteType::Broadcast || route.type == RouteType::Local)
            continue;
        const bool isRefused = route.type == RouteType::Unreachable || route.type == RouteType::Prohibit || route.type == RouteType::Throw;
        const auto* hop = route.nextHops.empty() ? nullptr : &route.nextHops.front();
        const auto* link = hop ? call.here().link(hop->linkIndex) : nullptr;
        const auto gateway = isRefused ? std::string("-") : hop && hop->gateway ? hop->gateway->text() : "0.0.0.0";
        const auto destination = route.destination.length == 0 && !isNumeric ? "default" : route.destination.address.text();
        std::string flags = isRefused ? "!" : hop && hop->gateway ? "UG" : "U";
        if (route.destination.length == 32)
            flags += "H";
        char line[160];
        std::snprintf(line, sizeof line, "%-15s %-15s %-15s %-5s %-6u %-2s %7s %s\n", destination.c_str(), gateway.c_str(), maskText(route.destination.length).c_str(), flags.c_str(), route.metric, isRefused ? "-" : "0", isRefused ? "0" : "0", isRefused ? "-" : link ? link->name.c_str() : "*");
        call.output += line;
    }
    return call.world.hasRoutingTable(call.space, mainTable) ? 0 : 1;
}

constexpr const char* changeUsage = "Usage: inet_route [-vF] del {-host|-net} Target[/prefix] [gw Gw] [metric M] [[dev] If]\n       inet_route [-vF] add {-host|-net} Target[/prefix] [gw Gw] [metric M]\n                              [netmask N] [mss Mss] [window W] [irtt I]\n                              [mod] [dyn] [reinstate] [[dev] If]\n       inet_route [-vF] add {-host|-net} Target[/prefix] [metric M] reject\n       inet_route [-FC] flush      NOT supported";

/// Why a gateway of IPv4 is none, as a number: what rules or routes say of the way to it.
std::string gatewayTrouble(const Namespace& space, const Address& gateway)
{
    RouteQuery query;
    query.destination = gateway;
    switch (ForwardingTable(space).lookup(query).verdict) {
    case RouteVerdict::Prohibit: return "Permission denied";
    case RouteVerdict::Blackhole: return "Invalid argument";
    default: return "Network is unreachable";
    }
}

/// What the kernel refuses over rtnetlink this program hears from ioctl: the same reason, another beginning.
int answer(Call& call, const Refusal& refused, bool isNew, const std::optional<Address>& gateway = std::nullopt)
{
    if (!refused)
        return 0;
    constexpr int failed = 7;
    if (isNew && gateway && refused->ends_with("invalid gateway."))
        return call.fail(failed, "SIOCADDRT: " + gatewayTrouble(call.here(), *gateway));
    const auto colon = refused->find("answers: ");
    const bool isDown = refused->find("is not up") != std::string::npos;
    const auto reason = isDown ? std::string("Network is down") : colon == std::string::npos ? std::string(isNew ? "Network is unreachable" : "No such process") : refused->substr(colon + 9);
    return call.fail(failed, (isNew ? "SIOCADDRT: " : "SIOCDELRT: ") + reason);
}

int change(Call& call, Arguments words, bool isNew)
{
    constexpr int badUse = 3;
    constexpr int noSuchHost = 6;
    Route route;
    route.protocol = 3;
    route.type = isNew ? RouteType::Unicast : RouteType::Unspecified;
    NextHop hop;
    std::string target;
    std::string device;
    std::uint8_t length = 0; ///< as -host or a netmask has it
    bool hasLength = false;
    bool isNet = false;
    bool hasMetric = false;
    while (!words.atEnd()) {
        const auto word = words.take();
        if (word == "-net" || word == "-host") {
            hasLength = word == "-host";
            isNet = word == "-net";
            length = 32;
            continue;
        }
        if (target.empty()) {
            target = word;
            continue;
        }
        if (word == "reject") {
            route.type = RouteType::Unreachable;
            continue;
        }
        const bool takesValue = word == "gw" || word == "gateway" || word == "netmask" || word == "metric" || word == "dev" || word == "device";
        if (takesValue && words.atEnd())
            return call.fail(badUse, changeUsage);
        if (word == "gw" || word == "gateway") {
            hop.gateway = Address::parse(words.peek());
            if (!hop.gateway)
                return call.fail(noSuchHost, words.peek() + ": Host name lookup failure");
            words.take();
        } else if (word == "netmask") {
            const auto mask = Prefix::parse("0.0.0.0/" + words.peek());
            if (!mask)
                return call.fail(badUse, "route: bogus netmask " + words.peek());
            length = mask->length;
            hasLength = true;
            words.take();
        } else if (word == "metric") {
            const auto metric = parseNumber(words.take(), 0xffffffff);
            if (!metric)
                return call.fail(badUse, changeUsage);
            route.metric = static_cast<std::uint32_t>(*metric);
            hasMetric = true;
        } else {
            device = word == "dev" || word == "device" ? words.take() : word;
        }
    }
    if (target.empty())
        return call.fail(badUse, changeUsage);
    if (isNet && !hasLength && target.find('/') == std::string::npos && target != "default" && target != "0.0.0.0")
        return call.fail(7, "route: the lab wants a network's size: -net " + target + "/LENGTH, or netmask MASK");
    if (hasLength && !isNet && target.find('/') != std::string::npos)
        return call.fail(badUse, std::string("route: netmask doesn't make sense with host route\n") + changeUsage);
    const auto prefix = target == "default" || (isNet && target == "0.0.0.0") ? std::optional(Prefix{Address::any(IpFamily::V4), 0}) : Prefix::parse(target);
    if (!prefix || prefix->address.family != IpFamily::V4)
        return call.fail(noSuchHost, target + ": Host name lookup failure");
    route.destination = *prefix;
    if (hasLength && target != "default" && target.find('/') == std::string::npos)
        route.destination.length = length;
    if (route.destination.first() != route.destination.address)
        return call.fail(badUse, std::string("route: netmask doesn't match route address\n") + changeUsage);
    if (!device.empty()) {
        const auto* link = call.here().link(device);
        if (!link)
            return answer(call, refusal(19), isNew);
        hop.linkIndex = link->index;
    }
    constexpr std::uint8_t linkScope = 253, hostScope = 254; // as its ioctl has it without a gateway, and where that is this host itself
    if (route.type == RouteType::Unicast && (!hop.gateway || ForwardingTable(call.here()).addressType(*hop.gateway, 0) != RouteType::Unicast))
        route.scope = linkScope;
    else if (route.type != RouteType::Unicast)
        route.scope = hostScope;
    if (hop.gateway || hop.linkIndex != 0)
        route.nextHops.push_back(hop);
    else if (isNew && route.type == RouteType::Unicast) {
        call.world.makeRoutingTable(call.space, mainTable); // it is there before anything is looked at
        return answer(call, refusal(19), isNew);
    }
    LabKernel kernel(call.world);
    return answer(call, isNew ? kernel.addRoute(call.space, route, LabKernel::RouteOrder::Prepend) : kernel.deleteRoute(call.space, route, {hasMetric, {}}), isNew, hop.gateway);
}

} // namespace

int runRoute(Call& call)
{
    Arguments words(std::span(call.words).subspan(1));
    bool isNumeric = false;
    while (!words.atEnd() && words.peek().starts_with('-')) {
        const auto option = words.take();
        if (option != "-n" && option != "-4")
            return call.fail(3, "route: the lab does not have the option " + option);
        isNumeric = isNumeric || option == "-n";
    }
    if (words.atEnd())
        return show(call, isNumeric);
    const auto word = words.take();
    if (word == "add" || word == "del" || word == "delete")
        return change(call, words, word == "add");
    return call.fail(3, "Usage: route [-n]                             List kernel routing tables\n       route {add|del} ...                    Modify routing table");
}

} // namespace hoplens::lab
