// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/cluster_state.h"

namespace hoplens::api {

/// An object as `kubectl describe` tells of it; nullopt: this kind is not described here.
std::optional<std::string> describeObject(const ClusterState& state, const Document& object);

} // namespace hoplens::api
