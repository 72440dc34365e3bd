// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/nft_expressions.h"

#include "netlink/nft_expression_decoder.h"

#include <algorithm>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables_compat.h>

namespace hoplens::netlink {

std::vector<KeyField> splitKeyType(std::uint32_t type, std::uint32_t klen)
{
    static constexpr std::array<std::uint8_t, 47> lengths = {4, 4, 1, 4, 4, 16, 6, 4, 16, 6, 2, 2, 1, 2, 1, 1, 1, 1, 8, 4, 4, 2, 4, 4, 4, 4, 4, 1, 4, 1, 16, 1, 1, 1, 1, 4, 1, 1, 4, 1, 4, 16, 1, 8, 4, 1, 8};
    static constexpr std::array hostOrder = {4u, 19u, 20u, 21u, 22u, 23u, 24u, 25u, 26u, 28u, 35u, 38u};
    std::vector<KeyField> fields;
    for (std::uint32_t rest = type; rest != 0; rest >>= 6) {
        const std::uint32_t code = rest & 63;
        fields.insert(fields.begin(), {code, code < lengths.size() ? lengths[code] : std::uint8_t{4}, std::ranges::find(hostOrder, code) != hostOrder.end()});
    }
    if (fields.size() == 1 && klen > 0 && klen <= 16)
        fields.front().length = static_cast<std::uint8_t>(klen);
    return fields;
}

Value registerValue(Bytes bytes, bool isHostOrder)
{
    Value value;
    for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 16); ++i) {
        const auto byte = isHostOrder ? bytes[bytes.size() - 1 - i] : bytes[i];
        value.high = value.high << 8 | value.low >> 56;
        value.low = value.low << 8 | byte;
    }
    return value;
}

Verdict decodeVerdict(const Attributes& a, RuleSetBuilder& builder, TableId table)
{
    const auto code = static_cast<std::int32_t>(a.big32(NFTA_VERDICT_CODE));
    const auto chain = [&] { return builder.chain(table, a.text(NFTA_VERDICT_CHAIN)); };
    switch (code) {
    case NF_ACCEPT: return {VerdictKind::Accept};
    case NF_DROP: return {VerdictKind::Drop};
    case NFT_RETURN: return {VerdictKind::Return};
    case NFT_CONTINUE: return {VerdictKind::Continue};
    case NFT_JUMP: return {VerdictKind::Jump, chain()};
    case NFT_GOTO: return {VerdictKind::Goto, chain()};
    default: return {(code & 0xff) == NF_DROP ? VerdictKind::Drop : VerdictKind::Queue};
    }
}

namespace {

struct HeaderField {
    std::uint8_t offset;
    std::uint8_t length;
    Field field;
};
constexpr std::array header4 = {HeaderField{1, 1, Field::TypeOfService}, HeaderField{2, 2, Field::Length}, HeaderField{8, 1, Field::TimeToLive}, HeaderField{9, 1, Field::Protocol}, HeaderField{12, 4, Field::Ip4Source}, HeaderField{16, 4, Field::Ip4Destination}};
constexpr std::array header6 = {HeaderField{6, 1, Field::Protocol}, HeaderField{7, 1, Field::TimeToLive}, HeaderField{8, 16, Field::Ip6Source}, HeaderField{24, 16, Field::Ip6Destination}};
constexpr std::array headerEthernet = {HeaderField{0, 6, Field::DestinationMac}, HeaderField{6, 6, Field::SourceMac}, HeaderField{12, 2, Field::EtherType}};

} // namespace

Spelling ExpressionDecoder::spelling(Field field) const
{
    if (!isCompat())
        return Spelling::Native;
    switch (field) {
    case Field::Ip4Source:
    case Field::Ip4Destination:
    case Field::Ip6Source:
    case Field::Ip6Destination:
    case Field::Protocol: return Spelling::Base;
    case Field::SourcePort:
    case Field::DestinationPort:
    case Field::TcpFlags: return m_transportProtocol == 17 ? Spelling::Udp : m_transportProtocol == 132 ? Spelling::Sctp : Spelling::Tcp;
    case Field::Mark: return Spelling::Mark;
    case Field::IcmpTypeCode:
    case Field::Icmp6TypeCode: return Spelling::Icmp;
    case Field::PacketType: return Spelling::PacketType;
    default: return Spelling::Native;
    }
}

void ExpressionDecoder::count(const Counters& counters)
{
    auto& rule = m_builder.rules().rules.back();
    rule.counters = counters;
    if (!isCompat() && rule.counterPosition == 0)
        rule.counterPosition = static_cast<std::uint16_t>(m_builder.rules().operations.size() - rule.firstOperation + 1);
}

namespace {

/// "log prefix "x" level debug", as nft writes it.
std::string logText(const Attributes& a)
{
    static constexpr std::array<std::string_view, 9> levels = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit"};
    static constexpr std::array<std::string_view, 5> flagNames = {"tcp sequence", "tcp options", "ip options", "skuid", "ether"};
    std::string words = "log";
    if (const auto prefix = a.text(NFTA_LOG_PREFIX); !prefix.empty())
        words += " prefix \"" + std::string(prefix) + "\"";
    if (a.has(NFTA_LOG_GROUP))
        return words + " group " + std::to_string(a.big16(NFTA_LOG_GROUP)) + (a.big32(NFTA_LOG_SNAPLEN) != 0 ? " snaplen " + std::to_string(a.big32(NFTA_LOG_SNAPLEN)) : "") + (a.big16(NFTA_LOG_QTHRESHOLD) != 0 ? " queue-threshold " + std::to_string(a.big16(NFTA_LOG_QTHRESHOLD)) : "");
    if (const auto level = a.big32(NFTA_LOG_LEVEL, 4); level != 4 && level < levels.size())
        words += " level " + std::string(levels[level]);
    const auto flags = a.big32(NFTA_LOG_FLAGS);
    if (flags == 31)
        return words + " flags all";
    for (std::size_t i = 0; i < flagNames.size(); ++i)
        if ((flags >> i & 1) != 0)
            words += " flags " + std::string(flagNames[i]);
    return words;
}

} // namespace

void ExpressionDecoder::load(std::uint32_t reg, Field field, std::uint8_t length, bool hostOrder)
{
    Register content;
    content.kind = Register::Kind::Fields;
    content.pieces.push_back({field, length, length, hostOrder});
    at(reg) = std::move(content);
}

void ExpressionDecoder::payload(const Attributes& a)
{
    if (a.has(NFTA_PAYLOAD_SREG)) {
        unknown("payload set", true);
        return;
    }
    const auto base = a.big32(NFTA_PAYLOAD_BASE);
    std::uint32_t offset = a.big32(NFTA_PAYLOAD_OFFSET);
    std::uint32_t length = a.big32(NFTA_PAYLOAD_LEN);
    Register content;
    content.kind = Register::Kind::Fields;
    const auto fromHeader = [&](const auto& fields) {
        while (length > 0) {
            const auto found = std::ranges::find(fields, offset, &HeaderField::offset);
            if (found == fields.end())
                return false;
            const auto take = static_cast<std::uint8_t>(std::min<std::uint32_t>(found->length, length));
            content.pieces.push_back({found->field, found->length, take, false, found->field == Field::Protocol || found->field == Field::Length});
            if (take < found->length && length > take)
                return false;
            offset += take;
            length -= take;
        }
        return true;
    };
    bool known = false;
    if (base == NFT_PAYLOAD_LL_HEADER) {
        known = fromHeader(headerEthernet);
    } else if (base == NFT_PAYLOAD_NETWORK_HEADER) {
        known = m_networkProtocol == 10 ? fromHeader(header6) : m_networkProtocol == 2 && fromHeader(header4);
    } else if (base == NFT_PAYLOAD_TRANSPORT_HEADER) {
        static constexpr std::array ports = {HeaderField{0, 2, Field::SourcePort}, HeaderField{2, 2, Field::DestinationPort}, HeaderField{13, 1, Field::TcpFlags}};
        static constexpr std::array icmp4 = {HeaderField{0, 1, Field::IcmpType}, HeaderField{1, 1, Field::IcmpCode}};
        static constexpr std::array icmp6 = {HeaderField{0, 1, Field::Icmp6Type}, HeaderField{1, 1, Field::Icmp6Code}};
        if (m_transportProtocol == 1)
            known = fromHeader(icmp4);
        else if (m_transportProtocol == 58)
            known = fromHeader(icmp6);
        else
            known = fromHeader(ports);
    }
    if (!known)
        content.kind = Register::Kind::Opaque;
    at(a.big32(NFTA_PAYLOAD_DREG)) = std::move(content);
}

void ExpressionDecoder::setField(SetTarget target, const Register& source)
{
    SetField set{target};
    if (source.kind == Register::Kind::Constant) {
        set.constant = static_cast<std::uint32_t>(registerValue(source.constant, true).low);
    } else if (source.kind == Register::Kind::Fields && source.pieces.size() == 1 && (source.pieces[0].field == Field::Mark || source.pieces[0].field == Field::ConntrackMark)) {
        set.source = source.pieces[0].field == Field::Mark ? SetSource::Mark : SetSource::ConntrackMark;
        set.sourceMask = static_cast<std::uint32_t>(source.mask);
        set.constant = static_cast<std::uint32_t>(source.flip);
        if ((set.source == SetSource::Mark) == (target == SetTarget::Mark))
            set = {target, SetSource::Nothing, 0, set.sourceMask, 0, set.constant};
    } else {
        unknown("set from a value that is not known", true);
        return;
    }
    m_builder.add(set);
}

void ExpressionDecoder::meta(const Attributes& a)
{
    const auto key = a.big32(NFTA_META_KEY);
    if (a.has(NFTA_META_SREG)) {
        if (key == NFT_META_MARK)
            setField(SetTarget::Mark, at(a.big32(NFTA_META_SREG)));
        else if (key == NFT_META_NFTRACE || key == NFT_META_PRIORITY || key == NFT_META_SECMARK)
            m_builder.add(Passive{m_builder.string(key == NFT_META_NFTRACE ? "meta nftrace set 1" : "meta priority set")});
        else
            unknown("meta set " + std::to_string(key), true);
        return;
    }
    const auto reg = a.big32(NFTA_META_DREG);
    switch (key) {
    case NFT_META_LEN: load(reg, Field::Length, 4, true); break;
    case NFT_META_PROTOCOL: load(reg, Field::EtherType, 2, false); break;
    case NFT_META_MARK: load(reg, Field::Mark, 4, true); break;
    case NFT_META_IIF: load(reg, Field::InputIndex, 4, true); break;
    case NFT_META_OIF: load(reg, Field::OutputIndex, 4, true); break;
    case NFT_META_IIFNAME: load(reg, Field::InputName, 16, false); break;
    case NFT_META_OIFNAME: load(reg, Field::OutputName, 16, false); break;
    case NFT_META_IIFTYPE: load(reg, Field::InputType, 2, true); break;
    case NFT_META_OIFTYPE: load(reg, Field::OutputType, 2, true); break;
    case NFT_META_SKUID: load(reg, Field::UserId, 4, true); break;
    case NFT_META_SKGID: load(reg, Field::GroupId, 4, true); break;
    case NFT_META_NFPROTO: load(reg, Field::NetfilterProtocol, 1, false); break;
    case NFT_META_L4PROTO: load(reg, Field::Protocol, 1, false); break;
    case NFT_META_PKTTYPE: load(reg, Field::PacketType, 1, false); break;
    default: at(reg) = Register{Register::Kind::Opaque}; break;
    }
}

void ExpressionDecoder::ct(const Attributes& a)
{
    const auto key = a.big32(NFTA_CT_KEY);
    if (a.has(NFTA_CT_SREG)) {
        if (key == NFT_CT_MARK)
            setField(SetTarget::ConntrackMark, at(a.big32(NFTA_CT_SREG)));
        else
            unknown("ct set " + std::to_string(key), true);
        return;
    }
    const auto reg = a.big32(NFTA_CT_DREG);
    const bool reply = a.u8(NFTA_CT_DIRECTION) == 1;
    const bool v6 = m_table.family == TableFamily::Ip6 || m_networkProtocol == 10;
    switch (key) {
    case NFT_CT_STATE: load(reg, Field::ConntrackState, 4, true); break;
    case NFT_CT_DIRECTION: load(reg, Field::ConntrackDirection, 1, false); break;
    case NFT_CT_STATUS: load(reg, Field::ConntrackStatus, 4, true); break;
    case NFT_CT_MARK: load(reg, Field::ConntrackMark, 4, true); break;
    case NFT_CT_PROTOCOL: load(reg, Field::ConntrackProtocol, 1, false); break;
    case NFT_CT_SRC_IP: load(reg, reply ? Field::ReplySource4 : Field::OriginalSource4, 4, false); break;
    case NFT_CT_DST_IP: load(reg, reply ? Field::ReplyDestination4 : Field::OriginalDestination4, 4, false); break;
    case NFT_CT_SRC_IP6: load(reg, reply ? Field::ReplySource6 : Field::OriginalSource6, 16, false); break;
    case NFT_CT_DST_IP6: load(reg, reply ? Field::ReplyDestination6 : Field::OriginalDestination6, 16, false); break;
    case NFT_CT_SRC:
        v6 ? load(reg, reply ? Field::ReplySource6 : Field::OriginalSource6, 16, false) : load(reg, reply ? Field::ReplySource4 : Field::OriginalSource4, 4, false);
        break;
    case NFT_CT_DST:
        v6 ? load(reg, reply ? Field::ReplyDestination6 : Field::OriginalDestination6, 16, false) : load(reg, reply ? Field::ReplyDestination4 : Field::OriginalDestination4, 4, false);
        break;
    case NFT_CT_PROTO_SRC: load(reg, reply ? Field::ReplySourcePort : Field::OriginalSourcePort, 2, false); break;
    case NFT_CT_PROTO_DST: load(reg, reply ? Field::ReplyDestinationPort : Field::OriginalDestinationPort, 2, false); break;
    default: at(reg) = Register{Register::Kind::Opaque}; break;
    }
}

void ExpressionDecoder::fib(const Attributes& a)
{
    const auto result = a.big32(NFTA_FIB_RESULT);
    const auto flags = a.big32(NFTA_FIB_FLAGS);
    const auto reg = a.big32(NFTA_FIB_DREG);
    const bool source = (flags & NFTA_FIB_F_SADDR) != 0;
    const bool in = (flags & NFTA_FIB_F_IIF) != 0;
    const bool out = (flags & NFTA_FIB_F_OIF) != 0;
    const bool present = (flags & NFTA_FIB_F_PRESENT) != 0;
    if ((flags & NFTA_FIB_F_MARK) != 0 || present || result == NFT_FIB_RESULT_OIFNAME || (result == NFT_FIB_RESULT_OIF && out)) {
        at(reg) = Register{Register::Kind::Opaque};
        return;
    }
    if (result == NFT_FIB_RESULT_OIF)
        load(reg, source ? (in ? Field::FibSourceInterfaceOnInput : Field::FibSourceInterface) : (in ? Field::FibDestinationInterfaceOnInput : Field::FibDestinationInterface), 4, true);
    else
        load(reg, source ? (in ? Field::FibSourceTypeOnInput : out ? Field::FibSourceTypeOnOutput : Field::FibSourceType) : (in ? Field::FibDestinationTypeOnInput : out ? Field::FibDestinationTypeOnOutput : Field::FibDestinationType), 4, true);
}

void ExpressionDecoder::bitwise(const Attributes& a)
{
    auto content = at(a.big32(NFTA_BITWISE_SREG));
    const auto destination = a.big32(NFTA_BITWISE_DREG);
    if (a.big32(NFTA_BITWISE_OP) != NFT_BITWISE_BOOL || content.kind != Register::Kind::Fields || content.pieces.size() != 1 || content.pieces[0].length > 16) {
        at(destination) = Register{Register::Kind::Opaque};
        return;
    }
    const auto& piece = content.pieces[0];
    const auto mask = registerValue(a.nested(NFTA_BITWISE_MASK).bytes(NFTA_DATA_VALUE), piece.isHostOrder);
    const auto flip = registerValue(a.nested(NFTA_BITWISE_XOR).bytes(NFTA_DATA_VALUE), piece.isHostOrder);
    if (piece.length > 8) {
        content.mask = mask.low;
        content.highMask = mask.high;
        content.hasMask = true;
        if (flip != Value{})
            content.kind = Register::Kind::Opaque;
    } else {
        content.flip = (content.flip & mask.low) ^ flip.low;
        content.mask = content.hasMask ? content.mask & mask.low : mask.low;
        content.hasMask = true;
    }
    at(destination) = std::move(content);
}

void ExpressionDecoder::compareName(const Piece& piece, bool negated, Bytes data)
{
    const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
    const auto end = text.find('\0');
    InterfaceMatch match{piece.field == Field::InputName ? InterfaceRole::In : InterfaceRole::Out, isCompat() ? Spelling::Base : Spelling::Native, negated, end == std::string_view::npos};
    match.name = m_builder.string(text.substr(0, end));
    m_builder.add(match);
}

void ExpressionDecoder::compare(const Register& reg, bool negated, Bytes low, Bytes high, bool isRange, std::uint32_t op)
{
    if (reg.kind != Register::Kind::Fields && reg.kind != Register::Kind::Random) {
        unknown(reg.kind == Register::Kind::Opaque ? "compares something that is not known" : "compares a computed value");
        return;
    }
    if (reg.kind == Register::Kind::Random) {
        const auto wanted = registerValue(low, true).low;
        if (isRange || op > NFT_CMP_NEQ || reg.modulus == 0) {
            unknown("compares a random number");
            return;
        }
        StatisticMatch match;
        match.negated = negated;
        match.threshold = wanted >= reg.offset && wanted - reg.offset < reg.modulus ? static_cast<std::uint32_t>(2147483648.0 / reg.modulus) : 0;
        m_builder.add(match);
        return;
    }
    if (reg.pieces.size() > 1 && (negated || isRange || op > NFT_CMP_NEQ)) {
        unknown("compares several fields at once");
        return;
    }
    std::size_t offset = 0;
    for (const auto& piece : reg.pieces) {
        if ((piece.field == Field::InputName || piece.field == Field::OutputName) && !isRange) {
            compareName(piece, negated, low);
            return;
        }
        if (offset >= low.size() && !low.empty())
            break;
        const auto part = low.subspan(offset, std::min<std::size_t>(piece.length, low.size() - offset));
        const auto highPart = isRange ? high.subspan(std::min(offset, high.size()), std::min<std::size_t>(piece.length, high.size() - std::min(offset, high.size()))) : part;
        offset += piece.length;
        Interval interval{registerValue(part, piece.isHostOrder), registerValue(highPart, piece.isHostOrder)};
        const int missing = (piece.fullLength - static_cast<int>(part.size())) * 8;
        const Value limit = piece.fullLength >= 16 ? Value{~0ull, ~0ull} : Value::of(piece.fullLength >= 8 ? ~0ull : (1ull << (piece.fullLength * 8)) - 1);
        if (missing > 0 && missing < 128) { // only the leading bytes were loaded: a prefix
            const auto shift = [missing](Value value) {
                for (int i = 0; i < missing; ++i) {
                    value.high = value.high << 1 | value.low >> 63;
                    value.low <<= 1;
                }
                return value;
            };
            const Value ones = missing >= 64 ? Value{missing == 64 ? 0 : (1ull << (missing - 64)) - 1, ~0ull} : Value{0, (1ull << missing) - 1};
            interval = {shift(interval.low), shift(interval.high) | ones};
        }
        if (op == NFT_CMP_LT || op == NFT_CMP_LTE || op == NFT_CMP_GT || op == NFT_CMP_GTE) {
            const Value at = interval.low;
            const Value below = {at.high - (at.low == 0 ? 1 : 0), at.low - 1};
            const Value above = {at.high + (at.low == ~0ull ? 1 : 0), at.low + 1};
            if (op == NFT_CMP_LT)
                interval = at == Value{} ? Interval{Value::of(1), Value{}} : Interval{Value{}, below};
            else if (op == NFT_CMP_LTE)
                interval = {Value{}, at};
            else if (op == NFT_CMP_GT)
                interval = at == limit ? Interval{Value::of(1), Value{}} : Interval{above, limit};
            else
                interval = {at, limit};
        }
        std::uint64_t mask = reg.hasMask ? reg.mask : ~0ull;
        if (piece.field == Field::ConntrackState && !reg.hasMask)
            mask = 0x7f;
        if (reg.flip != 0)
            interval = {interval.low ^ Value::of(reg.flip), interval.high ^ Value::of(reg.flip)};
        // A masked comparison of an address is a block.
        const bool isAddress = piece.field <= Field::Ip6Destination || (piece.field >= Field::OriginalSource4 && piece.field <= Field::ReplyDestination6);
        if (reg.hasMask && isAddress) {
            const IpFamily family = piece.fullLength == 16 ? IpFamily::V6 : IpFamily::V4;
            Value whole{piece.length > 8 ? reg.highMask : 0, mask};
            for (int bit = 0; bit < std::max(missing, 0); ++bit)
                whole = {whole.high << 1 | whole.low >> 63, whole.low << 1};
            int length = 0;
            while (length <= piece.fullLength * 8 && prefixMask(family, length) != whole)
                ++length;
            if (length > piece.fullLength * 8 || isRange || op > NFT_CMP_NEQ) {
                unknown("an address with a scattered mask");
                return;
            }
            interval.high = interval.low | (prefixMask(family, piece.fullLength * 8) & ~whole);
            mask = ~0ull;
        }
        if (piece.field == Field::NetfilterProtocol && !negated)
            m_networkProtocol = interval.low.low;
        if (piece.field == Field::EtherType && !negated)
            m_networkProtocol = interval.low.low == 0x0800 ? 2 : interval.low.low == 0x86dd ? 10 : 0;
        if (piece.field == Field::Protocol && !negated && op == NFT_CMP_EQ)
            m_transportProtocol = interval.low.low;
        if (piece.field == Field::Mark && isCompat() && mask == ~0ull)
            mask = 0xffffffffu;
        const auto own = op == NFT_CMP_LT || op == NFT_CMP_GT ? Spelling::Order : op == NFT_CMP_LTE || op == NFT_CMP_GTE ? Spelling::OrderOrEqual : Spelling::Native;
        m_builder.addCompare(piece.field, isCompat() ? spelling(piece.field) : piece.isOfHeader ? Spelling::Header : own, negated, interval, mask);
    }
    // iptables spells an ICMP type and code as one match.
    auto& operations = m_builder.rules().operations;
    const auto first = m_builder.rules().rules.back().firstOperation;
    if (isCompat() && operations.size() > first) {
        auto* last = std::get_if<Compare>(&operations.back());
        if (last && (last->field == Field::IcmpType || last->field == Field::Icmp6Type)) {
            last->field = last->field == Field::IcmpType ? Field::IcmpTypeCode : Field::Icmp6TypeCode;
            last->spelling = Spelling::Icmp;
            const auto types = m_builder.rules().interval(*last);
            last->intervals.first = m_builder.addInterval({Value::of(types.low.low << 8), Value::of(types.high.low << 8 | 255)});
        } else if (last && (last->field == Field::IcmpCode || last->field == Field::Icmp6Code) && operations.size() > first + 1) {
            if (auto* type = std::get_if<Compare>(&operations[operations.size() - 2]); type && (type->field == Field::IcmpTypeCode || type->field == Field::Icmp6TypeCode || type->field == Field::IcmpType || type->field == Field::Icmp6Type)) {
                const bool whole = type->field == Field::IcmpTypeCode || type->field == Field::Icmp6TypeCode;
                const auto known = m_builder.rules().interval(*type).low.low;
                const Value both = Value::of((whole ? known >> 8 : known) << 8 | m_builder.rules().interval(*last).low.low);
                type->field = type->field == Field::IcmpTypeCode || type->field == Field::IcmpType ? Field::IcmpTypeCode : Field::Icmp6TypeCode;
                type->spelling = Spelling::Icmp;
                type->intervals.first = m_builder.addInterval({both, both});
                operations.pop_back();
            }
        }
    }
}

void ExpressionDecoder::cmp(const Attributes& a)
{
    const auto op = a.big32(NFTA_CMP_OP);
    compare(at(a.big32(NFTA_CMP_SREG)), op == NFT_CMP_NEQ, a.nested(NFTA_CMP_DATA).bytes(NFTA_DATA_VALUE), {}, false, op);
}

void ExpressionDecoder::range(const Attributes& a)
{
    compare(at(a.big32(NFTA_RANGE_SREG)), a.big32(NFTA_RANGE_OP) == NFT_RANGE_NEQ, a.nested(NFTA_RANGE_FROM_DATA).bytes(NFTA_DATA_VALUE), a.nested(NFTA_RANGE_TO_DATA).bytes(NFTA_DATA_VALUE), true, a.big32(NFTA_RANGE_OP) == NFT_RANGE_NEQ ? NFT_CMP_NEQ : NFT_CMP_EQ);
}

void ExpressionDecoder::expression(std::string_view name, Bytes data)
{
    const Attributes a(data);
    if (name == "payload")
        payload(a);
    else if (name == "meta")
        meta(a);
    else if (name == "ct")
        ct(a);
    else if (name == "fib")
        fib(a);
    else if (name == "bitwise")
        bitwise(a);
    else if (name == "byteorder") {
        auto content = at(a.big32(NFTA_BYTEORDER_SREG));
        for (auto& piece : content.pieces)
            piece.isHostOrder = a.big32(NFTA_BYTEORDER_OP) == NFT_BYTEORDER_NTOH;
        at(a.big32(NFTA_BYTEORDER_DREG)) = std::move(content);
    } else if (name == "cmp")
        cmp(a);
    else if (name == "range")
        range(a);
    else if (name == "lookup")
        lookup(a);
    else if (name == "immediate")
        immediate(a);
    else if (name == "numgen" || name == "hash") {
        const bool numgen = name == "numgen";
        Register content{Register::Kind::Random};
        content.modulus = a.big32(numgen ? static_cast<std::size_t>(NFTA_NG_MODULUS) : static_cast<std::size_t>(NFTA_HASH_MODULUS));
        content.offset = a.big32(numgen ? static_cast<std::size_t>(NFTA_NG_OFFSET) : static_cast<std::size_t>(NFTA_HASH_OFFSET));
        if (content.modulus == 0 || content.modulus > 4096)
            content.kind = Register::Kind::Opaque;
        at(a.big32(numgen ? static_cast<std::size_t>(NFTA_NG_DREG) : static_cast<std::size_t>(NFTA_HASH_DREG))) = std::move(content);
    } else if (name == "counter")
        count({a.big64(NFTA_COUNTER_PACKETS), a.big64(NFTA_COUNTER_BYTES)});
    else if (name == "nat")
        nat(a);
    else if (name == "masq" || name == "redir")
        masquerade(name, a);
    else if (name == "reject")
        reject(a);
    else if (name == "limit" || name == "quota" || name == "connlimit")
        limit(name, a);
    else if (name == "log") {
        if (isCompat())
            m_builder.add(Passive{m_builder.string(a.has(NFTA_LOG_GROUP) ? "NFLOG" : "LOG")});
        else
            m_builder.add(Passive{m_builder.string(logText(a))});
    } else if (name == "notrack")
        m_builder.add(Untrack{});
    else if (name == "queue")
        m_builder.add(Verdict{VerdictKind::Queue});
    else if (name == "dynset" && (a.has(NFTA_DYNSET_EXPR) || a.has(NFTA_DYNSET_EXPRESSIONS) || a.big32(NFTA_DYNSET_OP) == NFT_DYNSET_OP_DELETE))
        m_builder.add(RateMatch{RateKind::Limit, m_builder.string("a limit for each element of @" + std::string(a.text(NFTA_DYNSET_SET_NAME)))});
    else if (name == "flow_offload") // ends the rule for packets of connections that are not confirmed yet
        m_builder.add(RateMatch{RateKind::ConnectionLimit, m_builder.string("flow add")});
    else if (name == "last" || name == "dynset")
        m_builder.add(Passive{m_builder.string(name)});
    else if (name == "exthdr" && a.has(NFTA_EXTHDR_SREG))
        m_builder.add(Passive{m_builder.string("tcp option set")});
    else if (name == "objref" && a.big32(NFTA_OBJREF_IMM_TYPE) == NFT_OBJECT_COUNTER)
        m_builder.add(Passive{m_builder.string("counter name \"" + std::string(a.text(NFTA_OBJREF_IMM_NAME)) + "\"")});
    else if (name == "match")
        decodeXtMatch(m_builder, m_table.family, a.text(NFTA_MATCH_NAME), static_cast<std::uint8_t>(a.big32(NFTA_MATCH_REV)), a.bytes(NFTA_MATCH_INFO), m_ipsets);
    else if (name == "target")
        decodeXtTarget(m_builder, m_table.family, a.text(NFTA_TARGET_NAME), static_cast<std::uint8_t>(a.big32(NFTA_TARGET_REV)), a.bytes(NFTA_TARGET_INFO));
    else if ((name == "exthdr" && a.has(NFTA_EXTHDR_DREG)) || name == "rt" || name == "osf" || name == "xfrm")
        at(a.big32(NFTA_EXTHDR_DREG)) = Register{Register::Kind::Opaque};
    else if (name == "socket" || name == "tunnel")
        at(a.big32(NFTA_SOCKET_DREG)) = Register{Register::Kind::Opaque};
    else
        unknown(name, true);
}

void decodeNftExpressions(Bytes list, RuleSetBuilder& builder, TableId table, const IpsetNames& ipsets)
{
    ExpressionDecoder decoder(builder, table, ipsets);
    eachAttribute(list, [&](std::uint16_t, Bytes element) {
        const Attributes expression(element);
        decoder.expression(expression.text(NFTA_EXPR_NAME), expression.bytes(NFTA_EXPR_DATA));
    });
}

} // namespace hoplens::netlink
