// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_files.h"
#include "lab/lab_kernel.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace hoplens::lab {
namespace {

constexpr std::size_t mostPrinted = 16u << 20; ///< by one program

struct InterfaceSetting {
    std::string_view name;
    std::int32_t InterfaceSysctls::*value;
};
constexpr std::array<InterfaceSetting, 9> ipv4Settings = {{{"forwarding", &InterfaceSysctls::forwarding4}, {"rp_filter", &InterfaceSysctls::rpFilter}, {"accept_local", &InterfaceSysctls::acceptLocal}, {"route_localnet", &InterfaceSysctls::routeLocalnet}, {"proxy_arp", &InterfaceSysctls::proxyArp}, {"arp_ignore", &InterfaceSysctls::arpIgnore}, {"arp_announce", &InterfaceSysctls::arpAnnounce}, {"src_valid_mark", &InterfaceSysctls::srcValidMark}, {"ignore_routes_with_linkdown", &InterfaceSysctls::ignoreLinkdown4}}};
constexpr std::array<InterfaceSetting, 3> ipv6Settings = {{{"forwarding", &InterfaceSysctls::forwarding6}, {"disable_ipv6", &InterfaceSysctls::disableIpv6}, {"proxy_ndp", &InterfaceSysctls::proxyNdp}}};

struct SpaceSetting {
    std::string_view path;
    bool NamespaceSysctls::*value;
};
constexpr std::array<SpaceSetting, 4> spaceSettings = {{{"net/bridge/bridge-nf-call-iptables", &NamespaceSysctls::bridgeCallIptables}, {"net/bridge/bridge-nf-call-ip6tables", &NamespaceSysctls::bridgeCallIp6tables}, {"net/ipv4/icmp_echo_ignore_all", &NamespaceSysctls::icmpEchoIgnoreAll}, {"net/ipv4/ip_nonlocal_bind", &NamespaceSysctls::nonlocalBind}}};

/// "net/ipv4/conf/eth0/rp_filter": the device and which of its settings; null where there is none of the name.
template <class Space> auto interfaceSetting(Space& space, std::string_view path) -> decltype(&space.sysctls.all4and6.rpFilter)
{
    const bool isV4 = path.starts_with("net/ipv4/conf/");
    if (!isV4 && !path.starts_with("net/ipv6/conf/"))
        return nullptr;
    path.remove_prefix(14);
    const auto slash = path.find('/');
    if (slash == std::string_view::npos)
        return nullptr;
    const auto device = path.substr(0, slash);
    const auto wanted = path.substr(slash + 1);
    const auto find = [&](const auto& settings) -> std::int32_t InterfaceSysctls::* {
        const auto at = std::ranges::find(settings, wanted, &InterfaceSetting::name);
        return at == settings.end() ? nullptr : at->value;
    };
    const auto member = isV4 ? find(ipv4Settings) : find(ipv6Settings);
    if (!member)
        return nullptr;
    if (device == "all")
        return &(space.sysctls.all4and6.*member);
    if (device == "default" && space.sysctls.defaults)
        return &((*space.sysctls.defaults).*member);
    for (auto& link : space.links)
        if (link.name == device)
            return &(link.sysctls.*member);
    return nullptr;
}

/// As the kernel reads a number: decimal, hexadecimal or octal, and what stands behind a blank is not looked at.
std::optional<std::int32_t> settingNumber(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return std::nullopt;
    text = text.substr(begin, text.find_first_of(" \t\n", begin) - begin);
    const bool isNegative = text.starts_with('-');
    if (isNegative)
        text.remove_prefix(1);
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text.starts_with('0')) {
        base = 8;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > std::numeric_limits<std::int32_t>::max())
        return std::nullopt;
    return static_cast<std::int32_t>(isNegative ? -number : number);
}

/// A name with dots or with slashes, as its first separator is; the other one stands for what is not a separator.
std::string pathOf(std::string name)
{
    const auto first = name.find_first_of("./");
    if (first == std::string::npos || name[first] == '/')
        return name;
    std::ranges::transform(name, name.begin(), [](char c) { return c == '.' ? '/' : c == '/' ? '.' : c; });
    return name;
}

/// As it is printed: with dots.
std::string dottedName(std::string path)
{
    std::ranges::transform(path, path.begin(), [](char c) { return c == '.' ? '/' : c == '/' ? '.' : c; });
    return path;
}

} // namespace

bool isSettingOfKernel(const Namespace& space, std::string_view path)
{
    const auto slash = path.rfind('/');
    const auto name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    for (const std::string_view folder : {"net/ipv4/conf/", "net/ipv6/conf/"})
        if (path.starts_with(folder)) {
            const auto device = path.substr(folder.size(), path.find('/', folder.size()) - folder.size());
            static constexpr auto others = std::to_array<std::string_view>({"accept_redirects", "accept_source_route", "arp_accept", "arp_evict_nocarrier", "arp_filter", "arp_notify", "bc_forwarding", "bootp_relay", "disable_policy", "disable_xfrm", "drop_gratuitous_arp", "drop_unicast_in_l2_multicast", "force_igmp_version", "log_martians", "mc_forwarding", "medium_id", "promote_secondaries", "proxy_arp_pvlan", "secure_redirects", "send_redirects", "shared_media", "tag", "accept_dad", "accept_ra", "addr_gen_mode", "autoconf", "dad_transmits", "hop_limit", "mtu", "router_solicitations", "use_tempaddr", "forwarding", "rp_filter", "accept_local", "route_localnet", "proxy_arp", "arp_ignore", "arp_announce", "src_valid_mark", "ignore_routes_with_linkdown", "disable_ipv6", "proxy_ndp"});
            return (device == "all" || device == "default" || space.link(device)) && std::ranges::find(others, name) != others.end();
        }
    static constexpr auto beginnings = std::to_array<std::string_view>({"tcp_", "udp_", "icmp_", "igmp_", "ipfrag_", "inet_peer", "fib_", "raw_", "ping_", "nexthop_", "fwmark_", "nf_", "bridge-nf-", "xfrm_", "route/", "neigh/", "icmp/"});
    const bool isOfNetwork = path.starts_with("net/ipv4/") || path.starts_with("net/ipv6/") || path.starts_with("net/netfilter/") || path.starts_with("net/bridge/");
    static constexpr auto ofIp = std::to_array<std::string_view>({"ip_autobind_reuse", "ip_default_ttl", "ip_dynaddr", "ip_early_demux", "ip_forward", "ip_forward_update_priority", "ip_forward_use_pmtu", "ip_local_port_range", "ip_local_reserved_ports", "ip_no_pmtu_disc", "ip_nonlocal_bind", "ip_unprivileged_port_start"});
    if (isOfNetwork && std::ranges::find(ofIp, name) != ofIp.end())
        return true;
    const bool isOther = path.starts_with("net/core/") || path.starts_with("kernel/") || path.starts_with("vm/") || path.starts_with("fs/");
    return isOther || (isOfNetwork && std::ranges::any_of(beginnings, [&](std::string_view beginning) { return name.starts_with(beginning) || path.find(std::string("/") + std::string(beginning)) != std::string_view::npos; }));
}

std::optional<std::string> readSetting(const Namespace& space, std::string_view path)
{
    if (path == "net/ipv4/ip_forward")
        return std::to_string(space.sysctls.all4and6.forwarding4);
    if (path == "net/ipv4/ip_default_ttl")
        return std::to_string(space.sysctls.defaultTtl);
    for (const auto& setting : spaceSettings)
        if (setting.path == path)
            return space.sysctls.*setting.value ? "1" : "0";
    if (const auto* value = interfaceSetting(space, path))
        return std::to_string(*value);
    return std::nullopt;
}

bool writeSetting(LabWorld& world, std::uint64_t where, std::string_view path, std::string_view value)
{
    const auto number = settingNumber(value);
    if (!number || !readSetting(*world.find(where), path))
        return false;
    const bool isSwitch = path == "net/ipv4/icmp_echo_ignore_all" || path == "net/ipv4/ip_nonlocal_bind";
    if ((isSwitch && (*number < 0 || *number > 1)) || (path == "net/ipv4/ip_default_ttl" && (*number < 1 || *number > 255)))
        return false;
    auto& space = world.change(where);
    // What is said of all holds for each: forwarding alone is handed down.
    const bool isV4 = path == "net/ipv4/ip_forward" || path == "net/ipv4/conf/all/forwarding";
    if (isV4 || path == "net/ipv6/conf/all/forwarding") {
        const auto member = isV4 ? &InterfaceSysctls::forwarding4 : &InterfaceSysctls::forwarding6;
        space.sysctls.all4and6.*member = *number;
        if (space.sysctls.defaults)
            (*space.sysctls.defaults).*member = *number;
        for (auto& link : space.links)
            link.sysctls.*member = *number;
        return true;
    }
    if (path == "net/ipv4/ip_default_ttl") {
        space.sysctls.defaultTtl = static_cast<std::uint8_t>(*number);
        return true;
    }
    for (const auto& setting : spaceSettings)
        if (setting.path == path) {
            space.sysctls.*setting.value = *number != 0;
            return true;
        }
    auto& written = *interfaceSetting(space, path);
    const auto before = std::exchange(written, *number);
    // The first that is said of those to come holds for those that are there, too, but for who has an address and so settings of its own.
    constexpr std::string_view toCome = "net/ipv4/conf/default/";
    if (path.starts_with(toCome) && before == 0 && !path.ends_with("/forwarding"))
        for (const auto& link : space.links)
            if (std::ranges::none_of(space.addresses, [&](const InterfaceAddress& own) { return own.linkIndex == link.index && own.prefix.address.family == IpFamily::V4; }))
                if (auto* own = interfaceSetting(space, "net/ipv4/conf/" + link.name + "/" + std::string(path.substr(toCome.size()))); own && *own == before)
                    *own = *number;
    constexpr std::string_view conf = "net/ipv6/conf/";
    if (path.starts_with(conf) && path.ends_with("/disable_ipv6")) {
        const auto device = path.substr(conf.size(), path.rfind('/') - conf.size());
        if (device == "all" && space.sysctls.defaults)
            space.sysctls.defaults->disableIpv6 = *number;
        std::vector<std::int32_t> changed;
        for (auto& link : space.links)
            if (device == "all" || link.name == device) {
                link.sysctls.disableIpv6 = *number;
                changed.push_back(link.index);
            }
        for (const auto index : changed)
            LabKernel(world).setIpv6(where, index, *number == 0);
    }
    return true;
}

int runSysctl(Call& call)
{
    bool isValueOnly = false;
    bool isQuiet = false;
    bool isWriting = false; ///< each word must have a value
    bool isComplained = false;
    int status = 0;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        const bool isLetters = word.size() > 1 && word.front() == '-' && word.find_first_not_of("wnq", 1) == std::string::npos;
        if (isLetters) {
            isValueOnly = isValueOnly || word.find('n') != std::string::npos;
            isQuiet = isQuiet || word.find('q') != std::string::npos;
            isWriting = isWriting || word.find('w') != std::string::npos;
            continue;
        } else if (word.starts_with('-')) {
            return call.fail(1, "sysctl: the lab does not have the option " + word);
        }
        const auto equals = word.find('=');
        const bool hasValue = equals != std::string::npos;
        if (word == "=" || (isWriting && !hasValue)) {
            if (isWriting && !std::exchange(isComplained, true))
                call.fail(1, "sysctl: command line(0): invalid syntax, continuing...");
            status = std::max(status, 1);
            continue;
        }
        const auto path = pathOf(word.substr(0, equals));
        const auto name = dottedName(path);
        if (path.empty()) {
            status = call.fail(1, "sysctl: Path is not under /proc/sys/: /proc/sys/");
        } else if (!readSetting(call.here(), path)) {
            call.complainsFirst = call.complainsFirst || call.output.empty();
            call.fail(1, isSettingOfKernel(call.here(), path) ? "sysctl: the lab does not have " + name : "sysctl: cannot stat /proc/sys/" + path + ": No such file or directory");
            status = hasValue ? std::max(status, 1) : status + 1; // of readings each counts
        } else if (hasValue && !writeSetting(call.world, call.space, path, word.substr(equals + 1))) {
            status = call.fail(1, "sysctl: setting key \"" + name + "\": Invalid argument");
        } else if (!isQuiet) {
            call.output += (isValueOnly ? "" : name + " = ") + *readSetting(call.here(), path) + "\n";
        }
    }
    return status;
}

int runCat(Call& call)
{
    int status = 0;
    if (call.words.size() == 1)
        call.output += call.input;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& path = call.words[i];
        if (path == "-") {
            call.output += call.input;
            continue;
        }
        const auto file = readLabFile(call.world, call.space, path);
        if (call.output.size() + file.text.size() > mostPrinted)
            return call.fail(1, call.words.front() + ": the lab prints no more than " + std::to_string(mostPrinted >> 20) + " MiB at once");
        call.output += file.text;
        if (!file.trouble.empty())
            status = call.fail(1, call.words.front() + ": " + path + ": " + file.trouble);
    }
    return status;
}

int runEcho(Call& call)
{
    std::size_t first = 1;
    const bool endsLine = !(call.words.size() > 1 && call.words[1] == "-n");
    if (!endsLine)
        first = 2;
    for (std::size_t i = first; i < call.words.size(); ++i)
        call.output += (i > first ? " " : "") + call.words[i];
    if (endsLine)
        call.output += "\n";
    return 0;
}

int runPrintf(Call& call)
{
    if (call.words.size() < 2)
        return call.fail(2, "printf: usage: printf [-v var] format [arguments]");
    const std::string_view format = call.words[1];
    std::size_t next = 2;
    do { // again for the words that are left
        const auto before = next;
        if (call.output.size() > mostPrinted)
            return call.fail(1, "printf: the lab prints no more than " + std::to_string(mostPrinted >> 20) + " MiB at once");
        for (std::size_t i = 0; i < format.size(); ++i) {
            const char after = i + 1 < format.size() ? format[i + 1] : '\0';
            if (format[i] == '\\' && (after == 'n' || after == 't' || after == '\\')) {
                call.output += after == 'n' ? '\n' : after == 't' ? '\t' : '\\';
                ++i;
            } else if (format[i] == '%' && after == '%') {
                call.output += '%';
                ++i;
            } else if (format[i] == '%' && (after == 's' || after == 'd')) {
                call.output += next < call.words.size() ? call.words[next] : after == 'd' ? "0" : "";
                ++next;
                ++i;
            } else if (format[i] == '%' || format[i] == '\\') {
                return call.fail(1, "printf: the lab does not know the format " + std::string(format.substr(i, 2)));
            } else {
                call.output += format[i];
            }
        }
        if (next == before)
            break;
    } while (next < call.words.size());
    return 0;
}

} // namespace hoplens::lab
