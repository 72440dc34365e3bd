// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr int refusedStatus = 255;

/// One run of bridge: its options, and what its objects share.
struct BridgeCall {
    Call& call;
    bool isDetailed = false;

    const Namespace& here() const { return call.here(); }
    int fail(const std::string& line) const { return call.fail(refusedStatus, line); }
    int refuse(int errorNumber) const { return fail(refusal(errorNumber)); }
    int unknownCommand(const std::string& word, const char* object) const { return fail("Command \"" + word + "\" is unknown, try \"bridge " + object + " help\"."); }
};

std::optional<bool> onOff(std::string_view word) { return word == "on" ? std::optional(true) : word == "off" ? std::optional(false) : std::nullopt; }

bool isShow(std::string_view word) { return isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list"); }

/// The only device that is to be shown; an error: there is none of its name.
tl::expected<const Link*, std::string> deviceNamed(const BridgeCall& bridge, const std::string& name)
{
    const auto* link = bridge.here().link(name);
    return link ? tl::expected<const Link*, std::string>(link) : tl::unexpected("Cannot find device \"" + name + "\"");
}

int showLinks(const BridgeCall& bridge, Arguments words)
{
    const auto& space = bridge.here();
    const Link* one = nullptr;
    while (!words.atEnd()) {
        if (words.take() != "dev" || words.atEnd())
            continue; // as the real one passes over what it does not know
        const auto found = deviceNamed(bridge, words.take());
        if (!found)
            return bridge.fail(found.error());
        one = *found;
    }
    for (const auto& link : space.links) {
        const auto* master = link.master != 0 ? space.link(link.master) : nullptr;
        if (!master || !link.port || (one && one != &link))
            continue;
        const auto& port = *link.port;
        auto& out = bridge.call.output;
        out += std::to_string(link.index) + ": " + (link.lowerIndex == link.index ? link.name : linkLabel(space, link)) + ": <" + linkFlags(space, link) + "> mtu " + std::to_string(link.mtu) + " master " + master->name + " state " + std::string(name(port.state)) + " priority " + std::to_string(port.priority) + " cost " + std::to_string(port.cost) + " \n";
        const auto word = [](bool isOn) { return isOn ? "on" : "off"; };
        if (bridge.isDetailed)
            out += std::string("    hairpin ") + word(port.hairpin) + " guard off root_block off fastleave off learning " + word(port.learning) + " flood " + word(port.floodUnicast) + " mcast_flood " + word(port.floodMulticast) + " bcast_flood " + word(port.floodBroadcast) + " mcast_router 1 mcast_to_unicast off neigh_suppress " + word(port.neighbourSuppression) + " vlan_tunnel off isolated " + word(port.isolated) + " locked off \n";
    }
    return 0;
}

int setLink(const BridgeCall& bridge, Arguments words)
{
    std::string device;
    BridgePort wanted;
    std::vector<void (*)(BridgePort&, const BridgePort&)> changes;
    while (!words.atEnd()) {
        const auto word = words.take();
        if (words.atEnd())
            return bridge.fail("Command line is not complete. Try option \"help\"");
        const auto value = words.take();
        const auto isOn = onOff(value);
        const auto number = parseNumber(value, 0xffffffff);
        const auto flag = [&](bool& setting, void (*change)(BridgePort&, const BridgePort&)) {
            setting = isOn.value_or(false);
            changes.push_back(change);
        };
        if (word == "dev") {
            device = value;
        } else if (word == "cost" && number) {
            wanted.cost = static_cast<std::uint32_t>(*number);
            changes.push_back([](BridgePort& port, const BridgePort& to) { port.cost = to.cost; });
        } else if (word == "priority" && number) {
            if (*number > 63)
                return bridge.refuse(ERANGE);
            wanted.priority = static_cast<std::uint16_t>(*number);
            changes.push_back([](BridgePort& port, const BridgePort& to) { port.priority = to.priority; });
        } else if (word == "state") {
            const auto known = number ? number : value == "disabled" ? std::optional<std::uint64_t>(0) : value == "listening" ? std::optional<std::uint64_t>(1) : value == "learning" ? std::optional<std::uint64_t>(2) : value == "forwarding" ? std::optional<std::uint64_t>(3) : value == "blocking" ? std::optional<std::uint64_t>(4) : std::nullopt;
            if (!known || *known > 4)
                return bridge.fail("Error: invalid STP port state");
            wanted.state = static_cast<StpState>(*known);
            changes.push_back([](BridgePort& port, const BridgePort& to) { port.state = to.state; });
        } else if (!isOn) {
            return bridge.fail("Error: argument of \"" + word + "\" must be \"on\" or \"off\", not \"" + value + "\"");
        } else if (word == "hairpin") {
            flag(wanted.hairpin, [](BridgePort& port, const BridgePort& to) { port.hairpin = to.hairpin; });
        } else if (word == "isolated") {
            flag(wanted.isolated, [](BridgePort& port, const BridgePort& to) { port.isolated = to.isolated; });
        } else if (word == "learning") {
            flag(wanted.learning, [](BridgePort& port, const BridgePort& to) { port.learning = to.learning; });
        } else if (word == "flood") {
            flag(wanted.floodUnicast, [](BridgePort& port, const BridgePort& to) { port.floodUnicast = to.floodUnicast; });
        } else if (word == "mcast_flood") {
            flag(wanted.floodMulticast, [](BridgePort& port, const BridgePort& to) { port.floodMulticast = to.floodMulticast; });
        } else if (word == "bcast_flood") {
            flag(wanted.floodBroadcast, [](BridgePort& port, const BridgePort& to) { port.floodBroadcast = to.floodBroadcast; });
        } else if (word == "neigh_suppress") {
            flag(wanted.neighbourSuppression, [](BridgePort& port, const BridgePort& to) { port.neighbourSuppression = to.neighbourSuppression; });
        } else {
            return bridge.fail("bridge: the lab does not have the setting " + word);
        }
    }
    if (device.empty())
        return bridge.fail("Device is a required argument.");
    const auto* link = bridge.here().link(device);
    if (!link)
        return bridge.fail("Cannot find bridge device \"" + device + "\"");
    if (!link->port)
        return bridge.refuse(EOPNOTSUPP);
    const auto index = link->index;
    for (auto& each : bridge.call.world.change(bridge.call.space).links)
        if (each.index == index)
            for (const auto change : changes)
                change(*each.port, wanted);
    return 0;
}

/// What a forwarding database holds, with the addresses of the ports themselves, which are always in it.
std::vector<FdbEntry> entriesOf(const Namespace& space)
{
    auto entries = space.fdb;
    const auto add = [&](std::int32_t index, const MacAddress& mac) {
        if (std::ranges::none_of(entries, [&](const FdbEntry& entry) { return entry.mac == mac && entry.isLocal && entry.linkIndex == index; }))
            entries.push_back({.linkIndex = index, .mac = mac, .isLocal = true});
    };
    for (const auto& link : space.links) {
        if (link.port)
            add(link.index, link.mac);
        const bool isOfPort = std::ranges::any_of(space.links, [&](const Link& port) { return port.master == link.index && port.mac == link.mac; });
        if (link.kind == LinkKind::Bridge && !isOfPort)
            add(link.index, link.mac);
    }
    return entries;
}

int showFdb(const BridgeCall& bridge, Arguments words)
{
    const auto& space = bridge.here();
    const Link* device = nullptr;
    const Link* of = nullptr;
    while (!words.atEnd()) {
        const auto word = words.take();
        if ((word == "dev" || word == "brport" || word == "br") && !words.atEnd()) {
            const auto found = deviceNamed(bridge, words.take());
            if (!found)
                return bridge.fail(found.error());
            (word == "br" ? of : device) = *found;
        } else {
            return bridge.fail("bridge: the lab does not know \"" + word + "\" of fdb show");
        }
    }
    for (const auto& entry : entriesOf(space)) {
        const auto* link = space.link(entry.linkIndex);
        if (!link || (device && link != device) || (of && link->master != of->index && link != of))
            continue;
        const auto* master = link->kind == LinkKind::Bridge ? link : link->master != 0 ? space.link(link->master) : nullptr;
        const auto* vxlan = std::get_if<VxlanData>(&link->data);
        const auto* under = vxlan && vxlan->underlayIndex != 0 ? space.link(vxlan->underlayIndex) : nullptr;
        const bool isDefaultWay = under && entry.mac == MacAddress{} && entry.remote == vxlan->remote;
        auto line = entry.mac.text() + (device ? "" : " dev " + link->name) + (entry.remote ? " dst " + entry.remote->text() : "") + (entry.remotePort ? " port " + std::to_string(*entry.remotePort) : "") + (entry.remoteVni ? " vni " + std::to_string(*entry.remoteVni) : "") +  (isDefaultWay ? " via " + under->name : "") + (entry.vlan != 0 ? " vlan " + std::to_string(entry.vlan) : "") + " ";
        line += entry.isSelf || !master ? "self " : "master " + master->name + " ";
        bridge.call.output += line + (entry.isLocal || (entry.isSelf && !entry.isStatic) ? "permanent" : entry.isStatic ? "static" : "") + "\n";
    }
    return 0;
}

enum class FdbOrder : std::uint8_t { Add, Append, Replace, Delete };

int changeFdb(const BridgeCall& bridge, Arguments words, FdbOrder order)
{
    FdbEntry wanted;
    std::optional<MacAddress> mac;
    std::string device;
    bool isOfMaster = false;
    bool isSelf = false;
    bool isAging = false;
    while (!words.atEnd()) {
        const auto word = words.take();
        const bool hasValue = !words.atEnd();
        if (word == "dev" && hasValue) {
            device = words.take();
        } else if (word == "dst" && hasValue) {
            wanted.remote = Address::parse(words.peek());
            if (!wanted.remote)
                return bridge.call.fail(1, "Error: any valid address is expected rather than \"" + words.peek() + "\".");
            words.take();
        } else if ((word == "vni" || word == "port" || word == "vlan") && hasValue) {
            const auto number = parseNumber(words.peek(), word == "vni" ? 0xffffff : word == "port" ? 0xffff : 4094);
            if (!number)
                return bridge.fail("invalid " + (word == "vlan" ? std::string("vlan id") : word) + " \"" + words.peek() + "\"");
            if (word == "vni")
                wanted.remoteVni = static_cast<std::uint32_t>(*number);
            else if (word == "port")
                wanted.remotePort = static_cast<std::uint16_t>(*number);
            else
                wanted.vlan = static_cast<std::uint16_t>(*number);
            words.take();
        } else if (word == "master") {
            isOfMaster = true;
        } else if (word == "self") {
            isSelf = true;
        } else if (word == "static" || word == "temp") {
            wanted.isStatic = true;
        } else if (word == "dynamic") {
            isAging = true;
        } else if (word == "local" || word == "permanent") {
            wanted.isStatic = false;
        } else if (word == "to" || word == "lladdr") {
            continue;
        } else if (mac) {
            return bridge.fail("Error: duplicate \"to\": \"" + word + "\" is the second value.");
        } else {
            mac = MacAddress::parse(word);
            if (!mac)
                return bridge.fail("Invalid mac address " + word);
        }
    }
    if (device.empty() || !mac)
        return bridge.fail("Device and address are required arguments.");
    const auto* link = bridge.here().link(device);
    if (!link)
        return bridge.fail("Cannot find device \"" + device + "\"");
    if (link->isLoopback())
        return bridge.fail(std::string("Error: FDB ") + (order == FdbOrder::Delete ? "delete" : "add") + " only supported for Ethernet devices.");
    const bool isBridge = link->kind == LinkKind::Bridge;
    if (isOfMaster && !link->port)
        return bridge.refuse(EOPNOTSUPP);
    if (link->kind == LinkKind::Macvlan && !isOfMaster && !isBridge)
        return bridge.refuse(EOPNOTSUPP);
    if (link->kind == LinkKind::Vxlan && !isOfMaster && !wanted.remote && order != FdbOrder::Delete)
        return bridge.refuse(EINVAL);
    wanted.mac = *mac;
    wanted.linkIndex = link->index;
    wanted.isSelf = !isOfMaster && !isBridge;
    wanted.isLocal = !wanted.isSelf && !wanted.isStatic && !isAging;
    if (isSelf && isOfMaster)
        return bridge.fail("bridge: the lab does not add to a device and its bridge at once");
    const auto isSame = [&](const FdbEntry& entry) { return entry.linkIndex == wanted.linkIndex && entry.mac == wanted.mac && entry.isSelf == wanted.isSelf && entry.vlan == wanted.vlan; };
    const auto isSameWay = [&](const FdbEntry& entry) { return isSame(entry) && (!wanted.remote || entry.remote == wanted.remote); };
    const auto all = entriesOf(bridge.here());
    const bool isThere = std::ranges::any_of(all, isSame);
    if (order == FdbOrder::Delete) {
        if (std::ranges::none_of(bridge.here().fdb, isSameWay))
            return bridge.refuse(std::ranges::any_of(all, isSameWay) ? EOPNOTSUPP : ENOENT);
        std::erase_if(bridge.call.world.change(bridge.call.space).fdb, isSameWay);
        return 0;
    }
    if (order == FdbOrder::Add && isThere)
        return bridge.refuse(EEXIST);
    if (order == FdbOrder::Append && std::ranges::any_of(all, isSameWay))
        return 0;
    auto& fdb = bridge.call.world.change(bridge.call.space).fdb;
    if (order == FdbOrder::Replace)
        std::erase_if(fdb, isSame);
    fdb.push_back(wanted);
    return 0;
}

void printVlans(std::string& out, const std::string& name, const std::vector<VlanMembership>& vlans)
{
    auto head = name + std::string(name.size() < 18 ? 18 - name.size() : 1, ' ');
    for (const auto& vlan : vlans) {
        out += head + std::to_string(vlan.vid) + (vlan.pvid ? " PVID" : "") + (vlan.untagged ? " Egress Untagged" : "") + "\n";
        head = std::string(18, ' ');
    }
}

int showVlans(const BridgeCall& bridge, Arguments words)
{
    const Link* device = nullptr;
    while (!words.atEnd()) {
        const auto word = words.take();
        if (word != "dev" || words.atEnd())
            return bridge.fail("bridge: the lab does not know \"" + word + "\" of vlan show");
        const auto found = deviceNamed(bridge, words.take());
        if (!found)
            return bridge.fail(found.error());
        device = *found;
    }
    auto& out = bridge.call.output;
    out += "port              vlan-id  \n";
    for (const auto& link : bridge.here().links) {
        if (device && &link != device)
            continue;
        const auto* data = std::get_if<BridgeData>(&link.data);
        if (link.port)
            printVlans(out, link.name, link.port->vlans);
        else if (data && data->vlanFiltering)
            printVlans(out, link.name, data->vlans);
    }
    return 0;
}

/// The numbers "10" or "30-33"; nullopt: they are none.
std::optional<std::pair<std::uint16_t, std::uint16_t>> vlanRange(const std::string& word)
{
    const auto dash = word.find('-');
    const auto low = parseNumber(word.substr(0, dash), 4094);
    const auto high = dash == std::string::npos ? low : parseNumber(word.substr(dash + 1), 4094);
    if (!low || !high || *low == 0 || *high < *low)
        return std::nullopt;
    return std::pair(static_cast<std::uint16_t>(*low), static_cast<std::uint16_t>(*high));
}

enum class VlanOrder : std::uint8_t { Add, Delete };

int changeVlans(const BridgeCall& bridge, Arguments words, VlanOrder order)
{
    std::string device;
    std::optional<std::pair<std::uint16_t, std::uint16_t>> range;
    VlanMembership wanted;
    while (!words.atEnd()) {
        const auto word = words.take();
        const bool hasValue = !words.atEnd();
        if (word == "dev" && hasValue) {
            device = words.take();
        } else if (word == "vid" && hasValue) {
            range = vlanRange(words.peek());
            if (!range)
                return bridge.fail("Invalid VLAN ID \"" + words.peek() + "\"");
            words.take();
        } else if (word == "pvid" || word == "untagged") {
            (word == "pvid" ? wanted.pvid : wanted.untagged) = true;
        } else if (word != "self" && word != "master") {
            return bridge.fail("bridge: the lab does not know \"" + word + "\" of vlan add");
        }
    }
    if (device.empty() || !range)
        return bridge.fail("Device and VLAN ID are required arguments.");
    if (wanted.pvid && range->first != range->second)
        return bridge.fail("pvid cannot be configured for a vlan range");
    const auto* link = bridge.here().link(device);
    if (!link)
        return bridge.fail("Cannot find bridge device \"" + device + "\"");
    const auto* of = link->port ? bridge.here().link(link->master) : link;
    const auto* data = of ? std::get_if<BridgeData>(&of->data) : nullptr;
    if (!data || !data->vlanFiltering) // as a kernel answers whose bridges do not look at VLANs
        return order == VlanOrder::Delete && data ? 0 : bridge.refuse(EOPNOTSUPP);
    const auto index = link->index;
    for (auto& each : bridge.call.world.change(bridge.call.space).links) {
        if (each.index != index)
            continue;
        auto& vlans = each.port ? each.port->vlans : std::get<BridgeData>(each.data).vlans;
        for (auto vid = range->first; vid <= range->second; ++vid) {
            std::erase_if(vlans, [&](const VlanMembership& vlan) { return vlan.vid == vid; });
            for (auto& vlan : vlans)
                vlan.pvid = vlan.pvid && !(wanted.pvid && order == VlanOrder::Add);
            if (order == VlanOrder::Add)
                vlans.push_back({vid, wanted.pvid, wanted.untagged});
        }
        std::ranges::sort(vlans, {}, &VlanMembership::vid);
    }
    return 0;
}

int runFdb(const BridgeCall& bridge, Arguments words)
{
    const auto word = words.atEnd() ? std::string("show") : words.take();
    if (isBeginning(word, "add"))
        return changeFdb(bridge, words, FdbOrder::Add);
    if (isBeginning(word, "append"))
        return changeFdb(bridge, words, FdbOrder::Append);
    if (isBeginning(word, "replace"))
        return changeFdb(bridge, words, FdbOrder::Replace);
    if (isBeginning(word, "delete"))
        return changeFdb(bridge, words, FdbOrder::Delete);
    return isShow(word) ? showFdb(bridge, words) : bridge.unknownCommand(word, "fdb");
}

int runVlan(const BridgeCall& bridge, Arguments words)
{
    const auto word = words.atEnd() ? std::string("show") : words.take();
    if (isBeginning(word, "add"))
        return changeVlans(bridge, words, VlanOrder::Add);
    if (isBeginning(word, "delete"))
        return changeVlans(bridge, words, VlanOrder::Delete);
    return isShow(word) ? showVlans(bridge, words) : bridge.unknownCommand(word, "vlan");
}

int runLink(const BridgeCall& bridge, Arguments words)
{
    const auto word = words.atEnd() ? std::string("show") : words.take();
    if (isBeginning(word, "set") || isBeginning(word, "change"))
        return setLink(bridge, words);
    return isShow(word) ? showLinks(bridge, words) : bridge.unknownCommand(word, "link");
}

} // namespace

int runBridge(Call& call)
{
    BridgeCall bridge{call};
    Arguments words(std::span(call.words).subspan(1));
    while (!words.atEnd() && words.peek().starts_with('-')) {
        const auto option = words.take();
        if (isBeginning(option, "-details") && option.size() >= 2) {
            bridge.isDetailed = true;
        } else if (option == "-V" || isBeginning(option, "-Version")) {
            call.output += "bridge utility, 6.1.0\n";
            return 0;
        } else if (isBeginning(option, "-json") || isBeginning(option, "-statistics") || isBeginning(option, "-netns") || isBeginning(option, "-color") || isBeginning(option, "-oneline")) {
            return call.fail(refusedStatus, "bridge: the lab does not have the option " + option);
        } else {
            return call.fail(refusedStatus, "Option \"" + option + "\" is unknown, try \"bridge help\".");
        }
    }
    if (words.atEnd() || isBeginning(words.peek(), "help"))
        return call.fail(refusedStatus, "Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { link | fdb | vlan }\n       OPTIONS := { -d[etails] }");
    const auto word = words.take();
    if (isBeginning(word, "link"))
        return runLink(bridge, words);
    if (isBeginning(word, "fdb"))
        return runFdb(bridge, words);
    if (word == "mdb" || word == "monitor" || word == "vni")
        return call.fail(refusedStatus, "bridge: the lab does not have " + word);
    if (isBeginning(word, "vlan"))
        return runVlan(bridge, words);
    return call.fail(refusedStatus, "Object \"" + word + "\" is unknown, try \"bridge help\".");
}

} // namespace hoplens::lab
