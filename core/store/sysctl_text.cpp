// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sysctl_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>
#include <unordered_map>

namespace hoplens {
namespace {

constexpr const char* ipvsConntrack = "net.ipv4.vs.conntrack";

class SysctlReader {
public:
    explicit SysctlReader(Namespace& space) : m_space(space)
    {
        for (auto& link : space.links)
            m_links.emplace(link.name, &link);
    }

    /// "net.ipv4.ip_forward = 1", or some other line.
    void read(std::string_view line)
    {
        const auto equals = line.find(" = ");
        if (equals == std::string_view::npos)
            return;
        const auto key = line.substr(0, equals);
        const auto words = line.substr(equals + 3);
        const bool isV6 = key.starts_with("net.ipv6.conf.");
        auto* const of = isV6 || key.starts_with("net.ipv4.conf.") ? memberOf(key.substr(14), isV6) : ownMember(key);
        if (!of)
            return;
        const auto [stop, error] = std::from_chars(words.data(), words.data() + words.size(), *of);
        if (error != std::errc{} || stop != words.data() + words.size())
            m_bad.insert(std::string(key));
        else
            m_seen.insert(std::string(key));
    }

    void finish(const std::string& file)
    {
        auto& own = m_space.sysctls;
        own.bridgeCallIptables = m_bridgeCallIptables != 0;
        own.bridgeCallIp6tables = m_bridgeCallIp6tables != 0;
        own.bridgeCallArptables = m_bridgeCallArptables != 0;
        own.icmpEchoIgnoreAll = m_icmpEchoIgnoreAll != 0;
        own.multipathHashLayer4 = m_multipathHashLayer4 != 0;
        own.nonlocalBind = m_nonlocalBind != 0;
        if (m_seen.contains(ipvsConntrack))
            own.ipvsConntrack = m_ipvsConntrack != 0;
        if (m_defaultTtl < 1 || m_defaultTtl > 255)
            m_bad.insert("net.ipv4.ip_default_ttl");
        else
            own.defaultTtl = static_cast<std::uint8_t>(m_defaultTtl);
        const auto note = [&](const std::string& what) { m_space.notes.push_back({"sysctls", file + what, "Write it as root, in the namespace, with sysctl -a."}); };
        for (const auto& key : m_bad)
            note(" gives " + key + " a value that is not understood");
        if (!m_seen.contains("net.ipv4.ip_forward"))
            note(" does not tell net.ipv4.ip_forward");
        const bool hasV6 = std::ranges::any_of(m_space.addresses, [](const InterfaceAddress& address) { return address.prefix.address.family == IpFamily::V6; });
        if (hasV6 && !m_seen.contains("net.ipv6.conf.all.forwarding"))
            note(" does not tell net.ipv6.conf.all.forwarding");
        for (const auto& link : m_space.links) {
            std::string name = link.name;
            std::ranges::replace(name, '.', '/');
            if (!m_seen.contains("net.ipv4.conf." + name + ".rp_filter"))
                note(" does not tell those of " + link.name);
        }
    }

private:
    /// "all.forwarding" of a family; null: not one that matters.
    std::int32_t* memberOf(std::string_view rest, bool isV6)
    {
        struct Known {
            std::string_view key;
            std::int32_t InterfaceSysctls::*v4;
            std::int32_t InterfaceSysctls::*v6;
        };
        using Of = InterfaceSysctls;
        static constexpr std::array known = {
            Known{"forwarding", &Of::forwarding4, &Of::forwarding6}, Known{"rp_filter", &Of::rpFilter, nullptr}, Known{"accept_local", &Of::acceptLocal, nullptr}, Known{"route_localnet", &Of::routeLocalnet, nullptr},
            Known{"proxy_arp", &Of::proxyArp, nullptr}, Known{"arp_ignore", &Of::arpIgnore, nullptr}, Known{"arp_announce", &Of::arpAnnounce, nullptr}, Known{"src_valid_mark", &Of::srcValidMark, nullptr},
            Known{"ignore_routes_with_linkdown", &Of::ignoreLinkdown4, &Of::ignoreLinkdown6}, Known{"disable_ipv6", nullptr, &Of::disableIpv6}, Known{"proxy_ndp", nullptr, &Of::proxyNdp}};
        const auto dot = rest.rfind('.');
        if (dot == std::string_view::npos)
            return nullptr;
        const auto one = std::ranges::find(known, rest.substr(dot + 1), &Known::key);
        const auto member = one == known.end() ? nullptr : isV6 ? one->v6 : one->v4;
        if (!member)
            return nullptr;
        std::string name(rest.substr(0, dot));
        std::ranges::replace(name, '/', '.'); // sysctl writes the dots of a name so
        if (name == "all")
            return &(m_space.sysctls.all4and6.*member);
        const auto link = m_links.find(name);
        return link == m_links.end() ? nullptr : &(link->second->sysctls.*member);
    }

    std::int32_t* ownMember(std::string_view key)
    {
        const std::array<std::pair<std::string_view, std::int32_t*>, 9> known = {{{ipvsConntrack, &m_ipvsConntrack}, {"net.ipv4.ip_forward", &m_space.sysctls.all4and6.forwarding4}, {"net.bridge.bridge-nf-call-iptables", &m_bridgeCallIptables}, {"net.bridge.bridge-nf-call-ip6tables", &m_bridgeCallIp6tables}, {"net.bridge.bridge-nf-call-arptables", &m_bridgeCallArptables}, {"net.ipv4.icmp_echo_ignore_all", &m_icmpEchoIgnoreAll}, {"net.ipv4.fib_multipath_hash_policy", &m_multipathHashLayer4}, {"net.ipv4.ip_nonlocal_bind", &m_nonlocalBind}, {"net.ipv4.ip_default_ttl", &m_defaultTtl}}};
        const auto one = std::ranges::find(known, key, &std::pair<std::string_view, std::int32_t*>::first);
        return one == known.end() ? nullptr : one->second;
    }

    Namespace& m_space;
    std::unordered_map<std::string, Link*> m_links;
    std::set<std::string> m_seen;
    std::set<std::string> m_bad;
    std::int32_t m_bridgeCallIptables = 0, m_bridgeCallIp6tables = 0, m_bridgeCallArptables = 0, m_icmpEchoIgnoreAll = 0, m_multipathHashLayer4 = 0, m_nonlocalBind = 0, m_ipvsConntrack = 0, m_defaultTtl = 64;
};

} // namespace

void parseSysctls(const std::string& text, const std::string& file, Namespace& space)
{
    SysctlReader reader(space);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        reader.read(std::string_view(text).substr(at, end - at));
        at = end + 1;
    }
    reader.finish(file);
}

} // namespace hoplens
