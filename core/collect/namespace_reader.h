// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/namespace_discovery.h"
#include "collect/proc_folder.h"
#include "netlink/netlink_socket.h"

namespace hoplens {

/// What can be read of a namespace by itself: a set of bits.
using Parts = std::uint32_t;
namespace part {
inline constexpr Parts links = 1, addresses = 2, routes = 4, policyRules = 8, neighbours = 16, forwardingDatabase = 32, peers = 64, trafficControl = 128;
inline constexpr Parts sysctls = 256, rules = 512, sockets = 1024, conntrack = 2048;
inline constexpr Parts all = 4095;
}

/// Reads the network namespace that the calling thread is in.
/// What cannot be read becomes a note; nothing here writes to the kernel.
/// Make it and call it on one thread, a thread that may be left in that namespace. Not reentrant.
class NamespaceReader {
public:
    /// discovery: the namespaces that a device's other end may be in.
    explicit NamespaceReader(const Discovery& discovery);
    /// Reads these parts in place of what `out` has of them, with their notes.
    void read(Namespace& out, Parts parts = part::all);
    /// One link as it is now; nullopt when it is gone.
    std::optional<Link> readLink(std::int32_t index);
    /// The addresses of one link, in place of those that `out` has of it.
    void readAddresses(Namespace& out, std::int32_t index);

private:
    void readOverRoute(Namespace& out, Parts parts, netlink::Socket& route);
    void readLinks(Namespace& out, netlink::Socket& route);
    void readNeighbours(Namespace& out, netlink::Socket& route);
    void readForwardingDatabase(Namespace& out, netlink::Socket& route);
    void readPeers(Namespace& out, netlink::Socket& route);
    void readTrafficControl(Namespace& out, netlink::Socket& route);
    void readSettings(Namespace& out, netlink::Socket& route);
    void readSysctls(Namespace& out);
    void readRules(Namespace& out, netlink::Socket& netfilter);
    void readVirtualServers(Namespace& out);
    void readSockets(Namespace& out);
    void readConntrack(Namespace& out, netlink::Socket& netfilter);

    const Discovery& m_discovery;
    ProcFolder m_sysctls;    ///< /proc/sys/net
    ProcFolder m_networking; ///< of the calling thread
    std::optional<bool> m_mayHaveTcx = {};
};

} // namespace hoplens
