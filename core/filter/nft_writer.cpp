// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_text.h"

#include "filter/nft_words.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace hoplens {
namespace {

constexpr std::size_t mostExplained = 8; ///< elements of a set that an explanation names

/// Bits as nft lists them; an explanation leaves zeros out.
enum class BitStyle : std::uint8_t { Listed, Explained };

std::string bits(std::uint64_t value, BitStyle style = BitStyle::Listed)
{
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, style == BitStyle::Listed ? "0x%08llx" : "0x%llx", static_cast<unsigned long long>(value));
    return buffer;
}

std::string valuesText(Field field, const Interval& values, BitStyle style)
{
    if (field != Field::Mark && field != Field::ConntrackMark)
        return intervalText(field, values);
    return bits(values.low.low, style) + (values.low == values.high ? "" : "-" + bits(values.high.low, style));
}

std::string verdictText(const RuleSet& rules, const Verdict& verdict)
{
    switch (verdict.kind) {
    case VerdictKind::Accept: return "accept";
    case VerdictKind::Drop: return "drop";
    case VerdictKind::Continue: return "continue";
    case VerdictKind::Return: return "return";
    case VerdictKind::Queue: return "queue";
    case VerdictKind::Jump: return "jump " + std::string(rules.chainName(verdict.chain));
    case VerdictKind::Goto: return "goto " + std::string(rules.chainName(verdict.chain));
    }
    return {};
}

/// As nft compares them when it sorts: names of interfaces are numbers of the host's order there.
Value sortingValue(Field field, Value value)
{
    const bool isName = field == Field::InputName || field == Field::OutputName;
    const auto reversed = [](std::uint64_t number) {
        std::uint64_t turned = 0;
        for (int i = 0; i < 8; ++i, number >>= 8)
            turned = turned << 8 | (number & 255);
        return turned;
    };
    return isName ? Value{reversed(value.low), reversed(value.high)} : value;
}

/// Places of a set's elements in the order of their keys.
std::vector<std::size_t> sortedElements(const RuleSet& rules, const NamedSet& set, const std::vector<Field>& fields)
{
    std::vector<std::size_t> order(set.elements.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        for (std::uint8_t d = 0; d < set.dimensions; ++d) {
            const auto field = d < fields.size() ? fields[d] : Field::Constant;
            const auto left = sortingValue(field, rules.intervals[set.elements[a].firstInterval + d].low);
            const auto right = sortingValue(field, rules.intervals[set.elements[b].firstInterval + d].low);
            if (left != right)
                return left < right;
        }
        return false;
    });
    return order;
}

std::string elementText(const RuleSet& rules, const NamedSet& set, const SetElement& element, const std::vector<Field>& fields)
{
    std::string text;
    for (std::uint8_t d = 0; d < set.dimensions; ++d)
        text += (d > 0 ? " . " : "") + valuesText(d < fields.size() ? fields[d] : Field::Constant, rules.intervals[element.firstInterval + d], BitStyle::Listed);
    if (set.isVerdictMap)
        return text + " : " + verdictText(rules, element.verdict);
    if (set.isDataMap)
        return text + " : " + Address{set.family, element.data}.text() + (element.dataPort != 0 ? " . " + std::to_string(element.dataPort) : "");
    return text;
}

/// Writes one rule: the headers that a field implies are not written where nft leaves them out.
class NftRuleWriter {
public:
    NftRuleWriter(const RuleSet& rules, std::optional<TableFamily> family, std::size_t mostElements) : m_rules(rules), m_family(family), m_mostElements(mostElements) {}

    /// listing: null leaves the counter out.
    std::string rule(RuleId id, const NftListing* listing)
    {
        const auto& rule = m_rules.rules[id.value];
        for (std::uint16_t i = 0; i <= rule.operationCount; ++i) {
            if (listing && rule.counterPosition == i + 1)
                m_words.push_back("counter" + (listing->isStateless ? std::string() : " packets " + std::to_string(rule.counters.packets) + " bytes " + std::to_string(rule.counters.bytes)));
            if (i < rule.operationCount)
                add(m_rules.operations[rule.firstOperation + i]);
        }
        std::string text;
        for (const auto& words : m_words)
            if (!words.empty())
                text += (text.empty() ? "" : " ") + words;
        if (rule.comment.valid())
            text += (text.empty() ? "comment \"" : " comment \"") + std::string(m_rules.text(rule.comment)) + "\"";
        return text;
    }
    std::string operation(const Operation& operation) { return std::visit(*this, operation); }

    std::string operator()(const Compare& compare);
    std::string operator()(const InterfaceMatch& match) const;
    std::string operator()(const SetLookup& lookup) { return keyText(lookup.key) + (lookup.negated ? " != " : " ") + setReference(lookup.set, lookup.name, lookup.key); }
    std::string operator()(const AddressTypeMatch&) const { return "addrtype"; }
    std::string operator()(const StatisticMatch&) const { return "statistic"; }
    std::string operator()(const RateMatch& match) const { return std::string(m_rules.text(match.text)); }
    std::string operator()(const PhysdevMatch&) const { return "physdev"; }
    std::string operator()(const RpfilterMatch&) const { return "rpfilter"; }
    std::string operator()(const UnknownOperation& unknown) const { return std::string(m_rules.text(unknown.text)); }
    std::string operator()(const Verdict& verdict) const { return verdictText(m_rules, verdict); }
    std::string operator()(const VerdictMap& map) { return keyText(map.key) + " vmap " + setReference(map.map, map.name, map.key); }
    std::string operator()(const SetField& set) const;
    std::string operator()(const NatStatement& nat) const;
    std::string operator()(const NatMap& map);
    std::string operator()(const RejectStatement& reject);
    std::string operator()(const Passive& passive) const { return std::string(m_rules.text(passive.text)); }
    std::string operator()(const Untrack&) const { return "notrack"; }

private:
    /// A match of the rule that a field of a header asks for; nft does not write it then.
    struct Implied {
        std::optional<std::uint64_t> value = {};
        std::optional<std::size_t> word = {}; ///< where it stands until something makes it needless
    };
    void add(const Operation& operation)
    {
        m_words.emplace_back();
        auto text = std::visit(*this, operation);
        m_words.back() = std::move(text);
    }
    void leaveOut(Implied& implied)
    {
        if (implied.word)
            m_words[*implied.word].clear();
        implied.word.reset();
    }
    BitStyle style() const { return m_family ? BitStyle::Listed : BitStyle::Explained; }
    bool isV6() const { return m_family == TableFamily::Ip6 || m_network.value == 0x86dd; }
    bool isOfOneFamily() const { return m_family == TableFamily::Ip || m_family == TableFamily::Ip6; }
    void note(const Compare& compare, std::uint64_t value);
    std::string fieldText(Field field, bool isOfHeader);
    std::string keyText(PoolSpan key);
    std::vector<Field> fieldsOf(PoolSpan key) const;
    std::string setReference(SetId id, StringId name, PoolSpan key) const;

    const RuleSet& m_rules;
    std::optional<TableFamily> m_family; ///< nullopt: of one operation alone
    std::size_t m_mostElements;
    std::vector<std::string> m_words;    ///< of each operation and the counter
    Implied m_transport;
    Implied m_network; ///< EtherType
    Implied m_ethernet;
};

/// The field as nft calls it after what the rule has matched already.
std::string NftRuleWriter::fieldText(Field field, bool isOfHeader)
{
    static constexpr std::array<std::uint64_t, 5> withPorts = {6, 17, 33, 132, 136};
    const auto needsTransport = [&](std::uint64_t wanted) {
        if (m_transport.value == wanted)
            leaveOut(m_transport);
    };
    switch (field) {
    case Field::Ip4Source:
    case Field::Ip4Destination:
    case Field::Ip6Source:
    case Field::Ip6Destination: leaveOut(m_network); break;
    case Field::Protocol:
        if (isOfHeader)
            leaveOut(m_network);
        return !isOfHeader ? "meta l4proto" : isV6() ? "ip6 nexthdr" : "ip protocol";
    case Field::Length:
        if (isOfHeader)
            leaveOut(m_network);
        return isOfHeader ? "ip length" : "meta length";
    case Field::TimeToLive: leaveOut(m_network); return isV6() ? "ip6 hoplimit" : "ip ttl";
    case Field::SourcePort:
    case Field::DestinationPort: {
        const std::string port = field == Field::SourcePort ? " sport" : " dport";
        if (!m_transport.value || std::ranges::find(withPorts, *m_transport.value) == withPorts.end())
            return "th" + port;
        leaveOut(m_transport);
        return protocolName(static_cast<std::uint8_t>(*m_transport.value)) + port;
    }
    case Field::TcpFlags: needsTransport(6); break;
    case Field::IcmpType:
    case Field::IcmpCode: leaveOut(m_network), needsTransport(1); break;
    case Field::Icmp6Type:
    case Field::Icmp6Code: leaveOut(m_network), needsTransport(58); break;
    case Field::SourceMac:
    case Field::DestinationMac: leaveOut(m_ethernet); break;
    default: break;
    }
    return std::string(fieldName(field));
}

/// What a rule demands may be said by a field that follows.
void NftRuleWriter::note(const Compare& compare, std::uint64_t value)
{
    if (!m_family)
        return;
    const auto here = m_words.size() - 1;
    const bool isRemovable = compare.spelling != Spelling::Header || isOfOneFamily();
    if (compare.field == Field::Protocol)
        m_transport = {value, isRemovable ? std::optional(here) : std::nullopt};
    else if (compare.field == Field::NetfilterProtocol || compare.field == Field::EtherType)
        m_network = {compare.field == Field::EtherType ? value : value == 10 ? 0x86dd : 0x0800, here};
    else if (compare.field == Field::InputType && value == 1)
        m_ethernet = {value, here};
}

std::string NftRuleWriter::operator()(const Compare& compare)
{
    const auto& first = m_rules.interval(compare);
    const bool isOne = compare.intervals.count == 1;
    const bool isMasked = compare.mask != ~0ull;
    const bool isZero = isOne && first.low == Value{} && first.high == Value{};
    if (isOne && !isMasked && !compare.negated && first.low == first.high)
        note(compare, first.low.low);
    if (compare.field == Field::EtherType && isOne && !compare.negated && isOfOneFamily() && first.low == Value::of(m_family == TableFamily::Ip ? 0x0800 : 0x86dd))
        return {}; // of its table's family, as all are
    auto text = fieldText(compare.field, compare.spelling == Spelling::Header);
    const auto values = [&] {
        if (isOne)
            return valuesText(compare.field, first, style());
        std::string list = "{ ";
        for (std::uint32_t i = 0; i < compare.intervals.count; ++i)
            list += (i > 0 ? ", " : "") + valuesText(compare.field, m_rules.intervals[compare.intervals.first + i], style());
        return list + " }";
    };
    if (compare.field >= Field::FibSourceInterface && compare.field <= Field::FibDestinationInterfaceOnInput && isZero)
        return text + (compare.negated ? " exists" : " missing");
    const bool isState = compare.field == Field::ConntrackState || compare.field == Field::ConntrackStatus;
    if (isMasked && isZero && (isState || compare.field == Field::TcpFlags)) {
        if (!isState && !compare.negated)
            return text + " ! " + fieldValueText(compare.field, Value::of(compare.mask));
        return text + (compare.negated ? " " : " != ") + fieldValueText(compare.field, Value::of(compare.mask));
    }
    if (compare.field == Field::ConntrackState && compare.mask == 0x7f)
        return text + (compare.negated ? " != " : " == ") + values();
    if (compare.field == Field::TcpFlags && isMasked)
        return text + (compare.negated ? " != " : " ") + values() + " / " + fieldValueText(compare.field, Value::of(compare.mask));
    if (compare.field == Field::TypeOfService && compare.mask == 0xfc && isOne && first.low == first.high) {
        const auto code = first.low.low >> 2;
        const auto known = std::ranges::find(nftables::differentiatedServices, code, [](const nftables::Word& word) { return std::uint64_t{word.second}; });
        char number[8];
        std::snprintf(number, sizeof number, "0x%02x", static_cast<unsigned>(code));
        return std::string(isV6() ? "ip6 dscp" : "ip dscp") + (compare.negated ? " != " : " ") + (known == nftables::differentiatedServices.end() ? std::string(number) : std::string(known->first));
    }
    const bool isHeaderOrder = compare.spelling == Spelling::Header && first.low != first.high && (first.low == Value{} || first.high == Value::of(0xffff)); // the likelier spelling
    if (isOne && !isMasked && (isHeaderOrder || compare.spelling == Spelling::Order || compare.spelling == Spelling::OrderOrEqual)) {
        const bool isBelow = first.low == Value{} || first.low > first.high;
        const auto value = [&](std::uint64_t number) { return fieldValueText(compare.field, Value::of(number)); };
        if (compare.spelling == Spelling::OrderOrEqual)
            return text + (isBelow ? " <= " + value(first.high.low) : " >= " + value(first.low.low));
        return text + (first.low > first.high ? " < " + value(0) : isBelow ? " < " + value(first.high.low + 1) : " > " + value(first.low.low - 1));
    }
    if (isMasked)
        return text + " & " + bits(compare.mask, style()) + (compare.negated ? " != " : " == ") + values();
    return text + (compare.negated ? " != " : " ") + values();
}

std::string NftRuleWriter::operator()(const InterfaceMatch& match) const
{
    static constexpr std::array roles = {"iifname", "oifname", "meta ibrname", "meta obrname"};
    const auto role = match.spelling == Spelling::Header ? (match.role == InterfaceRole::In ? "iif" : "oif") : roles[static_cast<std::size_t>(match.role)];
    return std::string(role) + (match.negated ? " != \"" : " \"") + std::string(m_rules.text(match.name)) + (match.isPrefix ? "*\"" : "\"");
}

std::string NftRuleWriter::keyText(PoolSpan key)
{
    std::string text;
    for (std::uint32_t i = 0; i < key.count; ++i) {
        const auto& part = m_rules.keys[key.first + i];
        if (i > 0)
            text += " . ";
        if (part.field == Field::Constant)
            text += std::to_string(part.offset);
        else if (part.field == Field::Random)
            text += "numgen random mod " + std::to_string(part.modulus) + (part.offset != 0 ? " offset " + std::to_string(part.offset) : "");
        else
            text += fieldText(part.field, part.isOfHeader) + (part.mask != ~0ull ? " & " + bits(part.mask, style()) : "");
    }
    return text;
}

std::vector<Field> NftRuleWriter::fieldsOf(PoolSpan key) const
{
    std::vector<Field> fields;
    for (std::uint32_t i = 0; i < key.count; ++i)
        fields.push_back(m_rules.keys[key.first + i].field);
    return fields;
}

/// "@name", or the elements of one that has none.
std::string NftRuleWriter::setReference(SetId id, StringId name, PoolSpan key) const
{
    if (!id.valid() || !m_rules.sets[id.value].isAnonymous)
        return "@" + std::string(id.valid() ? std::string_view(m_rules.sets[id.value].name) : m_rules.text(name));
    const auto& set = m_rules.sets[id.value];
    const auto fields = fieldsOf(key);
    std::string text = "{ ";
    std::size_t shown = 0;
    for (const auto place : sortedElements(m_rules, set, fields)) {
        if (shown == m_mostElements)
            return text + ", … " + std::to_string(set.elements.size() - shown) + " more }";
        text += (shown++ > 0 ? ", " : "") + elementText(m_rules, set, set.elements[place], fields);
    }
    return text + " }";
}

std::string NftRuleWriter::operator()(const SetField& set) const
{
    static constexpr std::array targets = {"meta mark", "ct mark", "ip ttl", "ip tos"};
    const std::string target = targets[static_cast<std::size_t>(set.target)];
    const auto combined = [this](const std::string& from, std::uint32_t mask, std::uint32_t constant) {
        if (constant == 0)
            return from + (mask == ~0u ? "" : " & " + bits(mask, style()));
        if (mask == ~0u)
            return from + " ^ " + bits(constant, style());
        if ((mask & constant) != 0)
            return from + " & " + bits(mask, style()) + " ^ " + bits(constant, style());
        return from + (mask == ~constant ? "" : " & " + bits(mask | constant, style())) + " | " + bits(constant, style());
    };
    const std::string from = set.source == SetSource::Mark ? "meta mark" : set.source == SetSource::ConntrackMark ? "ct mark" : "ip ttl";
    if (set.source == SetSource::Nothing)
        return target + " set " + (set.keep == 0 ? bits(set.constant, style()) : combined(target, set.keep, set.constant));
    if (set.keep == 0)
        return target + " set " + combined(from, set.sourceMask, set.constant);
    return target + " set " + target + " & " + bits(set.keep, style()) + " ^ " + combined(from, set.sourceMask, set.constant);
}

std::string NftRuleWriter::operator()(const NatStatement& nat) const
{
    static constexpr std::array kinds = {"snat", "dnat", "masquerade", "redirect", "netmap"};
    std::string text = kinds[static_cast<std::size_t>(nat.kind)];
    const auto address = [&](Value value) {
        const auto plain = Address{nat.family, value}.text();
        return nat.family == IpFamily::V6 && nat.hasPort ? "[" + plain + "]" : plain;
    };
    if (nat.hasAddress) {
        const auto range = m_rules.addresses(nat);
        text += (m_family == TableFamily::Inet ? nat.family == IpFamily::V6 ? " ip6" : " ip" : "") + std::string(" to ") + address(range.low) + (range.low != range.high ? "-" + address(range.high) : "");
    } else if (nat.hasPort) {
        text += " to ";
    }
    if (nat.hasPort)
        text += ":" + std::to_string(nat.portLow) + (nat.portLow != nat.portHigh ? "-" + std::to_string(nat.portHigh) : "");
    std::string flags;
    for (const auto& [isSet, word] : {std::pair(nat.random, "random"), {nat.fullyRandom, "fully-random"}, {nat.persistent, "persistent"}})
        if (isSet)
            flags += (flags.empty() ? " " : ",") + std::string(word);
    return text + flags;
}

std::string NftRuleWriter::operator()(const NatMap& map)
{
    const auto key = keyText(map.key);
    const bool hasPort = map.map.valid() && m_rules.sets[map.map.value].dataType.find(" . ") != std::string::npos;
    return std::string(map.kind == NatKind::Source ? "snat" : "dnat") + (m_family == TableFamily::Inet || hasPort ? map.family == IpFamily::V6 ? " ip6" : " ip" : "") + " to " + key + " map " + setReference(map.map, {}, map.key);
}

std::string NftRuleWriter::operator()(const RejectStatement& reject)
{
    static constexpr std::array types = {"net-unreachable", "host-unreachable", "prot-unreachable", "port-unreachable", "net-prohibited", "host-prohibited", "admin-prohibited", "tcp reset", "no-route", "addr-unreachable", "policy-fail", "reject-route"};
    if (reject.type == RejectType::TcpReset) {
        if (m_transport.value == 6)
            leaveOut(m_transport);
        return "reject with tcp reset";
    }
    if (reject.type == RejectType::PortUnreachable && (reject.isForBothFamilies || isOfOneFamily()))
        return "reject";
    if (reject.isForBothFamilies)
        return std::string("reject with icmpx ") + (reject.type == RejectType::NetUnreachable ? "no-route" : types[static_cast<std::size_t>(reject.type)]);
    leaveOut(m_network);
    return std::string(isV6() ? "reject with icmpv6 " : "reject with icmp ") + types[static_cast<std::size_t>(reject.type)];
}

/// Fields whose values are written as those of a declared type are.
std::vector<Field> fieldsOfType(std::string_view type)
{
    static constexpr std::array<std::pair<std::string_view, Field>, 16> fields = {{{"ipv4_addr", Field::Ip4Source}, {"ipv6_addr", Field::Ip6Source}, {"ether_addr", Field::SourceMac}, {"inet_proto", Field::Protocol}, {"inet_service", Field::SourcePort}, {"mark", Field::Mark}, {"ifname", Field::InputName}, {"ct_state", Field::ConntrackState}, {"ct_status", Field::ConntrackStatus}, {"ct_dir", Field::ConntrackDirection}, {"fib_addrtype", Field::FibSourceType}, {"pkt_type", Field::PacketType}, {"ether_type", Field::EtherType}, {"nf_proto", Field::NetfilterProtocol}, {"icmp_type", Field::IcmpType}, {"icmpv6_type", Field::Icmp6Type}}};
    std::vector<Field> list;
    while (!type.empty()) {
        const auto end = std::min(type.find(" . "), type.size());
        const auto known = std::ranges::find(fields, type.substr(0, end), &std::pair<std::string_view, Field>::first);
        list.push_back(known == fields.end() ? Field::Constant : known->second);
        type.remove_prefix(std::min(end + 3, type.size()));
    }
    return list;
}

/// How many elements of a set nft prints in one line.
std::size_t elementsInLine(std::string_view type)
{
    static constexpr std::array<std::string_view, 3> short_ = {"inet_service", "inet_proto", "mark"};
    static constexpr std::array<std::string_view, 2> middling = {"ipv4_addr", "ct_state"};
    return std::ranges::find(short_, type) != short_.end() ? 5 : std::ranges::find(middling, type) != middling.end() ? 2 : 1;
}

std::string handleText(std::uint64_t handle, const NftListing& listing) { return listing.withHandles && handle != 0 ? " # handle " + std::to_string(handle) : std::string(); }

std::string setBlock(const RuleSet& rules, const NamedSet& set, const NftListing& listing)
{
    auto out = "\t" + std::string(set.isVerdictMap || set.isDataMap ? "map " : "set ") + set.name + " {" + handleText(set.handle, listing) + "\n\t\t";
    out += (set.type.starts_with("typeof ") ? set.type : "type " + set.type) + (set.dataType.empty() ? "" : " : " + set.dataType) + "\n";
    for (const auto& property : set.properties)
        out += "\t\t" + property + "\n";
    const auto fields = fieldsOfType(set.type);
    const auto inLine = elementsInLine(set.type);
    std::size_t written = 0;
    for (const auto place : sortedElements(rules, set, fields)) {
        out += written == 0 ? "\t\telements = { " : written % inLine == 0 ? ",\n\t\t\t     " : ", ";
        out += elementText(rules, set, set.elements[place], fields);
        ++written;
    }
    return out + (written > 0 ? " }\n" : "") + "\t}\n";
}

/// Without its end.
std::string chainHead(const RuleSet& rules, const Chain& chain, const NftListing& listing)
{
    static constexpr std::array types = {"filter", "nat", "route"};
    const auto& table = rules.tables[chain.table.value];
    auto out = "\tchain " + std::string(rules.text(chain.name)) + " {" + handleText(chain.handle, listing) + "\n";
    if (chain.hook) {
        out += "\t\ttype " + std::string(types[static_cast<std::size_t>(chain.type)]) + " hook " + std::string(name(*chain.hook)) + " ";
        if (chain.devices.size() == 1) {
            out += "device \"" + chain.devices.front() + "\" ";
        } else if (!chain.devices.empty()) {
            out += "devices = { ";
            for (std::size_t i = 0; i < chain.devices.size(); ++i)
                out += (i > 0 ? ", " : "") + chain.devices[i];
            out += " } ";
        }
        out += "priority " + nftPriorityText(table.family, *chain.hook, chain.priority) + "; policy " + (chain.dropPolicy ? "drop" : "accept") + ";\n";
    }
    return out;
}

std::string chainBlock(const RuleSet& rules, const Chain& chain, const NftListing& listing)
{
    auto out = chainHead(rules, chain, listing);
    const auto& table = rules.tables[chain.table.value];
    for (std::uint32_t r = chain.rules.first; r < chain.rules.first + chain.rules.count; ++r)
        out += "\t\t" + NftRuleWriter(rules, table.family, ~std::size_t{0}).rule(RuleId{r}, &listing) + handleText(rules.rules[r].handle, listing) + "\n";
    return out + "\t}\n";
}

std::string inTable(const Table& table, const std::string& content, const NftListing& listing) { return "table " + std::string(name(table.family)) + " " + table.name + " {" + handleText(table.handle, listing) + "\n" + content + "}\n"; }

} // namespace

std::string nftOperationText(const RuleSet& rules, const Operation& operation) { return NftRuleWriter(rules, std::nullopt, mostExplained).operation(operation); }

std::string nftRuleText(const RuleSet& rules, RuleId id) { return NftRuleWriter(rules, rules.tableOf(rules.chainOf(id)).family, mostExplained).rule(id, nullptr); }

std::string nftPriorityText(TableFamily family, Hook hook, std::int32_t priority)
{
    struct Named {
        std::string_view name;
        std::int32_t usual;
        std::optional<std::int32_t> bridge;
        std::optional<Hook> hook; ///< where alone it has this name
    };
    static constexpr std::array<Named, 8> named = {{{"raw", -300, {}, {}}, {"mangle", -150, {}, {}}, {"dstnat", -100, -300, Hook::Prerouting}, {"filter", 0, -200, {}}, {"security", 50, {}, {}}, {"srcnat", 100, 300, Hook::Postrouting}, {"out", 100, 100, Hook::Output}, {"conntrack", -200, {}, {}}}};
    constexpr std::int32_t reach = 10;
    for (const auto& each : named) {
        const bool isBridge = family == TableFamily::Bridge;
        const bool isHere = (!each.hook || each.hook == hook) && (isBridge ? each.bridge.has_value() : each.name != "out" && each.name != "conntrack");
        const bool isFilterAlone = family == TableFamily::Arp || family == TableFamily::Netdev;
        if (!isHere || (isFilterAlone && each.name != "filter"))
            continue;
        const auto step = priority - (isBridge ? *each.bridge : each.usual);
        if (step >= -reach && step <= reach)
            return std::string(each.name) + (step == 0 ? "" : (step > 0 ? " + " : " - ") + std::to_string(std::abs(step)));
    }
    return std::to_string(priority);
}

std::string writeNftTable(const RuleSet& rules, TableId table, const NftListing& listing)
{
    std::string content;
    const auto apart = [&content] { content += content.empty() ? "" : "\n"; };
    for (const auto& set : rules.sets)
        if (set.table == table && !set.isAnonymous)
            apart(), content += setBlock(rules, set, listing);
    for (const auto& chain : rules.chains)
        if (chain.table == table)
            apart(), content += chainBlock(rules, chain, listing);
    const auto& own = rules.tables[table.value];
    return inTable(own, (own.dormant ? "\tflags dormant\n" + std::string(content.empty() ? "" : "\n") : "") + content, listing);
}

std::string writeNftPart(const RuleSet& rules, TableId table, NftPart part, const NftListing& listing)
{
    std::string content;
    for (const auto& set : rules.sets)
        if (part != NftPart::Chains && set.table == table && !set.isAnonymous && (set.isVerdictMap || set.isDataMap) == (part == NftPart::Maps))
            content += setBlock(rules, set, listing);
    for (const auto& chain : rules.chains)
        if (part == NftPart::Chains && chain.table == table)
            content += chainHead(rules, chain, listing) + "\t}\n";
    return inTable(rules.tables[table.value], content, {});
}

std::string writeNftChain(const RuleSet& rules, ChainId chain, const NftListing& listing) { return inTable(rules.tableOf(chain), chainBlock(rules, rules.chains[chain.value], listing), {}); }

std::string writeNftSet(const RuleSet& rules, SetId set, const NftListing& listing) { return inTable(rules.tables[rules.sets[set.value].table.value], setBlock(rules, rules.sets[set.value], listing), {}); }

std::string writeNft(const RuleSet& rules, const NftListing& listing)
{
    std::string out;
    for (std::uint32_t t = 0; t < rules.tables.size(); ++t)
        if (rules.tables[t].origin != RuleOrigin::IptablesLegacy)
            out += writeNftTable(rules, TableId{t}, listing);
    return out;
}

} // namespace hoplens
