// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

namespace hoplens {

/// Changes to single rules and chains of a RuleSet. What the pools hold of a rule that goes stays in them.
/// Cost: linear in the rules. Numbers of rules and chains behind the place of change shift.

void removeRule(RuleSet& rules, RuleId rule);
/// Moves the last rule of a chain to a place in it, counted from 0.
void moveLastRule(RuleSet& rules, ChainId chain, std::uint32_t place);
/// The chain must be empty, and no rule may name it.
void removeChain(RuleSet& rules, ChainId chain);
void removeRulesOf(RuleSet& rules, ChainId chain);
/// All chains of a table with their rules; the table stays.
void emptyTable(RuleSet& rules, TableId table);

/// Named sets, and those without a name that no rule is left for. No rule may ask it.
void removeSet(RuleSet& rules, SetId set);
/// A table with all that is in it.
void removeTable(RuleSet& rules, TableId table);
/// How many rules ask a set.
std::size_t referencesTo(const RuleSet& rules, SetId set);

/// The chain of a name in a table; an invalid id: there is none.
ChainId findChain(const RuleSet& rules, TableId table, std::string_view name);
/// Gives handles to the table and to what in it has none, in the order in which programs hand it to the kernel.
void giveHandles(RuleSet& rules, TableId table);

/// How many rules and verdict maps name a chain.
std::size_t referencesTo(const RuleSet& rules, ChainId chain);

} // namespace hoplens
