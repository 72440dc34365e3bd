// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/iptables_rule_reader.h"

#include "filter/iptables_words.h"
#include "net/service_names.h"

#include <cctype>

namespace hoplens::lab {

/// The option with what stands behind it.
std::string TypedRuleReader::values(const std::string& option)
{
    auto text = bang() + option;
    const std::size_t wanted = isIn(bareOptions, option) ? 0 : isIn(optionsOfTwo, option) ? 2 : 1;
    for (std::size_t i = 0; i < wanted && !atEnd() && !m_words[m_at].starts_with('-') && m_words[m_at] != "!"; ++i)
        text += " " + quoted(m_words[m_at++]);
    return text;
}

/// Options of a protocol load its module where it has not been named.
TypedRuleReader::Step TypedRuleReader::chooseModule(const std::string& option)
{
    if (isIn(transportOptions, option)) {
        static constexpr auto transports = std::to_array<std::string_view>({"tcp", "udp", "udplite", "sctp", "dccp", "icmp", "icmp6"});
        const auto isTransport = [](const Module& module) { return isIn(transports, module.name); };
        auto named = std::ranges::find_if(m_modules, isTransport);
        if (named == m_modules.end()) {
            if (m_protocol.empty() || m_isProtocolNegated)
                return complain("unknown option \"" + option + "\"");
            if (!isIn(transports, protocolModule())) // no module of that protocol has options
                return complain("unknown option \"" + option + "\"");
            m_modules.push_back({protocolModule(), {}});
            named = std::prev(m_modules.end());
        }
        m_module = static_cast<std::size_t>(named - m_modules.begin());
        const auto& name = named->name;
        const bool isFlag = option == "--tcp-flags" || option == "--syn" || option == "--tcp-option";
        const bool isV4 = m_place.family == TableFamily::Ip;
        const bool isIcmp = option.starts_with("--icmp");
        const bool fitsIcmp = isV4 ? name == "icmp" && option == "--icmp-type" : name == "icmp6" && option == "--icmpv6-type";
        const bool fits = isFlag ? name == "tcp" : isIcmp ? fitsIcmp : !name.starts_with("icmp");
        if (!fits)
            return complain("unknown option \"" + option + "\"");
        return {};
    }
    if (m_modules.empty())
        return complain("unknown option \"" + option + "\"");
    if (isIn(portLists, option)) // of multiport, wherever it was named
        for (std::size_t i = 0; i < m_modules.size(); ++i)
            m_module = m_modules[i].name == "multiport" ? i : m_module;
    const auto owner = std::ranges::find_if(optionOwners, [&](const auto& known) { return option.starts_with(known.first); });
    if (owner == optionOwners.end()) {
        m_module = isIn(portLists, option) ? m_module : m_modules.size() - 1;
        return {};
    }
    const auto isOwner = [&](const Module& module) { return module.name == owner->second || (option == "--mark" && module.name == "connmark"); };
    const auto last = std::find_if(m_modules.rbegin(), m_modules.rend(), isOwner);
    if (last == m_modules.rend())
        return complain("unknown option \"" + option + "\"");
    m_module = static_cast<std::size_t>(m_modules.rend() - last) - 1;
    return {};
}

/// What a module or target says of an option that it has already, or cannot have next to another.
TypedRuleReader::Step TypedRuleReader::takeOnce(std::set<std::string>& given, const std::string& owner, const std::string& option)
{
    const auto whole = [](const std::string& name) {
        const auto named = std::ranges::find(longOptions, name, &std::pair<std::string_view, std::string_view>::second);
        return named == longOptions.end() ? name : std::string(named->first);
    };
    const bool isOfFlags = owner == "tcp" && (option == "--syn" || option == "--tcp-flags");
    if (owner == "multiport" && !given.empty() && !given.contains(option))
        return complain("multiport: option \"" + whole(option) + "\" cannot be used together with \"" + whole(*given.begin()) + "\".\n");
    if (given.insert(isOfFlags ? "--tcp-flags" : option).second)
        return {};
    if (option == "--match-set")
        return complain("--match-set can be specified only once");
    if (isOfFlags)
        return complain("Only one of `--syn' or `--tcp-flags'  allowed");
    return complain(owner == "tcp" ? "Only one `" + whole(option) + "' allowed" : owner + ": option \"" + whole(option) + "\" can only be used once.\n");
}

/// The ports from a place in a word on; names of services become numbers.
TypedRuleReader::Step TypedRuleReader::readNatPorts(std::string& word, std::size_t begin)
{
    std::string numbers;
    std::optional<std::uint64_t> low;
    for (const auto& end : splitAt(word.substr(begin), '-')) {
        const auto named = portOfService(end, protocolNumber(m_protocol).value_or(0));
        const auto number = end.empty() ? std::nullopt : named ? std::optional<std::uint64_t>(*named) : parseNumber(end, 65535);
        if (!number)
            return complain("Port `" + end + "' not valid");
        if (low && *number < *low)
            return complain("Port range `" + end + "' funky");
        numbers += (low ? "-" : "") + std::to_string(*number);
        low = number;
    }
    word = word.substr(0, begin) + numbers;
    return {};
}

/// A type of ICMP, or the beginning of its name, which is written whole then.
TypedRuleReader::Step TypedRuleReader::readIcmpType()
{
    auto& word = m_words[m_at];
    const auto slash = word.find('/');
    if (parseNumber(word.substr(0, slash), 255)) {
        if (slash != std::string::npos && !parseNumber(word.substr(slash + 1), 255))
            return complain("Unknown ICMP code `" + word + "'");
        return {};
    }
    std::string found;
    const auto search = [&](const auto& names) -> Step {
        for (const auto& known : names) {
            const std::string name(known.name);
            if (!upperCase(name).starts_with(upperCase(word)))
                continue;
            if (name.size() == word.size()) {
                found = name;
                return {};
            }
            if (!found.empty())
                return complain("Ambiguous ICMP type `" + word + "': `" + found + "' or `" + name + "'?");
            found = name;
        }
        return {};
    };
    if (auto searched = m_place.family == TableFamily::Ip ? search(iptables::icmp4Names) : search(iptables::icmp6Names); !searched)
        return searched;
    if (found.empty())
        return complain("Unknown ICMP type `" + word + "'");
    word = found;
    return {};
}

TypedRuleReader::Step TypedRuleReader::checkTcpFlags() const
{
    if (m_at + 1 >= m_words.size() || m_words[m_at + 1].starts_with('-') || m_words[m_at + 1] == "!")
        return complain("--tcp-flags requires two args.");
    for (const auto at : {m_at, m_at + 1})
        for (const auto& flag : splitAt(m_words[at], ','))
            if (flag != "ALL" && flag != "NONE" && !iptables::byName(iptables::tcpFlags, upperCase(flag)))
                return complain("Unknown TCP flag `" + flag + "'");
    return {};
}

/// A name, in the place of a number, stands for one.
TypedRuleReader::Step TypedRuleReader::readTypeOfService()
{
    auto& word = m_words[m_at];
    if (!word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0)
        return {};
    const auto value = tosOfName(word);
    if (!value)
        return complain("Symbolic name \"" + word + "\" is unknown");
    word = *value;
    return {};
}

/// What --match-set and the options of SET say of their set and its directions, which come next.
TypedRuleReader::Step TypedRuleReader::checkSet(const std::string& option) const
{
    constexpr std::size_t mostDirections = 6;
    const auto isWord = [&](std::size_t at) { return at < m_words.size() && !m_words[at].starts_with('-') && m_words[at] != "!"; };
    if (!isWord(m_at) || !isWord(m_at + 1))
        return complain(option + " requires two args.");
    const auto& name = m_words[m_at];
    const auto set = std::ranges::find_if(m_place.rules.sets, [&](const NamedSet& known) { return !known.table.valid() && known.name == name; });
    if (set == m_place.rules.sets.end())
        return complain("Set " + name + " doesn't exist.\n");
    const bool hasFamily = set->type.starts_with("hash:") && set->type != "hash:mac";
    const auto family = m_place.family == TableFamily::Ip ? IpFamily::V4 : IpFamily::V6;
    if ((hasFamily || set->type.starts_with("bitmap:ip")) && set->family != family)
        return complain("The protocol family of set " + name + " is " + (set->family == IpFamily::V4 ? "IPv4" : "IPv6") + ", which is not applicable.\n");
    const auto directions = splitAt(m_words[m_at + 1], ',');
    const auto last = directions.begin() + static_cast<std::ptrdiff_t>(std::min(directions.size(), mostDirections));
    if (std::any_of(directions.begin(), last, [](const std::string& word) { return word != "src" && word != "dst"; }))
        return complain("You must spefify (the comma separated list of) 'src' or 'dst'.");
    if (directions.size() > mostDirections)
        return complain("Can't be more src/dst options than " + std::to_string(mostDirections) + ".");
    return {};
}

TypedRuleReader::Step TypedRuleReader::readTargetOption(const std::string& option)
{
    if ((option == "--to" || option == "--to-port") && m_target != "NETMAP") // the beginning of a word
        return readTargetOption(m_target == "DNAT" ? "--to-destination" : m_target == "SNAT" ? "--to-source" : "--to-ports");
    if (option.starts_with(m_place.family == TableFamily::Ip ? "--hl-" : "--ttl-"))
        return complain("unknown option \"" + option + "\"");
    m_seen.insert(option);
    if (auto first = takeOnce(m_targetGiven, m_target, option); !first)
        return first;
    if (option == "--reject-with" && !atEnd()) {
        const auto& type = m_words[m_at];
        if (m_place.family == TableFamily::Ip ? !iptables::byName(iptables::reject4, type) : !iptables::byName(iptables::reject6, type))
            return complain("unknown reject type \"" + type + "\"");
    }
    if (option == "--to-ports" && !atEnd())
        if (auto ports = readNatPorts(m_words[m_at], 0); !ports)
            return ports;
    if ((option == "--to-destination" || option == "--to-source") && !atEnd()) {
        auto& to = m_words[m_at];
        const bool isV6 = std::ranges::count(to, ':') > 1 || to.starts_with('[');
        const auto protocol = protocolNumber(m_protocol).value_or(0);
        if (!isV6 && to.find(':') != std::string::npos && (m_isProtocolNegated || (!hasPorts(protocol) && protocol != 1)))
            return complain("Need TCP, UDP, SCTP or DCCP with port specification");
        if (isV6 != (m_place.family == TableFamily::Ip6) && !to.starts_with(':'))
            return complain("Bad IP address \"" + to.substr(0, std::ranges::count(to, ':') == 1 ? to.find(':') : std::string::npos) + "\"");
        const auto close = to.find(']');
        const auto colon = !isV6 ? to.find(':') : close == std::string::npos ? std::string::npos : to.find(':', close);
        if (colon != std::string::npos)
            if (auto ports = readNatPorts(to, colon + 1); !ports)
                return ports;
        const auto addresses = to.substr(to.starts_with('[') ? 1 : 0, (to.starts_with('[') ? close - 1 : colon));
        for (const auto& end : splitAt(addresses, '-'))
            if (!addresses.empty() && !Address::parse(end))
                return complain("Bad IP address \"" + end + "\"");
    }
    if (option == "--log-level" && !atEnd()) {
        constexpr std::array<std::string_view, 8> levels = {"emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"};
        auto level = m_words[m_at++];
        for (std::size_t i = 0; i < levels.size(); ++i)
            if (levels[i] == level || (level.size() >= 3 && levels[i].starts_with(level)))
                level = std::to_string(i);
        if (!parseNumber(level, 7))
            return complain("log level \"" + level + "\" unknown\n");
        if (level != "4")
            m_targetOptions.push_back("--log-level " + level);
        return {};
    }
    if (option == "--add-set" || option == "--del-set" || option == "--map-set")
        if (auto set = checkSet(option); !set)
            return set;
    if (option == "--set-dscp-class" && !atEnd()) {
        const auto value = dscpOfClass(m_words[m_at++]);
        if (!value)
            return complain("Invalid DSCP value `" + m_words[m_at - 1] + "'");
        m_targetOptions.push_back("--set-dscp " + *value);
        return {};
    }
    if (option == "--set-tos" && !atEnd())
        if (auto tos = readTypeOfService(); !tos)
            return tos;
    if (option == "--set-class" && !atEnd()) {
        const auto text = classText(m_words[m_at]);
        if (!text)
            return complain("Bad class value \"" + m_words[m_at] + "\"");
        m_words[m_at] = *text;
    }
    if (option == "--log-prefix" && !atEnd())
        m_words[m_at] = m_words[m_at].substr(0, longestLogPrefix);
    m_targetOptions.push_back(values(option));
    return {};
}

TypedRuleReader::Step TypedRuleReader::readExtension(const std::string& option)
{
    if (!option.starts_with("--"))
        return complain("unknown option \"" + option + "\"");
    const bool isOfMatch = option == "--mask" && !m_modules.empty() && m_modules[m_module].name == "recent";
    if (isIn(targetOptions, option) && !isOfMatch) {
        constexpr auto withoutOptions = std::to_array<std::string_view>({"ACCEPT", "DROP", "RETURN", "QUEUE"});
        if (m_isGoto || !isTargetName(m_target) || isIn(withoutOptions, m_target)) // it may only follow its target
            return complain("unknown option \"" + option + "\"");
        return readTargetOption(option);
    }
    // Where no protocol's module is named, it is the beginning of a word of multiport's.
    constexpr auto shortened = std::to_array<std::string_view>({"--dport", "--sport", "--port"});
    const auto isOfPorts = [](const Module& module) { return module.name == "tcp" || module.name == "udp" || module.name == "udplite" || module.name == "sctp" || module.name == "dccp"; };
    if (isIn(shortened, option) && std::ranges::any_of(m_modules, [](const Module& module) { return module.name == "multiport"; }) && (option == "--port" || std::ranges::none_of(m_modules, isOfPorts)))
        return readExtension(option + "s");
    if (auto chosen = chooseModule(option); !chosen)
        return chosen;
    auto& module = m_modules[m_module];
    m_seen.insert(option);
    if (auto first = takeOnce(module.given, module.name, option); !first)
        return first;
    if (option == "--dport" || option == "--sport" || isIn(portLists, option)) {
        return readPorts(option);
    }
    if (option == "--limit") {
        const auto given = value(option);
        const auto rate = given ? rateText(*given) : std::nullopt;
        if (!rate)
            return complain("bad rate \"" + (given ? *given : "") + "\"'");
        put(0, "--limit " + *rate);
        return {};
    }
    if (option == "--limit-burst" && !atEnd()) {
        const auto burst = m_words[m_at++];
        if (burst != "5")
            put(1, "--limit-burst " + burst);
        return {};
    }
    if ((option == "--ctstate" && module.name == "state") || (option == "--state" && module.name == "conntrack"))
        return complain("unknown option \"" + option + "\"");
    if ((option == "--ctstate" || option == "--state") && !atEnd()) {
        auto& states = m_words[m_at];
        std::ranges::transform(states, states.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        for (const auto& state : splitAt(states, ','))
            if (!iptables::byName(iptables::conntrackStates, state))
                return complain("Bad " + option.substr(2) + " \"" + state + "\"");
    }
    if ((option == "--icmp-type" || option == "--icmpv6-type") && !atEnd())
        if (auto type = readIcmpType(); !type)
            return type;
    if (option == "--tcp-flags")
        if (auto flags = checkTcpFlags(); !flags)
            return flags;
    if (option == "--match-set")
        if (auto set = checkSet(option); !set)
            return set;
    if ((option == "--src-range" || option == "--dst-range") && !atEnd()) {
        for (const auto& end : splitAt(m_words[m_at], '-'))
            if (const auto address = Address::parse(end); !address || (address->family == IpFamily::V4) != (m_place.family == TableFamily::Ip))
                return complain("iprange: Bad value for \"" + option + "\" option: \"" + end + "\"");
    }
    if (option == "--dscp-class" && !atEnd()) {
        const auto value = dscpOfClass(m_words[m_at++]);
        if (!value)
            return complain("Invalid DSCP value `" + m_words[m_at - 1] + "'");
        put(2, bang() + "--dscp " + *value);
        return {};
    }
    if (option == "--tos" && !atEnd())
        if (auto tos = readTypeOfService(); !tos)
            return tos;
    if (option == "--mark" && !atEnd() && !parseNumber(m_words[m_at].substr(0, m_words[m_at].find('/')), 0xffffffff))
        return complain(module.name + ": bad integer value for option \"--mark\", or out of range.\n");
    if (option == "--length" && !atEnd()) { // ":100", "1000:"
        auto& range = m_words[m_at];
        const auto colon = range.find(':');
        const auto low = colon == 0 ? std::string("0") : range.substr(0, colon);
        const auto high = colon == std::string::npos ? low : colon + 1 == range.size() ? std::string("65535") : range.substr(colon + 1);
        if (!parseNumber(low, 65535) || !parseNumber(high, 65535))
            return complain("length: bad value for option \"--length\" near \"" + range + "\", or out of range (0-65535).\n");
        range = low == high ? low : low + ":" + high;
    }
    put(2, values(option));
    return {};
}

/// What a module wants, and was not told.
TypedRuleReader::Step TypedRuleReader::wholeModule(const Module& module)
{
    if (!module.options.empty())
        return {};
    const auto wanting = std::ranges::find(withoutOptions, module.name, &std::pair<std::string_view, std::string_view>::first);
    return wanting == withoutOptions.end() ? Step{} : complain(std::string(wanting->second));
}

} // namespace hoplens::lab
