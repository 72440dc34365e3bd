// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/route_objects.h"

#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace hoplens::netlink {
namespace {

MacAddress macOf(Bytes bytes)
{
    MacAddress mac;
    if (bytes.size() == 6)
        std::copy(bytes.begin(), bytes.end(), mac.octets.begin());
    return mac;
}

std::int32_t configValue(Bytes values, std::size_t index)
{
    std::int32_t value = 0;
    if ((index + 1) * sizeof value <= values.size())
        __builtin_memcpy(&value, values.data() + index * sizeof value, sizeof value);
    return value;
}

void decodeSysctls(const Attributes& families, InterfaceSysctls& out)
{
    const Bytes v4 = families.nested(AF_INET).bytes(IFLA_INET_CONF);
    const auto conf4 = [&](std::size_t id) { return configValue(v4, id - 1); };
    out.forwarding4 = conf4(IPV4_DEVCONF_FORWARDING);
    out.rpFilter = conf4(IPV4_DEVCONF_RP_FILTER);
    out.acceptLocal = conf4(IPV4_DEVCONF_ACCEPT_LOCAL);
    out.routeLocalnet = conf4(IPV4_DEVCONF_ROUTE_LOCALNET);
    out.proxyArp = conf4(IPV4_DEVCONF_PROXY_ARP);
    out.arpIgnore = conf4(IPV4_DEVCONF_ARP_IGNORE);
    out.arpAnnounce = conf4(IPV4_DEVCONF_ARP_ANNOUNCE);
    out.srcValidMark = conf4(IPV4_DEVCONF_SRC_VMARK);
    out.ignoreLinkdown4 = conf4(IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN);
    const Bytes v6 = families.nested(AF_INET6).bytes(IFLA_INET6_CONF);
    out.forwarding6 = configValue(v6, DEVCONF_FORWARDING);
    out.disableIpv6 = configValue(v6, DEVCONF_DISABLE_IPV6);
    out.proxyNdp = configValue(v6, DEVCONF_PROXY_NDP);
    out.ignoreLinkdown6 = configValue(v6, DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN);
}

BridgePort decodePort(const Attributes& data)
{
    BridgePort port;
    const auto state = data.u8(IFLA_BRPORT_STATE, 3);
    port.state = state <= 4 ? static_cast<StpState>(state) : StpState::Disabled;
    port.hairpin = data.u8(IFLA_BRPORT_MODE) != 0;
    port.isolated = data.u8(IFLA_BRPORT_ISOLATED) != 0;
    port.learning = data.u8(IFLA_BRPORT_LEARNING, 1) != 0;
    port.floodUnicast = data.u8(IFLA_BRPORT_UNICAST_FLOOD, 1) != 0;
    port.floodMulticast = data.u8(IFLA_BRPORT_MCAST_FLOOD, 1) != 0;
    port.floodBroadcast = data.u8(IFLA_BRPORT_BCAST_FLOOD, 1) != 0;
    port.proxyArp = data.u8(IFLA_BRPORT_PROXYARP) != 0 || data.u8(IFLA_BRPORT_PROXYARP_WIFI) != 0;
    port.neighbourSuppression = data.u8(IFLA_BRPORT_NEIGH_SUPPRESS) != 0;
    port.priority = data.u16(IFLA_BRPORT_PRIORITY, port.priority);
    port.cost = data.u32(IFLA_BRPORT_COST, port.cost);
    return port;
}

BridgeData decodeBridge(const Attributes& data)
{
    BridgeData bridge;
    bridge.stp = data.u32(IFLA_BR_STP_STATE) != 0;
    bridge.vlanFiltering = data.u8(IFLA_BR_VLAN_FILTERING) != 0;
    bridge.vlanProtocol = data.big16(IFLA_BR_VLAN_PROTOCOL, 0x8100);
    bridge.defaultPvid = data.u16(IFLA_BR_VLAN_DEFAULT_PVID, 1);
    bridge.callIptables = data.u8(IFLA_BR_NF_CALL_IPTABLES) != 0;
    bridge.callIp6tables = data.u8(IFLA_BR_NF_CALL_IP6TABLES) != 0;
    return bridge;
}

VxlanData decodeVxlan(const Attributes& data)
{
    VxlanData vxlan;
    vxlan.vni = data.u32(IFLA_VXLAN_ID);
    vxlan.port = data.big16(IFLA_VXLAN_PORT, 4789);
    vxlan.underlayIndex = static_cast<std::int32_t>(data.u32(IFLA_VXLAN_LINK));
    vxlan.ttl = data.u8(IFLA_VXLAN_TTL);
    vxlan.learning = data.u8(IFLA_VXLAN_LEARNING, 1) != 0;
    vxlan.collectMetadata = data.u8(IFLA_VXLAN_COLLECT_METADATA) != 0;
    for (const auto type : {IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6})
        if (data.has(type))
            vxlan.local = Address::fromBytes(data.bytes(type));
    for (const auto type : {IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6})
        if (data.has(type))
            vxlan.remote = Address::fromBytes(data.bytes(type));
    return vxlan;
}

/// Attributes of a kind without a type of its own: number → content in hex, or as an address where it looks like one.
OtherLinkData decodeOther(Bytes bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    OtherLinkData other;
    eachAttribute(bytes, [&](std::uint16_t type, Bytes content) {
        std::string text;
        for (std::size_t i = 0; i < std::min<std::size_t>(content.size(), 64); ++i) {
            text += digits[content[i] >> 4];
            text += digits[content[i] & 15];
        }
        other.attributes["attribute " + std::to_string(type)] = text;
    });
    return other;
}

void decodeKind(const Attributes& info, Link& link)
{
    link.kindName = info.text(IFLA_INFO_KIND);
    if (!link.kindName.empty())
        link.kind = linkKind(link.kindName);
    const auto data = info.nested(IFLA_INFO_DATA);
    switch (link.kind) {
    case LinkKind::Bridge: link.data = decodeBridge(data); break;
    case LinkKind::Vxlan: link.data = decodeVxlan(data); break;
    case LinkKind::Macvlan:
    case LinkKind::Macvtap: {
        const auto mode = data.u32(IFLA_MACVLAN_MODE, MACVLAN_MODE_VEPA);
        link.data = MacvlanData{mode == MACVLAN_MODE_PRIVATE ? MacvlanMode::Private : mode == MACVLAN_MODE_VEPA ? MacvlanMode::Vepa : mode == MACVLAN_MODE_BRIDGE ? MacvlanMode::Bridge : mode == MACVLAN_MODE_PASSTHRU ? MacvlanMode::Passthru : MacvlanMode::Source};
        break;
    }
    case LinkKind::Vlan: link.data = VlanData{data.u16(IFLA_VLAN_ID)}; break;
    case LinkKind::Physical:
    case LinkKind::Loopback:
    case LinkKind::Veth:
    case LinkKind::Dummy:
    case LinkKind::Ifb: break;
    default: link.data = decodeOther(info.bytes(IFLA_INFO_DATA)); break;
    }
    if (info.text(IFLA_INFO_SLAVE_KIND) == "bridge")
        link.port = decodePort(info.nested(IFLA_INFO_SLAVE_DATA));
}

} // namespace

std::optional<Link> decodeLink(Bytes payload)
{
    if (payload.size() < sizeof(ifinfomsg))
        return std::nullopt;
    const auto header = fixedHeader<ifinfomsg>(payload);
    const Attributes attributes(afterHeader<ifinfomsg>(payload));
    Link link;
    link.index = header.ifi_index;
    link.flags = header.ifi_flags;
    link.hardwareType = header.ifi_type;
    link.kind = header.ifi_type == ARPHRD_LOOPBACK ? LinkKind::Loopback : LinkKind::Physical;
    link.name = attributes.text(IFLA_IFNAME);
    link.mtu = attributes.u32(IFLA_MTU, 1500);
    link.queueDiscipline = attributes.text(IFLA_QDISC);
    link.transmitQueueLength = attributes.u32(IFLA_TXQLEN, 1000);
    link.mac = macOf(attributes.bytes(IFLA_ADDRESS));
    const auto state = attributes.u8(IFLA_OPERSTATE);
    link.state = state <= 6 ? static_cast<OperationalState>(state) : OperationalState::Unknown;
    link.carrier = attributes.u8(IFLA_CARRIER, 1) != 0;
    link.master = static_cast<std::int32_t>(attributes.u32(IFLA_MASTER));
    link.lowerIndex = static_cast<std::int32_t>(attributes.u32(IFLA_LINK));
    if (attributes.has(IFLA_LINK_NETNSID))
        link.lowerNsid = static_cast<std::int32_t>(attributes.u32(IFLA_LINK_NETNSID));
    if (attributes.has(IFLA_LINKINFO))
        decodeKind(attributes.nested(IFLA_LINKINFO), link);
    if (attributes.has(IFLA_XDP) && attributes.nested(IFLA_XDP).u8(IFLA_XDP_ATTACHED) != 0)
        link.opaquePrograms.push_back("xdp");
    decodeSysctls(attributes.nested(IFLA_AF_SPEC), link.sysctls);
    const auto statistics = fixedHeader<rtnl_link_stats64>(attributes.bytes(IFLA_STATS64));
    link.statistics = {statistics.rx_packets, statistics.rx_bytes, statistics.rx_errors, statistics.rx_dropped, statistics.tx_packets, statistics.tx_bytes, statistics.tx_errors, statistics.tx_dropped};
    return link;
}

std::optional<std::pair<std::int32_t, std::vector<VlanMembership>>> decodeBridgeVlans(Bytes payload)
{
    const auto header = fixedHeader<ifinfomsg>(payload);
    if (header.ifi_family != AF_BRIDGE)
        return std::nullopt;
    const Attributes attributes(afterHeader<ifinfomsg>(payload));
    std::vector<VlanMembership> list;
    std::uint16_t rangeStart = 0;
    eachAttribute(attributes.bytes(IFLA_AF_SPEC), [&](std::uint16_t type, Bytes content) {
        if (type != IFLA_BRIDGE_VLAN_INFO || content.size() < sizeof(bridge_vlan_info))
            return;
        const auto info = fixedHeader<bridge_vlan_info>(content);
        if ((info.flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) != 0) {
            rangeStart = info.vid;
            return;
        }
        const std::uint16_t from = (info.flags & BRIDGE_VLAN_INFO_RANGE_END) != 0 && rangeStart != 0 ? rangeStart : info.vid;
        for (std::uint32_t vid = from; vid <= std::min<std::uint32_t>(info.vid, 4095); ++vid)
            list.push_back({static_cast<std::uint16_t>(vid), (info.flags & BRIDGE_VLAN_INFO_PVID) != 0, (info.flags & BRIDGE_VLAN_INFO_UNTAGGED) != 0});
        rangeStart = 0;
    });
    return std::pair(header.ifi_index, std::move(list));
}

} // namespace hoplens::netlink
