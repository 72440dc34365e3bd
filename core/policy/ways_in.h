// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/peers.h"
#include "policy/port_set.h"

#include <map>

namespace hoplens::policy {

/// The ports of a pod that a port of a Service leads to: one, or by name none or several.
PortSet targetPorts(const kube::ServicePort& port, const PodClass& pod);

/// Ports of pods that Ingresses and routes lead to. Whether a Gateway admits a route is not looked at.
class WaysIn {
public:
    WaysIn() = default;
    /// Notes say which of them lead nowhere. Cost: linear in the objects.
    WaysIn(const kube::Objects& objects, const Peers& peers, std::vector<kube::ObjectNote>& notes);

    /// By a class of pods; null: no way leads there.
    const PortSet* find(std::size_t peer) const;

private:
    void add(const kube::Service& service, const kube::PortReference& wanted, bool meansPods, const Peers& peers);

    std::map<std::size_t, PortSet> m_ports;
};

} // namespace hoplens::policy
