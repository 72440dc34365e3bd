// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

namespace hoplens::lab {

/// A network to start from: "empty" (a host with its loopback), "lesson" (a host with enp0s3 10.0.2.15/24 behind a router that translates, and an
/// Internet with 8.8.8.8 that knows no way to private addresses), "two-hosts" (hosts a and b on one switch).
/// Errors: NotFound with the names that there are.
Result<Snapshot> startingWorld(std::string_view name);

} // namespace hoplens::lab
