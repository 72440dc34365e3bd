// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/policy_model.h"

#include <limits>
#include <unordered_map>

namespace hoplens::policy {

/// Who surely is meant, and who possibly is: what lies between them cannot be told.
struct Bounds {
    BitSet surely;
    BitSet possibly;

    void unite(const Bounds& other);
    void unite(const BitSet& other) { unite(Bounds{other, other}); }
    void intersect(const Bounds& other);
    void subtract(const Bounds& other);
};

/// Compiles objects to a PolicyModel, each kind of policy in a file of its own. Used once. Errors: as PolicyModel::make has them.
class ModelBuilder {
public:
    ModelBuilder(const kube::Objects& objects, const PeerOptions& options);
    /// Over the peers of a model of before, with its port uses, and with those of its NetworkPolicies that are still the same.
    ModelBuilder(const PolicyModel& before, const kube::Objects& objects);

    Result<PolicyModel> build();

private:
    // As Calico orders the tiers that stand for the kinds of Kubernetes.
    static constexpr double adminOrder = 1'000;
    static constexpr double defaultOrder = 1'000'000;
    static constexpr double baselineOrder = 10'000'000;
    static constexpr double networkPolicyOrder = 1'000; ///< of a NetworkPolicy among Calico's in its tier
    static constexpr double last = std::numeric_limits<double>::infinity();

    const Peers& peers() const { return *m_model.m_peers; }
    static kube::LabelSelector everything();
    static std::string nameOf(const kube::NetworkPolicy& policy);
    void note(std::string text, std::string where);
    std::uint32_t tier(const std::string& name, double order, bool passesRest);
    std::uint32_t keep(PortUse use);
    /// A rule about whom it surely is about, and behind it one with a doubt about whom it possibly is about.
    void add(std::vector<CompiledRule>& rules, CompiledRule sure, CompiledRule possible);

    // compile_network_policies.cpp
    Result<void> addNetworkPolicies();
    Result<CompiledRule> compile(const kube::NetworkPolicy& policy, const kube::NetworkPolicyRule& rule, Direction direction);
    void noteBlocksOfPods(const CompiledPolicy& compiled, const kube::NetworkPolicy& policy, const kube::NetworkPolicyRule& rule);
    BitSet peersOf(const kube::NetworkPolicy& policy, const kube::NetworkPolicyPeer& peer) const;

    // compile_cluster_policies.cpp
    Result<void> addClusterPolicies();
    void compile(const kube::ClusterPolicy& policy, const kube::ClusterPolicy::Rule& rule, Direction direction, std::uint32_t index, CompiledPolicy& into);
    BitSet nodes(const kube::LabelSelector& selector, const std::string& called, const std::string& where);
    PortUse portsOf(const kube::ClusterPolicy& policy, const kube::ClusterPolicy::Rule& rule);

    // compile_calico_policies.cpp
    Result<void> addCalicoPolicies();
    std::uint32_t calicoTier(const std::string& called, const CompiledPolicy& policy);
    Result<void> compile(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Rule& rule, Direction direction, std::uint32_t index, CompiledPolicy& into);
    Result<Bounds> entity(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Entity& entity, const std::string& called, const std::string& where) const;
    Result<Bounds> selected(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Entity& entity, const std::string& called, const std::string& where) const;
    Result<BitSet> select(const std::string& text, const std::string& called, const std::string& where) const;
    Result<BitSet> namespaces(const std::string& text, const std::string& called, const std::string& where) const;
    Result<Bounds> networkSets(const std::string& text, const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Entity& entity, bool isOfGlobals, const std::string& called, const std::string& where) const;
    Result<Bounds> ofAccounts(const std::string& text, const std::string& called, const std::string& where) const;
    Bounds inNets(const std::vector<Prefix>& nets) const;
    Bounds inFamily(IpFamily family) const;
    bool namespaceMatches(const CalicoSelector& selector, const std::string& nameSpace) const;

    // What is not modelled
    Result<void> addOthers();
    Result<void> checkNetworks();
    void noteNamespaces();
    void noteHosts();
    void order();

    const kube::Objects& m_objects;
    PolicyModel m_model;
    std::unordered_map<std::string, std::uint32_t> m_portUseAt;
    std::uint32_t m_nextNumber = 1;
    std::unordered_map<std::string, const kube::NetworkPolicy*> m_known; ///< of a model of before
    std::unordered_map<std::string, const CompiledPolicy*> m_compiled;
};

} // namespace hoplens::policy
