// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/xt_extensions.h"

#include <bit>
#include <cstring>
#include <endian.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_connlimit.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_dscp.h>
#include <linux/netfilter/xt_hashlimit.h>
#include <linux/netfilter/xt_iprange.h>
#include <linux/netfilter/xt_length.h>
#include <linux/netfilter/xt_limit.h>
#include <linux/netfilter/xt_mac.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_nfacct.h>
#include <linux/netfilter/xt_owner.h>
#include <linux/netfilter/xt_physdev.h>
#include <linux/netfilter/xt_pkttype.h>
#include <linux/netfilter/xt_recent.h>
#include <linux/netfilter/xt_rpfilter.h>
#define _Bool bool // the kernel header is C
#include <linux/netfilter/xt_sctp.h>
#undef _Bool
#include <linux/netfilter/xt_set.h>
#include <linux/netfilter/xt_state.h>
#include <linux/netfilter/xt_statistic.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter_ipv4/ipt_ttl.h>
#include <linux/netfilter_ipv6/ip6t_hl.h>

namespace hoplens::netlink {
namespace {

Interval range(std::uint64_t low, std::uint64_t high) { return {Value::of(low), Value::of(high)}; }

Value addressBits(const nf_inet_addr& address, bool v4)
{
    return Address::fromBytes(Bytes(reinterpret_cast<const std::uint8_t*>(&address), v4 ? 4 : 16))->bits;
}

std::string textOf(const char* chars, std::size_t size) { return std::string(chars, ::strnlen(chars, size)); }

class MatchDecoder {
public:
    MatchDecoder(RuleSetBuilder& builder, TableFamily family, Bytes info, const IpsetNames& ipsets)
        : m_builder(builder), m_v4(family != TableFamily::Ip6), m_info(info), m_ipsets(ipsets)
    {
    }

    /// False when the match is not known.
    bool decode(std::string_view name, std::uint8_t revision);

private:
    template <class T> T info() const { return fixedHeader<T>(m_info); }
    template <class T> bool large() const { return m_info.size() >= sizeof(T); }
    void compare(Field field, Spelling spelling, bool negated, Interval interval, std::uint64_t mask = ~0ull) { m_builder.addCompare(field, spelling, negated, interval, mask); }
    void ports(Field field, Spelling spelling, std::uint16_t low, std::uint16_t high, bool negated)
    {
        if (low != 0 || high != 0xffff || negated)
            compare(field, spelling, negated, range(low, high));
    }
    /// A module without options says the protocol once more.
    void transport(void (MatchDecoder::*options)(), Spelling spelling, std::uint8_t protocol)
    {
        const auto before = m_builder.rules().operations.size();
        (this->*options)();
        if (m_builder.rules().operations.size() == before)
            compare(Field::Protocol, spelling, false, range(protocol, protocol));
    }
    void tcp();
    void udp();
    void sctp();
    bool multiport();
    bool conntrack(std::uint8_t revision);
    void conntrackAddress(const xt_conntrack_mtinfo3& data, unsigned flag, Field v4, Field v6, const nf_inet_addr& address, const nf_inet_addr& mask);
    void conntrackPort(const xt_conntrack_mtinfo3& data, unsigned flag, Field field, std::uint16_t low, std::uint16_t high);
    bool addressType(std::uint8_t revision);
    bool set(std::uint8_t revision);
    bool physdev();
    bool rate(std::string_view name);
    bool small(std::string_view name);

    RuleSetBuilder& m_builder;
    bool m_v4;
    Bytes m_info;
    const IpsetNames& m_ipsets;
};

void MatchDecoder::tcp()
{
    const auto data = info<xt_tcp>();
    ports(Field::SourcePort, Spelling::Tcp, data.spts[0], data.spts[1], (data.invflags & XT_TCP_INV_SRCPT) != 0);
    ports(Field::DestinationPort, Spelling::Tcp, data.dpts[0], data.dpts[1], (data.invflags & XT_TCP_INV_DSTPT) != 0);
    if (data.flg_mask != 0 || (data.invflags & XT_TCP_INV_FLAGS) != 0)
        compare(Field::TcpFlags, Spelling::Tcp, (data.invflags & XT_TCP_INV_FLAGS) != 0, range(data.flg_cmp, data.flg_cmp), data.flg_mask);
    if (data.option != 0)
        m_builder.add(UnknownOperation{m_builder.string("-m tcp --tcp-option " + std::to_string(data.option))});
}

void MatchDecoder::udp()
{
    const auto data = info<xt_udp>();
    ports(Field::SourcePort, Spelling::Udp, data.spts[0], data.spts[1], (data.invflags & XT_UDP_INV_SRCPT) != 0);
    ports(Field::DestinationPort, Spelling::Udp, data.dpts[0], data.dpts[1], (data.invflags & XT_UDP_INV_DSTPT) != 0);
}

void MatchDecoder::sctp()
{
    const auto data = info<xt_sctp_info>();
    if ((data.flags & XT_SCTP_SRC_PORTS) != 0)
        ports(Field::SourcePort, Spelling::Sctp, data.spts[0], data.spts[1], (data.invflags & XT_SCTP_SRC_PORTS) != 0);
    if ((data.flags & XT_SCTP_DEST_PORTS) != 0)
        ports(Field::DestinationPort, Spelling::Sctp, data.dpts[0], data.dpts[1], (data.invflags & XT_SCTP_DEST_PORTS) != 0);
    if ((data.flags & XT_SCTP_CHUNK_TYPES) != 0)
        m_builder.add(UnknownOperation{m_builder.string("-m sctp --chunk-types")});
}

bool MatchDecoder::multiport()
{
    if (!large<xt_multiport_v1>())
        return false;
    const auto data = info<xt_multiport_v1>();
    std::vector<Interval> list;
    for (unsigned i = 0; i < std::min<unsigned>(data.count, XT_MULTI_PORTS); ++i) {
        const bool isRange = data.pflags[i] != 0 && i + 1 < XT_MULTI_PORTS;
        list.push_back(range(data.ports[i], isRange ? data.ports[i + 1] : data.ports[i]));
        i += isRange ? 1 : 0;
    }
    const Field field = data.flags == XT_MULTIPORT_SOURCE ? Field::SourcePort : data.flags == XT_MULTIPORT_DESTINATION ? Field::DestinationPort : Field::EitherPort;
    m_builder.addCompare(field, Spelling::Multiport, data.invert != 0, list);
    return true;
}

void MatchDecoder::conntrackAddress(const xt_conntrack_mtinfo3& data, unsigned flag, Field v4, Field v6, const nf_inet_addr& address, const nf_inet_addr& mask)
{
    if ((data.match_flags & flag) == 0)
        return;
    const Value bits = addressBits(address, m_v4);
    const Value maskBits = addressBits(mask, m_v4);
    const Value width = prefixMask(m_v4 ? IpFamily::V4 : IpFamily::V6, m_v4 ? 32 : 128);
    compare(m_v4 ? v4 : v6, Spelling::Conntrack, (data.invert_flags & flag) != 0, {bits & maskBits, (bits & maskBits) | (width & ~maskBits)});
}

void MatchDecoder::conntrackPort(const xt_conntrack_mtinfo3& data, unsigned flag, Field field, std::uint16_t low, std::uint16_t high)
{
    if ((data.match_flags & flag) != 0)
        compare(field, Spelling::Conntrack, (data.invert_flags & flag) != 0, range(low, high));
}

/// The kernel numbers states 1 invalid, 2 established, 4 related, 8 new, 64 SNAT, 128 DNAT, 256 untracked.
std::uint32_t stateBits(std::uint32_t kernel)
{
    std::uint32_t bits = kernel & 15;
    if ((kernel & XT_CONNTRACK_STATE_SNAT) != 0)
        bits |= ctstate::sourceNat;
    if ((kernel & XT_CONNTRACK_STATE_DNAT) != 0)
        bits |= ctstate::destinationNat;
    if ((kernel & XT_CONNTRACK_STATE_UNTRACKED) != 0)
        bits |= ctstate::untracked;
    return bits;
}

bool MatchDecoder::conntrack(std::uint8_t revision)
{
    xt_conntrack_mtinfo3 data{};
    if (revision == 3) {
        data = info<xt_conntrack_mtinfo3>();
    } else if (revision == 1 || revision == 2) {
        const auto old = info<xt_conntrack_mtinfo2>();
        std::memcpy(&data, &old, offsetof(xt_conntrack_mtinfo2, state_mask));
        data.origsrc_port_high = be16toh(old.origsrc_port);
        data.origdst_port_high = be16toh(old.origdst_port);
        data.replsrc_port_high = be16toh(old.replsrc_port);
        data.repldst_port_high = be16toh(old.repldst_port);
        data.origsrc_port = data.origsrc_port_high;
        data.origdst_port = data.origdst_port_high;
        data.replsrc_port = data.replsrc_port_high;
        data.repldst_port = data.repldst_port_high;
        data.match_flags = old.match_flags;
        data.invert_flags = old.invert_flags;
        if (revision == 2) {
            data.state_mask = old.state_mask;
            data.status_mask = old.status_mask;
        } else {
            const auto one = info<xt_conntrack_mtinfo1>();
            data.state_mask = one.state_mask;
            data.status_mask = one.status_mask;
            data.match_flags = one.match_flags;
            data.invert_flags = one.invert_flags;
        }
    } else {
        return false;
    }
    if ((data.match_flags & XT_CONNTRACK_STATE) != 0)
        compare(Field::ConntrackState, Spelling::Conntrack, (data.invert_flags & XT_CONNTRACK_STATE) == 0, range(0, 0), stateBits(data.state_mask));
    if ((data.match_flags & XT_CONNTRACK_PROTO) != 0)
        compare(Field::ConntrackProtocol, Spelling::Conntrack, (data.invert_flags & XT_CONNTRACK_PROTO) != 0, range(data.l4proto, data.l4proto));
    conntrackAddress(data, XT_CONNTRACK_ORIGSRC, Field::OriginalSource4, Field::OriginalSource6, data.origsrc_addr, data.origsrc_mask);
    conntrackAddress(data, XT_CONNTRACK_ORIGDST, Field::OriginalDestination4, Field::OriginalDestination6, data.origdst_addr, data.origdst_mask);
    conntrackAddress(data, XT_CONNTRACK_REPLSRC, Field::ReplySource4, Field::ReplySource6, data.replsrc_addr, data.replsrc_mask);
    conntrackAddress(data, XT_CONNTRACK_REPLDST, Field::ReplyDestination4, Field::ReplyDestination6, data.repldst_addr, data.repldst_mask);
    conntrackPort(data, XT_CONNTRACK_ORIGSRC_PORT, Field::OriginalSourcePort, data.origsrc_port, data.origsrc_port_high);
    conntrackPort(data, XT_CONNTRACK_ORIGDST_PORT, Field::OriginalDestinationPort, data.origdst_port, data.origdst_port_high);
    conntrackPort(data, XT_CONNTRACK_REPLSRC_PORT, Field::ReplySourcePort, data.replsrc_port, data.replsrc_port_high);
    conntrackPort(data, XT_CONNTRACK_REPLDST_PORT, Field::ReplyDestinationPort, data.repldst_port, data.repldst_port_high);
    if ((data.match_flags & XT_CONNTRACK_STATUS) != 0) {
        const bool inverted = (data.invert_flags & XT_CONNTRACK_STATUS) != 0;
        if (data.status_mask == 0)
            compare(Field::ConntrackStatus, Spelling::Conntrack, inverted, range(0, 0));
        else
            compare(Field::ConntrackStatus, Spelling::Conntrack, !inverted, range(0, 0), data.status_mask);
    }
    if ((data.match_flags & XT_CONNTRACK_DIRECTION) != 0) {
        const std::uint64_t reply = (data.invert_flags & XT_CONNTRACK_DIRECTION) != 0 ? 1 : 0;
        compare(Field::ConntrackDirection, Spelling::Conntrack, false, range(reply, reply));
    }
    if ((data.match_flags & XT_CONNTRACK_EXPIRES) != 0)
        m_builder.add(UnknownOperation{m_builder.string("-m conntrack --ctexpire")});
    return true;
}

bool MatchDecoder::addressType(std::uint8_t revision)
{
    AddressTypeMatch match;
    if (revision == 0) {
        const auto data = info<xt_addrtype_info>();
        match = {data.source, data.dest, data.invert_source != 0, data.invert_dest != 0};
    } else {
        const auto data = info<xt_addrtype_info_v1>();
        match = {data.source, data.dest, (data.flags & XT_ADDRTYPE_INVERT_SOURCE) != 0, (data.flags & XT_ADDRTYPE_INVERT_DEST) != 0, (data.flags & XT_ADDRTYPE_LIMIT_IFACE_IN) != 0, (data.flags & XT_ADDRTYPE_LIMIT_IFACE_OUT) != 0};
    }
    m_builder.add(match);
    return true;
}

bool MatchDecoder::set(std::uint8_t revision)
{
    if (revision == 0 || revision > 4)
        return false;
    const auto data = info<xt_set_info>();
    if (revision >= 3 && large<xt_set_info_match_v3>()) {
        const auto extended = info<xt_set_info_match_v3>();
        if (extended.packets.op != 0 || extended.bytes.op != 0)
            return false;
    }
    const auto name = m_ipsets(data.index);
    SetLookup lookup;
    lookup.isIpset = true;
    lookup.negated = (data.flags & IPSET_INV_MATCH) != 0;
    lookup.name = m_builder.string(name ? *name : "number " + std::to_string(data.index));
    lookup.dimensions = data.dim;
    lookup.directions = static_cast<std::uint8_t>(data.flags >> 1 & 63);
    m_builder.add(lookup);
    return true;
}

bool MatchDecoder::physdev()
{
    const auto data = info<xt_physdev_info>();
    PhysdevMatch match;
    const auto bit = [&](unsigned kernelBit, unsigned ours) {
        if ((data.bitmask & kernelBit) != 0)
            match.flags |= static_cast<std::uint8_t>(1u << ours);
        if ((data.bitmask & kernelBit) != 0 && (data.invert & kernelBit) != 0)
            match.inverted |= static_cast<std::uint8_t>(1u << ours);
    };
    bit(XT_PHYSDEV_OP_IN, 0);
    bit(XT_PHYSDEV_OP_OUT, 1);
    bit(XT_PHYSDEV_OP_BRIDGED, 2);
    bit(XT_PHYSDEV_OP_ISIN, 3);
    bit(XT_PHYSDEV_OP_ISOUT, 4);
    const auto interfaceName = [&](const char* name, const char* mask) {
        auto text = textOf(name, IFNAMSIZ);
        if (text.size() < IFNAMSIZ - 1 && mask[text.size()] == 0)
            text += '+';
        return m_builder.string(text);
    };
    match.in = interfaceName(data.physindev, data.in_mask);
    match.out = interfaceName(data.physoutdev, data.out_mask);
    m_builder.add(match);
    return true;
}

bool MatchDecoder::rate(std::string_view name)
{
    RateKind kind = RateKind::Limit;
    std::string text(name);
    if (name == "limit") {
        const auto data = info<xt_rateinfo>();
        static constexpr std::array<std::pair<unsigned, std::string_view>, 4> units = {{{24 * 60 * 60 * 10000u, "day"}, {60 * 60 * 10000u, "hour"}, {60 * 10000u, "min"}, {10000u, "sec"}}};
        std::string rateText = "1/day";
        for (const auto& [period, unit] : units)
            if (data.avg != 0 && data.avg <= period && (period / data.avg) * data.avg + period % data.avg == period && (period % data.avg == 0 || period / data.avg >= 1))
                rateText = std::to_string((period + data.avg / 2) / data.avg) + "/" + std::string(unit);
        text = "limit --limit " + rateText + (data.burst != 5 ? " --limit-burst " + std::to_string(data.burst) : "");
    } else if (name == "connlimit") {
        const auto data = info<xt_connlimit_info>();
        kind = RateKind::ConnectionLimit;
        text = std::string("connlimit ") + ((data.flags & XT_CONNLIMIT_INVERT) != 0 ? "--connlimit-upto " : "--connlimit-above ") + std::to_string(data.limit);
    } else if (name == "recent") {
        const auto data = info<xt_recent_mtinfo>();
        kind = (data.check_set & XT_RECENT_SET) != 0 && data.invert == 0 ? RateKind::RecentSet : RateKind::Recent;
        text = std::string("recent ") + (data.invert != 0 ? "! " : "") + ((data.check_set & XT_RECENT_SET) != 0 ? "--set" : (data.check_set & XT_RECENT_CHECK) != 0 ? "--rcheck" : (data.check_set & XT_RECENT_UPDATE) != 0 ? "--update" : "--remove");
        if (data.seconds != 0)
            text += " --seconds " + std::to_string(data.seconds);
        if ((data.check_set & XT_RECENT_REAP) != 0)
            text += " --reap";
        if (data.hit_count != 0)
            text += " --hitcount " + std::to_string(data.hit_count);
        if ((data.check_set & XT_RECENT_TTL) != 0)
            text += " --rttl";
        Value mask = m_v4 ? Value::of(0xffffffffu) : Value{~0ull, ~0ull};
        if (large<xt_recent_mtinfo_v1>())
            mask = addressBits(info<xt_recent_mtinfo_v1>().mask, m_v4);
        text += " --name " + textOf(data.name, XT_RECENT_NAME_LEN) + " --mask " + Address{m_v4 ? IpFamily::V4 : IpFamily::V6, mask}.text() + " " + (data.side == XT_RECENT_SOURCE ? "--rsource" : "--rdest");
    } else if (name == "nfacct") {
        kind = RateKind::Account;
        text = "nfacct --nfacct-name  " + textOf(reinterpret_cast<const char*>(m_info.data()), std::min<std::size_t>(m_info.size(), NFACCT_NAME_MAX));
    } else if (name == "hashlimit") {
        kind = RateKind::HashLimit;
        text = "hashlimit --hashlimit-name " + textOf(reinterpret_cast<const char*>(m_info.data()), std::min<std::size_t>(m_info.size(), IFNAMSIZ));
    } else {
        kind = RateKind::Quota;
    }
    m_builder.add(RateMatch{kind, m_builder.string(text)});
    return true;
}

bool MatchDecoder::small(std::string_view name)
{
    if (name == "icmp" || name == "icmp6") {
        if (m_info.size() < 4)
            return false;
        const std::uint64_t type = m_info[0];
        const bool everything = type == 255;
        compare(name == "icmp" ? Field::IcmpTypeCode : Field::Icmp6TypeCode, Spelling::Icmp, (m_info[3] & 1) != 0, everything ? range(0, 0xffff) : range(type << 8 | m_info[1], type << 8 | m_info[2]));
    } else if (name == "mark" || name == "connmark") {
        const auto data = info<xt_mark_mtinfo1>();
        compare(name == "mark" ? Field::Mark : Field::ConntrackMark, name == "mark" ? Spelling::Mark : Spelling::Connmark, data.invert != 0, range(data.mark, data.mark), data.mask);
    } else if (name == "state") {
        compare(Field::ConntrackState, Spelling::State, true, range(0, 0), stateBits(info<xt_state_info>().statemask | (info<xt_state_info>().statemask & 64 ? 256u : 0u)));
    } else if (name == "statistic") {
        const auto data = info<xt_statistic_info>();
        StatisticMatch match{data.mode == XT_STATISTIC_MODE_NTH, (data.flags & XT_STATISTIC_INVERT) != 0};
        if (match.nth) {
            match.every = data.u.nth.every + 1;
            match.packet = data.u.nth.packet;
        } else {
            match.threshold = data.u.random.probability;
        }
        m_builder.add(match);
    } else if (name == "iprange") {
        const auto data = info<xt_iprange_mtinfo>();
        if ((data.flags & IPRANGE_SRC) != 0)
            compare(m_v4 ? Field::Ip4Source : Field::Ip6Source, Spelling::IpRange, (data.flags & IPRANGE_SRC_INV) != 0, {addressBits(data.src_min, m_v4), addressBits(data.src_max, m_v4)});
        if ((data.flags & IPRANGE_DST) != 0)
            compare(m_v4 ? Field::Ip4Destination : Field::Ip6Destination, Spelling::IpRange, (data.flags & IPRANGE_DST_INV) != 0, {addressBits(data.dst_min, m_v4), addressBits(data.dst_max, m_v4)});
    } else if (name == "mac") {
        const auto data = info<xt_mac_info>();
        MacAddress mac;
        std::copy(std::begin(data.srcaddr), std::begin(data.srcaddr) + 6, mac.octets.begin());
        compare(Field::SourceMac, Spelling::Mac, data.invert != 0, range(mac.number(), mac.number()));
    } else if (name == "owner") {
        const auto data = info<xt_owner_match_info>();
        if ((data.match & XT_OWNER_SOCKET) != 0)
            return false;
        if ((data.match & XT_OWNER_UID) != 0)
            compare(Field::UserId, Spelling::Owner, (data.invert & XT_OWNER_UID) != 0, range(data.uid_min, data.uid_max));
        if ((data.match & XT_OWNER_GID) != 0)
            compare(Field::GroupId, Spelling::Owner, (data.invert & XT_OWNER_GID) != 0, range(data.gid_min, data.gid_max));
    } else if (name == "rpfilter") {
        const auto flags = info<xt_rpfilter_info>().flags;
        m_builder.add(RpfilterMatch{(flags & XT_RPFILTER_LOOSE) != 0, (flags & XT_RPFILTER_VALID_MARK) != 0, (flags & XT_RPFILTER_ACCEPT_LOCAL) != 0, (flags & XT_RPFILTER_INVERT) != 0});
    } else if (name == "length") {
        const auto data = info<xt_length_info>();
        compare(Field::Length, Spelling::Length, data.invert != 0, range(data.min, data.max));
    } else if (name == "tos") {
        const auto data = info<xt_tos_match_info>();
        compare(Field::TypeOfService, Spelling::Tos, data.invert != 0, range(data.tos_value, data.tos_value), data.tos_mask);
    } else if (name == "dscp") {
        const auto data = info<xt_dscp_info>();
        compare(Field::TypeOfService, Spelling::Dscp, data.invert != 0, range(static_cast<std::uint64_t>(data.dscp) << 2, static_cast<std::uint64_t>(data.dscp) << 2), 0xfc);
    } else if (name == "ttl" || name == "hl") {
        const auto data = info<ipt_ttl_info>();
        const std::uint64_t ttl = data.ttl;
        const bool below = data.mode == IPT_TTL_LT;
        compare(Field::TimeToLive, Spelling::Ttl, data.mode == IPT_TTL_NE, below ? (ttl == 0 ? range(1, 0) : range(0, ttl - 1)) : data.mode == IPT_TTL_GT ? range(ttl + 1, 255) : range(ttl, ttl));
    } else if (name == "pkttype") {
        const auto data = info<xt_pkttype_info>();
        compare(Field::PacketType, Spelling::PacketType, data.invert != 0, range(static_cast<std::uint64_t>(data.pkttype), static_cast<std::uint64_t>(data.pkttype)));
    } else {
        return false;
    }
    return true;
}

bool MatchDecoder::decode(std::string_view name, std::uint8_t revision)
{
    if (name == "comment") {
        auto& rule = m_builder.rules().rules.back();
        rule.commentPosition = static_cast<std::uint16_t>(m_builder.rules().operations.size() - rule.firstOperation);
        rule.comment = m_builder.string(textOf(reinterpret_cast<const char*>(m_info.data()), m_info.size()));
        return true;
    }
    if (name == "tcp" && large<xt_tcp>())
        return transport(&MatchDecoder::tcp, Spelling::Tcp, IPPROTO_TCP), true;
    if (name == "udp" && large<xt_udp>())
        return transport(&MatchDecoder::udp, Spelling::Udp, IPPROTO_UDP), true;
    if (name == "sctp" && large<xt_sctp_info>())
        return transport(&MatchDecoder::sctp, Spelling::Sctp, IPPROTO_SCTP), true;
    if (name == "multiport")
        return revision == 1 && multiport();
    if (name == "conntrack")
        return conntrack(revision);
    if (name == "addrtype")
        return addressType(revision);
    if (name == "set")
        return set(revision);
    if (name == "physdev")
        return physdev();
    if (name == "limit" || name == "hashlimit" || name == "connlimit" || name == "recent" || name == "nfacct" || name == "quota")
        return rate(name);
    return small(name);
}

} // namespace

void decodeXtMatch(RuleSetBuilder& builder, TableFamily family, std::string_view name, std::uint8_t revision, Bytes info, const IpsetNames& ipsets)
{
    if (!MatchDecoder(builder, family, info, ipsets).decode(name, revision))
        builder.add(UnknownOperation{builder.string("-m " + std::string(name) + " (revision " + std::to_string(revision) + ")")});
}

} // namespace hoplens::netlink
