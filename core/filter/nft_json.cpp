// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_json.h"

#include "filter/field_reader.h"
#include "filter/nft_text.h"
#include "filter/nft_words.h"
#include "filter/rule_set_builder.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hoplens {
namespace {

using Json = nlohmann::json;

constexpr int deepestNesting = 12;
constexpr std::size_t longestQuotation = 160;

/// What is not understood; it becomes an unknown operation.
struct Unclear {
    std::string what;
};
/// The text as a whole cannot be used.
struct Broken {
    std::string what;
};

/// How a value of a set or comparison is written.
enum class Notation : std::uint8_t { Address4, Address6, Number, Port, Protocol, Name, Mac, State, Status, Direction, TcpFlags, RouteType, PacketType, EtherType, NetfilterProtocol, IcmpType, IcmpCode, Icmp6Type, Icmp6Code, DifferentiatedServices };

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

/// The notation of a set's declared type; nullopt for one that is not modelled.
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

std::optional<std::uint32_t> wordValue(Notation notation, std::string_view word)
{
    switch (notation) {
    case Notation::Protocol: return protocolNumber(word);
    case Notation::State: return nftables::byName(nftables::conntrackStates, word);
    case Notation::Status: return nftables::byName(nftables::conntrackStatuses, word);
    case Notation::Direction: return nftables::byName(nftables::directions, word);
    case Notation::TcpFlags: return nftables::byName(nftables::tcpFlags, word);
    case Notation::RouteType: return nftables::byName(nftables::routeTypes, word);
    case Notation::PacketType: return nftables::byName(nftables::packetTypes, word);
    case Notation::EtherType: return nftables::byName(nftables::etherTypes, word);
    case Notation::NetfilterProtocol: return nftables::byName(nftables::netfilterProtocols, word);
    case Notation::IcmpType: return nftables::byName(nftables::icmpTypes, word);
    case Notation::IcmpCode: return nftables::byName(nftables::icmpCodes, word);
    case Notation::Icmp6Type: return nftables::byName(nftables::icmp6Types, word);
    case Notation::Icmp6Code: return nftables::byName(nftables::icmp6Codes, word);
    case Notation::DifferentiatedServices: return nftables::byName(nftables::differentiatedServices, word);
    default: return parseNumber(word, 0xffffffffu);
    }
}

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

/// The only member of {"name": value}.
std::pair<std::string, const Json*> only(const Json& object)
{
    if (!object.is_object() || object.size() != 1)
        return {};
    return {object.begin().key(), &object.begin().value()};
}

/// One field that a rule reads, with the headers that nft requires without printing them.
struct Operand {
    KeyPart part = {Field::Constant};
    Notation notation = Notation::Number;
    std::optional<std::uint8_t> transport = {};      ///< protocol that the field is a header of
    std::optional<std::uint16_t> network = {};       ///< EtherType likewise
    bool onEthernet = false;
    std::uint8_t shift = 0; ///< the value stands this many bits higher in the field
    std::uint64_t largest = 0xffffffffu; ///< number that the field can hold
    bool isPresence = false; ///< a fib result that is asked for being there at all
};

class NftJsonReader {
public:
    NftJsonReader(std::string_view file, RuleSet& rules) : m_file(file), m_builder(rules) {}

    void take(const Json& object);
    std::vector<Note> finish()
    {
        m_builder.finish();
        return std::move(m_notes);
    }

private:
    TableId tableOf(const Json& object) const;
    void chain(const Json& object);
    void set(const Json& object, bool isMap);
    void rule(const Json& object);
    void statement(const std::string& name, const Json& value);
    void match(const Json& value);
    void mangle(const Json& value);
    void nat(const std::string& name, const Json& value);
    void reject(const Json& value);
    void vmap(const Json& value);
    Verdict verdict(const std::string& name, const Json& value);

    std::vector<Operand> operands(const Json& expression, int depth = 0) const;
    Operand operand(const Json& expression, int depth) const;
    Operand payload(const Json& value) const;
    Operand meta(const std::string& key) const;
    Operand conntrack(const Json& value) const;
    Operand route(const Json& value) const;
    void require(const Operand& operand);
    PoolSpan key(const std::vector<Operand>& operands);

    Interval interval(Notation notation, const Json& value, int shift = 0) const;
    Value single(Notation notation, const Json& value, int depth = 0) const;
    /// A set in place, or one that is named "@…".
    SetId setFor(const Json& value, const std::vector<Notation>& notations, bool isVerdictMap, bool isDataMap);
    void element(NamedSet& set, const std::vector<Notation>& notations, const Json& value, const Json* data);

    std::string_view m_file;
    RuleSetBuilder m_builder;
    std::vector<Note> m_notes;
    TableId m_table = {};
    TableFamily m_family = TableFamily::Ip;
    std::optional<std::uint8_t> m_transport;  ///< that the rule at hand has demanded
    std::optional<std::uint16_t> m_network;   ///< EtherType that it has demanded
    bool m_demandedEthernet = false;
    std::uint32_t m_anonymous = 0;
};

std::optional<TableFamily> familyOf(std::string_view word)
{
    for (const auto family : {TableFamily::Ip, TableFamily::Ip6, TableFamily::Inet, TableFamily::Arp, TableFamily::Bridge, TableFamily::Netdev})
        if (name(family) == word)
            return family;
    return std::nullopt;
}

TableId NftJsonReader::tableOf(const Json& object) const
{
    const auto family = familyOf(text(member(object, "family")));
    const auto wanted = text(member(object, "table"));
    const auto& tables = const_cast<NftJsonReader*>(this)->m_builder.rules().tables;
    for (std::uint32_t i = 0; family && i < tables.size(); ++i)
        if (tables[i].family == *family && tables[i].name == wanted && tables[i].origin != RuleOrigin::IptablesLegacy)
            return TableId{i};
    throw Broken{"table \"" + text(member(object, "family")) + " " + wanted + "\" is used before it is declared"};
}

void NftJsonReader::take(const Json& object)
{
    const auto [kind, value] = only(object);
    if (!value)
        throw Broken{"an entry of \"nftables\" is not an object with one member"};
    if (kind == "table") {
        const auto family = familyOf(text(member(*value, "family")));
        if (!family || text(member(*value, "name")).empty())
            throw Broken{"a table lacks its family or name"};
        const TableId id = m_builder.table(RuleOrigin::Nftables, *family, text(member(*value, "name")));
        const auto& flags = member(*value, "flags");
        m_builder.rules().tables[id.value].dormant = flags == "dormant" || (flags.is_array() && std::ranges::find(flags, Json("dormant")) != flags.end());
    } else if (kind == "chain") {
        chain(*value);
    } else if (kind == "set" || kind == "map") {
        set(*value, kind == "map");
    } else if (kind == "rule") {
        rule(*value);
    }
    // metainfo, and objects that rules name: counter, quota, limit, flowtable …
}

void NftJsonReader::chain(const Json& object)
{
    const TableId table = tableOf(object);
    const auto chainName = text(member(object, "name"));
    if (chainName.empty())
        throw Broken{"a chain lacks its name"};
    const ChainId id = m_builder.chain(table, chainName);
    auto& chain = m_builder.rules().chains[id.value];
    const auto hookName = text(member(object, "hook"));
    if (hookName.empty())
        return;
    for (const auto hook : {Hook::Ingress, Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting, Hook::Egress})
        if (name(hook) == hookName)
            chain.hook = hook;
    if (!chain.hook)
        throw Broken{"chain " + chainName + " has a hook \"" + hookName + "\" that is not known"};
    const auto& priority = member(object, "prio");
    if (!priority.is_number_integer())
        throw Broken{"chain " + chainName + " has no numeric \"prio\""};
    chain.priority = static_cast<std::int32_t>(std::clamp<std::int64_t>(priority.get<std::int64_t>(), INT32_MIN, INT32_MAX));
    chain.isBuiltIn = true;
    const auto type = text(member(object, "type"));
    chain.type = type == "nat" ? ChainType::Nat : type == "route" ? ChainType::Route : ChainType::Filter;
    chain.dropPolicy = text(member(object, "policy")) == "drop";
    const auto& device = member(object, "dev");
    if (device.is_string())
        chain.devices.push_back(text(device));
    for (const auto& one : device.is_array() ? device : Json::array())
        chain.devices.push_back(text(one));
    if (m_builder.rules().tables[table.value].family == TableFamily::Netdev && chain.devices.empty())
        m_notes.push_back({"rule", std::string(m_file) + ": chain " + chainName + " sits on a device that the text does not name", "Collect live: hoplens collect."});
    m_builder.claimForIptables(id);
}

void NftJsonReader::set(const Json& object, bool isMap)
{
    NamedSet set;
    set.table = tableOf(object);
    set.name = text(member(object, "name"));
    std::vector<Notation> notations;
    const auto addType = [&](const Json& type) {
        const auto notation = notationOf(text(type));
        set.type += (set.type.empty() ? "" : " . ") + (type.is_string() ? text(type) : quotation(type));
        set.isReadable = set.isReadable && notation;
        notations.push_back(notation.value_or(Notation::Number));
    };
    const auto& type = member(object, "type");
    if (type.is_array())
        std::ranges::for_each(type, addType);
    else
        addType(type);
    if (notations.size() > 8)
        set.isReadable = false;
    set.dimensions = static_cast<std::uint8_t>(std::min<std::size_t>(notations.size(), 8));
    if (isMap) {
        const auto& map = member(object, "map");
        const auto dataType = map.is_array() && !map.empty() ? text(map.front()) : text(map);
        set.isVerdictMap = dataType == "verdict";
        set.isDataMap = !set.isVerdictMap;
        set.family = dataType.starts_with("ipv6_addr") ? IpFamily::V6 : IpFamily::V4;
        set.isReadable = set.isReadable && (set.isVerdictMap || dataType.starts_with("ipv4_addr") || dataType.starts_with("ipv6_addr"));
    }
    m_table = set.table;
    const auto& elements = member(object, "elem");
    for (const auto& one : elements.is_array() && set.isReadable ? elements : Json::array()) {
        try {
            if (!isMap)
                element(set, notations, one, nullptr);
            else if (one.is_array() && one.size() == 2)
                element(set, notations, one[0], &one[1]);
            else
                throw Unclear{quotation(one)};
        } catch (const Unclear& problem) {
            set.isReadable = false;
            m_notes.push_back({"rule", std::string(m_file) + ": set " + set.name + " holds " + problem.what + ", which is not modelled; lookups in it are unknown"});
            break;
        }
    }
    m_builder.addSet(std::move(set));
}

void NftJsonReader::element(NamedSet& set, const std::vector<Notation>& notations, const Json& value, const Json* data)
{
    const Json* key = &value;
    if (const auto& wrapped = member(value, "elem"); wrapped.is_object())
        key = &member(wrapped, "val");
    std::vector<Interval> intervals;
    if (*key == "*") {
        for (std::size_t i = 0; i < notations.size(); ++i)
            intervals.push_back({Value{}, Value{~0ull, ~0ull}});
    } else if (const auto& parts = member(*key, "concat"); parts.is_array()) {
        if (parts.size() != notations.size())
            throw Unclear{quotation(*key)};
        for (std::size_t i = 0; i < parts.size(); ++i)
            intervals.push_back(interval(notations[i], parts[i]));
    } else if (notations.size() == 1) {
        intervals.push_back(interval(notations.front(), *key));
    } else {
        throw Unclear{quotation(*key)};
    }
    SetElement element{m_builder.addIntervals(intervals)};
    if (data && set.isVerdictMap) {
        const auto [word, target] = only(*data);
        if (!target)
            throw Unclear{quotation(*data)};
        element.verdict = verdict(word, *target);
    } else if (data) {
        const auto notation = set.family == IpFamily::V6 ? Notation::Address6 : Notation::Address4;
        const auto& parts = member(*data, "concat");
        if (parts.is_array() && parts.size() != 2)
            throw Unclear{quotation(*data)};
        element.data = single(notation, parts.is_array() ? parts[0] : *data);
        if (parts.is_array())
            element.dataPort = static_cast<std::uint16_t>(single(Notation::Port, parts[1]).low);
    }
    set.elements.push_back(element);
}

void NftJsonReader::rule(const Json& object)
{
    m_table = tableOf(object);
    m_family = m_builder.rules().tables[m_table.value].family;
    const auto chainName = text(member(object, "chain"));
    const ChainId chain = m_builder.findChain(m_table, chainName);
    if (!chain.valid())
        throw Broken{"a rule is for chain " + chainName + ", which its table does not declare"};
    m_transport.reset();
    m_network.reset();
    m_demandedEthernet = false;
    auto& rule = m_builder.beginRule(chain);
    rule.handle = number(member(object, "handle"));
    if (const auto comment = text(member(object, "comment")); !comment.empty()) {
        rule.comment = m_builder.string(comment);
        rule.commentPosition = 0xffff;
    }
    const auto& statements = member(object, "expr");
    if (!statements.is_array() || statements.size() > 1000)
        throw Broken{"a rule of chain " + chainName + " has no list \"expr\""};
    for (const auto& one : statements) {
        const auto [word, value] = only(one);
        try {
            if (!value)
                throw Unclear{quotation(one)};
            statement(word, *value);
        } catch (const Unclear& problem) {
            const bool isMatch = word == "match" || (word == "xt" && member(*value, "type") == "match");
            m_builder.add(UnknownOperation{m_builder.string(problem.what), !isMatch});
            m_notes.push_back({"rule", std::string(m_file) + ": " + text(member(object, "family")) + " " + text(member(object, "table")) + " " + chainName + ", handle " + std::to_string(number(member(object, "handle"))) + ": " + problem.what + " is not modelled; verdicts that depend on this rule are unknown"});
        }
    }
    m_builder.endRule();
}

Verdict NftJsonReader::verdict(const std::string& word, const Json& value)
{
    static constexpr std::array<std::pair<std::string_view, VerdictKind>, 4> plain = {{{"accept", VerdictKind::Accept}, {"drop", VerdictKind::Drop}, {"continue", VerdictKind::Continue}, {"return", VerdictKind::Return}}};
    for (const auto& [known, kind] : plain)
        if (known == word)
            return {kind};
    if (word != "jump" && word != "goto")
        throw Unclear{word};
    const auto target = text(member(value, "target"));
    if (target.empty())
        throw Unclear{word + " without a target"};
    return {word == "jump" ? VerdictKind::Jump : VerdictKind::Goto, m_builder.chain(m_table, target)};
}

void NftJsonReader::statement(const std::string& word, const Json& value)
{
    static constexpr std::array<std::string_view, 6> passive = {"log", "flow", "last", "ct timeout", "ct expectation", "dup"};
    if (word == "match") {
        match(value);
    } else if (word == "counter") {
        if (value.is_object())
            m_builder.rules().rules.back().counters = {number(member(value, "packets")), number(member(value, "bytes"))};
        else
            m_builder.add(Passive{m_builder.string("counter name " + text(value))});
    } else if (word == "accept" || word == "drop" || word == "continue" || word == "return" || word == "jump" || word == "goto") {
        m_builder.add(verdict(word, value));
    } else if (word == "queue") {
        m_builder.add(Verdict{VerdictKind::Queue});
    } else if (word == "mangle") {
        mangle(value);
    } else if (word == "snat" || word == "dnat" || word == "masquerade" || word == "redirect") {
        nat(word, value);
    } else if (word == "reject") {
        reject(value);
    } else if (word == "vmap") {
        vmap(value);
    } else if (word == "notrack") {
        m_builder.add(Untrack{});
    } else if (word == "limit" && value.is_object()) {
        const bool isOver = member(value, "inv") == true;
        m_builder.add(RateMatch{RateKind::Limit, m_builder.string(std::string("limit rate ") + (isOver ? "over " : "") + std::to_string(number(member(value, "rate"))) + "/" + text(member(value, "per")))});
    } else if (word == "ct count") {
        m_builder.add(RateMatch{RateKind::ConnectionLimit, m_builder.string("ct count " + std::to_string(number(member(value, "val"))))});
    } else if (word == "quota") {
        m_builder.add(RateMatch{RateKind::Quota, m_builder.string("quota")});
    } else if (word == "set" || word == "map") { // of a packet's own fields, while it passes
        const auto& written = member(value, "elem");
        const auto& wrapped = member(written, "elem");
        for (const auto& operand : operands(wrapped.is_object() ? member(wrapped, "val") : written))
            require(operand);
        if (member(value, "stmt").is_array() || member(value, "op") == "delete")
            m_builder.add(RateMatch{RateKind::Limit, m_builder.string("a limit for each element of " + text(member(value, "set")))});
        else
            m_builder.add(Passive{m_builder.string("dynset")});
    } else if (word == "meter") {
        m_builder.add(RateMatch{RateKind::Limit, m_builder.string("meter " + text(member(value, "name")))});
    } else if (word == "xt") {
        const auto extension = text(member(value, "name"));
        if (extension == "comment" || extension == "LOG" || extension == "NFLOG" || extension == "TRACE" || extension == "TCPMSS" || extension == "CHECKSUM")
            m_builder.add(Passive{m_builder.string(extension)});
        else
            throw Unclear{"the iptables extension \"" + extension + "\" (nft does not say what it matches or does)"};
    } else if (std::ranges::find(passive, word) != passive.end()) {
        const auto prefix = text(member(value, "prefix"));
        m_builder.add(Passive{m_builder.string(word == "log" && !prefix.empty() ? "log prefix \"" + prefix + "\"" : word)});
    } else {
        throw Unclear{word + " " + quotation(value)};
    }
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
        operand.largest = known == Field::SourcePort || known == Field::DestinationPort || known == Field::Length ? 0xffff : 0xff;
        return operand;
    };
    static constexpr std::array<std::pair<std::string_view, Field>, 16> fields = {{
        {"ip saddr", Field::Ip4Source}, {"ip daddr", Field::Ip4Destination}, {"ip6 saddr", Field::Ip6Source}, {"ip6 daddr", Field::Ip6Destination}, {"ip protocol", Field::Protocol},
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
        if (parts.size() > 8)
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
    if (value.is_number_unsigned())
        return Value::of(value.get<std::uint64_t>());
    if (value.is_boolean())
        return Value::of(value.get<bool>() ? 1 : 0);
    const auto& joined = value.is_array() ? value : member(value, "|");
    if (joined.is_array() && !joined.empty()) {
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
    if (const auto plain = parseNumber(word))
        return Value::of(*plain);
    throw Unclear{"the word " + quotation(value)};
}

Interval NftJsonReader::interval(Notation notation, const Json& value, int shift) const
{
    if (const auto& prefix = member(value, "prefix"); prefix.is_object()) {
        const auto address = Address::parse(text(member(prefix, "addr")));
        const auto length = number(member(prefix, "len"));
        if (!address || length > static_cast<std::uint64_t>(address->width()) || (notation != Notation::Address4 && notation != Notation::Address6) || (address->family == IpFamily::V4) != (notation == Notation::Address4))
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

SetId NftJsonReader::setFor(const Json& value, const std::vector<Notation>& notations, bool isVerdictMap, bool isDataMap)
{
    if (value.is_string() && text(value).starts_with('@')) {
        const SetId named = m_builder.findSet(m_table, std::string_view(text(value)).substr(1));
        if (!named.valid() || m_builder.rules().sets[named.value].dimensions != notations.size())
            throw Unclear{"the set " + quotation(value)};
        const auto& found = m_builder.rules().sets[named.value];
        if (found.isVerdictMap != isVerdictMap || found.isDataMap != isDataMap)
            throw Unclear{"the set " + quotation(value)};
        return named;
    }
    const auto& elements = member(value, "set");
    if (!elements.is_array())
        throw Unclear{quotation(value)};
    NamedSet set;
    set.table = m_table;
    set.name = "__set" + std::to_string(m_anonymous++);
    set.isAnonymous = true;
    set.isVerdictMap = isVerdictMap;
    set.isDataMap = isDataMap;
    set.dimensions = static_cast<std::uint8_t>(notations.size());
    if (isDataMap && !elements.empty() && elements[0].is_array() && elements[0].size() == 2) {
        const auto address = Address::parse(text(elements[0][1]));
        set.family = address ? address->family : IpFamily::V4;
    }
    for (const auto& one : elements) {
        const bool isPair = one.is_array() && one.size() == 2;
        if ((isVerdictMap || isDataMap) && !isPair)
            throw Unclear{quotation(one)};
        if (isVerdictMap || isDataMap)
            element(set, notations, one[0], &one[1]);
        else
            element(set, notations, one, nullptr);
    }
    return m_builder.addSet(std::move(set));
}

std::vector<Notation> notationsOf(const std::vector<Operand>& operands)
{
    std::vector<Notation> list;
    for (const auto& operand : operands)
        list.push_back(operand.notation);
    return list;
}

void NftJsonReader::match(const Json& value)
{
    const auto op = text(member(value, "op"));
    const auto& left = member(value, "left");
    const auto& right = member(value, "right");
    const auto list = operands(left);
    const bool isNegated = op == "!=";
    if (op != "==" && op != "!=" && op != "in" && op != "<" && op != ">" && op != "<=" && op != ">=")
        throw Unclear{quotation(value)};
    const bool isSet = (right.is_string() && text(right).starts_with('@')) || member(right, "set").is_array();
    if (isSet || list.size() > 1) {
        if (op != "==" && op != "!=" && op != "in")
            throw Unclear{quotation(value)};
        const Json wrapped = isSet ? Json() : Json{{"set", Json::array({right})}};
        const SetId set = setFor(isSet ? right : wrapped, notationsOf(list), false, false);
        const auto span = key(list);
        m_builder.add(SetLookup{set, span, isNegated, false, m_builder.string(m_builder.rules().sets[set.value].name)});
        return;
    }
    const auto& only = list.front();
    require(only);
    if (only.part.field == Field::Random)
        throw Unclear{quotation(value)};
    std::uint64_t mask = only.part.mask;
    if (only.isPresence) {
        if (!right.is_boolean() || (op != "==" && op != "!="))
            throw Unclear{quotation(value)};
        const bool wantsPresence = right.get<bool>() != isNegated;
        m_builder.addCompare(only.part.field, Spelling::Native, wantsPresence, Interval{});
        return;
    }
    const bool isFlags = only.notation == Notation::State || only.notation == Notation::Status || only.notation == Notation::TcpFlags;
    if (op == "in" && isFlags) { // one of these bits is set
        m_builder.addCompare(only.part.field, Spelling::Native, true, Interval{}, single(only.notation, right).low & mask);
        return;
    }
    if (only.notation == Notation::State && mask == ~0ull)
        mask = 0x7f;
    auto wanted = interval(only.notation, right, only.shift);
    const Value limit = only.notation == Notation::Address6 ? Value{~0ull, ~0ull} : Value::of(only.notation == Notation::Address4 ? 0xffffffffu : only.largest);
    const bool isOrder = op == "<" || op == ">" || op == "<=" || op == ">=";
    if (isOrder && (wanted.low != wanted.high || only.notation == Notation::Name))
        throw Unclear{quotation(value)};
    const Value at = wanted.low;
    constexpr Interval nothing = {Value{0, 1}, Value{}};
    if (op == "<")
        wanted = at == Value{} ? nothing : Interval{Value{}, {at.high - (at.low == 0 ? 1 : 0), at.low - 1}};
    else if (op == "<=")
        wanted = {Value{}, at};
    else if (op == ">")
        wanted = at == limit ? nothing : Interval{{at.high + (at.low == ~0ull ? 1 : 0), at.low + 1}, limit};
    else if (op == ">=")
        wanted = {at, limit};
    m_builder.addCompare(only.part.field, Spelling::Native, isNegated, wanted, mask);
    if (isNegated || isOrder || wanted.low != wanted.high)
        return;
    if (only.part.field == Field::Protocol)
        m_transport = static_cast<std::uint8_t>(wanted.low.low);
    if (only.part.field == Field::NetfilterProtocol)
        m_network = static_cast<std::uint16_t>(wanted.low.low == 10 ? 0x86dd : 0x0800);
    if (only.part.field == Field::EtherType)
        m_network = static_cast<std::uint16_t>(wanted.low.low);
}

void NftJsonReader::vmap(const Json& value)
{
    const auto list = operands(member(value, "key"));
    const SetId map = setFor(member(value, "data"), notationsOf(list), true, false);
    const auto span = key(list);
    m_builder.add(VerdictMap{map, span, m_builder.string(m_builder.rules().sets[map.value].name)});
}

void NftJsonReader::mangle(const Json& value)
{
    const auto [word, what] = only(member(value, "key"));
    const auto key = what ? text(member(*what, "key")) : std::string();
    if (word == "tcp option" || (word == "meta" && (key == "nftrace" || key == "priority"))) {
        m_builder.add(Passive{m_builder.string(word + " " + key + " set")});
        return;
    }
    if (key != "mark" || (word != "meta" && word != "ct"))
        throw Unclear{"setting " + quotation(member(value, "key"))};
    // (source & mask) ^ constant, with | and & folded in.
    struct Linear {
        std::string source = {};
        std::uint32_t mask = 0;
        std::uint32_t constant = 0;
    };
    const auto evaluate = [](const auto& self, const Json& expression, int depth) -> Linear {
        if (depth > deepestNesting)
            throw Unclear{"an expression nested too deeply"};
        if (expression.is_number_unsigned())
            return {{}, 0, static_cast<std::uint32_t>(number(expression))};
        const auto [op, arguments] = only(expression);
        if (op == "meta" || op == "ct") {
            if (member(*arguments, "key") != "mark")
                throw Unclear{quotation(expression)};
            return {op, ~0u, 0};
        }
        if ((op != "&" && op != "|" && op != "^") || !arguments->is_array() || arguments->size() != 2 || !(*arguments)[1].is_number_unsigned())
            throw Unclear{quotation(expression)};
        auto left = self(self, (*arguments)[0], depth + 1);
        const auto bits = static_cast<std::uint32_t>(number((*arguments)[1]));
        if (op == "&")
            left = {left.source, left.mask & bits, left.constant & bits};
        else if (op == "^")
            left.constant ^= bits;
        else
            left = {left.source, left.mask & ~bits, (left.constant & ~bits) | bits};
        return left;
    };
    const auto result = evaluate(evaluate, member(value, "value"), 0);
    SetField set{word == "meta" ? SetTarget::Mark : SetTarget::ConntrackMark};
    set.constant = result.constant;
    if (result.source == word) {
        set.keep = result.mask;
    } else if (!result.source.empty()) {
        set.source = result.source == "meta" ? SetSource::Mark : SetSource::ConntrackMark;
        set.sourceMask = result.mask;
    }
    m_builder.add(set);
}

void NftJsonReader::nat(const std::string& word, const Json& value)
{
    NatStatement nat{word == "snat" ? NatKind::Source : word == "dnat" ? NatKind::Destination : word == "masquerade" ? NatKind::Masquerade : NatKind::Redirect};
    const auto family = text(member(value, "family"));
    nat.family = family == "ip6" || m_family == TableFamily::Ip6 || (family.empty() && m_network == 0x86dd) ? IpFamily::V6 : IpFamily::V4;
    const auto& flags = member(value, "flags");
    const auto has = [&](const char* flag) { return flags == flag || (flags.is_array() && std::ranges::find(flags, Json(flag)) != flags.end()); };
    nat.random = has("random");
    nat.fullyRandom = has("fully-random");
    nat.persistent = has("persistent");
    if (has("netmap") || member(value, "type_flags").is_string() || member(value, "type_flags").is_array())
        throw Unclear{word + " " + quotation(value)};
    const auto& address = member(value, "addr");
    if (const auto& map = member(address, "map"); map.is_object()) {
        if (!member(value, "port").is_null())
            throw Unclear{word + " " + quotation(value)};
        const auto list = operands(member(map, "key"));
        const SetId data = setFor(member(map, "data"), notationsOf(list), false, true);
        const auto span = key(list);
        m_builder.add(NatMap{nat.kind, data, span, m_builder.rules().sets[data.value].family});
        return;
    }
    if (!address.is_null()) {
        if (family.empty() && address.is_string() && address.get_ref<const std::string&>().find(':') != std::string::npos)
            nat.family = IpFamily::V6;
        nat.hasAddress = true;
        nat.addresses = m_builder.addInterval(interval(nat.family == IpFamily::V6 ? Notation::Address6 : Notation::Address4, address));
    }
    if (const auto& port = member(value, "port"); !port.is_null()) {
        const auto range = interval(Notation::Port, port);
        nat.hasPort = true;
        nat.portLow = static_cast<std::uint16_t>(range.low.low);
        nat.portHigh = static_cast<std::uint16_t>(range.high.low);
    }
    m_builder.add(nat);
}

void NftJsonReader::reject(const Json& value)
{
    static constexpr std::array<std::pair<std::string_view, RejectType>, 12> words = {{
        {"net-unreachable", RejectType::NetUnreachable}, {"host-unreachable", RejectType::HostUnreachable}, {"prot-unreachable", RejectType::ProtocolUnreachable}, {"port-unreachable", RejectType::PortUnreachable},
        {"net-prohibited", RejectType::NetProhibited}, {"host-prohibited", RejectType::HostProhibited}, {"admin-prohibited", RejectType::AdminProhibited}, {"no-route", RejectType::NoRoute},
        {"addr-unreachable", RejectType::AddressUnreachable}, {"policy-fail", RejectType::PolicyFail}, {"reject-route", RejectType::RejectRoute}, {"tcp reset", RejectType::TcpReset}}};
    auto word = text(member(value, "type"));
    if (word != "tcp reset")
        word = text(member(value, "expr"));
    if (word.empty() && (value.is_null() || value.empty()))
        word = "port-unreachable";
    for (const auto& [known, type] : words)
        if (known == word) {
            // icmpx names what both families have in IPv4's words; its no-route is IPv4's net-unreachable.
            m_builder.add(RejectStatement{type == RejectType::NoRoute && text(member(value, "type")) == "icmpx" ? RejectType::NetUnreachable : type});
            return;
        }
    throw Unclear{"reject " + quotation(value)};
}

} // namespace

Result<std::vector<Note>> parseNftJson(std::string_view text, std::string_view file, RuleSet& rules)
{
    NftJsonReader reader(file, rules);
    std::string problem;
    bool isRuleSet = false;
    // Each entry of the list is taken when it is complete and then forgotten, so that the text's tree is never in memory whole.
    const auto onEvent = [&](int depth, Json::parse_event_t event, Json& parsed) {
        if (depth == 1 && event == Json::parse_event_t::key)
            isRuleSet = isRuleSet || parsed == "nftables";
        if (depth > deepestNesting * 4)
            throw Broken{"it is nested deeper than nft writes"};
        if (depth != 2 || event != Json::parse_event_t::object_end)
            return true;
        if (isRuleSet)
            reader.take(parsed);
        return false;
    };
    try {
        const auto rest = Json::parse(text.begin(), text.end(), onEvent);
        if (!isRuleSet || !rest.is_object())
            problem = "this is JSON, but not the output of nft -j list ruleset (no \"nftables\")";
    } catch (const Broken& broken) {
        problem = broken.what;
    } catch (const Json::exception& broken) {
        problem = std::string("the JSON is broken: ") + broken.what();
    }
    if (!problem.empty())
        return failure({ErrorCode::InvalidInput, problem, std::string(file), 0, "Save it again with nft -j list ruleset."});
    return reader.finish();
}

} // namespace hoplens
