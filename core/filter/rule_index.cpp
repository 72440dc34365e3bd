// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/rule_index.h"

#include <algorithm>

namespace hoplens {
namespace {

constexpr std::uint32_t shortChain = 8;
constexpr std::size_t smallSet = 8;

std::uint64_t hashKey(std::span<const Value> key)
{
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (const auto& value : key)
        hash = (hash ^ std::hash<Value>()(value)) * 0x100000001b3ull;
    return hash;
}

} // namespace

RuleIndex::RuleIndex(const RuleSet& rules, IndexMode mode)
    : m_rules(rules), m_chainIndex(rules.chains.size(), -1), m_setIndex(rules.sets.size(), -1)
{
    if (mode == IndexMode::Linear)
        return;
    for (std::uint32_t i = 0; i < rules.chains.size(); ++i)
        if (rules.chains[i].rules.count > shortChain)
            indexChain(ChainId{i});
    for (std::uint32_t i = 0; i < rules.sets.size(); ++i)
        if (rules.sets[i].elements.size() > smallSet)
            indexSet(i);
}

void RuleIndex::indexChain(ChainId id)
{
    m_chainIndex[id.value] = static_cast<std::int32_t>(m_chains.size());
    auto& index = m_chains.emplace_back();
    const auto span = m_rules.chains[id.value].rules;
    for (std::uint32_t r = span.first; r < span.first + span.count; ++r) {
        const auto& rule = m_rules.rules[r];
        const Compare* destination = nullptr;
        const Compare* source = nullptr;
        const Compare* port = nullptr;
        for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
            const auto& operation = m_rules.operations[rule.firstOperation + i];
            const auto* unknown = std::get_if<UnknownOperation>(&operation);
            if (operation.index() > Operation(UnknownOperation{}).index() || (unknown && unknown->isStatement))
                break; // a statement: what stands behind it does not guard it
            const auto* compare = std::get_if<Compare>(&operation);
            if (!compare || compare->negated || compare->intervals.count != 1 || compare->mask != ~0ull || m_rules.interval(*compare).low != m_rules.interval(*compare).high)
                continue;
            if (compare->field == Field::Ip4Destination || compare->field == Field::Ip6Destination)
                destination = compare;
            else if (compare->field == Field::Ip4Source || compare->field == Field::Ip6Source)
                source = compare;
            else if (compare->field == Field::DestinationPort)
                port = compare;
        }
        if (destination)
            index.destination[m_rules.interval(*destination).low].push_back(r);
        else if (source)
            index.source[m_rules.interval(*source).low].push_back(r);
        else if (port)
            index.port[m_rules.interval(*port).low].push_back(r);
        else
            index.any.push_back(r);
    }
}

void RuleIndex::indexSet(std::uint32_t id)
{
    m_setIndex[id] = static_cast<std::int32_t>(m_sets.size());
    auto& index = m_sets.emplace_back();
    const auto& set = m_rules.sets[id];
    std::vector<Value> key(set.dimensions);
    for (std::uint32_t e = 0; e < set.elements.size(); ++e) {
        bool exact = true;
        for (std::uint8_t d = 0; d < set.dimensions; ++d) {
            const auto& interval = m_rules.intervals[set.elements[e].firstInterval + d];
            exact = exact && interval.low == interval.high;
            key[d] = interval.low;
        }
        if (exact)
            index.exact[hashKey(key)].push_back(e);
        else
            index.ranges.push_back(e);
    }
}

RuleIndex::Candidates RuleIndex::candidates(ChainId chain, const Tuple& tuple) const
{
    Candidates found; // the lists of a short chain stay unset
    found.isLinear = true;
    const auto at = m_chainIndex[chain.value];
    if (at < 0)
        return found;
    found.isLinear = false;
    const auto& index = m_chains[static_cast<std::size_t>(at)];
    const auto all = [](const std::vector<std::uint32_t>& rules) { return Candidates::List{rules.data(), rules.data() + rules.size()}; };
    const auto look = [&](const auto& map, Value key) {
        const auto bucket = map.empty() ? map.end() : map.find(key);
        return bucket == map.end() ? Candidates::List{nullptr, nullptr} : all(bucket->second);
    };
    found.lists = {look(index.destination, tuple.destination.bits), look(index.source, tuple.source.bits), look(index.port, Value::of(tuple.destinationPort)), all(index.any)};
    return found;
}

std::uint32_t RuleIndex::next(Candidates& candidates, std::uint32_t from, std::uint32_t end)
{
    if (candidates.isLinear)
        return from;
    std::uint32_t best = end;
    for (auto& list : candidates.lists) {
        while (list.first != list.end && *list.first < from)
            ++list.first;
        if (list.first != list.end)
            best = std::min(best, *list.first);
    }
    return best;
}

void RuleIndex::possibleElements(SetId set, std::span<const Value> key, std::vector<std::uint32_t>& out) const
{
    const auto at = m_setIndex[set.value];
    if (at < 0) {
        for (std::uint32_t e = 0; e < m_rules.sets[set.value].elements.size(); ++e)
            out.push_back(e);
        return;
    }
    const auto& index = m_sets[static_cast<std::size_t>(at)];
    if (const auto bucket = index.exact.find(hashKey(key)); bucket != index.exact.end())
        out = bucket->second;
    out.insert(out.end(), index.ranges.begin(), index.ranges.end());
}

} // namespace hoplens
