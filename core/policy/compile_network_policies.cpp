// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/model_builder.h"

#include <algorithm>

namespace hoplens::policy {

Result<void> ModelBuilder::addNetworkPolicies()
{
    for (const auto& policy : m_objects.networkPolicies) {
        if (const auto known = m_known.find(nameOf(policy)); known != m_known.end() && *known->second == policy) {
            m_model.m_policies.push_back(*m_compiled.at(known->first));
            m_model.m_policies.back().tier = tier("default", defaultOrder, false);
            continue;
        }
        CompiledPolicy compiled;
        compiled.number = m_nextNumber++;
        compiled.name = nameOf(policy);
        compiled.where = policy.where;
        compiled.subject = peers().pods(policy.meta.nameSpace, policy.pods);
        compiled.isDirection[0] = policy.isIngress;
        compiled.isDirection[1] = policy.isEgress;
        compiled.order = networkPolicyOrder;
        for (const auto direction : {Direction::Ingress, Direction::Egress}) {
            const auto& rules = direction == Direction::Ingress ? policy.ingress : policy.egress;
            if (!rules.empty() && !compiled.isDirection[static_cast<int>(direction)])
                note(compiled.name + " has rules about " + std::string(name(direction)) + ", but not that policyType: they have no effect", placeOf(policy.where, rules.front().line));
            for (std::uint32_t r = 0; r < rules.size(); ++r) {
                const auto rule = compile(policy, rules[r], direction);
                if (!rule)
                    return failure(rule.error());
                compiled.rules[static_cast<int>(direction)].push_back(*rule);
                compiled.rules[static_cast<int>(direction)].back().index = r;
                noteBlocksOfPods(compiled, policy, rules[r]);
            }
        }
        compiled.tier = tier("default", defaultOrder, false);
        m_model.m_policies.push_back(std::move(compiled));
    }
    return {};
}

Result<CompiledRule> ModelBuilder::compile(const kube::NetworkPolicy& policy, const kube::NetworkPolicyRule& rule, Direction direction)
{
    CompiledRule compiled;
    compiled.line = rule.line;
    compiled.peers = rule.peers.empty() ? peers().all() : peers().none();
    for (const auto& peer : rule.peers)
        compiled.peers |= peersOf(policy, peer);
    PortUse use;
    use.isAll = rule.ports.empty();
    for (const auto& port : rule.ports) {
        const auto* number = port.port ? std::get_if<std::int32_t>(&*port.port) : nullptr;
        if (!port.port) {
            use.fixed.add(port.protocol, {});
        } else if (!number) {
            if (direction == Direction::Egress && std::ranges::any_of(rule.peers, [](const kube::NetworkPolicyPeer& peer) { return peer.block.has_value(); }))
                return failure({ErrorCode::InvalidInput, "NetworkPolicy " + policy.meta.nameSpace + "/" + policy.meta.name + " lets traffic out to an ipBlock on the port named \"" + std::get<std::string>(*port.port) + "\": addresses have no named ports", placeOf(policy.where, port.line), 0, "Give the number of the port."});
            use.names.emplace_back(port.protocol, std::get<std::string>(*port.port));
        } else if (*number > 0) {
            use.fixed.add(port.protocol, {static_cast<std::uint16_t>(*number), static_cast<std::uint16_t>(port.endPort.value_or(*number))});
        }
    }
    compiled.ports = keep(std::move(use));
    return compiled;
}

/// Kubernetes leaves it to the plugin whether a block matches pods.
void ModelBuilder::noteBlocksOfPods(const CompiledPolicy& compiled, const kube::NetworkPolicy& policy, const kube::NetworkPolicyRule& rule)
{
    for (const auto& peer : rule.peers)
        if (peer.block && !peers().options().blocksMatchPods && peers().holdsPod(peer.block->block))
            return note(compiled.name + " is about the block " + peer.block->block.text() + ", which holds addresses of pods: whether it matches them is left to the network plugin; here it does not (--ip-block-matches-pods)", placeOf(policy.where, peer.line));
}

BitSet ModelBuilder::peersOf(const kube::NetworkPolicy& policy, const kube::NetworkPolicyPeer& peer) const
{
    if (peer.block) {
        auto set = peers().block(peer.block->block);
        for (const auto& except : peer.block->except)
            set -= peers().block(except);
        return set;
    }
    return peer.namespaces ? peers().pods(*peer.namespaces, peer.pods.value_or(everything())) : peers().pods(policy.meta.nameSpace, *peer.pods);
}

} // namespace hoplens::policy
