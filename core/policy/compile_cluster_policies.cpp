// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/model_builder.h"

#include <algorithm>
#include <map>

namespace hoplens::policy {
namespace {

// No object can have a name with a blank in it.
constexpr const char* adminTier = "of AdminNetworkPolicies";
constexpr const char* baselineTier = "of baselines";

} // namespace

Result<void> ModelBuilder::addClusterPolicies()
{
    std::map<std::tuple<bool, std::int32_t>, const kube::ClusterPolicy*> seen;
    for (const auto& policy : m_objects.clusterPolicies) {
        const auto called = policy.kind + " " + policy.meta.name;
        const bool isOld = policy.kind == "BaselineAdminNetworkPolicy"; // it has no priority, and comes behind those that have
        const auto [other, isNew] = seen.emplace(std::tuple(policy.isBaseline, isOld ? -1 : policy.priority), &policy);
        if (!isNew && isOld)
            return failure({ErrorCode::InvalidInput, "there is a second BaselineAdminNetworkPolicy, " + policy.meta.name + " besides " + other->second->meta.name + ": a cluster has at most one", policy.where});
        if (!isNew)
            return failure({ErrorCode::InvalidInput, called + " and " + other->second->kind + " " + other->second->meta.name + " have the same priority " + std::to_string(policy.priority) + ": which of them comes first is not defined", policy.where, 0, "Give each its own priority."});
        CompiledPolicy compiled;
        compiled.name = called;
        compiled.number = m_nextNumber++;
        compiled.where = policy.where;
        compiled.subject = peers().pods(policy.subject.namespaces, policy.subject.pods.value_or(everything()));
        compiled.order = isOld ? last : policy.priority;
        compiled.isDirection[0] = !policy.ingress.empty();
        compiled.isDirection[1] = !policy.egress.empty();
        for (const auto direction : {Direction::Ingress, Direction::Egress}) {
            const auto& rules = direction == Direction::Ingress ? policy.ingress : policy.egress;
            for (std::uint32_t r = 0; r < rules.size(); ++r)
                compile(policy, rules[r], direction, r, compiled);
        }
        compiled.tier = policy.isBaseline ? tier(baselineTier, baselineOrder, true) : tier(adminTier, adminOrder, true);
        m_model.m_policies.push_back(std::move(compiled));
    }
    return {};
}

void ModelBuilder::compile(const kube::ClusterPolicy& policy, const kube::ClusterPolicy::Rule& rule, Direction direction, std::uint32_t index, CompiledPolicy& into)
{
    Bounds who{peers().none(), peers().none()};
    std::string doubt;
    for (const auto& peer : rule.peers) {
        const auto where = placeOf(policy.where, peer.line);
        if (peer.pods)
            who.unite(peers().pods(peer.pods->namespaces, peer.pods->pods.value_or(everything())));
        if (direction == Direction::Ingress) {
            if (peer.nodes || !peer.networks.empty() || !peer.domainNames.empty())
                note(into.name + ": a rule of ingress is about pods and namespaces alone: its other peers have no effect", where);
            continue;
        }
        if (peer.nodes)
            who.unite(nodes(*peer.nodes, into.name, where));
        if (!peer.domainNames.empty()) {
            who.unite(Bounds{peers().none(), peers().outside()});
            doubt = into.name + " is about domain names, whose addresses are not known";
        }
        who.unite(inNets(peer.networks));
        for (const auto& network : peer.networks) {
            if (network.address.family == IpFamily::V6 && peers().ofFamily(IpFamily::V6).count() == 0)
                note(into.name + " names the IPv6 network " + network.text() + ", and nothing in the input has an IPv6 address: it is passed over", where);
        }
    }
    CompiledRule compiled;
    compiled.action = rule.action;
    compiled.line = rule.line;
    compiled.index = index;
    compiled.ports = keep(portsOf(policy, rule));
    auto possible = compiled;
    compiled.peers = std::move(who.surely);
    possible.peers = std::move(who.possibly);
    possible.doubt = std::move(doubt);
    add(into.rules[static_cast<int>(direction)], std::move(compiled), std::move(possible));
}

PortUse ModelBuilder::portsOf(const kube::ClusterPolicy& policy, const kube::ClusterPolicy::Rule& rule)
{
    PortUse use;
    use.isAll = rule.ports.empty();
    for (const auto& port : rule.ports) {
        if (port.protocol) {
            use.fixed.add(*port.protocol, {port.first, port.last});
            continue;
        }
        use.names.emplace_back(std::nullopt, port.name);
        const auto has = [&](const PodClass& of) { return std::ranges::any_of(of.ports, [&](const NamedPort& own) { return own.name == port.name; }); };
        if (std::ranges::none_of(peers().classes(), has))
            note(policy.kind + " " + policy.meta.name + " is about the port named \"" + port.name + "\", and no pod has a port of this name", placeOf(policy.where, port.line));
    }
    return use;
}

BitSet ModelBuilder::nodes(const kube::LabelSelector& selector, const std::string& called, const std::string& where)
{
    auto found = peers().none();
    if (m_objects.nodes.empty())
        note(called + " is about nodes, and the input has no Node objects: whether an address is one of theirs is not known", where);
    for (const auto& node : m_objects.nodes)
        if (selector.matches(node.meta.labels))
            for (const auto& own : node.addresses)
                if (const auto address = Address::parse(own.address))
                    found |= peers().block(Prefix::host(*address));
    return found;
}

} // namespace hoplens::policy
