// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "api/cluster_state.h"
#include "store/cluster_input.h"

namespace hoplens::lab {

/// A network to start from: "empty" (a host with its loopback), "lesson" (a host with enp0s3 10.0.2.15/24 behind a router that translates, and an
/// Internet with 8.8.8.8 that knows no way to private addresses), "two-hosts" (hosts a and b on one switch).
/// Errors: NotFound with the names that there are.
Result<Snapshot> startingWorld(std::string_view name);

/// A network to start from, with what is told of the cluster that it is of.
struct StartingNetwork {
    Snapshot snapshot;
    std::shared_ptr<const ClusterInput> model = nullptr; ///< null: it is of none
    std::optional<api::ClusterState> objects = std::nullopt; ///< of kubectl
};

/// A starting world by its name, or any INPUT that is a file or a folder. Errors: NotFound with the names that there are; those of readClusterInput.
Result<StartingNetwork> loadWorld(const std::string& name);

} // namespace hoplens::lab
