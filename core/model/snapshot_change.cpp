// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/snapshot_change.h"

#include <algorithm>

namespace hoplens {

void apply(SnapshotChange change, Snapshot& snapshot)
{
    if (change.whole)
        snapshot = std::move(*change.whole);
    if (snapshot.hosts.empty())
        return;
    auto& namespaces = snapshot.hosts.front().namespaces;
    std::erase_if(namespaces, [&](const Namespace& space) { return std::ranges::find(change.removed, space.inode) != change.removed.end(); });
    for (auto& changed : change.namespaces) {
        const auto known = std::ranges::find(namespaces, changed.inode, &Namespace::inode);
        if (known != namespaces.end())
            *known = std::move(changed);
        else
            namespaces.push_back(std::move(changed));
    }
    resolveLinkPeers(snapshot);
}

} // namespace hoplens
