// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"
#include "net/packet.h"

#include <array>
#include <unordered_map>

namespace hoplens {

enum class IndexMode { Indexed, Linear };

/// Finds, for a packet, the rules of a chain that can match it, without looking at the others.
///
/// Each rule of a long chain is filed once, under the first of these that it demands exactly before any statement of it acts:
/// destination address, source address, destination port; the rest are filed as "any". The candidates of a packet are the union of
/// its three buckets and "any", in rule order. A rule outside them has a comparison that the packet fails, so skipping it is exact.
/// Sets are filed by their exact elements in the same way.
/// Built once for a rule set, which must outlive it; then read-only and shareable across threads.
class RuleIndex {
public:
    explicit RuleIndex(const RuleSet& rules, IndexMode mode = IndexMode::Indexed);

    /// Rule numbers in increasing order, at most four lists.
    struct Candidates {
        bool isLinear; ///< the chain is short: look at each rule; the lists are not set
        struct List {
            const std::uint32_t* first;
            const std::uint32_t* end;
        };
        std::array<List, 4> lists;
    };
    Candidates candidates(ChainId chain, const Tuple& tuple) const;
    /// The first candidate at or after rule number `from`, or `end`.
    static std::uint32_t next(Candidates& candidates, std::uint32_t from, std::uint32_t end);

    /// Element numbers of a set that may hold `key` (one value a dimension).
    void possibleElements(SetId set, std::span<const Value> key, std::vector<std::uint32_t>& out) const;

private:
    struct ChainIndex {
        std::unordered_map<Value, std::vector<std::uint32_t>> destination, source, port;
        std::vector<std::uint32_t> any;
    };
    struct SetIndex {
        std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> exact;
        std::vector<std::uint32_t> ranges;
    };
    void indexChain(ChainId chain);
    void indexSet(std::uint32_t set);

    const RuleSet& m_rules;
    std::vector<std::int32_t> m_chainIndex; ///< by chain: position in m_chains, or -1
    std::vector<ChainIndex> m_chains;
    std::vector<std::int32_t> m_setIndex;
    std::vector<SetIndex> m_sets;
};

} // namespace hoplens
