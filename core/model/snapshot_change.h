// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

namespace hoplens {

/// How a live host became another since the last change: whole namespaces, coalesced.
struct SnapshotChange {
    std::optional<Snapshot> whole = {};       ///< the first change, and after events were lost: all anew
    std::vector<Namespace> namespaces = {};   ///< new or changed
    std::vector<std::uint64_t> removed = {};  ///< inodes of namespaces that are gone
    bool isEmpty() const { return !whole && namespaces.empty() && removed.empty(); }
};

/// Brings a snapshot of one host up to date. Cost: the change, and linear in the links, which find their other ends again.
void apply(SnapshotChange change, Snapshot& snapshot);

} // namespace hoplens
