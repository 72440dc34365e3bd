// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach.h"

namespace hoplens::policy {

/// To whom a workload is open besides those whom the input tells of.
struct Exposure {
    std::string workload;
    Direction direction = Direction::Ingress;
    std::string who;           ///< "any pod of the cluster", "outside", "outside, by the LoadBalancer Service shop/edge", "pods with app=x in shop"
    PortSet ports;
    bool isByDefault = false;  ///< no policy selects the workload for this direction
    bool operator==(const Exposure&) const = default;
};

/// By workload, ingress first. Pods that are not there yet are those whom a rule selects that matches nobody now.
/// Cost: that of asking each workload for any pod and for each segment.
std::vector<Exposure> exposures(const PolicyModel& model);

} // namespace hoplens::policy
