// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"
#include "picture/display_list.h"

#include <map>
#include <set>

namespace hoplens {

/// What of a firewall is drawn, and how.
struct RulesShown {
    std::set<std::uint32_t> opened; ///< ChainId values: where they jump to is drawn
    std::set<std::uint32_t> met;    ///< ChainId values on the way of a packet
    ChainId selected = {};
};

struct ChainCard {
    ChainId chain;
    Box box;
};

/// A firewall as a graph, and where each chain stands in it.
struct RulesPicture {
    DisplayList picture;
    std::vector<ChainCard> cards;
};

/// Who jumps where, made once for a rule set.
struct JumpIndex {
    std::vector<std::vector<std::uint32_t>> targets; ///< by chain: the chains that its rules name, each once, in order
    std::vector<std::vector<std::uint32_t>> callers;
};
/// The chain that a rule jumps or goes to; invalid: none.
ChainId jumpTarget(const RuleSet& rules, RuleId rule);
/// Cost: linear in the rules. Any thread.
JumpIndex indexJumps(const RuleSet& rules);

/// The hooks in the order in which the kernel runs them, their base chains by priority as cards; below, of each opened base chain, the
/// chains that it jumps to, and of those that are opened in turn the next, each chain once. Of very many targets some are drawn
/// and the rest counted. Cost: linear in what is drawn. Any thread.
RulesPicture drawRules(const RuleSet& rules, const JumpIndex& jumps, const RulesShown& shown);

/// What a chain belongs to, by how programs name theirs ("KUBE-…": Kubernetes); empty for any other.
std::string_view familyOfChain(std::string_view name);

} // namespace hoplens
