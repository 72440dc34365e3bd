// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_listing.h"

#include "filter/iptables_extension_listing.h"
#include "filter/iptables_save.h"
#include "filter/iptables_words.h"
#include "net/service_names.h"

#include <cstdio>

namespace hoplens {
namespace {

std::string hex(std::uint64_t value, const char* format = "0x%llx")
{
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, format, static_cast<unsigned long long>(value));
    return buffer;
}

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.append(width - text.size(), ' ');
    return text;
}

template <std::size_t N> std::string wordsOf(const std::array<iptables::Word, N>& words, std::uint64_t bits)
{
    std::string list;
    for (const auto& [word, bit] : words)
        if ((bits & bit) != 0)
            list += (list.empty() ? "" : ",") + std::string(word);
    return list.empty() ? "NONE" : list;
}

class Lister {
public:
    Lister(const RuleSet& rules, RuleId id, ListingNames names) : m_rules(rules), m_id(id), m_rule(rules.rules[id.value]), m_isNumeric(names == ListingNames::Numbers)
    {
        m_family = rules.tableOf(rules.chainOf(id)).family == TableFamily::Ip6 ? IpFamily::V6 : IpFamily::V4;
    }

    ListedRule list();

    void operator()(const Compare& compare);
    void operator()(const InterfaceMatch& match) { (match.role == InterfaceRole::In ? m_listed.in : m_listed.out) = std::string(match.negated ? "!" : "") + std::string(m_rules.text(match.name)) + (match.isPrefix ? "+" : ""); }
    void operator()(const SetLookup& lookup);
    void operator()(const AddressTypeMatch& match);
    void operator()(const StatisticMatch& match);
    void operator()(const RateMatch& match);
    void operator()(const PhysdevMatch& match);
    void operator()(const RpfilterMatch& match) { say(std::string("rpfilter") + (match.loose ? " loose" : "") + (match.validMark ? " validmark" : "") + (match.acceptLocal ? " accept-local" : "") + (match.inverted ? " invert" : "")); }
    void operator()(const Verdict& verdict);
    void operator()(const SetField& set);
    void operator()(const NatStatement& nat);
    void operator()(const RejectStatement& reject)
    {
        m_listed.target = "REJECT";
        say("reject-with " + std::string(rejectTypeName(reject.type, m_family)));
    }
    void operator()(const Passive& passive);
    void operator()(const Untrack&)
    {
        m_listed.target = "CT";
        say("CT notrack");
    }
    void operator()(const UnknownOperation& unknown)
    {
        const auto text = m_rules.text(unknown.text);
        if (unknown.isStatement)
            m_listed.target = text.substr(0, text.find(' '));
        extension(text);
    }
    void operator()(const VerdictMap&) { m_isUnlisted = true; }
    void operator()(const NatMap&) { m_isUnlisted = true; }

private:
    void say(const std::string& text) { m_listed.details += " " + text; }
    /// Empty: it has none, or numbers are asked for.
    std::string typeOfServiceName(std::uint64_t value, std::uint64_t mask) const { return m_isNumeric || mask != iptables::typeOfServiceMask ? std::string() : std::string(iptables::byValue(iptables::typesOfService, static_cast<std::uint32_t>(value))); }
    void extension(std::string_view text)
    {
        if (const auto words = listExtension(text))
            say(*words);
        else
            m_isUnlisted = true;
    }
    /// A match that prints its name once before several options.
    void group(std::string_view head, Spelling spelling, const std::string& text)
    {
        if (m_group != spelling)
            say(std::string(head));
        m_group = spelling;
        say(text);
    }
    static std::string bang(bool negated, const char* mark = "! ") { return negated ? mark : ""; }
    std::string address(const Compare& compare) const;
    std::string port(std::uint64_t number) const;
    std::string ports(const Interval& interval) const { return interval.low == interval.high ? port(interval.low.low) : port(interval.low.low) + ":" + port(interval.high.low); }
    static std::string numbers(const Interval& interval) { return interval.low == interval.high ? std::to_string(interval.low.low) : std::to_string(interval.low.low) + ":" + std::to_string(interval.high.low); }
    std::string range(const Interval& interval) const { return Address{m_family, interval.low}.text() + "-" + Address{m_family, interval.high}.text(); }
    void base(const Compare& compare);
    void transport(const Compare& compare);
    void icmp(const Compare& compare);
    void conntrack(const Compare& compare);

    const RuleSet& m_rules;
    RuleId m_id;
    const Rule& m_rule;
    bool m_isNumeric;
    bool m_isUnlisted = false;
    IpFamily m_family = IpFamily::V4;
    std::uint8_t m_protocol = 0;
    std::optional<Spelling> m_group;
    ListedRule m_listed;
};

ListedRule Lister::list()
{
    const std::string everywhere = !m_isNumeric ? "anywhere" : m_family == IpFamily::V4 ? "0.0.0.0/0" : "::/0";
    m_listed = {"", m_isNumeric ? "0" : "all", "--", "*", "*", everywhere, everywhere, "", ""};
    for (std::uint16_t i = 0; i <= m_rule.operationCount; ++i) {
        if (m_rule.comment.valid() && m_rule.commentPosition == i) {
            m_group.reset();
            say("/* " + std::string(m_rules.text(m_rule.comment)) + " */");
        }
        if (i == m_rule.operationCount)
            break;
        const auto& operation = m_rules.operations[m_rule.firstOperation + i];
        if (!std::holds_alternative<Compare>(operation))
            m_group.reset();
        std::visit(*this, operation);
    }
    if (m_isUnlisted)
        m_listed.unlisted = iptablesRuleText(m_rules, m_id);
    return std::move(m_listed);
}

std::string Lister::address(const Compare& compare) const
{
    const auto& interval = m_rules.interval(compare);
    const Address low{m_family, interval.low};
    if (compare.mask != ~0ull)
        return low.text() + "/" + Address::v4(static_cast<std::uint32_t>(compare.mask)).text();
    if (interval.low == interval.high) // names of other addresses would be asked for from DNS, which is not here
        return !m_isNumeric && low == Address::v4(0x7f000001) ? "localhost" : low.text();
    for (int length = low.width(); length >= 0; --length)
        if (const Prefix prefix{low, static_cast<std::uint8_t>(length)}; prefix.first() == low && prefix.last().bits == interval.high)
            return !m_isNumeric && length == 0 ? "anywhere" : !m_isNumeric && prefix == Prefix{Address::v4(0x7f000000), 8} ? "loopback/8" : prefix.text();
    return range(interval);
}

std::string Lister::port(std::uint64_t number) const
{
    const auto name = m_isNumeric ? std::string_view() : serviceOfPort(static_cast<std::uint16_t>(number), m_protocol);
    return name.empty() ? std::to_string(number) : std::string(name);
}

void Lister::base(const Compare& compare)
{
    const auto negation = bang(compare.negated, "!");
    switch (compare.field) {
    case Field::Ip4Source:
    case Field::Ip6Source: m_listed.source = negation + address(compare); break;
    case Field::Ip4Destination:
    case Field::Ip6Destination: m_listed.destination = negation + address(compare); break;
    case Field::Protocol: {
        const auto number = static_cast<std::uint8_t>(m_rules.interval(compare).low.low);
        m_protocol = compare.negated ? 0 : number;
        m_listed.protocol = negation + (m_isNumeric ? std::to_string(number) : protocolName(number));
        break;
    }
    default: m_listed.options = compare.negated ? "-f" : "!f"; break;
    }
}

void Lister::transport(const Compare& compare)
{
    const char* head = compare.spelling == Spelling::Tcp ? "tcp" : compare.spelling == Spelling::Udp ? "udp" : "sctp";
    const auto& interval = m_rules.interval(compare);
    if (compare.field == Field::Protocol) {
        say(head);
    } else if (compare.field == Field::TcpFlags) {
        group(head, compare.spelling, "flags:" + bang(compare.negated, "!") + (m_isNumeric ? hex(compare.mask, "0x%02llX") + "/" + hex(interval.low.low, "0x%02llX") : wordsOf(iptables::tcpFlags, compare.mask) + "/" + wordsOf(iptables::tcpFlags, interval.low.low)));
    } else {
        const char* which = compare.field == Field::SourcePort ? "spt" : "dpt";
        group(head, compare.spelling, which + std::string(interval.low == interval.high ? ":" : "s:") + bang(compare.negated, "!") + ports(interval));
    }
}

void Lister::icmp(const Compare& compare)
{
    const auto& interval = m_rules.interval(compare);
    const auto type = static_cast<int>(interval.low.low >> 8);
    const bool isAny = interval.low.low == 0 && interval.high.low == 0xffff;
    const bool hasCode = interval.low == interval.high;
    const int code = hasCode ? static_cast<int>(interval.low.low & 255) : -1;
    const std::string head = m_family == IpFamily::V4 ? "icmp" : "ipv6-icmp";
    const auto nameIn = [&](const auto& names) {
        for (const auto& known : names)
            if (known.type == (isAny ? 255 : type) && known.code == code)
                return std::string(known.name);
        return std::string();
    };
    const auto name = m_isNumeric ? std::string() : m_family == IpFamily::V4 ? nameIn(iptables::icmp4Names) : nameIn(iptables::icmp6Names);
    if (!name.empty())
        say(head + " " + bang(compare.negated, "!") + name);
    else
        say(head + bang(compare.negated, " !") + "type " + std::to_string(isAny ? 255 : type) + (hasCode ? " code " + std::to_string(code) : ""));
}

void Lister::conntrack(const Compare& compare)
{
    const auto& interval = m_rules.interval(compare);
    const auto said = [&](std::string_view option, const std::string& value) { say(bang(compare.negated) + std::string(option) + " " + value); };
    const auto flags = [&](std::string_view option, const std::string& value) { say(bang(!compare.negated) + std::string(option) + " " + value); };
    if (compare.spelling == Spelling::State)
        return flags("state", wordsOf(iptables::conntrackStates, compare.mask));
    switch (compare.field) {
    case Field::ConntrackState: return flags("ctstate", wordsOf(iptables::conntrackStates, compare.mask));
    case Field::ConntrackStatus: return compare.mask == ~0ull ? said("ctstatus", "NONE") : flags("ctstatus", wordsOf(iptables::conntrackStatuses, compare.mask));
    case Field::ConntrackDirection: return said("ctdir", interval.low.low == 1 ? "REPLY" : "ORIGINAL");
    case Field::ConntrackProtocol: return said("ctproto", std::to_string(interval.low.low));
    case Field::OriginalSource4:
    case Field::OriginalSource6: return said("ctorigsrc", address(compare));
    case Field::OriginalDestination4:
    case Field::OriginalDestination6: return said("ctorigdst", address(compare));
    case Field::ReplySource4:
    case Field::ReplySource6: return said("ctreplsrc", address(compare));
    case Field::ReplyDestination4:
    case Field::ReplyDestination6: return said("ctrepldst", address(compare));
    case Field::OriginalSourcePort: return said("ctorigsrcport", numbers(interval));
    case Field::OriginalDestinationPort: return said("ctorigdstport", numbers(interval));
    case Field::ReplySourcePort: return said("ctreplsrcport", numbers(interval));
    default: return said("ctrepldstport", numbers(interval));
    }
}

void Lister::operator()(const Compare& compare)
{
    const auto& interval = m_rules.interval(compare);
    if (m_group && *m_group != compare.spelling)
        m_group.reset();
    switch (compare.spelling) {
    case Spelling::Base: return base(compare);
    case Spelling::Tcp:
    case Spelling::Udp:
    case Spelling::Sctp: return transport(compare);
    case Spelling::Icmp: return icmp(compare);
    case Spelling::Multiport: {
        std::string list;
        for (const auto& each : m_rules.intervalsOf(compare))
            list += (list.empty() ? "" : ",") + ports(each);
        return say(std::string("multiport ") + (compare.field == Field::SourcePort ? "sports " : compare.field == Field::DestinationPort ? "dports " : "ports ") + bang(compare.negated, " !") + list);
    }
    case Spelling::IpRange: return say((compare.field == Field::Ip4Source || compare.field == Field::Ip6Source ? "source IP range " : "destination IP range ") + bang(compare.negated) + range(interval));
    case Spelling::Mark: return say("mark match " + bang(compare.negated) + hex(interval.low.low) + (compare.mask == 0xffffffffu ? "" : "/" + hex(compare.mask)));
    case Spelling::Connmark: return say(std::string("connmark match ") + (compare.negated ? "! " : " ") + hex(interval.low.low) + (compare.mask == 0xffffffffu ? "" : "/" + hex(compare.mask)));
    case Spelling::Conntrack:
    case Spelling::State: return conntrack(compare);
    case Spelling::Length: return say("length " + bang(compare.negated, "!") + numbers(interval));
    case Spelling::Tos: {
        const auto named = typeOfServiceName(interval.low.low, compare.mask & 255);
        return say("tos match" + bang(compare.negated, "!") + (named.empty() ? hex(interval.low.low, "0x%02llx") + "/" + hex(compare.mask & 255, "0x%02llx") : " " + named));
    }
    case Spelling::Dscp: return say("DSCP match " + bang(compare.negated, "!") + hex(interval.low.low >> 2, "0x%02llx"));
    case Spelling::Ttl: {
        const std::string word = m_family == IpFamily::V4 ? "TTL" : "HL";
        if (interval.low == interval.high)
            return say(word + " match " + word + (compare.negated ? " != " : " == ") + std::to_string(interval.low.low));
        return say(word + " match " + word + (interval.low == Value{} ? " < " + std::to_string(interval.high.low + 1) : " > " + std::to_string(interval.low.low - 1)));
    }
    case Spelling::PacketType: return say(std::string("PKTTYPE ") + (compare.negated ? "!= " : "= ") + std::string(iptables::byValue(iptables::packetTypes, static_cast<std::uint32_t>(interval.low.low))));
    case Spelling::Mac: {
        std::string mac;
        for (int shift = 40; shift >= 0; shift -= 8)
            mac += (mac.empty() ? "" : ":") + hex(interval.low.low >> shift & 255, "%02llx");
        return say("MAC " + bang(compare.negated) + mac);
    }
    case Spelling::Owner: {
        const auto value = interval.low == interval.high ? std::to_string(interval.low.low) : std::to_string(interval.low.low) + "-" + std::to_string(interval.high.low);
        return say(bang(compare.negated) + (compare.field == Field::UserId ? "owner UID match " : "owner GID match ") + (!m_isNumeric && value == "0" ? "root" : value));
    }
    case Spelling::Native:
    case Spelling::Header:
    case Spelling::Order:
    case Spelling::OrderOrEqual: m_isUnlisted = true; return;
    }
}

void Lister::operator()(const SetLookup& lookup)
{
    if (!lookup.isIpset) {
        m_isUnlisted = true;
        return;
    }
    std::string directions;
    for (int i = 0; i < lookup.dimensions; ++i)
        directions += std::string(i > 0 ? "," : "") + ((lookup.directions >> i & 1) != 0 ? "src" : "dst");
    say(bang(lookup.negated) + "match-set " + std::string(m_rules.text(lookup.name)) + " " + directions);
}

void Lister::operator()(const AddressTypeMatch& match)
{
    const auto types = [](std::uint16_t bits) {
        std::string list;
        for (const auto& [word, number] : iptables::addressTypes)
            if ((bits >> number & 1) != 0)
                list += (list.empty() ? "" : ",") + std::string(word);
        return list;
    };
    say("ADDRTYPE match");
    if (match.sources != 0)
        say("src-type " + bang(match.sourceNegated, "!") + types(match.sources));
    if (match.destinations != 0)
        say("dst-type " + bang(match.destinationNegated, "!") + types(match.destinations));
    if (match.limitIn)
        say("limit-in");
    if (match.limitOut)
        say("limit-out");
}

void Lister::operator()(const StatisticMatch& match)
{
    if (match.nth)
        return say("statistic mode nth " + bang(match.negated) + "every " + std::to_string(match.every) + (match.packet != 0 ? " packet " + std::to_string(match.packet) : ""));
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.11f", match.threshold / 2147483648.0);
    say("statistic mode random " + bang(match.negated) + "probability " + buffer);
}

void Lister::operator()(const RateMatch& match)
{
    const auto text = m_rules.text(match.text);
    if (match.kind != RateKind::Limit)
        return extension(text);
    const auto burst = optionIn(text, "--limit-burst");
    const auto rate = optionIn(text, "--limit ");
    say("limit: avg " + (rate.empty() ? "3/hour" : rate) + " burst " + (burst.empty() ? "5" : burst));
}

void Lister::operator()(const PhysdevMatch& match)
{
    std::string text = "PHYSDEV match";
    const auto add = [&](int bit, const std::string& option) {
        if ((match.flags & bit) != 0)
            text += ((match.inverted & bit) != 0 ? " ! --" : " --") + option;
    };
    add(8, "physdev-is-in");
    add(1, "physdev-in " + std::string(m_rules.text(match.in)));
    add(16, "physdev-is-out");
    add(2, "physdev-out " + std::string(m_rules.text(match.out)));
    add(4, "physdev-is-bridged");
    say(text);
}

void Lister::operator()(const Verdict& verdict)
{
    switch (verdict.kind) {
    case VerdictKind::Accept: m_listed.target = "ACCEPT"; break;
    case VerdictKind::Drop: m_listed.target = "DROP"; break;
    case VerdictKind::Return: m_listed.target = "RETURN"; break;
    case VerdictKind::Queue: m_isUnlisted = true; break; // its number is not kept
    case VerdictKind::Continue: break;
    case VerdictKind::Jump: m_listed.target = m_rules.chainName(verdict.chain); break;
    case VerdictKind::Goto:
        m_listed.target = m_rules.chainName(verdict.chain);
        m_listed.details = "[goto] " + m_listed.details;
        break;
    }
}

void Lister::operator()(const SetField& set)
{
    const auto written = ~set.keep & 0xffffffffu; // the bits that change
    if (set.target == SetTarget::TimeToLive) {
        m_listed.target = m_family == IpFamily::V4 ? "TTL" : "HL";
        return say(m_listed.target + (set.source == SetSource::Nothing ? " set to " + std::to_string(set.constant) : (set.addend >= 0 ? " increment by " : " decrement by ") + std::to_string(set.addend >= 0 ? set.addend : -set.addend)));
    }
    if (set.target == SetTarget::TypeOfService) {
        m_listed.target = set.keep == 3 ? "DSCP" : "TOS";
        if (const auto named = typeOfServiceName(set.constant, written & 0xff); !named.empty() && set.keep != 3)
            return say(" TOS set" + named);
        if (!m_isNumeric && set.constant == 0 && set.keep != 3)
            return say("TOS and " + hex(~written & 0xff, "0x%02llx"));
        return say(set.keep == 3 ? "DSCP set " + hex(set.constant >> 2, "0x%02llx") : "TOS set " + hex(set.constant, "0x%02llx") + "/" + hex(written & 0xff, "0x%02llx"));
    }
    const bool isConnection = set.target == SetTarget::ConntrackMark;
    m_listed.target = isConnection || set.source == SetSource::ConntrackMark ? "CONNMARK" : "MARK";
    if (set.source == SetSource::Mark || set.source == SetSource::ConntrackMark) {
        const auto packetMask = isConnection ? set.sourceMask : written;
        const auto connectionMask = isConnection ? written : set.sourceMask;
        const std::string masks = packetMask == 0xffffffffu && connectionMask == 0xffffffffu ? "" : packetMask == connectionMask ? " mask " + hex(packetMask) : " nfmask " + hex(packetMask) + " ctmask ~" + hex(connectionMask);
        return say(std::string(isConnection ? "CONNMARK save" : "CONNMARK restore") + masks);
    }
    // The kernel knows but one of these: what it does tells the word.
    if (set.constant == 0)
        return say(m_listed.target + " and " + hex(set.keep));
    if (set.constant == written)
        return say(m_listed.target + " or " + hex(set.constant));
    if (written == 0)
        return say(m_listed.target + " xor " + hex(set.constant));
    if (written == 0xffffffffu)
        return say(m_listed.target + " set " + hex(set.constant));
    say(m_listed.target + " xset " + hex(set.constant) + "/" + hex(written));
}

void Lister::operator()(const NatStatement& nat)
{
    const auto interval = m_rules.addresses(nat);
    const std::string numbers = nat.hasPort ? std::to_string(nat.portLow) + (nat.portHigh != nat.portLow ? "-" + std::to_string(nat.portHigh) : "") : "";
    if (nat.kind == NatKind::Masquerade || nat.kind == NatKind::Redirect) {
        m_listed.target = nat.kind == NatKind::Masquerade ? "MASQUERADE" : "REDIRECT";
        if (nat.hasPort)
            say((nat.kind == NatKind::Masquerade ? "masq ports: " : "redir ports ") + numbers);
    } else if (nat.kind == NatKind::Netmap) {
        m_listed.target = "NETMAP";
        for (int length = Address{m_family, {}}.width(); length >= 0; --length)
            if (const Prefix prefix{{m_family, interval.low}, static_cast<std::uint8_t>(length)}; prefix.last().bits == interval.high) {
                say("to:" + prefix.text());
                break;
            }
    } else {
        m_listed.target = nat.kind == NatKind::Source ? "SNAT" : "DNAT";
        auto address = nat.hasAddress ? Address{m_family, interval.low}.text() : std::string();
        if (nat.hasAddress && interval.low != interval.high)
            address = range(interval);
        if (m_family == IpFamily::V6 && nat.hasPort && nat.hasAddress)
            address = "[" + address + "]";
        say("to:" + address + (nat.hasPort ? ":" + numbers : ""));
    }
    m_listed.details += std::string(nat.random ? " random" : "") + (nat.fullyRandom ? " random-fully" : "") + (nat.persistent ? " persistent" : "");
}

void Lister::operator()(const Passive& passive)
{
    const auto text = m_rules.text(passive.text);
    const auto name = text.substr(0, text.find(' '));
    if (name != "LOG") {
        m_listed.target = name;
        return text == name ? void() : extension(text);
    }
    static constexpr std::array<std::string_view, 8> levels = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    const auto given = optionIn(text, "--log-level");
    const auto level = given.empty() ? "4" : given;
    const auto prefix = optionIn(text, "--log-prefix");
    static constexpr std::array<std::pair<std::string_view, int>, 4> flags = {{{"--log-tcp-sequence", 1}, {"--log-tcp-options", 2}, {"--log-ip-options", 4}, {"--log-uid", 8}}};
    const auto behindPrefix = text.substr(text.rfind('"') == std::string_view::npos ? 0 : text.rfind('"'));
    int number = 0;
    std::string words;
    for (const auto& [option, bit] : flags)
        if (behindPrefix.find(option) != std::string_view::npos) {
            number |= bit;
            words += " " + std::string(option.substr(6));
        }
    m_listed.target = "LOG";
    const bool isKnown = level.size() == 1 && level[0] >= '0' && level[0] <= '7';
    say("LOG " + (m_isNumeric || !isKnown ? "flags " + std::to_string(number) + " level " + level : "level " + std::string(levels[static_cast<std::size_t>(level[0] - '0')]) + words) + (prefix.empty() ? "" : " prefix \"" + prefix + "\""));
}

} // namespace

ListedRule listIptablesRule(const RuleSet& rules, RuleId rule, ListingNames names)
{
    return Lister(rules, rule, names).list();
}

std::string listingColumns(const ListedRule& rule, bool withInterfaces)
{
    // A mark of negation stands before its column.
    const auto marked = [](const std::string& text, std::size_t width) { return text.starts_with('!') ? "!" + padded(text.substr(1), width) : " " + padded(text, width); };
    return padded(rule.target, 9) + " " + marked(rule.protocol, 4) + " " + rule.options + " " + (withInterfaces ? " " + padded(rule.in, 6) + " " + padded(rule.out, 6) + " " : "") + marked(rule.source, 19) + " " + marked(rule.destination, 19) + " " + rule.details;
}

} // namespace hoplens
