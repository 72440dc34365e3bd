// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/service_endpoints.h"
#include "picture/display_list.h"

namespace hoplens {

/// A card that can be traced to, or that kube-proxy's rules can be shown of.
struct ServiceCard {
    Box box;
    std::string target; ///< "svc/shop/cart:80", "pod/shop/cart-1:8080"
    std::string words;  ///< what it is, for screen readers
};

struct ServicePicture {
    DisplayList picture;
    std::vector<ServiceCard> cards;
};

/// A Service from left to right: itself, its ports, the endpoints with the share that each has of new connections, and the pods behind
/// them; pods that it selects and that take nothing stand apart, with the reason. selected: the target of a card, or empty.
/// Cost: linear in its endpoints. Any thread.
ServicePicture drawService(const kube::ServiceEndpoints& endpoints, const kube::Service& service, const std::string& selected);

} // namespace hoplens
