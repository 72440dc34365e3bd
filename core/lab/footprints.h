// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/lab_world.h"
#include "trace/trace.h"

#include <map>

namespace hoplens::lab {

/// What packets leave behind in the rules and in conntrack of a network. It is gathered while traces of the world are at hand, and left at once.
class Footprints {
public:
    explicit Footprints(LabWorld& world) : m_world(world) {}

    /// Whether chains that translate are asked once more: only the first packet of a connection meets them.
    enum class Translation : std::uint8_t { Again, Settled };
    /// So many packets went this way: the rules that they matched, and the policies that decided, count them. Of nftables those rules count that
    /// have a counter; what a counter saw of packets that its rule did not match in the end is not known, and not counted.
    void add(const TraceBranch& way, std::uint64_t packets, Translation translation);
    /// The connections that the packet and its answer made. Of a packet that was dropped where its connection began there is none.
    void keepConnections(const TraceBranch& way);
    void leave();

private:
    using Place = std::pair<std::uint64_t, std::uint32_t>; ///< namespace, and rule or chain

    LabWorld& m_world;
    std::map<Place, Counters> m_rules;
    std::map<Place, Counters> m_policies;
    std::vector<std::pair<std::uint64_t, ConntrackEntry>> m_connections;
};

} // namespace hoplens::lab
