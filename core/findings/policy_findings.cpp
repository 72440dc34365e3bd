// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/policy_findings.h"

#include "cluster/policy_gate.h"
#include "policy/verdict.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace hoplens {
namespace {

using namespace policy;

constexpr std::uint16_t dnsPort = 53;

bool hasPolicies(const kube::Objects& objects) { return !objects.networkPolicies.empty() || !objects.clusterPolicies.empty() || !objects.calicoPolicies.empty() || !objects.lostPolicies.empty(); }

/// Whether all of one set is in another.
bool covers(const BitSet& all, const BitSet& part)
{
    auto rest = part;
    rest -= all;
    return !rest.any();
}
bool covers(const PortSet& all, PortSet part)
{
    part.subtract(all);
    return part.isEmpty();
}

class PolicyChecker {
public:
    PolicyChecker(const kube::Objects& objects, const PolicyModel& model) : m_objects(objects), m_model(model) {}

    std::vector<Finding> check()
    {
        for (const auto& policy : m_model.policies()) {
            checkSubject(policy);
            for (const auto direction : {Direction::Ingress, Direction::Egress})
                for (const auto& rule : policy.rules[static_cast<int>(direction)])
                    checkRule(policy, rule, direction);
        }
        for (const auto& tier : m_model.tiers())
            checkOrder(tier);
        checkWorkloads();
        checkPlugin();
        for (const auto& doubt : m_model.doubts())
            add(Severity::Warning, "policy-not-modelled", doubt.text, {}, doubt.text + ": what it decides is unknown.", "Compare with what the plugin itself says.");
        return std::move(m_findings);
    }

private:
    void add(Severity severity, const char* id, const std::string& about, std::vector<std::string> objects, std::string sentence, std::string remedy) { m_findings.push_back({severity, id, about, std::move(objects), std::move(sentence), std::move(remedy)}); }

    static std::string called(const CompiledPolicy& policy, const CompiledRule& rule, Direction direction) { return policy.name + ", " + std::string(policy::name(direction)) + " rule " + std::to_string(rule.index + 1) + " (" + placeOf(policy.where, rule.line) + ")"; }

    void checkSubject(const CompiledPolicy& policy)
    {
        auto subject = policy.subject;
        subject.reset(m_model.peers().anyPod());
        if (!subject.any())
            add(Severity::Warning, "policy-selects-nothing", policy.name, {policy.where}, policy.name + " selects no pod of the input.", "Compare its selectors with the labels of the pods and of the namespaces.");
    }

    void checkRule(const CompiledPolicy& policy, const CompiledRule& rule, Direction direction)
    {
        if (!rule.doubt.empty())
            return;
        const auto where = placeOf(policy.where, rule.line);
        if (!rule.peers.any()) {
            add(Severity::Warning, "policy-rule-matches-nobody", policy.name, {where}, called(policy, rule, direction) + " is about nobody: none of its peers is there.", "Compare its selectors with the labels of the pods and of the namespaces.");
            return;
        }
        const auto& use = m_model.portUse(rule.ports);
        if (!use.isAll && use.fixed.isEmpty()) {
            const auto& reached = direction == Direction::Ingress ? policy.subject : rule.peers;
            bool hasPort = false;
            reached.each([&](std::size_t peer) { hasPort = hasPort || !m_model.portsAt(rule.ports, peer).isEmpty(); });
            if (!hasPort)
                add(Severity::Warning, "policy-rule-matches-no-port", policy.name, {where}, called(policy, rule, direction) + " is about ports that nobody has" + (use.names.empty() ? "" : ": no container names one \"" + use.names.front().second + "\"") + ".", "Name the container's port so, or write its number.");
        }
        if (rule.action == kube::PolicyAction::Allow && covers(rule.peers, m_model.peers().outside()) && m_model.peers().outside().any())
            add(Severity::Hint, "policy-allows-the-world", policy.name, {where}, called(policy, rule, direction) + " allows " + (direction == Direction::Ingress ? "everybody outside the cluster in" : "everything outside the cluster") + (use.isAll ? ", on all ports." : "."), "Name the blocks of addresses that are meant.");
    }

    /// Rules whose order counts: one that never has its turn, and those that say the opposite of one before.
    void checkOrder(const Tier& tier)
    {
        struct Placed {
            const CompiledPolicy* policy;
            const CompiledRule* rule;
        };
        for (const auto direction : {Direction::Ingress, Direction::Egress}) {
            std::vector<Placed> before;
            std::set<std::pair<std::string, std::string>> told;
            bool isOrdered = false;
            for (const auto p : tier.policies)
                for (const auto& rule : m_model.policies()[p].rules[static_cast<int>(direction)])
                    isOrdered = isOrdered || rule.action != kube::PolicyAction::Allow;
            if (!isOrdered)
                continue;
            for (const auto p : tier.policies) {
                const auto& policy = m_model.policies()[p];
                for (const auto& rule : policy.rules[static_cast<int>(direction)]) {
                    if (!rule.doubt.empty() || rule.own || rule.action == kube::PolicyAction::Log)
                        continue;
                    for (const auto& [other, earlier] : before) {
                        if (!earlier->peers.intersects(rule.peers) || !other->subject.intersects(policy.subject) || !m_model.portUse(rule.ports).names.empty() || !m_model.portUse(earlier->ports).names.empty())
                            continue;
                        const auto ports = m_model.portsAt(rule.ports, m_model.peers().anyPod());
                        const auto earlierPorts = m_model.portsAt(earlier->ports, m_model.peers().anyPod());
                        if (covers(earlier->peers, rule.peers) && covers(other->subject, policy.subject) && covers(earlierPorts, ports)) {
                            add(Severity::Warning, "policy-rule-shadowed", policy.name, {placeOf(policy.where, rule.line)}, called(policy, rule, direction) + " never has its turn: " + called(*other, *earlier, direction) + " decides before it.", "Give it a higher priority, or take it out.");
                            break;
                        }
                        auto shared = ports;
                        shared.intersect(earlierPorts);
                        const bool isOpposite = (rule.action == kube::PolicyAction::Deny) != (earlier->action == kube::PolicyAction::Deny) && earlier->action != kube::PolicyAction::Pass;
                        if (isOpposite && other != &policy && !shared.isEmpty() && told.emplace(policy.name, other->name).second)
                            add(Severity::Hint, "policies-contradict", policy.name, {placeOf(policy.where, rule.line)}, called(policy, rule, direction) + " says the opposite of " + called(*other, *earlier, direction) + " for some of the same connections; the latter counts, as it is asked first.", "See that this order is meant.");
                    }
                    before.push_back({&policy, &rule});
                }
            }
        }
    }

    void checkWorkloads()
    {
        const auto& peers = m_model.peers();
        BitSet dns = peers.pods("kube-system", kube::LabelSelector{{{"k8s-app", "kube-dns"}}, {}});
        const bool isDnsKnown = dns.any();
        for (const auto& workload : peers.workloads()) {
            if (workload.isHostNetwork)
                continue;
            for (const auto c : workload.classes) {
                for (const auto direction : {Direction::Ingress, Direction::Egress})
                    if (m_model.selecting(direction, c).empty())
                        add(Severity::Hint, direction == Direction::Ingress ? "workload-without-ingress-policy" : "workload-without-egress-policy", workload.name, {}, "No policy selects " + workload.name + " for " + std::string(policy::name(direction)) + ": everything is allowed.", direction == Direction::Ingress ? "Say who may reach it." : "Say what it may reach.");
                if (!m_model.selecting(Direction::Egress, c).empty() && !reachesDns(c, dns, isDnsKnown))
                    add(Severity::Problem, "egress-forgets-dns", workload.name, {m_model.policies()[m_model.selecting(Direction::Egress, c).front()].name}, "Policies let " + workload.name + " out to some places, but not to DNS (port 53/UDP): it cannot look up the names of what it may reach.", "Allow egress to the pods of kube-dns in kube-system on port 53, UDP and TCP.");
                break;
            }
        }
    }

    /// Where the input does not tell of the pods of DNS: what is in kube-system, or may be anywhere, or is about nothing but that port.
    bool reachesDns(std::uint32_t from, const BitSet& dns, bool isDnsKnown) const
    {
        const auto& peers = m_model.peers();
        const auto system = peers.inNamespace("kube-system");
        for (std::size_t to = 0; to < peers.size(); ++to) {
            const bool isDns = isDnsKnown ? dns.test(to) || !peers.isPod(to) : !peers.isPod(to) || to == peers.anyPod() || system.test(to);
            if (isDns && decide(m_model, from, to, kube::Protocol::Udp, dnsPort).egress.decision != Decision::Denied)
                return true;
        }
        for (const auto p : m_model.selecting(Direction::Egress, from))
            for (const auto& rule : m_model.policies()[p].rules[1])
                if (!isDnsKnown && rule.action == kube::PolicyAction::Allow && m_model.contains(rule.ports, from, kube::Protocol::Udp, dnsPort) && (!m_model.portUse(rule.ports).isAll || isAboutSystem(m_model.policies()[p], rule)))
                    return true;
        return false;
    }

    /// Whether a rule is about the namespace kube-system, which need not be in the input.
    bool isAboutSystem(const CompiledPolicy& policy, const CompiledRule& rule) const
    {
        const auto own = std::ranges::find_if(m_objects.networkPolicies, [&](const kube::NetworkPolicy& of) { return policy.name == "NetworkPolicy " + of.meta.nameSpace + "/" + of.meta.name; });
        const kube::Labels labels{{"kubernetes.io/metadata.name", "kube-system"}};
        return own != m_objects.networkPolicies.end() && rule.index < own->egress.size() && std::ranges::any_of(own->egress[rule.index].peers, [&](const kube::NetworkPolicyPeer& peer) { return peer.namespaces && peer.namespaces->matches(labels); });
    }

    void checkPlugin()
    {
        if (const auto plugin = cluster::pluginWithoutPolicies(m_objects); !plugin.empty())
            add(Severity::Problem, "policies-have-no-effect", "cluster", {plugin}, "The policies of this cluster have no effect: its network plugin, " + plugin + ", does not enforce them.", "Use a plugin that does, such as Calico or Cilium, or kube-network-policies beside this one.");
        for (const auto& workload : m_model.peers().workloads())
            if (workload.isHostNetwork && std::ranges::any_of(m_objects.networkPolicies, [&](const kube::NetworkPolicy& policy) { return policy.meta.nameSpace == workload.nameSpace && policy.pods.matches(m_model.peers().classes()[workload.classes.front()].labels); }))
                add(Severity::Hint, "policy-selects-host-network", workload.name, {}, "A policy selects " + workload.name + ", which uses its host's network: policies do not isolate it.", "Guard the node itself, or give the pod a network of its own.");
    }

    const kube::Objects& m_objects;
    const PolicyModel& m_model;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> findPolicyProblems(const kube::Objects& objects)
{
    std::vector<Finding> findings;
    if (!hasPolicies(objects))
        return findings;
    const auto model = PolicyModel::make(objects, {});
    if (model)
        findings = PolicyChecker(objects, *model).check();
    else
        findings.push_back({Severity::Problem, "policies-unusable", "cluster", {model.error().where}, model.error().message + ".", model.error().remedy.empty() ? "Mend the policies." : model.error().remedy});
    std::ranges::sort(findings, {}, [](const Finding& finding) { return std::tie(finding.severity, finding.id, finding.space, finding.objects, finding.sentence); });
    return findings;
}

} // namespace hoplens
