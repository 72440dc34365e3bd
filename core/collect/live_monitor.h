// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot_change.h"

#include <functional>
#include <memory>

namespace hoplens {

/// Keeps a Snapshot of the live host up to date from the kernel's events, on a thread of its own that sleeps between them.
///
/// Events come from links, addresses, routes, policy rules, neighbours, bridge FDBs, interface settings (forwarding, rp_filter,
/// proxy_arp), queueing disciplines and nftables (with it iptables-nft), in all namespaces. What changed is read again from the
/// kernel or taken from the event; nothing is guessed from the order of events. When the kernel had to drop events, everything is
/// read anew. Legacy iptables, ipsets, sockets, conntrack and other sysctls send no events: refresh() reads them.
/// New namespaces are found by the mount table and by devices that lead into them.
/// Changes nothing on the host and holds no namespace alive.
class LiveMonitor {
public:
    /// Called on the monitor's thread; the first change is the whole snapshot.
    using Handler = std::function<void(SnapshotChange)>;

    /// Errors: PermissionDenied without CAP_SYS_ADMIN. Returns before the first change.
    static Result<std::unique_ptr<LiveMonitor>> start(Handler handler);
    /// Stops; the handler is not called afterwards.
    ~LiveMonitor();
    LiveMonitor(const LiveMonitor&) = delete;
    LiveMonitor& operator=(const LiveMonitor&) = delete;

    /// Reads everything anew. Any thread; returns at once.
    void refresh();

private:
    class Watch;
    explicit LiveMonitor(std::unique_ptr<Watch> watch);
    std::unique_ptr<Watch> m_watch;
};

} // namespace hoplens
