// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/nft_transaction.h"

#include "lab/nft_refusals.h"

#include "filter/nft_listing.h"
#include "filter/rule_set_edit.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {

void NftTransaction::addSet(std::string_view action, bool isMap)
{
    const auto where = place();
    const auto setToken = m_at;
    const auto setName = name("string");
    const auto table = find(where);
    if (!table.valid())
        tableIsMissing(where);
    if (!isWord("{"))
        syntaxError("'{'");
    const auto end = blockEnd();
    const auto block = slice(m_at, end + 1);
    bool hasType = false;
    for (const auto& statement : statements(m_at + 1, end)) {
        const auto word = m_tokens[statement.first].text;
        if (isOneOf(word, {"auto-merge", "counter", "typeof"}))
            unknown("sets with " + std::string(word));
        hasType = hasType || word == "type";
        if (word == "type" && isMap && slice(statement.first, statement.last).find(':') == std::string::npos) {
            m_at = statement.last;
            syntaxError("colon or .");
        }
    }
    checkBlockEnd(m_at, end);
    if (!hasType)
        refuse("set definition does not specify key", m_at, m_at + 1);
    m_at = end + 1;
    const auto old = findSet(table, setName);
    if (old.valid() && action == "create")
        kernelRefuses(EEXIST, setToken);
    parse("add " + std::string(isMap ? "map " : "set ") + where.family + " " + where.table + " " + setName + " " + block);
    if (old.valid()) {
        const auto& made = m_rules.sets.back();
        const auto& was = m_rules.sets[old.value];
        if (made.type != was.type || made.dataType != was.dataType || made.properties != was.properties)
            kernelRefuses(EEXIST, setToken);
        if (!made.elements.empty())
            unknown("how the elements of set " + setName + " are put together: add them with add element");
        m_rules.sets.pop_back();
    }
    if (!m_rules.sets.back().isReadable)
        unknown("sets of the type " + m_rules.sets.back().type);
    giveHandles(m_rules, table);
}

void NftTransaction::elements(std::string_view action)
{
    const auto where = place();
    const auto setToken = m_at;
    const auto setName = name("string");
    const auto table = find(where);
    if (!table.valid())
        tableIsMissing(where);
    const auto id = findSet(table, setName);
    if (!id.valid())
        setIsMissing(setName, setToken);
    if (!isWord("{"))
        syntaxError("'{'");
    const auto end = blockEnd();
    const auto first = m_at + 1;
    const auto type = m_rules.sets[id.value].type;
    const auto& properties = m_rules.sets[id.value].properties;
    const bool hasIntervals = std::ranges::any_of(properties, [](const std::string& line) { return line.starts_with("flags ") && line.find("interval") != std::string::npos; });
    const bool isMap = m_rules.sets[id.value].isVerdictMap || m_rules.sets[id.value].isDataMap;
    std::vector<Statement> keys;
    for (auto i = first; i < end;) {
        auto stop = i;
        while (stop < end && m_tokens[stop].text != ",")
            ++stop;
        auto behind = i;
        while (behind < stop && m_tokens[behind].text != ":")
            ++behind;
        for (auto k = i; k < stop; ++k)
            if (!m_tokens[k].isQuoted && isOneOf(m_tokens[k].text, {"timeout", "comment", "counter", "expires"}))
                unknown("elements with " + std::string(m_tokens[k].text));
        keys.push_back({i, behind});
        const bool isOne = behind == i + 1;
        const auto word = m_tokens[i].text;
        const bool isRange = isOne && (type == "ipv4_addr" || type == "ipv6_addr" || type == "inet_service") && word.find('-') != std::string_view::npos;
        const bool isBlock = isOne && Prefix::parse(word) && word.find('/') != std::string_view::npos;
        if (!hasIntervals && (isRange || isBlock))
            refuse(std::string("You must add 'flags interval' to your set declaration if you want to add ") + (isBlock ? "prefix" : "range") + " elements", i);
        if (isOne)
            checkValue(type, i, table);
        if (isMap && behind == stop && action != "delete")
            kernelRefuses(EINVAL, i, behind);
        for (auto k = behind; k + 1 < stop; ++k)
            if (isOneOf(m_tokens[k].text, {"jump", "goto"}) && !findChain(m_rules, table, m_tokens[k + 1].text).valid())
                kernelRefuses(ENOENT, i, behind);
        i = stop + 1;
    }
    m_at = end + 1;
    // They are read as those of another set, which is gone again then.
    const bool isVerdictMap = m_rules.sets[id.value].isVerdictMap;
    const bool hasData = isMap && !(action == "delete" && m_tokens[keys.empty() ? first : keys.front().last].text != ":");
    const auto dataType = m_rules.sets[id.value].dataType;
    parse("table " + where.family + " " + where.table + " {\n" + (hasData ? "map" : "set") + " lab-elements {\ntype " + type + (hasData ? " : " + dataType : "") + "\nelements = " + slice(first - 1, end + 1) + "\n}\n}\n");
    const auto fresh = std::move(m_rules.sets.back().elements);
    m_rules.sets.pop_back();
    auto& set = m_rules.sets[id.value];
    const auto compare = [&](const SetElement& one, const SetElement& other, auto use) {
        for (std::uint8_t d = 0; d < set.dimensions; ++d)
            if (!use(m_rules.intervals[one.firstInterval + d], m_rules.intervals[other.firstInterval + d]))
                return false;
        return true;
    };
    const auto isSame = [](const Interval& a, const Interval& b) { return a == b; };
    const auto touches = [](const Interval& a, const Interval& b) { return a.low <= b.high && b.low <= a.high; };
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const auto& one = fresh[i];
        const auto& key = keys[std::min(i, keys.size() - 1)];
        const auto old = std::ranges::find_if(set.elements, [&](const SetElement& other) { return compare(one, other, isSame); });
        if (action == "delete") {
            if (old == set.elements.end() && hasIntervals)
                refuse("element does not exist", key.first, key.last);
            if (old == set.elements.end())
                kernelRefuses(ENOENT, key.first, key.last);
            set.elements.erase(old);
            continue;
        }
        if (old != set.elements.end()) {
            const bool hasSameData = isVerdictMap ? old->verdict == one.verdict : old->data == one.data && old->dataPort == one.dataPort;
            if (action == "create" || (isMap && !hasSameData))
                kernelRefuses(EEXIST, key.first, key.last);
            continue;
        }
        for (std::size_t k = 0; hasIntervals && k < i; ++k)
            if (compare(one, fresh[k], touches))
                throw Refused{"conflicting intervals specified", m_tokens[key.first].begin, m_tokens[key.last - 1].end, false, m_tokens[keys[k].first].begin, m_tokens[keys[k].last - 1].end};
        if (hasIntervals && std::ranges::any_of(set.elements, [&](const SetElement& other) { return compare(one, other, touches); }))
            refuse("interval overlaps with an existing one", key.first, key.last);
        set.elements.push_back(one);
    }
    checkChains(table);
}

} // namespace hoplens::lab
