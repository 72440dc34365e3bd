// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/shell_export.h"

#include "filter/iptables_save.h"
#include "filter/nft_text.h"
#include "filter/ipset_text.h"
#include "lab/ip_program.h"

#include <algorithm>
#include <set>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t protocolKernel = 2;
constexpr std::uint32_t usualMtu = 1500;
constexpr std::uint32_t loopbackMtu = 65536;

/// What a shell takes as it stands: names come from files that anybody wrote.
bool isPlainWord(std::string_view text)
{
    return !text.empty() && text.front() != '-' && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("._-@:").find(c) != std::string_view::npos; });
}

/// Of a comment: one line.
std::string oneLine(std::string text)
{
    for (auto& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = '?';
    return text;
}

bool isPlain(const Link* link) { return link && isPlainWord(link->name); }

class ShellExport {
public:
    ShellExport(const Snapshot& snapshot, std::uint64_t home) : m_snapshot(snapshot), m_home(home) {}

    std::string write()
    {
        m_text = "#!/bin/sh\n# Builds a network with the real tools, as root, away from the network of this computer:\n#   unshare --net --mount sh FILE, or with a shell to look around: unshare --net --mount sh -c '. ./FILE; exec sh'\nmount -t tmpfs tmpfs /run\nmkdir -p /run/netns\n";
        forEach([this](const Namespace& space) {
            if (space.inode == m_home)
                return;
            m_names[space.inode] = freeName(space.name);
            m_text += "ip netns add " + m_names[space.inode] + "\n";
        });
        forEach([this](const Namespace& space) {
            for (const auto& link : space.links)
                addLink(space, link);
        });
        forEach([this](const Namespace& space) { configure(space); });
        forEach([this](const Namespace& space) { addRoutes(space); });
        forEach([this](const Namespace& space) { addRules(space); });
        return std::move(m_text);
    }

private:
    template <class Work> void forEach(Work work)
    {
        for (const auto& host : m_snapshot.hosts)
            for (const auto& space : host.namespaces)
                work(space);
    }

    std::string freeName(const std::string& wanted)
    {
        std::string name = wanted;
        for (auto& c : name)
            if (!isPlainWord(std::string(1, c)) && c != '-')
                c = '-';
        if (!isPlainWord(name))
            name = "ns-" + std::to_string(m_taken.size());
        while (!m_taken.insert(name).second)
            name += "-";
        return name;
    }

    std::string ip(const Namespace& space) const { return space.inode == m_home ? "ip" : "ip -n " + m_names.at(space.inode); }
    std::string within(const Namespace& space) const { return space.inode == m_home ? "" : "ip netns exec " + m_names.at(space.inode) + " "; }
    void line(const std::string& text) { m_text += text + "\n"; }
    void skip(const Namespace& space, const std::string& what) { line("# not built, in " + oneLine(space.name) + ": " + oneLine(what)); }

    const Namespace* find(std::uint64_t inode) const { return m_snapshot.find(inode); }

    void addLink(const Namespace& space, const Link& link)
    {
        if (link.isLoopback())
            return;
        if (!isPlainWord(link.name))
            return skip(space, "the device " + link.name);
        const auto add = ip(space) + " link add ";
        const auto* below = link.lower ? find(link.lower->namespaceInode) : nullptr;
        const auto* lower = below ? below->link(link.lower->index) : nullptr;
        const auto isFirst = [&] { return m_built.insert({space.inode, link.index}).second; };
        switch (link.kind) {
        case LinkKind::Veth:
        case LinkKind::Physical:
            if (isPlain(lower)) {
                if (isFirst() && m_built.insert({below->inode, lower->index}).second)
                    line(add + link.name + " type veth peer name " + lower->name + (below->inode == space.inode ? "" : below->inode == m_home ? " netns 1" : " netns " + m_names.at(below->inode)));
                return;
            }
            return line(add + link.name + " type dummy # " + (link.kind == LinkKind::Veth ? "its other end is nowhere" : "a network card"));
        case LinkKind::Bridge: {
            const auto* data = std::get_if<BridgeData>(&link.data);
            return line(add + link.name + " type bridge" + (data && data->stp ? " stp_state 1" : "") + (data && data->vlanFiltering ? " vlan_filtering 1" : ""));
        }
        case LinkKind::Dummy: return line(add + link.name + " type dummy");
        case LinkKind::Macvlan:
        case LinkKind::Macvtap:
            if (const auto* data = std::get_if<MacvlanData>(&link.data); data && isPlain(lower) && below)
                return line(ip(*below) + " link add link " + lower->name + " name " + link.name + (below->inode == space.inode ? "" : space.inode == m_home ? " netns 1" : " netns " + m_names.at(space.inode)) + " type " + std::string(name(link.kind)) + " mode " + std::string(name(data->mode)));
            break;
        case LinkKind::Vlan:
            if (const auto* data = std::get_if<VlanData>(&link.data); data && isPlain(lower) && below && below->inode == space.inode)
                return line(add + "link " + lower->name + " name " + link.name + " type vlan id " + std::to_string(data->id));
            break;
        case LinkKind::Vxlan:
            if (const auto* data = std::get_if<VxlanData>(&link.data); data && !data->collectMetadata) {
                const auto* under = data->underlayIndex != 0 ? space.link(data->underlayIndex) : nullptr;
                if (under && !isPlain(under))
                    break;
                return line(add + link.name + " type vxlan id " + std::to_string(data->vni) + " dstport " + std::to_string(data->port) + (data->local ? " local " + data->local->text() : "") + (data->remote ? " remote " + data->remote->text() : "") + (under ? " dev " + under->name : "") + (data->learning ? "" : " nolearning"));
            }
            break;
        default: break;
        }
        skip(space, "the device " + link.name + " of the kind " + link.kindName);
    }

    void configure(const Namespace& space)
    {
        const auto set = ip(space) + " link set ";
        for (const auto& link : space.links) {
            if (!isPlainWord(link.name))
                continue;
            if (link.mtu != (link.isLoopback() ? loopbackMtu : usualMtu))
                line(set + link.name + " mtu " + std::to_string(link.mtu));
            const bool hasPorts = std::ranges::any_of(space.links, [&](const Link& port) { return port.master == link.index; });
            if (link.mac.number() != 0 && !(link.kind == LinkKind::Bridge && hasPorts)) // a bridge takes its address from its ports
                line(set + link.name + " address " + link.mac.text());
            if (const auto* master = link.master != 0 ? space.link(link.master) : nullptr; master && isPlainWord(master->name))
                line(set + link.name + " master " + master->name);
            if (link.port && link.port->hairpin)
                line(within(space) + "bridge link set dev " + link.name + " hairpin on");
            if (link.port && link.port->isolated)
                line(within(space) + "bridge link set dev " + link.name + " isolated on");
            if (link.port)
                for (const auto& vlan : link.port->vlans)
                    if (vlan.vid != 1)
                        line(within(space) + "bridge vlan add dev " + link.name + " vid " + std::to_string(vlan.vid) + (vlan.pvid ? " pvid" : "") + (vlan.untagged ? " untagged" : ""));
            if (link.isUp())
                line(set + link.name + " up");
        }
        for (const auto& address : space.addresses) {
            const auto* link = space.link(address.linkIndex);
            if (!link || !isPlainWord(link->name) || (link->isLoopback() && address.prefix.address.isLoopback()) || address.prefix.address.isLinkLocal())
                continue; // the kernel gives these itself
            line(ip(space) + " address add " + (address.peer ? address.prefix.address.text() + " peer " + address.peer->text() + "/" + std::to_string(address.prefix.length) : address.prefix.text()) + (address.broadcast ? " brd " + address.broadcast->text() : "") + " dev " + link->name + (address.prefix.address.family == IpFamily::V6 ? " nodad" : ""));
        }
        setSysctls(space);
    }

    void setSysctls(const Namespace& space)
    {
        const auto write = [&](const std::string& setting, std::int64_t value) { line(within(space) + "sysctl -w " + setting + "=" + std::to_string(value) + " >/dev/null"); };
        const auto& all = space.sysctls.all4and6;
        if (all.forwarding4 != 0)
            write("net.ipv4.ip_forward", 1);
        if (all.forwarding6 != 0)
            write("net.ipv6.conf.all.forwarding", 1);
        if (space.sysctls.icmpEchoIgnoreAll)
            write("net.ipv4.icmp_echo_ignore_all", 1);
        if (space.sysctls.defaultTtl != 64)
            write("net.ipv4.ip_default_ttl", space.sysctls.defaultTtl);
        if (space.sysctls.bridgeCallIptables)
            write("net.bridge.bridge-nf-call-iptables", 1);
        const auto ofDevice = [&](const std::string& device, const InterfaceSysctls& own, std::int32_t forwarding) {
            const auto base = "net.ipv4.conf." + device + ".";
            if (own.forwarding4 != forwarding)
                write(base + "forwarding", own.forwarding4);
            if (own.rpFilter != 0)
                write(base + "rp_filter", own.rpFilter);
            if (own.routeLocalnet != 0)
                write(base + "route_localnet", own.routeLocalnet);
            if (own.proxyArp != 0)
                write(base + "proxy_arp", own.proxyArp);
            if (own.acceptLocal != 0)
                write(base + "accept_local", own.acceptLocal);
        };
        ofDevice("all", all, all.forwarding4);
        for (const auto& link : space.links)
            if (isPlainWord(link.name) && link.name.find('.') == std::string::npos)
                ofDevice(link.name, link.sysctls, all.forwarding4);
    }

    void addRoutes(const Namespace& space)
    {
        // First those whose gateways need no other route.
        for (const bool isDirect : {true, false})
            for (const auto& route : space.routes) {
                const bool hasGateway = std::ranges::any_of(route.nextHops, [](const NextHop& hop) { return hop.gateway.has_value(); });
                if (route.protocol == protocolKernel || hasGateway == isDirect || route.type == RouteType::Local || route.type == RouteType::Broadcast || route.type == RouteType::Multicast || route.destination.address.isLinkLocal())
                    continue;
                if (!std::ranges::all_of(route.nextHops, [&](const NextHop& hop) { return hop.linkIndex == 0 || isPlain(space.link(hop.linkIndex)); }))
                    skip(space, "a route to " + route.destination.text() + " over a device that is not built");
                else
                    line(ip(space) + " route add " + routeWords(space, route));
            }
        for (const auto& rule : space.policyRules)
            if (rule.priority != 0 && rule.priority != 32766 && rule.priority != 32767) {
                const bool isNamed = (rule.inInterface.empty() || isPlainWord(rule.inInterface)) && (rule.outInterface.empty() || isPlainWord(rule.outInterface));
                if (!rule.unknownAttributes.empty() || !isNamed)
                    skip(space, "the rule of priority " + std::to_string(rule.priority));
                else
                    line(ip(space) + (rule.family == IpFamily::V6 ? " -6" : "") + " rule add " + ruleWords(rule));
            }
        for (const auto& neighbour : space.neighbours) {
            const auto* link = space.link(neighbour.linkIndex);
            if (!link || !isPlainWord(link->name))
                continue;
            if (neighbour.isProxy)
                line(ip(space) + " neighbour add proxy " + neighbour.address.text() + " dev " + link->name);
            else if (neighbour.state == NeighbourState::Permanent && neighbour.mac)
                line(ip(space) + " neighbour add " + neighbour.address.text() + " lladdr " + neighbour.mac->text() + " dev " + link->name);
        }
    }

    void addRules(const Namespace& space)
    {
        std::string sets; // before the rules that ask them, and lists of sets behind the sets
        for (const bool isList : {false, true})
            for (const auto& set : space.rules.sets)
                if (!set.table.valid() && (set.type == "list:set") == isList)
                    sets += writeIpset(space.rules, set);
        if (!sets.empty())
            feed(space, "ipset restore", sets, "its ipsets");
        for (const auto origin : {RuleOrigin::IptablesLegacy, RuleOrigin::IptablesNft})
            for (const auto family : {TableFamily::Ip, TableFamily::Ip6})
                if (const auto rules = writeIptablesSave(space.rules, family, origin, CounterStyle::Omit); rules.find("*") != std::string::npos)
                    feed(space, std::string(family == TableFamily::Ip ? "iptables" : "ip6tables") + (origin == RuleOrigin::IptablesLegacy ? "-legacy" : "") + "-restore", rules, "its iptables rules");
        for (std::uint32_t i = 0; i < space.rules.tables.size(); ++i)
            if (space.rules.tables[i].origin == RuleOrigin::Nftables)
                feed(space, "nft -f -", writeNftTable(space.rules, TableId{i}, {}), "a table of nftables");
        for (const auto& socket : space.sockets)
            if (socket.protocol == 6 || socket.protocol == 17)
                line("# a server listens here: " + within(space) + "nc -lk" + (socket.protocol == 17 ? "u " : " ") + socket.address.text() + " " + std::to_string(socket.port));
    }

    /// What a program reads: to the shell it is text, up to a line that it must not hold.
    void feed(const Namespace& space, const std::string& program, const std::string& text, const std::string& what)
    {
        if (("\n" + text).find("\nHOPLENS\n") != std::string::npos || text.find('\0') != std::string::npos)
            skip(space, what + ", which hold the line that ends them");
        else
            line(within(space) + program + " <<'HOPLENS'\n" + text + (text.ends_with('\n') ? "" : "\n") + "HOPLENS");
    }

    const Snapshot& m_snapshot;
    std::uint64_t m_home;
    std::string m_text;
    std::map<std::uint64_t, std::string> m_names;
    std::set<std::string> m_taken;
    std::set<std::pair<std::uint64_t, std::int32_t>> m_built;
};

} // namespace

std::string exportShell(const Snapshot& snapshot, std::uint64_t home) { return ShellExport(snapshot, home).write(); }

} // namespace hoplens::lab
