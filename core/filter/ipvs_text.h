// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

#include <span>

namespace hoplens {

/// Reads the kernel's own file (/proc/net/ip_vs), which does not tell a scheduler's flags.
/// file: its name, for messages. Errors: InvalidInput with file and line. Cost: linear. Any thread.
Result<std::vector<VirtualServer>> parseVirtualServers(std::string_view text, std::string_view file);

/// Reads what `ipvsadm -Sn` prints. Errors: as above. Source: ipvsadm(8).
Result<std::vector<VirtualServer>> parseIpvsadm(std::string_view text, std::string_view file);

/// As `ipvsadm -Sn` prints them, so that `ipvsadm -R` loads them.
std::string ipvsadmText(std::span<const VirtualServer> servers);

/// "tcp 10.96.0.10:53", or "mark 7".
std::string virtualServerText(const VirtualServer& server);

} // namespace hoplens
