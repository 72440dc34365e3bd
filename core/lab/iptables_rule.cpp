// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/iptables_rule.h"

#include "lab/iptables_spellings.h"

#include "filter/iptables_words.h"
#include "filter/rule_set_edit.h"
#include "net/service_names.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ranges>
#include <set>

namespace hoplens::lab {
namespace {

using Complaint = tl::unexpected<IptablesComplaint>;
Complaint complain(std::string text) { return Complaint(IptablesComplaint{std::move(text)}); }

template <std::size_t N> bool isIn(const std::array<std::string_view, N>& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

std::string quoted(const std::string& word)
{
    if (word.find_first_of(" \t\"'\\") == std::string::npos && !word.empty())
        return word;
    std::string text = "\"";
    for (const char c : word)
        text += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    return text + "\"";
}

/// Splits at a separator; empty pieces stay.
std::vector<std::string> splitAt(std::string_view text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char c : text)
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

class TypedRuleReader {
public:
    TypedRuleReader(const RulePlace& place, std::span<const std::string> words) : m_place(place)
    {
        for (const auto& word : words) { // "--dport=80" is two words, and so is "-ptcp"
            if (word.size() > 2 && word[0] == '-' && std::string_view("sdpiojgm").find(word[1]) != std::string_view::npos) {
                m_words.push_back(word.substr(0, 2));
                m_words.push_back(word.substr(2));
                continue;
            }
            const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
            m_words.push_back(word.substr(0, equals));
            if (equals != std::string::npos)
                m_words.push_back(word.substr(equals + 1));
        }
    }
    tl::expected<std::vector<std::string>, IptablesComplaint> read();

private:
    using Step = tl::expected<void, IptablesComplaint>;

    bool atEnd() const { return m_at == m_words.size(); }
    Step readOption(const std::string& option);
    Step readAddresses(const std::string& option);
    Step readProtocol();
    Step readInterface(const std::string& option);
    Step readTarget(const std::string& option);
    Step readPorts(const std::string& option);
    Step readExtension(const std::string& option);
    tl::expected<std::string, IptablesComplaint> value(const std::string& option);
    tl::expected<std::string, IptablesComplaint> port(const std::string& word) const;
    Step finish();

    /// A match with its options, which are written in the order of their ranks.
    struct Module {
        std::string name;
        std::vector<std::pair<std::size_t, std::string>> options;
        std::set<std::string> given = {}; ///< options, each of which stands once
    };

    std::string bang() { return std::exchange(m_isNegated, false) ? "! " : ""; }
    bool has(std::string_view option) const { return m_seen.contains(std::string(option)); }
    static Step takeOnce(std::set<std::string>& given, const std::string& owner, const std::string& option);
    Step chooseModule(const std::string& option);
    Step readTargetOption(const std::string& option);
    Step checkSet(const std::string& option) const;
    Step readTypeOfService();
    Step readNatPorts(std::string& word, std::size_t begin);
    Step readIcmpType();
    Step checkTcpFlags() const;
    std::string values(const std::string& option);
    void put(std::size_t rank, std::string text) { m_modules[m_module].options.emplace_back(rank, std::move(text)); }
    std::string protocolModule() const { return m_protocol == "ipv6-icmp" ? "icmp6" : m_protocol; }
    static Step wholeModule(const Module& module);
    std::string body() const;

    const RulePlace& m_place;
    std::vector<std::string> m_words;
    std::size_t m_at = 0;
    bool m_isNegated = false;
    std::set<std::string> m_seen;
    std::vector<std::string> m_sources = {""};
    std::vector<std::string> m_destinations = {""};
    std::string m_protocol;       ///< as it is written behind -p
    bool m_isProtocolNegated = false;
    std::string m_base;           ///< interfaces, protocol, fragment
    std::vector<Module> m_modules;
    std::size_t m_module = 0;     ///< whose options come now
    std::string m_target;
    bool m_isGoto = false;
    std::string m_targetText;
    std::vector<std::string> m_targetOptions;
    std::set<std::string> m_targetGiven; ///< options, each of which stands once
    std::string m_wrongAddress;   ///< a complaint
    std::string m_wrongInterface; ///< one that comes after it
    std::string m_wrongTarget;    ///< one that comes after it
};

tl::expected<std::string, IptablesComplaint> TypedRuleReader::value(const std::string& option)
{
    if (atEnd())
        return complain("option \"" + option + "\" requires an argument");
    return m_words[m_at++];
}

tl::expected<std::vector<std::string>, IptablesComplaint> TypedRuleReader::read()
{
    while (!atEnd()) {
        auto word = m_words[m_at++];
        if (word == "!") {
            m_isNegated = true;
            continue;
        }
        if (!word.starts_with('-'))
            return Complaint(IptablesComplaint{"Bad argument `" + word + "'", false});
        if (const auto known = std::ranges::find(longOptions, word, &std::pair<std::string_view, std::string_view>::first); known != longOptions.end())
            word = known->second;
        if (auto step = readOption(word); !step)
            return tl::unexpected(step.error());
    }
    if (auto step = finish(); !step)
        return tl::unexpected(step.error());
    constexpr std::size_t mostLines = 10'000;
    if (m_sources.size() * m_destinations.size() > mostLines)
        return complain("the lab takes at most " + std::to_string(mostLines) + " pairs of addresses at once");
    std::vector<std::string> lines;
    for (const auto& source : m_sources)
        for (const auto& destination : m_destinations) {
            const auto line = source + destination + body();
            lines.push_back(line.empty() ? line : line.substr(1));
        }
    return lines;
}

TypedRuleReader::Step TypedRuleReader::readOption(const std::string& option)
{
    const bool isBase = option.size() == 2 && std::string_view("sdpiojgmf").find(option[1]) != std::string_view::npos;
    if (const auto flag = option == "-g" ? "-j" : option; isBase && flag != "-m" && !m_seen.insert(flag).second)
        return complain("multiple " + flag + " flags not allowed");
    if (m_isNegated && (option == "-m" || option == "-j" || option == "-g"))
        return complain("cannot have ! before " + option);
    if (option == "-f" && m_place.family == TableFamily::Ip6)
        return complain("`-f' is not supported in IPv6, use -m frag instead");
    if (option == "-f") {
        m_base += " " + bang() + "-f";
        return {};
    }
    if (isBase && atEnd())
        return complain("option \"" + option + "\" requires an argument");
    if (option == "-s" || option == "-d")
        return readAddresses(option);
    if (option == "-p")
        return readProtocol();
    if (option == "-i" || option == "-o")
        return readInterface(option);
    if (option == "-j" || option == "-g")
        return readTarget(option);
    if (option == "-m") {
        const auto& name = m_words[m_at++];
        const bool isOther = m_place.family == TableFamily::Ip6 ? name == "ttl" || name == "icmp" : name == "hl" || name == "icmp6";
        if (isOther || (!isIn(modules, name) && name != "udp" && name != "udplite"))
            return complain("Couldn't load match `" + name + "':No such file or directory\n");
        m_modules.push_back({name, {}});
        m_module = m_modules.size() - 1;
        return {};
    }
    return readExtension(option);
}

TypedRuleReader::Step TypedRuleReader::readAddresses(const std::string& option)
{
    const auto given = m_words[m_at++];
    const auto negation = bang();
    const bool isV4 = m_place.family == TableFamily::Ip;
    auto& list = option == "-s" ? m_sources : m_destinations;
    list.clear();
    for (const auto& word : splitAt(given, ',')) {
        const auto slash = word.find('/');
        auto host = word.substr(0, slash);
        if (isV4 && std::ranges::all_of(host, [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; }) && !host.empty())
            while (std::ranges::count(host, '.') < 3)
                host += ".0"; // as the program reads "10.1"
        if (host == "localhost")
            host = isV4 ? "127.0.0.1" : "::1";
        const auto address = Address::parse(host);
        if (!address || (address->family == IpFamily::V4) != isV4) { // looked at when all has been read
            if (m_wrongAddress.empty())
                m_wrongAddress = "host/network `" + host + "' not found";
            return {};
        }
        auto text = host;
        if (slash != std::string::npos) {
            const auto mask = word.substr(slash + 1);
            const auto length = parseNumber(mask, static_cast<std::uint64_t>(address->width()));
            const auto dotted = Address::parse(mask);
            if (length)
                text = Prefix{Prefix{*address, static_cast<std::uint8_t>(*length)}.first(), static_cast<std::uint8_t>(*length)}.text();
            else if (dotted && dotted->family == address->family)
                text += "/" + dotted->text();
            else
                return complain("invalid mask `" + mask + "' specified");
            if (length == 0 && negation.empty()) {
                list.emplace_back();
                continue;
            }
        }
        list.push_back(" " + negation + option + " " + text);
    }
    if (list.size() > 1 && !negation.empty())
        return complain("! not allowed with multiple source or destination IP addresses");
    return {};
}

TypedRuleReader::Step TypedRuleReader::readProtocol()
{
    auto word = m_words[m_at++];
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    m_isProtocolNegated = m_isNegated;
    const auto negation = bang();
    if (word == "all" || word == "0")
        return negation.empty() ? Step{} : complain("rule would never match protocol");
    const auto number = protocolNumber(word);
    if (!number)
        return complain("unknown protocol \"" + m_words[m_at - 1] + "\" specified");
    m_protocol = protocolName(*number);
    m_base += " " + negation + "-p " + m_protocol;
    return {};
}

TypedRuleReader::Step TypedRuleReader::readInterface(const std::string& option)
{
    const auto& name = m_words[m_at++];
    if (name.size() > 15)
        return complain("interface name `" + name + "' must be shorter than IFNAMSIZ (15)");
    const auto& chain = m_place.chain;
    if ((option == "-o" && (chain == "PREROUTING" || chain == "INPUT")) || (option == "-i" && (chain == "POSTROUTING" || chain == "OUTPUT")))
        m_wrongInterface = "Can't use " + option + " with " + std::string(chain) + "\n"; // told when all else is right
    const auto negation = bang();
    if (name != "+" || !negation.empty())
        m_base += " " + negation + option + " " + quoted(name);
    return {};
}

TypedRuleReader::Step TypedRuleReader::readTarget(const std::string& option)
{
    m_target = m_words[m_at++];
    m_isGoto = option == "-g";
    const bool isChain = findChain(m_place.rules, m_place.table, m_target).valid();
    if (!isChain && (m_isGoto || !isTargetName(m_target)))
        m_wrongTarget = "Chain '" + m_target + "' does not exist";
    m_targetText = " " + option + " " + quoted(m_target);
    return {};
}

/// A number or the name of a service.
tl::expected<std::string, IptablesComplaint> TypedRuleReader::port(const std::string& word) const
{
    if (parseNumber(word, 65535))
        return word;
    const auto named = portOfService(word, protocolNumber(m_protocol).value_or(0));
    if (!named)
        return complain("invalid port/service `" + word + "' specified");
    return std::to_string(*named);
}

TypedRuleReader::Step TypedRuleReader::readPorts(const std::string& option)
{
    const bool isList = option.ends_with('s');
    const auto given = value(option);
    if (!given)
        return tl::unexpected(given.error());
    if (isList && (m_protocol.empty() || m_isProtocolNegated || !hasPorts(protocolNumber(m_protocol).value_or(0))))
        return complain("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
    std::string text;
    std::size_t count = 0;
    for (const auto& part : splitAt(*given, isList ? ',' : '\0')) {
        std::string range;
        const auto ends = splitAt(part, ':');
        std::array<std::uint64_t, 2> numbers = {0, 65535};
        for (std::size_t i = 0; i < ends.size() && i < 2; ++i) {
            if (!ends[i].empty()) {
                const auto one = port(ends[i]);
                if (!one)
                    return tl::unexpected(one.error());
                numbers[i] = *parseNumber(*one);
            } else if (isList || ends.size() == 1) {
                return complain("invalid port/service `' specified");
            }
            range += (i > 0 ? ":" : "") + std::to_string(numbers[i]);
            ++count;
        }
        if (ends.size() > 1 && numbers[0] > numbers[1])
            return complain("invalid portrange (min > max)");
        text += (text.empty() ? "" : ",") + range;
    }
    if (count > 15)
        return complain("too many ports specified");
    put(option == "--sport" ? 0 : 1, bang() + option + " " + text);
    return {};
}

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
    if (std::ranges::any_of(directions | std::views::take(mostDirections), [](const std::string& word) { return word != "src" && word != "dst"; }))
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

/// What must be said, and was not.
TypedRuleReader::Step TypedRuleReader::finish()
{
    if (m_isNegated)
        return complain("nothing appropriate following !");
    if (m_target == "DROP" && m_place.rules.tables[m_place.table.value].name == "nat")
        return complain(noFilteringInNat);
    const auto number = protocolNumber(m_protocol).value_or(0);
    constexpr std::uint8_t icmpNumber = 1; // whose identifiers count as ports here
    const bool portsAreKnown = !m_isProtocolNegated && (hasPorts(number) || number == icmpNumber);
    for (auto& module : m_modules) {
        if (module.name == "limit" && std::ranges::none_of(module.options, [](const auto& option) { return option.first == 0; }))
            module.options.emplace_back(0, "--limit 3/hour");
        if (auto whole = wholeModule(module); !whole)
            return whole;
        const bool isTransport = module.name == "tcp" || module.name == "udp" || module.name == "sctp" || module.name.starts_with("icmp");
        if (isTransport && (m_isProtocolNegated || module.name != protocolModule())) {
            auto upper = module.name;
            std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            return complain(upper + " match requires '-p " + module.name + "'");
        }
    }
    if (m_target == "MARK" || m_target == "CONNMARK") {
        if (std::ranges::none_of(m_seen, [](const std::string& option) { return option.find("-mark") != std::string::npos || option == "--set-xmark"; }))
            return complain(m_target + (m_target == "MARK" ? ": One of the --set-xmark, --{and,or,xor,set}-mark options is required" : ": No operation specified"));
    }
    if (m_target == "SET" && m_targetGiven.empty())
        return complain("You must specify either `--add-set' or `--del-set' or `--map-set'");
    if (m_target == "DNAT" && !has("--to-destination"))
        return complain("DNAT: option \"--to-destination\" must be specified\n");
    if (m_target == "SNAT" && !has("--to-source"))
        return complain("SNAT: option \"--to-source\" must be specified\n");
    const auto namesPort = [&](const std::string& option) {
        const bool isAddress = option.starts_with("--to-destination") || option.starts_with("--to-source");
        return option.starts_with("--to-ports") || (isAddress && (m_place.family == TableFamily::Ip ? option.find(':') : option.find("]:")) != std::string::npos);
    };
    if (std::ranges::any_of(m_targetOptions, namesPort) && !portsAreKnown)
        return complain("Need TCP, UDP, SCTP or DCCP with port specification");
    for (const auto& wrong : {m_wrongAddress, m_wrongInterface})
        if (!wrong.empty())
            return complain(wrong);
    if (!m_wrongTarget.empty())
        return complain(m_wrongTarget);
    return {};
}

std::string TypedRuleReader::body() const
{
    auto text = m_base;
    for (const auto& module : m_modules) {
        text += " -m " + module.name;
        auto options = module.options;
        if (module.name == "tcp" || module.name == "udp" || module.name == "sctp" || module.name == "limit")
            std::ranges::stable_sort(options, {}, [](const auto& option) { return option.first; });
        std::vector<std::string> written;
        for (auto& option : options)
            written.push_back(std::move(option.second));
        for (const auto& option : completeOptions(module.name, std::move(written), m_place.family == TableFamily::Ip6))
            text += " " + option;
    }
    text += m_targetText;
    const auto options = completeOptions(m_target, m_targetOptions, m_place.family == TableFamily::Ip6);
    for (const auto& option : options)
        text += " " + option;
    return text;
}

/// Where an operation may stand.
struct Allowed {
    std::vector<std::string_view> tables = {}; ///< empty: in each
    std::vector<Hook> hooks = {};              ///< empty: at each
};

bool clampsToPath(const RuleSet& rules, const Operation& operation)
{
    const auto* passive = std::get_if<Passive>(&operation);
    return passive && rules.text(passive->text).find("--clamp-mss-to-pmtu") != std::string_view::npos;
}

Allowed allowedFor(const RuleSet& rules, const Operation& operation)
{
    if (clampsToPath(rules, operation))
        return {{}, {Hook::Forward, Hook::Output, Hook::Postrouting}};
    if (const auto* nat = std::get_if<NatStatement>(&operation)) {
        if (nat->kind == NatKind::Masquerade)
            return {{"nat"}, {Hook::Postrouting}};
        if (nat->kind == NatKind::Source)
            return {{"nat"}, {Hook::Postrouting, Hook::Input}};
        if (nat->kind == NatKind::Netmap)
            return {{"nat"}, {}};
        return {{"nat"}, {Hook::Prerouting, Hook::Output}};
    }
    if (std::holds_alternative<RejectStatement>(operation))
        return {{"filter"}, {}};
    if (std::holds_alternative<Untrack>(operation))
        return {{"raw"}, {}};
    if (const auto* set = std::get_if<SetField>(&operation); set && (set->target == SetTarget::TimeToLive || set->target == SetTarget::TypeOfService))
        return {{"mangle"}, {}};
    if (std::holds_alternative<RpfilterMatch>(operation))
        return {{"raw", "mangle"}, {Hook::Prerouting}};
    if (const auto* compare = std::get_if<Compare>(&operation)) {
        if (compare->spelling == Spelling::Owner)
            return {{}, {Hook::Output, Hook::Postrouting}};
        if (compare->spelling == Spelling::Mac)
            return {{}, {Hook::Prerouting, Hook::Input, Hook::Forward}};
    }
    return {};
}

int refusalOfRule(const RuleSet& rules, const Rule& rule, std::string_view table)
{
    bool isTcp = false;
    for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
        const auto& operation = rules.operations[rule.firstOperation + i];
        if (const auto* compare = std::get_if<Compare>(&operation)) {
            isTcp = isTcp || (compare->field == Field::Protocol && !compare->negated && rules.interval(*compare).low.low == 6);
            const auto& interval = rules.interval(*compare);
            const bool isAddress = compare->field == Field::Ip4Source || compare->field == Field::Ip4Destination;
            if (isAddress && compare->negated && interval.low == Value{} && interval.high == Value::of(0xffffffffu))
                return EINVAL; // never true
        }
        if (const auto tables = allowedFor(rules, operation).tables; !tables.empty() && std::ranges::find(tables, table) == tables.end())
            return EINVAL;
        if (const auto* reject = std::get_if<RejectStatement>(&operation); reject && reject->type == RejectType::TcpReset && !isTcp)
            return EINVAL;
        if (const auto* passive = std::get_if<Passive>(&operation); passive && !isTcp && rules.text(passive->text).find("TCPMSS") != std::string_view::npos)
            return EINVAL;
        if (const auto* verdict = std::get_if<Verdict>(&operation); verdict && verdict->chain.valid() && rules.chains[verdict->chain.value].hook)
            return EOPNOTSUPP;
    }
    return 0;
}

/// Walks as the kernel does when it looks whether rules end.
class ChainWalk {
public:
    ChainWalk(const RuleSet& rules, Hook hook) : m_rules(rules), m_hook(hook), m_fineAt(rules.chains.size(), -1) {}

    int walk(ChainId chain, int depth)
    {
        constexpr int deepest = 16; // NFT_JUMP_STACK_SIZE
        if (depth >= deepest)
            return EMLINK;
        if (depth <= m_fineAt[chain.value])
            return 0;
        const auto span = m_rules.chains[chain.value].rules;
        for (auto i = span.first; i < span.first + span.count; ++i)
            for (std::uint16_t k = 0; k < m_rules.rules[i].operationCount; ++k) {
                const auto& operation = m_rules.operations[m_rules.rules[i].firstOperation + k];
                const auto hooks = allowedFor(m_rules, operation).hooks;
                if (!hooks.empty() && std::ranges::find(hooks, m_hook) == hooks.end())
                    return EINVAL;
                const auto* verdict = std::get_if<Verdict>(&operation);
                if (!verdict || !verdict->chain.valid())
                    continue;
                if (++m_steps > mostSteps)
                    return EMLINK;
                if (const int refused = walk(verdict->chain, depth + 1); refused != 0)
                    return refused;
            }
        m_fineAt[chain.value] = depth;
        return 0;
    }

private:
    static constexpr std::size_t mostSteps = 1'000'000; ///< chains that many chains name are walked each time
    const RuleSet& m_rules;
    Hook m_hook;
    std::vector<int> m_fineAt; ///< the depth at which a chain was walked to its end
    std::size_t m_steps = 0;
};

} // namespace

bool isTargetName(std::string_view word) { return isIn(verdictNames, word) || isIn(otherTargets, word); }

tl::expected<std::vector<std::string>, IptablesComplaint> readTypedRule(const RulePlace& place, std::span<const std::string> words)
{
    return TypedRuleReader(place, words).read();
}

int refusalOf(const RuleSet& rules, TableId table)
{
    for (const auto& chain : rules.chains)
        if (chain.table == table)
            for (auto i = chain.rules.first; i < chain.rules.first + chain.rules.count; ++i)
                if (const int refused = refusalOfRule(rules, rules.rules[i], rules.tables[table.value].name); refused != 0)
                    return refused;
    for (std::uint32_t i = 0; i < rules.chains.size(); ++i)
        if (rules.chains[i].table == table && rules.chains[i].hook)
            if (const int refused = ChainWalk(rules, *rules.chains[i].hook).walk(ChainId{i}, 0); refused != 0)
                return refused;
    return 0;
}

} // namespace hoplens::lab
