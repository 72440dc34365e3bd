// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

/// The fields of every value in a snapshot file, named once: reading and writing both go through these.
/// A field added here is in the file format; absent fields keep their defaults, so that old files stay readable.
namespace hoplens::store {

template <class E> struct EnumSize;
template <> struct EnumSize<LinkKind> { static constexpr int value = 20; };
template <> struct EnumSize<OperationalState> { static constexpr int value = 7; };
template <> struct EnumSize<StpState> { static constexpr int value = 5; };
template <> struct EnumSize<MacvlanMode> { static constexpr int value = 5; };
template <> struct EnumSize<RouteType> { static constexpr int value = 11; };
template <> struct EnumSize<ForwardMethod> { static constexpr int value = 4; };
template <> struct EnumSize<RuleOrigin> { static constexpr int value = 3; };
template <> struct EnumSize<TableFamily> { static constexpr int value = 6; };
template <> struct EnumSize<Hook> { static constexpr int value = 7; };

/// Enums without kernel words are numbers in the file, below this limit.
template <class E> struct EnumLimit;
template <> struct EnumLimit<IpFamily> { static constexpr int value = 2; };
template <> struct EnumLimit<ChainType> { static constexpr int value = 3; };
template <> struct EnumLimit<Field> { static constexpr int value = static_cast<int>(Field::BitmapDestinationPort) + 1; };
template <> struct EnumLimit<Spelling> { static constexpr int value = static_cast<int>(Spelling::OrderOrEqual) + 1; };
template <> struct EnumLimit<InterfaceRole> { static constexpr int value = 4; };
template <> struct EnumLimit<RateKind> { static constexpr int value = 7; };
template <> struct EnumLimit<VerdictKind> { static constexpr int value = 7; };
template <> struct EnumLimit<SetTarget> { static constexpr int value = 4; };
template <> struct EnumLimit<SetSource> { static constexpr int value = 4; };
template <> struct EnumLimit<NatKind> { static constexpr int value = 5; };
template <> struct EnumLimit<RejectType> { static constexpr int value = 12; };
template <> struct EnumLimit<PolicyAction> { static constexpr int value = 9; };
template <> struct EnumLimit<NeighbourState> { static constexpr int value = 256; };

template <class A> void fields(A& a, Note& v) { a("subject", v.subject), a("text", v.text), a("remedy", v.remedy); }
template <class A> void fields(A& a, Process& v) { a("pid", v.pid), a("command", v.command), a("container", v.container), a("pod", v.pod); }
template <class A> void fields(A& a, LinkKey& v) { a("namespace", v.namespaceInode), a("index", v.index); }
template <class A> void fields(A& a, VlanMembership& v) { a("vid", v.vid), a("pvid", v.pvid), a("untagged", v.untagged); }
template <class A> void fields(A& a, BridgePort& v)
{
    a("state", v.state), a("hairpin", v.hairpin), a("isolated", v.isolated), a("learning", v.learning), a("flood_unicast", v.floodUnicast), a("flood_multicast", v.floodMulticast), a("flood_broadcast", v.floodBroadcast), a("proxy_arp", v.proxyArp), a("neighbour_suppression", v.neighbourSuppression), a("priority", v.priority), a("cost", v.cost), a("vlans", v.vlans);
}
template <class A> void fields(A& a, BridgeData& v)
{
    a("stp", v.stp), a("vlan_filtering", v.vlanFiltering), a("default_pvid", v.defaultPvid), a("vlan_protocol", v.vlanProtocol), a("call_iptables", v.callIptables), a("call_ip6tables", v.callIp6tables), a("vlans", v.vlans), a("keeps_address", v.keepsAddress);
}
template <class A> void fields(A& a, VxlanData& v)
{
    a("vni", v.vni), a("port", v.port), a("local", v.local), a("remote", v.remote), a("underlay", v.underlayIndex), a("ttl", v.ttl), a("learning", v.learning), a("external", v.collectMetadata);
}
template <class A> void fields(A& a, MacvlanData& v) { a("mode", v.mode); }
template <class A> void fields(A& a, VlanData& v) { a("id", v.id); }
template <class A> void fields(A& a, OtherLinkData& v) { a("attributes", v.attributes); }
template <class A> void fields(A& a, LinkStatistics& v)
{
    a("rx_packets", v.receivedPackets), a("rx_bytes", v.receivedBytes), a("rx_errors", v.receiveErrors), a("rx_dropped", v.receiveDrops), a("tx_packets", v.sentPackets), a("tx_bytes", v.sentBytes), a("tx_errors", v.sendErrors), a("tx_dropped", v.sendDrops);
}
template <class A> void fields(A& a, InterfaceSysctls& v)
{
    a("ipv4_forwarding", v.forwarding4), a("rp_filter", v.rpFilter), a("accept_local", v.acceptLocal), a("route_localnet", v.routeLocalnet), a("proxy_arp", v.proxyArp), a("arp_ignore", v.arpIgnore), a("arp_announce", v.arpAnnounce), a("src_valid_mark", v.srcValidMark), a("ipv4_ignore_linkdown", v.ignoreLinkdown4);
    a("ipv6_forwarding", v.forwarding6), a("disable_ipv6", v.disableIpv6), a("proxy_ndp", v.proxyNdp), a("ipv6_ignore_linkdown", v.ignoreLinkdown6);
}
template <class A> void fields(A& a, Link& v)
{
    a("index", v.index), a("name", v.name), a("kind", v.kind), a("kernel_kind", v.kindName), a("flags", v.flags), a("state", v.state), a("carrier", v.carrier), a("mtu", v.mtu), a("hardware_type", v.hardwareType), a("queue_discipline", v.queueDiscipline), a("transmit_queue_length", v.transmitQueueLength), a("mac", v.mac), a("master", v.master), a("lower_index", v.lowerIndex), a("lower_nsid", v.lowerNsid), a("opaque_programs", v.opaquePrograms), a("data", v.data), a("bridge_port", v.port), a("sysctls", v.sysctls), a("statistics", v.statistics);
}
template <class A> void fields(A& a, InterfaceAddress& v)
{
    a("link", v.linkIndex), a("prefix", v.prefix), a("peer", v.peer), a("broadcast", v.broadcast), a("scope", v.scope), a("flags", v.flags), a("valid_lifetime", v.validLifetime), a("preferred_lifetime", v.preferredLifetime), a("label", v.label);
}
template <class A> void fields(A& a, NextHop& v)
{
    a("gateway", v.gateway), a("link", v.linkIndex), a("weight", v.weight), a("onlink", v.onlink), a("dead", v.dead), a("linkdown", v.linkdown), a("encapsulated", v.encapsulated);
}
template <class A> void fields(A& a, Route& v)
{
    a("type", v.type), a("destination", v.destination), a("table", v.table), a("metric", v.metric), a("tos", v.typeOfService), a("protocol", v.protocol), a("scope", v.scope), a("preferred_source", v.preferredSource), a("source", v.source), a("mtu", v.mtu), a("nexthop_id", v.nextHopId), a("nexthops", v.nextHops);
}
template <class A> void fields(A& a, PolicyRule& v)
{
    a("family", v.family), a("priority", v.priority), a("action", v.action), a("inverted", v.inverted), a("source", v.source), a("destination", v.destination), a("in", v.inInterface), a("out", v.outInterface), a("mark", v.mark), a("mark_mask", v.markMask), a("tos", v.typeOfService), a("protocol", v.protocol), a("source_ports", v.sourcePorts), a("destination_ports", v.destinationPorts), a("user_ids", v.userIds), a("table", v.table), a("goto", v.gotoPriority), a("suppress_prefix_length", v.suppressPrefixLength), a("l3mdev", v.l3mdev), a("unknown_attributes", v.unknownAttributes);
}
template <class A> void fields(A& a, Neighbour& v) { a("link", v.linkIndex), a("address", v.address), a("mac", v.mac), a("state", v.state), a("proxy", v.isProxy); }
template <class A> void fields(A& a, FdbEntry& v)
{
    a("link", v.linkIndex), a("mac", v.mac), a("vlan", v.vlan), a("local", v.isLocal), a("self", v.isSelf), a("static", v.isStatic), a("remote", v.remote), a("remote_port", v.remotePort), a("remote_vni", v.remoteVni);
}
template <class A> void fields(A& a, Socket& v)
{
    a("protocol", v.protocol), a("address", v.address), a("port", v.port), a("peer", v.peer), a("peer_port", v.peerPort), a("bound_link", v.boundLink), a("v6_only", v.v6Only), a("inode", v.inode), a("uid", v.userId), a("pids", v.owners);
}
template <class A> void fields(A& a, Tuple& v) { a("source", v.source), a("destination", v.destination), a("source_port", v.sourcePort), a("destination_port", v.destinationPort), a("protocol", v.protocol); }
template <class A> void fields(A& a, Counters& v) { a("packets", v.packets), a("bytes", v.bytes); }
template <class A> void fields(A& a, ConntrackEntry& v)
{
    a("original", v.original), a("reply", v.reply), a("status", v.status), a("mark", v.mark), a("zone", v.zone), a("timeout", v.timeout), a("original_counters", v.originalCounters), a("reply_counters", v.replyCounters), a("tcp_state", v.tcpState);
}
template <class A> void fields(A& a, RealServer& v) { a("address", v.address), a("port", v.port), a("weight", v.weight), a("method", v.method); }
template <class A> void fields(A& a, VirtualServer& v)
{
    a("protocol", v.protocol), a("address", v.address), a("port", v.port), a("firewall_mark", v.firewallMark), a("scheduler", v.scheduler), a("persistent_seconds", v.persistentSeconds), a("scheduler_flags", v.schedulerFlags), a("real_servers", v.realServers);
}
template <class A> void fields(A& a, NamespaceSysctls& v)
{
    a("all", v.all4and6), a("default", v.defaults), a("bridge_call_iptables", v.bridgeCallIptables), a("bridge_call_ip6tables", v.bridgeCallIp6tables), a("bridge_call_arptables", v.bridgeCallArptables), a("icmp_echo_ignore_all", v.icmpEchoIgnoreAll), a("multipath_hash_layer4", v.multipathHashLayer4), a("ip_nonlocal_bind", v.nonlocalBind), a("default_ttl", v.defaultTtl), a("ipvs_conntrack", v.ipvsConntrack);
}

template <class A> void fields(A& a, Interval& v) { a("low", v.low), a("high", v.high); }
template <class A> void fields(A& a, PoolSpan& v) { a("first", v.first), a("count", v.count); }
template <class A> void fields(A& a, Compare& v) { a("field", v.field), a("spelling", v.spelling), a("negated", v.negated), a("mask", v.mask), a("intervals", v.intervals); }
template <class A> void fields(A& a, InterfaceMatch& v) { a("role", v.role), a("spelling", v.spelling), a("negated", v.negated), a("prefix", v.isPrefix), a("name", v.name); }
template <class A> void fields(A& a, KeyPart& v) { a("field", v.field), a("mask", v.mask), a("modulus", v.modulus), a("offset", v.offset), a("of_header", v.isOfHeader); }
template <class A> void fields(A& a, SetLookup& v) { a("set", v.set), a("key", v.key), a("negated", v.negated), a("ipset", v.isIpset), a("name", v.name), a("directions", v.directions), a("dimensions", v.dimensions); }
template <class A> void fields(A& a, AddressTypeMatch& v) { a("sources", v.sources), a("destinations", v.destinations), a("source_negated", v.sourceNegated), a("destination_negated", v.destinationNegated), a("limit_in", v.limitIn), a("limit_out", v.limitOut); }
template <class A> void fields(A& a, StatisticMatch& v) { a("nth", v.nth), a("negated", v.negated), a("threshold", v.threshold), a("every", v.every), a("packet", v.packet); }
template <class A> void fields(A& a, RateMatch& v) { a("kind", v.kind), a("text", v.text); }
template <class A> void fields(A& a, PhysdevMatch& v) { a("flags", v.flags), a("inverted", v.inverted), a("in", v.in), a("out", v.out); }
template <class A> void fields(A& a, RpfilterMatch& v) { a("loose", v.loose), a("valid_mark", v.validMark), a("accept_local", v.acceptLocal), a("inverted", v.inverted); }
template <class A> void fields(A& a, UnknownOperation& v) { a("text", v.text), a("statement", v.isStatement); }
template <class A> void fields(A& a, Verdict& v) { a("verdict", v.kind), a("chain", v.chain); }
template <class A> void fields(A& a, VerdictMap& v) { a("map", v.map), a("key", v.key), a("name", v.name); }
template <class A> void fields(A& a, SetField& v) { a("target", v.target), a("source", v.source), a("addend", v.addend), a("keep", v.keep), a("source_mask", v.sourceMask), a("constant", v.constant); }
template <class A> void fields(A& a, NatStatement& v)
{
    a("kind", v.kind), a("has_address", v.hasAddress), a("has_port", v.hasPort), a("random", v.random), a("fully_random", v.fullyRandom), a("persistent", v.persistent), a("family", v.family), a("port_low", v.portLow), a("port_high", v.portHigh), a("addresses", v.addresses);
}
template <class A> void fields(A& a, NatMap& v) { a("kind", v.kind), a("map", v.map), a("key", v.key), a("family", v.family); }
template <class A> void fields(A& a, RejectStatement& v) { a("type", v.type), a("both_families", v.isForBothFamilies); }
template <class A> void fields(A& a, Passive& v) { a("text", v.text); }
template <class A> void fields(A&, Untrack&) {}
template <class A> void fields(A& a, Table& v) { a("origin", v.origin), a("family", v.family), a("dormant", v.dormant), a("name", v.name), a("handle", v.handle), a("last_handle", v.lastHandle); }
template <class A> void fields(A& a, Chain& v)
{
    a("table", v.table), a("name", v.name), a("hook", v.hook), a("type", v.type), a("priority", v.priority), a("drop_policy", v.dropPolicy), a("built_in", v.isBuiltIn), a("counts_policy", v.countsPolicy), a("counters", v.counters), a("rules", v.rules), a("devices", v.devices), a("handle", v.handle);
}
template <class A> void fields(A& a, Rule& v)
{
    a("first", v.firstOperation), a("count", v.operationCount), a("comment_position", v.commentPosition), a("counter_position", v.counterPosition), a("comment", v.comment), a("line", v.line), a("handle", v.handle), a("counters", v.counters);
}
template <class A> void fields(A& a, SetElement& v) { a("first", v.firstInterval), a("nomatch", v.nomatch), a("verdict", v.verdict), a("data", v.data), a("port", v.dataPort); }
template <class A> void fields(A& a, NamedSet& v)
{
    a("name", v.name), a("table", v.table), a("type", v.type), a("data_type", v.dataType), a("properties", v.properties), a("handle", v.handle), a("dimensions", v.dimensions), a("anonymous", v.isAnonymous), a("verdict_map", v.isVerdictMap), a("data_map", v.isDataMap), a("readable", v.isReadable), a("family", v.family), a("members", v.members), a("elements", v.elements);
}
template <class A> void fields(A& a, RuleSet& v)
{
    a("strings", v.strings), a("tables", v.tables), a("chains", v.chains), a("rules", v.rules), a("operations", v.operations), a("intervals", v.intervals), a("keys", v.keys), a("sets", v.sets);
}
template <class A> void fields(A& a, Namespace& v)
{
    a("inode", v.inode), a("name", v.name), a("paths", v.paths), a("host", v.isHost), a("processes", v.processes), a("peers", v.peers), a("links", v.links), a("addresses", v.addresses), a("routes", v.routes), a("policy_rules", v.policyRules), a("had_own_rules", v.hadOwnRules), a("neighbours", v.neighbours), a("fdb", v.fdb), a("sockets", v.sockets), a("conntrack", v.conntrack), a("virtual_servers", v.virtualServers), a("sysctls", v.sysctls), a("rules", v.rules), a("notes", v.notes);
}
template <class A> void fields(A& a, Host& v) { a("name", v.name), a("kernel", v.kernel), a("sctp", v.hasSctp), a("namespaces", v.namespaces); }
template <class A> void fields(A& a, Snapshot& v) { a("source", v.source), a("taken_at", v.takenAt), a("hosts", v.hosts), a("notes", v.notes); }

} // namespace hoplens::store
