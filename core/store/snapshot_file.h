// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

namespace hoplens {

/// The version of the snapshot file format. A file of a newer one is refused; older ones are read.
inline constexpr int snapshotVersion = 1;

/// A snapshot as JSON: {"schema": "hoplens/snapshot/1", …}. Stable order: equal snapshots give equal bytes.
std::string writeSnapshot(const Snapshot& snapshot);

/// Reads what writeSnapshot wrote. The text may be hostile: types, ranges and every cross-reference are checked.
/// file: for messages. Errors: InvalidInput with line, or with the path of the bad value; Unsupported for a newer version.
Result<Snapshot> readSnapshot(std::string_view text, std::string_view file);

/// Checks that every index in a rule set points into it, that jumps cannot loop and that rules are grouped by chain.
Result<void> validateRules(const RuleSet& rules);

} // namespace hoplens
