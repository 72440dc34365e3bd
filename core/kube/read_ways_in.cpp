// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_kinds.h"

namespace hoplens::kube {
namespace {

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

Route readRoute(ObjectReader& reader, const Field& object)
{
    Route route;
    route.kind = "Route";
    route.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    const auto port = spec["port"]["targetPort"].isThere() ? reader.portReference(spec["port"]["targetPort"]) : PortReference(0);
    const auto take = [&](const Field& backend) { route.backends.push_back({"", reader.text(backend["name"]), port}); };
    take(spec["to"]);
    reader.each(spec["alternateBackends"], take);
    return route;
}

Route readGatewayRoute(ObjectReader& reader, const Field& object, std::string_view kind)
{
    Route route;
    route.kind = kind;
    route.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    bool isOfMesh = spec["parentRefs"].size() > 0;
    reader.each(spec["parentRefs"], [&](const Field& parent) { isOfMesh = isOfMesh && reader.text(parent["kind"]) == "Service"; });
    if (isOfMesh)
        return route;
    const auto take = [&](const Field& backend) {
        if ((backend["kind"].isThere() && reader.text(backend["kind"]) != "Service") || !reader.text(backend["group"]).empty())
            return;
        route.backends.push_back({reader.text(backend["namespace"]), reader.text(backend["name"]), reader.number<std::uint16_t>(backend["port"])});
    };
    reader.each(spec["rules"], [&](const Field& rule) {
        reader.each(rule["backendRefs"], take);
        reader.each(rule["filters"], [&](const Field& filter) {
            if (filter["requestMirror"]["backendRef"].isThere())
                take(filter["requestMirror"]["backendRef"]);
        });
    });
    return route;
}

ReferenceGrant readReferenceGrant(ObjectReader& reader, const Field& object)
{
    ReferenceGrant grant;
    grant.meta = reader.meta(object["metadata"]);
    reader.each(object["spec"]["from"], [&](const Field& from) {
        if (reader.text(from["group"]) == "gateway.networking.k8s.io")
            grant.from.push_back({reader.text(from["kind"]), reader.text(from["namespace"])});
    });
    reader.each(object["spec"]["to"], [&](const Field& to) {
        if (reader.text(to["group"]).empty() && reader.text(to["kind"]) == "Service")
            grant.services.push_back(reader.text(to["name"]));
    });
    return grant;
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
