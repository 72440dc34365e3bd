// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/node_proxy.h"

#include <map>
#include <memory>

namespace hoplens::cluster {

/// A cluster out of objects: a host for each node with a namespace for itself and one for each of its pods, and a host "network" that
/// routes between the nodes as a network would that knows where every pod is. Addresses of load balancers and external ones lead to any
/// node that can use them. How pods reach each other is the model's own (routed, a cable and a route for each pod); what a CNI does
/// beyond is not in it. Places that only endpoints tell of get a pod; a pod listens where it or an endpoint says.
struct ModelledCluster {
    Snapshot snapshot;
    std::map<std::string, std::uint64_t> pods;  ///< "namespace/name" → inode
    std::map<std::string, std::uint64_t> nodes; ///< name → inode
    std::vector<proxy::ProxySettings> proxies;  ///< of the nodes, in the order of their names
};

/// Errors: as nodeProxy has them. Cost: the rules of all Services, for each node.
Result<ModelledCluster> modelCluster(const kube::ServiceEndpoints& endpoints, const ProxyChoice& choice);

} // namespace hoplens::cluster
