// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"
#include "base/result.h"
#include "model/snapshot.h"

#include <string>

namespace hoplens {

/// Reads a file that holds a network in any form that Hoplens knows by its beginning: a snapshot, the text of iptables-save, or
/// nft -j list ruleset; "-" is standard input, a folder one of dumps (readDumpFolder). Rules alone become a snapshot of one namespace whose notes say what is missing.
/// Errors: InvalidInput with file and line, NotFound, PermissionDenied, LimitExceeded, Unsupported (a newer version). Any thread.
Result<Snapshot> readInputFile(const std::string& input);
/// The same from a file that is open already. shown: its name, for messages.
Result<Snapshot> readInput(FileReader& reader, const std::string& shown);

} // namespace hoplens
