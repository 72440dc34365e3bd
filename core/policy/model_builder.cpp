// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/model_builder.h"

#include <algorithm>
#include <map>

namespace hoplens::policy {
namespace {

std::string keyOf(const PortUse& use)
{
    std::string key = (use.isAll ? "all but " : "") + use.fixed.text() + "|" + use.excluded.text();
    for (const auto& [protocol, name] : use.names)
        key += "|" + std::string(protocol ? kube::name(*protocol) : "*") + " " + name;
    return key;
}

} // namespace

void Bounds::unite(const Bounds& other)
{
    surely |= other.surely;
    possibly |= other.possibly;
}

void Bounds::intersect(const Bounds& other)
{
    surely &= other.surely;
    possibly &= other.possibly;
}

void Bounds::subtract(const Bounds& other)
{
    surely -= other.possibly;
    possibly -= other.surely;
}

ModelBuilder::ModelBuilder(const kube::Objects& objects, const PeerOptions& options) : m_objects(objects)
{
    m_model.m_objects = &objects;
    m_model.m_peers = std::make_shared<const Peers>(objects, options);
    m_model.m_notes = m_model.m_peers->notes();
}

ModelBuilder::ModelBuilder(const PolicyModel& before, const kube::Objects& objects) : m_objects(objects)
{
    m_model.m_objects = &objects;
    m_model.m_peers = before.m_peers;
    m_model.m_notes = m_model.m_peers->notes();
    m_model.m_portUses = before.m_portUses;
    for (std::uint32_t id = 0; id < m_model.m_portUses.size(); ++id)
        m_portUseAt.emplace(keyOf(m_model.m_portUses[id]), id);
    for (const auto& policy : before.m_policies) {
        m_nextNumber = std::max(m_nextNumber, policy.number + 1);
        m_compiled.emplace(policy.name, &policy);
    }
    for (const auto& policy : before.m_objects->networkPolicies)
        m_known.emplace(nameOf(policy), &policy);
}

Result<PolicyModel> ModelBuilder::build()
{
    if (!m_objects.lostPolicies.empty()) {
        const auto& lost = m_objects.lostPolicies.front();
        return failure({ErrorCode::InvalidInput, "a policy cannot be taken as it is written, and without it nobody can say what is allowed: " + lost.text, lost.where, 0, "Mend it, or leave it out of the input."});
    }
    for (const auto& step : {&ModelBuilder::addNetworkPolicies, &ModelBuilder::addClusterPolicies, &ModelBuilder::addCalicoPolicies, &ModelBuilder::addOthers, &ModelBuilder::checkNetworks})
        if (auto done = (this->*step)(); !done)
            return failure(done.error());
    noteNamespaces();
    noteHosts();
    m_model.m_waysIn = WaysIn(m_objects, peers(), m_model.m_notes);
    order();
    return std::move(m_model);
}

/// A node always reaches its own pods, whatever they refuse: what is on its network, too.
void ModelBuilder::noteHosts()
{
    std::vector<std::string> hosts;
    for (const auto& workload : peers().workloads())
        if (std::ranges::any_of(workload.classes, [&](std::uint32_t c) { return peers().classes()[c].isHostNetwork; }))
            hosts.push_back(workload.name);
    if (!hosts.empty() && !m_model.m_policies.empty())
        note(hosts.front() + (hosts.size() == 1 ? std::string(" uses the network of its node") : " and " + std::to_string(hosts.size() - 1) + " more use the network of their node") + ": policies do not select them, and pods of the same node are always reached from there, which all pairs do not show", "");
}

/// Labels of a namespace that the input does not tell of are not known, but for its name.
void ModelBuilder::noteNamespaces()
{
    const auto asks = [](const kube::LabelSelector& selector) {
        const auto isOther = [](const std::string& key) { return key != "kubernetes.io/metadata.name"; };
        return std::ranges::any_of(selector.labels, [&](const auto& label) { return isOther(label.first); }) || std::ranges::any_of(selector.expressions, [&](const auto& of) { return isOther(of.key); });
    };
    const auto asksPeers = [&](const std::vector<kube::NetworkPolicyRule>& rules) { return std::ranges::any_of(rules, [&](const auto& rule) { return std::ranges::any_of(rule.peers, [&](const auto& peer) { return peer.namespaces && asks(*peer.namespaces); }); }); };
    const bool isAsked = !m_objects.clusterPolicies.empty() || std::ranges::any_of(m_objects.networkPolicies, [&](const kube::NetworkPolicy& policy) { return asksPeers(policy.ingress) || asksPeers(policy.egress); });
    for (const auto& space : peers().namespaces())
        if (isAsked && !space.isTold)
            note("the namespace " + space.name + " is not told: policies ask for labels of namespaces, and it is taken to have none but its name", "");
}

std::uint32_t ModelBuilder::tier(const std::string& name, double order, bool passesRest)
{
    auto& tiers = m_model.m_tiers;
    const auto at = std::ranges::find(tiers, name, &Tier::name);
    if (at != tiers.end())
        return static_cast<std::uint32_t>(at - tiers.begin());
    tiers.push_back({name, order, passesRest, {}, {peers().none(), peers().none()}});
    return static_cast<std::uint32_t>(tiers.size() - 1);
}

std::uint32_t ModelBuilder::keep(PortUse use)
{
    const auto [at, isNew] = m_portUseAt.emplace(keyOf(use), static_cast<std::uint32_t>(m_model.m_portUses.size()));
    if (isNew)
        m_model.m_portUses.push_back(std::move(use));
    return at->second;
}

kube::LabelSelector ModelBuilder::everything() { return {}; }
std::string ModelBuilder::nameOf(const kube::NetworkPolicy& policy) { return "NetworkPolicy " + policy.meta.nameSpace + "/" + policy.meta.name; }
void ModelBuilder::note(std::string text, std::string where) { m_model.m_notes.push_back({std::move(text), std::move(where)}); }

void ModelBuilder::add(std::vector<CompiledRule>& rules, CompiledRule sure, CompiledRule possible)
{
    const bool isDoubtful = possible.peers != sure.peers || possible.own != sure.own;
    m_model.m_hasDoubtfulRules = m_model.m_hasDoubtfulRules || isDoubtful;
    if (!isDoubtful || sure.peers.any())
        rules.push_back(std::move(sure));
    if (isDoubtful)
        rules.push_back(std::move(possible));
}

Result<void> ModelBuilder::addOthers()
{
    if (!m_objects.hostEndpoints.empty())
        m_model.m_doubts.push_back({peers().hosts(), "the HostEndpoint " + m_objects.hostEndpoints.front().meta.name + " isolates a host, which is not modelled"});
    for (const auto& policy : m_objects.otherPolicies) {
        const auto about = !policy.pods ? (policy.meta.nameSpace.empty() ? peers().allPods() : peers().inNamespace(policy.meta.nameSpace)) : policy.meta.nameSpace.empty() ? peers().pods(everything(), *policy.pods) : peers().pods(policy.meta.nameSpace, *policy.pods);
        m_model.m_doubts.push_back({about, policy.kind + " " + (policy.meta.nameSpace.empty() ? "" : policy.meta.nameSpace + "/") + policy.meta.name + " is not modelled"});
    }
    return {};
}

/// Further networks of pods: what goes over them is not modelled.
Result<void> ModelBuilder::checkNetworks()
{
    constexpr const char* label = "k8s.ovn.org/primary-user-defined-network";
    std::map<std::string, const kube::UserDefinedNetwork*> primaries;
    const auto labelled = [&](const std::string& nameSpace) {
        const auto space = peers().findNamespace(nameSpace);
        return space && peers().namespaces()[*space].labels.contains(label);
    };
    for (const auto& network : m_objects.userDefinedNetworks) {
        const auto called = network.kind + " " + (network.meta.nameSpace.empty() ? "" : network.meta.nameSpace + "/") + network.meta.name;
        if (!network.isPrimary)
            m_model.m_doubts.push_back({peers().none(), called + ": what pods send each other over networks besides the cluster's own is not modelled"});
        std::vector<std::string> spaces;
        if (network.namespaces) {
            for (const auto& space : peers().namespaces())
                if (network.namespaces->matches(space.labels))
                    spaces.push_back(space.name);
        } else if (!network.meta.nameSpace.empty()) {
            spaces.push_back(network.meta.nameSpace);
        }
        if (network.kind == "UserDefinedNetwork" && network.meta.nameSpace == "default" && network.isPrimary)
            return failure({ErrorCode::InvalidInput, called + " is in the namespace default: a primary network there isolates nothing, and is not allowed", network.where});
        for (const auto& space : spaces) {
            const auto known = peers().findNamespace(space);
            if (!network.isPrimary)
                break;
            if (!known || !peers().namespaces()[*known].isTold) {
                note(called + ": the namespace " + space + " is not told: the network is passed over", network.where);
                continue;
            }
            if (!labelled(space)) {
                note(called + ": the namespace " + space + " lacks the label " + label + ": the network does not reach it", network.where);
                continue;
            }
            const auto [other, isNew] = primaries.emplace(space, &network);
            if (!isNew)
                return failure({ErrorCode::InvalidInput, called + " and " + other->second->kind + " " + other->second->meta.name + " are both the primary network of the namespace " + space + ": it can have one", network.where});
            m_model.m_doubts.push_back({peers().inNamespace(space), called + ": networks besides the cluster's own are not modelled"});
        }
    }
    return {};
}

void ModelBuilder::order()
{
    auto& model = m_model;
    std::vector<std::uint32_t> tierOrder(model.m_tiers.size());
    for (std::uint32_t t = 0; t < tierOrder.size(); ++t)
        tierOrder[t] = t;
    std::ranges::stable_sort(tierOrder, {}, [&](std::uint32_t t) { return std::pair(model.m_tiers[t].order, model.m_tiers[t].name); });
    std::vector<Tier> sorted;
    std::vector<std::uint32_t> place(tierOrder.size());
    for (const auto t : tierOrder) {
        place[t] = static_cast<std::uint32_t>(sorted.size());
        sorted.push_back(std::move(model.m_tiers[t]));
    }
    model.m_tiers = std::move(sorted);
    for (std::uint32_t p = 0; p < model.m_policies.size(); ++p) {
        auto& policy = model.m_policies[p];
        policy.tier = place[policy.tier];
        auto& tier = model.m_tiers[policy.tier];
        tier.policies.push_back(p);
        for (int d = 0; d < 2; ++d)
            if (policy.isDirection[d])
                tier.isolated[d] |= policy.subject;
    }
    for (auto& selecting : model.m_selecting)
        selecting.resize(peers().size());
    for (auto& tier : model.m_tiers) {
        std::ranges::stable_sort(tier.policies, {}, [&](std::uint32_t p) { return std::pair(model.m_policies[p].order, std::string_view(model.m_policies[p].name)); });
        for (const auto p : tier.policies)
            for (int d = 0; d < 2; ++d)
                if (model.m_policies[p].isDirection[d])
                    model.m_policies[p].subject.each([&](std::size_t peer) { model.m_selecting[d][peer].push_back(p); });
    }
}

} // namespace hoplens::policy
