// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

#include <string>

namespace hoplens {

/// `iptables -L -n` writes numbers; `iptables -L` names of protocols, ports and "anywhere".
enum class ListingNames { Numbers, Words };

/// One rule in the columns of `iptables -L`.
struct ListedRule {
    std::string target;       ///< empty: none
    std::string protocol;     ///< "6", "!tcp"
    std::string options;      ///< "--", "-f", "!f"
    std::string in;           ///< with -v: "*", "!lo", "eth+"
    std::string out;
    std::string source;       ///< "!10.0.0.0/8" begins with the mark of negation
    std::string destination;
    std::string details;      ///< what follows the columns: " tcp dpt:80 to:10.0.0.5:80"
    std::string unlisted;     ///< not empty: what the rule does besides, as iptables -S spells it, where this program does not know how -L would
};

/// Any thread. Source: libxtables' and the extensions' printing, as compared with the program (tests/kernel/tst_same_script).
ListedRule listIptablesRule(const RuleSet& rules, RuleId rule, ListingNames names);

/// "tcp 0 -- …": the columns as iptables -L (-v: with interfaces) pads them, without counters.
std::string listingColumns(const ListedRule& rule, bool withInterfaces);

} // namespace hoplens
