// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/random_policies.h"
#include "proxy/chain_names.h"

#include <map>
#include <set>

/// The rules that Calico's agent writes for the pods of a node, in its layout, made of objects the slow way: who is in a set is asked pod by pod.
namespace hoplens::test {

class FelixRules {
public:
    /// All pods are on this node, the i-th behind "cali<i>". denyAction: DROP, or REJECT where Calico is told so.
    explicit FelixRules(const kube::Objects& objects, std::string denyAction = "DROP") : m_objects(objects), m_denyAction(std::move(denyAction))
    {
        for (std::size_t i = 0; i < objects.pods.size(); ++i)
            for (const bool isIngress : {false, true})
                addWorkload(objects.pods[i], "cali" + std::to_string(i), isIngress);
    }

    /// For ipset restore.
    std::string sets() const { return m_sets; }

    /// For iptables-restore: the table filter, whole.
    std::string rules() const
    {
        std::string text = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n";
        for (const char* frame : {"cali-FORWARD", "cali-from-wl-dispatch", "cali-to-wl-dispatch"})
            text += ":" + std::string(frame) + " - [0:0]\n";
        for (const auto& chain : m_chains)
            text += ":" + chain + " - [0:0]\n";
        text += "-A FORWARD -m comment --comment \"cali:wUHhoiAYhphO9Mso\" -j cali-FORWARD\n-A FORWARD -m comment --comment \"cali:S93hcgKJrXEqnTfs\" -m comment --comment \"Policy explicitly accepted packet.\" -m mark --mark 0x10000/0x10000 -j ACCEPT\n"
                "-A cali-FORWARD -j MARK --set-xmark 0x0/0xe0000\n-A cali-FORWARD -i cali+ -j cali-from-wl-dispatch\n-A cali-FORWARD -o cali+ -j cali-to-wl-dispatch\n";
        for (std::size_t i = 0; i < m_objects.pods.size(); ++i) {
            const auto interface = "cali" + std::to_string(i);
            text += "-A cali-from-wl-dispatch -i " + interface + " -g cali-fw-" + interface + "\n-A cali-to-wl-dispatch -o " + interface + " -g cali-tw-" + interface + "\n";
        }
        for (const char* way : {"from", "to"})
            text += "-A cali-" + std::string(way) + "-wl-dispatch -m comment --comment \"Unknown interface\" -j DROP\n";
        return text + m_rules + "COMMIT\n";
    }

private:
    static constexpr const char* accepted = "0x10000/0x10000";
    static constexpr const char* passed = "0x20000/0x20000";

    void add(const std::string& chain, const std::string& rest) { m_rules += "-A " + chain + " " + rest + "\n"; }

    static std::string chainName(const std::string& prefix, const std::string& suffix)
    {
        return prefix.size() + suffix.size() <= 28 ? prefix + suffix : prefix + "_" + proxy::urlHashName(suffix, 27 - prefix.size());
    }

    std::string set(const std::string& type, const std::set<std::string>& members)
    {
        const auto name = "cali40s:" + std::to_string(++m_setCount);
        m_sets += "create " + name + " " + type + " family inet\n";
        for (const auto& member : members)
            m_sets += "add " + name + " " + member + "\n";
        return name;
    }

    bool isIn(const kube::ClusterPolicy::Pods& pods, const kube::Pod& pod) const { return pods.namespaces.matches(namespaceLabels(m_objects, pod.meta.nameSpace)) && (!pods.pods || pods.pods->matches(pod.meta.labels)); }

    template <class IsMember> std::set<std::string> addresses(IsMember isMember) const
    {
        std::set<std::string> found;
        for (const auto& pod : m_objects.pods)
            if (isMember(pod))
                found.insert(pod.ips.front());
        return found;
    }

    /// One rule of a policy as rules of a chain: a port a rule.
    struct Port {
        std::optional<kube::Protocol> protocol;
        std::string range; ///< "80", "80:90"; empty: all
        std::string name;
    };

    void addRule(const std::string& chain, const std::string& comment, bool isIngress, const std::string& peers, const std::vector<Port>& ports, kube::PolicyAction action)
    {
        for (const auto& port : ports)
            for (const auto protocol : {kube::Protocol::Tcp, kube::Protocol::Udp}) {
                if ((port.protocol && port.protocol != protocol) || (!port.protocol && port.name.empty() && protocol == kube::Protocol::Udp))
                    continue;
                std::string match = "-m comment --comment \"cali:" + std::to_string(m_rules.size()) + "\" -m comment --comment \"" + comment + "\"";
                if (port.protocol || !port.name.empty())
                    match += protocol == kube::Protocol::Tcp ? " -p tcp" : " -p udp";
                if (!peers.empty())
                    match += " -m set --match-set " + peers + (isIngress ? " src" : " dst");
                if (!port.range.empty())
                    match += " -m multiport --dports " + port.range;
                if (!port.name.empty()) {
                    std::set<std::string> members;
                    for (const auto& pod : m_objects.pods)
                        for (const auto& container : pod.spec.containers)
                            for (const auto& own : container.ports)
                                if (own.name == port.name && own.protocol == protocol)
                                    members.insert(pod.ips.front() + "," + std::string(kube::lowerName(protocol)) + ":" + std::to_string(own.port));
                    match += " -m set --match-set " + set("hash:ip,port", members) + " dst,dst";
                }
                if (action == kube::PolicyAction::Deny) {
                    add(chain, match + " -j " + m_denyAction);
                    continue;
                }
                const std::string mark = action == kube::PolicyAction::Pass ? passed : accepted;
                add(chain, match + " -j MARK --set-xmark " + mark);
                add(chain, "-m mark --mark " + mark + " -j RETURN");
            }
    }

    std::string policyChain(const kube::NetworkPolicy& policy, bool isIngress)
    {
        const auto called = policy.meta.nameSpace + "/knp.default." + policy.meta.name;
        const auto chain = chainName(isIngress ? "cali-pi-" : "cali-po-", "default/" + called);
        if (!m_chains.insert(chain).second)
            return chain;
        for (const auto& rule : isIngress ? policy.ingress : policy.egress) {
            std::string peers;
            if (!rule.peers.empty())
                peers = set("hash:net", addresses([&](const kube::Pod& pod) {
                                return std::ranges::any_of(rule.peers, [&](const kube::NetworkPolicyPeer& peer) { return (peer.namespaces ? peer.namespaces->matches(namespaceLabels(m_objects, pod.meta.nameSpace)) : pod.meta.nameSpace == policy.meta.nameSpace) && (!peer.pods || peer.pods->matches(pod.meta.labels)); });
                            }));
            std::vector<Port> ports;
            for (const auto& port : rule.ports) {
                const auto* number = port.port ? std::get_if<std::int32_t>(&*port.port) : nullptr;
                ports.push_back({port.protocol, number ? std::to_string(*number) + (port.endPort ? ":" + std::to_string(*port.endPort) : "") : "", port.port && !number ? std::get<std::string>(*port.port) : ""});
            }
            if (ports.empty())
                ports.push_back({});
            addRule(chain, "Policy " + called + (isIngress ? " ingress" : " egress"), isIngress, peers, ports, kube::PolicyAction::Allow);
        }
        return chain;
    }

    std::string policyChain(const kube::ClusterPolicy& policy, bool isIngress)
    {
        const std::string tier = policy.isBaseline ? "baselineadminnetworkpolicy" : "adminnetworkpolicy";
        const auto called = (policy.isBaseline ? "kbanp." : "kanp.") + tier + "." + policy.meta.name;
        const auto chain = chainName(isIngress ? "cali-pi-" : "cali-po-", tier + "/" + called);
        if (!m_chains.insert(chain).second)
            return chain;
        for (const auto& rule : isIngress ? policy.ingress : policy.egress) {
            const auto peers = set("hash:net", addresses([&](const kube::Pod& pod) { return std::ranges::any_of(rule.peers, [&](const kube::ClusterPolicy::Peer& peer) { return peer.pods && isIn(*peer.pods, pod); }); }));
            std::vector<Port> ports;
            for (const auto& port : rule.ports)
                ports.push_back({port.protocol, port.name.empty() ? std::to_string(port.first) + ":" + std::to_string(port.last) : "", port.name});
            if (ports.empty())
                ports.push_back({});
            addRule(chain, "Policy " + called + (isIngress ? " ingress" : " egress"), isIngress, peers, ports, rule.action);
        }
        return chain;
    }

    void addTier(const std::string& chain, const std::string& name, const std::vector<std::string>& policies, bool dropsRest)
    {
        if (policies.empty())
            return;
        add(chain, "-m comment --comment \"Start of tier " + name + "\" -j MARK --set-xmark 0x0/0x20000");
        for (const auto& policy : policies) {
            add(chain, "-m mark --mark 0x0/0x20000 -j " + policy);
            add(chain, "-m comment --comment \"Return if policy accepted\" -m mark --mark 0x10000/0x10000 -j RETURN");
        }
        if (dropsRest)
            add(chain, "-m comment --comment \"End of tier " + name + ". Drop if no policies passed packet\" -m mark --mark 0x0/0x20000 -j " + m_denyAction);
    }

    void addWorkload(const kube::Pod& pod, const std::string& interface, bool isIngress)
    {
        const auto chain = (isIngress ? "cali-tw-" : "cali-fw-") + interface;
        m_chains.insert(chain);
        add(chain, "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
        add(chain, "-m conntrack --ctstate INVALID -j DROP");
        add(chain, "-j MARK --set-xmark 0x0/0x10000");
        if (!isIngress)
            add(chain, "-p udp -m comment --comment \"Drop VXLAN encapped packets originating in workloads\" -m multiport --dports 4789 -j DROP");
        const auto clusterTier = [&](bool isBaseline) {
            std::vector<const kube::ClusterPolicy*> sorted;
            for (const auto& policy : m_objects.clusterPolicies)
                if (policy.isBaseline == isBaseline && isIn(policy.subject, pod) && !(isIngress ? policy.ingress : policy.egress).empty())
                    sorted.push_back(&policy);
            std::ranges::sort(sorted, {}, &kube::ClusterPolicy::priority);
            std::vector<std::string> chains;
            for (const auto* policy : sorted)
                chains.push_back(policyChain(*policy, isIngress));
            return chains;
        };
        addTier(chain, "adminnetworkpolicy", clusterTier(false), false);
        std::vector<std::string> own;
        for (const auto& policy : m_objects.networkPolicies)
            if (policy.meta.nameSpace == pod.meta.nameSpace && policy.pods.matches(pod.meta.labels) && (isIngress ? policy.isIngress : policy.isEgress))
                own.push_back(policyChain(policy, isIngress));
        addTier(chain, "default", own, true);
        addTier(chain, "baselineadminnetworkpolicy", clusterTier(true), false);
        const auto profile = chainName(isIngress ? "cali-pri-" : "cali-pro-", "kns." + pod.meta.nameSpace);
        if (m_chains.insert(profile).second) {
            add(profile, "-m comment --comment \"Profile kns." + pod.meta.nameSpace + (isIngress ? " ingress" : " egress") + "\" -j MARK --set-xmark 0x10000/0x10000");
            add(profile, "-m mark --mark 0x10000/0x10000 -j RETURN");
        }
        add(chain, "-j " + profile);
        add(chain, "-m comment --comment \"Return if profile accepted\" -m mark --mark 0x10000/0x10000 -j RETURN");
        add(chain, "-m comment --comment \"Drop if no profiles matched\" -j " + m_denyAction);
    }

    const kube::Objects& m_objects;
    std::string m_denyAction;
    std::string m_sets;
    std::string m_rules;
    std::set<std::string> m_chains;
    int m_setCount = 0;
};

} // namespace hoplens::test
