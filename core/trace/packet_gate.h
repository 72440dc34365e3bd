// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"
#include "net/packet.h"

namespace hoplens {

/// What policies say of a packet at the interface of a pod.
struct GateAnswer {
    enum class Decision : std::uint8_t { Passes, Drops, Unknown } decision = Decision::Passes;
    std::string sentence; ///< what decided, and of a drop or of what is unknown the whole reason
};

/// Something besides a kernel's own tables that lets new connections pass where pods are plugged into a node: policies of a cluster that is
/// known by its objects alone. Asked where a node forwards or takes a packet, after its rules, with the addresses as they are then. Any thread.
class PacketGate {
public:
    virtual ~PacketGate() = default;
    /// in, out: the node's links; null where there is none. Empty: nobody has a say in this.
    virtual std::vector<GateAnswer> ask(const Namespace& node, const Link* in, const Link* out, const Tuple& tuple) const = 0;
};

} // namespace hoplens
