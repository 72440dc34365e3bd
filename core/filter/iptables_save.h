// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/rule_set.h"
#include "model/snapshot.h"

namespace hoplens {

/// Reads the text of `iptables-save` or `ip6tables-save` (with or without -c) and appends its tables to `rules`.
/// file: its name, for messages. An option or module that is not known makes that one rule an UnknownOperation and adds a Note
/// with file and line; text that iptables-restore itself would refuse (no COMMIT, an undeclared chain) is an Error.
/// Cost: linear. Any thread. Source: iptables-save(8), iptables-extensions(8).
Result<std::vector<Note>> parseIptablesSave(std::string_view text, std::string_view file, TableFamily family, RuleOrigin origin, RuleSet& rules);

enum class CounterStyle { Omit, Print };

/// Writes the iptables tables of one family and origin as text that iptables-restore loads. Native nftables tables are left out.
std::string writeIptablesSave(const RuleSet& rules, TableFamily family, RuleOrigin origin, CounterStyle counters);

/// One rule as iptables-save prints it after "-A CHAIN ": matches and target. Works for rules of any origin;
/// what iptables cannot spell is written in nftables' words.
std::string iptablesRuleText(const RuleSet& rules, RuleId rule);

/// The icmp type names that iptables uses: number of type and, unless -1, code; nullopt for an unknown word.
std::optional<std::pair<int, int>> icmpTypeByName(std::string_view word, IpFamily family);
std::string_view rejectTypeName(RejectType type, IpFamily family);

} // namespace hoplens
