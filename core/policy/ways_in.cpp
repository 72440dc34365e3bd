// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/ways_in.h"

#include <algorithm>

namespace hoplens::policy {
namespace {

bool isGranted(const kube::Objects& objects, const kube::Route& route, const kube::Route::Backend& backend)
{
    if (backend.nameSpace.empty() || backend.nameSpace == route.meta.nameSpace)
        return true;
    return std::ranges::any_of(objects.referenceGrants, [&](const kube::ReferenceGrant& grant) {
        const auto isFrom = [&](const kube::ReferenceGrant::From& from) { return from.kind == route.kind && from.nameSpace == route.meta.nameSpace; };
        const auto isTo = [&](const std::string& service) { return service.empty() || service == backend.service; };
        return grant.meta.nameSpace == backend.nameSpace && std::ranges::any_of(grant.from, isFrom) && std::ranges::any_of(grant.services, isTo);
    });
}

} // namespace

PortSet targetPorts(const kube::ServicePort& port, const PodClass& pod)
{
    PortSet ports;
    if (const auto* number = std::get_if<std::int32_t>(&port.targetPort)) {
        const auto own = static_cast<std::uint16_t>(*number == 0 ? port.port : *number);
        ports.add(port.protocol, {own, own});
        return ports;
    }
    for (const auto& own : pod.ports)
        if (own.name == std::get<std::string>(port.targetPort) && own.protocol == port.protocol)
            ports.add(own.protocol, {own.port, own.port});
    return ports;
}

WaysIn::WaysIn(const kube::Objects& objects, const Peers& peers, std::vector<kube::ObjectNote>& notes)
{
    std::map<std::pair<std::string_view, std::string_view>, const kube::Service*> services;
    for (const auto& service : objects.services)
        services.emplace(std::pair(std::string_view(service.meta.nameSpace), std::string_view(service.meta.name)), &service);
    const auto find = [&](const std::string& called, const std::string& nameSpace, const std::string& service) -> const kube::Service* {
        const auto at = services.find({nameSpace, service});
        if (at == services.end())
            notes.push_back({called + " leads to the Service " + nameSpace + "/" + service + ", which the input does not tell of: it is passed over", ""});
        return at == services.end() ? nullptr : at->second;
    };
    for (const auto& ingress : objects.ingresses) {
        const auto called = "Ingress " + ingress.meta.nameSpace + "/" + ingress.meta.name;
        const auto take = [&](const kube::IngressBackend& backend) {
            if (const auto* service = backend.service.empty() ? nullptr : find(called, ingress.meta.nameSpace, backend.service))
                add(*service, backend.port, true, peers);
        };
        if (ingress.defaultBackend)
            take(*ingress.defaultBackend);
        for (const auto& rule : ingress.rules)
            for (const auto& path : rule.paths)
                take(path.backend);
    }
    for (const auto& route : objects.routes) {
        const auto called = route.kind + " " + route.meta.nameSpace + "/" + route.meta.name;
        for (const auto& backend : route.backends) {
            const auto& space = backend.nameSpace.empty() ? route.meta.nameSpace : backend.nameSpace;
            if (!isGranted(objects, route, backend))
                notes.push_back({called + " leads to the Service " + space + "/" + backend.service + " of another namespace, and no ReferenceGrant of the input allows it: it is passed over", ""});
            else if (const auto* service = find(called, space, backend.service))
                add(*service, backend.port, route.kind == "Route", peers);
        }
    }
}

const PortSet* WaysIn::find(std::size_t peer) const
{
    const auto at = m_ports.find(peer);
    return at == m_ports.end() ? nullptr : &at->second;
}

/// wanted: a port of the Service, or as OpenShift's Routes have it, and controllers take it from Ingresses, too, of its pods; 0: all.
void WaysIn::add(const kube::Service& service, const kube::PortReference& wanted, bool meansPods, const Peers& peers)
{
    if (service.selector.empty())
        return;
    const auto pods = peers.pods(service.meta.nameSpace, kube::LabelSelector{service.selector, {}});
    const auto* number = std::get_if<std::int32_t>(&wanted);
    const bool isAny = number && *number == 0;
    for (const auto& port : service.ports) {
        const bool isWanted = isAny || (meansPods && wanted == port.targetPort) || (number ? port.port == *number : port.name == std::get<std::string>(wanted));
        if (!isWanted)
            continue;
        pods.each([&](std::size_t peer) {
            if (const auto ports = targetPorts(port, peers.classes()[peer]); !ports.isEmpty())
                m_ports[peer].unite(ports);
        });
    }
}

} // namespace hoplens::policy
