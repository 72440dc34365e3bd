// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_text.h"

#include "filter/iptables_save.h"
#include "filter/nft_words.h"

#include <algorithm>
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

/// The names of bits, with commas.
template <std::size_t N> std::string bitNames(const std::array<nftables::Word, N>& words, std::uint64_t bits)
{
    std::string text;
    for (const auto& [word, bit] : words)
        if ((bits & bit) != 0) {
            text += (text.empty() ? "" : ",") + std::string(word);
            bits &= ~std::uint64_t{bit};
        }
    return text.empty() || bits != 0 ? text + (text.empty() ? "" : ",") + hex(bits) : text;
}

template <std::size_t N> std::string wordOrNumber(const std::array<nftables::Word, N>& words, std::uint64_t number)
{
    const auto known = std::ranges::find(words, number, [](const nftables::Word& word) { return std::uint64_t{word.second}; });
    return known == words.end() ? std::to_string(number) : std::string(known->first);
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

bool isAddress6(Field field)
{
    return field == Field::Ip6Source || field == Field::Ip6Destination || (field >= Field::OriginalSource6 && field <= Field::ReplyDestination6);
}
bool isAddress4(Field field)
{
    return field == Field::Ip4Source || field == Field::Ip4Destination || (field >= Field::OriginalSource4 && field <= Field::ReplyDestination4);
}

} // namespace

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

std::string fieldValueText(Field field, Value value)
{
    if (isAddress4(field))
        return Address{IpFamily::V4, value}.text();
    if (isAddress6(field))
        return Address{IpFamily::V6, value}.text();
    switch (field) {
    case Field::Protocol:
    case Field::ConntrackProtocol: return protocolName(static_cast<std::uint8_t>(value.low));
    case Field::ConntrackState: return bitNames(nftables::conntrackStates, value.low);
    case Field::ConntrackStatus: return bitNames(nftables::conntrackStatuses, value.low);
    case Field::TcpFlags: return bitNames(nftables::tcpFlags, value.low);
    case Field::Mark:
    case Field::ConntrackMark:
    case Field::TypeOfService: return hex(value.low);
    case Field::IcmpType: return wordOrNumber(nftables::icmpTypes, value.low);
    case Field::IcmpCode: return wordOrNumber(nftables::icmpCodes, value.low);
    case Field::Icmp6Type: return wordOrNumber(nftables::icmp6Types, value.low);
    case Field::Icmp6Code: return wordOrNumber(nftables::icmp6Codes, value.low);
    case Field::InputName:
    case Field::OutputName: return nameText(value);
    case Field::EtherType: return value.low == 0x0800 ? "ip" : value.low == 0x86dd ? "ip6" : value.low == 0x0806 ? "arp" : hex(value.low);
    case Field::NetfilterProtocol: return value.low == 2 ? "ipv4" : value.low == 10 ? "ipv6" : std::to_string(value.low);
    case Field::ConntrackDirection: return value.low == 0 ? "original" : "reply";
    case Field::PacketType: return wordOrNumber(nftables::packetTypes, value.low);
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
        return wordOrNumber(nftables::routeTypes, value.low);
    return std::to_string(value.low);
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

} // namespace hoplens
