// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/recognise_proxy.h"
#include "findings/finding.h"

namespace hoplens {

/// What looks wrong with the Services of a cluster. node: the namespace of a node that was observed, or null; proxy: how kube-proxy is
/// configured there. In a stable order, as findProblems has it. Cost: about linear in the objects.
std::vector<Finding> findServiceProblems(const kube::ServiceEndpoints& endpoints, const proxy::ProxySettings& proxy, const Namespace* node);

} // namespace hoplens
