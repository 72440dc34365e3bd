// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

#include <array>
#include <span>
#include <unordered_map>

namespace hoplens {

/// Builds a RuleSet from rules that come in any order of chains: every reader of rules ends here.
/// Usage: table(), chain(), then for each rule beginRule(), add()…, endRule(); at last finish().
class RuleSetBuilder {
public:
    explicit RuleSetBuilder(RuleSet& out);

    TableId table(RuleOrigin origin, TableFamily family, std::string_view name);
    /// The chain of that name in the table; created without a hook when new.
    ChainId chain(TableId table, std::string_view name);
    ChainId findChain(TableId table, std::string_view name) const;
    /// Makes an iptables chain a base chain when its name is one of the built-in ones.
    void hookIptablesChain(ChainId chain);
    /// Takes an nftables base chain for one of iptables-nft's when table, name and priority are, and its table with it.
    void claimForIptables(ChainId chain);
    SetId addSet(NamedSet set);
    SetId findSet(TableId table, std::string_view name) const;

    Rule& beginRule(ChainId chain);
    void add(const Operation& operation) { m_out.operations.push_back(operation); }
    void addCompare(Field field, Spelling spelling, bool negated, std::span<const Interval> intervals, std::uint64_t mask = ~0ull);
    void addCompare(Field field, Spelling spelling, bool negated, const Interval& interval, std::uint64_t mask = ~0ull) { m_out.operations.push_back(Compare{field, spelling, negated, {addInterval(interval), 1}, mask}); }
    PoolSpan addKeys(const std::vector<KeyPart>& keys);
    std::uint32_t addIntervals(std::span<const Interval> intervals);
    /// The position of one interval in the pool; those used lately are shared.
    std::uint32_t addInterval(const Interval& interval);
    void endRule();
    /// Drops the operations of the rule begun last, and the rule.
    void abandonRule();

    StringId string(std::string_view text) { return m_out.strings.add(text); }
    RuleSet& rules() { return m_out; }
    const RuleSet& rules() const { return m_out; }
    /// Groups the rules by chain, keeping their order, and connects ipset matches to sets.
    void finish();

private:
    RuleSet& m_out;
    std::vector<ChainId> m_chainOfRule;
    std::unordered_map<std::uint64_t, ChainId> m_chains; ///< table << 32 | name
    std::array<std::uint32_t, 1024> m_recentIntervals = {}; ///< by hash: position + 1
};

/// False: what is asked of a set of such a type ("hash:ip,port") is unknown.
bool isReadableIpsetType(std::string_view type);
/// Turns the elements of list:set sets, each the name of a set as a string's number, into members.
void resolveIpsetLists(RuleSetBuilder& builder);
/// Connects `-m set` matches with the ipsets of the same rule set: set id and key parts.
void linkIpsets(RuleSet& rules);

} // namespace hoplens
