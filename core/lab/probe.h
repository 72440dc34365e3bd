// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/call.h"
#include "trace/trace.h"

namespace hoplens::lab {

/// A packet that a program sends from where it runs, with what comes of it. Holds until the world changes.
class Probe {
public:
    Probe(Call& call, const Flow& flow);

    /// ENETUNREACH, EHOSTUNREACH …: the packet never left the sender. 0: it did.
    int sendError() const { return m_sendError; }
    /// Why nobody can say what becomes of it; empty: one can.
    const std::string& doubt() const { return m_doubt; }
    /// What came back to the sender; null: nothing.
    const Packet* answer() const { return m_answer; }
    /// The first way of the packet; without doubt the others end alike.
    const TraceBranch& way() const { return m_trace.branches.front(); }
    const Trace& trace() const { return m_trace; }

    /// Those who answered for their address on the way are known to who asked from now on. Changes the world: the last call of a probe.
    void learn() const;

private:
    LabWorld& m_world;
    Trace m_trace;
    int m_sendError = 0;
    std::string m_doubt;
    const Packet* m_answer = nullptr;
};

} // namespace hoplens::lab
