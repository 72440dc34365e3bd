// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/modelled_cluster.h"
#include "trace/packet_gate.h"

#include <memory>

namespace hoplens::cluster {

/// The policies of a cluster that was modelled out of these objects, filled in as it was, at the interfaces of its pods. Null: there are none.
/// Policies that cannot be taken as they are written make every answer unknown. The objects must outlive it, the model need not.
std::unique_ptr<PacketGate> policyGate(const kube::Objects& objects, const ModelledCluster& model);

/// The plugin of the cluster's network does not enforce NetworkPolicies, as far as its objects tell; empty: it does, or nothing tells.
std::string pluginWithoutPolicies(const kube::Objects& objects);

} // namespace hoplens::cluster
