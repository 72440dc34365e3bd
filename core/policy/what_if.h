// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach.h"

namespace hoplens::policy {

/// What somebody who is reached is reached by since a change, or no longer: some of its ports, and by whom.
struct ArrivalChange {
    std::uint32_t to = 0; ///< of both models' peers, as the members of the sets
    PortSet ports;
    BitSet allowed;       ///< since now
    BitSet denied;        ///< since now
};

/// What differs between two models over the same peers (PolicyModel::changed), by receiver; its ports are cut where it makes a difference. Only receivers and senders whom a policy
/// selects that is in one of the two alone are asked about. nullopt: the peers are others, and lists of connections must be compared.
/// What is unknown counts as denied.
std::optional<std::vector<ArrivalChange>> whatChanged(const PolicyModel& before, const PolicyModel& now);

} // namespace hoplens::policy
