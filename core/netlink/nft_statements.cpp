// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/nft_expression_decoder.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>

namespace hoplens::netlink {

std::optional<PoolSpan> ExpressionDecoder::keyAt(std::uint32_t reg, SetId set)
{
    const auto& named = m_builder.rules().sets[set.value];
    std::vector<KeyPart> key;
    for (std::size_t s = slot(reg); key.size() < named.dimensions && s < m_registers.size();) {
        const auto& content = m_registers[s];
        std::size_t bytes = 4;
        if (content.kind == Register::Kind::Random) {
            key.push_back({Field::Random, ~0ull, content.modulus, content.offset});
        } else if (content.kind == Register::Kind::Constant) {
            key.push_back({Field::Constant, ~0ull, 0, static_cast<std::uint32_t>(registerValue(content.constant, false).low)});
            bytes = content.constant.size();
        } else if (content.kind == Register::Kind::Fields && content.flip == 0) {
            for (const auto& piece : content.pieces) {
                if (piece.length != piece.fullLength)
                    return std::nullopt;
                key.push_back({piece.field, content.hasMask ? content.mask : ~0ull, 0, 0, piece.isOfHeader});
            }
            bytes = content.length();
        } else {
            return std::nullopt;
        }
        s += (bytes + 3) / 4;
    }
    if (key.size() != named.dimensions)
        return std::nullopt;
    return m_builder.addKeys(key);
}

void ExpressionDecoder::lookup(const Attributes& a)
{
    const auto name = a.text(NFTA_LOOKUP_SET);
    const SetId set = m_builder.findSet(m_tableId, name);
    const auto key = set.valid() ? keyAt(a.big32(NFTA_LOOKUP_SREG), set) : std::nullopt;
    const bool isMap = a.has(NFTA_LOOKUP_DREG);
    if (!key) {
        if (isMap && a.big32(NFTA_LOOKUP_DREG) != NFT_REG_VERDICT)
            at(a.big32(NFTA_LOOKUP_DREG)) = Register{Register::Kind::Opaque};
        unknown("lookup in " + std::string(name), isMap && a.big32(NFTA_LOOKUP_DREG) == NFT_REG_VERDICT);
        return;
    }
    if (!isMap) {
        m_builder.add(SetLookup{set, *key, (a.big32(NFTA_LOOKUP_FLAGS) & NFT_LOOKUP_F_INV) != 0, false, m_builder.string(name)});
    } else if (a.big32(NFTA_LOOKUP_DREG) == NFT_REG_VERDICT) {
        m_builder.add(VerdictMap{set, *key, m_builder.string(name)});
    } else {
        Register content{Register::Kind::Map};
        content.map = set;
        content.key = *key;
        at(a.big32(NFTA_LOOKUP_DREG)) = std::move(content);
    }
}

void ExpressionDecoder::immediate(const Attributes& a)
{
    const auto reg = a.big32(NFTA_IMMEDIATE_DREG);
    const auto data = a.nested(NFTA_IMMEDIATE_DATA);
    if (reg == NFT_REG_VERDICT) {
        m_builder.add(decodeVerdict(data.nested(NFTA_DATA_VERDICT), m_builder, m_tableId));
        return;
    }
    Register content{Register::Kind::Constant};
    const auto bytes = data.bytes(NFTA_DATA_VALUE);
    content.constant.assign(bytes.begin(), bytes.end());
    at(reg) = std::move(content);
}

void ExpressionDecoder::nat(const Attributes& a)
{
    NatStatement nat{a.big32(NFTA_NAT_TYPE) == NFT_NAT_SNAT ? NatKind::Source : NatKind::Destination};
    nat.family = a.big32(NFTA_NAT_FAMILY) == NFPROTO_IPV6 ? IpFamily::V6 : IpFamily::V4;
    const auto flags = a.big32(NFTA_NAT_FLAGS);
    nat.random = (flags & NF_NAT_RANGE_PROTO_RANDOM) != 0;
    nat.fullyRandom = (flags & NF_NAT_RANGE_PROTO_RANDOM_FULLY) != 0;
    nat.persistent = (flags & NF_NAT_RANGE_PERSISTENT) != 0;
    if (a.has(NFTA_NAT_REG_ADDR_MIN)) {
        const auto& low = at(a.big32(NFTA_NAT_REG_ADDR_MIN));
        if (low.kind == Register::Kind::Map) {
            m_builder.add(NatMap{nat.kind, low.map, low.key, nat.family});
            return;
        }
        const auto& high = a.has(NFTA_NAT_REG_ADDR_MAX) ? at(a.big32(NFTA_NAT_REG_ADDR_MAX)) : low;
        if (low.kind != Register::Kind::Constant || high.kind != Register::Kind::Constant || (flags & NF_NAT_RANGE_NETMAP) != 0) {
            unknown("nat to a computed address", true);
            return;
        }
        nat.hasAddress = true;
        nat.addresses = m_builder.addInterval({registerValue(low.constant, false), registerValue(high.constant, false)});
    }
    if (a.has(NFTA_NAT_REG_PROTO_MIN)) {
        const auto& low = at(a.big32(NFTA_NAT_REG_PROTO_MIN));
        const auto& high = a.has(NFTA_NAT_REG_PROTO_MAX) ? at(a.big32(NFTA_NAT_REG_PROTO_MAX)) : low;
        if (low.kind != Register::Kind::Constant || high.kind != Register::Kind::Constant) {
            unknown("nat to a computed port", true);
            return;
        }
        nat.hasPort = true;
        nat.portLow = static_cast<std::uint16_t>(registerValue(low.constant, false).low);
        nat.portHigh = static_cast<std::uint16_t>(registerValue(high.constant, false).low);
    }
    m_builder.add(nat);
}

void ExpressionDecoder::masquerade(std::string_view name, const Attributes& a)
{
    static_assert(NFTA_MASQ_REG_PROTO_MIN == 2 && NFTA_REDIR_REG_PROTO_MIN == 1);
    const bool isRedirect = name == "redir";
    const auto minimum = isRedirect ? static_cast<std::size_t>(NFTA_REDIR_REG_PROTO_MIN) : static_cast<std::size_t>(NFTA_MASQ_REG_PROTO_MIN);
    NatStatement nat{isRedirect ? NatKind::Redirect : NatKind::Masquerade};
    nat.family = m_networkProtocol == 10 ? IpFamily::V6 : IpFamily::V4;
    const auto flags = a.big32(isRedirect ? static_cast<std::size_t>(NFTA_REDIR_FLAGS) : static_cast<std::size_t>(NFTA_MASQ_FLAGS));
    nat.random = (flags & NF_NAT_RANGE_PROTO_RANDOM) != 0;
    nat.fullyRandom = (flags & NF_NAT_RANGE_PROTO_RANDOM_FULLY) != 0;
    if (a.has(minimum)) {
        const auto& low = at(a.big32(minimum));
        const auto& high = a.has(minimum + 1) ? at(a.big32(minimum + 1)) : low;
        if (low.kind != Register::Kind::Constant || high.kind != Register::Kind::Constant) {
            unknown(std::string(name) + " to a computed port", true);
            return;
        }
        nat.hasPort = true;
        nat.portLow = static_cast<std::uint16_t>(registerValue(low.constant, false).low);
        nat.portHigh = static_cast<std::uint16_t>(registerValue(high.constant, false).low);
    }
    m_builder.add(nat);
}

void ExpressionDecoder::reject(const Attributes& a)
{
    const auto type = a.big32(NFTA_REJECT_TYPE);
    const auto code = a.u8(NFTA_REJECT_ICMP_CODE);
    static constexpr std::array v4 = {RejectType::NetUnreachable, RejectType::HostUnreachable, RejectType::ProtocolUnreachable, RejectType::PortUnreachable};
    static constexpr std::array v6 = {RejectType::NoRoute, RejectType::AdminProhibited, RejectType::NoRoute, RejectType::AddressUnreachable, RejectType::PortUnreachable, RejectType::PolicyFail, RejectType::RejectRoute};
    static constexpr std::array either = {RejectType::NetUnreachable, RejectType::PortUnreachable, RejectType::HostUnreachable, RejectType::AdminProhibited};
    RejectStatement out;
    if (type == NFT_REJECT_TCP_RST)
        out.type = RejectType::TcpReset;
    else if (type == NFT_REJECT_ICMPX_UNREACH)
        out = {code < either.size() ? either[code] : RejectType::PortUnreachable, true};
    else if (m_networkProtocol == 10)
        out.type = code < v6.size() ? v6[code] : RejectType::PortUnreachable;
    else
        out.type = code < v4.size() ? v4[code] : code == 9 ? RejectType::NetProhibited : code == 10 ? RejectType::HostProhibited : RejectType::AdminProhibited;
    m_builder.add(out);
}

namespace {

/// "10 mbytes": in the largest unit that leaves nothing over.
std::string byteRate(std::uint64_t bytes)
{
    std::size_t unit = 0;
    for (; unit < 2 && bytes != 0 && bytes % 1024 == 0; ++unit)
        bytes /= 1024;
    static constexpr std::array<std::string_view, 3> units = {"bytes", "kbytes", "mbytes"};
    return std::to_string(bytes) + " " + std::string(units[unit]);
}

} // namespace

void ExpressionDecoder::limit(std::string_view name, const Attributes& a)
{
    std::string text(name);
    RateKind kind = RateKind::Limit;
    if (name == "limit") {
        const auto unit = a.big64(NFTA_LIMIT_UNIT);
        const bool isOfBytes = a.big32(NFTA_LIMIT_TYPE) == NFT_LIMIT_PKT_BYTES;
        text = std::string(isCompat() ? "limit --limit " : "limit rate ") + ((a.big32(NFTA_LIMIT_FLAGS) & NFT_LIMIT_F_INV) != 0 ? "over " : "") + (isOfBytes ? byteRate(a.big64(NFTA_LIMIT_RATE)) : std::to_string(a.big64(NFTA_LIMIT_RATE))) + (unit == 1 ? (isCompat() ? "/sec" : "/second") : unit == 60 ? (isCompat() ? "/min" : "/minute") : unit == 3600 ? "/hour" : "/day");
        const auto burst = a.big32(NFTA_LIMIT_BURST);
        if (isCompat() ? burst != 5 : burst != 5 && !isOfBytes)
            text += (isCompat() ? " --limit-burst " : " burst ") + std::to_string(burst) + (isCompat() ? "" : " packets");
    } else if (name == "connlimit") {
        kind = RateKind::ConnectionLimit;
        text = std::string("ct count ") + (!isCompat() && (a.big32(NFTA_CONNLIMIT_FLAGS) & NFT_CONNLIMIT_F_INV) != 0 ? "over " : "") + std::to_string(a.big32(NFTA_CONNLIMIT_COUNT));
    } else {
        kind = RateKind::Quota;
        if (!isCompat())
            text = std::string("quota ") + ((a.big32(NFTA_QUOTA_FLAGS) & NFT_QUOTA_F_INV) != 0 ? "over " : "") + byteRate(a.big64(NFTA_QUOTA_BYTES));
    }
    m_builder.add(RateMatch{kind, m_builder.string(text)});
}

} // namespace hoplens::netlink
