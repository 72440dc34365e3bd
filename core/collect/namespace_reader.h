// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/namespace_discovery.h"
#include "netlink/netlink_socket.h"

namespace hoplens {

/// Reads everything about the network namespace that the calling thread is in.
/// What cannot be read becomes a note; nothing here writes to the kernel.
/// Call it from a thread that may be left in that namespace. Not reentrant.
class NamespaceReader {
public:
    NamespaceReader(const Discovery& discovery) : m_discovery(discovery) {}
    void read(Namespace& out);

private:
    void readRoutes(Namespace& out);
    void readIpv6Settings(Namespace& out, netlink::Socket& route);
    void readSysctls(Namespace& out);
    void readRules(Namespace& out, netlink::Socket& netfilter);
    void readSockets(Namespace& out);
    void readConntrack(Namespace& out, netlink::Socket& netfilter);

    const Discovery& m_discovery;
};

} // namespace hoplens
