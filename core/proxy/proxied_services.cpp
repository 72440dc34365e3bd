// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/proxied_services.h"

#include <numeric>

namespace hoplens::proxy {
namespace {

std::size_t endpointsOf(const std::vector<ProxiedPort>& ports)
{
    return std::accumulate(ports.begin(), ports.end(), std::size_t{0}, [](std::size_t sum, const ProxiedPort& port) { return sum + port.endpoints.size(); });
}

} // namespace

ProxiedServices::ProxiedServices(ProxySettings settings, IpFamily family, const kube::ServiceEndpoints& endpoints) : ProxiedServices(std::move(settings), family)
{
    for (const auto& service : endpoints.objects().services)
        set(service, endpoints.slices(service));
}

std::span<const ProxiedPort> ProxiedServices::set(const kube::Service& service, std::span<const kube::EndpointSlice* const> slices)
{
    auto& ports = m_services[{service.meta.nameSpace, service.meta.name}];
    m_endpoints -= endpointsOf(ports);
    ports = proxiedPorts(service, slices, m_settings, m_family);
    m_endpoints += endpointsOf(ports);
    return ports;
}

void ProxiedServices::remove(const std::string& nameSpace, const std::string& name)
{
    const auto at = m_services.find({nameSpace, name});
    if (at == m_services.end())
        return;
    m_endpoints -= endpointsOf(at->second);
    m_services.erase(at);
}

std::span<const ProxiedPort> ProxiedServices::ports(const std::string& nameSpace, const std::string& name) const
{
    const auto at = m_services.find({nameSpace, name});
    return at == m_services.end() ? std::span<const ProxiedPort>() : std::span<const ProxiedPort>(at->second);
}

std::vector<const ProxiedPort*> ProxiedServices::ports() const
{
    std::vector<const ProxiedPort*> all;
    for (const auto& [name, ports] : m_services)
        for (const auto& port : ports)
            all.push_back(&port);
    return all;
}

} // namespace hoplens::proxy
