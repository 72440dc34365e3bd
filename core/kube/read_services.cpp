// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_kinds.h"

#include <algorithm>

namespace hoplens::kube {
namespace {

std::optional<TargetReference> targetOf(ObjectReader& reader, const Field& field)
{
    if (!reader.map(field, {"apiVersion", "fieldPath", "kind", "name", "namespace", "resourceVersion", "uid"}))
        return std::nullopt;
    return TargetReference{reader.text(field["kind"]), reader.text(field["namespace"]), reader.text(field["name"])};
}

EndpointPort readEndpointPort(ObjectReader& reader, const Field& field)
{
    reader.map(field, {"name", "port", "protocol", "appProtocol"});
    return {reader.portName(field["name"]), reader.protocol(field["protocol"]), reader.number<std::uint16_t>(field["port"])};
}

} // namespace

std::vector<LoadBalancerIngress> readLoadBalancer(ObjectReader& reader, const Field& status)
{
    std::vector<LoadBalancerIngress> all;
    reader.map(status["loadBalancer"], {"ingress"});
    reader.each(status["loadBalancer"]["ingress"], [&](const Field& item) {
        reader.map(item, {"hostname", "ip", "ipMode", "ports"});
        static constexpr std::pair<std::string_view, bool> modes[] = {{"VIP", false}, {"Proxy", true}};
        all.push_back({reader.text(item["ip"]), reader.text(item["hostname"]), reader.named(item["ipMode"], modes, false)});
    });
    return all;
}

Service readService(ObjectReader& reader, const Field& object)
{
    static constexpr std::pair<std::string_view, ServiceType> types[] = {{"ClusterIP", ServiceType::ClusterIp}, {"NodePort", ServiceType::NodePort}, {"LoadBalancer", ServiceType::LoadBalancer}, {"ExternalName", ServiceType::ExternalName}};
    static constexpr std::pair<std::string_view, TrafficPolicy> policies[] = {{"Cluster", TrafficPolicy::Cluster}, {"Local", TrafficPolicy::Local}, {"", TrafficPolicy::Cluster}};
    static constexpr std::pair<std::string_view, bool> affinities[] = {{"None", false}, {"ClientIP", true}, {"", false}};
    static constexpr std::pair<std::string_view, IpFamily> families[] = {{"IPv4", IpFamily::V4}, {"IPv6", IpFamily::V6}};
    Service service;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    service.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    reader.map(spec, {"allocateLoadBalancerNodePorts", "clusterIP", "clusterIPs", "externalIPs", "externalName", "externalTrafficPolicy", "healthCheckNodePort", "internalTrafficPolicy", "ipFamilies", "ipFamilyPolicy", "loadBalancerClass", "loadBalancerIP", "loadBalancerSourceRanges", "ports", "publishNotReadyAddresses", "selector", "sessionAffinity", "sessionAffinityConfig", "topologyKeys", "trafficDistribution", "type"});
    service.type = reader.named(spec["type"], types, ServiceType::ClusterIp);
    service.selector = reader.labels(spec["selector"]);
    service.clusterIps = reader.texts(spec["clusterIPs"]);
    if (service.clusterIps.empty() && spec["clusterIP"].isThere() && !spec["clusterIP"].text().empty())
        service.clusterIps.push_back(reader.text(spec["clusterIP"]));
    reader.each(spec["ipFamilies"], [&](const Field& item) { service.ipFamilies.push_back(reader.named(item, families, IpFamily::V4)); });
    reader.each(spec["ports"], [&](const Field& item) {
        reader.map(item, {"name", "protocol", "port", "targetPort", "nodePort", "appProtocol"});
        if (!item["port"].isThere())
            reader.complain(item, "has no port");
        service.ports.push_back({reader.portName(item["name"]), reader.protocol(item["protocol"]), reader.number<std::uint16_t>(item["port"]), reader.portReference(item["targetPort"]), reader.number<std::uint16_t>(item["nodePort"]), reader.text(item["appProtocol"])});
    });
    service.externalIps = reader.texts(spec["externalIPs"]);
    service.externalName = reader.text(spec["externalName"]);
    service.loadBalancerSourceRanges = reader.texts(spec["loadBalancerSourceRanges"]);
    service.loadBalancer = readLoadBalancer(reader, object["status"]);
    service.loadBalancerClass = reader.text(spec["loadBalancerClass"]);
    service.externalTrafficPolicy = reader.named(spec["externalTrafficPolicy"], policies, TrafficPolicy::Cluster);
    service.internalTrafficPolicy = reader.named(spec["internalTrafficPolicy"], policies, TrafficPolicy::Cluster);
    service.trafficDistribution = reader.text(spec["trafficDistribution"]);
    service.hasClientIpAffinity = reader.named(spec["sessionAffinity"], affinities, false);
    service.affinitySeconds = reader.number<std::int32_t>(spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"], 10800);
    if (service.affinitySeconds < 1 || service.affinitySeconds > 86400)
        reader.complain(spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"], "wants seconds between 1 and 86400");
    service.healthCheckNodePort = reader.number<std::uint16_t>(spec["healthCheckNodePort"]);
    service.publishNotReadyAddresses = reader.flag(spec["publishNotReadyAddresses"], false);
    return service;
}

ServiceCidr readServiceCidr(ObjectReader& reader, const Field& object)
{
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    reader.map(object["spec"], {"cidrs"});
    return {reader.meta(object["metadata"]), reader.texts(object["spec"]["cidrs"])};
}

Endpoints readEndpoints(ObjectReader& reader, const Field& object)
{
    Endpoints endpoints;
    reader.map(object, {"apiVersion", "kind", "metadata", "subsets"});
    endpoints.meta = reader.meta(object["metadata"]);
    const auto readAddress = [&](const Field& item) -> Endpoints::Address {
        reader.map(item, {"ip", "hostname", "nodeName", "targetRef"});
        return {reader.text(item["ip"]), reader.text(item["hostname"]), reader.text(item["nodeName"]), targetOf(reader, item["targetRef"])};
    };
    reader.each(object["subsets"], [&](const Field& item) {
        reader.map(item, {"addresses", "notReadyAddresses", "ports"});
        Endpoints::Subset subset;
        reader.each(item["addresses"], [&](const Field& address) { subset.ready.push_back(readAddress(address)); });
        reader.each(item["notReadyAddresses"], [&](const Field& address) { subset.notReady.push_back(readAddress(address)); });
        reader.each(item["ports"], [&](const Field& port) { subset.ports.push_back(readEndpointPort(reader, port)); });
        endpoints.subsets.push_back(std::move(subset));
    });
    return endpoints;
}

EndpointSlice readEndpointSlice(ObjectReader& reader, const Field& object)
{
    EndpointSlice slice;
    reader.map(object, {"apiVersion", "kind", "metadata", "addressType", "endpoints", "ports"});
    slice.meta = reader.meta(object["metadata"]);
    slice.addressType = reader.text(object["addressType"]);
    reader.each(object["endpoints"], [&](const Field& item) {
        reader.map(item, {"addresses", "conditions", "deprecatedTopology", "hints", "hostname", "nodeName", "targetRef", "zone"});
        reader.map(item["conditions"], {"ready", "serving", "terminating"});
        reader.map(item["hints"], {"forZones", "forNodes"});
        Endpoint endpoint;
        endpoint.addresses = reader.texts(item["addresses"]);
        endpoint.ready = reader.optionalFlag(item["conditions"]["ready"]);
        endpoint.serving = reader.optionalFlag(item["conditions"]["serving"]);
        endpoint.terminating = reader.optionalFlag(item["conditions"]["terminating"]);
        endpoint.nodeName = reader.text(item["nodeName"]);
        endpoint.hostname = reader.text(item["hostname"]);
        reader.each(item["hints"]["forZones"], [&](const Field& hint) { endpoint.zoneHints.push_back(reader.text(hint["name"])); });
        reader.each(item["hints"]["forNodes"], [&](const Field& hint) { endpoint.nodeHints.push_back(reader.text(hint["name"])); });
        endpoint.target = targetOf(reader, item["targetRef"]);
        slice.endpoints.push_back(std::move(endpoint));
    });
    reader.each(object["ports"], [&](const Field& item) { slice.ports.push_back(readEndpointPort(reader, item)); });
    return slice;
}

} // namespace hoplens::kube
