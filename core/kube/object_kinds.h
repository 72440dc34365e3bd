// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/object_reader.h"

/// One function a kind: the fields of the object into its type. Trouble stays in the reader.
namespace hoplens::kube {

Node readNode(ObjectReader& reader, const Field& object);
Pod readPod(ObjectReader& reader, const Field& object);
Workload readWorkload(ObjectReader& reader, const Field& object, std::string_view kind);
Service readService(ObjectReader& reader, const Field& object);
Endpoints readEndpoints(ObjectReader& reader, const Field& object);
EndpointSlice readEndpointSlice(ObjectReader& reader, const Field& object);
NetworkPolicy readNetworkPolicy(ObjectReader& reader, const Field& object);
ClusterPolicy readClusterPolicy(ObjectReader& reader, const Field& object, std::string_view kind);
CalicoPolicy readCalicoPolicy(ObjectReader& reader, const Field& object, std::string_view kind);
CalicoTier readCalicoTier(ObjectReader& reader, const Field& object);
CalicoNetworkSet readCalicoNetworkSet(ObjectReader& reader, const Field& object);
OtherPolicy readCiliumPolicy(ObjectReader& reader, const Field& object, std::string_view kind);
UserDefinedNetwork readUserDefinedNetwork(ObjectReader& reader, const Field& object, std::string_view kind);
Route readRoute(ObjectReader& reader, const Field& object);
/// Of the Gateway API; without backends where it serves no Gateway but Services (of a mesh).
Route readGatewayRoute(ObjectReader& reader, const Field& object, std::string_view kind);
ReferenceGrant readReferenceGrant(ObjectReader& reader, const Field& object);
Ingress readIngress(ObjectReader& reader, const Field& object);
IngressClass readIngressClass(ObjectReader& reader, const Field& object);
ServiceCidr readServiceCidr(ObjectReader& reader, const Field& object);
ConfigMap readConfigMap(ObjectReader& reader, const Field& object);
/// status.loadBalancer.ingress, of Services and Ingresses.
std::vector<LoadBalancerIngress> readLoadBalancer(ObjectReader& reader, const Field& status);

} // namespace hoplens::kube
