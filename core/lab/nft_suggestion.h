// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/rule_set_builder.h"

#include <optional>
#include <string>

namespace hoplens::lab {

/// Something that is called nearly as what was asked for, as nft suggests it: " did you mean … ?".
struct NftSuggestion {
    TableId table;
    std::string name; ///< of the chain or the set; of a table empty
};

/// Of all tables, or of the chains or sets of all. nullopt: nothing is alike.
/// How alike is alike is nft's own measure. Source: nft itself, asked the same (tests/kernel/scripts/nft_suggestions.sh).
std::optional<NftSuggestion> suggestTable(const RuleSet& rules, const std::string& wanted);
std::optional<NftSuggestion> suggestChain(const RuleSet& rules, const std::string& wanted);
std::optional<NftSuggestion> suggestSet(const RuleSet& rules, const std::string& wanted);

} // namespace hoplens::lab
