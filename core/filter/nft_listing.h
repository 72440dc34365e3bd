// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

namespace hoplens {

/// Reads the language of nft and appends its tables to `rules`: what `nft list ruleset` prints, and files of the commands `add table`,
/// `add chain`, `add set`, `add map`, `add rule` and `add element` (and `table … { … }`). A statement that is not known makes its rule
/// unknown, with a Note. file: its name, for messages. Errors: InvalidInput with file and line for text that is none of this.
/// Cost: linear. Any thread. Source: nft(8).
Result<std::vector<Note>> parseNftListing(std::string_view text, std::string_view file, RuleSet& rules);

} // namespace hoplens
