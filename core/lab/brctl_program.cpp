// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_kernel.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

const BridgeData* bridgeData(const Link& link) { return std::get_if<BridgeData>(&link.data); }

std::vector<std::string> portsOf(const Namespace& space, const Link& bridge)
{
    std::vector<std::string> names;
    for (const auto& link : space.links)
        if (link.master == bridge.index)
            names.push_back(link.name);
    std::ranges::sort(names);
    return names;
}

int show(Call& call, const std::string& only)
{
    std::vector<const Link*> bridges;
    for (const auto& link : call.here().links)
        if (bridgeData(link) && (only.empty() || link.name == only))
            bridges.push_back(&link);
    if (!only.empty() && bridges.empty())
        return call.fail(1, call.here().link(only) ? "device " + only + " is not a bridge!" : "bridge " + only + " does not exist!");
    std::ranges::sort(bridges, {}, &Link::name);
    if (bridges.empty())
        return 0;
    call.output += "bridge name\tbridge id\t\tSTP enabled\tinterfaces\n";
    for (const auto* bridge : bridges) {
        auto mac = bridge->mac.text();
        std::erase(mac, ':');
        const auto ports = portsOf(call.here(), *bridge);
        // A bridge without ports has no number of its own yet, whatever its address is.
        call.output += bridge->name + "\t\t8000." + (ports.empty() && !bridgeData(*bridge)->keepsAddress ? "000000000000" : mac) + "\t" + (bridgeData(*bridge)->stp ? "yes" : "no") + "\t\t";
        for (std::size_t i = 0; i < ports.size(); ++i)
            call.output += (i > 0 ? "\n\t\t\t\t\t\t\t" : "") + ports[i];
        call.output += "\n";
    }
    return 0;
}

const Link* bridgeNamed(Call& call, const std::string& name)
{
    const auto* link = call.here().link(name);
    if (!link || !bridgeData(*link)) {
        call.errors += "bridge " + name + " does not exist!\n";
        return nullptr;
    }
    return link;
}

int addBridge(Call& call, const std::string& wanted)
{
    constexpr std::size_t longestName = 15;
    const auto name = wanted.substr(0, longestName); // as much as the program has room for
    NewLink bridge;
    bridge.kind = "bridge";
    bridge.name = name;
    if (call.here().link(name))
        return call.fail(1, "device " + name + " already exists; can't create bridge with the same name");
    const auto refused = LabKernel(call.world).addLink(call.space, bridge);
    return refused ? call.fail(1, "add bridge failed: " + *refused) : 0;
}

int removeBridge(Call& call, const std::string& name)
{
    const auto* bridge = call.here().link(name);
    if (!bridge)
        return call.fail(1, "bridge " + name + " doesn't exist; can't delete it");
    if (!bridgeData(*bridge))
        return call.fail(1, "can't delete bridge " + name + ": Operation not permitted");
    if (bridge->isUp())
        return call.fail(1, "bridge " + name + " is still up; can't delete it");
    LabKernel(call.world).deleteLink(call.space, bridge->index);
    return 0;
}

int changePort(Call& call, const std::string& bridgeName, const std::string& portName, bool isNew)
{
    const auto* port = call.here().link(portName);
    if (!port)
        return call.fail(1, "interface " + portName + " does not exist!");
    if (call.here().link(bridgeName) && !bridgeData(*call.here().link(bridgeName)))
        return call.fail(1, (isNew ? "can't add " + portName + " to bridge " : "can't delete " + portName + " from ") + bridgeName + ": Operation not supported");
    const auto* bridge = bridgeNamed(call, bridgeName);
    if (!bridge)
        return 1;
    if (isNew && bridgeData(*port))
        return call.fail(1, "device " + portName + " is a bridge device itself; can't add a bridge device to a bridge device.");
    if (isNew && port->master != 0)
        return call.fail(1, "device " + portName + " is already a member of a bridge; can't add it to bridge " + bridgeName + ".");
    if (!isNew && port->master != bridge->index)
        return call.fail(1, "device " + portName + " is not a port of " + bridgeName);
    LinkChange change;
    change.master = isNew ? bridge->index : 0;
    const auto refused = LabKernel(call.world).changeLink(call.space, port->index, change);
    return refused ? call.fail(1, "can't add " + portName + " to bridge " + bridgeName + ": " + refused->substr(refused->find(": ") + 2)) : 0;
}

} // namespace

int runBrctl(Call& call)
{
    const std::vector<std::string> words(call.words.begin() + 1, call.words.end());
    const auto& command = words.empty() ? std::string() : words[0];
    if (command == "show" && words.size() <= 2)
        return show(call, words.size() == 2 ? words[1] : "");
    if ((command == "addbr" || command == "delbr") && words.size() == 2)
        return command == "addbr" ? addBridge(call, words[1]) : removeBridge(call, words[1]);
    if ((command == "addif" || command == "delif") && words.size() == 3)
        return changePort(call, words[1], words[2], command == "addif");
    return call.fail(1, (command.empty() ? "" : "brctl: the lab does not have " + command + " with " + std::to_string(words.size() - 1) + " words\n") + "Usage: brctl [commands]\ncommands:\n\taddbr     \t<bridge>\t\tadd bridge\n\tdelbr     \t<bridge>\t\tdelete bridge\n\taddif     \t<bridge> <device>\tadd interface to bridge\n\tdelif     \t<bridge> <device>\tdelete interface from bridge\n\tshow      \t[ <bridge> ]\t\tshow a list of bridges");
}

} // namespace hoplens::lab
