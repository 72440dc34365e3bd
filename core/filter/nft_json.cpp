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

} // namespace

TableId NftJsonReader::tableOf(const Json& object) const
{
    const auto family = familyOf(text(member(object, "family")));
    const auto wanted = text(member(object, "table"));
    const auto& tables = const_cast<NftJsonReader*>(this)->m_builder.rules().tables;
    for (std::uint32_t i = 0; family && i < tables.size(); ++i)
        if (tables[i].family == *family && tables[i].name == wanted && tables[i].origin != RuleOrigin::IptablesLegacy)
            return TableId{i};
    throw Broken{"table \"" + text(member(object, "family")) + " " + wanted + "\" is used before it is declared"};
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
        m_builder.rules().tables[id.value].dormant = flags == "dormant" || (flags.is_array() && std::ranges::find(flags, Json("dormant")) != flags.end());
    } else if (kind == "chain") {
        chain(*value);
    } else if (kind == "set" || kind == "map") {
        set(*value, kind == "map");
    } else if (kind == "rule") {
        rule(*value);
    }
    // metainfo, and objects that rules name: counter, quota, limit, flowtable …
}

void NftJsonReader::chain(const Json& object)
{
    const TableId table = tableOf(object);
    const auto chainName = text(member(object, "name"));
    if (chainName.empty())
        throw Broken{"a chain lacks its name"};
    const ChainId id = m_builder.chain(table, chainName);
    auto& chain = m_builder.rules().chains[id.value];
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
    chain.dropPolicy = text(member(object, "policy")) == "drop";
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
    if (notations.size() > 8)
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
    m_table = set.table;
    const auto& elements = member(object, "elem");
    for (const auto& one : elements.is_array() && set.isReadable ? elements : Json::array()) {
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
    if (const auto& wrapped = member(value, "elem"); wrapped.is_object())
        key = &member(wrapped, "val");
    std::vector<Interval> intervals;
    if (*key == "*") {
        for (std::size_t i = 0; i < notations.size(); ++i)
            intervals.push_back({Value{}, Value{~0ull, ~0ull}});
    } else if (const auto& parts = member(*key, "concat"); parts.is_array()) {
        if (parts.size() != notations.size())
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
        const auto address = Address::parse(text(elements[0][1]));
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

Result<std::vector<Note>> parseNftJson(std::string_view text, std::string_view file, RuleSet& rules)
{
    nftables::NftJsonReader reader(file, rules);
    std::string problem;
    bool isRuleSet = false;
    // Each entry of the list is taken when it is complete and then forgotten, so that the text's tree is never in memory whole.
    const auto onEvent = [&](int depth, nftables::Json::parse_event_t event, nftables::Json& parsed) {
        if (depth == 1 && event == nftables::Json::parse_event_t::key)
            isRuleSet = isRuleSet || parsed == "nftables";
        if (depth > nftables::deepestNesting * 4)
            throw nftables::Broken{"it is nested deeper than nft writes"};
        if (depth != 2 || event != nftables::Json::parse_event_t::object_end)
            return true;
        if (isRuleSet)
            reader.take(parsed);
        return false;
    };
    try {
        const auto rest = nftables::Json::parse(text.begin(), text.end(), onEvent);
        if (!isRuleSet || !rest.is_object())
            problem = "this is JSON, but not the output of nft -j list ruleset (no \"nftables\")";
    } catch (const nftables::Broken& broken) {
        problem = broken.what;
    } catch (const nftables::Json::exception& broken) {
        problem = std::string("the JSON is broken: ") + broken.what();
    }
    if (!problem.empty())
        return failure({ErrorCode::InvalidInput, problem, std::string(file), 0, "Save it again with nft -j list ruleset."});
    return reader.finish();
}

} // namespace hoplens
