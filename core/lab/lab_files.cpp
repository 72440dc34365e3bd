// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_files.h"

#include "lab/call.h"
#include "lab/text_lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace hoplens::lab {
namespace {

constexpr std::size_t mostFileBytes = 4u << 20; ///< of all files together
constexpr std::uint32_t mainTable = 254;

/// What is there before anybody writes.
std::optional<std::string> ownFile(const LabWorld& world, std::string_view path)
{
    const auto name = world.host().name.empty() ? std::string("host") : world.host().name;
    if (path == "/etc/hostname")
        return name + "\n";
    if (path == "/etc/hosts")
        return "127.0.0.1\tlocalhost\n127.0.1.1\t" + name + "\n::1\tlocalhost ip6-localhost ip6-loopback\n";
    if (path == "/etc/resolv.conf")
        return "";
    if (path == "/etc/iproute2/rt_tables")
        return "#\n# reserved values\n#\n255\tlocal\n254\tmain\n253\tdefault\n0\tunspec\n#\n# local\n#\n";
    return std::nullopt;
}

std::string arpTable(const Namespace& space)
{
    std::string text = "IP address       HW type     Flags       HW address            Mask     Device\n";
    for (const auto& neighbour : space.neighbours) {
        const auto* link = space.link(neighbour.linkIndex);
        if (!link || neighbour.isProxy || neighbour.address.family != IpFamily::V4 || neighbour.state == NeighbourState::NoArp)
            continue;
        char line[160];
        const unsigned flags = neighbour.state == NeighbourState::Permanent ? 6 : neighbour.mac ? 2 : 0;
        std::snprintf(line, sizeof line, "%-16s 0x%-10x0x%-10x%-17s     *        %s\n", neighbour.address.text().c_str(), 1u, flags, neighbour.mac ? neighbour.mac->text().c_str() : "00:00:00:00:00:00", link->name.c_str());
        text += line;
    }
    return text;
}

std::string hexAddress(const Address& address)
{
    const auto bytes = address.bytes();
    char text[16];
    std::snprintf(text, sizeof text, "%02X%02X%02X%02X", bytes[3], bytes[2], bytes[1], bytes[0]); // as a little-endian machine has it
    return text;
}

std::string routeTable(const Namespace& space)
{
    std::string text = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
    text += std::string(127 - text.size(), ' ') + "\n";
    for (const auto& route : space.routes) {
        if (route.table != mainTable || route.destination.address.family != IpFamily::V4 || route.type != RouteType::Unicast || route.nextHops.empty())
            continue;
        const auto& hop = route.nextHops.front();
        const auto* link = space.link(hop.linkIndex);
        const unsigned flags = 1u | (hop.gateway ? 2u : 0u) | (route.destination.length == 32 ? 4u : 0u);
        char line[160];
        std::snprintf(line, sizeof line, "%s\t%s\t%s\t%04X\t%d\t%u\t%d\t%s\t%d\t%u\t%u", link ? link->name.c_str() : "*", hexAddress(route.destination.address).c_str(), hop.gateway ? hexAddress(*hop.gateway).c_str() : "00000000", flags, 0, 0u, static_cast<int>(route.metric), hexAddress(Address::v4(route.destination.length == 0 ? 0 : ~0u << (32 - route.destination.length))).c_str(), static_cast<int>(route.mtu), 0u, 0u);
        const std::string_view own = line;
        text += std::string(own) + std::string(own.size() < 127 ? 127 - own.size() : 0, ' ') + "\n";
    }
    return text;
}

/// Where a program in a namespace finds a path: the files of /etc/netns/NAME lie over those of /etc.
std::string placeOf(const LabWorld& world, std::uint64_t space, std::string_view path)
{
    while (path.starts_with("./"))
        path.remove_prefix(2);
    if (space == world.home() || !path.starts_with("/etc/"))
        return std::string(path);
    const auto* here = world.find(space);
    auto own = here ? "/etc/netns/" + here->name + std::string(path.substr(4)) : std::string();
    return world.file(own) ? own : std::string(path);
}

} // namespace

FileText readLabFile(const LabWorld& world, std::uint64_t space, std::string_view path)
{
    const auto& here = *world.find(space);
    if (path.starts_with("/proc/sys/")) {
        const auto value = readSetting(here, path.substr(10));
        return value ? FileText{*value + "\n", {}} : FileText{{}, isSettingOfKernel(here, path.substr(10)) ? "the lab does not have this setting" : "No such file or directory"};
    }
    if (path == "/proc/net/arp")
        return {arpTable(here), {}};
    if (path == "/proc/net/route")
        return {routeTable(here), {}};
    if (path == "/dev/null")
        return {};
    const auto place = placeOf(world, space, path);
    if (const auto* written = world.file(place))
        return {*written, {}};
    if (auto own = ownFile(world, place))
        return {std::move(*own), {}};
    return {{}, path.ends_with('/') || path == "/etc" || path == "." || path == "/proc" ? "Is a directory" : "No such file or directory"};
}

std::string writeLabFile(LabWorld& world, std::uint64_t space, std::string_view path, std::string_view text, bool appends)
{
    if (path == "/dev/null")
        return {};
    if (path.starts_with("/proc/sys/") && readSetting(*world.find(space), path.substr(10))) {
        while (text.ends_with('\n'))
            text.remove_suffix(1);
        return writeSetting(world, space, path.substr(10), text) ? std::string() : "write error: Invalid argument";
    }
    if (path.empty() || path.ends_with('/') || path.starts_with("/proc/") || path.starts_with("/sys/") || path.starts_with("/dev/"))
        return path.starts_with("/proc/sys/") && !isSettingOfKernel(*world.find(space), path.substr(10)) ? "No such file or directory" : "the lab has no such file";
    auto place = placeOf(world, space, path);
    std::string whole = appends ? readLabFile(world, space, path).text : std::string();
    whole += text;
    std::size_t bytes = whole.size();
    for (const auto& [name, content] : world.files())
        bytes += name == place ? 0 : name.size() + content.size();
    if (bytes > mostFileBytes)
        return "the lab keeps no more than " + std::to_string(mostFileBytes >> 20) + " MiB of files";
    world.setFile(place, std::move(whole));
    return {};
}

std::string wholeAddress(const std::string& word)
{
    std::vector<std::uint32_t> parts;
    for (std::size_t begin = 0; begin <= word.size();) {
        const auto end = std::min(word.find('.', begin), word.size());
        const std::string_view part(word.data() + begin, end - begin);
        const int base = part.size() > 1 && part.front() == '0' ? 8 : 10;
        std::uint32_t number = 0;
        const auto [at, error] = std::from_chars(part.data(), part.data() + part.size(), number, base);
        if (error != std::errc() || at != part.data() + part.size())
            return word;
        parts.push_back(number);
        begin = end + 1;
    }
    if (parts.size() > 4)
        return word;
    std::uint32_t all = 0;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (parts[i] > 0xff)
            return word;
        all |= parts[i] << (24 - 8 * i);
    }
    const auto room = 8 * (5 - parts.size());
    if (room < 32 && parts.back() >> room != 0)
        return word;
    return Address::v4(all | parts.back()).text();
}

std::optional<Address> hostAddress(const LabWorld& world, std::uint64_t space, std::string_view word, std::optional<IpFamily> family)
{
    if (auto address = Address::parse(wholeAddress(std::string(word))))
        return address;
    const auto hosts = readLabFile(world, space, "/etc/hosts").text;
    for (const auto line : linesOf(hosts)) {
        const auto words = wordsOf(line.substr(0, line.find('#')));
        if (words.size() < 2 || std::find(words.begin() + 1, words.end(), word) == words.end())
            continue;
        if (auto address = Address::parse(words.front()); address && (!family || address->family == *family))
            return address;
    }
    return std::nullopt;
}

std::string hostName(const LabWorld& world, std::uint64_t space, const Address& address)
{
    const auto hosts = readLabFile(world, space, "/etc/hosts").text;
    for (const auto line : linesOf(hosts))
        if (const auto words = wordsOf(line.substr(0, line.find('#'))); words.size() > 1 && Address::parse(words.front()) == address)
            return std::string(words[1]);
    return address.text();
}

std::optional<std::string> inputOf(Call& call, std::span<const std::string> files)
{
    if (files.empty())
        return call.input;
    std::string text;
    for (const auto& path : files) {
        auto file = path == "-" ? FileText{call.input, {}} : readLabFile(call.world, call.space, path);
        if (!file.trouble.empty()) {
            const auto& name = call.words.front();
            call.fail(1, name + ": " + (name == "head" || name == "tail" ? "cannot open '" + path + "' for reading" : path) + ": " + file.trouble);
            return std::nullopt;
        }
        text += file.text;
    }
    return text;
}

} // namespace hoplens::lab
