// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/modelled_cluster.h"
#include "trace/packet_gate.h"

#include <memory>

namespace hoplens {

/// What an input said of a cluster: its objects, and where nothing was observed what the model makes of them.
struct ClusterInput {
    kube::Objects objects; ///< with what fillObjects added
    std::unique_ptr<kube::ServiceEndpoints> endpoints; ///< of the objects, which stay where they are
    cluster::ProxyChoice choice;
    std::unique_ptr<PacketGate> gate; ///< the policies, where nothing was observed; null: none
};

/// A snapshot, observed or modelled, with the objects that came with it or were given besides.
struct Input {
    Snapshot snapshot;
    std::unique_ptr<ClusterInput> cluster; ///< null: no objects were told
    bool isModelled = false;
};

/// What was observed, without objects.
Result<Input> observed(Result<Snapshot> snapshot);

/// A cluster modelled out of objects. source: its name. Errors: as modelCluster has them.
Result<Input> modelledInput(kube::Objects objects, const std::string& source, const cluster::ProxyChoice& choice);

/// Reads any INPUT but live: what readInputFile reads, and manifests (a file, a folder, or standard input), out of which a cluster is
/// modelled. A folder of dumps may hold manifests, too: they are the objects of what was observed. Errors: as those readers have them.
Result<Input> readClusterInput(const std::string& input, const cluster::ProxyChoice& choice);

/// The objects of a file or folder. Errors: as loadManifests has them.
Result<std::unique_ptr<ClusterInput>> readObjects(const std::string& path, const cluster::ProxyChoice& choice);

} // namespace hoplens
