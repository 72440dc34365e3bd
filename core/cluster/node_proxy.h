// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"
#include "proxy/proxied_services.h"

namespace hoplens::cluster {

/// What somebody said about kube-proxy beyond the objects.
struct ProxyChoice {
    std::optional<proxy::ProxyMode> mode;
    std::optional<proxy::ProxyLayout> layout;
    std::string configuration; ///< text of a file; empty: the ConfigMap kube-system/kube-proxy, or kube-proxy's defaults
    std::string file;          ///< its name, for messages
};

/// The settings of the proxy on a node. node: may be null where there is no such object; name: of the node, may be empty.
/// Errors: InvalidInput for a configuration that cannot be read.
Result<proxy::ProxySettings> nodeProxy(const kube::Objects& objects, const kube::Node* node, const std::string& name, const ProxyChoice& choice);

/// The rules of a proxy in some of its families, as its node's kernel would have them.
/// Errors: of the reader of its own text: a bug.
Result<RuleSet> predictedRules(const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings, std::span<const IpFamily> families);

/// The same as text of one family: what iptables-save prints and iptables-restore loads, commands that nft -f loads, or for IPVS the
/// texts of ipvsadm, ipset and iptables one after the other, with a comment before each.
std::string predictedText(const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& settings, IpFamily family);

} // namespace hoplens::cluster
