// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_json_reader.h"

#include "filter/field_reader.h"
#include "filter/nft_text.h"
#include "filter/nft_words.h"
#include "net/service_names.h"

namespace hoplens::nftables {

Notation notationOf(Field field)
{
    const auto within = [field](Field first, Field last) { return field >= first && field <= last; };
    if (field == Field::Ip4Source || field == Field::Ip4Destination || within(Field::OriginalSource4, Field::ReplyDestination4))
        return Notation::Address4;
    if (field == Field::Ip6Source || field == Field::Ip6Destination || within(Field::OriginalSource6, Field::ReplyDestination6))
        return Notation::Address6;
    if (within(Field::FibSourceType, Field::FibDestinationTypeOnOutput))
        return Notation::RouteType;
    switch (field) {
    case Field::Protocol:
    case Field::ConntrackProtocol: return Notation::Protocol;
    case Field::InputName:
    case Field::OutputName: return Notation::Name;
    case Field::SourceMac:
    case Field::DestinationMac: return Notation::Mac;
    case Field::ConntrackState: return Notation::State;
    case Field::ConntrackStatus: return Notation::Status;
    case Field::ConntrackDirection: return Notation::Direction;
    case Field::TcpFlags: return Notation::TcpFlags;
    case Field::PacketType: return Notation::PacketType;
    case Field::EtherType: return Notation::EtherType;
    case Field::NetfilterProtocol: return Notation::NetfilterProtocol;
    case Field::IcmpType: return Notation::IcmpType;
    case Field::IcmpCode: return Notation::IcmpCode;
    case Field::Icmp6Type: return Notation::Icmp6Type;
    case Field::Icmp6Code: return Notation::Icmp6Code;
    case Field::SourcePort:
    case Field::DestinationPort: return Notation::Port;
    default: return Notation::Number;
    }
}

std::optional<Notation> notationOf(std::string_view type)
{
    static constexpr std::array<std::pair<std::string_view, Notation>, 17> types = {{
        {"ipv4_addr", Notation::Address4}, {"ipv6_addr", Notation::Address6}, {"inet_service", Notation::Port}, {"inet_proto", Notation::Protocol}, {"mark", Notation::Number},
        {"ifname", Notation::Name}, {"ether_addr", Notation::Mac}, {"ct_state", Notation::State}, {"ct_status", Notation::Status}, {"ct_dir", Notation::Direction},
        {"fib_addrtype", Notation::RouteType}, {"pkt_type", Notation::PacketType}, {"ether_type", Notation::EtherType}, {"nf_proto", Notation::NetfilterProtocol},
        {"icmp_type", Notation::IcmpType}, {"icmpv6_type", Notation::Icmp6Type}, {"integer", Notation::Number}}};
    for (const auto& [name, notation] : types)
        if (name == type)
            return notation;
    return std::nullopt;
}

namespace {

std::optional<std::uint32_t> wordValue(Notation notation, std::string_view word)
{
    switch (notation) {
    case Notation::Protocol: return protocolNumber(word);
    case Notation::State: return byName(conntrackStates, word);
    case Notation::Status: return byName(conntrackStatuses, word);
    case Notation::Direction: return byName(directions, word);
    case Notation::TcpFlags: return byName(tcpFlags, word);
    case Notation::RouteType: return byName(routeTypes, word);
    case Notation::PacketType: return byName(packetTypes, word);
    case Notation::EtherType: return byName(etherTypes, word);
    case Notation::NetfilterProtocol: return byName(netfilterProtocols, word);
    case Notation::IcmpType: return byName(icmpTypes, word);
    case Notation::IcmpCode: return byName(icmpCodes, word);
    case Notation::Icmp6Type: return byName(icmp6Types, word);
    case Notation::Icmp6Code: return byName(icmp6Codes, word);
    case Notation::DifferentiatedServices: return byName(differentiatedServices, word);
    default: return parseNumber(word, 0xffffffffu);
    }
}

} // namespace

const Json& member(const Json& object, const char* key)
{
    static const Json nothing;
    if (!object.is_object())
        return nothing;
    const auto at = object.find(key);
    return at == object.end() ? nothing : *at;
}
std::string text(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }
std::uint64_t number(const Json& value) { return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0; }
std::string quotation(const Json& value)
{
    auto words = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (words.size() > longestQuotation)
        words = words.substr(0, longestQuotation) + "…";
    return words;
}

std::pair<std::string, const Json*> only(const Json& object)
{
    if (!object.is_object() || object.size() != 1)
        return {};
    return {object.begin().key(), &object.begin().value()};
}

/// Demands the headers that a field is in, unless the rule has done so.
void NftJsonReader::require(const Operand& operand)
{
    const auto demand = [&](Field field, std::uint64_t wanted) { m_builder.addCompare(field, Spelling::Native, false, Interval{Value::of(wanted), Value::of(wanted)}); };
    if (operand.onEthernet && m_family != TableFamily::Bridge && m_family != TableFamily::Netdev && !std::exchange(m_demandedEthernet, true))
        demand(Field::InputType, 1);
    if (operand.network && m_network != operand.network && m_family != TableFamily::Ip && m_family != TableFamily::Ip6) {
        if (m_family == TableFamily::Inet)
            demand(Field::NetfilterProtocol, *operand.network == 0x86dd ? 10 : 2);
        else
            demand(Field::EtherType, *operand.network);
        m_network = operand.network;
    }
    if (operand.transport && m_transport != operand.transport) {
        demand(Field::Protocol, *operand.transport);
        m_transport = operand.transport;
    }
}

Operand NftJsonReader::payload(const Json& value) const
{
    const auto protocol = text(member(value, "protocol"));
    const auto field = text(member(value, "field"));
    if (!member(value, "tunnel").is_null())
        throw Unclear{"a header inside a tunnel, " + quotation(value)};
    const auto word = protocol + " " + field;
    const auto of = [&](Field known) {
        Operand operand{{known}, notationOf(known)};
        if (protocol == "ip" || protocol == "icmp")
            operand.network = 0x0800;
        if (protocol == "ip6" || protocol == "icmpv6")
            operand.network = 0x86dd;
        if (protocol != "ip" && protocol != "ip6" && protocol != "th" && protocol != "ether")
            operand.transport = protocolNumber(protocol == "icmpv6" ? "ipv6-icmp" : protocol);
        operand.onEthernet = protocol == "ether";
        operand.part.isOfHeader = known == Field::Protocol || known == Field::Length;
        operand.largest = known == Field::SourcePort || known == Field::DestinationPort || known == Field::Length || known == Field::EtherType ? 0xffff : known == Field::SourceMac || known == Field::DestinationMac ? 0xffffffffffff : 0xff;
        return operand;
    };
    static constexpr std::array<std::pair<std::string_view, Field>, 17> fields = {{
        {"ip saddr", Field::Ip4Source}, {"ip daddr", Field::Ip4Destination}, {"ip6 saddr", Field::Ip6Source}, {"ip6 daddr", Field::Ip6Destination}, {"ip protocol", Field::Protocol}, {"ip6 nexthdr", Field::Protocol},
        {"ip ttl", Field::TimeToLive}, {"ip6 hoplimit", Field::TimeToLive}, {"tcp flags", Field::TcpFlags}, {"icmp type", Field::IcmpType}, {"icmp code", Field::IcmpCode},
        {"icmpv6 type", Field::Icmp6Type}, {"icmpv6 code", Field::Icmp6Code}, {"ether saddr", Field::SourceMac}, {"ether daddr", Field::DestinationMac}, {"ether type", Field::EtherType},
        {"ip length", Field::Length}}};
    for (const auto& [known, which] : fields)
        if (known == word)
            return of(which);
    if (word == "ip dscp") {
        auto operand = of(Field::TypeOfService);
        operand.notation = Notation::DifferentiatedServices;
        operand.part.mask = 0xfc;
        operand.shift = 2;
        return operand;
    }
    static constexpr std::array<std::string_view, 6> withPorts = {"tcp", "udp", "udplite", "sctp", "dccp", "th"};
    if ((field == "sport" || field == "dport") && std::ranges::find(withPorts, protocol) != withPorts.end())
        return of(field == "sport" ? Field::SourcePort : Field::DestinationPort);
    throw Unclear{"the header field " + word};
}

Operand NftJsonReader::meta(const std::string& key) const
{
    static constexpr std::array<std::pair<std::string_view, Field>, 13> keys = {{
        {"length", Field::Length}, {"protocol", Field::EtherType}, {"mark", Field::Mark}, {"iifname", Field::InputName}, {"oifname", Field::OutputName}, {"iif", Field::InputName},
        {"oif", Field::OutputName}, {"skuid", Field::UserId}, {"skgid", Field::GroupId}, {"nfproto", Field::NetfilterProtocol}, {"l4proto", Field::Protocol}, {"pkttype", Field::PacketType},
        {"iiftype", Field::InputType}}};
    for (const auto& [known, field] : keys)
        if (known == key)
            return {{field}, notationOf(field)};
    throw Unclear{"meta " + key};
}

Operand NftJsonReader::conntrack(const Json& value) const
{
    const auto key = text(member(value, "key"));
    const auto direction = text(member(value, "dir"));
    const bool isReply = direction == "reply";
    const auto of = [](Field field) { return Operand{{field}, notationOf(field)}; };
    if (key == "state")
        return of(Field::ConntrackState);
    if (key == "status")
        return of(Field::ConntrackStatus);
    if (key == "mark")
        return of(Field::ConntrackMark);
    if (key == "direction")
        return of(Field::ConntrackDirection);
    if (!direction.empty()) {
        const auto family = text(member(value, "family"));
        const bool isSource = key == "ip saddr" || key == "ip6 saddr" || key == "saddr";
        const bool isDestination = key == "ip daddr" || key == "ip6 daddr" || key == "daddr";
        const bool v6 = key.starts_with("ip6") || family == "ip6" || (key.size() == 5 && m_family == TableFamily::Ip6);
        if (isSource)
            return of(v6 ? (isReply ? Field::ReplySource6 : Field::OriginalSource6) : isReply ? Field::ReplySource4 : Field::OriginalSource4);
        if (isDestination)
            return of(v6 ? (isReply ? Field::ReplyDestination6 : Field::OriginalDestination6) : isReply ? Field::ReplyDestination4 : Field::OriginalDestination4);
        if (key == "protocol" || key == "l4proto")
            return of(Field::ConntrackProtocol);
        if (key == "proto-src")
            return of(isReply ? Field::ReplySourcePort : Field::OriginalSourcePort);
        if (key == "proto-dst")
            return of(isReply ? Field::ReplyDestinationPort : Field::OriginalDestinationPort);
    }
    throw Unclear{"ct " + quotation(value)};
}

Operand NftJsonReader::route(const Json& value) const
{
    std::vector<std::string> flags;
    const auto& list = member(value, "flags");
    if (list.is_string())
        flags.push_back(text(list));
    for (const auto& flag : list.is_array() ? list : Json::array())
        flags.push_back(text(flag));
    const auto has = [&](std::string_view flag) { return std::ranges::find(flags, flag) != flags.end(); };
    const auto result = text(member(value, "result"));
    const bool isSource = has("saddr");
    if (has("mark") || (!isSource && !has("daddr")))
        throw Unclear{"fib " + quotation(value)};
    Operand operand;
    if (result == "type") {
        operand.part.field = isSource ? (has("iif") ? Field::FibSourceTypeOnInput : has("oif") ? Field::FibSourceTypeOnOutput : Field::FibSourceType)
                                      : (has("iif") ? Field::FibDestinationTypeOnInput : has("oif") ? Field::FibDestinationTypeOnOutput : Field::FibDestinationType);
    } else if ((result == "oif" || result == "oifname") && !has("oif")) {
        operand.part.field = isSource ? (has("iif") ? Field::FibSourceInterfaceOnInput : Field::FibSourceInterface) : (has("iif") ? Field::FibDestinationInterfaceOnInput : Field::FibDestinationInterface);
        operand.isPresence = true;
    } else {
        throw Unclear{"fib " + quotation(value)};
    }
    operand.notation = notationOf(operand.part.field);
    return operand;
}

Operand NftJsonReader::operand(const Json& expression, int depth) const
{
    const auto [word, value] = only(expression);
    if (!value || depth > deepestNesting)
        throw Unclear{quotation(expression)};
    if (word == "payload")
        return payload(*value);
    if (word == "meta")
        return meta(text(member(*value, "key")));
    if (word == "ct")
        return conntrack(*value);
    if (word == "fib")
        return route(*value);
    if (word == "numgen" || word == "jhash" || word == "symhash") {
        const auto modulus = number(member(*value, "mod"));
        if (modulus == 0 || modulus > 4096)
            throw Unclear{quotation(expression)};
        Operand operand;
        operand.part = {Field::Random, ~0ull, static_cast<std::uint32_t>(modulus), static_cast<std::uint32_t>(number(member(*value, "offset")))};
        return operand;
    }
    if (word == "&" && value->is_array() && value->size() == 2) {
        auto masked = operand((*value)[0], depth + 1);
        const bool isAddress = masked.notation == Notation::Address4;
        const bool isPlain = masked.notation == Notation::Number || masked.notation == Notation::TcpFlags || masked.notation == Notation::State || masked.notation == Notation::Status;
        if ((!isAddress && !isPlain) || masked.part.mask != ~0ull || masked.part.field == Field::Random)
            throw Unclear{quotation(expression)};
        masked.part.mask = single(masked.notation, (*value)[1]).low;
        return masked;
    }
    throw Unclear{quotation(expression)};
}

std::vector<Operand> NftJsonReader::operands(const Json& expression, int depth) const
{
    std::vector<Operand> list;
    if (const auto& parts = member(expression, "concat"); parts.is_array()) {
        if (parts.empty() || parts.size() > 8)
            throw Unclear{quotation(expression)};
        for (const auto& part : parts)
            list.push_back(operand(part, depth + 1));
    } else {
        list.push_back(operand(expression, depth));
    }
    return list;
}

PoolSpan NftJsonReader::key(const std::vector<Operand>& operands)
{
    std::vector<KeyPart> parts;
    for (const auto& operand : operands) {
        if (operand.shift != 0 || operand.isPresence)
            throw Unclear{std::string(fieldName(operand.part.field)) + " as a key"};
        require(operand);
        parts.push_back(operand.part);
    }
    return m_builder.addKeys(parts);
}

/// A value without extent: a number, word, address, or several flags joined.
Value NftJsonReader::single(Notation notation, const Json& value, int depth) const
{
    if (depth > deepestNesting)
        throw Unclear{"values nested too deeply"};
    if (value.is_number_unsigned() && notation == Notation::Port && value.get<std::uint64_t>() > 65535)
        throw Unclear{"the port " + quotation(value)};
    if (value.is_number_unsigned())
        return Value::of(value.get<std::uint64_t>());
    if (value.is_boolean())
        return Value::of(value.get<bool>() ? 1 : 0);
    const auto& joined = value.is_array() ? value : member(value, "|");
    const bool isFlags = notation == Notation::State || notation == Notation::Status || notation == Notation::TcpFlags || notation == Notation::Number;
    if (joined.is_array() && !joined.empty() && isFlags) {
        Value bits;
        for (const auto& one : joined)
            bits = bits | single(notation, one, depth + 1);
        return bits;
    }
    if (!value.is_string())
        throw Unclear{quotation(value)};
    const auto word = text(value);
    if (notation == Notation::Address4 || notation == Notation::Address6) {
        const auto address = Address::parse(word);
        if (!address || (address->family == IpFamily::V4) != (notation == Notation::Address4))
            throw Unclear{"the address " + quotation(value)};
        return address->bits;
    }
    if (notation == Notation::Mac) {
        const auto mac = MacAddress::parse(word);
        if (!mac)
            throw Unclear{"the Ethernet address " + quotation(value)};
        return Value::of(mac->number());
    }
    if (notation == Notation::Name)
        return interfaceNameValue(word);
    if (const auto known = wordValue(notation, word))
        return Value::of(*known);
    if (const auto service = notation == Notation::Port ? portOfService(word, 0) : std::nullopt)
        return Value::of(*service);
    if (const auto plain = parseNumber(word))
        return Value::of(*plain);
    throw Unclear{"the word " + quotation(value)};
}

Interval NftJsonReader::interval(Notation notation, const Json& value, int shift) const
{
    if (const auto& prefix = member(value, "prefix"); prefix.is_object()) {
        const auto address = Address::parse(text(member(prefix, "addr")));
        const auto length = number(member(prefix, "len"));
        if (!address || !member(prefix, "len").is_number_unsigned() || length > static_cast<std::uint64_t>(address->width()) || (notation != Notation::Address4 && notation != Notation::Address6) || (address->family == IpFamily::V4) != (notation == Notation::Address4))
            throw Unclear{quotation(value)};
        const Prefix block{*address, static_cast<std::uint8_t>(length)};
        return {block.first().bits, block.last().bits};
    }
    if (const auto& range = member(value, "range"); range.is_array() && range.size() == 2) {
        const Interval found{single(notation, range[0]), single(notation, range[1])};
        return {Value::of(found.low.low << shift) | Value{found.low.high, 0}, Value::of(found.high.low << shift) | Value{found.high.high, 0}};
    }
    if (notation == Notation::Name && value.is_string() && text(value).ends_with('*')) {
        auto beginning = text(value);
        beginning.pop_back();
        const auto low = interfaceNameValue(beginning);
        auto filled = beginning;
        filled.resize(16, '\xff');
        return {low, interfaceNameValue(filled)};
    }
    auto found = single(notation, value);
    found.low <<= shift;
    return {found, found};
}

} // namespace hoplens::nftables
