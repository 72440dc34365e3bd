// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource_kinds.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace hoplens::api {
namespace {

constexpr std::array kinds = std::to_array<ResourceKind>({
    {"Pod", "pods", "pod", "po", "", "v1", true, true},
    {"Service", "services", "service", "svc", "", "v1", true, true},
    {"DaemonSet", "daemonsets", "daemonset", "ds", "apps", "v1", true, true},
    {"Deployment", "deployments", "deployment", "deploy", "apps", "v1", true, true},
    {"ReplicaSet", "replicasets", "replicaset", "rs", "apps", "v1", true, true},
    {"StatefulSet", "statefulsets", "statefulset", "sts", "apps", "v1", true, true},
    {"ConfigMap", "configmaps", "configmap", "cm", "", "v1"},
    {"Endpoints", "endpoints", "endpoints", "ep", "", "v1"},
    {"EndpointSlice", "endpointslices", "endpointslice", "", "discovery.k8s.io", "v1"},
    {"Ingress", "ingresses", "ingress", "ing", "networking.k8s.io", "v1"},
    {"IngressClass", "ingressclasses", "ingressclass", "", "networking.k8s.io", "v1", false},
    {"Namespace", "namespaces", "namespace", "ns", "", "v1", false},
    {"NetworkPolicy", "networkpolicies", "networkpolicy", "netpol", "networking.k8s.io", "v1"},
    {"Node", "nodes", "node", "no", "", "v1", false},
    {"ServiceAccount", "serviceaccounts", "serviceaccount", "sa", "", "v1"},
});

} // namespace

std::span<const ResourceKind> resourceKinds() { return kinds; }

const ResourceKind* resourceKind(std::string_view name)
{
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto found = std::ranges::find_if(kinds, [&](const ResourceKind& kind) {
        std::string_view own = lower;
        if (const auto dot = own.find('.'); dot != std::string_view::npos) {
            if (own.substr(dot + 1) != kind.group && own.substr(dot + 1) != std::string(kind.version) + "." + std::string(kind.group))
                return false;
            own = own.substr(0, dot);
        }
        return own == kind.plural || own == kind.singular || (!own.empty() && own == kind.brief);
    });
    return found == kinds.end() ? nullptr : &*found;
}

} // namespace hoplens::api
