// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/objects.h"

namespace hoplens::cluster {

/// A variable that the kubelet gives a container for a Service.
struct EnvironmentVariable {
    std::string name;
    std::string value;
    std::string service; ///< "shop/cart"
    bool operator==(const EnvironmentVariable&) const = default;
};

/// The variables about Services that the containers of a pod are given: those of the Services of its namespace and of default/kubernetes
/// that have a cluster IP and are older than the pod; of the latter alone when enableServiceLinks is off. Where the times are not told the
/// Service counts as older. younger: Services that were left out as they came after the pod. Sorted by name. Source: kubelet's envvars.
std::vector<EnvironmentVariable> serviceEnvironment(const kube::Objects& objects, const kube::Pod& pod, std::vector<std::string>& younger);

} // namespace hoplens::cluster
