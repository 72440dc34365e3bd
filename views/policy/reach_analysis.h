// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach_diff.h"
#include "policy/reach_table.h"
#include "store/cluster_input.h"

namespace hoplens::views {

/// What the page asks: the objects of a scene, and policies that are tried.
struct ReachQuestion {
    std::shared_ptr<const ClusterInput> cluster; ///< null: nothing to ask about
    policy::ReachGrouping grouping = policy::ReachGrouping::Workload;
    std::string tried;   ///< manifests of policies: each takes the place of the one of its kind and name, or is added
    std::string dropped; ///< a policy that is left out, as its model names it; empty: none
};

/// The answer; immutable, shared across threads. The model points to its objects.
struct ReachAnalysis {
    std::shared_ptr<const kube::Objects> objects;
    std::shared_ptr<const policy::PolicyModel> model; ///< null: there is none, and `error` says why
    policy::ReachTable table;
    std::vector<policy::Connection> connections;
    std::vector<policy::ReachChange> changes;         ///< what is tried would change
    std::vector<bool> changed;                        ///< cells of the table that are others than without
    std::optional<Error> error;
};

/// Cost: that of all pairs, twice where something is tried. Any thread.
std::shared_ptr<const ReachAnalysis> analyseReach(const ReachQuestion& question);

} // namespace hoplens::views
