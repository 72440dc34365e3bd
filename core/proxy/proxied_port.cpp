// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/proxied_port.h"

#include <algorithm>
#include <set>

namespace hoplens::proxy {
namespace {

std::string endpointText(const Address& address, std::uint16_t port)
{
    const auto number = std::to_string(port);
    return address.family == IpFamily::V4 ? address.text() + ":" + number : "[" + address.text() + "]:" + number;
}

std::optional<Address> clusterIpOf(const kube::Service& service, IpFamily family)
{
    if (service.isHeadless() || service.clusterIps.empty())
        return std::nullopt;
    const auto count = service.ipFamilies.empty() ? std::size_t{1} : service.clusterIps.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto address = parseSloppyAddress(service.clusterIps[i]);
        const auto own = i < service.ipFamilies.size() ? service.ipFamilies[i] : address ? address->family : IpFamily::V4;
        if (address && own == family && address->family == family)
            return address;
    }
    return std::nullopt;
}

template <class Texts> std::vector<Address> addressesOf(const Texts& texts, IpFamily family)
{
    std::vector<Address> addresses;
    for (const auto& text : texts)
        if (const auto address = parseSloppyAddress(text); address && address->family == family)
            addresses.push_back(*address);
    return addresses;
}

std::vector<Prefix> rangesOf(const kube::Service& service, IpFamily family)
{
    std::vector<Prefix> ranges;
    for (const auto& text : service.loadBalancerSourceRanges)
        if (const auto range = parseSloppyPrefix(text); range && range->address.family == family) {
            if (range->length == 0)
                return {}; // everybody
            ranges.push_back(*range);
        }
    return ranges;
}

void addEndpoints(ProxiedPort& port, std::span<const kube::EndpointSlice* const> slices, const ProxySettings& settings, IpFamily family)
{
    for (const auto* slice : slices) {
        if (slice->addressType != (family == IpFamily::V4 ? "IPv4" : "IPv6") || slice->meta.labels.contains("service.kubernetes.io/headless"))
            continue;
        for (const auto& own : slice->ports) {
            if (own.name != port.portName || own.protocol != port.protocol || own.port == 0)
                continue;
            for (const auto& each : slice->endpoints) {
                const auto address = each.addresses.empty() ? std::nullopt : parseSloppyAddress(each.addresses.front());
                if (!address || address->family != family)
                    continue;
                ProxiedEndpoint endpoint{*address, own.port, endpointText(*address, own.port), each.ready.value_or(true), each.serving.value_or(true), each.terminating.value_or(false), !each.nodeName.empty() && each.nodeName == settings.nodeName, each.zoneHints, each.nodeHints};
                port.endpoints.push_back(std::move(endpoint));
            }
        }
    }
    // The same address and port counts once: the last that stays, else the first that ends.
    std::ranges::stable_sort(port.endpoints, {}, &ProxiedEndpoint::text);
    std::vector<ProxiedEndpoint> once;
    for (auto& endpoint : port.endpoints) {
        if (once.empty() || once.back().text != endpoint.text)
            once.push_back(std::move(endpoint));
        else if (!endpoint.isTerminating)
            once.back() = std::move(endpoint);
    }
    port.endpoints = std::move(once);
}

bool isUsable(const ProxiedEndpoint& endpoint) { return endpoint.isReady; }

/// Which ready endpoints the hints leave for this node: each of them must have one, and one must name the node or its zone.
bool passesHints(const ProxiedEndpoint& endpoint, bool byNode, bool byZone, const ProxySettings& settings)
{
    if (byNode)
        return std::ranges::find(endpoint.nodeHints, settings.nodeName) != endpoint.nodeHints.end();
    return !byZone || std::ranges::find(endpoint.zoneHints, settings.zone) != endpoint.zoneHints.end();
}

void choose(ProxiedPort& port, const ProxySettings& settings)
{
    const auto& all = port.endpoints;
    const auto indexesOf = [&](auto&& isWanted) {
        std::vector<std::uint32_t> indexes;
        for (std::uint32_t i = 0; i < all.size(); ++i)
            if (isWanted(all[i]))
                indexes.push_back(i);
        return indexes;
    };
    // What ends but still serves is better than nothing.
    const auto isLastResort = [&](const ProxiedEndpoint& endpoint) { return endpoint.isServing && endpoint.isTerminating && settings.layout >= ProxyLayout::V1_27; };
    bool isThere = false;
    if (port.usesCluster()) {
        bool haveNodes = true;
        bool haveZones = true;
        bool namesNode = false;
        bool namesZone = false;
        for (const auto& endpoint : all) {
            if (!isUsable(endpoint))
                continue;
            haveNodes = haveNodes && !endpoint.nodeHints.empty();
            haveZones = haveZones && !endpoint.zoneHints.empty();
            namesNode = namesNode || std::ranges::find(endpoint.nodeHints, settings.nodeName) != endpoint.nodeHints.end();
            namesZone = namesZone || (!settings.zone.empty() && std::ranges::find(endpoint.zoneHints, settings.zone) != endpoint.zoneHints.end());
        }
        const bool hasHints = settings.layout >= ProxyLayout::V1_25;
        const bool byNode = settings.layout >= ProxyLayout::V1_33 && haveNodes && namesNode;
        const bool byZone = hasHints && !byNode && haveZones && namesZone;
        port.cluster = indexesOf([&](const ProxiedEndpoint& endpoint) { return isUsable(endpoint) && passesHints(endpoint, byNode, byZone, settings); });
        if (port.cluster.empty())
            port.cluster = indexesOf(isLastResort);
        isThere = !port.cluster.empty();
    }
    if (port.usesLocal()) {
        port.local = indexesOf([](const ProxiedEndpoint& endpoint) { return endpoint.isLocal && isUsable(endpoint); });
        if (port.local.empty())
            port.local = indexesOf([&](const ProxiedEndpoint& endpoint) { return endpoint.isLocal && isLastResort(endpoint); });
        isThere = isThere || std::ranges::any_of(all, [&](const ProxiedEndpoint& endpoint) { return isUsable(endpoint) || isLastResort(endpoint); });
    }
    std::ranges::set_union(port.cluster, port.local, std::back_inserter(port.reachable));
    port.hasEndpoints = isThere;
    port.hasInternal = isThere && (!port.isInternalLocal || !port.local.empty());
    port.hasExternal = isThere && (!port.isExternalLocal || !port.local.empty());
}

} // namespace

bool isProxied(const kube::Service& service)
{
    return service.type != kube::ServiceType::ExternalName && !service.isHeadless() && !service.clusterIps.empty() && !service.meta.labels.contains("service.kubernetes.io/service-proxy-name");
}

std::vector<ProxiedPort> proxiedPorts(const kube::Service& service, std::span<const kube::EndpointSlice* const> slices, const ProxySettings& settings, IpFamily family)
{
    std::vector<ProxiedPort> ports;
    const auto clusterIp = isProxied(service) ? clusterIpOf(service, family) : std::nullopt;
    if (!clusterIp)
        return ports;
    std::vector<std::string> vips;
    for (const auto& ingress : service.loadBalancer)
        if (!ingress.ip.empty() && !(ingress.isProxied && settings.layout >= ProxyLayout::V1_30))
            vips.push_back(ingress.ip);
    const bool isOutside = service.type == kube::ServiceType::LoadBalancer || service.type == kube::ServiceType::NodePort || (settings.layout >= ProxyLayout::V1_25 && !service.externalIps.empty());
    for (const auto& own : service.ports) {
        ProxiedPort port;
        port.nameSpace = service.meta.nameSpace;
        port.service = service.meta.name;
        port.portName = own.name;
        port.display = port.nameSpace + "/" + port.service + (own.name.empty() ? "" : ":" + own.name);
        port.protocol = own.protocol;
        port.clusterIp = *clusterIp;
        port.port = own.port;
        port.nodePort = own.nodePort;
        port.externalIps = addressesOf(service.externalIps, family);
        port.loadBalancerIps = addressesOf(vips, family);
        port.sourceRanges = rangesOf(service, family);
        port.isExternalLocal = service.externalTrafficPolicy == kube::TrafficPolicy::Local && isOutside;
        port.isInternalLocal = service.internalTrafficPolicy == kube::TrafficPolicy::Local && settings.layout >= ProxyLayout::V1_23;
        if (service.type == kube::ServiceType::LoadBalancer && port.isExternalLocal)
            port.healthPort = service.healthCheckNodePort;
        if (service.hasClientIpAffinity)
            port.affinitySeconds = service.affinitySeconds;
        addEndpoints(port, slices, settings, family);
        choose(port, settings);
        // Of two with one name and protocol the last counts, as they are one to kube-proxy.
        const auto twin = std::ranges::find_if(ports, [&](const ProxiedPort& other) { return other.portName == port.portName && other.protocol == port.protocol; });
        if (twin == ports.end())
            ports.push_back(std::move(port));
        else
            *twin = std::move(port);
    }
    return ports;
}

} // namespace hoplens::proxy
