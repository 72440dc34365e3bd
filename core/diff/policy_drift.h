// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/objects.h"
#include "model/snapshot.h"

#include <string>
#include <vector>

namespace hoplens {

enum class PolicyDriftKind : std::uint8_t { WorkloadMissing, PolicyMissing, PolicyLeftOver, ConnectionDiffers };
/// "connection-differs"; stable and documented.
std::string_view name(PolicyDriftKind kind);

/// A difference between what policies say of a pod and what the chains at its interface do.
struct PolicyDriftEntry {
    PolicyDriftKind kind = PolicyDriftKind::ConnectionDiffers;
    IpFamily family = IpFamily::V4;
    std::string workload; ///< "shop/cart"
    bool isIngress = true;
    std::string sentence;
    std::vector<std::string> details; ///< connections; not all of very many
    bool operator==(const PolicyDriftEntry&) const = default;
};

struct PolicyDrift {
    std::vector<PolicyDriftEntry> entries;  ///< in a stable order
    std::vector<std::string> notCompared;   ///< what could not be, in sentences
    std::vector<kube::ObjectNote> notes;    ///< what the objects leave open, and what was taken for it
    std::size_t workloads = 0;              ///< that were compared
    std::size_t connections = 0;            ///< that were asked about
};

/// True where Calico's agent wrote chains for workloads.
bool hasCalicoChains(const RuleSet& rules);

/// Compares the cali-* chains and sets of a node with the policies among objects, for each pod that the node has a route to: which policies are
/// asked, and what becomes of connections from and to every pod and a range of addresses outside, at the ports where policies or rules make
/// a difference. Errors: of the policy model. Cost: pods of the node that differ, times pods, times ports.
Result<PolicyDrift> findPolicyDrift(const Namespace& node, const kube::Objects& objects);

} // namespace hoplens
