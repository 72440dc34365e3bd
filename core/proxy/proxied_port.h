// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/proxy_settings.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hoplens::proxy {

/// An endpoint as a proxy on one node sees it.
struct ProxiedEndpoint {
    Address address;
    std::uint16_t port = 0;
    std::string text; ///< "10.0.0.1:80", "[fd00::1]:80"
    bool isReady = true;
    bool isServing = true;
    bool isTerminating = false;
    bool isLocal = false; ///< on this node
    std::vector<std::string> zoneHints;
    std::vector<std::string> nodeHints;
    bool operator==(const ProxiedEndpoint&) const = default;
};

/// One port of a Service in one family on one node, and which endpoints it has there.
struct ProxiedPort {
    std::string nameSpace;
    std::string service;
    std::string portName;
    std::string display; ///< "shop/cart:http", or "shop/cart" for a port without a name
    kube::Protocol protocol = kube::Protocol::Tcp;
    Address clusterIp;
    std::uint16_t port = 0;
    std::uint16_t nodePort = 0;   ///< 0: none
    std::uint16_t healthPort = 0; ///< 0: none
    std::vector<Address> externalIps;
    std::vector<Address> loadBalancerIps;
    std::vector<Prefix> sourceRanges;
    bool isExternalLocal = false; ///< externalTrafficPolicy Local counts
    bool isInternalLocal = false; ///< internalTrafficPolicy Local
    std::optional<std::int32_t> affinitySeconds;

    std::vector<ProxiedEndpoint> endpoints;  ///< all, in the order of their text
    std::vector<std::uint32_t> cluster;      ///< those that policy Cluster uses
    std::vector<std::uint32_t> local;        ///< those that policy Local uses
    std::vector<std::uint32_t> reachable;    ///< those that any packet can reach
    bool hasEndpoints = false;
    bool hasInternal = false; ///< the cluster IP leads somewhere
    bool hasExternal = false; ///< the others do

    bool isExternal() const { return nodePort != 0 || !loadBalancerIps.empty() || !externalIps.empty(); }
    bool usesCluster() const { return !isInternalLocal || isExternal(); }
    bool usesLocal() const { return isInternalLocal || (isExternalLocal && isExternal()); }
    bool hasFirewall() const { return hasEndpoints && !loadBalancerIps.empty() && !sourceRanges.empty(); }
    bool operator==(const ProxiedPort&) const = default;
};

/// The ports of one Service that a proxy serves in a family: none for headless ones, ExternalName, those of another proxy, and those
/// without an address of the family. slices: of this Service. Cost: linear in the endpoints, and sorting them. Any thread.
std::vector<ProxiedPort> proxiedPorts(const kube::Service& service, std::span<const kube::EndpointSlice* const> slices, const ProxySettings& settings, IpFamily family);

/// Whether a Service is served by this proxy at all.
bool isProxied(const kube::Service& service);

} // namespace hoplens::proxy
