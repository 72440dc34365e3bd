// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

namespace hoplens {

/// A rule as a person says it, in the reader's language.
struct RuleWords {
    std::string matches; ///< "from 192.168.1.0/24, out through uplink"; "everything" where nothing is asked
    std::string target;  ///< "MASQUERADE", "jump to KUBE-SERVICES"; empty where it only counts
};

/// What has no words of its own here stands as nftables writes it: nothing is left out. Any thread.
RuleWords describeRule(const RuleSet& rules, RuleId rule);

} // namespace hoplens
