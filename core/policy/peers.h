// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/objects.h"
#include "policy/bit_set.h"
#include "policy/calico_selector.h"

#include <span>
#include <unordered_map>

namespace hoplens::policy {

struct PeerOptions {
    bool blocksMatchPods = false; ///< an ipBlock counts for pods with an address in it, too; Kubernetes leaves that to the plugin
    bool isByPod = false;         ///< pods stand for themselves, not for the workload that owns them
    bool wantsIpv6 = false;       ///< also where nothing in the cluster has an IPv6 address
};

struct NamedPort {
    std::string name;
    kube::Protocol protocol = kube::Protocol::Tcp;
    std::uint16_t port = 0;
    auto operator<=>(const NamedPort&) const = default;
};

/// Pods that nothing tells apart: one namespace, the same labels, named ports and account.
struct PodClass {
    std::uint32_t nameSpace = 0; ///< of Peers::namespaces
    kube::Labels labels;
    std::string serviceAccount;
    std::vector<NamedPort> ports;
    std::vector<Address> addresses; ///< where blocks of addresses can match pods
    bool isHostNetwork = false;
    auto operator<=>(const PodClass&) const = default;
};

/// What is shown as one: the pods of an owner, or a pod that has none.
struct Workload {
    std::string name;                   ///< "shop/cart[Deployment]"
    std::string nameSpace;
    std::vector<std::uint32_t> classes; ///< one, unless its pods differ
    std::vector<std::string> pods;      ///< "shop/cart-1"; empty: known by its template alone
    bool isHostNetwork = false;
};

/// A range of addresses that no policy tells apart.
struct Segment {
    Address first;
    Address last;
    bool operator==(const Segment&) const = default;
};

struct NamespaceEntry {
    std::string name;
    kube::Labels labels;
    bool isTold = false; ///< there is an object
    std::vector<std::uint32_t> classes;
};

/// How the blocks of all policies cut the addresses outside; IPv4's first.
std::vector<Segment> segmentsOf(const kube::Objects& objects, const PeerOptions& options);

/// Numbers by the labels that they have.
class LabelIndex {
public:
    explicit LabelIndex(std::size_t size = 0) : m_size(size) {}
    void add(std::uint32_t member, const kube::Labels& labels);
    BitSet matching(const kube::LabelSelector& selector) const;
    BitSet matching(const CalicoSelector::Part& part) const;

private:
    BitSet having(std::string_view key, FunctionRef<bool(std::string_view value)> isWanted) const;

    std::size_t m_size;
    std::map<std::string, std::map<std::string, std::vector<std::uint32_t>, std::less<>>, std::less<>> m_members; ///< by key and value
};

/// Everybody who can be at an end of a connection, numbered: the classes of pods, the last of which is "any pod" (one that may be in any namespace
/// with any labels: an ingress controller, or what is yet to come), then the segments of the addresses outside, IPv4's first. One thread.
class Peers {
public:
    /// Whether the policies ask for addresses of pods: classes differ by them then.
    static bool wantsAddresses(const kube::Objects& objects, const PeerOptions& options) { return options.blocksMatchPods || !objects.calicoPolicies.empty() || !objects.clusterPolicies.empty(); }

    /// The objects must outlive it. Cost: linear in them, but for sorting.
    Peers(const kube::Objects& objects, const PeerOptions& options);

    std::size_t size() const { return m_classes.size() + m_segments.size(); }
    std::size_t anyPod() const { return m_classes.size() - 1; }
    bool isPod(std::size_t peer) const { return peer < m_classes.size(); }
    const std::vector<PodClass>& classes() const { return m_classes; }
    const std::vector<Workload>& workloads() const { return m_workloads; }
    const std::vector<NamespaceEntry>& namespaces() const { return m_namespaces; }
    const std::vector<Segment>& segments() const { return m_segments; }
    const Segment& segment(std::size_t peer) const { return m_segments[peer - m_classes.size()]; }
    const PeerOptions& options() const { return m_options; }
    const std::vector<kube::ObjectNote>& notes() const { return m_notes; }
    /// nullopt: no segment has it (IPv6 in a cluster without).
    std::optional<std::size_t> find(const Address& address) const;
    std::optional<std::uint32_t> findNamespace(std::string_view name) const;

    BitSet none() const { return BitSet(size()); }
    BitSet all() const { return BitSet::all(size()); }
    BitSet allPods() const;
    BitSet outside() const;
    /// Pods that use their host's network.
    const BitSet& hosts() const { return m_hosts; }
    /// Pods of the namespaces that the selector finds, and of them those that `pods` finds. What uses the host's network is none of them.
    BitSet pods(const kube::LabelSelector& namespaces, const kube::LabelSelector& pods) const;
    BitSet pods(std::string_view nameSpace, const kube::LabelSelector& pods) const;
    BitSet pods(const CalicoSelector& selector) const;
    BitSet inNamespace(std::string_view name) const;
    BitSet inNamespaces(const CalicoSelector& selector) const;
    BitSet ofAccounts(std::span<const std::string> names) const;
    /// Addresses outside, and pods by their addresses where the options say so, or matchesPods does.
    BitSet block(const Prefix& block) const { return this->block(block, m_options.blocksMatchPods); }
    BitSet block(const Prefix& block, bool matchesPods) const;
    /// Who may have an address of a family.
    BitSet ofFamily(IpFamily family) const;
    /// Pods that have addresses of both families.
    BitSet ofBothFamilies() const;
    /// Pods whose addresses are not told: of templates, and any pod.
    BitSet ofUnknownAddress() const;
    /// Whether a pod that is not on its host's network has an address in a block.
    bool holdsPod(const Prefix& block) const;

private:
    void addNamespaces();
    void addPods();
    void addWorkload(const std::string& kind, const kube::ObjectMeta& owner, const kube::ObjectMeta& pod, const kube::PodSpec& spec, const std::vector<std::string>& addresses, const std::string& podName);
    void sortClasses();
    std::uint32_t nameSpace(const std::string& name);
    BitSet withoutHosts(BitSet set) const;

    const kube::Objects* m_objects;
    PeerOptions m_options;
    bool m_wantsAddresses = false; ///< of pods
    bool m_hasIpv6 = false;
    std::vector<PodClass> m_classes;
    std::vector<Workload> m_workloads;
    std::vector<NamespaceEntry> m_namespaces;
    std::vector<Segment> m_segments;
    std::vector<Address> m_podAddresses; ///< rising
    std::map<PodClass, std::uint32_t> m_classAt;
    std::unordered_map<std::string, std::uint32_t> m_workloadAt;
    std::unordered_map<std::string, std::uint32_t> m_namespaceAt;
    LabelIndex m_podLabels;
    LabelIndex m_calicoPodLabels;
    LabelIndex m_namespaceLabels;
    BitSet m_hosts; ///< classes that use the host's network
    std::vector<kube::ObjectNote> m_notes;
};

} // namespace hoplens::policy
