// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"
#include "net/packet.h"

#include <map>
#include <memory>
#include <variant>

namespace hoplens {

/// A fact that could not be read, or that qualifies others. Never silence, never an empty list instead.
/// subject: what is affected ("routes", "iptables-legacy"); text: why; remedy: how to get it, may be empty.
struct Note {
    std::string subject;
    std::string text;
    std::string remedy = {};
    bool operator==(const Note&) const = default;
};

/// A process that is in a namespace. container: id found in its cgroup path; pod: Kubernetes pod uid found there.
struct Process {
    std::int32_t pid = 0;
    std::string command = {};
    std::string container = {};
    std::string pod = {};
    bool operator==(const Process&) const = default;
};

/// Names a link on the host: namespace inode and interface index.
struct LinkKey {
    std::uint64_t namespaceInode = 0;
    std::int32_t index = 0;
    auto operator<=>(const LinkKey&) const = default;
};

enum class LinkKind : std::uint8_t { Physical, Loopback, Veth, Bridge, Vxlan, Macvlan, Macvtap, Ipvlan, Vlan, Bond, Dummy, Tun, Ipip, Gre, Sit, Geneve, Wireguard, Ifb, Vrf, Other };
enum class OperationalState : std::uint8_t { Unknown, NotPresent, Down, LowerLayerDown, Testing, Dormant, Up };
enum class StpState : std::uint8_t { Disabled, Listening, Learning, Forwarding, Blocking };
enum class MacvlanMode : std::uint8_t { Private, Vepa, Bridge, Passthru, Source };

struct VlanMembership {
    std::uint16_t vid = 0;
    bool pvid = false;
    bool untagged = false;
    bool operator==(const VlanMembership&) const = default;
};

/// What a device has only as a port of a bridge.
struct BridgePort {
    StpState state = StpState::Forwarding;
    bool hairpin = false;
    bool isolated = false;
    bool learning = true;
    bool floodUnicast = true;
    bool floodMulticast = true;
    bool floodBroadcast = true;
    bool proxyArp = false;
    bool neighbourSuppression = false;
    std::uint16_t priority = 32; ///< of the spanning tree
    std::uint32_t cost = 2;      ///< of the spanning tree; 2 is that of 10 Gbit/s and of veth
    std::vector<VlanMembership> vlans = {};
    bool operator==(const BridgePort&) const = default;
};

struct BridgeData {
    bool stp = false;
    bool vlanFiltering = false;
    std::uint16_t defaultPvid = 1;
    std::uint16_t vlanProtocol = 0x8100;
    bool callIptables = false;  ///< the bridge's own nf_call_iptables attribute
    bool callIp6tables = false;
    std::vector<VlanMembership> vlans = {}; ///< of the bridge device itself
    bool keepsAddress = false; ///< somebody set its hardware address: its ports do not change it
    bool operator==(const BridgeData&) const = default;
};

struct VxlanData {
    std::uint32_t vni = 0;
    std::uint16_t port = 4789;
    std::optional<Address> local = {};
    std::optional<Address> remote = {}; ///< default destination, unicast or group
    std::int32_t underlayIndex = 0;     ///< interface index of the lower device, 0 when none
    std::uint8_t ttl = 0;
    bool learning = true;
    bool collectMetadata = false; ///< "external": destinations come from routes or tc
    bool operator==(const VxlanData&) const = default;
};

struct MacvlanData {
    MacvlanMode mode = MacvlanMode::Bridge;
    bool operator==(const MacvlanData&) const = default;
};

struct VlanData {
    std::uint16_t id = 0;
    bool operator==(const VlanData&) const = default;
};

/// An ipip, gre, sit, geneve or wireguard device, or a kind not known by name: attributes as text, for show and notes.
struct OtherLinkData {
    std::map<std::string, std::string> attributes = {};
    bool operator==(const OtherLinkData&) const = default;
};

struct LinkStatistics {
    std::uint64_t receivedPackets = 0, receivedBytes = 0, receiveErrors = 0, receiveDrops = 0;
    std::uint64_t sentPackets = 0, sentBytes = 0, sendErrors = 0, sendDrops = 0;
    bool operator==(const LinkStatistics&) const = default;
};

/// Values of /proc/sys/net/ipv4/conf/DEV and ipv6/conf/DEV that change verdicts. Absent where not read.
struct InterfaceSysctls {
    std::int32_t forwarding4 = 0, rpFilter = 0, acceptLocal = 0, routeLocalnet = 0, proxyArp = 0, arpIgnore = 0, arpAnnounce = 0, srcValidMark = 0, ignoreLinkdown4 = 0;
    std::int32_t forwarding6 = 0, disableIpv6 = 0, proxyNdp = 0, ignoreLinkdown6 = 0;
    bool operator==(const InterfaceSysctls&) const = default;
};

struct Link {
    std::int32_t index = 0;
    std::string name = {};
    LinkKind kind = LinkKind::Physical;
    std::string kindName = {}; ///< as the kernel writes it; empty for a device without a kind
    std::uint32_t flags = 0;   ///< IFF_* (linux/if.h)
    OperationalState state = OperationalState::Unknown;
    bool carrier = true;
    std::uint32_t mtu = 1500;
    std::uint16_t hardwareType = 1; ///< ARPHRD_*
    std::string queueDiscipline = {}; ///< "noqueue", "fq_codel", of the device's root; "noop" before it was first set up
    std::uint32_t transmitQueueLength = 1000;
    MacAddress mac = {};
    std::int32_t master = 0;        ///< interface index of the bridge, bond or VRF above, 0 when none
    std::int32_t lowerIndex = 0;    ///< IFLA_LINK: veth peer, or the device below
    std::optional<std::int32_t> lowerNsid = {}; ///< IFLA_LINK_NETNSID, id as this namespace numbers the other
    std::optional<LinkKey> lower = {}; ///< lowerIndex resolved across namespaces
    std::vector<std::string> opaquePrograms = {}; ///< "xdp", "tc ingress": verdicts behind them are unknown
    std::variant<std::monostate, BridgeData, VxlanData, MacvlanData, VlanData, OtherLinkData> data = {};
    std::optional<BridgePort> port = {};
    InterfaceSysctls sysctls = {};
    LinkStatistics statistics = {};

    bool isUp() const { return (flags & 1u) != 0; }
    bool isLoopback() const { return (flags & 8u) != 0; }
    bool isRunning() const { return isUp() && carrier; }
    bool hasNoArp() const { return (flags & 0x80u) != 0; }
};

/// An interface address. peer differs from address on point-to-point configuration.
/// scope: rt_scope (0 global, 253 link, 254 host). lifetimes in seconds, nullopt forever.
struct InterfaceAddress {
    std::int32_t linkIndex = 0;
    Prefix prefix = {}; ///< address with host bits, and the prefix length of the connected network
    std::optional<Address> peer = {};
    std::optional<Address> broadcast = {};
    std::uint8_t scope = 0;
    std::uint32_t flags = 0; ///< IFA_F_*
    std::optional<std::uint32_t> validLifetime = {};
    std::optional<std::uint32_t> preferredLifetime = {};
    std::string label = {}; ///< of IPv4, such as eth0:1; empty: the link's name
    bool operator==(const InterfaceAddress&) const = default;
};

enum class RouteType : std::uint8_t { Unspecified, Unicast, Local, Broadcast, Anycast, Multicast, Blackhole, Unreachable, Prohibit, Throw, Nat };

/// One next hop of a route. weight as `ip route` shows it (1 or more).
struct NextHop {
    std::optional<Address> gateway = {};
    std::int32_t linkIndex = 0;
    std::uint16_t weight = 1;
    bool onlink = false;
    bool dead = false;
    bool linkdown = false;
    bool encapsulated = false; ///< lightweight tunnel: not modelled
    bool operator==(const NextHop&) const = default;
};

struct Route {
    RouteType type = RouteType::Unicast;
    Prefix destination = {};
    std::uint32_t table = 254;
    std::uint32_t metric = 0; ///< lower wins
    std::uint8_t typeOfService = 0;
    std::uint8_t protocol = 0;
    std::uint8_t scope = 0;
    std::optional<Address> preferredSource = {};
    std::optional<Prefix> source = {}; ///< IPv6 source routing
    std::uint32_t mtu = 0;
    std::uint32_t nextHopId = 0; ///< nexthop object, 0 when none
    std::vector<NextHop> nextHops = {};
    bool operator==(const Route&) const = default;
};

enum class PolicyAction : std::uint8_t { Unspecified, Lookup, Goto, Nop, Blackhole = 6, Unreachable = 7, Prohibit = 8 };

/// An entry of the routing policy database (ip rule).
struct PolicyRule {
    IpFamily family = IpFamily::V4;
    std::uint32_t priority = 0;
    PolicyAction action = PolicyAction::Lookup;
    bool inverted = false;
    std::optional<Prefix> source = {};
    std::optional<Prefix> destination = {};
    std::string inInterface = {};
    std::string outInterface = {};
    std::optional<std::uint32_t> mark = {};
    std::uint32_t markMask = 0xffffffffu;
    std::uint8_t typeOfService = 0;
    std::optional<std::uint8_t> protocol = {};
    std::optional<std::pair<std::uint16_t, std::uint16_t>> sourcePorts = {};
    std::optional<std::pair<std::uint16_t, std::uint16_t>> destinationPorts = {};
    std::optional<std::pair<std::uint32_t, std::uint32_t>> userIds = {};
    std::uint32_t table = 254;
    std::uint32_t gotoPriority = 0;
    std::optional<std::uint32_t> suppressPrefixLength = {};
    bool l3mdev = false;
    std::vector<std::string> unknownAttributes = {}; ///< makes the rule's answer unknown
    bool operator==(const PolicyRule&) const = default;
};

enum class NeighbourState : std::uint16_t { Incomplete = 1, Reachable = 2, Stale = 4, Delay = 8, Probe = 16, Failed = 32, NoArp = 64, Permanent = 128, None = 0 };

struct Neighbour {
    std::int32_t linkIndex = 0;
    Address address = {};
    std::optional<MacAddress> mac = {};
    NeighbourState state = NeighbourState::None;
    bool isProxy = false;
    bool operator==(const Neighbour&) const = default;
};

/// A forwarding database entry of a bridge port, a bridge itself (isLocal) or a vxlan device (remote set).
struct FdbEntry {
    std::int32_t linkIndex = 0;
    MacAddress mac = {};
    std::uint16_t vlan = 0;
    bool isLocal = false; ///< permanent: terminates here
    bool isSelf = false;  ///< held by the device, not by its bridge
    bool isStatic = false; ///< set by hand: it does not age
    std::optional<Address> remote = {};
    std::optional<std::uint16_t> remotePort = {};
    std::optional<std::uint32_t> remoteVni = {};
    bool operator==(const FdbEntry&) const = default;
};

/// A socket that can receive: listening TCP or SCTP, or any UDP.
struct Socket {
    std::uint8_t protocol = 6;
    Address address = {};
    std::uint16_t port = 0;
    std::optional<Address> peer = {};
    std::uint16_t peerPort = 0;
    std::int32_t boundLink = 0;
    bool v6Only = false;
    std::uint64_t inode = 0;
    std::uint32_t userId = 0;
    std::vector<std::int32_t> owners = {}; ///< pids
    bool operator==(const Socket&) const = default;
};

/// A connection that the kernel tracks. status: IPS_* bits.
struct ConntrackEntry {
    Tuple original = {};
    Tuple reply = {};
    std::uint32_t status = 0;
    std::uint32_t mark = 0;
    std::uint16_t zone = 0;
    std::uint32_t timeout = 0; ///< seconds left
    Counters originalCounters = {};
    Counters replyCounters = {};
    std::optional<std::uint8_t> tcpState = {}; ///< TCP_CONNTRACK_* (linux/netfilter/nf_conntrack_tcp.h)
    bool operator==(const ConntrackEntry&) const = default;
};

/// How IPVS hands a packet on: with another destination, or unchanged to another host or tunnel.
enum class ForwardMethod : std::uint8_t { Masquerade, Route, Tunnel, Local };

struct RealServer {
    Address address = {};
    std::uint16_t port = 0;
    std::int32_t weight = 1; ///< 0: gets no new connection
    ForwardMethod method = ForwardMethod::Masquerade;
    bool operator==(const RealServer&) const = default;
};

/// Where IPVS sends connections to one address and port. Source: /proc/net/ip_vs, ipvsadm(8).
struct VirtualServer {
    std::uint8_t protocol = 6;
    Address address = {};
    std::uint16_t port = 0;       ///< 0: every port
    std::uint32_t firewallMark = 0; ///< not 0: known by this mark of a packet, and protocol, address and port say nothing
    std::string scheduler = {};
    std::optional<std::int32_t> persistentSeconds = {};
    std::string schedulerFlags = {}; ///< "sh-port,sh-fallback"; the kernel's file does not tell them
    std::vector<RealServer> realServers = {};
    bool operator==(const VirtualServer&) const = default;
};

/// Namespace-wide sysctls that change verdicts.
struct NamespaceSysctls {
    InterfaceSysctls all4and6 = {}; ///< the conf/all values
    std::optional<InterfaceSysctls> defaults = {}; ///< the conf/default values, which new links begin with; nullopt: not read
    bool bridgeCallIptables = false;
    bool bridgeCallIp6tables = false;
    bool bridgeCallArptables = false;
    bool icmpEchoIgnoreAll = false;
    bool multipathHashLayer4 = false;
    bool nonlocalBind = false;
    std::uint8_t defaultTtl = 64;
    std::optional<bool> ipvsConntrack = {}; ///< net.ipv4.vs.conntrack, where there is IPVS
    bool operator==(const NamespaceSysctls&) const = default;
};

struct Namespace {
    std::uint64_t inode = 0;
    std::string name = {};                ///< what people call it; unique in the host
    std::vector<std::string> paths = {};  ///< where it is bound or held
    bool isHost = false;                  ///< the initial namespace of the collector
    std::vector<Process> processes = {};
    std::map<std::int32_t, std::uint64_t> peers = {}; ///< nsid → inode
    std::vector<Link> links = {};
    std::vector<InterfaceAddress> addresses = {};
    std::vector<Route> routes = {};
    std::vector<PolicyRule> policyRules = {};
    /// Somebody changed the rules of IPv4 once: since then the kernel looks its local table and its main one up apart. It does not tell that where the
    /// rules are again what they were.
    bool hadOwnRules = false;
    std::vector<Neighbour> neighbours = {};
    std::vector<FdbEntry> fdb = {};
    std::vector<Socket> sockets = {};
    std::vector<ConntrackEntry> conntrack = {};
    std::vector<VirtualServer> virtualServers = {};
    NamespaceSysctls sysctls = {};
    RuleSet rules = {};
    std::vector<Note> notes = {};

    const Link* link(std::int32_t index) const;
    const Link* link(std::string_view name) const;
    /// True when a note says that facts of this subject are missing.
    bool isMissing(std::string_view subject) const;
    /// IPVS may serve here, and what it serves was not read: by a note, or because whoever made the snapshot did not look.
    bool lacksVirtualServers() const;
};

/// One machine.
struct Host {
    std::string name = {};
    std::string kernel = {};
    std::optional<bool> hasSctp = {}; ///< whether this kernel speaks SCTP; nullopt: not known
    std::vector<Namespace> namespaces = {};
};

/// What was observed or modelled, at one time, with provenance. Plain data; const shared across threads.
struct Snapshot {
    std::string source = {};        ///< "live", a file name, "lab"
    std::int64_t takenAt = 0;       ///< seconds since 1970, UTC
    std::vector<Host> hosts = {};
    std::vector<Note> notes = {};

    const Namespace* find(std::uint64_t inode) const;
    const Namespace* find(std::string_view name) const;
};

std::string_view name(LinkKind kind);
/// The kind that the kernel's name stands for; Other for a name without a kind here.
LinkKind linkKind(std::string_view kernelName);
std::string_view name(OperationalState state);
std::string_view name(StpState state);
std::string_view name(MacvlanMode mode);
std::string_view name(RouteType type);
/// "masq", "route", "tunnel", "local".
std::string_view name(ForwardMethod method);
std::string_view name(NeighbourState state);
/// True when the kernel sends to the address without asking first.
bool isUsable(NeighbourState state);
/// "main", "local", "default" or the number.
std::string routeTableName(std::uint32_t table);

/// Fills Link::lower from lowerIndex, lowerNsid and Namespace::peers, across all namespaces of each host.
void resolveLinkPeers(Snapshot& snapshot);

} // namespace hoplens
