// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/policy_gate.h"

#include "base/words.h"
#include "policy/verdict.h"

#include <algorithm>
#include <set>

namespace hoplens::cluster {
namespace {

using policy::Decision;
using policy::Direction;
using policy::Ground;

class ClusterGate : public PacketGate {
public:
    ClusterGate(const kube::Objects& objects, const ModelledCluster& cluster, std::string plugin) : m_plugin(std::move(plugin)), m_model(policy::PolicyModel::make(objects, {false, true, true}))
    {
        for (const auto& [name, inode] : cluster.pods)
            m_podInodes.insert(inode);
        if (!m_model)
            return;
        const auto& workloads = m_model->peers().workloads();
        for (const auto& pod : objects.pods) {
            const auto name = pod.meta.nameSpace + "/" + pod.meta.name;
            const auto own = std::ranges::find(workloads, name + "[Pod]", &policy::Workload::name);
            if (own == workloads.end() || own->classes.empty())
                continue;
            for (const auto& text : pod.ips)
                if (const auto address = Address::parse(text); address && !pod.spec.hostNetwork)
                    m_byAddress.emplace(*address, policy::EndName{name, own->classes.front()});
        }
    }

    std::vector<GateAnswer> ask(const Namespace& node, const Link* in, const Link* out, const Tuple& tuple) const override
    {
        std::vector<GateAnswer> answers;
        if (!m_model) {
            if ((in && isOfPod(*in)) || (out && isOfPod(*out)))
                answers.push_back({GateAnswer::Decision::Unknown, describe(m_model.error())});
            return answers;
        }
        const auto source = m_byAddress.find(tuple.source);
        const auto destination = m_byAddress.find(tuple.destination);
        const bool isToItself = source != m_byAddress.end() && destination != m_byAddress.end() && source->second.name == destination->second.name;
        const auto isOfNode = [&](const Address& address) { return std::ranges::any_of(node.addresses, [&](const InterfaceAddress& own) { return own.prefix.address == address; }); }; // which its pods always reach, and it them
        if (in && source != m_byAddress.end() && isOfPod(*in) && !isToItself && !isOfNode(tuple.destination))
            add(answers, Direction::Egress, source->second, tuple.destination, tuple);
        if (out && destination != m_byAddress.end() && isOfPod(*out) && !isToItself && !isOfNode(tuple.source))
            add(answers, Direction::Ingress, destination->second, tuple.source, tuple);
        return answers;
    }

private:
    /// A cable or bridge that pods are plugged into.
    bool isOfPod(const Link& link) const { return link.kind == LinkKind::Bridge || (link.lower && m_podInodes.contains(link.lower->namespaceInode)); }

    policy::EndName endAt(const Address& address) const
    {
        const auto pod = m_byAddress.find(address);
        if (pod != m_byAddress.end())
            return pod->second;
        return {address.text(), *m_model->peers().find(address)}; // both families are cut
    }

    void add(std::vector<GateAnswer>& answers, Direction direction, const policy::EndName& self, const Address& other, const Tuple& tuple) const
    {
        const auto protocol = std::ranges::find_if(policy::allProtocols, [&](kube::Protocol of) { return kube::protocolNumber(of) == tuple.protocol; });
        const bool isSelected = !m_model->selecting(direction, self.peer).empty();
        const auto towards = std::string(name(direction));
        if (isSelected && !m_plugin.empty())
            return answers.push_back({GateAnswer::Decision::Passes, say("cluster", "policies select %1 for %2, and have no effect here: %3 does not enforce them")(self.name, towards, m_plugin)});
        if (protocol == policy::allProtocols.end()) {
            if (isSelected)
                answers.push_back({GateAnswer::Decision::Unknown, say("cluster", "policies select %1 for %2, and say nothing of other protocols than TCP, UDP and SCTP: that is left to the network plugin")(self.name, towards)});
            return;
        }
        const auto end = endAt(other);
        const auto from = direction == Direction::Egress ? self.peer : end.peer;
        const auto to = direction == Direction::Egress ? end.peer : self.peer;
        const auto verdict = decide(*m_model, from, to, *protocol, tuple.destinationPort);
        const auto& side = direction == Direction::Egress ? verdict.egress : verdict.ingress;
        const auto rule = side.policy ? side.policy->name + ", " + towards + " rule " + std::to_string(side.rule->index + 1) + " (" + policy::placeOf(side.policy->where, side.rule->line) + ")" : std::string();
        switch (side.ground) {
        case Ground::Rule:
            answers.push_back(side.decision == Decision::Allowed ? GateAnswer{GateAnswer::Decision::Passes, say("cluster", "%1 of %2 is allowed by %3")(towards, self.name, rule)} : GateAnswer{GateAnswer::Decision::Drops, say("cluster", "%1 of %2 is denied by %3")(towards, self.name, rule)});
            break;
        case Ground::NoRule: answers.push_back({GateAnswer::Decision::Drops, say("cluster", "no rule of the policies that select %1 for %2 allows this: %3")(self.name, towards, selecting(direction, self.peer))}); break;
        case Ground::Doubt: answers.push_back({GateAnswer::Decision::Unknown, side.doubt}); break;
        case Ground::NoPolicy:
            if (isSelected)
                answers.push_back({GateAnswer::Decision::Passes, say("cluster", "none of the policies that select %1 for %2 has a word on this: allowed")(self.name, towards)});
            break;
        case Ground::Outside:
        case Ground::HostNetwork: break;
        }
    }

    std::string selecting(Direction direction, std::size_t peer) const
    {
        std::string names;
        for (const auto p : m_model->selecting(direction, peer))
            names += (names.empty() ? "" : ", ") + m_model->policies()[p].name;
        return names;
    }

    std::string m_plugin;
    std::set<std::uint64_t> m_podInodes; ///< of their namespaces
    Result<policy::PolicyModel> m_model;
    std::unordered_map<Address, policy::EndName> m_byAddress;
};

} // namespace

std::string pluginWithoutPolicies(const kube::Objects& objects)
{
    const auto runs = [&](std::string_view called) { return std::ranges::any_of(objects.workloads, [&](const kube::Workload& of) { return of.kind == "DaemonSet" && of.meta.name.starts_with(called); }) || std::ranges::any_of(objects.pods, [&](const kube::Pod& pod) { return pod.meta.name.starts_with(std::string(called) + "-"); }); };
    const bool isEnforced = runs("calico-node") || runs("canal") || runs("cilium") || runs("weave-net") || runs("antrea-agent") || runs("kube-router") || runs("kube-network-policies");
    return runs("kube-flannel") && !isEnforced ? "flannel" : "";
}

std::unique_ptr<PacketGate> policyGate(const kube::Objects& objects, const ModelledCluster& model)
{
    if (objects.networkPolicies.empty() && objects.clusterPolicies.empty() && objects.calicoPolicies.empty() && objects.otherPolicies.empty() && objects.hostEndpoints.empty() && objects.lostPolicies.empty())
        return nullptr;
    return std::make_unique<ClusterGate>(objects, model, pluginWithoutPolicies(objects));
}

} // namespace hoplens::cluster
