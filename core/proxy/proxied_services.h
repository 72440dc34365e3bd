// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/service_endpoints.h"
#include "proxy/proxied_port.h"

#include <map>
#include <span>

namespace hoplens::proxy {

/// What one proxy serves in one family, Service by Service: a change costs what its Service costs. One thread.
class ProxiedServices {
public:
    ProxiedServices(ProxySettings settings, IpFamily family) : m_settings(std::move(settings)), m_family(family) {}
    /// With all Services of a cluster.
    ProxiedServices(ProxySettings settings, IpFamily family, const kube::ServiceEndpoints& endpoints);

    /// Takes a Service with its endpoints, in the place of what it was before; its ports.
    std::span<const ProxiedPort> set(const kube::Service& service, std::span<const kube::EndpointSlice* const> slices);
    void remove(const std::string& nameSpace, const std::string& name);

    const ProxySettings& settings() const { return m_settings; }
    IpFamily family() const { return m_family; }
    /// The ports of a Service; empty where it is not served.
    std::span<const ProxiedPort> ports(const std::string& nameSpace, const std::string& name) const;
    /// All ports, in the order of their Services' names.
    std::vector<const ProxiedPort*> ports() const;
    /// So many endpoints that kube-proxy leaves comments out of the rules about endpoints (iptables).
    bool isLarge() const { return m_endpoints > 1000; }

private:
    ProxySettings m_settings;
    IpFamily m_family;
    std::map<std::pair<std::string, std::string>, std::vector<ProxiedPort>> m_services; ///< by namespace and name
    std::size_t m_endpoints = 0;
};

} // namespace hoplens::proxy
