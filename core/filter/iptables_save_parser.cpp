// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "filter/iptables_save.h"
#include "filter/iptables_words.h"
#include "filter/rule_set_builder.h"

#include <charconv>
#include <algorithm>
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

namespace {

/// Why one rule could not be understood; it becomes an unknown rule.
struct Misunderstood {
    std::string why;
};

struct RuleWords {
    std::vector<std::string_view> words;
    std::string scratch;
    std::vector<std::string> unquoted;
};

class IptablesSaveParser {
public:
    /// size: of the text in bytes, as far as it is known.
    IptablesSaveParser(std::size_t size, std::string_view file, TableFamily family, RuleOrigin origin, RuleSet& rules);

    /// Takes the text line by line, without the ends of lines.
    Result<void> take(std::string_view line);
    Result<std::vector<Note>> finish();

private:
    using Step = tl::expected<void, Misunderstood>;

    std::string here() const { return std::string(m_file) + ":" + std::to_string(m_line); }
    tl::unexpected<Error> broken(std::string message, std::string remedy = {}) const
    {
        return failure({ErrorCode::InvalidInput, std::move(message), here(), 0, std::move(remedy)});
    }
    static tl::unexpected<Misunderstood> unclear(std::string why) { return tl::unexpected(Misunderstood{std::move(why)}); }
    bool isV4() const { return m_family == TableFamily::Ip; }

    Result<void> parseLine(std::string_view line);
    Result<void> parseChain(std::string_view line);
    Result<void> parseRule(std::string_view line, Counters counters);
    Result<void> split(std::string_view line);
    Step parseOptions();
    Step parseBase(std::string_view option, bool& handled);
    Step parseMatch(std::string_view option);
    Step parseConntrack(std::string_view option);
    Step parseSocketAndSet(std::string_view option);
    Step parseTarget(std::string_view name, VerdictKind kind);
    Step parseNat(std::string_view name);
    Step parseMarkTarget(std::string_view name);
    Step addAddress(Field v4, Field v6, std::string_view list, Spelling spelling);
    Step addPorts(Field field, std::string_view text, Spelling spelling);
    Step addMarkCompare(Field field, Spelling spelling);
    Step addIcmp(std::string_view text);
    Step addFlagMask(Field field, Spelling spelling, std::string_view list, std::optional<std::uint32_t> (*find)(std::string_view));
    std::string_view next();
    bool done() const { return m_at >= m_words.size(); }
    /// Joins the words of the match that starts at `from` up to the next module or target, as they stand.
    std::string rest(std::size_t from);
    bool takeNegation()
    {
        const bool negated = m_negated;
        m_negated = false;
        return negated;
    }

    std::string_view m_file;
    TableFamily m_family;
    RuleOrigin m_origin;
    RuleSetBuilder m_builder;
    TableId m_table = {};
    std::string m_tableName;
    std::uint32_t m_line = 0;
    bool m_sawAnything = false; ///< a table or a comment
    bool m_sawText = false;
    std::vector<Note> m_notes;

    // the rule at hand
    std::vector<std::string_view> m_words;
    std::vector<std::string> m_unquoted;
    std::size_t m_at = 0;
    std::string_view m_module;
    bool m_negated = false;
};

std::string_view IptablesSaveParser::next()
{
    return done() ? std::string_view() : m_words[m_at++];
}

std::string IptablesSaveParser::rest(std::size_t from)
{
    std::string text;
    while (from < m_words.size() && m_words[from] == "!")
        ++from;
    for (std::size_t i = from; i < m_words.size(); ++i) {
        if (i > from && (m_words[i] == "-m" || m_words[i] == "-j" || m_words[i] == "-g"))
            break;
        m_at = i + 1;
        if (!text.empty())
            text += ' ';
        text += m_words[i];
    }
    return text;
}

Result<void> IptablesSaveParser::split(std::string_view line)
{
    m_words.clear();
    m_unquoted.clear();
    m_at = 0;
    std::size_t i = 0;
    const auto quotedCount = static_cast<std::size_t>(std::ranges::count(line, '"'));
    m_unquoted.reserve(quotedCount + 1);
    while (i < line.size()) {
        if (line[i] == ' ' || line[i] == '\t') {
            ++i;
            continue;
        }
        if (line[i] != '"') {
            const std::size_t start = i;
            while (i < line.size() && line[i] != ' ' && line[i] != '\t')
                ++i;
            m_words.push_back(line.substr(start, i - start));
            continue;
        }
        const std::size_t start = ++i;
        bool escaped = false;
        while (i < line.size() && line[i] != '"') {
            if (line[i] == '\\' && i + 1 < line.size()) {
                escaped = true;
                ++i;
            }
            ++i;
        }
        if (i >= line.size())
            return broken("a quoted string has no closing quote");
        std::string_view inside = line.substr(start, i - start);
        ++i;
        if (escaped) {
            std::string plain;
            for (std::size_t k = 0; k < inside.size(); ++k)
                plain += inside[k] == '\\' && k + 1 < inside.size() ? inside[++k] : inside[k];
            m_unquoted.push_back(std::move(plain));
            inside = m_unquoted.back();
        }
        m_words.push_back(inside);
    }
    return {};
}

IptablesSaveParser::IptablesSaveParser(std::size_t size, std::string_view file, TableFamily family, RuleOrigin origin, RuleSet& rules)
    : m_file(file), m_family(family), m_origin(origin), m_builder(rules)
{
    rules.operations.reserve(rules.operations.size() + size / 55); // of kube-proxy's rules, which are the many
    rules.rules.reserve(rules.rules.size() + size / 140);
}

Result<void> IptablesSaveParser::take(std::string_view line)
{
    ++m_line;
    std::size_t bad = 0;
    if (!isUtf8(line, bad))
        return broken("the text is not UTF-8", "Save it again with iptables-save.");
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.empty())
        return {};
    m_sawText = m_sawText || line.find_first_not_of(" \t") != std::string_view::npos;
    m_sawAnything = m_sawAnything || line[0] == '#';
    if (line[0] == '#') { // the header of each program's output; texts of both may follow each other
        if (!m_table.valid() && line.starts_with("# Generated by "))
            m_family = line.find("ip6tables") != std::string_view::npos ? TableFamily::Ip6 : TableFamily::Ip;
        return {};
    }
    if (auto result = parseLine(line); !result)
        return result;
    m_sawAnything = true;
    return {};
}

Result<std::vector<Note>> IptablesSaveParser::finish()
{
    if (m_table.valid())
        return broken("the text ends inside table " + m_tableName + ", before its COMMIT", "It was cut off: save it again with iptables-save.");
    if (m_sawText && !m_sawAnything)
        return broken("this is not the output of iptables-save");
    m_builder.finish();
    return std::move(m_notes);
}

Result<void> IptablesSaveParser::parseLine(std::string_view line)
{
    if (line[0] == '*') {
        if (m_table.valid())
            return broken("a table begins before table " + m_tableName + " has its COMMIT");
        m_tableName = std::string(line.substr(1));
        if (m_tableName.empty())
            return broken("a table without a name");
        m_table = m_builder.table(m_origin, m_family, m_tableName);
        return {};
    }
    if (!m_table.valid())
        return broken("\"" + std::string(line.substr(0, 40)) + "\" stands outside a table", "The text must be the output of iptables-save.");
    if (line == "COMMIT") {
        m_table = {};
        return {};
    }
    if (line[0] == ':')
        return parseChain(line.substr(1));
    Counters counters;
    if (line[0] == '[') {
        const auto close = line.find(']');
        const auto colon = line.find(':');
        if (close == std::string_view::npos || colon == std::string_view::npos || colon > close)
            return broken("the counters are not of the form [packets:bytes]");
        const auto packets = parseNumber(line.substr(1, colon - 1));
        const auto bytes = parseNumber(line.substr(colon + 1, close - colon - 1));
        if (!packets || !bytes)
            return broken("the counters are not of the form [packets:bytes]");
        counters = {*packets, *bytes};
        line.remove_prefix(std::min(close + 1, line.size()));
        while (line.starts_with(' '))
            line.remove_prefix(1);
    }
    if (!line.starts_with("-A "))
        return broken("\"" + std::string(line.substr(0, 40)) + "\" is neither a chain (:), a rule (-A), a table (*) nor COMMIT");
    return parseRule(line.substr(3), counters);
}

Result<void> IptablesSaveParser::parseChain(std::string_view line)
{
    if (auto result = split(line); !result)
        return result;
    if (m_words.size() < 2)
        return broken("a chain line needs a name and a policy");
    if (m_builder.findChain(m_table, m_words[0]).valid())
        return broken("chain " + std::string(m_words[0]) + " is declared twice in table " + m_tableName);
    const ChainId id = m_builder.chain(m_table, m_words[0]);
    m_builder.hookIptablesChain(id);
    auto& chain = m_builder.rules().chains[id.value];
    const auto policy = m_words[1];
    if (policy != "ACCEPT" && policy != "DROP" && policy != "-")
        return broken("the policy of chain " + std::string(m_words[0]) + " is \"" + std::string(policy) + "\"; it must be ACCEPT, DROP or -");
    chain.dropPolicy = policy == "DROP";
    chain.isBuiltIn = policy != "-";
    if (m_words.size() > 2 && m_words[2].size() > 2) {
        const auto inside = m_words[2].substr(1, m_words[2].size() - 2);
        const auto colon = inside.find(':');
        chain.counters.packets = parseNumber(inside.substr(0, colon)).value_or(0);
        chain.counters.bytes = colon == std::string_view::npos ? 0 : parseNumber(inside.substr(colon + 1)).value_or(0);
    }
    return {};
}

Result<void> IptablesSaveParser::parseRule(std::string_view line, Counters counters)
{
    if (auto result = split(line); !result)
        return result;
    const auto chainName = next();
    const ChainId chain = m_builder.findChain(m_table, chainName);
    if (!chain.valid())
        return broken("the rule is for chain " + std::string(chainName) + ", which table " + m_tableName + " does not declare");
    auto& rule = m_builder.beginRule(chain);
    rule.line = m_line;
    rule.counters = counters;
    m_module = {};
    m_negated = false;
    if (const auto parsed = parseOptions(); !parsed) {
        m_builder.abandonRule();
        auto& unknown = m_builder.beginRule(chain);
        unknown.line = m_line;
        unknown.counters = counters;
        const auto bodyStart = std::min(line.find(' ') + 1, line.size());
        m_builder.add(UnknownOperation{m_builder.string(line.substr(bodyStart)), true}); // what it would do is as unknown as when
        m_notes.push_back({"rule", here() + ": " + parsed.error().why + "; verdicts that depend on this rule are unknown"});
    }
    m_builder.endRule();
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::parseOptions()
{
    while (!done()) {
        const auto word = next();
        if (word == "!") {
            m_negated = true;
            continue;
        }
        if (word == "-m") {
            m_module = next();
            if (m_module == "rpfilter" && (done() || !m_words[m_at].starts_with("--")))
                m_builder.add(RpfilterMatch{});
            continue;
        }
        if (word == "-j" || word == "-g") {
            if (auto step = parseTarget(next(), word == "-g" ? VerdictKind::Goto : VerdictKind::Jump); !step)
                return step;
            continue;
        }
        bool handled = false;
        if (auto step = parseBase(word, handled); !step)
            return step;
        if (!handled)
            if (auto step = parseMatch(word); !step)
                return step;
    }
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::addAddress(Field v4, Field v6, std::string_view text, Spelling spelling)
{
    const auto prefix = Prefix::parse(text);
    const Field field = isV4() ? v4 : v6;
    if (!prefix) {
        const auto slash = text.find('/');
        const auto address = Address::parse(text.substr(0, slash));
        const auto mask = slash == std::string_view::npos ? std::nullopt : Address::parse(text.substr(slash + 1));
        if (!address || !mask || !isV4() || mask->family != IpFamily::V4)
            return unclear("\"" + std::string(text) + "\" is not an address of this family");
        m_builder.addCompare(field, spelling, takeNegation(), Interval{address->bits & mask->bits, address->bits & mask->bits}, mask->bits.low);
        return {};
    }
    if ((prefix->address.family == IpFamily::V4) != isV4())
        return unclear("\"" + std::string(text) + "\" is not an address of this family");
    m_builder.addCompare(field, spelling, takeNegation(), Interval{prefix->first().bits, prefix->last().bits});
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::parseBase(std::string_view option, bool& handled)
{
    handled = true;
    if (option == "-s")
        return addAddress(Field::Ip4Source, Field::Ip6Source, next(), Spelling::Base);
    if (option == "-d")
        return addAddress(Field::Ip4Destination, Field::Ip6Destination, next(), Spelling::Base);
    if (option == "-p") {
        const auto word = next();
        const auto number = protocolNumber(word);
        if (!number)
            return unclear("protocol \"" + std::string(word) + "\" is not known");
        m_builder.addCompare(Field::Protocol, Spelling::Base, takeNegation(), Interval{Value::of(*number), Value::of(*number)});
        if (m_module.empty()) // "-p tcp --dport" loads the module of the protocol
            m_module = word;
        return {};
    }
    if (option == "-i" || option == "-o") {
        auto name = next();
        InterfaceMatch match{option == "-i" ? InterfaceRole::In : InterfaceRole::Out};
        match.negated = takeNegation();
        match.isPrefix = name.ends_with('+');
        if (match.isPrefix)
            name.remove_suffix(1);
        match.name = m_builder.string(name);
        m_builder.add(match);
        return {};
    }
    if (option == "-f") {
        m_builder.addCompare(Field::FragmentOffset, Spelling::Base, !takeNegation(), Interval{Value::of(0), Value::of(0)}, ~0ull);
        return {};
    }
    handled = false;
    return {};
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
        AddressTypeMatch* match = nullptr;
        auto& operations = m_builder.rules().operations;
        if (operations.size() > m_builder.rules().rules.back().firstOperation)
            match = std::get_if<AddressTypeMatch>(&operations.back());
        if (!match) {
            m_builder.add(AddressTypeMatch{});
            match = &std::get<AddressTypeMatch>(operations.back());
        }
        std::uint16_t bits = 0;
        for (std::string_view list = next(); !list.empty();) {
            const auto comma = list.find(',');
            const auto type = iptables::byName(iptables::addressTypes, list.substr(0, comma));
            if (!type)
                return unclear("\"" + std::string(list) + "\" is not an address type");
            bits |= static_cast<std::uint16_t>(1u << *type);
            list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        }
        (option == "--src-type" ? match->sources : match->destinations) = bits;
        (option == "--src-type" ? match->sourceNegated : match->destinationNegated) = takeNegation();
        return {};
    }
    return unclear("option " + std::string(option) + " of module " + std::string(m_module) + " is not known");
}

IptablesSaveParser::Step IptablesSaveParser::parseMatch(std::string_view option)
{
    auto& operations = m_builder.rules().operations;
    const auto number = [this](std::uint64_t maximum) { return parseNumber(next(), maximum); };
    if (option == "--comment") {
        auto& rule = m_builder.rules().rules.back();
        rule.commentPosition = static_cast<std::uint16_t>(operations.size() - rule.firstOperation);
        rule.comment = m_builder.string(next());
        return {};
    }
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
            auto* match = operations.empty() ? nullptr : std::get_if<AddressTypeMatch>(&operations.back());
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
        auto* match = operations.empty() ? nullptr : std::get_if<StatisticMatch>(&operations.back());
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
        auto* match = operations.size() > m_builder.rules().rules.back().firstOperation ? std::get_if<PhysdevMatch>(&operations.back()) : nullptr;
        if (!match) {
            m_builder.add(PhysdevMatch{});
            match = &std::get<PhysdevMatch>(operations.back());
        }
        static constexpr std::array<std::string_view, 5> options = {"--physdev-in", "--physdev-out", "--physdev-is-bridged", "--physdev-is-in", "--physdev-is-out"};
        const auto at = std::ranges::find(options, option);
        if (at == options.end())
            return unclear("option " + std::string(option) + " of module physdev is not known");
        const auto bit = static_cast<std::size_t>(at - options.begin());
        match->flags |= static_cast<std::uint8_t>(1u << bit);
        if (takeNegation())
            match->inverted |= static_cast<std::uint8_t>(1u << bit);
        if (bit == 0)
            match->in = m_builder.string(next());
        if (bit == 1)
            match->out = m_builder.string(next());
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
        auto* match = operations.size() > m_builder.rules().rules.back().firstOperation ? std::get_if<RpfilterMatch>(&operations.back()) : nullptr;
        if (!match) {
            m_builder.add(RpfilterMatch{});
            match = &std::get<RpfilterMatch>(operations.back());
        }
        if (option == "--loose")
            match->loose = true;
        else if (option == "--validmark")
            match->validMark = true;
        else if (option == "--accept-local")
            match->acceptLocal = true;
        else if (option == "--invert")
            match->inverted = true;
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
    } else if (m_module == "limit" || m_module == "hashlimit" || m_module == "connlimit" || m_module == "quota" || m_module == "recent") {
        const bool negated = takeNegation();
        std::size_t from = m_at - 1;
        if (negated)
            --from;
        std::string text = std::string(m_module) + (negated ? " ! " : " ");
        text += rest(m_at - 1);
        const RateKind kind = m_module == "limit" ? RateKind::Limit : m_module == "hashlimit" ? RateKind::HashLimit : m_module == "connlimit" ? RateKind::ConnectionLimit : m_module == "quota" ? RateKind::Quota : text.find("--set") != std::string::npos ? RateKind::RecentSet : RateKind::Recent;
        m_builder.add(RateMatch{kind, m_builder.string(text)});
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

IptablesSaveParser::Step IptablesSaveParser::parseNat(std::string_view target)
{
    NatStatement nat{target == "SNAT" ? NatKind::Source : target == "DNAT" ? NatKind::Destination : target == "MASQUERADE" ? NatKind::Masquerade : target == "REDIRECT" ? NatKind::Redirect : NatKind::Netmap};
    nat.family = isV4() ? IpFamily::V4 : IpFamily::V6;
    while (!done()) {
        const auto option = next();
        if (option == "--random") {
            nat.random = true;
        } else if (option == "--random-fully") {
            nat.fullyRandom = true;
        } else if (option == "--persistent") {
            nat.persistent = true;
        } else if (option == "--to-ports") {
            const auto text = next();
            const auto range = parseDashRange(text, '-');
            if (!range)
                return unclear("\"" + std::string(text) + "\" is not a port range");
            nat.hasPort = true;
            nat.portLow = static_cast<std::uint16_t>(range->low.low);
            nat.portHigh = static_cast<std::uint16_t>(range->high.low);
        } else if (option == "--to") {
            const auto prefix = Prefix::parse(next());
            if (!prefix)
                return unclear("NETMAP needs a network");
            nat.hasAddress = true;
            nat.addresses = m_builder.addInterval({prefix->first().bits, prefix->last().bits});
        } else if (option == "--to-source" || option == "--to-destination") {
            std::string_view text = next();
            std::string_view addressPart = text;
            std::string_view portPart;
            if (text.starts_with('[')) {
                const auto close = text.find(']');
                addressPart = text.substr(1, close - 1);
                portPart = close != std::string_view::npos && close + 1 < text.size() && text[close + 1] == ':' ? text.substr(close + 2) : std::string_view();
            } else if (isV4() || std::ranges::count(text, ':') == 1) {
                const auto colon = text.find(':');
                addressPart = text.substr(0, colon);
                portPart = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
            }
            if (!addressPart.empty()) {
                const auto range = parseAddressRange(addressPart);
                if (!range)
                    return unclear("\"" + std::string(text) + "\" is not an address range");
                nat.hasAddress = true;
                nat.addresses = m_builder.addInterval(*range);
            }
            if (!portPart.empty()) {
                const auto range = parseDashRange(portPart, '-');
                if (!range)
                    return unclear("\"" + std::string(text) + "\" has no valid port range");
                nat.hasPort = true;
                nat.portLow = static_cast<std::uint16_t>(range->low.low);
                nat.portHigh = static_cast<std::uint16_t>(range->high.low);
            }
        } else {
            return unclear("option " + std::string(option) + " of target " + std::string(target) + " is not known");
        }
    }
    m_builder.add(nat);
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::parseMarkTarget(std::string_view target)
{
    const auto option = next();
    const bool connection = target == "CONNMARK";
    SetField set{connection ? SetTarget::ConntrackMark : SetTarget::Mark};
    if (option == "--save-mark" || option == "--restore-mark") {
        std::uint32_t nfmask = 0xffffffffu;
        std::uint32_t ctmask = 0xffffffffu;
        while (!done()) {
            const auto which = next();
            const auto mask = parseNumber(next(), 0xffffffffu);
            if (!mask)
                return unclear("a mask of CONNMARK is not a number");
            if (which == "--nfmask" || which == "--mask")
                nfmask = static_cast<std::uint32_t>(*mask);
            if (which == "--ctmask" || which == "--mask")
                ctmask = static_cast<std::uint32_t>(*mask);
        }
        const bool save = option == "--save-mark";
        set = {save ? SetTarget::ConntrackMark : SetTarget::Mark, save ? SetSource::Mark : SetSource::ConntrackMark, 0, save ? ~ctmask : ~nfmask, save ? nfmask : ctmask, 0};
        m_builder.add(set);
        return {};
    }
    const auto text = next();
    const auto slash = text.find('/');
    const auto value = parseNumber(text.substr(0, slash), 0xffffffffu);
    const auto mask = slash == std::string_view::npos ? std::optional<std::uint64_t>(0xffffffffu) : parseNumber(text.substr(slash + 1), 0xffffffffu);
    if (!value || !mask)
        return unclear("\"" + std::string(text) + "\" is not a mark");
    const auto v = static_cast<std::uint32_t>(*value);
    const auto m = static_cast<std::uint32_t>(*mask);
    if (option == "--set-xmark")
        set.keep = ~m, set.constant = v;
    else if (option == "--set-mark")
        set.keep = ~(v | m), set.constant = v;
    else if (option == "--and-mark")
        set.keep = v;
    else if (option == "--or-mark")
        set.keep = ~v, set.constant = v;
    else if (option == "--xor-mark")
        set.keep = 0xffffffffu, set.constant = v;
    else
        return unclear("option " + std::string(option) + " of target " + std::string(target) + " is not known");
    m_builder.add(set);
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::parseTarget(std::string_view target, VerdictKind kind)
{
    if (target == "ACCEPT" || target == "DROP" || target == "RETURN") {
        m_builder.add(Verdict{target == "ACCEPT" ? VerdictKind::Accept : target == "DROP" ? VerdictKind::Drop : VerdictKind::Return});
        return {};
    }
    if (const ChainId chain = m_builder.findChain(m_table, target); chain.valid()) {
        m_builder.add(Verdict{kind, chain});
        return {};
    }
    if (target == "SNAT" || target == "DNAT" || target == "MASQUERADE" || target == "REDIRECT" || target == "NETMAP")
        return parseNat(target);
    if (target == "MARK" || target == "CONNMARK")
        return parseMarkTarget(target);
    if (target == "REJECT") {
        RejectStatement reject;
        if (!done() && next() == "--reject-with") {
            const auto word = next();
            const auto type = isV4() ? iptables::byName(iptables::reject4, word) : iptables::byName(iptables::reject6, word);
            if (!type)
                return unclear("\"" + std::string(word) + "\" is not a way to reject");
            reject.type = static_cast<RejectType>(*type);
        }
        m_builder.add(reject);
        return {};
    }
    if (target == "NOTRACK" || (target == "CT" && !done() && m_words[m_at] == "--notrack")) {
        m_at = m_words.size();
        m_builder.add(Untrack{});
        return {};
    }
    if (target == "TTL" || target == "HL") {
        const auto option = next();
        const auto value = parseNumber(next(), 255);
        if (!value)
            return unclear("the TTL is not a number up to 255");
        SetField set{SetTarget::TimeToLive};
        if (option.ends_with("-set"))
            set.constant = static_cast<std::uint32_t>(*value);
        else
            set = {SetTarget::TimeToLive, SetSource::TimeToLive, static_cast<std::int16_t>(option.ends_with("-inc") ? *value : -static_cast<std::int64_t>(*value)), 0, 0xff, 0};
        m_builder.add(set);
        return {};
    }
    if (target == "TOS" || target == "DSCP") {
        const auto option = next();
        const auto text = next();
        const auto slash = text.find('/');
        const auto value = parseNumber(text.substr(0, slash), 255);
        const auto mask = slash == std::string_view::npos ? std::optional<std::uint64_t>(255) : parseNumber(text.substr(slash + 1), 255);
        if (!value || !mask || (option != "--set-tos" && option != "--set-dscp"))
            return unclear("the value of target " + std::string(target) + " is not known");
        if (target == "DSCP")
            m_builder.add(SetField{SetTarget::TypeOfService, SetSource::Nothing, 0, 3, 0, static_cast<std::uint32_t>(*value << 2)});
        else
            m_builder.add(SetField{SetTarget::TypeOfService, SetSource::Nothing, 0, static_cast<std::uint32_t>(~*mask & 0xff), 0, static_cast<std::uint32_t>(*value)});
        return {};
    }
    const std::size_t from = m_at - 1;
    std::string text;
    for (std::size_t i = from; i < m_words.size(); ++i)
        text += (i > from ? " " : "") + (m_words[i].find(' ') == std::string_view::npos && !m_words[i].empty() ? std::string(m_words[i]) : "\"" + std::string(m_words[i]) + "\"");
    m_at = m_words.size();
    static constexpr std::array<std::string_view, 8> passive = {"LOG", "NFLOG", "TRACE", "TCPMSS", "CHECKSUM", "CLASSIFY", "AUDIT", "CONNSECMARK"};
    if (std::ranges::find(passive, target) != passive.end()) {
        m_builder.add(Passive{m_builder.string(text)});
        return {};
    }
    static constexpr std::array<std::string_view, 16> opaque = {"NFQUEUE", "TPROXY", "CT", "SET", "TEE", "SYNPROXY", "SECMARK", "RATEEST", "IDLETIMER", "HMARK", "LED", "CLUSTERIP", "ECN", "TCPOPTSTRIP", "SNPT", "DNPT"};
    if (std::ranges::find(opaque, target) == opaque.end())
        return unclear("target " + std::string(target) + " is neither a chain of this table nor a known extension");
    m_builder.add(UnknownOperation{m_builder.string(text), true});
    return {};
}

} // namespace

Result<std::vector<Note>> parseIptablesSave(std::string_view text, std::string_view file, TableFamily family, RuleOrigin origin, RuleSet& rules)
{
    IptablesSaveParser parser(text.size(), file, family, origin, rules);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (auto taken = parser.take(text.substr(0, end)); !taken)
            return failure(taken.error());
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parser.finish();
}

Result<std::vector<Note>> parseIptablesSave(FileReader& text, std::string_view file, TableFamily family, RuleOrigin origin, RuleSet& rules)
{
    IptablesSaveParser parser(text.size(), file, family, origin, rules);
    for (;;) {
        const auto line = text.line();
        if (!line)
            return failure(line.error());
        if (!*line)
            return parser.finish();
        if (auto taken = parser.take(**line); !taken)
            return failure(taken.error());
    }
}

} // namespace hoplens
