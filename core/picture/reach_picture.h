// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/display_list.h"
#include "policy/reach_table.h"

#include <span>

namespace hoplens {

/// Who reaches whom as a square, with every name; a colour and a sign say how much. Cost: linear in its cells.
DisplayList drawReach(const policy::ReachTable& table);

/// A card of drawReachOf that stands for one other end.
struct ReachCard {
    Box box;
    std::string name; ///< as the connection has it
};
struct WorkloadPicture {
    DisplayList picture;
    std::vector<ReachCard> cards;
};

/// One workload in the middle, with a gate for each direction that policies isolate it in; left who may reach it, right whom it may reach,
/// with the ports. Cost: linear in the connections. connections: those of the model.
WorkloadPicture drawReachOf(const policy::PolicyModel& model, std::span<const policy::Connection> connections, const std::string& workload);

} // namespace hoplens
