// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/ip_program.h"
#include "lab/lab_kernel.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <tuple>

namespace hoplens::lab {
namespace {

std::string flagNames(const Link& link)
{
    constexpr std::array<std::pair<std::uint32_t, std::string_view>, 9> names = {{{0x1, "UP"}, {0x2, "BROADCAST"}, {0x8, "LOOPBACK"}, {0x10, "POINTOPOINT"}, {0x40, "RUNNING"}, {0x80, "NOARP"}, {0x100, "PROMISC"}, {0x200, "ALLMULTI"}, {0x1000, "MULTICAST"}}};
    std::string text;
    std::uint32_t number = 0;
    for (const auto& [bit, name] : names)
        if ((link.flags & bit) != 0) {
            text += (text.empty() ? "" : ",") + std::string(name);
            number |= bit;
        }
    return std::to_string(number) + "<" + text + ">";
}

/// "1.6 KiB".
std::string readableBytes(std::uint64_t bytes)
{
    constexpr std::array<const char*, 6> units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit + 1 < units.size(); ++unit)
        value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %s", value, units[unit]);
    return text;
}

/// What it lists: a link, or a label of addresses that looks like one ("v1:a").
struct Shown {
    std::string name;
    const Link* link = nullptr; ///< null: there is none of that name

    bool isAlias() const { return name.find(':') != std::string::npos; }
};

Shown shownBy(const Namespace& space, const std::string& name) { return {name, space.link(name.substr(0, name.find(':')))}; }

/// The lab counts no packets of its own: a snapshot's counters stay as they are.
std::string linkText(const Namespace& space, const Shown& shown)
{
    const auto& link = *shown.link;
    auto text = shown.name + ": flags=" + flagNames(link) + "  mtu " + std::to_string(link.mtu) + "\n";
    bool hasFirst = false;
    for (const auto& address : space.addresses) {
        if (address.linkIndex != link.index || address.prefix.address.family != IpFamily::V4 || hasFirst || labelOf(link, address) != shown.name)
            continue; // one of IPv4 is all that it asks for
        hasFirst = true;
        const auto length = address.prefix.length;
        text += "        inet " + address.prefix.address.text() + "  netmask " + Address::v4(length == 0 ? 0 : ~0u << (32 - length)).text();
        if ((link.flags & 0x2) != 0)
            text += "  broadcast " + (address.broadcast ? address.broadcast->text() : std::string("0.0.0.0"));
        text += "\n";
    }
    for (const auto& address : space.addresses) {
        if (address.linkIndex != link.index || address.prefix.address.family != IpFamily::V6 || shown.isAlias())
            continue;
        text += "        inet6 " + address.prefix.address.text() + "  prefixlen " + std::to_string(address.prefix.length) + "  scopeid " + (link.isLoopback() ? "0x10<host>" : address.scope == 253 ? "0x20<link>" : "0x0<global>") + "\n";
    }
    text += link.isLoopback() ? "        loop  txqueuelen " + std::to_string(link.transmitQueueLength) + "  (Local Loopback)\n" : "        ether " + link.mac.text() + "  txqueuelen " + std::to_string(link.transmitQueueLength) + "  (Ethernet)\n";
    if (shown.isAlias())
        return text + "\n";
    const auto& counted = link.statistics;
    const auto number = [](std::uint64_t count) { return std::to_string(count); };
    text += "        RX packets " + number(counted.receivedPackets) + "  bytes " + number(counted.receivedBytes) + " (" + readableBytes(counted.receivedBytes) + ")\n        RX errors " + number(counted.receiveErrors) + "  dropped " + number(counted.receiveDrops) + "  overruns 0  frame 0\n";
    text += "        TX packets " + number(counted.sentPackets) + "  bytes " + number(counted.sentBytes) + " (" + readableBytes(counted.sentBytes) + ")\n        TX errors " + number(counted.sendErrors) + "  dropped " + number(counted.sendDrops) + " overruns 0  carrier 0  collisions 0\n";
    return text + "\n";
}

int show(Call& call, bool isAll)
{
    const auto& space = call.here();
    std::vector<Shown> all;
    for (const auto& link : space.links)
        if (isAll || link.isUp())
            all.push_back({link.name, &link});
    for (const auto& address : space.addresses)
        if (const auto alias = shownBy(space, address.label); alias.isAlias() && (isAll || !alias.link || alias.link->isUp()) && std::ranges::find(all, alias.name, &Shown::name) == all.end())
            all.push_back(alias);
    const auto place = [](const Shown& shown) { // aliases behind the links that are called alike
        const auto base = std::string_view(shown.name).substr(0, shown.name.find(':'));
        return std::tuple(base.substr(0, base.find_last_not_of("0123456789") + 1), shown.isAlias(), std::string_view(shown.name));
    };
    std::ranges::sort(all, {}, place);
    for (const auto& shown : all) {
        if (!shown.link)
            return call.fail(1, shown.name + ": error fetching interface information: Device not found");
        call.output += linkText(space, shown);
    }
    return 0;
}

/// What SIOCSIFNETMASK does: to the first address of the link, whichever that is by now.
void setLength(Call& call, std::int32_t index, std::uint8_t length)
{
    LabKernel kernel(call.world);
    for (const auto& old : std::vector(call.here().addresses)) {
        if (old.linkIndex != index || old.prefix.address.family != IpFamily::V4)
            continue;
        auto changed = old;
        changed.prefix.length = length;
        if (old.broadcast == old.prefix.last() && old.broadcast)
            changed.broadcast = changed.prefix.last();
        if (changed.prefix != old.prefix) {
            kernel.deleteAddress(call.space, old);
            kernel.addAddress(call.space, changed);
        }
        return;
    }
}

int change(Call& call, std::int32_t index, Arguments words)
{
    LabKernel kernel(call.world);
    const auto failed = [&](const char* request, const Refusal& refused) { return call.fail(255, std::string(request) + ": " + refused->substr(refused->rfind(": ") + 2)); };
    while (!words.atEnd()) {
        const auto word = words.take();
        LinkChange change;
        if (word == "up" || word == "down") {
            change.isUp = word == "up";
            if (const auto refused = kernel.changeLink(call.space, index, change))
                return failed("SIOCSIFFLAGS", refused);
        } else if (word == "mtu" && !words.atEnd()) {
            const auto mtu = parseNumber(words.take(), 0xffffffff);
            change.mtu = mtu ? std::optional(static_cast<std::uint32_t>(*mtu)) : std::nullopt;
            const auto refused = change.mtu ? kernel.changeLink(call.space, index, change) : Refusal(refusal(22));
            if (refused)
                return call.fail(1, "SIOCSIFMTU: " + refused->substr(refused->rfind(": ") + 2));
        } else if (word == "netmask" || word == "broadcast" || word == "hw" || word == "promisc" || word == "add" || word == "del") {
            return call.fail(1, "ifconfig: the lab does not have " + word + " without an address: use ip");
        } else {
            const auto prefix = Prefix::parse(word);
            if (!prefix || prefix->address.family != IpFamily::V4)
                return call.fail(1, word + ": Host name lookup failure\nifconfig: `--help' gives usage information.");
            InterfaceAddress wanted;
            wanted.linkIndex = index;
            wanted.prefix = *prefix;
            std::optional<std::uint8_t> length; // of the network, where it is said
            if (word.find('/') != std::string::npos)
                length = prefix->length;
            if (!words.atEnd() && words.peek() == "netmask") {
                words.take();
                const auto mask = words.atEnd() ? std::nullopt : Prefix::parse("0.0.0.0/" + words.take());
                if (!mask)
                    return call.fail(1, "ifconfig: a netmask is missing");
                length = mask->length;
            }
            const auto first = prefix->address.bits.low >> 24; // at first as classes of addresses had it
            wanted.prefix.length = first < 128 ? 8 : first < 192 ? 16 : 24;
            const bool hasBroadcast = !call.here().link(index)->isLoopback();
            if (hasBroadcast)
                wanted.broadcast = wanted.prefix.last();
            // Its one address takes the place of the first that was there.
            for (const auto& old : std::vector(call.here().addresses))
                if (old.linkIndex == index && old.prefix.address.family == IpFamily::V4) {
                    kernel.deleteAddress(call.space, old);
                    break;
                }
            if (wanted.prefix.address == Address::any(IpFamily::V4)) // as a bridge's port wants it: none
                continue;
            if (const auto refused = kernel.addAddress(call.space, wanted))
                return failed("SIOCSIFADDR", refused);
            change.isUp = true;
            kernel.changeLink(call.space, index, change);
            if (length)
                setLength(call, index, *length);
        }
    }
    return 0;
}

/// Each request fails for itself.
int noSuchDevice(Call& call, const std::string& name, Arguments words)
{
    if (words.atEnd())
        return call.fail(1, name + ": error fetching interface information: Device not found");
    const auto flags = name + ": ERROR while getting interface flags: No such device";
    const auto word = words.take();
    if (word == "mtu")
        return call.fail(1, "SIOCSIFMTU: No such device");
    if (word == "up" || word == "down")
        return call.fail(255, flags);
    const bool hasMask = word.find('/') != std::string::npos || (!words.atEnd() && words.peek() == "netmask");
    return call.fail(255, "SIOCSIFADDR: No such device\n" + flags + (hasMask ? "\nSIOCSIFNETMASK: No such device" : ""));
}

} // namespace

int runIfconfig(Call& call)
{
    Arguments words(std::span(call.words).subspan(1));
    if (words.atEnd() || (words.peek() == "-a" && words.rest().size() == 1))
        return show(call, !words.atEnd());
    const auto name = words.take();
    const auto shown = shownBy(call.here(), name);
    if (name.starts_with('-'))
        return call.fail(1, "ifconfig: the lab does not have the option " + name);
    if (!shown.link)
        return noSuchDevice(call, name, words);
    if (words.atEnd()) {
        call.output += linkText(call.here(), shown);
        return 0;
    }
    if (shown.isAlias())
        return call.fail(1, "ifconfig: the lab does not set up aliases: use ip addr add … label " + name);
    return change(call, shown.link->index, words);
}

} // namespace hoplens::lab
