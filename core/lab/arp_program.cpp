// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_kernel.h"

#include "trace/forwarding_table.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace hoplens::lab {
namespace {

struct ArpRequest {
    bool isAll = false;     ///< -a: another layout
    bool isNew = false;     ///< -s
    bool isDeleted = false; ///< -d
    std::string device;
    std::vector<std::string> words;
};

const Neighbour* find(const Namespace& space, const Link& link, const Address& address)
{
    const auto at = std::ranges::find_if(space.neighbours, [&](const Neighbour& neighbour) { return neighbour.address == address && neighbour.linkIndex == link.index && !neighbour.isProxy && neighbour.state != NeighbourState::NoArp; });
    return at == space.neighbours.end() ? nullptr : &*at;
}

/// The device that is named, or by which the routes lead to the address; or errno.
struct FoundDevice {
    const Link* link = nullptr;
    int error = 0;
};
FoundDevice deviceOf(const Namespace& space, const ArpRequest& request, const Address& address)
{
    if (!request.device.empty()) {
        const auto* link = space.link(request.device);
        return {link, link ? 0 : ENODEV};
    }
    constexpr std::uint8_t linkScope = 253; // it asks for what is on a link
    RouteQuery query;
    query.destination = address;
    query.leastScope = linkScope;
    const auto answer = ForwardingTable(space).lookup(query);
    switch (answer.verdict) {
    case RouteVerdict::Found: return {answer.route->type == RouteType::Local ? space.link("lo") : space.link(answer.choices.front().hop->linkIndex), 0};
    case RouteVerdict::Prohibit: return {nullptr, EACCES};
    case RouteVerdict::Blackhole: return {nullptr, EINVAL};
    default: return {nullptr, ENETUNREACH};
    }
}

int show(Call& call, const ArpRequest& request)
{
    const auto& space = call.here();
    bool isFirst = true;
    for (const auto& neighbour : space.neighbours) {
        const auto* link = space.link(neighbour.linkIndex);
        const bool isOther = !request.words.empty() && neighbour.address.text() != request.words.front();
        if (!link || neighbour.isProxy || neighbour.state == NeighbourState::NoArp || neighbour.address.family != IpFamily::V4 || isOther || (!request.device.empty() && link->name != request.device))
            continue;
        const auto mac = neighbour.mac ? neighbour.mac->text() : std::string();
        if (request.isAll) {
            call.output += "? (" + neighbour.address.text() + ") at " + (mac.empty() ? "<incomplete> " : mac + (link->isLoopback() ? " [loop] " : " [ether] ")) + (neighbour.state == NeighbourState::Permanent ? "PERM " : "") + "on " + link->name + "\n";
            continue;
        }
        if (isFirst)
            call.output += "Address                  HWtype  HWaddress           Flags Mask            Iface\n";
        isFirst = false;
        char line[120];
        if (mac.empty())
            std::snprintf(line, sizeof line, "%-23s          (incomplete)                              %s\n", neighbour.address.text().c_str(), link->name.c_str());
        else
            std::snprintf(line, sizeof line, "%-23s  %-8s%-20s%-6s%-15s %s\n", neighbour.address.text().c_str(), link->isLoopback() ? "loop" : "ether", mac.c_str(), neighbour.state == NeighbourState::Permanent ? "CM" : "C", "", link->name.c_str());
        call.output += line;
    }
    if (isFirst && !request.isAll && !request.words.empty())
        call.output += request.words.front() + " (" + request.words.front() + ") -- no entry\n";
    return 0;
}

int set(Call& call, const ArpRequest& request)
{
    const auto address = request.words.empty() ? std::nullopt : Address::parse(request.words[0]);
    if (!address)
        return call.fail(255, "arp: need host name");
    const auto [link, error] = deviceOf(call.here(), request, *address);
    const auto noDevice = [&, why = error](const std::string& what) { return call.fail(255, what + ": " + std::strerror(why)); };
    if (request.isDeleted) {
        if (!link)
            return noDevice("SIOCDARP(dontpub)");
        const auto* known = find(call.here(), *link, *address);
        if (!known)
            return call.fail(255, "No ARP entry for " + address->text());
        const auto gone = *known;
        LabKernel(call.world).deleteNeighbour(call.space, gone);
        return 0;
    }
    if (request.words.size() < 2)
        return call.fail(255, "arp: need hardware address");
    if (request.words.size() > 2)
        return call.fail(255, "arp: the lab does not have " + request.words[2] + " behind -s");
    const auto mac = MacAddress::parse(request.words[1]);
    if (!mac)
        return call.fail(255, "arp: invalid hardware address");
    Neighbour wanted;
    wanted.address = *address;
    wanted.mac = mac;
    wanted.state = NeighbourState::Permanent;
    if (!link)
        return noDevice("SIOCSARP");
    if (link->isLoopback())
        return call.fail(255, "SIOCSARP: Invalid argument");
    wanted.linkIndex = link->index;
    LabKernel(call.world).addNeighbour(call.space, wanted, true);
    return 0;
}

} // namespace

int runArp(Call& call)
{
    ArpRequest request;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word == "-i" && i + 1 < call.words.size()) {
            request.device = call.words[++i];
        } else if (word.size() > 1 && word[0] == '-') {
            for (const char letter : word.substr(1)) {
                if (std::string_view("nasde").find(letter) == std::string_view::npos)
                    return call.fail(255, std::string("arp: the lab does not have the option -") + letter);
                request.isAll = request.isAll || letter == 'a';
                request.isNew = request.isNew || letter == 's';
                request.isDeleted = request.isDeleted || letter == 'd';
            }
        } else {
            request.words.push_back(word);
        }
    }
    return request.isNew || request.isDeleted ? set(call, request) : show(call, request);
}

} // namespace hoplens::lab
