// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/namespace_discovery.h"

namespace hoplens {

struct CollectOptions {
    std::vector<std::string> namespaces = {}; ///< names to read; empty reads all
    unsigned threads = 2;
};

/// Reads the live host into a Snapshot: every network namespace with its links, addresses, routes, rules, neighbours, sockets.
/// Changes nothing on the host. Without root it reads the caller's own namespace as far as the kernel lets it, and notes the rest.
/// Errors: NotFound for a namespace name that does not exist. Cost: a few dozen system calls a namespace.
/// Runs its own threads, which enter the namespaces and end there; the caller's thread never leaves its namespace.
class SnapshotCollector {
public:
    explicit SnapshotCollector(CollectOptions options) : m_options(std::move(options)) {}
    Result<Snapshot> collect() const;
    /// The same of namespaces that were found already.
    Result<Snapshot> collect(const Discovery& discovery) const;

private:
    CollectOptions m_options;
};

} // namespace hoplens
