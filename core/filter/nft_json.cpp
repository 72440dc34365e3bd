// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_json_reader.h"

#include <algorithm>

namespace hoplens::nftables {

namespace {

std::optional<TableFamily> familyOf(std::string_view word)
{
    for (const auto family : {TableFamily::Ip, TableFamily::Ip6, TableFamily::Inet, TableFamily::Arp, TableFamily::Bridge, TableFamily::Netdev})
        if (name(family) == word)
            return family;
    return std::nullopt;
}

/// "1m30s".
std::string durationText(const Json& value)
{
    if (value.is_string())
        return text(value);
    std::string words;
    auto seconds = number(value);
    for (const auto& [unit, length] : {std::pair<const char*, std::uint64_t>{"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}})
        if (seconds >= length) {
            words += std::to_string(seconds / length) + unit;
            seconds %= length;
        }
    return words;
}

/// Lines of a set's declaration besides its type, in nft's order.
std::vector<std::string> propertiesOf(const Json& set)
{
    std::vector<std::string> lines;
    const auto plain = [](const Json& value) { return value.is_string() ? text(value) : std::to_string(number(value)); };
    if (const auto policy = text(member(set, "policy")); !policy.empty() && policy != "performance")
        lines.push_back("policy " + policy);
    if (const auto& size = member(set, "size"); !size.is_null())
        lines.push_back("size " + plain(size));
    std::string flags;
    const auto& list = member(set, "flags");
    const auto& timeout = member(set, "timeout");
    for (const char* flag : {"constant", "dynamic", "interval", "timeout"})
        if (list == flag || (list.is_array() && std::ranges::find(list, Json(flag)) != list.end()))
            flags += (flags.empty() ? "" : ",") + std::string(flag);
    if (!flags.empty() && !(flags == "timeout" && !timeout.is_null()))
        lines.push_back("flags " + flags);
    if (!timeout.is_null())
        lines.push_back("timeout " + durationText(timeout));
    if (const auto& interval = member(set, "gc-interval"); !interval.is_null())
        lines.push_back("gc-interval " + durationText(interval));
    if (member(set, "auto-merge") == true)
        lines.emplace_back("auto-merge");
    if (const auto& statement = member(set, "stmt"); !statement.is_null())
        lines.emplace_back("counter");
    if (const auto comment = text(member(set, "comment")); !comment.empty())
        lines.push_back("comment \"" + comment + "\"");
    return lines;
}

} // namespace

TableId NftJsonReader::tableOf(const Json& object) const
{
    const auto family = familyOf(text(member(object, "family")));
    const auto wanted = text(member(object, "table"));
    const auto& tables = m_builder.rules().tables;
    for (std::uint32_t i = 0; family && i < tables.size(); ++i)
        if (tables[i].family == *family && tables[i].name == wanted && tables[i].origin != RuleOrigin::IptablesLegacy)
            return TableId{i};
    throw Broken{"table \"" + text(member(object, "family")) + " " + wanted + "\" is used before it is declared"};
}

std::vector<Note> NftJsonReader::finish()
{
    for (const auto& [chain, name] : m_targets)
        if (chain.value >= m_known && !m_declared.contains(chain))
            throw Broken{"a rule jumps to chain " + name + ", which its table does not declare"};
    m_builder.finish();
    return std::move(m_notes);
}

void NftJsonReader::take(const Json& object)
{
    const auto [kind, value] = only(object);
    if (!value)
        throw Broken{"an entry of \"nftables\" is not an object with one member"};
    if (kind == "table") {
        const auto family = familyOf(text(member(*value, "family")));
        if (!family || text(member(*value, "name")).empty())
            throw Broken{"a table lacks its family or name"};
        const TableId id = m_builder.table(RuleOrigin::Nftables, *family, text(member(*value, "name")));
        const auto& flags = member(*value, "flags");
        m_builder.rules().tables[id.value].handle = number(member(*value, "handle"));
        m_builder.rules().tables[id.value].dormant = flags == "dormant" || (flags.is_array() && std::ranges::find(flags, Json("dormant")) != flags.end());
    } else if (kind == "chain") {
        chain(*value);
    } else if (kind == "set" || kind == "map") {
        set(*value, kind == "map");
    } else if (kind == "rule") {
        rule(*value);
    }
    // Objects that rules name decide nothing by themselves; what else there may be must not be passed over.
    static constexpr std::array<std::string_view, 11> harmless = {"metainfo", "counter", "quota", "limit", "flowtable", "ct helper", "ct timeout", "ct expectation", "synproxy", "secmark", "tunnel"};
    const bool isKnown = kind == "table" || kind == "chain" || kind == "set" || kind == "map" || kind == "rule";
    if (!isKnown && std::ranges::find(harmless, kind) == harmless.end())
        throw Broken{"an entry \"" + kind + "\" is none that nft lists"};
}

void NftJsonReader::chain(const Json& object)
{
    const TableId table = tableOf(object);
    const auto chainName = text(member(object, "name"));
    if (chainName.empty())
        throw Broken{"a chain lacks its name"};
    const ChainId id = m_builder.chain(table, chainName);
    m_declared.insert(id);
    auto& chain = m_builder.rules().chains[id.value];
    chain.handle = number(member(object, "handle"));
    const auto hookName = text(member(object, "hook"));
    if (hookName.empty())
        return;
    for (const auto hook : {Hook::Ingress, Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting, Hook::Egress})
        if (name(hook) == hookName)
            chain.hook = hook;
    if (!chain.hook)
        throw Broken{"chain " + chainName + " has a hook \"" + hookName + "\" that is not known"};
    const auto& priority = member(object, "prio");
    if (!priority.is_number_integer())
        throw Broken{"chain " + chainName + " has no numeric \"prio\""};
    chain.priority = static_cast<std::int32_t>(std::clamp<std::int64_t>(priority.get<std::int64_t>(), INT32_MIN, INT32_MAX));
    chain.isBuiltIn = true;
    const auto type = text(member(object, "type"));
    chain.type = type == "nat" ? ChainType::Nat : type == "route" ? ChainType::Route : ChainType::Filter;
    const auto policy = text(member(object, "policy"));
    if ((type != "nat" && type != "route" && type != "filter") || (!policy.empty() && policy != "accept" && policy != "drop"))
        throw Broken{"chain " + chainName + " has a type or policy that is not known"};
    chain.dropPolicy = policy == "drop";
    const auto& device = member(object, "dev");
    if (device.is_string())
        chain.devices.push_back(text(device));
    for (const auto& one : device.is_array() ? device : Json::array())
        chain.devices.push_back(text(one));
    if (m_builder.rules().tables[table.value].family == TableFamily::Netdev && chain.devices.empty())
        m_notes.push_back({"rule", std::string(m_file) + ": chain " + chainName + " sits on a device that the text does not name", "Collect live: hoplens collect."});
    m_builder.claimForIptables(id);
}

void NftJsonReader::set(const Json& object, bool isMap)
{
    NamedSet set;
    set.table = tableOf(object);
    set.name = text(member(object, "name"));
    std::vector<Notation> notations;
    const auto addType = [&](const Json& type) {
        const auto notation = notationOf(text(type));
        set.type += (set.type.empty() ? "" : " . ") + (type.is_string() ? text(type) : quotation(type));
        set.isReadable = set.isReadable && notation;
        notations.push_back(notation.value_or(Notation::Number));
    };
    const auto& type = member(object, "type");
    if (type.is_array())
        std::ranges::for_each(type, addType);
    else
        addType(type);
    if (notations.empty() || notations.size() > 8)
        set.isReadable = false;
    set.dimensions = static_cast<std::uint8_t>(std::min<std::size_t>(notations.size(), 8));
    if (isMap) {
        const auto& map = member(object, "map");
        const auto dataType = map.is_array() && !map.empty() ? text(map.front()) : text(map);
        set.isVerdictMap = dataType == "verdict";
        set.isDataMap = !set.isVerdictMap;
        set.family = dataType.starts_with("ipv6_addr") ? IpFamily::V6 : IpFamily::V4;
        set.isReadable = set.isReadable && (set.isVerdictMap || dataType.starts_with("ipv4_addr") || dataType.starts_with("ipv6_addr"));
    }
    for (std::size_t i = 0; isMap && i < std::max<std::size_t>(1, member(object, "map").size()); ++i) {
        const auto& map = member(object, "map");
        set.dataType += (i == 0 ? "" : " . ") + text(map.is_array() ? map[i] : map);
    }
    set.properties = propertiesOf(object);
    set.handle = number(member(object, "handle"));
    m_table = set.table;
    const auto& elements = member(object, "elem");
    static const Json none = Json::array();
    for (const auto& one : elements.is_array() && set.isReadable ? elements : none) {
        try {
            if (!isMap)
                element(set, notations, one, nullptr);
            else if (one.is_array() && one.size() == 2)
                element(set, notations, one[0], &one[1]);
            else
                throw Unclear{quotation(one)};
        } catch (const Unclear& problem) {
            set.isReadable = false;
            m_notes.push_back({"rule", std::string(m_file) + ": set " + set.name + " holds " + problem.what + ", which is not modelled; lookups in it are unknown"});
            break;
        }
    }
    m_builder.addSet(std::move(set));
}

void NftJsonReader::element(NamedSet& set, const std::vector<Notation>& notations, const Json& value, const Json* data)
{
    const Json* key = &value;
    if (const auto& wrapped = member(value, "elem"); wrapped.is_object()) {
        for (const auto& [word, content] : wrapped.items())
            if (word != "val" && word != "timeout" && word != "expires" && word != "comment" && word != "counter")
                throw Unclear{"an element with \"" + word + "\""};
        key = &member(wrapped, "val");
    }
    std::vector<Interval> intervals;
    if (*key == "*") {
        for (std::size_t i = 0; i < notations.size(); ++i)
            intervals.push_back({Value{}, Value{~0ull, ~0ull}});
    } else if (const auto& parts = member(*key, "concat"); parts.is_array()) {
        if (parts.empty() || parts.size() != notations.size())
            throw Unclear{quotation(*key)};
        for (std::size_t i = 0; i < parts.size(); ++i)
            intervals.push_back(interval(notations[i], parts[i]));
    } else if (notations.size() == 1) {
        intervals.push_back(interval(notations.front(), *key));
    } else {
        throw Unclear{quotation(*key)};
    }
    SetElement element{m_builder.addIntervals(intervals)};
    if (data && set.isVerdictMap) {
        const auto [word, target] = only(*data);
        if (!target)
            throw Unclear{quotation(*data)};
        element.verdict = verdict(word, *target);
    } else if (data) {
        const auto notation = set.family == IpFamily::V6 ? Notation::Address6 : Notation::Address4;
        const auto& parts = member(*data, "concat");
        if (parts.is_array() && parts.size() != 2)
            throw Unclear{quotation(*data)};
        element.data = single(notation, parts.is_array() ? parts[0] : *data);
        if (parts.is_array())
            element.dataPort = static_cast<std::uint16_t>(single(Notation::Port, parts[1]).low);
    }
    set.elements.push_back(element);
}

void NftJsonReader::rule(const Json& object)
{
    m_table = tableOf(object);
    m_family = m_builder.rules().tables[m_table.value].family;
    const auto chainName = text(member(object, "chain"));
    const ChainId chain = m_builder.findChain(m_table, chainName);
    if (!chain.valid())
        throw Broken{"a rule is for chain " + chainName + ", which its table does not declare"};
    m_transport.reset();
    m_network.reset();
    m_demandedEthernet = false;
    auto& rule = m_builder.beginRule(chain);
    rule.handle = number(member(object, "handle"));
    if (const auto comment = text(member(object, "comment")); !comment.empty()) {
        rule.comment = m_builder.string(comment);
        rule.commentPosition = 0xffff;
    }
    const auto& statements = member(object, "expr");
    if (!statements.is_array() || statements.size() > 1000)
        throw Broken{"a rule of chain " + chainName + " has no list \"expr\""};
    for (const auto& one : statements) {
        const auto [word, value] = only(one);
        try {
            if (!value)
                throw Unclear{quotation(one)};
            statement(word, *value);
        } catch (const Unclear& problem) {
            const bool isMatch = word == "match" || (word == "xt" && member(*value, "type") == "match");
            m_builder.add(UnknownOperation{m_builder.string(problem.what), !isMatch});
            m_notes.push_back({"rule", std::string(m_file) + ": " + text(member(object, "family")) + " " + text(member(object, "table")) + " " + chainName + ", handle " + std::to_string(number(member(object, "handle"))) + ": " + problem.what + " is not modelled; verdicts that depend on this rule are unknown"});
        }
    }
    m_builder.endRule();
}

SetId NftJsonReader::setFor(const Json& value, const std::vector<Notation>& notations, bool isVerdictMap, bool isDataMap)
{
    if (value.is_string() && text(value).starts_with('@')) {
        const SetId named = m_builder.findSet(m_table, std::string_view(text(value)).substr(1));
        if (!named.valid() || m_builder.rules().sets[named.value].dimensions != notations.size())
            throw Unclear{"the set " + quotation(value)};
        const auto& found = m_builder.rules().sets[named.value];
        if (found.isVerdictMap != isVerdictMap || found.isDataMap != isDataMap)
            throw Unclear{"the set " + quotation(value)};
        return named;
    }
    const auto& elements = member(value, "set");
    if (!elements.is_array())
        throw Unclear{quotation(value)};
    NamedSet set;
    set.table = m_table;
    set.name = "__set" + std::to_string(m_anonymous++);
    set.isAnonymous = true;
    set.isVerdictMap = isVerdictMap;
    set.isDataMap = isDataMap;
    set.dimensions = static_cast<std::uint8_t>(notations.size());
    if (isDataMap && !elements.empty() && elements[0].is_array() && elements[0].size() == 2) {
        const auto& parts = member(elements[0][1], "concat");
        const auto address = Address::parse(text(parts.is_array() && !parts.empty() ? parts[0] : elements[0][1]));
        set.family = address ? address->family : IpFamily::V4;
    }
    for (const auto& one : elements) {
        const bool isPair = one.is_array() && one.size() == 2;
        if ((isVerdictMap || isDataMap) && !isPair)
            throw Unclear{quotation(one)};
        if (isVerdictMap || isDataMap)
            element(set, notations, one[0], &one[1]);
        else
            element(set, notations, one, nullptr);
    }
    return m_builder.addSet(std::move(set));
}

} // namespace hoplens::nftables

namespace hoplens {

namespace {

/// Walks over JSON text without building it, to find where one value ends.
class JsonExtent {
public:
    explicit JsonExtent(std::string_view text) : m_text(text) {}

    void skipSpace() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }
    /// True, and past it, when the next character is this one.
    bool take(char wanted)
    {
        skipSpace();
        if (m_at == m_text.size() || m_text[m_at] != wanted)
            return false;
        ++m_at;
        return true;
    }
    bool atEnd()
    {
        skipSpace();
        return m_at == m_text.size();
    }
    /// The text of the next value; empty when it does not end.
    std::string_view value()
    {
        skipSpace();
        const std::size_t start = m_at;
        int depth = 0;
        for (bool inString = false; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (inString) {
                if (c == '\\')
                    ++m_at;
                else if (c == '"')
                    inString = false;
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                if (++depth > nftables::deepestNesting * 4)
                    throw nftables::Broken{"it is nested deeper than nft writes"};
            } else if ((c == '}' || c == ']') && depth > 0) {
                --depth;
            } else if (depth == 0 && (c == ',' || c == ']' || c == '}' || c == ':')) {
                return m_text.substr(start, m_at - start);
            }
        }
        return {};
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

Result<std::vector<Note>> parseNftJson(std::string_view text, std::string_view file, RuleSet& rules)
{
    const auto refuse = [&](std::string problem) { return failure({ErrorCode::InvalidInput, std::move(problem), std::string(file), 0, "Save it again with nft -j list ruleset."}); };
    nftables::NftJsonReader reader(file, rules);
    try {
        // Each entry is found, parsed, taken and forgotten, so that the text's tree is never in memory whole.
        JsonExtent extent(text);
        if (!extent.take('{') || nftables::text(nftables::Json::parse(extent.value(), nullptr, false)) != "nftables" || !extent.take(':') || !extent.take('['))
            return refuse("this is not the output of nft -j list ruleset (it does not begin with \"nftables\")");
        if (!extent.take(']')) {
            do {
                const auto entry = extent.value();
                if (entry.empty())
                    return refuse("the JSON is broken: it ends inside an entry");
                reader.take(nftables::Json::parse(entry));
            } while (extent.take(','));
            if (!extent.take(']'))
                return refuse("the JSON is broken: the list of entries does not end");
        }
        if (!extent.take('}') || !extent.atEnd())
            return refuse("the JSON is broken: something follows the list of entries");
        return reader.finish();
    } catch (const nftables::Broken& broken) {
        return refuse(broken.what);
    } catch (const nftables::Json::exception& broken) {
        return refuse(std::string("the JSON is broken: ") + broken.what());
    } catch (const std::bad_alloc&) {
        return failure({ErrorCode::LimitExceeded, "the rules need more memory than there is", std::string(file)});
    }
}

} // namespace hoplens
