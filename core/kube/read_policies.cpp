// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_kinds.h"

#include <algorithm>

namespace hoplens::kube {
namespace {

NetworkPolicyPeer readPeer(ObjectReader& reader, const Field& field)
{
    NetworkPolicyPeer peer;
    reader.map(field, {"podSelector", "namespaceSelector", "ipBlock"});
    if (field["podSelector"].isThere())
        peer.pods = reader.selector(field["podSelector"]);
    if (field["namespaceSelector"].isThere())
        peer.namespaces = reader.selector(field["namespaceSelector"]);
    if (reader.map(field["ipBlock"], {"cidr", "except"}))
        peer.block = IpBlock{reader.network(field["ipBlock"]["cidr"]), reader.networks(field["ipBlock"]["except"])};
    if (!peer.pods && !peer.namespaces && !peer.block)
        reader.complain(field, "wants podSelector, namespaceSelector or ipBlock");
    if (peer.block && (peer.pods || peer.namespaces))
        reader.complain(field, "has ipBlock and a selector: it can be one of them");
    peer.line = field.line();
    return peer;
}

std::vector<NetworkPolicyRule> readRules(ObjectReader& reader, const Field& field, std::string_view peersKey)
{
    std::vector<NetworkPolicyRule> rules;
    reader.each(field, [&](const Field& item) {
        reader.map(item, {peersKey, "ports"});
        NetworkPolicyRule rule;
        reader.each(item[peersKey], [&](const Field& peer) { rule.peers.push_back(readPeer(reader, peer)); });
        reader.each(item["ports"], [&](const Field& port) {
            reader.map(port, {"port", "endPort", "protocol"});
            NetworkPolicyPort read;
            read.protocol = reader.protocol(port["protocol"]);
            if (port["port"].isThere())
                read.port = reader.portReference(port["port"]);
            if (port["endPort"].isThere())
                read.endPort = reader.number<std::uint16_t>(port["endPort"]);
            const auto* first = read.port ? std::get_if<std::int32_t>(&*read.port) : nullptr;
            if (read.endPort && (!first || *read.endPort < *first))
                reader.complain(port["endPort"], "wants a port number before it that is not behind it");
            read.line = port.line();
            rule.ports.push_back(std::move(read));
        });
        rule.line = item.line();
        rules.push_back(std::move(rule));
    });
    return rules;
}

/// How many of some fields are there.
std::size_t countOf(const Field& field, std::initializer_list<std::string_view> keys)
{
    return static_cast<std::size_t>(std::ranges::count_if(keys, [&](std::string_view key) { return field[key].isThere(); }));
}

std::optional<ClusterPolicy::Pods> readPods(ObjectReader& reader, const Field& field)
{
    if (field["namespaces"].isThere())
        return ClusterPolicy::Pods{reader.selector(field["namespaces"]), std::nullopt};
    if (!reader.map(field["pods"], {"namespaceSelector", "podSelector"}))
        return std::nullopt;
    return ClusterPolicy::Pods{reader.selector(field["pods"]["namespaceSelector"]), reader.selector(field["pods"]["podSelector"])};
}

ClusterPolicy::Peer readClusterPeer(ObjectReader& reader, const Field& field)
{
    reader.map(field, {"namespaces", "pods", "nodes", "networks", "domainNames"});
    if (countOf(field, {"namespaces", "pods", "nodes", "networks", "domainNames"}) != 1)
        reader.complain(field, "wants exactly one of namespaces, pods, nodes, networks and domainNames");
    ClusterPolicy::Peer peer;
    peer.pods = readPods(reader, field);
    if (field["nodes"].isThere())
        peer.nodes = reader.selector(field["nodes"]);
    peer.networks = reader.networks(field["networks"]);
    peer.domainNames = reader.texts(field["domainNames"]);
    peer.line = field.line();
    return peer;
}

void readRange(ObjectReader& reader, const Field& field, ClusterPolicy::Port& port)
{
    port.first = reader.number<std::uint16_t>(field["start"]);
    port.last = reader.number<std::uint16_t>(field["end"]);
    if (port.first == 0 || port.last < port.first)
        reader.complain(field, "is no range of ports: it wants start and end, of 1 to 65535, and not end before start");
}

void readPort(ObjectReader& reader, const Field& field, ClusterPolicy::Port& port)
{
    port.first = port.last = reader.number<std::uint16_t>(field);
    if (port.first == 0)
        reader.complain(field, "wants a port of 1 to 65535");
}

/// As AdminNetworkPolicy has them.
ClusterPolicy::Port readAdminPort(ObjectReader& reader, const Field& field)
{
    ClusterPolicy::Port port;
    reader.map(field, {"portNumber", "namedPort", "portRange"});
    if (countOf(field, {"portNumber", "namedPort", "portRange"}) != 1)
        reader.complain(field, "wants exactly one of portNumber, namedPort and portRange");
    port.name = reader.text(field["namedPort"]);
    if (reader.map(field["portNumber"], {"protocol", "port"})) {
        port.protocol = reader.protocol(field["portNumber"]["protocol"]);
        readPort(reader, field["portNumber"]["port"], port);
    }
    if (reader.map(field["portRange"], {"protocol", "start", "end"})) {
        port.protocol = reader.protocol(field["portRange"]["protocol"]);
        readRange(reader, field["portRange"], port);
    }
    port.line = field.line();
    return port;
}

/// As ClusterNetworkPolicy has them.
ClusterPolicy::Port readProtocol(ObjectReader& reader, const Field& field)
{
    static constexpr std::pair<std::string_view, Protocol> protocols[] = {{"tcp", Protocol::Tcp}, {"udp", Protocol::Udp}, {"sctp", Protocol::Sctp}};
    ClusterPolicy::Port port;
    reader.map(field, {"tcp", "udp", "sctp", "destinationNamedPort"});
    if (countOf(field, {"tcp", "udp", "sctp", "destinationNamedPort"}) != 1)
        reader.complain(field, "wants exactly one of tcp, udp, sctp and destinationNamedPort");
    port.name = reader.text(field["destinationNamedPort"]);
    for (const auto& [key, protocol] : protocols) {
        if (!reader.map(field[key], {"destinationPort"}))
            continue;
        port.protocol = protocol;
        const auto destination = field[key]["destinationPort"];
        if (!reader.map(destination, {"number", "range"}))
            continue;
        if (countOf(destination, {"number", "range"}) != 1)
            reader.complain(destination, "wants exactly one of number and range");
        else if (destination["range"].isThere())
            readRange(reader, destination["range"], port);
        else
            readPort(reader, destination["number"], port);
    }
    port.line = field.line();
    return port;
}

std::vector<ClusterPolicy::Rule> readClusterRules(ObjectReader& reader, const Field& field, const ClusterPolicy& policy, std::string_view peersKey)
{
    static constexpr std::pair<std::string_view, PolicyAction> actions[] = {{"Allow", PolicyAction::Allow}, {"Accept", PolicyAction::Allow}, {"Deny", PolicyAction::Deny}, {"Pass", PolicyAction::Pass}};
    std::vector<ClusterPolicy::Rule> rules;
    const bool isNew = policy.kind == "ClusterNetworkPolicy";
    reader.each(field, [&](const Field& item) {
        reader.map(item, {"name", "action", peersKey, "ports", "protocols"});
        ClusterPolicy::Rule rule;
        rule.name = reader.text(item["name"]);
        rule.line = item.line();
        const auto action = item["action"];
        if (!action.isThere())
            reader.complain(item, "has no action");
        rule.action = reader.named(action, actions, PolicyAction::Allow);
        if (action.text() == (isNew ? "Allow" : "Accept"))
            reader.complain(action, isNew ? "wants one of Accept, Deny, Pass" : "wants one of Allow, Deny, Pass");
        if (rule.action == PolicyAction::Pass && policy.isBaseline && !isNew)
            reader.complain(action, "wants Allow or Deny: there is nothing behind a baseline to pass on to");
        reader.each(item[peersKey], [&](const Field& peer) { rule.peers.push_back(readClusterPeer(reader, peer)); });
        if (rule.peers.empty())
            reader.complain(item, "wants at least one peer in " + std::string(peersKey));
        reader.each(item["ports"], [&](const Field& port) { rule.ports.push_back(readAdminPort(reader, port)); });
        reader.each(item["protocols"], [&](const Field& port) { rule.ports.push_back(readProtocol(reader, port)); });
        rules.push_back(std::move(rule));
    });
    return rules;
}

} // namespace

ClusterPolicy readClusterPolicy(ObjectReader& reader, const Field& object, std::string_view kind)
{
    static constexpr std::pair<std::string_view, bool> tiers[] = {{"Admin", false}, {"Baseline", true}};
    ClusterPolicy policy;
    policy.kind = kind;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    policy.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    reader.map(spec, {"priority", "tier", "subject", "ingress", "egress"});
    policy.isBaseline = kind == "BaselineAdminNetworkPolicy" || (kind == "ClusterNetworkPolicy" && reader.named(spec["tier"], tiers, false));
    if (kind != "BaselineAdminNetworkPolicy") {
        policy.priority = reader.number<std::int32_t>(spec["priority"], -1);
        if (policy.priority < 0 || policy.priority > 1000)
            reader.complain(spec["priority"].isThere() ? spec["priority"] : spec, "wants a priority of 0 to 1000");
    } else if (policy.meta.name != "default") {
        reader.complain(object["metadata"], "wants the name \"default\": there is one BaselineAdminNetworkPolicy in a cluster");
    }
    const auto subject = spec["subject"];
    reader.map(subject, {"namespaces", "pods"});
    if (countOf(subject, {"namespaces", "pods"}) != 1)
        reader.complain(subject.isThere() ? subject : spec, "wants a subject with exactly one of namespaces and pods");
    policy.subject = readPods(reader, subject).value_or(ClusterPolicy::Pods{});
    policy.ingress = readClusterRules(reader, spec["ingress"], policy, "from");
    policy.egress = readClusterRules(reader, spec["egress"], policy, "to");
    return policy;
}

OtherPolicy readCiliumPolicy(ObjectReader& reader, const Field& object, std::string_view kind)
{
    OtherPolicy policy;
    policy.kind = kind;
    policy.meta = reader.meta(object["metadata"]);
    const auto selector = object["spec"]["endpointSelector"];
    if (!object["specs"].isThere() && selector.kind() == FieldKind::Map) {
        std::set<std::string> unknown;
        ObjectReader own(std::string(kind), unknown); // Cilium's keys can have a source before them ("k8s:app"): then it may be any
        policy.pods = own.selector(selector);
        const bool hasSources = std::ranges::any_of(policy.pods->labels, [](const auto& label) { return label.first.find(':') != std::string::npos; }) || std::ranges::any_of(policy.pods->expressions, [](const LabelRequirement& of) { return of.key.find(':') != std::string::npos; });
        if (own.trouble() || hasSources)
            policy.pods.reset();
    }
    return policy;
}

UserDefinedNetwork readUserDefinedNetwork(ObjectReader& reader, const Field& object, std::string_view kind)
{
    UserDefinedNetwork network;
    network.kind = kind;
    network.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    const auto body = spec["network"].isThere() ? spec["network"] : spec;
    for (const char* layer : {"layer2", "layer3"})
        network.isPrimary = network.isPrimary || body[layer]["role"].text() == "Primary";
    if (spec["namespaceSelector"].isThere())
        network.namespaces = reader.selector(spec["namespaceSelector"]);
    return network;
}

NetworkPolicy readNetworkPolicy(ObjectReader& reader, const Field& object)
{
    NetworkPolicy policy;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    policy.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    reader.map(spec, {"podSelector", "policyTypes", "ingress", "egress"});
    policy.pods = reader.selector(spec["podSelector"]);
    policy.ingress = readRules(reader, spec["ingress"], "from");
    policy.egress = readRules(reader, spec["egress"], "to");
    policy.isEgress = !policy.egress.empty();
    if (spec["policyTypes"].size() > 0) {
        policy.isIngress = policy.isEgress = false;
        reader.each(spec["policyTypes"], [&](const Field& item) {
            static constexpr std::pair<std::string_view, bool> types[] = {{"Ingress", false}, {"Egress", true}};
            (reader.named(item, types, false) ? policy.isEgress : policy.isIngress) = true;
        });
    }
    return policy;
}

} // namespace hoplens::kube
