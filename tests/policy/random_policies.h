// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/objects.h"

#include <algorithm>
#include <random>

/// Random clusters with policies, and who may talk to whom in them the slow way: pod by pod, as the API's text has it.
namespace hoplens::test {

inline std::vector<std::pair<kube::Protocol, std::uint16_t>> askedPorts() { return {{kube::Protocol::Tcp, 80}, {kube::Protocol::Tcp, 443}, {kube::Protocol::Tcp, 8080}, {kube::Protocol::Udp, 53}, {kube::Protocol::Tcp, 85}}; }

inline kube::Objects randomCluster(unsigned seed, int pods, int policies)
{
    kube::Objects objects;
    std::mt19937 random(seed);
    const auto any = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    constexpr const char* spaces[] = {"red", "green", "blue"};
    for (const char* name : spaces) {
        kube::Namespace space;
        space.meta.name = name;
        if (any(2) == 0)
            space.meta.labels["env"] = any(2) == 0 ? "dev" : "prod";
        objects.namespaces.push_back(space);
    }
    const auto labels = [&] {
        kube::Labels own;
        own["app"] = "a" + std::to_string(any(4));
        if (any(2) == 0)
            own["tier"] = any(2) == 0 ? "front" : "back";
        return own;
    };
    for (int p = 0; p < pods; ++p) {
        kube::Pod pod;
        pod.meta.name = "p" + std::to_string(p);
        pod.meta.nameSpace = spaces[any(3)];
        pod.meta.labels = labels();
        pod.spec.containers.push_back({"c", "x", {{"web", static_cast<std::uint16_t>(any(2) == 0 ? 80 : 8080), 0, "", kube::Protocol::Tcp}, {"dns", 53, 0, "", kube::Protocol::Udp}}});
        pod.ips = {"10.0.0." + std::to_string(p + 1)};
        objects.pods.push_back(pod);
    }
    const auto selector = [&] {
        using Operator = kube::LabelRequirement::Operator;
        kube::LabelSelector own;
        switch (any(6)) {
        case 0: break;
        case 1: own.labels["app"] = "a" + std::to_string(any(4)); break;
        case 2: own.labels["tier"] = "front"; break;
        case 3: own.expressions.push_back({"app", Operator::In, {"a0", "a1"}}); break;
        case 4: own.expressions.push_back({"tier", any(2) == 0 ? Operator::Exists : Operator::DoesNotExist, {}}); break;
        default: own.expressions.push_back({"app", Operator::NotIn, {"a2", "a3"}}); break;
        }
        return own;
    };
    const auto spaceSelector = [&] {
        kube::LabelSelector own;
        if (any(3) == 0)
            own.labels["env"] = "prod";
        else if (any(2) == 0)
            own.labels["kubernetes.io/metadata.name"] = spaces[any(3)];
        return own;
    };
    const auto ports = [&] {
        std::vector<kube::NetworkPolicyPort> own;
        for (int n = any(3); n > 0; --n)
            switch (any(4)) {
            case 0: own.push_back({kube::Protocol::Tcp, kube::PortReference(80), std::nullopt, 0}); break;
            case 1: own.push_back({kube::Protocol::Tcp, kube::PortReference(80), 90, 0}); break;
            case 2: own.push_back({kube::Protocol::Tcp, kube::PortReference(std::string("web")), std::nullopt, 0}); break;
            default: own.push_back({kube::Protocol::Udp, std::nullopt, std::nullopt, 0}); break;
            }
        return own;
    };
    for (int i = 0; i < policies; ++i) {
        if (i % 4 == 3) {
            kube::ClusterPolicy policy;
            policy.kind = "AdminNetworkPolicy";
            policy.isBaseline = i == policies - 1 && i % 4 == 3;
            policy.meta.name = "admin" + std::to_string(i);
            policy.priority = i;
            policy.subject = {spaceSelector(), selector()};
            for (auto* rules : {&policy.ingress, &policy.egress})
                for (int n = any(3); n > 0; --n) {
                    kube::ClusterPolicy::Rule rule;
                    rule.action = static_cast<kube::PolicyAction>(any(policy.isBaseline ? 2 : 3));
                    kube::ClusterPolicy::Peer peer;
                    peer.pods = kube::ClusterPolicy::Pods{spaceSelector(), any(2) == 0 ? std::optional(selector()) : std::nullopt};
                    rule.peers.push_back(peer);
                    if (any(2) == 0)
                        rule.ports.push_back({kube::Protocol::Tcp, 80, 100, "", 0});
                    if (any(4) == 0)
                        rule.ports.push_back({std::nullopt, 1, 65535, "dns", 0});
                    rules->push_back(rule);
                }
            objects.clusterPolicies.push_back(policy);
            continue;
        }
        kube::NetworkPolicy policy;
        policy.meta.name = "policy" + std::to_string(i);
        policy.meta.nameSpace = spaces[any(3)];
        policy.pods = selector();
        policy.isIngress = any(3) != 0;
        policy.isEgress = !policy.isIngress || any(3) == 0;
        for (auto* rules : {&policy.ingress, &policy.egress})
            for (int n = any(3); n > 0 && (rules == &policy.ingress ? policy.isIngress : policy.isEgress); --n) {
                kube::NetworkPolicyRule rule;
                for (int m = any(3); m > 0; --m) {
                    kube::NetworkPolicyPeer peer;
                    if (any(2) == 0)
                        peer.namespaces = spaceSelector();
                    if (!peer.namespaces || any(2) == 0)
                        peer.pods = selector();
                    rule.peers.push_back(peer);
                }
                rule.ports = ports();
                rules->push_back(rule);
            }
        objects.networkPolicies.push_back(policy);
    }
    return objects;
}

inline kube::Labels namespaceLabels(const kube::Objects& objects, const std::string& name)
{
    kube::Labels labels;
    for (const auto& space : objects.namespaces)
        if (space.meta.name == name)
            labels = space.meta.labels;
    labels["kubernetes.io/metadata.name"] = name;
    return labels;
}

inline bool hasNamedPort(const kube::Pod& pod, const std::string& name, kube::Protocol protocol, std::uint16_t port)
{
    return std::ranges::any_of(pod.spec.containers, [&](const kube::Container& of) { return std::ranges::any_of(of.ports, [&](const kube::ContainerPort& own) { return own.name == name && own.protocol == protocol && own.port == port; }); });
}

/// One direction: 1 allowed, 0 denied.
inline bool bruteForceSide(const kube::Objects& objects, bool isIngress, const kube::Pod& from, const kube::Pod& to, kube::Protocol protocol, std::uint16_t port)
{
    const auto& self = isIngress ? to : from;
    const auto& other = isIngress ? from : to;
    const auto inPods = [&](const kube::ClusterPolicy::Pods& pods, const kube::Pod& pod) { return pods.namespaces.matches(namespaceLabels(objects, pod.meta.nameSpace)) && (!pods.pods || pods.pods->matches(pod.meta.labels)); };
    const auto cluster = [&](bool isBaseline) -> std::optional<bool> {
        std::vector<const kube::ClusterPolicy*> sorted;
        for (const auto& policy : objects.clusterPolicies)
            if (policy.isBaseline == isBaseline && inPods(policy.subject, self))
                sorted.push_back(&policy);
        std::ranges::sort(sorted, {}, &kube::ClusterPolicy::priority);
        for (const auto* policy : sorted)
            for (const auto& rule : isIngress ? policy->ingress : policy->egress) {
                const bool isPeer = std::ranges::any_of(rule.peers, [&](const auto& peer) { return peer.pods && inPods(*peer.pods, other); });
                const bool isPort = rule.ports.empty() || std::ranges::any_of(rule.ports, [&](const auto& own) { return own.name.empty() ? own.protocol == protocol && own.first <= port && port <= own.last : hasNamedPort(to, own.name, protocol, port); });
                if (isPeer && isPort && rule.action == kube::PolicyAction::Pass)
                    return std::nullopt;
                if (isPeer && isPort)
                    return rule.action == kube::PolicyAction::Allow;
            }
        return std::nullopt;
    };
    if (const auto decided = cluster(false))
        return *decided;
    bool isSelected = false;
    for (const auto& policy : objects.networkPolicies) {
        if (policy.meta.nameSpace != self.meta.nameSpace || !policy.pods.matches(self.meta.labels) || !(isIngress ? policy.isIngress : policy.isEgress))
            continue;
        isSelected = true;
        for (const auto& rule : isIngress ? policy.ingress : policy.egress) {
            const bool isPeer = rule.peers.empty() || std::ranges::any_of(rule.peers, [&](const kube::NetworkPolicyPeer& peer) {
                const bool inSpace = peer.namespaces ? peer.namespaces->matches(namespaceLabels(objects, other.meta.nameSpace)) : other.meta.nameSpace == policy.meta.nameSpace;
                return inSpace && (!peer.pods || peer.pods->matches(other.meta.labels));
            });
            const bool isPort = rule.ports.empty() || std::ranges::any_of(rule.ports, [&](const kube::NetworkPolicyPort& own) {
                if (own.protocol != protocol)
                    return false;
                const auto* number = own.port ? std::get_if<std::int32_t>(&*own.port) : nullptr;
                return !own.port || (number ? *number <= port && port <= own.endPort.value_or(*number) : hasNamedPort(to, std::get<std::string>(*own.port), protocol, port));
            });
            if (isPeer && isPort)
                return true;
        }
    }
    return !isSelected && cluster(true).value_or(true);
}

inline bool bruteForce(const kube::Objects& objects, const kube::Pod& from, const kube::Pod& to, kube::Protocol protocol, std::uint16_t port)
{
    return bruteForceSide(objects, false, from, to, protocol, port) && bruteForceSide(objects, true, from, to, protocol, port);
}

} // namespace hoplens::test
