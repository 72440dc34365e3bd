// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/namespace_discovery.h"
#include "netlink/event_socket.h"

namespace hoplens {

/// Hears the changes of many network namespaces at once.
///
/// The kernel sends a listener the events of those namespaces that have an id in the listener's own. Giving ids in a namespace of
/// this host would change it; so the post makes a private namespace, empty and unnamed, and gives the ids there. It is gone with
/// the post. No namespace that it hears is held alive by it.
/// Needs CAP_SYS_ADMIN. One thread at a time.
class ListeningPost {
public:
    static Result<ListeningPost> open();
    /// Hears a namespace from now on; its events carry `id`.
    Result<void> add(std::int32_t id, const FileDescriptor& space);

    /// Links, addresses, routes, policy rules, neighbours, interface settings, traffic control, and ids (RTM_DELNSID: a namespace has ended).
    netlink::EventSocket route;
    /// nftables, which holds the rules of iptables-nft too. Legacy iptables sends no events.
    netlink::EventSocket netfilter;

private:
    ListeningPost(netlink::EventSocket routeEvents, netlink::EventSocket netfilterEvents, FileDescriptor control)
        : route(std::move(routeEvents)), netfilter(std::move(netfilterEvents)), m_control(std::move(control))
    {
    }

    FileDescriptor m_control;
    std::uint32_t m_sequence = 1;
};

} // namespace hoplens
