// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/namespace_reader.h"

#include "base/file.h"
#include "filter/ipvs_text.h"
#include "filter/rule_set_builder.h"
#include "netlink/bpf_programs.h"
#include "netlink/nft_tables.h"
#include "netlink/route_objects.h"

#include <algorithm>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netconf.h>
#include <linux/net_namespace.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <set>
#include <unistd.h>

namespace hoplens {
namespace {

using netlink::Bytes;
using netlink::bytesOf;
using netlink::Message;

void noteFailure(Namespace& out, std::string_view subject, const Error& error)
{
    out.notes.push_back({std::string(subject), describe({error.code, error.message, {}, error.systemError, {}}), error.remedy});
}

/// Dumps one kind of object into a list, in place of what was there. When it cannot, a note says so.
template <class T, class Decoder> void dumpInto(netlink::Socket& socket, Namespace& out, std::string_view subject, std::uint16_t type, Bytes body, std::vector<T>& list, Decoder decode)
{
    const auto done = socket.dump(
        type, body, [&](const Message& message) {
            if (auto value = decode(message.payload))
                list.push_back(std::move(*value));
        },
        [&] { list.clear(); });
    if (!done)
        noteFailure(out, subject, done.error());
}

/// A dump of sockets.
struct SocketQuery {
    std::uint8_t protocol;
    std::uint8_t family;
};

void dumpSockets(Namespace& out, std::span<const SocketQuery> queries)
{
    auto opened = netlink::Socket::open(NETLINK_SOCK_DIAG);
    if (!opened) {
        noteFailure(out, "sockets", opened.error());
        return;
    }
    for (const auto& query : queries) {
        inet_diag_req_v2 request{};
        request.sdiag_family = query.family;
        request.sdiag_protocol = query.protocol;
        request.idiag_states = query.protocol == IPPROTO_TCP ? 1u << TCP_LISTEN : ~0u;
        std::vector<hoplens::Socket> found;
        dumpInto(*opened, out, "sockets", SOCK_DIAG_BY_FAMILY, bytesOf(request), found, [&](Bytes payload) { return netlink::decodeSocket(payload, query.protocol); });
        std::ranges::move(found, std::back_inserter(out.sockets));
    }
}

/// What earlier reading of these parts had to note.
void takeBackNotes(Namespace& out, Parts parts)
{
    static constexpr std::pair<Parts, std::string_view> subjects[] = {
        {part::links, "links"}, {part::addresses, "addresses"}, {part::routes, "routes"}, {part::policyRules, "policy rules"}, {part::neighbours, "neighbours"},
        {part::neighbours, "proxy neighbours"}, {part::forwardingDatabase, "fdb"}, {part::forwardingDatabase, "bridge vlans"}, {part::peers, "peers"},
        {part::trafficControl, "device programs"}, {part::sysctls, "sysctls"}, {part::rules, "rules"}, {part::rules, "nftables"}, {part::rules, "ipsets"}, {part::rules, "virtual servers"},
        {part::rules, "iptables-legacy"}, {part::sockets, "sockets"}, {part::conntrack, "conntrack"}};
    std::erase_if(out.notes, [&](const Note& note) { return std::ranges::any_of(subjects, [&](const auto& known) { return (parts & known.first) != 0 && known.second == note.subject; }); });
}

/// A label that is the link's name says nothing.
void dropPlainLabels(Namespace& space)
{
    for (auto& address : space.addresses)
        if (const auto* link = space.link(address.linkIndex); link && link->name == address.label)
            address.label.clear();
}

} // namespace

NamespaceReader::NamespaceReader(const Discovery& discovery) : m_discovery(discovery), m_sysctls("/proc/sys/net"), m_networking("/proc/thread-self/net") {}

void NamespaceReader::read(Namespace& out, Parts parts)
{
    takeBackNotes(out, parts);
    constexpr Parts overRoute = part::links | part::addresses | part::routes | part::policyRules | part::neighbours | part::forwardingDatabase | part::peers | part::trafficControl | part::sysctls;
    constexpr Parts overNetfilter = part::rules | part::conntrack;
    if ((parts & overRoute) != 0) {
        auto route = netlink::Socket::open(NETLINK_ROUTE);
        if (!route)
            noteFailure(out, "links", route.error());
        else
            readOverRoute(out, parts, *route);
    }
    if ((parts & part::sysctls) != 0)
        readSysctls(out);
    if ((parts & part::sockets) != 0)
        readSockets(out);
    if ((parts & overNetfilter) == 0)
        return;
    auto netfilter = netlink::Socket::open(NETLINK_NETFILTER);
    if (!netfilter) {
        noteFailure(out, "rules", netfilter.error());
        return;
    }
    if ((parts & part::rules) != 0) {
        readRules(out, *netfilter);
        readVirtualServers(out);
    }
    if ((parts & part::conntrack) != 0)
        readConntrack(out, *netfilter);
}

void NamespaceReader::readOverRoute(Namespace& out, Parts parts, netlink::Socket& route)
{
    if ((parts & part::links) != 0)
        readLinks(out, route);
    if ((parts & part::addresses) != 0) {
        const ifaddrmsg all{};
        dumpInto(route, out, "addresses", RTM_GETADDR, bytesOf(all), out.addresses, netlink::decodeAddress);
        dropPlainLabels(out);
    }
    if ((parts & part::routes) != 0) {
        const rtmsg all{};
        dumpInto(route, out, "routes", RTM_GETROUTE, bytesOf(all), out.routes, netlink::decodeRoute);
    }
    if ((parts & part::policyRules) != 0) {
        const rtmsg all{};
        dumpInto(route, out, "policy rules", RTM_GETRULE, bytesOf(all), out.policyRules, netlink::decodePolicyRule);
    }
    if ((parts & part::neighbours) != 0)
        readNeighbours(out, route);
    const bool hasForwardingDatabase = std::ranges::any_of(out.links, [](const Link& link) { return link.kind == LinkKind::Bridge || link.kind == LinkKind::Vxlan; });
    if ((parts & part::forwardingDatabase) != 0 && hasForwardingDatabase)
        readForwardingDatabase(out, route);
    if ((parts & part::sysctls) != 0)
        readSettings(out, route);
    if ((parts & part::peers) != 0)
        readPeers(out, route);
    if ((parts & part::trafficControl) != 0)
        readTrafficControl(out, route);
}

void NamespaceReader::readLinks(Namespace& out, netlink::Socket& route)
{
    const ifinfomsg all{};
    dumpInto(route, out, "links", RTM_GETLINK, bytesOf(all), out.links, netlink::decodeLink);
    std::ranges::sort(out.links, {}, &Link::index);
}

std::optional<Link> NamespaceReader::readLink(std::int32_t index)
{
    auto route = netlink::Socket::open(NETLINK_ROUTE);
    if (!route)
        return std::nullopt;
    ifinfomsg request{};
    request.ifi_index = index;
    std::optional<Link> link;
    (void)route->get(RTM_GETLINK, bytesOf(request), [&](const Message& message) { link = netlink::decodeLink(message.payload); });
    return link;
}

void NamespaceReader::readAddresses(Namespace& out, std::int32_t index)
{
    auto route = netlink::Socket::open(NETLINK_ROUTE);
    if (!route) {
        noteFailure(out, "addresses", route.error());
        return;
    }
    ifaddrmsg request{};
    request.ifa_index = static_cast<std::uint32_t>(index);
    std::vector<InterfaceAddress> found;
    takeBackNotes(out, part::addresses);
    dumpInto(*route, out, "addresses", RTM_GETADDR, bytesOf(request), found, netlink::decodeAddress);
    if (found.empty() && !readLink(index)) // gone meanwhile: nothing is missing
        takeBackNotes(out, part::addresses);
    std::erase_if(out.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == index; });
    out.addresses.insert(out.addresses.end(), found.begin(), found.end());
    dropPlainLabels(out);
    // As a dump of all has them: by link, and within a link in the order that decides which address is chosen.
    std::ranges::stable_sort(out.addresses, {}, [](const InterfaceAddress& address) { return std::pair(address.prefix.address.family, address.linkIndex); });
}

void NamespaceReader::readNeighbours(Namespace& out, netlink::Socket& route)
{
    ndmsg request{};
    dumpInto(route, out, "neighbours", RTM_GETNEIGH, bytesOf(request), out.neighbours, netlink::decodeNeighbour);
    if (out.links.size() < 2)
        return; // nothing but the loopback
    request.ndm_flags = NTF_PROXY;
    std::vector<Neighbour> proxies;
    dumpInto(route, out, "proxy neighbours", RTM_GETNEIGH, bytesOf(request), proxies, netlink::decodeNeighbour);
    for (auto& proxy : proxies) {
        proxy.isProxy = true;
        out.neighbours.push_back(proxy);
    }
}

void NamespaceReader::readForwardingDatabase(Namespace& out, netlink::Socket& route)
{
    ndmsg request{};
    request.ndm_family = AF_BRIDGE;
    dumpInto(route, out, "fdb", RTM_GETNEIGH, bytesOf(request), out.fdb, netlink::decodeFdbEntry);
    if (std::ranges::none_of(out.links, [](const Link& link) { const auto* bridge = std::get_if<BridgeData>(&link.data); return bridge && bridge->vlanFiltering; }))
        return;
    ifinfomsg ports{};
    ports.ifi_family = AF_BRIDGE;
    std::vector<std::uint8_t> body(bytesOf(ports).begin(), bytesOf(ports).end());
    const std::uint32_t filter = RTEXT_FILTER_BRVLAN;
    netlink::putAttribute(body, IFLA_EXT_MASK, bytesOf(filter));
    std::vector<std::pair<std::int32_t, std::vector<VlanMembership>>> vlans;
    dumpInto(route, out, "bridge vlans", RTM_GETLINK, body, vlans, netlink::decodeBridgeVlans);
    for (auto& [index, list] : vlans) {
        const auto link = std::ranges::find(out.links, index, &Link::index);
        if (link == out.links.end())
            continue;
        if (auto* bridge = std::get_if<BridgeData>(&link->data))
            bridge->vlans = std::move(list);
        else if (link->port)
            link->port->vlans = std::move(list);
    }
}

void NamespaceReader::readPeers(Namespace& out, netlink::Socket& route)
{
    out.peers.clear();
    std::set<std::int32_t> wanted;
    for (const auto& link : out.links)
        if (link.lowerNsid && *link.lowerNsid >= 0)
            wanted.insert(*link.lowerNsid);
    for (const auto& space : m_discovery.namespaces) {
        if (wanted.empty())
            break;
        std::vector<std::uint8_t> body(NLMSG_ALIGN(sizeof(rtgenmsg)), 0);
        const std::uint32_t fd = static_cast<std::uint32_t>(space.descriptor.get());
        netlink::putAttribute(body, NETNSA_FD, bytesOf(fd));
        const auto done = route.get(RTM_GETNSID, body, [&](const Message& message) {
            const netlink::Attributes attributes(netlink::afterHeader<rtgenmsg>(message.payload));
            const auto nsid = static_cast<std::int32_t>(attributes.u32(NETNSA_NSID, 0xffffffffu));
            if (nsid >= 0 && wanted.erase(nsid) > 0)
                out.peers[nsid] = space.inode;
        });
        if (!done)
            break;
    }
    if (!wanted.empty())
        out.notes.push_back({"peers", std::to_string(wanted.size()) + " devices have their other end in a namespace that was not found", "Collect as root, without --netns."});
}

/// Programs and queueing disciplines that may drop or change packets.
void NamespaceReader::readTrafficControl(Namespace& out, netlink::Socket& route)
{
    struct Discipline {
        std::int32_t link;
        std::uint32_t parent;
        std::string kind;
    };
    if (!m_mayHaveTcx)
        m_mayHaveTcx = netlink::mayHaveTcxPrograms();
    for (auto& link : out.links) {
        std::erase_if(link.opaquePrograms, [](const std::string& program) { return program.starts_with("tc"); });
        for (const auto side : {netlink::TcxSide::Ingress, netlink::TcxSide::Egress}) {
            if (!*m_mayHaveTcx)
                break;
            const auto attached = netlink::hasTcxProgram(link.index, side);
            if (!attached) {
                takeBackNotes(out, part::trafficControl);
                noteFailure(out, "device programs", attached.error());
            } else if (*attached) {
                link.opaquePrograms.push_back(side == netlink::TcxSide::Ingress ? "tcx ingress" : "tcx egress");
            }
        }
    }
    std::vector<Discipline> disciplines;
    const tcmsg request{};
    dumpInto(route, out, "device programs", RTM_GETQDISC, bytesOf(request), disciplines, [](Bytes payload) -> std::optional<Discipline> {
        const auto header = netlink::fixedHeader<tcmsg>(payload);
        return Discipline{header.tcm_ifindex, header.tcm_parent, std::string(netlink::Attributes(netlink::afterHeader<tcmsg>(payload)).text(TCA_KIND))};
    });
    for (const auto& discipline : disciplines) {
        const auto link = std::ranges::find(out.links, discipline.link, &Link::index);
        if (link == out.links.end())
            continue;
        if (discipline.kind == "netem" || discipline.kind == "tbf" || discipline.kind == "plug")
            link->opaquePrograms.push_back("tc " + discipline.kind);
        if (discipline.kind != "clsact" && discipline.kind != "ingress")
            continue;
        for (const std::uint32_t side : {TC_H_MIN_INGRESS, TC_H_MIN_EGRESS}) {
            tcmsg filter{};
            filter.tcm_ifindex = discipline.link;
            filter.tcm_parent = TC_H_MAKE(TC_H_CLSACT, side);
            bool any = false;
            (void)route.dump(RTM_GETTFILTER, bytesOf(filter), [&](const Message&) { any = true; }, [] {});
            if (any)
                link->opaquePrograms.push_back(side == TC_H_MIN_INGRESS ? "tc ingress" : "tc egress");
        }
    }
}

/// What the kernel tells of conf/all over netlink, which is much faster than files of /proc/sys.
void NamespaceReader::readSettings(Namespace& out, netlink::Socket& route)
{
    auto& all = out.sysctls.all4and6;
    const auto ask = [&](std::uint8_t family, auto&& take) {
        netconfmsg header{};
        header.ncm_family = family;
        std::vector<std::uint8_t> body(NLMSG_ALIGN(sizeof header), 0);
        body[0] = header.ncm_family;
        const std::int32_t index = NETCONFA_IFINDEX_ALL;
        netlink::putAttribute(body, NETCONFA_IFINDEX, bytesOf(index));
        return route.get(RTM_GETNETCONF, body, [&](const Message& message) { take(netlink::Attributes(netlink::afterHeader<netconfmsg>(message.payload))); });
    };
    const auto value = [&out](const netlink::Attributes& attributes, std::size_t type) {
        if (!attributes.has(type))
            out.notes.push_back({"sysctls", "this kernel's RTM_GETNETCONF does not tell setting " + std::to_string(type) + " of conf/all", {}});
        return static_cast<std::int32_t>(attributes.u32(type));
    };
    const auto done4 = ask(AF_INET, [&](const netlink::Attributes& attributes) {
        all.forwarding4 = value(attributes, NETCONFA_FORWARDING);
        all.rpFilter = value(attributes, NETCONFA_RP_FILTER);
        all.proxyArp = value(attributes, NETCONFA_PROXY_NEIGH);
    });
    if (!done4)
        noteFailure(out, "sysctls", done4.error());
    const auto done6 = ask(AF_INET6, [&](const netlink::Attributes& attributes) {
        all.forwarding6 = value(attributes, NETCONFA_FORWARDING);
        all.proxyNdp = value(attributes, NETCONFA_PROXY_NEIGH);
    });
    const bool hasNoIpv6 = !done6 && (done6.error().systemError == EOPNOTSUPP || done6.error().systemError == EAFNOSUPPORT);
    if (!done6 && !hasNoIpv6)
        noteFailure(out, "sysctls", done6.error());
}

void NamespaceReader::readSysctls(Namespace& out)
{
    auto& all = out.sysctls.all4and6;
    ProcFolder ipv4(m_sysctls, "ipv4");
    ProcFolder ipv4All(ipv4, "conf/all");
    const auto take = [&](ProcFolder& folder, const char* path, auto& value) {
        if (const auto read = folder.number(path))
            value = static_cast<std::remove_reference_t<decltype(value)>>(*read);
        else
            out.notes.push_back({"sysctls", "/proc/sys/net/ipv4/" + std::string(&folder == &ipv4 ? "" : "conf/all/") + path + " could not be read", {}});
    };
    take(ipv4All, "accept_local", all.acceptLocal);
    take(ipv4All, "route_localnet", all.routeLocalnet);
    take(ipv4All, "arp_ignore", all.arpIgnore);
    take(ipv4All, "arp_announce", all.arpAnnounce);
    take(ipv4All, "src_valid_mark", all.srcValidMark);
    take(ipv4, "icmp_echo_ignore_all", out.sysctls.icmpEchoIgnoreAll);
    take(ipv4, "ip_default_ttl", out.sysctls.defaultTtl);
    take(ipv4, "ip_nonlocal_bind", out.sysctls.nonlocalBind);
    const bool hasBridge = std::ranges::any_of(out.links, [](const Link& link) { return link.kind == LinkKind::Bridge; });
    out.sysctls.bridgeCallIptables = out.sysctls.bridgeCallIp6tables = out.sysctls.bridgeCallArptables = false;
    if (hasBridge) {
        // No such folder: br_netfilter is not loaded, and bridged frames do not meet iptables.
        ProcFolder bridge(m_sysctls, "bridge");
        const auto call = [&](const char* path) {
            const auto value = bridge.exists() ? bridge.number(path) : std::optional(0);
            if (!value)
                out.notes.push_back({"sysctls", "/proc/sys/net/bridge/" + std::string(path) + " could not be read", {}});
            return value.value_or(0) != 0;
        };
        out.sysctls.bridgeCallIptables = call("bridge-nf-call-iptables");
        out.sysctls.bridgeCallIp6tables = call("bridge-nf-call-ip6tables");
        out.sysctls.bridgeCallArptables = call("bridge-nf-call-arptables");
    }
}

void NamespaceReader::readRules(Namespace& out, netlink::Socket& netfilter)
{
    const netlink::IpsetNames ipsets = netlink::ipsetNameByIndex;
    if (const auto done = netlink::readNftables(netfilter, out.rules, ipsets); !done)
        noteFailure(out, "nftables", done.error());
    RuleSetBuilder builder(out.rules);
    if (const auto done = netlink::readIpsets(netfilter, builder); !done)
        noteFailure(out, "ipsets", done.error());
    for (const auto& [family, list] : {std::pair(TableFamily::Ip, "ip_tables_names"), {TableFamily::Ip6, "ip6_tables_names"}}) {
        const auto names = m_networking.text(list);
        if (!names && names.error().code != ErrorCode::NotFound) // absent: no legacy back end in this kernel
            noteFailure(out, "iptables-legacy", names.error());
        if (!names || names->empty())
            continue;
        if (const auto done = netlink::readLegacyTables(family, *names, builder, ipsets); !done)
            noteFailure(out, "iptables-legacy", done.error());
    }
    builder.finish();
}

void NamespaceReader::readVirtualServers(Namespace& out)
{
    out.virtualServers.clear();
    out.sysctls.ipvsConntrack.reset();
    if (!m_discovery.hasIpvs)
        return;
    const char* path = "/proc/thread-self/net/ip_vs";
    const auto text = readFile(path, 256u << 20);
    if (!text)
        return noteFailure(out, "virtual servers", text.error());
    auto servers = parseVirtualServers(*text, path);
    if (!servers)
        return noteFailure(out, "virtual servers", servers.error());
    out.virtualServers = std::move(*servers);
    if (const auto conntrack = m_sysctls.number("ipv4/vs/conntrack"))
        out.sysctls.ipvsConntrack = *conntrack != 0;
}

void NamespaceReader::readSockets(Namespace& out)
{
    // The kernel's socket tables are shared by all namespaces, so that each dump walks all of them: ask only where there are any.
    out.sockets.clear();
    std::vector<SocketQuery> queries;
    const auto addQueries = [&](const char* file, std::uint8_t family, std::string_view tcp, std::string_view udp) {
        const auto counts = m_networking.text(file);
        const auto areThere = [&](std::string_view key) {
            const auto at = counts ? counts->find(key) : std::string_view::npos;
            return at == std::string_view::npos || !counts->substr(at + key.size()).starts_with('0');
        };
        for (const auto& [protocol, key] : {std::pair(IPPROTO_TCP, tcp), {IPPROTO_UDP, udp}})
            if (areThere(key))
                queries.push_back({static_cast<std::uint8_t>(protocol), family});
    };
    addQueries("sockstat", AF_INET, "TCP: inuse ", "UDP: inuse ");
    addQueries("sockstat6", AF_INET6, "TCP6: inuse ", "UDP6: inuse ");
    if (!queries.empty())
        dumpSockets(out, queries);
    if (m_discovery.hasSctp.value_or(false)) {
        const auto endpoints = readFile("/proc/thread-self/net/sctp/eps", 16u << 20);
        if (!endpoints)
            noteFailure(out, "sockets", endpoints.error());
        else if (const auto decoded = netlink::decodeSctpEndpoints(*endpoints); !decoded)
            noteFailure(out, "sockets", decoded.error());
        else
            out.sockets.insert(out.sockets.end(), decoded->begin(), decoded->end());
    }
    for (auto& socket : out.sockets)
        if (const auto owners = m_discovery.socketOwners.find(socket.inode); owners != m_discovery.socketOwners.end()) {
            socket.owners = owners->second;
            std::ranges::sort(socket.owners);
            socket.owners.erase(std::unique(socket.owners.begin(), socket.owners.end()), socket.owners.end());
        }
}

void NamespaceReader::readConntrack(Namespace& out, netlink::Socket& netfilter)
{
    const nfgenmsg any{AF_UNSPEC, NFNETLINK_V0, 0};
    out.conntrack.clear();
    // A dump walks the whole host's table: ask for this namespace's count first.
    std::optional<std::uint32_t> entries;
    const auto counted = netfilter.get(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET_STATS, bytesOf(any), [&](const Message& message) {
        entries = netlink::Attributes(netlink::afterHeader<nfgenmsg>(message.payload)).big32(CTA_STATS_GLOBAL_ENTRIES);
    });
    if (!counted) {
        if (counted.error().systemError != EINVAL && counted.error().systemError != EOPNOTSUPP)
            noteFailure(out, "conntrack", counted.error());
        return;
    }
    if (entries && *entries == 0)
        return;
    dumpInto(netfilter, out, "conntrack", NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, bytesOf(any), out.conntrack, netlink::decodeConntrack);
}

} // namespace hoplens
