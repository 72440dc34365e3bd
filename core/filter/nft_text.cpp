// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_text.h"

#include "filter/iptables_save.h"

#include <array>
#include <cstdio>

namespace hoplens {

std::string_view fieldName(Field field)
{
    static constexpr std::array names = {
        "ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr", "meta l4proto", "th sport", "th dport", "th port", "tcp flags",
        "icmp type", "icmp code", "icmpv6 type", "icmpv6 code", "icmp type/code", "icmpv6 type/code", "ip ttl", "ip tos", "meta length", "ip frag-off",
        "meta mark", "ct mark", "ct state", "ct status", "ct direction", "ct protocol",
        "ct original ip saddr", "ct original ip daddr", "ct reply ip saddr", "ct reply ip daddr",
        "ct original ip6 saddr", "ct original ip6 daddr", "ct reply ip6 saddr", "ct reply ip6 daddr",
        "ct original proto-src", "ct original proto-dst", "ct reply proto-src", "ct reply proto-dst",
        "meta protocol", "meta nfproto", "iif", "oif", "iifname", "oifname", "iiftype", "oiftype",
        "ether saddr", "ether daddr", "vlan id", "meta pkttype", "meta skuid", "meta skgid",
        "fib saddr type", "fib daddr type", "fib saddr . iif type", "fib daddr . iif type",
        "fib saddr . oif type", "fib daddr . oif type", "fib saddr oif", "fib saddr . iif oif",
        "fib daddr oif", "fib daddr . iif oif", "numgen", "constant"};
    return names[static_cast<std::size_t>(field)];
}

namespace {

std::string hex(std::uint64_t value)
{
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, "0x%llx", static_cast<unsigned long long>(value));
    return buffer;
}

std::string stateNames(std::uint64_t bits)
{
    static constexpr std::array<std::pair<std::uint32_t, std::string_view>, 5> states = {{{ctstate::invalid, "invalid"}, {ctstate::established, "established"}, {ctstate::related, "related"}, {ctstate::isNew, "new"}, {ctstate::untracked, "untracked"}}};
    std::string text;
    for (const auto& [bit, word] : states)
        if ((bits & bit) != 0)
            text += (text.empty() ? "" : ",") + std::string(word);
    return text.empty() ? hex(bits) : text;
}

/// The bytes of a fixed-width name as iifname compares them, most significant first.
std::string nameText(Value value)
{
    std::string text;
    for (const std::uint64_t half : {value.high, value.low})
        for (int shift = 56; shift >= 0; shift -= 8)
            if (const auto c = static_cast<char>(half >> shift & 255); c != '\0')
                text += c;
    return "\"" + text + "\"";
}

std::string routeTypeName(std::uint64_t number)
{
    static constexpr std::array names = {"unspec", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit", "throw", "nat"};
    return number < names.size() ? names[number] : std::to_string(number);
}

bool isAddress6(Field field)
{
    return field == Field::Ip6Source || field == Field::Ip6Destination || (field >= Field::OriginalSource6 && field <= Field::ReplyDestination6);
}
bool isAddress4(Field field)
{
    return field == Field::Ip4Source || field == Field::Ip4Destination || (field >= Field::OriginalSource4 && field <= Field::ReplyDestination4);
}

std::string intervalText(Field field, const Interval& interval)
{
    if (field == Field::IcmpTypeCode || field == Field::Icmp6TypeCode) {
        const auto type = std::to_string(interval.low.low >> 8);
        return interval.low == interval.high ? type + "/" + std::to_string(interval.low.low & 255) : type;
    }
    if (isAddress4(field) || isAddress6(field)) {
        const Address low{isAddress4(field) ? IpFamily::V4 : IpFamily::V6, interval.low};
        for (int length = low.width(); length >= 0; --length) {
            const Prefix prefix{low, static_cast<std::uint8_t>(length)};
            if (prefix.first() == low && prefix.last().bits == interval.high)
                return length == low.width() ? low.text() : prefix.text();
        }
    }
    if (interval.low == interval.high)
        return fieldValueText(field, interval.low);
    if ((field == Field::InputName || field == Field::OutputName)) {
        auto text = nameText(interval.low);
        text.insert(text.size() - 1, "*");
        return text;
    }
    return fieldValueText(field, interval.low) + "-" + fieldValueText(field, interval.high);
}

std::string keyText(const RuleSet& rules, PoolSpan key)
{
    std::string text;
    for (std::uint32_t i = 0; i < key.count; ++i) {
        const auto& part = rules.keys[key.first + i];
        if (i > 0)
            text += " . ";
        if (part.field == Field::Constant) {
            text += std::to_string(part.offset);
            continue;
        }
        text += fieldName(part.field);
        if (part.field == Field::Random)
            text += " random mod " + std::to_string(part.modulus) + (part.offset != 0 ? " offset " + std::to_string(part.offset) : "");
        else if (part.mask != ~0ull)
            text += " & " + hex(part.mask);
    }
    return text;
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

/// Elements of a set; long ones are cut with a count, since they explain rather than reload.
std::string setText(const RuleSet& rules, const NamedSet& set, PoolSpan key, std::size_t most)
{
    std::string text = "{ ";
    std::size_t shown = 0;
    for (const auto& element : set.elements) {
        if (shown == most) {
            text += ", … " + std::to_string(set.elements.size() - shown) + " more";
            break;
        }
        text += shown++ > 0 ? ", " : "";
        for (std::uint8_t d = 0; d < set.dimensions; ++d) {
            const Field field = d < key.count ? rules.keys[key.first + d].field : Field::Constant;
            text += (d > 0 ? " . " : "") + intervalText(field, rules.intervals[element.firstInterval + d]);
        }
        if (set.isVerdictMap)
            text += " : " + verdictText(rules, element.verdict);
        else if (set.isDataMap)
            text += " : " + Address{set.family, element.data}.text() + (element.dataPort != 0 ? " . " + std::to_string(element.dataPort) : "");
    }
    return text + " }";
}

std::string setReference(const RuleSet& rules, SetId id, StringId name, PoolSpan key)
{
    if (id.valid() && rules.sets[id.value].isAnonymous)
        return setText(rules, rules.sets[id.value], key, 8);
    return "@" + std::string(id.valid() ? std::string_view(rules.sets[id.value].name) : rules.text(name));
}

struct NftWriter {
    const RuleSet& rules;

    std::string operator()(const Compare& compare) const
    {
        std::string text(fieldName(compare.field));
        if (compare.mask != ~0ull && rules.interval(compare).low == Value{} && rules.interval(compare).high == Value{} && compare.intervals.count == 1 && compare.field == Field::ConntrackState)
            return text + (compare.negated ? " " : " != ") + stateNames(compare.mask);
        if (compare.mask != ~0ull)
            text += " & " + hex(compare.mask) + (compare.negated ? "" : " ==");
        text += compare.negated ? " != " : " ";
        if (compare.intervals.count == 1)
            return text + intervalText(compare.field, rules.interval(compare));
        text += "{ ";
        for (std::uint32_t i = 0; i < compare.intervals.count; ++i)
            text += (i > 0 ? ", " : "") + intervalText(compare.field, rules.intervals[compare.intervals.first + i]);
        return text + " }";
    }
    std::string operator()(const InterfaceMatch& match) const
    {
        static constexpr std::array roles = {"iifname", "oifname", "meta ibrname", "meta obrname"};
        return std::string(roles[static_cast<std::size_t>(match.role)]) + (match.negated ? " != \"" : " \"") + std::string(rules.text(match.name)) + (match.isPrefix ? "*\"" : "\"");
    }
    std::string operator()(const SetLookup& lookup) const
    {
        return keyText(rules, lookup.key) + (lookup.negated ? " != " : " ") + setReference(rules, lookup.set, lookup.name, lookup.key);
    }
    std::string operator()(const AddressTypeMatch&) const { return "addrtype"; }
    std::string operator()(const StatisticMatch&) const { return "statistic"; }
    std::string operator()(const RateMatch& match) const { return std::string(rules.text(match.text)); }
    std::string operator()(const PhysdevMatch&) const { return "physdev"; }
    std::string operator()(const RpfilterMatch&) const { return "rpfilter"; }
    std::string operator()(const UnknownOperation& unknown) const { return std::string(rules.text(unknown.text)); }
    std::string operator()(const Verdict& verdict) const { return verdictText(rules, verdict); }
    std::string operator()(const VerdictMap& map) const
    {
        return keyText(rules, map.key) + " vmap " + setReference(rules, map.map, map.name, map.key);
    }
    std::string operator()(const SetField& set) const
    {
        static constexpr std::array targets = {"meta mark", "ct mark", "ip ttl", "ip tos"};
        const std::string target = targets[static_cast<std::size_t>(set.target)];
        std::string value;
        if (set.source != SetSource::Nothing) {
            value = set.source == SetSource::Mark ? "meta mark" : set.source == SetSource::ConntrackMark ? "ct mark" : "ip ttl";
            if (set.sourceMask != 0xffffffffu)
                value += " & " + hex(set.sourceMask);
        }
        if (set.keep != 0)
            value += (value.empty() ? "" : " ^ ") + target + " & " + hex(set.keep);
        if (set.constant != 0 || value.empty())
            value += (value.empty() ? "" : " ^ ") + hex(set.constant);
        return target + " set " + value;
    }
    std::string operator()(const NatStatement& nat) const
    {
        static constexpr std::array kinds = {"snat", "dnat", "masquerade", "redirect", "netmap"};
        std::string text = kinds[static_cast<std::size_t>(nat.kind)];
        const auto address = [&](Value bits) {
            const auto plain = Address{nat.family, bits}.text();
            return nat.family == IpFamily::V6 && nat.hasPort ? "[" + plain + "]" : plain;
        };
        if (nat.hasAddress || nat.hasPort)
            text += nat.hasAddress ? " to " + address(rules.addresses(nat).low) + (rules.addresses(nat).low != rules.addresses(nat).high ? "-" + address(rules.addresses(nat).high) : "") : " to ";
        if (nat.hasPort)
            text += ":" + std::to_string(nat.portLow) + (nat.portLow != nat.portHigh ? "-" + std::to_string(nat.portHigh) : "");
        if (nat.random || nat.fullyRandom)
            text += nat.fullyRandom ? " fully-random" : " random";
        return text + (nat.persistent ? " persistent" : "");
    }
    std::string operator()(const NatMap& map) const
    {
        const auto& set = rules.sets[map.map.value];
        return std::string(map.kind == NatKind::Source ? "snat" : "dnat") + " to " + keyText(rules, map.key) + " map " + (set.isAnonymous ? setText(rules, set, map.key, 8) : "@" + set.name);
    }
    std::string operator()(const RejectStatement& reject) const
    {
        static constexpr std::array types = {"net-unreachable", "host-unreachable", "prot-unreachable", "port-unreachable", "net-prohibited", "host-prohibited", "admin-prohibited", "tcp reset", "no-route", "addr-unreachable", "policy-fail", "reject-route"};
        return std::string("reject with ") + (reject.type == RejectType::TcpReset ? "" : "icmpx ") + types[static_cast<std::size_t>(reject.type)];
    }
    std::string operator()(const Passive& passive) const { return std::string(rules.text(passive.text)); }
    std::string operator()(const Untrack&) const { return "notrack"; }
};

} // namespace

std::string fieldValueText(Field field, Value value)
{
    if (isAddress4(field))
        return Address{IpFamily::V4, value}.text();
    if (isAddress6(field))
        return Address{IpFamily::V6, value}.text();
    switch (field) {
    case Field::Protocol:
    case Field::ConntrackProtocol: return protocolName(static_cast<std::uint8_t>(value.low));
    case Field::ConntrackState: return stateNames(value.low);
    case Field::Mark:
    case Field::ConntrackMark:
    case Field::TcpFlags:
    case Field::TypeOfService: return hex(value.low);
    case Field::InputName:
    case Field::OutputName: return nameText(value);
    case Field::EtherType: return value.low == 0x0800 ? "ip" : value.low == 0x86dd ? "ip6" : value.low == 0x0806 ? "arp" : hex(value.low);
    case Field::NetfilterProtocol: return value.low == 2 ? "ipv4" : value.low == 10 ? "ipv6" : std::to_string(value.low);
    case Field::ConntrackDirection: return value.low == 0 ? "original" : "reply";
    case Field::PacketType: return value.low == 0 ? "host" : value.low == 1 ? "broadcast" : value.low == 2 ? "multicast" : "other";
    case Field::SourceMac:
    case Field::DestinationMac: {
        MacAddress mac;
        for (std::size_t i = 0; i < 6; ++i)
            mac.octets[i] = static_cast<std::uint8_t>(value.low >> (40 - 8 * i));
        return mac.text();
    }
    default: break;
    }
    if (field >= Field::FibSourceType && field <= Field::FibDestinationTypeOnOutput)
        return routeTypeName(value.low);
    return std::to_string(value.low);
}

std::string nftOperationText(const RuleSet& rules, const Operation& operation)
{
    return std::visit(NftWriter{rules}, operation);
}

std::string nftRuleText(const RuleSet& rules, RuleId id)
{
    const auto& rule = rules.rules[id.value];
    std::string text;
    for (std::uint16_t i = 0; i < rule.operationCount; ++i)
        text += (i > 0 ? " " : "") + nftOperationText(rules, rules.operations[rule.firstOperation + i]);
    if (rule.comment.valid())
        text += " comment \"" + std::string(rules.text(rule.comment)) + "\"";
    return text;
}

std::string ruleText(const RuleSet& rules, RuleId rule)
{
    return rules.tableOf(rules.chainOf(rule)).origin == RuleOrigin::Nftables ? nftRuleText(rules, rule) : iptablesRuleText(rules, rule);
}

std::string ruleLocation(const RuleSet& rules, RuleId rule)
{
    const ChainId chain = rules.chainOf(rule);
    const auto& table = rules.tableOf(chain);
    const std::string prefix = table.origin == RuleOrigin::Nftables || table.family == TableFamily::Ip6 ? std::string(name(table.family)) + " " : "";
    return prefix + table.name + " " + std::string(rules.chainName(chain)) + " rule " + std::to_string(rule.value - rules.chains[chain.value].rules.first + 1);
}

std::string writeNft(const RuleSet& rules)
{
    static constexpr std::array types = {"filter", "nat", "route"};
    std::string out;
    for (std::uint32_t t = 0; t < rules.tables.size(); ++t) {
        const auto& table = rules.tables[t];
        if (table.origin == RuleOrigin::IptablesLegacy)
            continue;
        out += "table " + std::string(name(table.family)) + " " + table.name + " {\n";
        for (const auto& set : rules.sets)
            if (set.table == TableId{t} && !set.isAnonymous)
                out += "\t" + std::string(set.isVerdictMap || set.isDataMap ? "map " : "set ") + set.name + " {\n\t\t# " + std::to_string(set.elements.size()) + " elements\n\t\telements = " + setText(rules, set, {}, set.elements.size()) + "\n\t}\n";
        for (const auto& chain : rules.chains) {
            if (chain.table != TableId{t})
                continue;
            out += "\tchain " + std::string(rules.text(chain.name)) + " {\n";
            if (chain.hook)
                out += "\t\ttype " + std::string(types[static_cast<std::size_t>(chain.type)]) + " hook " + std::string(name(*chain.hook)) + " priority " + std::to_string(chain.priority) + "; policy " + (chain.dropPolicy ? "drop" : "accept") + ";\n";
            for (std::uint32_t r = chain.rules.first; r < chain.rules.first + chain.rules.count; ++r)
                out += "\t\t" + nftRuleText(rules, RuleId{r}) + "\n";
            out += "\t}\n";
        }
        out += "}\n";
    }
    return out;
}

} // namespace hoplens
