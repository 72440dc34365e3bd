// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/service_endpoints.h"
#include "trace/place.h"

namespace hoplens::cluster {

/// Finds a PLACE: those of resolvePlace, `pod/[NAMESPACE/]NAME` and `node/NAME`. A pod is where its address is, so that this works on a
/// modelled cluster as on what was collected of a real one. Errors: NotFound with names that exist.
Result<Origin> resolveClusterPlace(const World& world, const kube::Objects& objects, std::string_view place);

/// A TARGET in numbers.
struct ClusterTarget {
    Address address;
    std::uint16_t port = 0;                 ///< 0: none
    std::optional<kube::Protocol> protocol; ///< of a Service's port
    const kube::Service* service = nullptr; ///< where the target is one
    std::string portName;
};
/// Reads a TARGET: those of parseTarget, `pod/[NAMESPACE/]NAME[:PORT]`, `node/NAME[:PORT]`, `svc/[NAMESPACE/]NAME[:PORT]`, PORT by number
/// or name; without one the only one. A name without a namespace is of `home`, or the only one of that name.
/// Errors: NotFound and InvalidInput, saying what there is; a headless Service and an ExternalName have no address to go to.
Result<ClusterTarget> resolveClusterTarget(const kube::Objects& objects, std::string_view target, std::string_view home);

/// The flow to a target. protocol: as parseFlow has it; empty: the Service port's own. Errors: as parseFlow has them.
Result<Flow> flowTo(const ClusterTarget& target, std::string_view protocol);

/// A pod by `[NAMESPACE/]NAME`. Errors: NotFound.
Result<const kube::Pod*> findPod(const kube::Objects& objects, std::string_view name, std::string_view home);

/// The namespace of a place that is a pod; "default" for all others.
std::string homeOf(const kube::Objects& objects, std::string_view place);

} // namespace hoplens::cluster
