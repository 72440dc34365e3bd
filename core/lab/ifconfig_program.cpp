// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_kernel.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace hoplens::lab {
namespace {

std::string flagNames(const Link& link)
{
    constexpr std::array<std::pair<std::uint32_t, std::string_view>, 7> names = {{{0x1, "UP"}, {0x2, "BROADCAST"}, {0x8, "LOOPBACK"}, {0x10, "POINTOPOINT"}, {0x40, "RUNNING"}, {0x80, "NOARP"}, {0x1000, "MULTICAST"}}};
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

/// The lab counts no packets of its own: a snapshot's counters stay as they are.
std::string linkText(const Namespace& space, const Link& link)
{
    auto text = link.name + ": flags=" + flagNames(link) + "  mtu " + std::to_string(link.mtu) + "\n";
    bool hasFirst = false;
    for (const auto& address : space.addresses) {
        if (address.linkIndex != link.index || address.prefix.address.family != IpFamily::V4 || hasFirst)
            continue; // one of IPv4 is all that it asks for
        hasFirst = true;
        const auto length = address.prefix.length;
        text += "        inet " + address.prefix.address.text() + "  netmask " + Address::v4(length == 0 ? 0 : ~0u << (32 - length)).text();
        if ((link.flags & 0x2) != 0)
            text += "  broadcast " + (address.broadcast ? address.broadcast->text() : std::string("0.0.0.0"));
        text += "\n";
    }
    for (const auto& address : space.addresses) {
        if (address.linkIndex != link.index || address.prefix.address.family != IpFamily::V6)
            continue;
        text += "        inet6 " + address.prefix.address.text() + "  prefixlen " + std::to_string(address.prefix.length) + "  scopeid " + (link.isLoopback() ? "0x10<host>" : address.scope == 253 ? "0x20<link>" : "0x0<global>") + "\n";
    }
    text += link.isLoopback() ? "        loop  txqueuelen " + std::to_string(link.transmitQueueLength) + "  (Local Loopback)\n" : "        ether " + link.mac.text() + "  txqueuelen " + std::to_string(link.transmitQueueLength) + "  (Ethernet)\n";
    const auto& counted = link.statistics;
    const auto number = [](std::uint64_t count) { return std::to_string(count); };
    text += "        RX packets " + number(counted.receivedPackets) + "  bytes " + number(counted.receivedBytes) + " (" + readableBytes(counted.receivedBytes) + ")\n        RX errors " + number(counted.receiveErrors) + "  dropped " + number(counted.receiveDrops) + "  overruns 0  frame 0\n";
    text += "        TX packets " + number(counted.sentPackets) + "  bytes " + number(counted.sentBytes) + " (" + readableBytes(counted.sentBytes) + ")\n        TX errors " + number(counted.sendErrors) + "  dropped " + number(counted.sendDrops) + " overruns 0  carrier 0  collisions 0\n";
    return text + "\n";
}

int show(Call& call, bool isAll)
{
    std::vector<const Link*> links;
    for (const auto& link : call.here().links)
        if (isAll || link.isUp())
            links.push_back(&link);
    std::ranges::sort(links, {}, &Link::name);
    for (const auto* link : links)
        call.output += linkText(call.here(), *link);
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
    const auto* link = call.here().link(name);
    if (name.starts_with('-'))
        return call.fail(1, "ifconfig: the lab does not have the option " + name);
    if (!link)
        return noSuchDevice(call, name, words);
    if (words.atEnd()) {
        call.output += linkText(call.here(), *link);
        return 0;
    }
    return change(call, link->index, words);
}

} // namespace hoplens::lab
