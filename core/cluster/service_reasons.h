// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/service_endpoints.h"

#include <string>
#include <vector>

namespace hoplens::cluster {

/// Why a port of a Service leads to no endpoint, in sentences; empty where it leads to one.
/// "selector app=fancy-api matches no ready pod: 2 pods match app=fancyapi". Cost: the pods of its namespace.
std::vector<std::string> whyNoEndpoints(const kube::ServiceEndpoints& endpoints, const kube::Service& service, const kube::ServicePort& port);

/// Whether any endpoint of a Service's port is ready; by slices where they are told.
bool hasReadyEndpoint(const kube::ServiceEndpoints& endpoints, const kube::Service& service, const kube::ServicePort& port);

} // namespace hoplens::cluster
