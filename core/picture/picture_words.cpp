// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/picture_words.h"

#include <algorithm>

namespace hoplens {

double textWidth(std::string_view text, double size, Face face)
{
    std::size_t letters = 0;
    for (const char c : text)
        letters += (c & 0xc0) != 0x80;
    return static_cast<double>(letters) * size * (face == Face::Fixed ? 0.605 : 0.56);
}

std::string fittedText(const std::string& text, double width, double size, Face face)
{
    if (textWidth(text, size, face) <= width)
        return text;
    // As many letters as fit before the ellipsis, each with all of its bytes.
    const auto fitting = static_cast<std::size_t>(std::max(0.0, (width - size * 0.6) / textWidth("x", size, face)));
    std::size_t end = 0;
    for (std::size_t letters = 0; end < text.size(); ++end)
        if ((text[end] & 0xc0) != 0x80 && letters++ == fitting)
            break;
    return text.substr(0, end) + "…";
}

std::string counted(std::size_t count, const Phrase& one, const Phrase& more) { return count == 1 ? one() : more(std::to_string(count)); }

std::string contents(const Namespace& space)
{
    const auto routes = std::ranges::count_if(space.routes, [](const Route& route) { return route.table != 255 && route.type == RouteType::Unicast; });
    std::string text = counted(static_cast<std::size_t>(routes), say("picture", "1 route"), say("picture", "%1 routes"));
    if (const auto rules = space.rules.rules.size(); rules > 0)
        text += " · " + counted(rules, say("picture", "1 rule"), say("picture", "%1 rules"));
    return text;
}

std::string firstAddress(const Namespace& space, const Link& link)
{
    for (const auto& address : space.addresses)
        if (address.linkIndex == link.index && !address.prefix.address.isLinkLocal())
            return address.prefix.text();
    return {};
}

std::string troubleOf(const Link& link)
{
    if (!link.isUp())
        return "✕ " + say("picture", "down")();
    if (!link.carrier)
        return "✕ " + say("picture", "no carrier")();
    if (link.port && link.port->state != StpState::Forwarding)
        return "✕ " + std::string(name(link.port->state));
    return {};
}

bool isInUse(const Namespace& space, const Link& link)
{
    return !link.isLoopback() && (link.kind == LinkKind::Veth || link.master != 0 || !firstAddress(space, link).empty());
}

std::string defaultRoute(const Namespace& space)
{
    for (const auto& route : space.routes)
        if (route.destination.length == 0 && route.type == RouteType::Unicast && route.destination.address.family == IpFamily::V4 && !route.nextHops.empty())
            return "default via " + (route.nextHops.front().gateway ? route.nextHops.front().gateway->text() : say("picture", "link")());
    for (const auto& route : space.routes)
        if (route.table == 254 && route.type == RouteType::Unicast && route.destination.address.family == IpFamily::V4)
            return route.destination.text();
    return say("picture", "no route")();
}

std::string servicesOf(const Namespace& space)
{
    for (const auto& socket : space.sockets) {
        if (socket.peerPort != 0)
            continue;
        std::string text = protocolName(socket.protocol) + " :" + std::to_string(socket.port);
        for (const auto& process : space.processes)
            if (!socket.owners.empty() && process.pid == socket.owners.front())
                text = process.command + " :" + std::to_string(socket.port);
        return text;
    }
    if (!space.processes.empty())
        return space.processes.front().command + " (pid " + std::to_string(space.processes.front().pid) + ")";
    return {};
}

std::string roomTitle(const Namespace& space)
{
    std::string title = say("picture", "namespace %1")(space.name);
    for (const auto& link : space.links)
        if (!link.isLoopback()) {
            title += "\n" + link.name + " " + firstAddress(space, link);
            if (const auto trouble = troubleOf(link); !trouble.empty())
                title += " " + trouble;
        }
    return title;
}

bool naturallyBefore(const std::string& a, const std::string& b)
{
    std::size_t i = 0;
    std::size_t k = 0;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    while (i < a.size() && k < b.size()) {
        if (digit(a[i]) && digit(b[k])) {
            std::size_t iEnd = i;
            std::size_t kEnd = k;
            while (iEnd < a.size() && digit(a[iEnd]))
                ++iEnd;
            while (kEnd < b.size() && digit(b[kEnd]))
                ++kEnd;
            if (iEnd - i != kEnd - k)
                return iEnd - i < kEnd - k;
            const int order = a.compare(i, iEnd - i, b, k, kEnd - k);
            if (order != 0)
                return order < 0;
            i = iEnd;
            k = kEnd;
            continue;
        }
        if (a[i] != b[k])
            return a[i] < b[k];
        ++i;
        ++k;
    }
    return a.size() - i < b.size() - k;
}

} // namespace hoplens
