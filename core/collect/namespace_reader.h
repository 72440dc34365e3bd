// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/namespace_discovery.h"

namespace hoplens {

/// Reads everything about the network namespace that the calling thread is in.
/// What cannot be read becomes a note; nothing here writes to the kernel.
/// candidates: namespaces that an nsid may stand for, most likely first.
/// Call it from a thread that may be left in that namespace. Not reentrant.
class NamespaceReader {
public:
    NamespaceReader(const Discovery& discovery) : m_discovery(discovery) {}
    void read(Namespace& out);

private:
    void readRoutes(Namespace& out);
    void readSysctls(Namespace& out);
    void readRules(Namespace& out);
    void readSockets(Namespace& out);
    void readConntrack(Namespace& out);

    const Discovery& m_discovery;
};

} // namespace hoplens
