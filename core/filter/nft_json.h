// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

namespace hoplens {

/// Reads the text of `nft -j list ruleset` and appends its tables to `rules`.
/// file: its name, for messages. What is not modelled becomes an UnknownOperation in its rule, with a Note. The extensions of
/// iptables-nft are named there without their content, so such rules are unknown: read iptables-save for them.
/// Errors: InvalidInput when it is not such JSON or misses what it refers to. One object is in memory at a time.
/// Cost: linear. Any thread. Source: libnftables-json(5).
Result<std::vector<Note>> parseNftJson(std::string_view text, std::string_view file, RuleSet& rules);

} // namespace hoplens
