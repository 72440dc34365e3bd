// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace hoplens::lab {
namespace {

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 9> flagNames = {{{0x8, "LOOPBACK"}, {0x2, "BROADCAST"}, {0x10, "POINTOPOINT"}, {0x1000, "MULTICAST"}, {0x80, "NOARP"}, {0x200, "ALLMULTI"}, {0x100, "PROMISC"}, {0x1, "UP"}, {0x10000, "LOWER_UP"}}};
constexpr std::array<std::string_view, 7> stateNames = {"UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"};

std::string padded(std::string text, std::size_t width) { return text.size() < width ? text + std::string(width - text.size(), ' ') : text; }

bool isInterfaceName(const std::string& name)
{
    constexpr std::size_t longest = 15;
    return !name.empty() && name.size() <= longest && name != "." && name != ".." && std::ranges::none_of(name, [](unsigned char c) { return std::isspace(c) != 0 || c == '/' || std::iscntrl(c) != 0; });
}

int show(IpCall& ip, Arguments words)
{
    const auto& space = ip.here();
    ip.kernel().tellLinks(space.inode);
    const Link* one = nullptr;
    bool isUpOnly = false;
    std::optional<std::int32_t> master;
    std::string kind;
    while (!words.atEnd()) {
        auto word = words.take();
        if (word == "up") {
            isUpOnly = true;
        } else if (word == "type" && !words.atEnd()) {
            kind = words.take();
        } else if (word == "master" && !words.atEnd()) {
            const auto* of = space.link(words.peek());
            if (!of)
                return ip.invalid("Device does not exist\n", words.peek());
            master = of->index;
        } else {
            if (word == "dev" && !words.atEnd())
                word = words.take();
            if (one)
                return ip.garbage("dev", word);
            one = space.link(word);
            if (!one)
                return ip.fail(1, "Device \"" + word + "\" does not exist.");
        }
        if (master && !words.atEnd())
            words.take();
    }
    if (ip.style)
        ip.entries();
    for (const auto& link : space.links) {
        if ((one && &link != one) || (isUpOnly && !link.isUp()) || (master && link.master != *master) || (!kind.empty() && link.kindName != kind))
            continue;
        if (ip.isDetailed && !ip.isBrief && !areDetailsKnown(ip.call, link))
            return ip.fail(255, "ip: the lab does not know the details of " + link.name + ", which was not made in it");
        if (ip.style) {
            ip.entries().push_back(ip.isBrief ? briefLinkJson(space, link) : linkJson(space, link));
            if (ip.isDetailed && !ip.isBrief)
                addDetails(ip.entries().back(), space, link, DetailsOf::Link);
            continue;
        }
        if (ip.isDetailed && !ip.isBrief) {
            ip.call.output += ip.lines(detailedLines(linkLines(ip.call.world, space, link, "mode DEFAULT "), space, link, link.mtu >= leastMtuOfIpv6 ? " addrgenmode eui64" : ""));
            continue;
        }
        ip.call.output += ip.isBrief ? briefHead(space, link) + link.mac.text() + " <" + linkFlags(space, link) + "> \n" : ip.lines(linkLines(ip.call.world, space, link, "mode DEFAULT "));
    }
    return 0;
}

/// A link that is named as `dev NAME` or `NAME`; null after the program has complained.
const Link* named(IpCall& ip, const std::string& name)
{
    const auto* link = ip.here().link(name);
    if (!link)
        ip.fail(1, "Cannot find device \"" + name + "\"");
    return link;
}

std::optional<std::uint64_t> spaceNamed(IpCall& ip, const std::string& name)
{
    if (const auto* space = namedSpace(ip.call.world, name))
        return space->inode;
    if (name == "1")
        return ip.call.world.home();
    ip.invalid("Invalid \"netns\" value\n", name);
    return std::nullopt;
}

/// A word of `ip link set` and `add`, of which its beginning is enough: names of devices that are one are taken for it.
std::string wholeWord(const std::string& word)
{
    static constexpr std::array<std::string_view, 8> words = {"link", "address", "broadcast", "txqueuelen", "dynamic", "nomaster", "master", "alias"};
    const auto whole = std::ranges::find_if(words, [&](std::string_view known) { return isBeginning(word, known); });
    return whole == words.end() || word == "name" ? word : std::string(*whole);
}

int add(IpCall& ip, Arguments words)
{
    NewLink wanted;
    while (!words.atEnd()) {
        const auto word = wholeWord(words.take());
        const bool hasValue = !words.atEnd();
        if (word == "type" && hasValue) {
            wanted.kind = words.take();
            break;
        }
        if (word == "link" && hasValue) {
            const auto* lower = named(ip, words.take());
            if (!lower)
                return 1;
            wanted.lower = lower->index;
        } else if (word == "mtu" && hasValue) {
            const auto mtu = parseNumber(words.peek(), 0xffffffff);
            if (!mtu)
                return ip.invalid("Invalid \"mtu\" value\n", words.peek());
            wanted.mtu = static_cast<std::uint32_t>(*mtu);
            words.take();
        } else if (word == "address" && hasValue) {
            std::string complaint;
            wanted.mac = LinkAddress::ofLink(words.take(), complaint);
            if (!wanted.mac)
                return ip.fail(1, complaint);
        } else if (word == "netns" && hasValue) {
            wanted.space = spaceNamed(ip, words.take());
            if (!wanted.space)
                return 255;
        } else if ((word == "name" || word == "dev") && hasValue) {
            wanted.name = words.take();
        } else if (word == "master" && hasValue && !ip.here().link(words.peek())) {
            return ip.invalid("Device does not exist\n", words.peek());
        } else if (word == "dynamic" && hasValue && words.peek() != "on" && words.peek() != "off") {
            return ip.fail(1, "Error: argument of \"dynamic\" must be \"on\" or \"off\", not \"" + words.peek() + "\"");
        } else if (word == "txqueuelen" && hasValue && !parseNumber(words.peek(), 0xffffffff)) {
            return ip.invalid("Invalid \"txqueuelen\" value\n", words.peek());
        } else if (std::string complaint; word == "broadcast" && hasValue && !LinkAddress::ofLink(words.peek(), complaint)) {
            return ip.fail(1, complaint);
        } else if (word == "nomaster") {
            continue;
        } else if (word == "alias" && hasValue) {
            words.take();
        } else if (word == "txqueuelen" || word == "dynamic" || word == "master" || word == "broadcast") {
            return ip.fail(255, "ip: the lab does not make links with " + word);
        } else if (wanted.name.empty()) {
            wanted.name = word;
        } else {
            return ip.garbage("name", word);
        }
    }
    if (std::ranges::any_of(wanted.name, [](unsigned char c) { return std::isspace(c) != 0 || c == '/' || std::iscntrl(c) != 0; }) || wanted.name == "." || wanted.name == "..")
        return ip.invalid("\"dev\" not a valid ifname", wanted.name);
    if (wanted.kind.empty())
        return ip.fail(1, "Not enough information: \"type\" argument is required");
    bool isOfPeer = false;
    bool hasVni = false;
    bool hasPort = false;
    if (wanted.kind == "vxlan" && words.atEnd())
        return ip.fail(2, "Error: Required attributes not provided to perform the operation.");
    while (!words.atEnd()) {
        const auto word = words.take();
        const bool hasValue = !words.atEnd();
        if (wanted.kind == "veth" && word == "peer") {
            isOfPeer = true;
        } else if (isOfPeer && word == "name" && hasValue) {
            wanted.peerName = words.take();
        } else if (isOfPeer && word == "netns" && hasValue) {
            wanted.peerSpace = spaceNamed(ip, words.take());
            if (!wanted.peerSpace)
                return 255;
        } else if (isOfPeer && wanted.peerName.empty()) {
            wanted.peerName = word;
        } else if (wanted.kind == "macvlan" && word == "mode" && hasValue) {
            constexpr std::array<std::pair<std::string_view, MacvlanMode>, 4> modes = {{{"private", MacvlanMode::Private}, {"vepa", MacvlanMode::Vepa}, {"bridge", MacvlanMode::Bridge}, {"passthru", MacvlanMode::Passthru}}};
            const auto mode = std::ranges::find(modes, words.peek(), &std::pair<std::string_view, MacvlanMode>::first);
            if (mode == modes.end())
                return ip.fail(1, "Error: argument of \"mode\" must be \"private\", \"vepa\", \"bridge\", \"passthru\" or \"source\", not \"" + words.peek() + "\"");
            wanted.macvlanMode = mode->second;
            words.take();
        } else if (wanted.kind == "bridge" && word == "vlan_filtering" && hasValue && (words.peek() == "0" || words.peek() == "1")) {
            wanted.filtersVlans = words.take() == "1";
        } else if (wanted.kind == "vxlan" && word == "id" && hasValue) {
            const auto vni = parseNumber(words.peek(), 0xffffff);
            if (!vni)
                return ip.invalid("invalid id", words.peek());
            wanted.vxlan.vni = static_cast<std::uint32_t>(*vni);
            hasVni = true;
            words.take();
        } else if (wanted.kind == "vxlan" && word == "dstport" && hasValue) {
            const auto port = parseNumber(words.peek(), 0xffff);
            if (!port)
                return ip.invalid("dst port\n", words.peek());
            constexpr std::uint16_t usualPort = 8472; // of Linux
            wanted.vxlan.port = *port == 0 ? usualPort : static_cast<std::uint16_t>(*port);
            hasPort = true;
            words.take();
        } else if (wanted.kind == "vxlan" && (word == "remote" || word == "local") && hasValue) {
            const auto address = Address::parse(words.peek());
            if (!address)
                return ip.fail(1, "Error: any valid address is expected rather than \"" + words.peek() + "\".");
            (word == "remote" ? wanted.vxlan.remote : wanted.vxlan.local) = address;
            words.take();
        } else if (wanted.kind == "vxlan" && word == "dev" && hasValue) {
            const auto* lower = named(ip, words.take());
            if (!lower)
                return 255;
            wanted.vxlan.underlayIndex = lower->index;
        } else {
            return ip.fail(255, wanted.kind + ": the lab does not know \"" + word + "\"");
        }
    }
    if (wanted.kind == "vxlan" && !hasVni)
        return ip.fail(1, "vxlan: missing virtual network identifier");
    if (wanted.kind == "vxlan" && !hasPort)
        ip.call.errors += "vxlan: destination port not specified\nWill use Linux kernel default (non-standard value)\nUse 'dstport 4789' to get the IANA assigned value\nUse 'dstport 0' to get default and quiet this message\n";
    return ip.answer(ip.kernel().addLink(ip.call.space, wanted));
}

int change(IpCall& ip, Arguments words)
{
    LinkChange wanted;
    std::string name;
    std::string notHere; ///< what was asked for and is not modelled
    while (!words.atEnd()) {
        const auto word = wholeWord(words.take());
        const bool hasValue = !words.atEnd();
        static constexpr std::array<std::string_view, 13> valued = {"dev", "master", "netns", "name", "mtu", "address", "arp", "multicast", "promisc", "allmulticast", "txqueuelen", "txqlen", "type"};
        if (!hasValue && std::ranges::find(valued, word) != valued.end())
            return ip.incomplete();
        if (word == "dynamic" && hasValue && words.peek() != "on" && words.peek() != "off")
            return ip.fail(1, "Error: argument of \"dynamic\" must be \"on\" or \"off\", not \"" + words.peek() + "\"");
        if ((word == "alias" || word == "link") && hasValue) {
            words.take();
            notHere = word;
            continue;
        }
        if (word == "dynamic" || word == "broadcast" || word == "group" || word == "vf" || word == "xdp" || word == "carrier" || word == "trailers" || word == "protodown" || word == "addrgenmode" || word == "state")
            return ip.fail(255, "ip: the lab does not have links with " + word);
        static constexpr std::array<std::pair<std::string_view, std::uint32_t>, 4> flags = {{{"arp", 0x80}, {"multicast", 0x1000}, {"promisc", 0x100}, {"allmulticast", 0x200}}};
        if (const auto flag = std::ranges::find(flags, word, &std::pair<std::string_view, std::uint32_t>::first); flag != flags.end()) {
            const auto value = words.take();
            if (value != "on" && value != "off")
                return ip.fail(255, "Error: argument of \"" + word + "\" must be \"on\" or \"off\", not \"" + value + "\"");
            const bool isSet = (value == "on") != (word == "arp"); // NOARP
            (isSet ? wanted.flagsOn : wanted.flagsOff) |= flag->second;
        } else if (word == "txqueuelen" || word == "txqlen") {
            const auto length = parseNumber(words.peek(), 0xffffffff);
            if (!length)
                return ip.invalid("Invalid \"txqueuelen\" value\n", words.peek());
            wanted.transmitQueueLength = static_cast<std::uint32_t>(*length);
            words.take();
        } else if (word == "up" || word == "down") {
            wanted.isUp = word == "up";
        } else if (word == "dev" && hasValue) {
            name = words.take();
        } else if (word == "nomaster") {
            wanted.master = 0;
        } else if (word == "master" && hasValue) {
            const auto* master = ip.here().link(words.peek());
            if (!master)
                return ip.invalid("Device does not exist\n", words.peek());
            wanted.master = master->index;
            words.take();
        } else if (word == "netns" && hasValue) {
            wanted.space = spaceNamed(ip, words.take());
            if (!wanted.space)
                return 255;
        } else if (word == "name" && hasValue) {
            wanted.name = words.take();
            if (!isInterfaceName(*wanted.name))
                return ip.invalid("\"name\" not a valid ifname", *wanted.name);
        } else if (word == "mtu" && hasValue) {
            if (wanted.mtu)
                return ip.fail(255, "Error: duplicate \"mtu\": \"" + words.peek() + "\" is the second value.");
            const auto mtu = parseNumber(words.peek(), 0xffffffff);
            if (!mtu)
                return ip.invalid("Invalid \"mtu\" value\n", words.peek());
            wanted.mtu = static_cast<std::uint32_t>(*mtu);
            words.take();
        } else if (word == "address" && hasValue) {
            std::string complaint;
            wanted.mac = LinkAddress::ofLink(words.take(), complaint);
            if (!wanted.mac)
                return ip.fail(1, complaint);
        } else if (word == "type" && hasValue) {
            const auto kind = words.take();
            const bool isKnown = kind == "bridge" && words.rest().size() == 2 && words.peek() == "vlan_filtering" && (words.rest()[1] == "0" || words.rest()[1] == "1");
            if (!isKnown)
                return ip.fail(255, "ip: the lab does not know these settings of a " + kind);
            words.take();
            wanted.filtersVlans = words.take() == "1";
        } else if (name.empty()) {
            name = word;
        } else {
            return ip.garbage("dev", word);
        }
    }
    if (name.empty())
        return ip.fail(255, "Not enough information: \"dev\" argument is required.");
    if (!notHere.empty())
        return ip.fail(255, "ip: the lab does not have links with " + notHere);
    const auto* link = named(ip, name);
    return link ? ip.answer(ip.kernel().changeLink(ip.call.space, link->index, wanted)) : 1;
}

int remove(IpCall& ip, Arguments words)
{
    std::string name;
    while (!words.atEnd()) {
        const auto word = words.take();
        if (wholeWord(word) != word && words.atEnd()) // it is short for one that a value follows
            return ip.incomplete();
        if (word == "type" && !words.atEnd())
            words.take();
        else if (word == "dev" && !words.atEnd())
            name = words.take();
        else
            name = word;
    }
    if (name.empty())
        return ip.fail(255, "Not enough information: \"dev\" argument is required.");
    const auto* link = named(ip, name);
    return link ? ip.answer(ip.kernel().deleteLink(ip.call.space, link->index)) : 1;
}

} // namespace

std::string_view stateName(const Link& link) { return stateNames[static_cast<std::size_t>(link.state)]; }

std::string linkLabel(const Namespace& space, const Link& link)
{
    if (link.lowerIndex == 0)
        return link.name;
    const auto* lower = link.lowerNsid ? nullptr : space.link(link.lowerIndex);
    return link.name + "@" + (lower ? lower->name : "if" + std::to_string(link.lowerIndex));
}

std::string linkFlags(const Namespace& space, const Link& link)
{
    std::string text;
    const auto add = [&](std::string_view word) { text += (text.empty() ? "" : ",") + std::string(word); };
    if (link.isUp() && (link.flags & 0x40) == 0)
        add("NO-CARRIER");
    for (const auto& [bit, word] : flagNames)
        if ((link.flags & bit) != 0)
            add(word);
    const auto* lower = link.lowerIndex != 0 && !link.lowerNsid ? space.link(link.lowerIndex) : nullptr;
    if (lower && !lower->isUp())
        add("M-DOWN");
    return text;
}

std::string linkLines(const LabWorld& world, const Namespace& space, const Link& link, std::string_view mode)
{
    const auto* master = link.master != 0 ? space.link(link.master) : nullptr;
    auto text = std::to_string(link.index) + ": " + linkLabel(space, link) + ": <" + linkFlags(space, link) + "> mtu " + std::to_string(link.mtu) + " qdisc " + (link.queueDiscipline.empty() ? "?" : link.queueDiscipline) + " ";
    if (master)
        text += "master " + master->name + " ";
    text += "state " + std::string(stateName(link)) + " " + std::string(mode) + "group default qlen " + std::to_string(link.transmitQueueLength) + "\n";
    text += std::string("    link/") + (link.isLoopback() ? "loopback " : "ether ") + link.mac.text() + " brd " + (link.isLoopback() ? "00:00:00:00:00:00" : "ff:ff:ff:ff:ff:ff");
    if (link.lowerNsid) {
        const auto* other = link.lower ? world.find(link.lower->namespaceInode) : nullptr;
        const bool isNamed = other && namedSpace(world, other->name) == other;
        text += isNamed ? " link-netns " + other->name : " link-netnsid " + std::to_string(*link.lowerNsid);
    }
    return text + "\n";
}

std::string briefHead(const Namespace& space, const Link& link) { return padded(linkLabel(space, link), 16) + " " + padded(std::string(stateName(link)), 14) + " "; }

int ipLink(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return show(ip, words);
    const auto word = words.take();
    if (isBeginning(word, "add"))
        return add(ip, words);
    if (isBeginning(word, "set") || isBeginning(word, "change"))
        return change(ip, words);
    if (isBeginning(word, "delete"))
        return remove(ip, words);
    if (isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list"))
        return show(ip, words);
    if (word == "help")
        return ip.fail(255, "Usage: ip link add [link DEV] [ name ] NAME type { bridge | macvlan | veth | vxlan } [ ARGS ]\n       ip link delete DEVICE\n       ip link set DEVICE [ { up | down } ] [ name NEWNAME ] [ address LLADDR ] [ mtu MTU ]\n                          [ netns NAME ] [ master DEVICE | nomaster ]\n       ip link show [ DEVICE ] [up] [master DEV] [type TYPE]");
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip link help\".");
}

} // namespace hoplens::lab
