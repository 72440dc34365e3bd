// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_kinds.h"

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
        peer.block = IpBlock{reader.text(field["ipBlock"]["cidr"]), reader.texts(field["ipBlock"]["except"])};
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
                read.endPort = reader.number<std::int32_t>(port["endPort"]);
            rule.ports.push_back(std::move(read));
        });
        rules.push_back(std::move(rule));
    });
    return rules;
}

IngressBackend readBackend(ObjectReader& reader, const Field& field)
{
    IngressBackend backend;
    reader.map(field, {"service", "resource", "serviceName", "servicePort"});
    if (field["serviceName"].isThere()) { // as v1beta1 had it
        backend.service = reader.text(field["serviceName"]);
        backend.port = reader.portReference(field["servicePort"]);
    }
    if (reader.map(field["service"], {"name", "port"})) {
        const auto port = field["service"]["port"];
        reader.map(port, {"name", "number"});
        backend.service = reader.text(field["service"]["name"]);
        backend.port = port["name"].isThere() ? PortReference(reader.text(port["name"])) : reader.portReference(port["number"]);
    }
    if (reader.map(field["resource"], {"apiGroup", "kind", "name"}))
        backend.resource = reader.text(field["resource"]["kind"]) + "/" + reader.text(field["resource"]["name"]);
    return backend;
}

} // namespace

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
    if (spec["policyTypes"].isThere()) {
        policy.isIngress = policy.isEgress = false;
        reader.each(spec["policyTypes"], [&](const Field& item) {
            static constexpr std::pair<std::string_view, bool> types[] = {{"Ingress", false}, {"Egress", true}};
            (reader.named(item, types, false) ? policy.isEgress : policy.isIngress) = true;
        });
    }
    return policy;
}

Ingress readIngress(ObjectReader& reader, const Field& object)
{
    Ingress ingress;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    ingress.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    reader.map(spec, {"ingressClassName", "defaultBackend", "backend", "rules", "tls"});
    ingress.className = reader.text(spec["ingressClassName"]);
    if (const auto old = ingress.meta.annotations.find("kubernetes.io/ingress.class"); ingress.className.empty() && old != ingress.meta.annotations.end())
        ingress.className = old->second;
    for (const char* key : {"backend", "defaultBackend"})
        if (spec[key].isThere())
            ingress.defaultBackend = readBackend(reader, spec[key]);
    reader.each(spec["rules"], [&](const Field& item) {
        reader.map(item, {"host", "http"});
        reader.map(item["http"], {"paths"});
        Ingress::Rule rule{reader.text(item["host"]), {}};
        reader.each(item["http"]["paths"], [&](const Field& path) {
            reader.map(path, {"path", "pathType", "backend"});
            rule.paths.push_back({reader.text(path["path"]), path["pathType"].isThere() ? reader.text(path["pathType"]) : "ImplementationSpecific", readBackend(reader, path["backend"])});
        });
        ingress.rules.push_back(std::move(rule));
    });
    reader.each(spec["tls"], [&](const Field& item) {
        for (auto& host : reader.texts(item["hosts"]))
            ingress.tlsHosts.push_back(std::move(host));
    });
    ingress.loadBalancer = readLoadBalancer(reader, object["status"]);
    return ingress;
}

IngressClass readIngressClass(ObjectReader& reader, const Field& object)
{
    IngressClass read;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec"});
    read.meta = reader.meta(object["metadata"]);
    reader.map(object["spec"], {"controller", "parameters"});
    read.controller = reader.text(object["spec"]["controller"]);
    const auto isDefault = read.meta.annotations.find("ingressclass.kubernetes.io/is-default-class");
    read.isDefault = isDefault != read.meta.annotations.end() && isDefault->second == "true";
    return read;
}

} // namespace hoplens::kube
