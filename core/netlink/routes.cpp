// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/route_objects.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace hoplens::netlink {
namespace {

std::optional<IpFamily> familyOf(int family)
{
    if (family == AF_INET)
        return IpFamily::V4;
    if (family == AF_INET6)
        return IpFamily::V6;
    return std::nullopt;
}

std::optional<Address> addressAt(const Attributes& attributes, std::size_t type)
{
    return attributes.has(type) ? Address::fromBytes(attributes.bytes(type)) : std::nullopt;
}

/// RTA_VIA: an address of another family.
std::optional<Address> viaAt(const Attributes& attributes)
{
    const auto bytes = attributes.bytes(RTA_VIA);
    return bytes.size() > 2 ? Address::fromBytes(bytes.subspan(2)) : std::nullopt;
}

NextHop hop(const Attributes& attributes, unsigned flags)
{
    NextHop out;
    out.gateway = attributes.has(RTA_GATEWAY) ? addressAt(attributes, RTA_GATEWAY) : viaAt(attributes);
    out.onlink = (flags & RTNH_F_ONLINK) != 0;
    out.dead = (flags & RTNH_F_DEAD) != 0;
    out.linkdown = (flags & RTNH_F_LINKDOWN) != 0;
    out.encapsulated = attributes.has(RTA_ENCAP_TYPE);
    return out;
}

std::vector<NextHop> multipath(Bytes bytes)
{
    std::vector<NextHop> hops;
    while (bytes.size() >= sizeof(rtnexthop)) {
        const auto header = fixedHeader<rtnexthop>(bytes);
        if (header.rtnh_len < sizeof header || header.rtnh_len > bytes.size())
            break;
        NextHop one = hop(Attributes(bytes.subspan(sizeof header, header.rtnh_len - sizeof header)), header.rtnh_flags);
        one.linkIndex = header.rtnh_ifindex;
        one.weight = static_cast<std::uint16_t>(header.rtnh_hops + 1);
        hops.push_back(one);
        const std::size_t step = RTNH_ALIGN(header.rtnh_len);
        bytes = step < bytes.size() ? bytes.subspan(step) : Bytes();
    }
    return hops;
}

} // namespace

std::optional<InterfaceAddress> decodeAddress(Bytes payload)
{
    const auto header = fixedHeader<ifaddrmsg>(payload);
    const Attributes attributes(afterHeader<ifaddrmsg>(payload));
    const auto local = addressAt(attributes, IFA_LOCAL);
    const auto address = addressAt(attributes, IFA_ADDRESS);
    if (!familyOf(header.ifa_family) || (!local && !address))
        return std::nullopt;
    InterfaceAddress out;
    out.linkIndex = static_cast<std::int32_t>(header.ifa_index);
    out.prefix = {local ? *local : *address, header.ifa_prefixlen};
    if (local && address && *local != *address)
        out.peer = address;
    out.broadcast = addressAt(attributes, IFA_BROADCAST);
    out.scope = header.ifa_scope;
    out.flags = attributes.u32(IFA_FLAGS, header.ifa_flags);
    out.label = attributes.text(IFA_LABEL);
    if (attributes.has(IFA_CACHEINFO)) {
        const auto info = fixedHeader<ifa_cacheinfo>(attributes.bytes(IFA_CACHEINFO));
        if (info.ifa_valid != 0xffffffffu)
            out.validLifetime = info.ifa_valid;
        if (info.ifa_prefered != 0xffffffffu)
            out.preferredLifetime = info.ifa_prefered;
    }
    return out;
}

std::optional<Route> decodeRoute(Bytes payload)
{
    const auto header = fixedHeader<rtmsg>(payload);
    const auto family = familyOf(header.rtm_family);
    if (!family || (header.rtm_flags & RTM_F_CLONED) != 0)
        return std::nullopt;
    const Attributes attributes(afterHeader<rtmsg>(payload));
    Route route;
    route.type = header.rtm_type <= RTN_NAT ? static_cast<RouteType>(header.rtm_type) : RouteType::Unspecified;
    route.destination = {addressAt(attributes, RTA_DST).value_or(Address::any(*family)), header.rtm_dst_len};
    route.table = attributes.u32(RTA_TABLE, header.rtm_table);
    route.metric = attributes.u32(RTA_PRIORITY);
    route.typeOfService = header.rtm_tos;
    route.protocol = header.rtm_protocol;
    route.scope = header.rtm_scope;
    route.preferredSource = addressAt(attributes, RTA_PREFSRC);
    if (header.rtm_src_len != 0)
        if (const auto source = addressAt(attributes, RTA_SRC))
            route.source = Prefix{*source, header.rtm_src_len};
    route.mtu = attributes.nested(RTA_METRICS).u32(RTAX_MTU);
    route.nextHopId = attributes.u32(RTA_NH_ID);
    if (attributes.has(RTA_MULTIPATH)) {
        route.nextHops = multipath(attributes.bytes(RTA_MULTIPATH));
    } else if (attributes.has(RTA_OIF) || attributes.has(RTA_GATEWAY) || attributes.has(RTA_VIA)) {
        NextHop one = hop(attributes, header.rtm_flags);
        one.linkIndex = static_cast<std::int32_t>(attributes.u32(RTA_OIF));
        route.nextHops.push_back(one);
    }
    return route;
}

std::optional<PolicyRule> decodePolicyRule(Bytes payload)
{
    const auto header = fixedHeader<fib_rule_hdr>(payload);
    const auto family = familyOf(header.family);
    if (!family)
        return std::nullopt;
    const Attributes attributes(afterHeader<fib_rule_hdr>(payload));
    PolicyRule rule;
    rule.family = *family;
    rule.priority = attributes.u32(FRA_PRIORITY);
    rule.action = header.action <= FR_ACT_PROHIBIT ? static_cast<PolicyAction>(header.action) : PolicyAction::Unspecified;
    rule.inverted = (header.flags & FIB_RULE_INVERT) != 0;
    if (const auto source = addressAt(attributes, FRA_SRC))
        rule.source = Prefix{*source, header.src_len};
    if (const auto destination = addressAt(attributes, FRA_DST))
        rule.destination = Prefix{*destination, header.dst_len};
    rule.inInterface = attributes.text(FRA_IIFNAME);
    rule.outInterface = attributes.text(FRA_OIFNAME);
    if (attributes.has(FRA_FWMARK))
        rule.mark = attributes.u32(FRA_FWMARK);
    rule.markMask = attributes.u32(FRA_FWMASK, 0xffffffffu);
    rule.typeOfService = header.tos;
    if (attributes.has(FRA_IP_PROTO))
        rule.protocol = attributes.u8(FRA_IP_PROTO);
    const auto ports = [&](std::size_t type) -> std::optional<std::pair<std::uint16_t, std::uint16_t>> {
        if (!attributes.has(type))
            return std::nullopt;
        const auto range = fixedHeader<fib_rule_port_range>(attributes.bytes(type));
        return std::pair(range.start, range.end);
    };
    rule.sourcePorts = ports(FRA_SPORT_RANGE);
    rule.destinationPorts = ports(FRA_DPORT_RANGE);
    if (attributes.has(FRA_UID_RANGE)) {
        const auto range = fixedHeader<fib_rule_uid_range>(attributes.bytes(FRA_UID_RANGE));
        if (range.start != 0 || range.end != 0xffffffffu)
            rule.userIds = std::pair(range.start, range.end);
    }
    rule.table = attributes.u32(FRA_TABLE, header.table);
    rule.gotoPriority = attributes.u32(FRA_GOTO);
    if (attributes.has(FRA_SUPPRESS_PREFIXLEN) && attributes.u32(FRA_SUPPRESS_PREFIXLEN) != 0xffffffffu)
        rule.suppressPrefixLength = attributes.u32(FRA_SUPPRESS_PREFIXLEN);
    rule.l3mdev = attributes.u8(FRA_L3MDEV) != 0;
    if (attributes.has(FRA_SUPPRESS_IFGROUP) && attributes.u32(FRA_SUPPRESS_IFGROUP) != 0xffffffffu)
        rule.unknownAttributes.push_back("suppress_ifgroup");
    if (attributes.big64(FRA_TUN_ID) != 0)
        rule.unknownAttributes.push_back("tun_id");
    eachAttribute(afterHeader<fib_rule_hdr>(payload), [&](std::uint16_t type, Bytes content) {
        constexpr std::uint16_t sourcePortMask = 28, destinationPortMask = 29; // newer than the headers of Debian 12
        const bool isFullMask = (type == sourcePortMask || type == destinationPortMask) && content.size() == 2 && content[0] == 0xff && content[1] == 0xff;
        if (type > FRA_DPORT_RANGE && !isFullMask)
            rule.unknownAttributes.push_back("attribute " + std::to_string(type));
    });
    return rule;
}

std::optional<Neighbour> decodeNeighbour(Bytes payload)
{
    const auto header = fixedHeader<ndmsg>(payload);
    const Attributes attributes(afterHeader<ndmsg>(payload));
    const auto address = addressAt(attributes, NDA_DST);
    if (!familyOf(header.ndm_family) || !address)
        return std::nullopt;
    Neighbour neighbour;
    neighbour.linkIndex = header.ndm_ifindex;
    neighbour.address = *address;
    neighbour.state = static_cast<NeighbourState>(header.ndm_state);
    neighbour.isProxy = (header.ndm_flags & NTF_PROXY) != 0;
    const auto mac = attributes.bytes(NDA_LLADDR);
    if (mac.size() == 6) {
        neighbour.mac.emplace();
        std::copy(mac.begin(), mac.end(), neighbour.mac->octets.begin());
    }
    return neighbour;
}

std::optional<FdbEntry> decodeFdbEntry(Bytes payload)
{
    const auto header = fixedHeader<ndmsg>(payload);
    const Attributes attributes(afterHeader<ndmsg>(payload));
    const auto mac = attributes.bytes(NDA_LLADDR);
    if (header.ndm_family != AF_BRIDGE || mac.size() != 6)
        return std::nullopt;
    FdbEntry entry;
    entry.linkIndex = header.ndm_ifindex;
    std::copy(mac.begin(), mac.end(), entry.mac.octets.begin());
    entry.vlan = attributes.u16(NDA_VLAN);
    entry.isSelf = (header.ndm_flags & NTF_SELF) != 0;
    entry.isLocal = (header.ndm_state & NUD_PERMANENT) != 0 && !entry.isSelf;
    entry.isStatic = (header.ndm_state & NUD_NOARP) != 0 && !entry.isLocal;
    entry.remote = addressAt(attributes, NDA_DST);
    if (attributes.has(NDA_PORT))
        entry.remotePort = attributes.big16(NDA_PORT);
    if (attributes.has(NDA_VNI))
        entry.remoteVni = attributes.u32(NDA_VNI);
    return entry;
}

} // namespace hoplens::netlink
