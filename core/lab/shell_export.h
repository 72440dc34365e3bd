// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

#include <string>

namespace hoplens::lab {

/// A script for /bin/sh that builds the network with ip, bridge, sysctl and iptables-restore, in a namespace of its own: what is `home` here is
/// where the script runs, the others are named namespaces. What it cannot build is a comment that says so. Cost: linear. Any thread.
std::string exportShell(const Snapshot& snapshot, std::uint64_t home);

} // namespace hoplens::lab
