// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

namespace hoplens {

/// Whether two rules of two rule sets say the same: operation for operation, with names, values and comments, whatever their numbers are.
/// Anonymous sets are compared by their size alone: false may mean "perhaps". Counters and handles make no difference. No allocation.
bool sameRule(const RuleSet& a, RuleId left, const RuleSet& b, RuleId right);

/// The same of all rules of two chains, in order.
bool sameRules(const RuleSet& a, ChainId left, const RuleSet& b, ChainId right);

} // namespace hoplens
