// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

#include <map>
#include <string>

/// Readers of what iproute2 prints with -j. file: its name, for messages. Errors: InvalidInput for what is not such JSON; what is, but
/// says something that is not understood, is noted or makes its answer unknown. Any thread. Source: ip-link(8), ip-route(8), ip-rule(8).
namespace hoplens {

/// ip -j -d addr show: links and their addresses.
Result<void> parseLinks(const std::string& text, const std::string& file, Namespace& space);
/// ip -j route show table all, of one family.
Result<void> parseRoutes(const std::string& text, const std::string& file, IpFamily family, Namespace& space);
Result<void> parsePolicyRules(const std::string& text, const std::string& file, IpFamily family, Namespace& space);
Result<void> parseNeighbours(const std::string& text, const std::string& file, Namespace& space);
/// bridge -j fdb show.
Result<void> parseForwardingDatabase(const std::string& text, const std::string& file, Namespace& space);
/// ip -j netns list-id: number and name.
Result<void> parseNamespaceIds(const std::string& text, const std::string& file, std::map<std::int32_t, std::string>& ids);
/// tc -j qdisc show: the devices where programs may sit. After parseLinks.
Result<void> parseQueueingDisciplines(const std::string& text, const std::string& file, Namespace& space);

} // namespace hoplens
