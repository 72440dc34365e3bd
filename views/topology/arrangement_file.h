// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "picture/arrangement.h"

#include <QString>

namespace hoplens::views {

/// The file that remembers how the hosts of a snapshot are arranged: named by the hosts' names.
QString arrangementFile(const Snapshot& snapshot);

/// What the file says about objects that the snapshot has; objects are found by their names. A file that is not there, is too large
/// or says something else is no arrangement.
Arrangement readArrangement(const QString& path, const Snapshot& snapshot);

/// Replaces the file; an arrangement without a word removes it. What an earlier picture had (kept) is not written. Errors: as writing
/// has them.
Result<void> writeArrangement(const QString& path, const Arrangement& arrangement, const Snapshot& snapshot);

} // namespace hoplens::views
