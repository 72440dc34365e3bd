// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/objects.h"

namespace hoplens::cluster {

/// Manifests say what shall be, not what the cluster made of it: no addresses, no pods of a Deployment, no EndpointSlices. What is not
/// told is given here as a cluster would: a node, pods of workloads that have none, their nodes and addresses (10.244.N.0/24),
/// and, where no Service has one, cluster IPs (10.96.0.0/16) and node ports. A pod that was told without any status is taken to run. What is told is never changed.
/// A note says of each kind of fact how many are the model's own. Deterministic. Cost: linear.
kube::Objects fillObjects(kube::Objects objects);

} // namespace hoplens::cluster
