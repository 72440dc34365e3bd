// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach.h"

namespace hoplens::policy {

/// A pair between which something else may be opened than before.
struct ReachChange {
    std::string source;
    std::string destination;
    PortSet allowed;   ///< since now
    PortSet denied;    ///< since now
    PortSet unknown;   ///< what was known before
    PortSet known;     ///< what was not known before
    bool operator==(const ReachChange&) const = default;
};

/// What changed between two lists of connections, ranges of addresses cut where either cuts them; in the order of the names.
/// Cost: that of sorting both.
std::vector<ReachChange> reachDifference(std::span<const Connection> before, std::span<const Connection> now);

} // namespace hoplens::policy
