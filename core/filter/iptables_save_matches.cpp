// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_save_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hoplens {

std::optional<std::pair<int, int>> icmpTypeByName(std::string_view word, IpFamily family)
{
    const auto search = [word](const auto& names) -> std::optional<std::pair<int, int>> {
        for (const auto& entry : names)
            if (entry.name == word)
                return std::pair(entry.type, entry.code);
        return std::nullopt;
    };
    return family == IpFamily::V4 ? search(iptables::icmp4Names) : search(iptables::icmp6Names);
}

std::optional<Interval> parsePortRange(std::string_view text)
{
    const auto colon = text.find(':');
    const auto low = colon == 0 ? std::optional<std::uint64_t>(0) : parseNumber(text.substr(0, colon), 65535);
    const auto tail = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    const auto high = colon == std::string_view::npos ? low : tail.empty() ? std::optional<std::uint64_t>(65535) : parseNumber(tail, 65535);
    if (!low || !high || *low > *high)
        return std::nullopt;
    return Interval{Value::of(*low), Value::of(*high)};
}

IptablesSaveParser::Step IptablesSaveParser::addPorts(Field field, std::string_view text, Spelling spelling)
{
    std::vector<Interval> intervals;
    for (std::string_view left = text; !left.empty();) {
        const auto comma = left.find(',');
        const auto interval = parsePortRange(left.substr(0, comma));
        if (!interval)
            return unclear("\"" + std::string(text) + "\" is not a port, range or list of ports");
        intervals.push_back(*interval);
        left = comma == std::string_view::npos ? std::string_view() : left.substr(comma + 1);
    }
    if (intervals.empty())
        return unclear("a port is missing");
    m_builder.addCompare(field, spelling, takeNegation(), intervals);
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::addMarkCompare(Field field, Spelling spelling)
{
    const auto text = next();
    const auto slash = text.find('/');
    const auto value = parseNumber(text.substr(0, slash), 0xffffffffu);
    const auto mask = slash == std::string_view::npos ? std::optional<std::uint64_t>(0xffffffffu) : parseNumber(text.substr(slash + 1), 0xffffffffu);
    if (!value || !mask)
        return unclear("\"" + std::string(text) + "\" is not a mark");
    m_builder.addCompare(field, spelling, takeNegation(), Interval{Value::of(*value), Value::of(*value)}, *mask);
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::addIcmp(std::string_view text)
{
    const Field field = isV4() ? Field::IcmpTypeCode : Field::Icmp6TypeCode;
    const auto slash = text.find('/');
    int type = 0;
    int code = -1;
    if (const auto number = parseNumber(text.substr(0, slash), 255)) {
        type = static_cast<int>(*number);
        if (slash != std::string_view::npos) {
            const auto second = parseNumber(text.substr(slash + 1), 255);
            if (!second)
                return unclear("\"" + std::string(text) + "\" is not an ICMP type");
            code = static_cast<int>(*second);
        }
    } else if (const auto named = icmpTypeByName(text, isV4() ? IpFamily::V4 : IpFamily::V6)) {
        std::tie(type, code) = *named;
    } else {
        return unclear("\"" + std::string(text) + "\" is not an ICMP type");
    }
    Interval interval{Value::of(static_cast<std::uint64_t>(type << 8 | std::max(code, 0))), Value::of(static_cast<std::uint64_t>(type << 8 | (code < 0 ? 255 : code)))};
    if (type == 255 && isV4())
        interval = {Value::of(0), Value::of(0xffff)};
    m_builder.addCompare(field, Spelling::Icmp, takeNegation(), interval);
    return {};
}

namespace {

template <std::size_t N> std::optional<std::uint32_t> flagsOf(const std::array<iptables::Word, N>& words, std::string_view list)
{
    std::uint32_t bits = 0;
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto word = list.substr(0, comma);
        if (word == "ALL") {
            bits |= 63;
        } else if (word != "NONE") {
            const auto bit = iptables::byName(words, word);
            if (!bit)
                return std::nullopt;
            bits |= *bit;
        }
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return bits;
}

} // namespace

IptablesSaveParser::Step IptablesSaveParser::parseConntrack(std::string_view option)
{
    if (option == "--ctstate" || option == "--state") {
        const auto list = next();
        const auto bits = flagsOf(iptables::conntrackStates, list);
        if (!bits)
            return unclear("\"" + std::string(list) + "\" is not a connection state");
        m_builder.addCompare(Field::ConntrackState, m_module == "state" ? Spelling::State : Spelling::Conntrack, !takeNegation(), Interval{}, *bits);
        return {};
    }
    if (option == "--ctstatus") {
        const auto list = next();
        const auto bits = flagsOf(iptables::conntrackStatuses, list);
        if (!bits)
            return unclear("\"" + std::string(list) + "\" is not a connection status");
        const bool none = *bits == 0;
        m_builder.addCompare(Field::ConntrackStatus, Spelling::Conntrack, none ? takeNegation() : !takeNegation(), Interval{}, none ? ~0ull : *bits);
        return {};
    }
    if (option == "--ctdir") {
        const std::uint64_t direction = next() == "REPLY" ? 1 : 0;
        m_builder.addCompare(Field::ConntrackDirection, Spelling::Conntrack, takeNegation(), Interval{Value::of(direction), Value::of(direction)});
        return {};
    }
    if (option == "--ctproto") {
        const auto number = protocolNumber(next());
        if (!number)
            return unclear("the protocol of --ctproto is not known");
        m_builder.addCompare(Field::ConntrackProtocol, Spelling::Conntrack, takeNegation(), Interval{Value::of(*number), Value::of(*number)});
        return {};
    }
    if (option == "--ctorigsrc")
        return addAddress(Field::OriginalSource4, Field::OriginalSource6, next(), Spelling::Conntrack);
    if (option == "--ctorigdst")
        return addAddress(Field::OriginalDestination4, Field::OriginalDestination6, next(), Spelling::Conntrack);
    if (option == "--ctreplsrc")
        return addAddress(Field::ReplySource4, Field::ReplySource6, next(), Spelling::Conntrack);
    if (option == "--ctrepldst")
        return addAddress(Field::ReplyDestination4, Field::ReplyDestination6, next(), Spelling::Conntrack);
    if (option == "--ctorigsrcport")
        return addPorts(Field::OriginalSourcePort, next(), Spelling::Conntrack);
    if (option == "--ctorigdstport")
        return addPorts(Field::OriginalDestinationPort, next(), Spelling::Conntrack);
    if (option == "--ctreplsrcport")
        return addPorts(Field::ReplySourcePort, next(), Spelling::Conntrack);
    if (option == "--ctrepldstport")
        return addPorts(Field::ReplyDestinationPort, next(), Spelling::Conntrack);
    return unclear("option " + std::string(option) + " of module conntrack is not known");
}

std::optional<Interval> parseAddressRange(std::string_view text)
{
    const auto dash = text.find('-');
    const auto low = Address::parse(text.substr(0, dash));
    const auto high = dash == std::string_view::npos ? low : Address::parse(text.substr(dash + 1));
    if (!low || !high || low->family != high->family || *high < *low)
        return std::nullopt;
    return Interval{low->bits, high->bits};
}

std::optional<Interval> parseDashRange(std::string_view text, char separator)
{
    const auto dash = text.find(separator);
    const auto low = parseNumber(text.substr(0, dash), 0xffffffffu);
    const auto high = dash == std::string_view::npos ? low : dash + 1 == text.size() ? std::optional<std::uint64_t>(0xffffffffu) : parseNumber(text.substr(dash + 1), 0xffffffffu);
    if (!low || !high)
        return std::nullopt;
    return Interval{Value::of(*low), Value::of(*high)};
}

IptablesSaveParser::Step IptablesSaveParser::parseSocketAndSet(std::string_view option)
{
    if (option == "--match-set") {
        SetLookup lookup;
        lookup.isIpset = true;
        lookup.name = m_builder.string(next());
        lookup.negated = takeNegation();
        for (std::string_view list = next(); !list.empty() && lookup.dimensions < 6;) {
            const auto comma = list.find(',');
            const auto word = list.substr(0, comma);
            if (word != "src" && word != "dst")
                return unclear("the directions of --match-set must be src or dst");
            if (word == "src")
                lookup.directions |= static_cast<std::uint8_t>(1u << lookup.dimensions);
            ++lookup.dimensions;
            list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        }
        m_builder.add(lookup);
        return {};
    }
    if (option == "--src-type" || option == "--dst-type") {
        auto& match = begin<AddressTypeMatch>();
        std::uint16_t bits = 0;
        for (std::string_view list = next(); !list.empty();) {
            const auto comma = list.find(',');
            const auto type = iptables::byName(iptables::addressTypes, list.substr(0, comma));
            if (!type)
                return unclear("\"" + std::string(list) + "\" is not an address type");
            bits |= static_cast<std::uint16_t>(1u << *type);
            list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        }
        (option == "--src-type" ? match.sources : match.destinations) = bits;
        (option == "--src-type" ? match.sourceNegated : match.destinationNegated) = takeNegation();
        return {};
    }
    return unclear("option " + std::string(option) + " of module " + std::string(m_module) + " is not known");
}

/// All options of -m recent, however they are ordered, in the order of iptables-save.
IptablesSaveParser::Step IptablesSaveParser::addRecent(std::string_view first)
{
    bool negated = takeNegation();
    std::string what;
    std::string name = "DEFAULT";
    std::string mask = isV4() ? "255.255.255.255" : "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    std::string side = " --rsource";
    std::string seconds, reap, hits, ttl;
    for (auto option = first;; option = next()) {
        if (option == "!")
            negated = true;
        else if (option == "--set" || option == "--rcheck" || option == "--update" || option == "--remove")
            what = option;
        else if (option == "--rsource" || option == "--rdest")
            side = " " + std::string(option);
        else if (option == "--reap")
            reap = " --reap";
        else if (option == "--rttl")
            ttl = " --rttl";
        else if (option == "--seconds")
            seconds = " --seconds " + std::string(next());
        else if (option == "--hitcount")
            hits = " --hitcount " + std::string(next());
        else if (option == "--name")
            name = next();
        else if (option == "--mask")
            mask = next();
        else
            return unclear("option " + std::string(option) + " of module recent is not known");
        if (done() || m_words[m_at] == "-m" || m_words[m_at] == "-j" || m_words[m_at] == "-g" || (m_words[m_at].starts_with('-') && !m_words[m_at].starts_with("--")))
            break;
    }
    if (what.empty())
        return unclear("module recent needs one of --set, --rcheck, --update and --remove");
    m_builder.add(RateMatch{what == "--set" && !negated ? RateKind::RecentSet : RateKind::Recent, m_builder.string(std::string("recent ") + (negated ? "! " : "") + what + seconds + reap + hits + ttl + " --name " + name + " --mask " + mask + side)});
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::parseMatch(std::string_view option)
{
    auto& operations = m_builder.rules().operations;
    const auto number = [this](std::uint64_t maximum) { return parseNumber(next(), maximum); };
    if (option == "--comment") {
        m_isBare = m_isBare && m_module != "comment";
        auto& rule = m_builder.rules().rules.back();
        rule.commentPosition = static_cast<std::uint16_t>(operations.size() - rule.firstOperation);
        rule.comment = m_builder.string(next());
        return {};
    }
    m_isBare = false;
    if (m_module == "tcp" || m_module == "udp" || m_module == "sctp" || m_module == "udplite" || m_module == "dccp") {
        const Spelling spelling = m_module == "tcp" ? Spelling::Tcp : m_module == "udp" ? Spelling::Udp : Spelling::Sctp;
        if (m_module == "udplite" || m_module == "dccp")
            return unclear("module " + std::string(m_module) + " is not known");
        if (option == "--dport" || option == "--destination-port")
            return addPorts(Field::DestinationPort, next(), spelling);
        if (option == "--sport" || option == "--source-port")
            return addPorts(Field::SourcePort, next(), spelling);
        if (option == "--tcp-flags" || option == "--syn") {
            const auto mask = option == "--syn" ? std::optional<std::uint32_t>(23) : flagsOf(iptables::tcpFlags, next());
            const auto set = option == "--syn" ? std::optional<std::uint32_t>(2) : flagsOf(iptables::tcpFlags, next());
            if (!mask || !set)
                return unclear("the TCP flags are not known");
            m_builder.addCompare(Field::TcpFlags, Spelling::Tcp, takeNegation(), Interval{Value::of(*set), Value::of(*set)}, *mask);
            return {};
        }
    } else if (m_module == "multiport") {
        if (option == "--dports" || option == "--sports" || option == "--ports")
            return addPorts(option == "--dports" ? Field::DestinationPort : option == "--sports" ? Field::SourcePort : Field::EitherPort, next(), Spelling::Multiport);
    } else if (m_module == "icmp" || m_module == "icmp6" || m_module == "ipv6-icmp") {
        if (option == "--icmp-type" || option == "--icmpv6-type")
            return addIcmp(next());
    } else if (m_module == "conntrack" || m_module == "state") {
        return parseConntrack(option);
    } else if (m_module == "mark" && option == "--mark") {
        return addMarkCompare(Field::Mark, Spelling::Mark);
    } else if (m_module == "connmark" && option == "--mark") {
        return addMarkCompare(Field::ConntrackMark, Spelling::Connmark);
    } else if (m_module == "set" && option == "--match-set") {
        return parseSocketAndSet(option);
    } else if (m_module == "addrtype") {
        if (option == "--limit-iface-in" || option == "--limit-iface-out") {
            auto* match = begun<AddressTypeMatch>();
            if (!match)
                return unclear(std::string(option) + " needs a type before it");
            (option == "--limit-iface-in" ? match->limitIn : match->limitOut) = true;
            return {};
        }
        return parseSocketAndSet(option);
    } else if (m_module == "statistic") {
        if (option == "--mode") {
            m_builder.add(StatisticMatch{next() == "nth"});
            return {};
        }
        auto* match = begun<StatisticMatch>();
        if (match && option == "--probability") {
            const auto word = next();
            double probability = 0;
            const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), probability);
            if (error != std::errc{} || probability < 0 || probability > 1)
                return unclear("\"" + std::string(word) + "\" is not a probability");
            match->threshold = static_cast<std::uint32_t>(std::lround(probability * 2147483648.0));
            match->negated = takeNegation();
            return {};
        }
        if (match && (option == "--every" || option == "--packet")) {
            const auto value = number(0xffffffffu);
            if (!value || (option == "--every" && *value == 0))
                return unclear("the number after " + std::string(option) + " is missing");
            if (option == "--every")
                match->negated = takeNegation();
            (option == "--every" ? match->every : match->packet) = static_cast<std::uint32_t>(*value);
            return {};
        }
    } else if (m_module == "iprange" && (option == "--src-range" || option == "--dst-range")) {
        const auto interval = parseAddressRange(next());
        if (!interval)
            return unclear("the address range is not of the form FROM-TO");
        const bool source = option == "--src-range";
        m_builder.addCompare(source ? (isV4() ? Field::Ip4Source : Field::Ip6Source) : (isV4() ? Field::Ip4Destination : Field::Ip6Destination), Spelling::IpRange, takeNegation(), *interval);
        return {};
    } else if (m_module == "physdev") {
        auto& match = begin<PhysdevMatch>();
        static constexpr std::array<std::string_view, 5> options = {"--physdev-in", "--physdev-out", "--physdev-is-bridged", "--physdev-is-in", "--physdev-is-out"};
        const auto at = std::ranges::find(options, option);
        if (at == options.end())
            return unclear("option " + std::string(option) + " of module physdev is not known");
        const auto bit = static_cast<std::size_t>(at - options.begin());
        match.flags |= static_cast<std::uint8_t>(1u << bit);
        if (takeNegation())
            match.inverted |= static_cast<std::uint8_t>(1u << bit);
        if (bit == 0)
            match.in = m_builder.string(next());
        if (bit == 1)
            match.out = m_builder.string(next());
        return {};
    } else if (m_module == "mac" && option == "--mac-source") {
        std::string lower(next());
        std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c); });
        const auto mac = MacAddress::parse(lower);
        if (!mac)
            return unclear("\"" + lower + "\" is not a MAC address");
        m_builder.addCompare(Field::SourceMac, Spelling::Mac, takeNegation(), Interval{Value::of(mac->number()), Value::of(mac->number())});
        return {};
    } else if (m_module == "owner" && (option == "--uid-owner" || option == "--gid-owner")) {
        const auto interval = parseDashRange(next(), '-');
        if (!interval)
            return unclear("module owner: only numeric ids are known");
        m_builder.addCompare(option == "--uid-owner" ? Field::UserId : Field::GroupId, Spelling::Owner, takeNegation(), *interval);
        return {};
    } else if (m_module == "rpfilter") {
        auto& match = begin<RpfilterMatch>();
        if (option == "--loose")
            match.loose = true;
        else if (option == "--validmark")
            match.validMark = true;
        else if (option == "--accept-local")
            match.acceptLocal = true;
        else if (option == "--invert")
            match.inverted = true;
        else
            return unclear("option " + std::string(option) + " of module rpfilter is not known");
        return {};
    } else if (m_module == "length" && option == "--length") {
        const auto interval = parseDashRange(next(), ':');
        if (!interval)
            return unclear("the length is not a number or range");
        m_builder.addCompare(Field::Length, Spelling::Length, takeNegation(), *interval);
        return {};
    } else if (m_module == "tos" && option == "--tos") {
        const auto text = next();
        const auto slash = text.find('/');
        const auto value = parseNumber(text.substr(0, slash), 255);
        const auto mask = slash == std::string_view::npos ? std::optional<std::uint64_t>(255) : parseNumber(text.substr(slash + 1), 255);
        if (!value || !mask)
            return unclear("\"" + std::string(text) + "\" is not a type of service");
        m_builder.addCompare(Field::TypeOfService, Spelling::Tos, takeNegation(), Interval{Value::of(*value), Value::of(*value)}, *mask);
        return {};
    } else if (m_module == "dscp" && option == "--dscp") {
        const auto value = number(63);
        if (!value)
            return unclear("the DSCP is not a number up to 63");
        m_builder.addCompare(Field::TypeOfService, Spelling::Dscp, takeNegation(), Interval{Value::of(*value << 2), Value::of(*value << 2)}, 0xfc);
        return {};
    } else if ((m_module == "ttl" && option.starts_with("--ttl-")) || (m_module == "hl" && option.starts_with("--hl-"))) {
        const auto relation = option.substr(m_module == "ttl" ? 6 : 5);
        const auto value = number(255);
        if (!value || (relation == "lt" && *value == 0))
            return unclear("the TTL is not a number up to 255");
        const Interval interval = relation == "lt" ? Interval{Value::of(0), Value::of(*value - 1)} : relation == "gt" ? Interval{Value::of(*value + 1), Value::of(255)} : Interval{Value::of(*value), Value::of(*value)};
        m_builder.addCompare(Field::TimeToLive, Spelling::Ttl, takeNegation(), interval);
        return {};
    } else if (m_module == "pkttype" && option == "--pkt-type") {
        const auto type = iptables::byName(iptables::packetTypes, next());
        if (!type)
            return unclear("the packet type must be unicast, broadcast or multicast");
        m_builder.addCompare(Field::PacketType, Spelling::PacketType, takeNegation(), Interval{Value::of(*type), Value::of(*type)});
        return {};
    } else if (m_module == "limit" || m_module == "hashlimit" || m_module == "connlimit" || m_module == "quota") {
        const bool negated = takeNegation();
        std::size_t from = m_at - 1;
        if (negated)
            --from;
        std::string text = std::string(m_module) + (negated ? " ! " : " ");
        text += rest(m_at - 1);
        const RateKind kind = m_module == "limit" ? RateKind::Limit : m_module == "hashlimit" ? RateKind::HashLimit : m_module == "connlimit" ? RateKind::ConnectionLimit : RateKind::Quota;
        m_builder.add(RateMatch{kind, m_builder.string(text)});
        return {};
    } else if (m_module == "recent") {
        return addRecent(option);
    } else if (m_module == "nfacct" && option == "--nfacct-name") {
        m_builder.add(RateMatch{RateKind::Account, m_builder.string("nfacct --nfacct-name  " + std::string(next()))});
        return {};
    } else if (!m_module.empty()) {
        const bool negated = takeNegation();
        std::string text = "-m " + std::string(m_module) + (negated ? " ! " : " ");
        text += rest(m_at - 1);
        m_builder.add(UnknownOperation{m_builder.string(text)});
        m_notes.push_back({"rule", here() + ": match module \"" + std::string(m_module) + "\" is not modelled; verdicts that depend on this rule are unknown"});
        return {};
    }
    return unclear("option " + std::string(option) + (m_module.empty() ? "" : " of module " + std::string(m_module)) + " is not known");
}

} // namespace hoplens
