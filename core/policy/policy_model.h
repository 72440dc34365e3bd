// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "policy/peers.h"
#include "policy/port_set.h"
#include "policy/ways_in.h"

#include <array>
#include <memory>

namespace hoplens::policy {

enum class Direction : std::uint8_t { Ingress, Egress };
/// "ingress".
std::string_view name(Direction direction);

/// Ports as a rule names them: names mean what the pod that is reached calls so.
struct PortUse {
    bool isAll = false;
    PortSet fixed;
    std::vector<std::pair<std::optional<kube::Protocol>, std::string>> names;
    PortSet excluded;
};

struct CompiledRule {
    kube::PolicyAction action = kube::PolicyAction::Allow;
    BitSet peers;                    ///< who is at the other end
    std::optional<BitSet> own;       ///< whom of the policy's own it is about; nullopt: all
    std::uint32_t ports = 0;         ///< of PolicyModel::portUse
    std::uint32_t line = 0;
    std::uint32_t index = 0;         ///< in its policy's list, from 0
    std::string doubt;               ///< why it cannot be told whether it matches; empty: it can
};

struct CompiledPolicy {
    std::uint32_t number = 0; ///< the same in two models: the same policy
    std::string name; ///< "NetworkPolicy shop/deny-all"
    std::string where;
    BitSet subject;
    bool isDirection[2] = {false, false}; ///< by Direction
    std::vector<CompiledRule> rules[2];
    std::uint32_t tier = 0;
    double order = 0;
};

/// Policies that are asked together; who is selected by one of them and matches none of their rules is denied, or goes on to the next tier.
struct Tier {
    std::string name;
    double order = 0;
    bool passesRest = false;
    std::vector<std::uint32_t> policies; ///< in the order of asking
    BitSet isolated[2];                  ///< whom any of them selects
};

/// Something that is not modelled and may decide about some peers.
struct Doubt {
    BitSet about;
    std::string text;
};

/// The policies of a cluster as tiers of rules over its peers. Kubernetes' own NetworkPolicies are one tier whose order says nothing, since its
/// rules only allow; AdminNetworkPolicies stand before it, baselines behind. Source: network-policy-api.sigs.k8s.io, docs.tigera.io. Any thread.
class PolicyModel {
public:
    /// The objects must outlive it. Errors: InvalidInput where policies are lost, contradict each other's being, or ask what has no answer.
    /// Cost: linear in rules times a 64th of the peers.
    static Result<PolicyModel> make(const kube::Objects& objects, const PeerOptions& options);
    /// The model of objects that differ from another's in policies alone: what did not change is taken over. Cost: that of what changed, and of
    /// comparing the rest; all of it where a policy cuts the addresses outside in a new way.
    static Result<PolicyModel> changed(const PolicyModel& before, const kube::Objects& objects);

    const Peers& peers() const { return *m_peers; }
    const kube::Objects& objects() const { return *m_objects; }
    const std::vector<CompiledPolicy>& policies() const { return m_policies; }
    const std::vector<Tier>& tiers() const { return m_tiers; }
    const std::vector<Doubt>& doubts() const { return m_doubts; }
    const std::vector<kube::ObjectNote>& notes() const { return m_notes; }
    const PortUse& portUse(std::uint32_t id) const { return m_portUses[id]; }
    std::size_t portUseCount() const { return m_portUses.size(); }
    /// The numbers of a rule's ports where `peer` is reached.
    PortSet portsAt(std::uint32_t id, std::size_t peer) const;
    bool contains(std::uint32_t id, std::size_t peer, kube::Protocol protocol, std::uint16_t port) const;
    /// The policies that select a peer, in the order in which they are asked.
    const std::vector<std::uint32_t>& selecting(Direction direction, std::size_t peer) const { return m_selecting[static_cast<std::size_t>(direction)][peer]; }
    const WaysIn& waysIn() const { return m_waysIn; }
    bool hasDoubtfulRules() const { return m_hasDoubtfulRules; }

private:
    friend class ModelBuilder;
    PolicyModel() = default;

    const kube::Objects* m_objects = nullptr;
    std::shared_ptr<const Peers> m_peers;
    std::vector<CompiledPolicy> m_policies;
    std::vector<Tier> m_tiers;
    std::vector<Doubt> m_doubts;
    std::vector<PortUse> m_portUses;
    std::vector<kube::ObjectNote> m_notes;
    WaysIn m_waysIn;
    std::array<std::vector<std::vector<std::uint32_t>>, 2> m_selecting;
    bool m_hasDoubtfulRules = false;
};

/// "shop.yaml:12", of a policy's place and a line in its file.
std::string placeOf(const std::string& where, std::uint32_t line);

} // namespace hoplens::policy
