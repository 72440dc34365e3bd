// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/object_basics.h"

/// The kinds that say who may talk to whom, as their APIs have them. where: "file:line" of a policy; line: of a part of it, 0 where it is not known.
/// Source: networking.k8s.io/v1, policy.networking.k8s.io/v1alpha1 and v1alpha2, projectcalico.org/v3.
namespace hoplens::kube {

struct IpBlock {
    Prefix block;
    std::vector<Prefix> except;
    bool operator==(const IpBlock&) const = default;
};

struct NetworkPolicyPeer {
    std::optional<LabelSelector> pods;
    std::optional<LabelSelector> namespaces;
    std::optional<IpBlock> block;
    std::uint32_t line = 0;
    bool operator==(const NetworkPolicyPeer&) const = default;
};

struct NetworkPolicyPort {
    Protocol protocol = Protocol::Tcp;
    std::optional<PortReference> port; ///< nullopt: all
    std::optional<std::int32_t> endPort;
    std::uint32_t line = 0;
    bool operator==(const NetworkPolicyPort&) const = default;
};

struct NetworkPolicyRule {
    std::vector<NetworkPolicyPeer> peers; ///< empty: all
    std::vector<NetworkPolicyPort> ports; ///< empty: all
    std::uint32_t line = 0;
    bool operator==(const NetworkPolicyRule&) const = default;
};

struct NetworkPolicy {
    ObjectMeta meta;
    std::string where;
    LabelSelector pods;
    bool isIngress = true; ///< by policyTypes, or by what rules it has
    bool isEgress = false;
    std::vector<NetworkPolicyRule> ingress;
    std::vector<NetworkPolicyRule> egress;
    bool operator==(const NetworkPolicy&) const = default;
};

enum class PolicyAction : std::uint8_t { Allow, Deny, Pass, Log };
/// "Allow".
std::string_view name(PolicyAction action);

/// AdminNetworkPolicy, BaselineAdminNetworkPolicy, and ClusterNetworkPolicy, which takes the place of both.
struct ClusterPolicy {
    /// What a policy is about, and one kind of peer: whole namespaces, or pods in namespaces.
    struct Pods {
        LabelSelector namespaces;
        std::optional<LabelSelector> pods; ///< nullopt: all of them
        bool operator==(const Pods&) const = default;
    };
    struct Peer {
        std::optional<Pods> pods;
        std::optional<LabelSelector> nodes;
        std::vector<Prefix> networks;
        std::vector<std::string> domainNames;
        std::uint32_t line = 0;
        bool operator==(const Peer&) const = default;
    };
    struct Port {
        std::optional<Protocol> protocol; ///< nullopt: a named port of any protocol
        std::uint16_t first = 1;
        std::uint16_t last = 65535;
        std::string name; ///< instead of numbers
        std::uint32_t line = 0;
        bool operator==(const Port&) const = default;
    };
    struct Rule {
        std::string name;
        PolicyAction action = PolicyAction::Allow;
        std::vector<Peer> peers;
        std::vector<Port> ports; ///< empty: all
        std::uint32_t line = 0;
        bool operator==(const Rule&) const = default;
    };

    std::string kind;
    ObjectMeta meta;
    std::string where;
    bool isBaseline = false;
    std::int32_t priority = 0;
    Pods subject;
    std::vector<Rule> ingress;
    std::vector<Rule> egress;
    bool operator==(const ClusterPolicy&) const = default;
};

/// NetworkPolicy and GlobalNetworkPolicy of Calico. Selectors are in its own language (policy/calico_selector.h).
struct CalicoPolicy {
    struct Port {
        std::uint16_t first = 1;
        std::uint16_t last = 65535;
        std::string name; ///< instead of numbers
        bool operator==(const Port&) const = default;
    };
    struct Entity {
        std::vector<Prefix> nets;
        std::vector<Prefix> notNets;
        std::optional<std::string> selector;
        std::optional<std::string> notSelector;
        std::optional<std::string> namespaceSelector;
        std::vector<std::string> serviceAccounts;
        std::optional<std::string> serviceAccountSelector;
        std::vector<Port> ports; ///< empty: all
        std::vector<Port> notPorts;
        std::vector<std::string> domains;
        std::string service; ///< "namespace/name"
        bool operator==(const Entity&) const = default;
    };
    struct Rule {
        PolicyAction action = PolicyAction::Allow;
        std::optional<std::uint8_t> protocol; ///< as IP numbers it; nullopt: all
        std::optional<std::uint8_t> notProtocol;
        std::optional<IpFamily> family;
        bool hasIcmp = false;
        bool hasHttp = false;
        Entity source;
        Entity destination;
        std::uint32_t line = 0;
        bool operator==(const Rule&) const = default;
    };

    std::string kind; ///< "NetworkPolicy" or "GlobalNetworkPolicy"
    ObjectMeta meta;
    std::string where;
    std::string tier = "default";
    std::optional<double> order; ///< nullopt: behind all that have one
    std::string selector;        ///< empty: all
    std::string namespaceSelector;
    std::string serviceAccountSelector;
    bool isIngress = true;
    bool isEgress = false;
    std::string unmodelled; ///< a mode that acts before or beside others ("doNotTrack"); empty: none
    std::vector<Rule> ingress;
    std::vector<Rule> egress;
    bool operator==(const CalicoPolicy&) const = default;
};

struct CalicoTier {
    ObjectMeta meta;
    std::string where;
    std::optional<double> order;
    bool passesRest = false; ///< defaultAction Pass
    bool operator==(const CalicoTier&) const = default;
};

/// NetworkSet and GlobalNetworkSet of Calico: networks that selectors find by labels.
struct CalicoNetworkSet {
    ObjectMeta meta;
    std::string where;
    std::vector<Prefix> nets;
    bool operator==(const CalicoNetworkSet&) const = default;
};

/// A policy of a kind that is not modelled: what it selects is unknown.
struct OtherPolicy {
    std::string kind;
    ObjectMeta meta;
    std::string where;
    std::optional<LabelSelector> pods; ///< nullopt: it may select any
    bool operator==(const OtherPolicy&) const = default;
};

/// UserDefinedNetwork, ClusterUserDefinedNetwork, NetworkAttachmentDefinition: further networks of pods, and MultiNetworkPolicy, which is about them:
/// none of them is modelled.
struct UserDefinedNetwork {
    std::string kind;
    ObjectMeta meta;
    std::string where;
    bool isPrimary = false;
    std::optional<LabelSelector> namespaces; ///< of a ClusterUserDefinedNetwork
    bool operator==(const UserDefinedNetwork&) const = default;
};

} // namespace hoplens::kube
