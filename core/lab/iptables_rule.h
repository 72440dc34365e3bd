// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/rule_set.h"

#include <span>

namespace hoplens::lab {

/// What iptables prints where it cannot read a rule, behind its name and version.
struct IptablesComplaint {
    std::string text;
    bool hasVersion = true; ///< false: the text stands alone
};

/// Where a rule is typed for.
struct RulePlace {
    const RuleSet& rules;
    TableId table;
    TableFamily family;
    std::string_view chain;
};

/// The words of a rule as they are typed (long options, names of services, lists of addresses) as iptables-save would write them, one for each
/// pair of addresses. What an extension has to say that the reader of iptables-save knows as well is left to it.
tl::expected<std::vector<std::string>, IptablesComplaint> readTypedRule(const RulePlace& place, std::span<const std::string> words);

inline constexpr const char* noFilteringInNat = "\nThe \"nat\" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n";

/// Whether a word is a target that comes with iptables.
bool isTargetName(std::string_view word);

/// Why the kernel would not take the rules of a table as they are: EINVAL, EMLINK (chains in a circle, or nested too deep), EOPNOTSUPP; 0: it does.
int refusalOf(const RuleSet& rules, TableId table);

} // namespace hoplens::lab
