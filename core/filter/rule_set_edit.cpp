// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/rule_set_edit.h"

#include <algorithm>

namespace hoplens {
namespace {

/// Each verdict that a rule in use or an element of a map holds.
template <class Rules, class Function> void forEachVerdict(Rules& rules, Function use)
{
    for (const auto& rule : rules.rules)
        for (std::uint16_t i = 0; i < rule.operationCount; ++i)
            if (auto* verdict = std::get_if<Verdict>(&rules.operations[rule.firstOperation + i]))
                use(*verdict);
    for (auto& set : rules.sets)
        if (set.isVerdictMap)
            for (auto& element : set.elements)
                use(element.verdict);
}

/// The set that an operation asks; null: it asks none.
template <class Operations> auto* setOf(Operations& operation)
{
    if (auto* lookup = std::get_if<SetLookup>(&operation))
        return &lookup->set;
    if (auto* map = std::get_if<VerdictMap>(&operation))
        return &map->map;
    auto* map = std::get_if<NatMap>(&operation);
    return map ? &map->map : nullptr;
}

} // namespace

void removeRule(RuleSet& rules, RuleId rule)
{
    const ChainId chain = rules.chainOf(rule);
    rules.rules.erase(rules.rules.begin() + rule.value);
    --rules.chains[chain.value].rules.count;
    for (auto later = chain.value + 1; later < rules.chains.size(); ++later)
        --rules.chains[later].rules.first;
}

void moveLastRule(RuleSet& rules, ChainId chain, std::uint32_t place)
{
    const auto span = rules.chains[chain.value].rules;
    const auto first = rules.rules.begin() + span.first;
    std::rotate(first + place, first + span.count - 1, first + span.count);
}

void removeChain(RuleSet& rules, ChainId chain)
{
    rules.chains.erase(rules.chains.begin() + chain.value);
    forEachVerdict(rules, [&](Verdict& verdict) {
        if (verdict.chain.valid() && verdict.chain.value > chain.value)
            --verdict.chain.value;
    });
}

void removeRulesOf(RuleSet& rules, ChainId chain)
{
    auto& span = rules.chains[chain.value].rules;
    const auto first = rules.rules.begin() + span.first;
    rules.rules.erase(first, first + span.count);
    for (auto later = chain.value + 1; later < rules.chains.size(); ++later)
        rules.chains[later].rules.first -= span.count;
    span.count = 0;
}

void emptyTable(RuleSet& rules, TableId table)
{
    for (auto i = static_cast<std::uint32_t>(rules.chains.size()); i-- > 0;)
        if (rules.chains[i].table == table) {
            removeRulesOf(rules, ChainId{i});
            removeChain(rules, ChainId{i});
        }
}

void removeSet(RuleSet& rules, SetId set)
{
    rules.sets.erase(rules.sets.begin() + set.value);
    for (auto& operation : rules.operations) {
        auto* asked = setOf(operation);
        if (asked && *asked == set)
            operation = Untrack{}; // of a rule that is gone
        else if (asked && asked->valid() && asked->value > set.value)
            --asked->value;
    }
    for (auto& other : rules.sets)
        for (auto& member : other.members)
            if (member.value > set.value)
                --member.value;
}

void removeTable(RuleSet& rules, TableId table)
{
    emptyTable(rules, table);
    for (auto i = static_cast<std::uint32_t>(rules.sets.size()); i-- > 0;)
        if (rules.sets[i].table == table)
            removeSet(rules, SetId{i});
    rules.tables.erase(rules.tables.begin() + table.value);
    const auto shift = [&](TableId& other) {
        if (other.valid() && other.value > table.value)
            --other.value;
    };
    for (auto& chain : rules.chains)
        shift(chain.table);
    for (auto& set : rules.sets)
        shift(set.table);
}

std::size_t referencesTo(const RuleSet& rules, SetId set)
{
    std::size_t count = 0;
    for (const auto& rule : rules.rules)
        for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
            const auto* asked = setOf(rules.operations[rule.firstOperation + i]);
            count += asked && *asked == set ? 1 : 0;
        }
    return count;
}

ChainId findChain(const RuleSet& rules, TableId table, std::string_view name)
{
    for (std::uint32_t i = 0; i < rules.chains.size(); ++i)
        if (rules.chains[i].table == table && rules.text(rules.chains[i].name) == name)
            return ChainId{i};
    return {};
}

std::size_t referencesTo(const RuleSet& rules, ChainId chain)
{
    std::size_t count = 0;
    forEachVerdict(rules, [&](const Verdict& verdict) { count += verdict.chain == chain ? 1 : 0; });
    return count;
}

void giveHandles(RuleSet& rules, TableId table)
{
    auto& own = rules.tables[table.value];
    auto& last = own.lastHandle;
    const auto seen = [&last](std::uint64_t handle) { last = std::max(last, handle); };
    const auto give = [&last](std::uint64_t& handle) {
        if (handle == 0)
            handle = ++last;
    };
    if (own.handle == 0)
        for (const auto& other : rules.tables)
            own.handle = std::max(own.handle, other.handle + (&other == &own ? 0 : 1));
    own.handle = std::max<std::uint64_t>(own.handle, 1);
    for (const auto& set : rules.sets)
        if (set.table == table)
            seen(set.handle);
    const auto eachRule = [&](auto use) {
        for (const auto& chain : rules.chains)
            if (chain.table == table)
                for (auto i = chain.rules.first; i < chain.rules.first + chain.rules.count; ++i)
                    use(rules.rules[i]);
    };
    for (const auto& chain : rules.chains)
        if (chain.table == table)
            seen(chain.handle);
    eachRule([&](const Rule& rule) { seen(rule.handle); });
    for (auto& chain : rules.chains)
        if (chain.table == table)
            give(chain.handle);
    for (auto& set : rules.sets)
        if (set.table == table && !set.isAnonymous)
            give(set.handle);
    eachRule([&](Rule& rule) {
        if (rule.handle != 0)
            return;
        for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
            const auto& operation = rules.operations[rule.firstOperation + i];
            const auto* lookup = std::get_if<SetLookup>(&operation);
            const auto* map = std::get_if<VerdictMap>(&operation);
            const auto* nat = std::get_if<NatMap>(&operation);
            const auto set = lookup ? lookup->set : map ? map->map : nat ? nat->map : SetId{};
            if (set.valid() && rules.sets[set.value].isAnonymous)
                give(rules.sets[set.value].handle);
        }
        give(rule.handle);
    });
}

} // namespace hoplens
