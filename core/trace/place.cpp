// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/place.h"

namespace hoplens {
namespace {

std::string knownNames(const World& world)
{
    std::string names;
    for (std::uint32_t s = 0; s < world.size() && s < 12; ++s)
        names += (s > 0 ? ", " : "") + world.space(SpaceId{s}).data.name;
    if (world.size() > 12)
        names += " and " + std::to_string(world.size() - 12) + " more";
    return names;
}

SpaceId hostSpace(const World& world)
{
    for (std::uint32_t s = 0; s < world.size(); ++s)
        if (world.space(SpaceId{s}).data.isHost)
            return SpaceId{s};
    return world.byName("host");
}

} // namespace

Result<Origin> resolvePlace(const World& world, std::string_view place)
{
    const auto notFound = [&](std::string what) { return failure({ErrorCode::NotFound, std::move(what), std::string(place), 0, "Known: " + knownNames(world) + "."}); };
    if (place == "host") {
        const SpaceId id = hostSpace(world);
        if (!id.valid())
            return notFound("the input has no host namespace");
        return Origin{id};
    }
    if (place.starts_with("netns/")) {
        const SpaceId id = world.byName(place.substr(6));
        if (!id.valid())
            return notFound("there is no network namespace of this name");
        return Origin{id};
    }
    if (place == "outside") {
        const SpaceId id = hostSpace(world);
        if (id.valid()) {
            const auto& data = world.space(id).data;
            for (const auto& route : data.routes)
                if (route.destination.length == 0 && !route.nextHops.empty() && route.type == RouteType::Unicast)
                    if (const Link* link = data.link(route.nextHops.front().linkIndex))
                        return Origin{id, link};
            for (const auto& link : data.links)
                if (link.kind == LinkKind::Physical)
                    return Origin{id, &link};
        }
        return notFound("the input has no uplink for a packet to come in by");
    }
    return notFound("a place is netns/NAME, host or outside");
}

Result<std::pair<Address, std::uint16_t>> parseTarget(std::string_view target)
{
    const auto wrong = [&](std::string message) { return failure({ErrorCode::InvalidInput, std::move(message), std::string(target), 0, "Write ADDRESS, ADDRESS:PORT or [IPV6]:PORT."}); };
    std::string_view addressText = target;
    std::string_view portText;
    if (target.starts_with('[')) {
        const auto close = target.find(']');
        if (close == std::string_view::npos)
            return wrong("the target has no closing bracket");
        addressText = target.substr(1, close - 1);
        if (close + 1 < target.size()) {
            if (target[close + 1] != ':')
                return wrong("behind the bracket a colon and a port are expected");
            portText = target.substr(close + 2);
        }
    } else if (const auto colon = target.find(':'); colon != std::string_view::npos && target.find(':', colon + 1) == std::string_view::npos) {
        addressText = target.substr(0, colon);
        portText = target.substr(colon + 1);
    }
    const auto address = Address::parse(addressText);
    if (!address)
        return wrong("\"" + std::string(addressText) + "\" is not an IPv4 or IPv6 address");
    std::uint16_t port = 0;
    if (!portText.empty() || (target.ends_with(':') && addressText.size() < target.size())) {
        const auto number = parseNumber(portText, 65535);
        if (!number || *number == 0)
            return wrong("\"" + std::string(portText) + "\" is not a port (1 to 65535)");
        port = static_cast<std::uint16_t>(*number);
    }
    return std::pair(*address, port);
}

Result<Flow> parseFlow(std::string_view text, std::string_view wanted)
{
    const auto target = parseTarget(text);
    if (!target)
        return failure(target.error());
    Flow flow;
    flow.destination = target->first;
    flow.destinationPort = target->second;
    const std::string protocol(!wanted.empty() ? wanted : target->second != 0 ? "tcp" : "icmp");
    const auto number = protocol == "icmp" ? std::optional<std::uint8_t>(flow.destination.family == IpFamily::V4 ? 1 : 58) : protocolNumber(protocol);
    if (!number)
        return failure({ErrorCode::InvalidInput, "there is no protocol of this name", protocol});
    flow.protocol = *number;
    if (hasPorts(flow.protocol) && target->second == 0)
        return failure({ErrorCode::InvalidInput, protocol + " needs a port", std::string(text), 0, "Write ADDRESS:PORT."});
    if (!hasPorts(flow.protocol) && target->second != 0)
        return failure({ErrorCode::InvalidInput, "icmp has no ports", std::string(text), 0, "Leave the port out, or choose tcp."});
    return flow;
}

Address anybody(IpFamily family) { return family == IpFamily::V4 ? Address::v4(0xcb007101) : *Address::parse("2001:db8::1"); }

} // namespace hoplens
