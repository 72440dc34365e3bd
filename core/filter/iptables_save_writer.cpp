// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_save.h"
#include "filter/iptables_words.h"
#include "filter/nft_text.h"

#include <algorithm>
#include <bit>
#include <cstdio>

namespace hoplens {

std::string_view rejectTypeName(RejectType type, IpFamily family)
{
    return family == IpFamily::V4 ? iptables::byValue(iptables::reject4, static_cast<std::uint32_t>(type)) : iptables::byValue(iptables::reject6, static_cast<std::uint32_t>(type));
}

namespace {

std::string hex(std::uint64_t value)
{
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, "0x%llx", static_cast<unsigned long long>(value));
    return buffer;
}

/// Quotes as iptables-save does: only when the text holds a character outside its plain set.
std::string quoted(std::string_view text)
{
    static constexpr std::string_view plain = "_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos)
        return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '\'')
            out += '\\';
        out += c;
    }
    return out + '"';
}

class RuleWriter {
public:
    RuleWriter(const RuleSet& rules, RuleId id) : m_rules(rules), m_rule(rules.rules[id.value])
    {
        const auto family = rules.tableOf(rules.chainOf(id)).family;
        m_family = family == TableFamily::Ip6 ? IpFamily::V6 : IpFamily::V4;
    }

    std::string write();

    void operator()(const Compare& compare);
    void operator()(const InterfaceMatch& match);
    void operator()(const SetLookup& lookup);
    void operator()(const AddressTypeMatch& match);
    void operator()(const StatisticMatch& match);
    void operator()(const RateMatch& match) { out("-m " + std::string(m_rules.text(match.text))); }
    void operator()(const PhysdevMatch& match);
    void operator()(const RpfilterMatch& match);
    void operator()(const UnknownOperation& unknown) { out((unknown.isStatement ? "-j " : "") + std::string(m_rules.text(unknown.text))); }
    void operator()(const Verdict& verdict);
    void operator()(const VerdictMap& map) { out(nftOperationText(m_rules, map)); }
    void operator()(const SetField& set);
    void operator()(const NatStatement& nat);
    void operator()(const NatMap& map) { out(nftOperationText(m_rules, map)); }
    void operator()(const RejectStatement& reject) { out("-j REJECT --reject-with " + std::string(rejectTypeName(reject.type, m_family))); }
    void operator()(const Passive& passive) { out("-j " + std::string(m_rules.text(passive.text))); }
    void operator()(const Untrack&) { out("-j CT --notrack"); }

private:
    void out(std::string text)
    {
        if (!m_text.empty())
            m_text += ' ';
        m_text += text;
    }
    void module(std::string_view name)
    {
        if (m_module != name)
            out("-m " + std::string(name));
        m_module = name;
    }
    static std::string bang(bool negated) { return negated ? "! " : ""; }
    std::string addressText(const Compare& compare) const { return addressText(m_rules.interval(compare), compare.mask); }
    std::string addressText(const Interval& interval, std::uint64_t mask = ~0ull) const;
    /// A host's address stands without its length.
    std::string bareAddress(const Compare& compare) const
    {
        const auto& interval = m_rules.interval(compare);
        return compare.mask == ~0ull && interval.low == interval.high ? Address{m_family, interval.low}.text() : addressText(compare);
    }
    std::string portText(const Interval& interval, char separator) const;
    std::string portList(const Compare& compare) const;
    void conntrack(const Compare& compare);
    void icmp(const Compare& compare);

    const RuleSet& m_rules;
    const Rule& m_rule;
    IpFamily m_family = IpFamily::V4;
    std::string m_text;
    std::string_view m_module;
    std::vector<std::pair<Spelling, Field>> m_options; ///< written of the module
};

/// Where iptables prints an operation of the base command: source, destination, interfaces, protocol, fragment; nullopt for a match or target.
std::optional<int> basePosition(const Operation& operation)
{
    if (const auto* match = std::get_if<InterfaceMatch>(&operation))
        return match->role == InterfaceRole::In ? 2 : 3;
    const auto* compare = std::get_if<Compare>(&operation);
    if (!compare || compare->spelling != Spelling::Base)
        return std::nullopt;
    switch (compare->field) {
    case Field::Ip4Source:
    case Field::Ip6Source: return 0;
    case Field::Ip4Destination:
    case Field::Ip6Destination: return 1;
    case Field::Protocol: return 4;
    default: return 5;
    }
}

std::string RuleWriter::write()
{
    const auto operationAt = [this](std::uint16_t i) -> const Operation& { return m_rules.operations[m_rule.firstOperation + i]; };
    for (int position = 0; position <= 5; ++position)
        for (std::uint16_t i = 0; i < m_rule.operationCount; ++i)
            if (basePosition(operationAt(i)) == position)
                std::visit(*this, operationAt(i));
    for (std::uint16_t i = 0; i <= m_rule.operationCount; ++i) {
        if (m_rule.comment.valid() && m_rule.commentPosition == i)
            out("-m comment --comment " + quoted(m_rules.text(m_rule.comment)));
        if (i < m_rule.operationCount && !basePosition(operationAt(i)))
            std::visit(*this, operationAt(i));
    }
    return std::move(m_text);
}

/// ADDRESS/LENGTH when the interval is a block, else FROM-TO.
std::string RuleWriter::addressText(const Interval& interval, std::uint64_t mask) const
{
    const Address low{m_family, interval.low};
    if (mask != ~0ull)
        return low.text() + "/" + Address::v4(static_cast<std::uint32_t>(mask)).text();
    for (int length = low.width(); length >= 0; --length) {
        const Prefix prefix{low, static_cast<std::uint8_t>(length)};
        if (prefix.first() == low && prefix.last().bits == interval.high)
            return prefix.text();
    }
    return low.text() + "-" + Address{m_family, interval.high}.text();
}

std::string RuleWriter::portText(const Interval& interval, char separator) const
{
    const auto low = std::to_string(interval.low.low);
    return interval.low == interval.high ? low : low + separator + std::to_string(interval.high.low);
}

std::string RuleWriter::portList(const Compare& compare) const
{
    if (compare.intervals.count == 1)
        return portText(m_rules.interval(compare), ':');
    std::string list;
    for (std::uint32_t i = 0; i < compare.intervals.count; ++i)
        list += (i > 0 ? "," : "") + portText(m_rules.intervals[compare.intervals.first + i], ':');
    return list;
}

void RuleWriter::icmp(const Compare& compare)
{
    const bool v4 = m_family == IpFamily::V4;
    module(v4 ? "icmp" : "icmp6");
    const auto type = m_rules.interval(compare).low.low >> 8;
    const auto code = m_rules.interval(compare).low.low & 255;
    const bool everyType = m_rules.interval(compare).low.low == 0 && m_rules.interval(compare).high.low == 0xffff;
    std::string text = everyType ? "any" : std::to_string(type);
    if (!everyType && m_rules.interval(compare).low == m_rules.interval(compare).high)
        text += "/" + std::to_string(code);
    out(bang(compare.negated) + (v4 ? "--icmp-type " : "--icmpv6-type ") + text);
}

template <std::size_t N> std::string flagList(const std::array<iptables::Word, N>& words, std::uint64_t bits)
{
    std::string list;
    for (const auto& [word, bit] : words)
        if ((bits & bit) != 0)
            list += (list.empty() ? "" : ",") + std::string(word);
    return list.empty() ? "NONE" : list;
}

void RuleWriter::conntrack(const Compare& compare)
{
    if (compare.spelling == Spelling::State) {
        module("state");
        out(bang(!compare.negated) + "--state " + flagList(iptables::conntrackStates, compare.mask));
        return;
    }
    module("conntrack");
    switch (compare.field) {
    case Field::ConntrackState: out(bang(!compare.negated) + "--ctstate " + flagList(iptables::conntrackStates, compare.mask)); break;
    case Field::ConntrackStatus:
        if (compare.mask == ~0ull)
            out(bang(compare.negated) + "--ctstatus NONE");
        else
            out(bang(!compare.negated) + "--ctstatus " + flagList(iptables::conntrackStatuses, compare.mask));
        break;
    case Field::ConntrackDirection: out(bang(compare.negated) + "--ctdir " + (m_rules.interval(compare).low.low == 1 ? "REPLY" : "ORIGINAL")); break;
    case Field::ConntrackProtocol: out(bang(compare.negated) + "--ctproto " + std::to_string(m_rules.interval(compare).low.low)); break;
    case Field::OriginalSource4:
    case Field::OriginalSource6: out(bang(compare.negated) + "--ctorigsrc " + bareAddress(compare)); break;
    case Field::OriginalDestination4:
    case Field::OriginalDestination6: out(bang(compare.negated) + "--ctorigdst " + bareAddress(compare)); break;
    case Field::ReplySource4:
    case Field::ReplySource6: out(bang(compare.negated) + "--ctreplsrc " + bareAddress(compare)); break;
    case Field::ReplyDestination4:
    case Field::ReplyDestination6: out(bang(compare.negated) + "--ctrepldst " + bareAddress(compare)); break;
    case Field::OriginalSourcePort: out(bang(compare.negated) + "--ctorigsrcport " + portText(m_rules.interval(compare), ':')); break;
    case Field::OriginalDestinationPort: out(bang(compare.negated) + "--ctorigdstport " + portText(m_rules.interval(compare), ':')); break;
    case Field::ReplySourcePort: out(bang(compare.negated) + "--ctreplsrcport " + portText(m_rules.interval(compare), ':')); break;
    default: out(bang(compare.negated) + "--ctrepldstport " + portText(m_rules.interval(compare), ':')); break;
    }
}

void RuleWriter::operator()(const Compare& compare)
{
    // A module takes each of its options once: the same again is of another.
    const auto option = std::pair(compare.spelling, compare.field);
    if (std::ranges::find(m_options, option) != m_options.end())
        m_module = {};
    if (m_module.empty())
        m_options.clear();
    m_options.push_back(option);
    const auto number = std::to_string(m_rules.interval(compare).low.low);
    const bool source = compare.field == Field::Ip4Source || compare.field == Field::Ip6Source;
    switch (compare.spelling) {
    case Spelling::Base:
        if (compare.field == Field::Protocol)
            out(bang(compare.negated) + "-p " + protocolName(static_cast<std::uint8_t>(m_rules.interval(compare).low.low)));
        else if (compare.field == Field::FragmentOffset)
            out(bang(!compare.negated) + "-f");
        else
            out(bang(compare.negated) + (source ? "-s " : "-d ") + addressText(compare));
        break;
    case Spelling::Tcp:
    case Spelling::Udp:
    case Spelling::Sctp:
        module(compare.spelling == Spelling::Tcp ? "tcp" : compare.spelling == Spelling::Udp ? "udp" : "sctp");
        if (compare.field == Field::Protocol)
            break;
        if (compare.field == Field::TcpFlags)
            out(bang(compare.negated) + "--tcp-flags " + flagList(iptables::tcpFlags, compare.mask) + " " + flagList(iptables::tcpFlags, m_rules.interval(compare).low.low));
        else
            out(bang(compare.negated) + (compare.field == Field::SourcePort ? "--sport " : "--dport ") + portText(m_rules.interval(compare), ':'));
        break;
    case Spelling::Icmp: icmp(compare); break;
    case Spelling::Multiport:
        module("multiport");
        out(bang(compare.negated) + (compare.field == Field::SourcePort ? "--sports " : compare.field == Field::DestinationPort ? "--dports " : "--ports ") + portList(compare));
        break;
    case Spelling::IpRange:
        module("iprange");
        out(bang(compare.negated) + (source ? "--src-range " : "--dst-range ") + Address{m_family, m_rules.interval(compare).low}.text() + "-" + Address{m_family, m_rules.interval(compare).high}.text());
        break;
    case Spelling::Mark:
    case Spelling::Connmark:
        module(compare.spelling == Spelling::Mark ? "mark" : "connmark");
        out(bang(compare.negated) + "--mark " + hex(m_rules.interval(compare).low.low) + (compare.mask == 0xffffffffu ? "" : "/" + hex(compare.mask)));
        break;
    case Spelling::Conntrack:
    case Spelling::State: conntrack(compare); break;
    case Spelling::Length:
        module("length");
        out(bang(compare.negated) + "--length " + portText(m_rules.interval(compare), ':'));
        break;
    case Spelling::Tos: {
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "0x%02x/0x%02x", static_cast<unsigned>(m_rules.interval(compare).low.low), static_cast<unsigned>(compare.mask & 255));
        module("tos");
        out(bang(compare.negated) + "--tos " + buffer);
        break;
    }
    case Spelling::Dscp: {
        char buffer[8];
        std::snprintf(buffer, sizeof buffer, "0x%02x", static_cast<unsigned>(m_rules.interval(compare).low.low >> 2));
        module("dscp");
        out(bang(compare.negated) + "--dscp " + buffer);
        break;
    }
    case Spelling::Ttl: {
        const std::string prefix = m_family == IpFamily::V4 ? "--ttl-" : "--hl-";
        module(m_family == IpFamily::V4 ? "ttl" : "hl");
        if (m_rules.interval(compare).low == m_rules.interval(compare).high)
            out(bang(compare.negated) + prefix + "eq " + number);
        else if (m_rules.interval(compare).low == Value{})
            out(prefix + "lt " + std::to_string(m_rules.interval(compare).high.low + 1));
        else
            out(prefix + "gt " + std::to_string(m_rules.interval(compare).low.low - 1));
        break;
    }
    case Spelling::PacketType:
        module("pkttype");
        out(bang(compare.negated) + "--pkt-type " + std::string(iptables::byValue(iptables::packetTypes, static_cast<std::uint32_t>(m_rules.interval(compare).low.low))));
        break;
    case Spelling::Mac: {
        std::string mac;
        for (int shift = 40; shift >= 0; shift -= 8) {
            char buffer[4];
            std::snprintf(buffer, sizeof buffer, "%02x", static_cast<unsigned>(m_rules.interval(compare).low.low >> shift & 255));
            mac += (mac.empty() ? "" : ":") + std::string(buffer);
        }
        module("mac");
        out(bang(compare.negated) + "--mac-source " + mac);
        break;
    }
    case Spelling::Owner:
        module("owner");
        out(bang(compare.negated) + (compare.field == Field::UserId ? "--uid-owner " : "--gid-owner ") + portText(m_rules.interval(compare), '-'));
        break;
    case Spelling::Native:
    case Spelling::Header:
    case Spelling::Order:
    case Spelling::OrderOrEqual: out(nftOperationText(m_rules, compare)); break;
    }
}

void RuleWriter::operator()(const InterfaceMatch& match)
{
    const std::string name = std::string(m_rules.text(match.name)) + (match.isPrefix ? "+" : "");
    out(bang(match.negated) + (match.role == InterfaceRole::In ? "-i " : "-o ") + name);
}

void RuleWriter::operator()(const SetLookup& lookup)
{
    if (!lookup.isIpset) {
        out(nftOperationText(m_rules, lookup));
        return;
    }
    std::string directions;
    for (int i = 0; i < lookup.dimensions; ++i)
        directions += std::string(i > 0 ? "," : "") + ((lookup.directions >> i & 1) != 0 ? "src" : "dst");
    m_module = "set";
    out("-m set " + bang(lookup.negated) + "--match-set " + std::string(m_rules.text(lookup.name)) + " " + directions);
}

void RuleWriter::operator()(const AddressTypeMatch& match)
{
    const auto types = [](std::uint16_t bits) {
        std::string list;
        for (const auto& [word, number] : iptables::addressTypes)
            if ((bits >> number & 1) != 0)
                list += (list.empty() ? "" : ",") + std::string(word);
        return list;
    };
    m_module = "addrtype";
    out("-m addrtype");
    if (match.sources != 0)
        out(bang(match.sourceNegated) + "--src-type " + types(match.sources));
    if (match.destinations != 0)
        out(bang(match.destinationNegated) + "--dst-type " + types(match.destinations));
    if (match.limitIn)
        out("--limit-iface-in");
    if (match.limitOut)
        out("--limit-iface-out");
}

void RuleWriter::operator()(const StatisticMatch& match)
{
    m_module = "statistic";
    if (match.nth) {
        out("-m statistic --mode nth " + bang(match.negated) + "--every " + std::to_string(match.every) + " --packet " + std::to_string(match.packet));
        return;
    }
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.11f", match.threshold / 2147483648.0);
    out("-m statistic --mode random " + bang(match.negated) + "--probability " + buffer);
}

void RuleWriter::operator()(const PhysdevMatch& match)
{
    m_module = "physdev";
    out("-m physdev");
    if ((match.flags & 8) != 0)
        out(bang((match.inverted & 8) != 0) + "--physdev-is-in");
    if ((match.flags & 1) != 0)
        out(bang((match.inverted & 1) != 0) + "--physdev-in " + std::string(m_rules.text(match.in)));
    if ((match.flags & 16) != 0)
        out(bang((match.inverted & 16) != 0) + "--physdev-is-out");
    if ((match.flags & 2) != 0)
        out(bang((match.inverted & 2) != 0) + "--physdev-out " + std::string(m_rules.text(match.out)));
    if ((match.flags & 4) != 0)
        out(bang((match.inverted & 4) != 0) + "--physdev-is-bridged");
}

void RuleWriter::operator()(const RpfilterMatch& match)
{
    m_module = "rpfilter";
    out(std::string("-m rpfilter") + (match.loose ? " --loose" : "") + (match.validMark ? " --validmark" : "") + (match.acceptLocal ? " --accept-local" : "") + (match.inverted ? " --invert" : ""));
}

void RuleWriter::operator()(const Verdict& verdict)
{
    switch (verdict.kind) {
    case VerdictKind::Accept: out("-j ACCEPT"); break;
    case VerdictKind::Drop: out("-j DROP"); break;
    case VerdictKind::Return: out("-j RETURN"); break;
    case VerdictKind::Queue: out("-j NFQUEUE"); break;
    case VerdictKind::Continue: break;
    case VerdictKind::Jump: out("-j " + std::string(m_rules.chainName(verdict.chain))); break;
    case VerdictKind::Goto: out("-g " + std::string(m_rules.chainName(verdict.chain))); break;
    }
}

void RuleWriter::operator()(const SetField& set)
{
    if (set.target == SetTarget::TimeToLive) {
        const std::string word = m_family == IpFamily::V4 ? "TTL --ttl-" : "HL --hl-";
        if (set.source == SetSource::Nothing)
            out("-j " + word + "set " + std::to_string(set.constant));
        else
            out("-j " + word + (set.addend >= 0 ? "inc " : "dec ") + std::to_string(set.addend >= 0 ? set.addend : -set.addend));
        return;
    }
    if (set.target == SetTarget::TypeOfService) {
        char buffer[40];
        if (set.keep == 3)
            std::snprintf(buffer, sizeof buffer, "-j DSCP --set-dscp 0x%02x", set.constant >> 2);
        else
            std::snprintf(buffer, sizeof buffer, "-j TOS --set-tos 0x%02x/0x%02x", set.constant, ~set.keep & 0xff);
        out(buffer);
        return;
    }
    if (set.source == SetSource::Mark || set.source == SetSource::ConntrackMark) {
        const bool save = set.target == SetTarget::ConntrackMark;
        out(std::string("-j CONNMARK ") + (save ? "--save-mark" : "--restore-mark") + " --nfmask " + hex(save ? set.sourceMask : ~set.keep & 0xffffffffu) + " --ctmask " + hex(save ? ~set.keep & 0xffffffffu : set.sourceMask));
        return;
    }
    out(std::string("-j ") + (set.target == SetTarget::Mark ? "MARK" : "CONNMARK") + " --set-xmark " + hex(set.constant) + "/" + hex(~set.keep & 0xffffffffu));
}

void RuleWriter::operator()(const NatStatement& nat)
{
    const std::string ports = nat.hasPort ? std::to_string(nat.portLow) + (nat.portHigh != nat.portLow ? "-" + std::to_string(nat.portHigh) : "") : "";
    std::string text;
    if (nat.kind == NatKind::Netmap) {
        text = "-j NETMAP --to " + addressText(m_rules.addresses(nat));
    } else if (nat.kind == NatKind::Masquerade || nat.kind == NatKind::Redirect) {
        text = nat.kind == NatKind::Masquerade ? "-j MASQUERADE" : "-j REDIRECT";
        if (nat.hasPort)
            text += " --to-ports " + ports;
    } else {
        text = nat.kind == NatKind::Source ? "-j SNAT --to-source " : "-j DNAT --to-destination ";
        if (nat.hasAddress) {
            std::string address = Address{m_family, m_rules.addresses(nat).low}.text();
            if (m_rules.addresses(nat).low != m_rules.addresses(nat).high)
                address += "-" + Address{m_family, m_rules.addresses(nat).high}.text();
            text += m_family == IpFamily::V6 && nat.hasPort ? "[" + address + "]" : address;
        }
        if (nat.hasPort)
            text += ":" + ports;
    }
    if (nat.random)
        text += " --random";
    if (nat.fullyRandom)
        text += " --random-fully";
    if (nat.persistent)
        text += " --persistent";
    out(text);
}

} // namespace

std::string iptablesRuleText(const RuleSet& rules, RuleId rule)
{
    return RuleWriter(rules, rule).write();
}

std::string writeIptablesSave(const RuleSet& rules, TableFamily family, RuleOrigin origin, CounterStyle counters)
{
    std::string out;
    const auto counterText = [](const Counters& value) { return "[" + std::to_string(value.packets) + ":" + std::to_string(value.bytes) + "]"; };
    for (std::uint32_t t = 0; t < rules.tables.size(); ++t) {
        const auto& table = rules.tables[t];
        if (table.family != family || table.origin != origin)
            continue;
        out += "*" + table.name + "\n";
        for (const auto& chain : rules.chains)
            if (chain.table == TableId{t})
                out += ":" + std::string(rules.text(chain.name)) + " " + (!chain.isBuiltIn ? "-" : chain.dropPolicy ? "DROP" : "ACCEPT") + " " + (counters == CounterStyle::Print ? counterText(chain.counters) : "[0:0]") + "\n";
        for (const auto& chain : rules.chains) {
            if (chain.table != TableId{t})
                continue;
            for (std::uint32_t r = chain.rules.first; r < chain.rules.first + chain.rules.count; ++r) {
                if (counters == CounterStyle::Print)
                    out += counterText(rules.rules[r].counters) + " ";
                out += "-A " + std::string(rules.text(chain.name));
                if (const auto text = iptablesRuleText(rules, RuleId{r}); !text.empty())
                    out += " " + text;
                out += '\n';
            }
        }
        out += "COMMIT\n";
    }
    return out;
}

} // namespace hoplens
