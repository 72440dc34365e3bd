// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

#include <string>

namespace hoplens {

/// Reads what other tools wrote into a folder: the files of one namespace, or a folder for each ("host" is the host's own).
///
/// address.json (ip -j -d addr show), route.json and route6.json (ip -j -4/-6 route show table all), rule.json and rule6.json
/// (ip -j -4/-6 rule show), neighbour.json (ip -j neigh show), proxy.json (ip -j neigh show proxy), fdb.json (bridge -j fdb show),
/// nsid.json (ip -j netns list-id), sysctl.txt (sysctl -a), tc.json (tc -j qdisc show), iptables-save.txt, ip6tables-save.txt, nft.json
/// (nft -j list ruleset), or nft-list-ruleset.txt where no iptables-nft tables are. Where the iptables of the host is iptables-nft, which does not tell of legacy tables: legacy-tables.txt
/// (cat /proc/net/ip_tables_names /proc/net/ip6_tables_names) and, unless that is empty, iptables-legacy-save.txt and
/// ip6tables-legacy-save.txt. ipset.txt (ipset save) where rules ask sets, ipvsadm.txt (ipvsadm -Sn) where kube-proxy or another keeps
/// virtual servers. What is not there becomes a note that names the command. Without nsid.json cables between namespaces are
/// joined where the numbers of both ends name each other and no other pair does, and noted. Sockets and conntrack are not in such dumps: noted.
/// Errors: NotFound when there is none of these files, InvalidInput with the file for one that is something else, LimitExceeded.
/// Any thread.
Result<Snapshot> readDumpFolder(const std::string& folder);

} // namespace hoplens
