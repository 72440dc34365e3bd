// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/service_endpoints.h"

#include <algorithm>

namespace hoplens::kube {
namespace {

std::string keyOf(const std::string& nameSpace, const std::string& name) { return nameSpace + "/" + name; }

std::string addressTypeOf(const std::string& address) { return address.find(':') == std::string::npos ? "IPv4" : "IPv6"; }

/// One slice for each family of a subset, as the mirroring controller makes them.
void mirror(const Endpoints& endpoints, std::deque<EndpointSlice>& made, std::vector<const EndpointSlice*>& slices)
{
    for (const auto& subset : endpoints.subsets)
        for (const char* type : {"IPv4", "IPv6"}) {
            EndpointSlice slice;
            slice.meta = endpoints.meta;
            slice.addressType = type;
            slice.ports = subset.ports;
            for (const auto* addresses : {&subset.ready, &subset.notReady})
                for (const auto& address : *addresses)
                    if (addressTypeOf(address.ip) == type) {
                        Endpoint endpoint;
                        endpoint.addresses = {address.ip};
                        endpoint.ready = addresses == &subset.ready;
                        endpoint.serving = endpoint.ready;
                        endpoint.nodeName = address.nodeName;
                        endpoint.hostname = address.hostname;
                        endpoint.target = address.target;
                        slice.endpoints.push_back(std::move(endpoint));
                    }
            if (!slice.endpoints.empty())
                slices.push_back(&made.emplace_back(std::move(slice)));
        }
}

} // namespace

ServiceEndpoints::ServiceEndpoints(const Objects& objects) : m_objects(objects)
{
    for (const auto& pod : objects.pods)
        m_pods[pod.meta.nameSpace].push_back(&pod);
    for (const auto& slice : objects.endpointSlices) {
        const auto service = slice.meta.labels.find("kubernetes.io/service-name");
        if (service == slice.meta.labels.end())
            continue;
        auto& entry = m_entries[keyOf(slice.meta.nameSpace, service->second)];
        entry.origin = EndpointOrigin::Slices;
        entry.slices.push_back(&slice);
    }
    for (const auto& endpoints : objects.endpoints) {
        auto& entry = m_entries[keyOf(endpoints.meta.nameSpace, endpoints.meta.name)];
        if (entry.origin != EndpointOrigin::None)
            continue;
        entry.origin = EndpointOrigin::Endpoints;
        mirror(endpoints, m_made, entry.slices);
    }
    for (const auto& service : objects.services) {
        if (service.selector.empty() || service.type == ServiceType::ExternalName)
            continue;
        auto& entry = m_entries[keyOf(service.meta.nameSpace, service.meta.name)];
        if (entry.origin == EndpointOrigin::None && !objects.pods.empty())
            addFromPods(service, entry);
    }
}

void ServiceEndpoints::addFromPods(const Service& service, Entry& entry)
{
    entry.origin = EndpointOrigin::Pods;
    std::vector<EndpointSlice*> own; // one for each family and list of ports, as the controller makes them
    for (const auto* pod : selectedPods(service)) {
        if (isFinished(*pod))
            continue;
        for (const auto& address : pod->ips) {
            std::vector<EndpointPort> ports;
            for (const auto& port : service.ports)
                if (const auto target = targetPortOf(port, *pod))
                    ports.push_back({port.name, port.protocol, *target});
            const auto type = addressTypeOf(address);
            const auto same = std::ranges::find_if(own, [&](const EndpointSlice* of) { return of->addressType == type && of->ports == ports; });
            auto* slice = same == own.end() ? nullptr : *same;
            if (!slice) {
                slice = &m_made.emplace_back();
                slice->meta.name = service.meta.name + "-" + std::to_string(own.size() + 1);
                slice->meta.nameSpace = service.meta.nameSpace;
                slice->addressType = type;
                slice->ports = std::move(ports);
                own.push_back(slice);
                entry.slices.push_back(slice);
            }
            Endpoint endpoint;
            endpoint.addresses = {address};
            endpoint.serving = isReady(*pod);
            endpoint.terminating = pod->meta.isDeleting;
            endpoint.ready = service.publishNotReadyAddresses || (isReady(*pod) && !pod->meta.isDeleting);
            endpoint.nodeName = pod->spec.nodeName;
            endpoint.target = TargetReference{"Pod", pod->meta.nameSpace, pod->meta.name};
            slice->endpoints.push_back(std::move(endpoint));
        }
    }
}

EndpointOrigin ServiceEndpoints::origin(const Service& service) const
{
    const auto at = m_entries.find(keyOf(service.meta.nameSpace, service.meta.name));
    return at == m_entries.end() ? EndpointOrigin::None : at->second.origin;
}

std::span<const EndpointSlice* const> ServiceEndpoints::slices(const Service& service) const
{
    const auto at = m_entries.find(keyOf(service.meta.nameSpace, service.meta.name));
    return at == m_entries.end() ? std::span<const EndpointSlice* const>() : std::span<const EndpointSlice* const>(at->second.slices);
}

std::vector<const Pod*> ServiceEndpoints::selectedPods(const Service& service) const
{
    std::vector<const Pod*> pods;
    const auto at = m_pods.find(service.meta.nameSpace);
    if (at == m_pods.end() || service.selector.empty())
        return pods;
    const LabelSelector selector{service.selector, {}};
    std::ranges::copy_if(at->second, std::back_inserter(pods), [&](const Pod* pod) { return selector.matches(pod->meta.labels); });
    return pods;
}

std::optional<std::uint16_t> targetPortOf(const ServicePort& port, const Pod& pod)
{
    if (const auto* number = std::get_if<std::int32_t>(&port.targetPort))
        return *number == 0 ? port.port : static_cast<std::uint16_t>(*number);
    for (const auto& container : pod.spec.containers)
        for (const auto& own : container.ports)
            if (own.name == std::get<std::string>(port.targetPort) && own.protocol == port.protocol)
                return own.port;
    return std::nullopt;
}

bool isReady(const Pod& pod) { return pod.isReady.value_or(false); }
bool isFinished(const Pod& pod) { return pod.phase == "Succeeded" || pod.phase == "Failed"; }

std::string text(const Labels& labels)
{
    std::string all;
    for (const auto& [key, value] : labels)
        all += (all.empty() ? "" : ",") + key + "=" + value;
    return all;
}

} // namespace hoplens::kube
