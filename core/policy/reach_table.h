// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach.h"

namespace hoplens::policy {

/// Who reaches whom as a square: rows are sources, columns destinations, in the order of their names; all that is outside the cluster is one, the last.
struct ReachTable {
    struct Cell {
        PortSet ports;   ///< that all of it may open; of what is outside: some address
        PortSet unknown;
        bool operator==(const Cell&) const = default;
    };
    std::vector<std::string> names;
    std::vector<std::string> groups;       ///< the namespace of each name
    std::vector<std::uint32_t> cells;      ///< row by row: of `kinds`
    std::vector<Cell> kinds;               ///< the first is nothing at all

    const Cell& at(std::size_t row, std::size_t column) const { return kinds[cells[row * names.size() + column]]; }
    bool operator==(const ReachTable&) const = default;
};

enum class ReachGrouping : std::uint8_t { Workload, Namespace };

/// Errors: as eachConnection has them; LimitExceeded beyond 5,000 names, whose square nobody could look at.
Result<ReachTable> reachTable(const PolicyModel& model, ReachGrouping grouping);

} // namespace hoplens::policy
