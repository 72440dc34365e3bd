// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/iptables_rule_reader.h"

#include "filter/iptables_words.h"
#include "filter/rule_set_edit.h"
#include "net/service_names.h"

namespace hoplens::lab {

std::string quoted(const std::string& word)
{
    if (word.find_first_of(" \t\"'\\") == std::string::npos && !word.empty())
        return word;
    std::string text = "\"";
    for (const char c : word)
        text += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    return text + "\"";
}

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

tl::expected<std::vector<std::string>, IptablesComplaint> readTypedRule(const RulePlace& place, std::span<const std::string> words)
{
    return TypedRuleReader(place, words).read();
}

} // namespace hoplens::lab
