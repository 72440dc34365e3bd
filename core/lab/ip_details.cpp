// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_json.h"
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <thread>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t promiscuous = 0x100, allMulticast = 0x200;

/// Who wants a link to take what is not for it: its bridge, and somebody who said so.
int watchersOf(const Link& link, std::uint32_t flag) { return (link.port ? 1 : 0) + ((link.flags & flag) != 0 ? 1 : 0); }

/// As the kernel writes it: without leading zeros, and of zeros alone until a port or somebody gave the bridge an address.
std::string identifierOf(const Namespace& space, const Link& bridge)
{
    const auto* data = std::get_if<BridgeData>(&bridge.data);
    const bool hasPorts = std::ranges::any_of(space.links, [&](const Link& port) { return port.master == bridge.index; });
    const auto octets = hasPorts || (data && data->keepsAddress) ? bridge.mac.octets : MacAddress{}.octets;
    std::string text = "8000.";
    char octet[8];
    for (std::size_t i = 0; i < octets.size(); ++i) {
        std::snprintf(octet, sizeof octet, i == 0 ? "%x" : ":%x", octets[i]);
        text += octet;
    }
    return text;
}

/// A port's, in the order in which they came.
int portNumber(const Namespace& space, const Link& port)
{
    return static_cast<int>(std::ranges::count_if(space.links, [&](const Link& other) { return other.master == port.master && other.index <= port.index; }));
}

unsigned queuesOf(const Link& link) { return link.kindName == "veth" ? std::max(1u, std::thread::hardware_concurrency()) : 1; }

/// A bridge takes this from its ports, and keeps it once it had one; a vxlan from the device below.
std::uint32_t segmentSizeOf(const Namespace& space, const Link& link)
{
    constexpr std::uint32_t usual = 524280, least = 65536;
    const auto* vxlan = std::get_if<VxlanData>(&link.data);
    const bool hasNoLower = vxlan && vxlan->underlayIndex == 0;
    const bool neverHadPorts = link.kind == LinkKind::Bridge && link.carrier && std::ranges::none_of(space.links, [&](const Link& other) { return other.master == link.index; });
    return hasNoLower || neverHadPorts ? least : usual;
}

/// What a bridge is set to and nobody changes in the lab, with iproute2's names in its text and in its JSON.
struct BridgeSetting {
    const char* inText;
    const char* inJson;
    int value;
};
constexpr auto beforeTimers = std::to_array<BridgeSetting>({{"root_port", "root_port", 0}, {"root_path_cost", "root_path_cost", 0}, {"topology_change", "topology_change", 0}, {"topology_change_detected", "topology_change_detected", 0}});
constexpr auto behindGroup = std::to_array<BridgeSetting>({{"mcast_snooping", "mcast_snooping", 1}, {"no_linklocal_learn", "no_linklocal_learn", 0}, {"mcast_vlan_snooping", "mcast_vlan_snooping", 0}, {"mcast_router", "mcast_router", 1}, {"mcast_query_use_ifaddr", "mcast_query_use_ifaddr", 0}, {"mcast_querier", "mcast_querier", 0}, {"mcast_hash_elasticity", "mcast_hash_elasticity", 16}, {"mcast_hash_max", "mcast_hash_max", 4096}, {"mcast_last_member_count", "mcast_last_member_cnt", 2}, {"mcast_startup_query_count", "mcast_startup_query_cnt", 2}, {"mcast_last_member_interval", "mcast_last_member_intvl", 100}, {"mcast_membership_interval", "mcast_membership_intvl", 26000}, {"mcast_querier_interval", "mcast_querier_intvl", 25500}, {"mcast_query_interval", "mcast_query_intvl", 12500}, {"mcast_query_response_interval", "mcast_query_response_intvl", 1000}, {"mcast_startup_query_interval", "mcast_startup_query_intvl", 3124}, {"mcast_stats_enabled", "mcast_stats_enabled", 0}, {"mcast_igmp_version", "mcast_igmp_version", 2}, {"mcast_mld_version", "mcast_mld_version", 1}});
constexpr const char* reservedGroup = "01:80:c2:00:00:00";

std::string bridgeText(const Namespace& space, const Link& link, const BridgeData& bridge)
{
    auto text = "bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state " + std::to_string(bridge.stp ? 1 : 0) + " priority 32768 vlan_filtering " + std::to_string(bridge.vlanFiltering ? 1 : 0) + " bridge_id " + identifierOf(space, link) + " designated_root " + identifierOf(space, link);
    for (const auto& setting : beforeTimers)
        text += std::string(" ") + setting.inText + " " + std::to_string(setting.value);
    text += " hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer    0.00 group_fwd_mask 0 group_address " + std::string(reservedGroup);
    for (const auto& setting : behindGroup)
        text += std::string(" ") + setting.inText + " " + std::to_string(setting.value);
    return text + " nf_call_iptables " + std::to_string(bridge.callIptables ? 1 : 0) + " nf_call_ip6tables " + std::to_string(bridge.callIp6tables ? 1 : 0) + " nf_call_arptables 0";
}

OrderedJson bridgeJson(const Namespace& space, const Link& link, const BridgeData& bridge)
{
    OrderedJson json{{"forward_delay", 1500}, {"hello_time", 200}, {"max_age", 2000}, {"ageing_time", 30000}, {"stp_state", bridge.stp ? 1 : 0}, {"priority", 32768}, {"vlan_filtering", bridge.vlanFiltering ? 1 : 0}, {"bridge_id", identifierOf(space, link)}, {"root_id", identifierOf(space, link)}};
    for (const auto& setting : beforeTimers)
        json[setting.inJson] = setting.value;
    for (const auto* timer : {"hello_timer", "tcn_timer", "topology_change_timer", "gc_timer"})
        json[timer] = 0.0;
    json["group_fwd_mask"] = "0";
    json["group_addr"] = reservedGroup;
    for (const auto& setting : behindGroup)
        json[setting.inJson] = setting.value;
    json["nf_call_iptables"] = bridge.callIptables ? 1 : 0;
    json["nf_call_ip6tables"] = bridge.callIp6tables ? 1 : 0;
    json["nf_call_arptables"] = 0;
    return json;
}

std::string vxlanText(const Namespace& space, const VxlanData& vxlan)
{
    const auto* under = vxlan.underlayIndex != 0 ? space.link(vxlan.underlayIndex) : nullptr;
    return "vxlan id " + std::to_string(vxlan.vni) + (vxlan.remote ? " remote " + vxlan.remote->text() : "") + (vxlan.local ? " local " + vxlan.local->text() : "") + (under ? " dev " + under->name : "") + " srcport 0 0 dstport " + std::to_string(vxlan.port) + " ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx";
}

OrderedJson vxlanJson(const Namespace& space, const VxlanData& vxlan)
{
    OrderedJson json{{"id", vxlan.vni}};
    const auto add = [&](const char* key, const std::optional<Address>& address) {
        if (address)
            json[std::string(key) + (address->family == IpFamily::V6 ? "6" : "")] = address->text();
    };
    add("remote", vxlan.remote);
    add("local", vxlan.local);
    if (const auto* under = vxlan.underlayIndex != 0 ? space.link(vxlan.underlayIndex) : nullptr)
        json["link"] = under->name;
    json["port_range"] = {{"low", 0}, {"high", 0}};
    json["port"] = vxlan.port;
    json["learning"] = true;
    json["ttl"] = 0;
    json["df"] = "unset";
    json["ageing"] = 300;
    json["udp_csum"] = true;
    json["udp_zero_csum6_tx"] = false;
    json["udp_zero_csum6_rx"] = false;
    return json;
}

std::string portText(const Namespace& space, const Link& link)
{
    const auto* bridge = space.link(link.master);
    const auto number = portNumber(space, link);
    const auto onOff = [](bool isOn) { return isOn ? "on" : "off"; };
    const auto& port = *link.port;
    const auto root = bridge ? identifierOf(space, *bridge) : std::string();
    return "bridge_slave state " + std::string(name(port.state)) + " priority " + std::to_string(port.priority) + " cost " + std::to_string(port.cost) + " hairpin " + onOff(port.hairpin) + " guard off root_block off fastleave off learning " + onOff(port.learning) + " flood " + onOff(port.floodUnicast) + " port_id 0x800" + std::to_string(number) + " port_no 0x" + std::to_string(number) + " designated_port " + std::to_string(32768 + number) + " designated_cost 0 designated_bridge " + root + " designated_root " + root + " hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 proxy_arp " + onOff(port.proxyArp) + " proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood " + onOff(port.floodMulticast) + " bcast_flood " + onOff(port.floodBroadcast) + " mcast_to_unicast off neigh_suppress " + onOff(port.neighbourSuppression) + " group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated " + onOff(port.isolated) + " locked off";
}

OrderedJson portJson(const Namespace& space, const Link& link)
{
    const auto* bridge = space.link(link.master);
    const auto number = portNumber(space, link);
    const auto& port = *link.port;
    const auto root = bridge ? identifierOf(space, *bridge) : std::string();
    return {{"state", name(port.state)}, {"priority", port.priority}, {"cost", port.cost}, {"hairpin", port.hairpin}, {"guard", false}, {"root_block", false}, {"fastleave", false}, {"learning", port.learning}, {"flood", port.floodUnicast}, {"id", "0x800" + std::to_string(number)}, {"no", "0x" + std::to_string(number)}, {"designated_port", 32768 + number}, {"designated_cost", 0}, {"bridge_id", root}, {"root_id", root}, {"hold_timer", 0.0}, {"message_age_timer", 0.0}, {"forward_delay_timer", 0.0}, {"topology_change_ack", 0}, {"config_pending", 0}, {"proxy_arp", port.proxyArp}, {"proxy_arp_wifi", false}, {"multicast_router", 1}, {"mcast_flood", port.floodMulticast}, {"bcast_flood", port.floodBroadcast}, {"mcast_to_unicast", false}, {"neigh_suppress", port.neighbourSuppression}, {"group_fwd_mask", "0"}, {"group_fwd_mask_str", "0x0"}, {"vlan_tunnel", false}, {"isolated", port.isolated}, {"locked", false}};
}

OrderedJson kindJson(const Namespace& space, const Link& link)
{
    OrderedJson json = OrderedJson::object();
    if (!link.kindName.empty())
        json["info_kind"] = link.kindName;
    if (const auto* bridge = std::get_if<BridgeData>(&link.data))
        json["info_data"] = bridgeJson(space, link, *bridge);
    if (const auto* vxlan = std::get_if<VxlanData>(&link.data))
        json["info_data"] = vxlanJson(space, *vxlan);
    if (const auto* macvlan = std::get_if<MacvlanData>(&link.data))
        json["info_data"] = {{"mode", name(macvlan->mode)}, {"bcqueuelen", 1000}, {"usedbcqueuelen", 1000}};
    if (link.port) {
        json["info_slave_kind"] = "bridge";
        json["info_slave_data"] = portJson(space, link);
    }
    return json;
}

} // namespace

bool areDetailsKnown(const Call& call, const Link& link)
{
    if (link.isLoopback())
        return true;
    const auto* before = [&]() -> const Namespace* {
        for (const auto& host : call.world.start().hosts)
            for (const auto& space : host.namespaces)
                if (space.inode == call.space)
                    return &space;
        return nullptr;
    }();
    return !before || std::ranges::none_of(before->links, [&](const Link& old) { return old.index == link.index && old.mac == link.mac; });
}

std::string detailedLines(std::string lines, const Namespace& space, const Link& link, const std::string& mode)
{
    lines.pop_back();
    const bool isPort = link.port.has_value();
    lines += " promiscuity " + std::to_string(watchersOf(link, promiscuous)) + "  allmulti " + std::to_string(watchersOf(link, allMulticast)) + (link.isLoopback() ? " minmtu 0 maxmtu 0" : " minmtu 68 maxmtu 65535") + " ";
    if (link.kindName == "veth")
        lines += "\n    veth ";
    if (const auto* bridge = std::get_if<BridgeData>(&link.data))
        lines += "\n    " + bridgeText(space, link, *bridge);
    if (const auto* vxlan = std::get_if<VxlanData>(&link.data))
        lines += "\n    " + vxlanText(space, *vxlan);
    if (const auto* macvlan = std::get_if<MacvlanData>(&link.data))
        lines += "\n    macvlan mode " + std::string(name(macvlan->mode)) + " bcqueuelen 1000 usedbcqueuelen 1000";
    if (isPort)
        lines += "\n    " + portText(space, link);
    if (lines.ends_with(' '))
        lines.pop_back();
    const auto queues = std::to_string(queuesOf(link));
    return lines + mode + " numtxqueues " + queues + " numrxqueues " + queues + " gso_max_size 65536 gso_max_segs 65535 tso_max_size " + std::to_string(segmentSizeOf(space, link)) + " tso_max_segs 65535 gro_max_size 65536 \n";
}

void addDetails(OrderedJson& json, const Namespace& space, const Link& link, DetailsOf of)
{
    json["promiscuity"] = watchersOf(link, promiscuous);
    json["allmulti"] = watchersOf(link, allMulticast);
    json["min_mtu"] = link.isLoopback() ? 0 : 68;
    json["max_mtu"] = link.isLoopback() ? 0 : 65535;
    if (!link.isLoopback())
        json["linkinfo"] = kindJson(space, link);
    if (of == DetailsOf::Link && link.mtu >= leastMtuOfIpv6)
        json["inet6_addr_gen_mode"] = "eui64";
    json["num_tx_queues"] = queuesOf(link);
    json["num_rx_queues"] = queuesOf(link);
    json["gso_max_size"] = 65536;
    json["gso_max_segs"] = 65535;
    json["tso_max_size"] = segmentSizeOf(space, link);
    json["tso_max_segs"] = 65535;
    json["gro_max_size"] = 65536;
}

} // namespace hoplens::lab
