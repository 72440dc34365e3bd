// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/xt_extensions.h"

#include <endian.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/xt_CONNMARK.h>
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_DSCP.h>
#include <linux/netfilter/xt_MARK.h>
#include <linux/netfilter_ipv4/ipt_REJECT.h>
#include <linux/netfilter_ipv4/ipt_TTL.h>
#include <linux/netfilter_ipv6/ip6t_REJECT.h>

namespace hoplens::netlink {
namespace {

constexpr std::array rejects4 = {RejectType::NetUnreachable, RejectType::HostUnreachable, RejectType::ProtocolUnreachable, RejectType::PortUnreachable, RejectType::PortUnreachable, RejectType::NetProhibited, RejectType::HostProhibited, RejectType::TcpReset, RejectType::AdminProhibited};
constexpr std::array rejects6 = {RejectType::NoRoute, RejectType::AdminProhibited, RejectType::AddressUnreachable, RejectType::AddressUnreachable, RejectType::PortUnreachable, RejectType::PortUnreachable, RejectType::TcpReset, RejectType::PolicyFail, RejectType::RejectRoute};

void nat(RuleSetBuilder& builder, NatKind kind, bool v4, std::uint8_t revision, Bytes info)
{
    NatStatement out{kind};
    out.family = v4 ? IpFamily::V4 : IpFamily::V6;
    unsigned flags = 0;
    Interval addresses = {};
    // IPv4 targets carry the old multi-range structure, but for DNAT 2 and the IPv6 targets.
    const bool compat = v4 && !(kind == NatKind::Destination && revision >= 1) && !(kind == NatKind::Source && revision >= 1) && !(kind == NatKind::Netmap && revision >= 1);
    if (compat) {
        const auto data = fixedHeader<nf_nat_ipv4_multi_range_compat>(info);
        const auto& range = data.range[0];
        flags = range.flags;
        addresses = {Value::of(be32toh(range.min_ip)), Value::of(be32toh(range.max_ip))};
        out.portLow = be16toh(range.min.all);
        out.portHigh = be16toh(range.max.all);
    } else {
        const auto data = fixedHeader<nf_nat_range2>(info);
        flags = data.flags;
        const std::size_t width = v4 ? 4 : 16;
        addresses = {Address::fromBytes(Bytes(reinterpret_cast<const std::uint8_t*>(&data.min_addr), width))->bits, Address::fromBytes(Bytes(reinterpret_cast<const std::uint8_t*>(&data.max_addr), width))->bits};
        out.portLow = be16toh(data.min_proto.all);
        out.portHigh = be16toh(data.max_proto.all);
    }
    out.hasAddress = (flags & NF_NAT_RANGE_MAP_IPS) != 0;
    if (kind == NatKind::Netmap)
        out.hasAddress = true;
    out.hasPort = (flags & NF_NAT_RANGE_PROTO_SPECIFIED) != 0;
    out.random = (flags & NF_NAT_RANGE_PROTO_RANDOM) != 0;
    out.fullyRandom = (flags & NF_NAT_RANGE_PROTO_RANDOM_FULLY) != 0;
    out.persistent = (flags & NF_NAT_RANGE_PERSISTENT) != 0;
    if (out.hasAddress)
        out.addresses = builder.addInterval(addresses);
    if (!out.hasPort)
        out.portLow = out.portHigh = 0;
    if ((flags & NF_NAT_RANGE_PROTO_OFFSET) != 0) {
        builder.add(UnknownOperation{builder.string("DNAT with a port offset"), true});
        return;
    }
    builder.add(out);
}

std::optional<NatKind> natKind(std::string_view name)
{
    if (name == "DNAT")
        return NatKind::Destination;
    if (name == "SNAT")
        return NatKind::Source;
    if (name == "MASQUERADE")
        return NatKind::Masquerade;
    if (name == "REDIRECT")
        return NatKind::Redirect;
    if (name == "NETMAP")
        return NatKind::Netmap;
    return std::nullopt;
}

bool connmark(RuleSetBuilder& builder, std::uint8_t revision, Bytes info)
{
    if (revision != 1 && revision != 2)
        return false;
    auto data = fixedHeader<xt_connmark_tginfo1>(info);
    if (revision == 2) { // adds a shift between the masks and the mode
        const auto shifting = fixedHeader<xt_connmark_tginfo2>(info);
        if (shifting.shift_bits != 0)
            return false;
        data.mode = shifting.mode;
    }
    if (data.mode == XT_CONNMARK_SET)
        builder.add(SetField{SetTarget::ConntrackMark, SetSource::Nothing, 0, ~data.ctmask, 0, data.ctmark});
    else if (data.mode == XT_CONNMARK_SAVE)
        builder.add(SetField{SetTarget::ConntrackMark, SetSource::Mark, 0, ~data.ctmask, data.nfmask, 0});
    else
        builder.add(SetField{SetTarget::Mark, SetSource::ConntrackMark, 0, ~data.nfmask, data.ctmask, 0});
    return true;
}

/// False when the target is not known.
bool decode(RuleSetBuilder& builder, bool v4, std::string_view name, std::uint8_t revision, Bytes info)
{
    if (const auto kind = natKind(name)) {
        nat(builder, *kind, v4, revision, info);
        return true;
    }
    if (name == "REJECT") {
        const auto with = fixedHeader<std::uint32_t>(info);
        const auto type = v4 ? (with < rejects4.size() ? rejects4[with] : RejectType::PortUnreachable) : (with < rejects6.size() ? rejects6[with] : RejectType::PortUnreachable);
        builder.add(RejectStatement{type});
        return true;
    }
    if (name == "MARK" && revision == 2) {
        const auto data = fixedHeader<xt_mark_tginfo2>(info);
        builder.add(SetField{SetTarget::Mark, SetSource::Nothing, 0, ~data.mask, 0, data.mark});
        return true;
    }
    if (name == "CONNMARK")
        return connmark(builder, revision, info);
    if (name == "NOTRACK") {
        builder.add(Untrack{});
        return true;
    }
    if (name == "CT" && (fixedHeader<xt_ct_target_info>(info).flags & XT_CT_NOTRACK) != 0) {
        builder.add(Untrack{});
        return true;
    }
    if (name == "TTL" || name == "HL") {
        const auto data = fixedHeader<ipt_TTL_info>(info);
        if (data.mode == IPT_TTL_SET)
            builder.add(SetField{SetTarget::TimeToLive, SetSource::Nothing, 0, 0, 0, data.ttl});
        else
            builder.add(SetField{SetTarget::TimeToLive, SetSource::TimeToLive, static_cast<std::int16_t>(data.mode == IPT_TTL_INC ? data.ttl : -data.ttl), 0, 0xff, 0});
        return true;
    }
    if (name == "TOS" && revision == 1) {
        const auto data = fixedHeader<xt_tos_target_info>(info);
        builder.add(SetField{SetTarget::TypeOfService, SetSource::Nothing, 0, static_cast<std::uint32_t>(~data.tos_mask & 0xff), 0, data.tos_value});
        return true;
    }
    if (name == "DSCP") {
        builder.add(SetField{SetTarget::TypeOfService, SetSource::Nothing, 0, 3, 0, static_cast<std::uint32_t>(fixedHeader<xt_DSCP_info>(info).dscp) << 2});
        return true;
    }
    static constexpr std::array<std::string_view, 8> passive = {"LOG", "NFLOG", "TRACE", "TCPMSS", "CHECKSUM", "CLASSIFY", "AUDIT", "CONNSECMARK"};
    for (const auto word : passive) {
        if (word == name) {
            builder.add(Passive{builder.string(name)});
            return true;
        }
    }
    return false;
}

} // namespace

void decodeXtTarget(RuleSetBuilder& builder, TableFamily family, std::string_view name, std::uint8_t revision, Bytes info)
{
    if (!decode(builder, family != TableFamily::Ip6, name, revision, info))
        builder.add(UnknownOperation{builder.string(name), true});
}

} // namespace hoplens::netlink
