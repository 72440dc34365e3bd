// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/snapshot_collector.h"

#include "collect/namespace_reader.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <sched.h>
#include <sys/utsname.h>
#include <thread>

namespace hoplens {

Result<Snapshot> SnapshotCollector::collect() const { return collect(discoverNamespaces()); }

Result<Snapshot> SnapshotCollector::collect(const Discovery& discovery) const
{
    if (discovery.namespaces.empty())
        return failure({ErrorCode::SystemFailure, "no network namespace could be opened, not even this process's own", "/proc/self/ns/net", 0, "Is /proc mounted?"});
    for (const auto& wanted : m_options.namespaces)
        if (std::ranges::find(discovery.namespaces, wanted, &FoundNamespace::name) == discovery.namespaces.end())
            return failure({ErrorCode::NotFound, "there is no network namespace of this name", wanted, 0, "`ip netns` and `hoplens show` list the names."});

    Snapshot snapshot;
    snapshot.source = "live";
    snapshot.takenAt = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    snapshot.notes = discovery.notes;
    utsname system{};
    ::uname(&system);
    auto& host = snapshot.hosts.emplace_back();
    host.name = system.nodename;
    host.kernel = std::string(system.sysname) + " " + system.release;
    host.hasSctp = discovery.hasSctp;

    std::vector<const FoundNamespace*> chosen;
    for (const auto& found : discovery.namespaces)
        if (m_options.namespaces.empty() || std::ranges::find(m_options.namespaces, found.name) != m_options.namespaces.end())
            chosen.push_back(&found);
    host.namespaces.resize(chosen.size());
    std::vector<std::uint8_t> entered(chosen.size(), 1);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        NamespaceReader reader(discovery);
        for (std::size_t i = next++; i < chosen.size(); i = next++) {
            auto& out = host.namespaces[i];
            out.inode = chosen[i]->inode;
            out.name = chosen[i]->name;
            out.paths = chosen[i]->paths;
            out.processes = chosen[i]->processes;
            out.isHost = chosen[i]->isOwn;
            // The own namespace needs no privilege to be in, and a fresh thread starts there; any other must be entered.
            if (!(chosen[i]->isOwn && i == 0) && ::setns(chosen[i]->descriptor.get(), CLONE_NEWNET) != 0) {
                const auto error = systemFailure("entering the network namespace", out.name, errno);
                entered[i] = 0;
                out.notes.push_back({"namespace", describe(error), error.remedy});
                continue;
            }
            reader.read(out);
        }
    };
    {
        const unsigned count = std::max(1u, std::min<unsigned>(m_options.threads, static_cast<unsigned>(chosen.size())));
        std::vector<std::jthread> threads;
        threads.reserve(count);
        for (unsigned t = 0; t < count; ++t)
            threads.emplace_back(work);
    }
    const auto refused = std::ranges::count(entered, 0);
    if (refused > 0) {
        snapshot.notes.push_back({"namespaces", std::to_string(refused) + " of " + std::to_string(chosen.size()) + " namespaces could not be entered; their content is missing", "Run it as root."});
    }
    resolveLinkPeers(snapshot);
    return snapshot;
}

} // namespace hoplens
