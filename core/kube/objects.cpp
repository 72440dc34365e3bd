// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/objects.h"

#include <algorithm>
#include <array>

namespace hoplens::kube {

std::string_view name(Protocol protocol)
{
    constexpr std::array<std::string_view, 3> names = {"TCP", "UDP", "SCTP"};
    return names[static_cast<std::size_t>(protocol)];
}

std::uint8_t protocolNumber(Protocol protocol) { return protocol == Protocol::Tcp ? 6 : protocol == Protocol::Udp ? 17 : 132; }

std::string_view lowerName(Protocol protocol)
{
    constexpr std::array<std::string_view, 3> names = {"tcp", "udp", "sctp"};
    return names[static_cast<std::size_t>(protocol)];
}

std::string_view name(PolicyAction action)
{
    constexpr std::array<std::string_view, 4> names = {"Allow", "Deny", "Pass", "Log"};
    return names[static_cast<std::size_t>(action)];
}

std::string_view name(ServiceType type)
{
    constexpr std::array<std::string_view, 4> names = {"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"};
    return names[static_cast<std::size_t>(type)];
}

bool LabelSelector::matches(const Labels& of) const
{
    const auto holds = [&](const LabelRequirement& requirement) {
        const auto at = of.find(requirement.key);
        const bool isIn = at != of.end() && std::ranges::find(requirement.values, at->second) != requirement.values.end();
        switch (requirement.op) {
        case LabelRequirement::Operator::In: return isIn;
        case LabelRequirement::Operator::NotIn: return !isIn;
        case LabelRequirement::Operator::Exists: return at != of.end();
        case LabelRequirement::Operator::DoesNotExist: return at == of.end();
        }
        return false;
    };
    const auto isThere = [&](const auto& label) {
        const auto at = of.find(label.first);
        return at != of.end() && at->second == label.second;
    };
    return std::ranges::all_of(labels, isThere) && std::ranges::all_of(expressions, holds);
}

std::size_t Objects::size() const
{
    return nodes.size() + namespaces.size() + pods.size() + services.size() + endpoints.size() + endpointSlices.size() + networkPolicies.size() + clusterPolicies.size() + calicoPolicies.size() + calicoTiers.size() + calicoNetworkSets.size() + otherPolicies.size() + userDefinedNetworks.size() + routes.size() + referenceGrants.size() + serviceAccounts.size() + hostEndpoints.size() + ingresses.size() + ingressClasses.size() + configMaps.size() + workloads.size() + serviceCidrs.size();
}

} // namespace hoplens::kube
