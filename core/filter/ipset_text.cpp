// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/ipset_text.h"

#include "filter/iptables_save.h"
#include "filter/iptables_words.h"
#include "filter/nft_text.h"
#include "filter/rule_set_builder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace hoplens {
namespace {

/// Takes the next part off the front of a text.
std::string_view next(std::string_view& rest, char separator)
{
    const auto end = std::min(rest.find(separator), rest.size());
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

std::optional<Interval> addressRange(std::string_view text, IpFamily family)
{
    const auto dash = text.find('-');
    const auto low = Prefix::parse(text.substr(0, dash));
    const auto high = dash == std::string_view::npos ? low : Prefix::parse(text.substr(dash + 1));
    if (!low || !high || low->address.family != family || high->address.family != family || high->last().bits < low->first().bits)
        return std::nullopt;
    return Interval{low->first().bits, high->last().bits};
}

std::optional<Interval> numberRange(std::string_view text, std::uint64_t most)
{
    const auto dash = text.find('-');
    const auto low = parseNumber(text.substr(0, dash), most);
    const auto high = dash == std::string_view::npos ? low : parseNumber(text.substr(dash + 1), most);
    if (!low || !high || *high < *low)
        return std::nullopt;
    return Interval{Value::of(*low), Value::of(*high)};
}

/// ipset's word for an ICMP type and code; empty: it has none.
std::string_view icmpNameOf(std::uint64_t typeAndCode)
{
    for (const auto& name : iptables::icmp4Names)
        if (name.type == static_cast<int>(typeAndCode >> 8) && std::max(name.code, 0) == static_cast<int>(typeAndCode & 255) && (name.code >= 0 || (name.type != 3 && name.type != 5 && name.type != 11)))
            return name.name;
    return {};
}

/// "tcp:80", "icmp:8/0", "47:0"; no protocol is TCP.
bool addPort(std::string_view text, IpFamily family, std::vector<Interval>& intervals)
{
    static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 6> protocols = {{{"tcp", 6}, {"udp", 17}, {"sctp", 132}, {"udplite", 136}, {"icmp", 1}, {"icmpv6", 58}}};
    const auto colon = text.find(':');
    const auto word = colon == std::string_view::npos ? std::string_view("tcp") : text.substr(0, colon);
    auto rest = colon == std::string_view::npos ? text : text.substr(colon + 1);
    const auto known = std::ranges::find(protocols, word, &std::pair<std::string_view, std::uint64_t>::first);
    const auto protocol = known != protocols.end() ? std::optional(known->second) : parseNumber(word, 255);
    if (!protocol)
        return false;
    auto port = numberRange(rest, 0xffff);
    if (*protocol == 1 || *protocol == 58) {
        if (const auto named = icmpTypeByName(rest, family)) {
            port = Interval{Value::of(static_cast<std::uint64_t>(named->first) << 8 | static_cast<std::uint64_t>(std::max(named->second, 0))), {}};
            port->high = port->low;
        } else {
            const auto type = parseNumber(next(rest, '/'), 255);
            const auto code = parseNumber(rest, 255);
            port = type && code ? std::optional(Interval{Value::of(*type << 8 | *code), Value::of(*type << 8 | *code)}) : std::nullopt;
        }
    }
    if (!port)
        return false;
    intervals.push_back({Value::of(*protocol), Value::of(*protocol)});
    intervals.push_back(*port);
    return true;
}

} // namespace

std::optional<std::vector<Interval>> readIpsetMember(const NamedSet& set, std::string_view text)
{
    std::vector<Interval> intervals;
    std::string_view words = set.type;
    words.remove_prefix(std::min(words.find(':') + 1, words.size()));
    while (!words.empty()) {
        const auto word = next(words, ',');
        const auto part = next(text, ',');
        std::optional<Interval> interval;
        if (word == "ip" || word == "net") {
            interval = addressRange(part, set.family);
        } else if (word == "port" && set.type == "bitmap:port") {
            interval = numberRange(part, 0xffff);
        } else if (word == "port") {
            if (!addPort(part, set.family, intervals))
                return std::nullopt;
            continue;
        } else if (word == "mac") {
            if (const auto mac = MacAddress::parse(part))
                interval = Interval{Value::of(mac->number()), Value::of(mac->number())};
        } else if (word == "mark") {
            interval = numberRange(part, 0xffffffff);
        }
        if (!interval)
            return std::nullopt;
        intervals.push_back(*interval);
    }
    return text.empty() ? std::optional(intervals) : std::nullopt;
}

std::string ipsetMemberText(const NamedSet& set, std::span<const Interval> member)
{
    std::string text;
    std::string_view words = set.type;
    words.remove_prefix(std::min(words.find(':') + 1, words.size()));
    for (std::size_t at = 0; !words.empty() && at < member.size(); ++at) {
        const auto word = next(words, ',');
        text += text.empty() ? "" : ",";
        if (word == "port" && set.type != "bitmap:port" && at + 1 < member.size()) {
            const auto protocol = member[at].low.low;
            const auto port = member[++at].low.low;
            text += protocolName(static_cast<std::uint8_t>(protocol)) + ":";
            const auto named = protocol == 1 ? icmpNameOf(port) : std::string_view();
            text += !named.empty() ? std::string(named) : protocol == 1 || protocol == 58 ? std::to_string(port >> 8) + "/" + std::to_string(port & 255) : std::to_string(port);
        } else if (word == "ip" || word == "net") {
            text += intervalText(set.family == IpFamily::V6 ? Field::Ip6Source : Field::Ip4Source, member[at]);
        } else if (word == "mac") {
            auto mac = fieldValueText(Field::SourceMac, member[at].low);
            std::ranges::transform(mac, mac.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            text += mac;
        } else if (word == "mark") {
            text += fieldValueText(Field::Mark, member[at].low);
        } else {
            text += std::to_string(member[at].low.low);
        }
    }
    return text;
}

namespace {

class SetReader {
public:
    SetReader(std::string_view file, RuleSet& rules) : m_file(file), m_builder(rules) {}

    Result<std::vector<Note>> read(std::string_view text)
    {
        for (m_line = 1; !text.empty(); ++m_line) {
            auto line = next(text, '\n');
            if (line.empty() || line.front() == '#')
                continue;
            const auto command = next(line, ' ');
            const auto done = command == "create" ? create(line) : command == "add" ? add(line) : complain("is no line of ipset save (create or add)", command);
            if (!done)
                return failure(done.error());
        }
        resolveIpsetLists(m_builder);
        m_builder.finish();
        return std::move(m_notes);
    }

private:
    Result<void> complain(const std::string& what, std::string_view word) const
    {
        return failure({ErrorCode::InvalidInput, "\"" + std::string(word.substr(0, 80)) + "\" " + what, std::string(m_file) + ":" + std::to_string(m_line), 0, "Write the file with: ipset save"});
    }

    Result<void> create(std::string_view rest)
    {
        NamedSet set;
        set.name = next(rest, ' ');
        set.type = next(rest, ' ');
        if (set.name.empty() || set.type.empty())
            return complain("names no set with a type", set.name);
        if (m_sets.contains(set.name))
            return complain("is created twice", set.name);
        set.isReadable = isReadableIpsetType(set.type);
        if (!set.isReadable)
            m_notes.push_back({"ipsets", "the type " + set.type + " of the set " + set.name + " is not known: what is asked of it is unknown"});
        while (!rest.empty()) {
            const auto option = next(rest, ' ');
            if (option == "family") {
                set.family = next(rest, ' ') == "inet6" ? IpFamily::V6 : IpFamily::V4;
            } else if (option == "netmask" || option == "bitmask" || (option == "markmask" && !rest.starts_with("0xffffffff"))) {
                set.isReadable = false;
                m_notes.push_back({"ipsets", "the set " + set.name + " is made with " + std::string(option) + ", which is not modelled: what is asked of it is unknown"});
            }
        }
        auto name = set.name;
        m_sets.emplace(std::move(name), m_builder.addSet(std::move(set)));
        return {};
    }

    Result<void> add(std::string_view rest)
    {
        const auto name = next(rest, ' ');
        const auto member = next(rest, ' ');
        const auto known = m_sets.find(std::string(name));
        if (known == m_sets.end())
            return complain("is a set that no line before creates", name);
        auto& set = m_builder.rules().sets[known->second.value];
        if (!set.isReadable)
            return {};
        if (set.type == "list:set") {
            set.elements.push_back({m_builder.string(member).value}); // resolved at the end
            return {};
        }
        const auto intervals = readIpsetMember(set, member);
        if (!intervals)
            return complain("is no member of a set of the type " + set.type, member);
        set.dimensions = static_cast<std::uint8_t>(std::max<std::size_t>(intervals->size(), 1));
        SetElement element{m_builder.addIntervals(*intervals)};
        while (!rest.empty())
            element.nomatch = next(rest, ' ') == "nomatch" || element.nomatch;
        set.elements.push_back(element);
        return {};
    }

    std::string_view m_file;
    RuleSetBuilder m_builder;
    std::unordered_map<std::string, SetId> m_sets;
    std::vector<Note> m_notes;
    std::size_t m_line = 0;
};

} // namespace

Result<std::vector<Note>> parseIpsetSave(std::string_view text, std::string_view file, RuleSet& rules) { return SetReader(file, rules).read(text); }

std::string ipsetHeader(const NamedSet& set)
{
    if (!set.properties.empty())
        return set.properties.front();
    return std::string("family ") + (set.family == IpFamily::V6 ? "inet6" : "inet") + " hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000000";
}

std::vector<std::string> ipsetMembers(const RuleSet& rules, const NamedSet& set)
{
    std::vector<std::string> members;
    for (const auto member : set.members)
        members.push_back(rules.sets[member.value].name);
    for (const auto& element : set.elements)
        members.push_back(ipsetMemberText(set, std::span(rules.intervals).subspan(element.firstInterval, set.dimensions)) + (element.nomatch ? " nomatch" : ""));
    return members;
}

std::string writeIpset(const RuleSet& rules, const NamedSet& set)
{
    auto text = "create " + set.name + " " + set.type + " " + ipsetHeader(set) + "\n";
    for (const auto& member : ipsetMembers(rules, set))
        text += "add " + set.name + " " + member + "\n";
    return text;
}

} // namespace hoplens
