// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/objects.h"

#include <deque>
#include <span>
#include <unordered_map>

namespace hoplens::kube {

/// Where the endpoints of a Service come from.
enum class EndpointOrigin : std::uint8_t {
    Slices,    ///< EndpointSlices that were told
    Endpoints, ///< an Endpoints object, mirrored as the controller does
    Pods,      ///< the pods that the selector matches, as the endpoint controller would find them
    None,      ///< no selector, and nothing that was told
};

/// The endpoints of all Services: those that are told, and where none are, what the controllers would make of pods and Endpoints.
/// Refers to the objects, which must outlive it. Cost: linear in the objects; for Services without slices the pods of their namespace.
class ServiceEndpoints {
public:
    explicit ServiceEndpoints(const Objects& objects);

    EndpointOrigin origin(const Service& service) const;
    std::span<const EndpointSlice* const> slices(const Service& service) const;

    /// The pods of the Service's namespace that its selector matches; none without a selector.
    std::vector<const Pod*> selectedPods(const Service& service) const;
    const Objects& objects() const { return m_objects; }

private:
    struct Entry {
        EndpointOrigin origin = EndpointOrigin::None;
        std::vector<const EndpointSlice*> slices;
    };
    void addFromPods(const Service& service, Entry& entry);

    const Objects& m_objects;
    std::unordered_map<std::string, Entry> m_entries; ///< by namespace/name
    std::unordered_map<std::string_view, std::vector<const Pod*>> m_pods; ///< by namespace
    std::deque<EndpointSlice> m_made;
};

/// The port of a pod that a Service's target port means: by number as it is, by name the container's port of that name and protocol.
/// nullopt: no container has such a name.
std::optional<std::uint16_t> targetPortOf(const ServicePort& port, const Pod& pod);

/// Whether a pod takes traffic: its condition Ready, which is not met where it is not told.
bool isReady(const Pod& pod);
/// It ended: no controller counts it any more.
bool isFinished(const Pod& pod);

/// "app=cart,tier=web".
std::string text(const Labels& labels);

} // namespace hoplens::kube
