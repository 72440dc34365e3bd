// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/call.h"
#include "trace/trace.h"

namespace hoplens::lab {

/// Seconds until the kernel gives a neighbour up that does not answer.
constexpr double silenceOfNeighbours = 3;

/// A packet that a program sends from where it runs, with what comes of it. Holds until the world changes.
class Probe {
public:
    Probe(Call& call, const Flow& flow);

    /// ENETUNREACH, EHOSTUNREACH …: the packet never left the sender. 0: it did.
    int sendError() const { return m_sendError; }
    /// The sender's own rules dropped it, which it hears of at once.
    bool isDroppedBySender() const;
    /// Why nobody can say what becomes of it; empty: one can.
    const std::string& doubt() const { return m_doubt; }
    /// What came back to the sender; null: nothing.
    const Packet* answer() const { return m_answer; }
    /// The first way of the packet; without doubt the others end alike.
    const TraceBranch& way() const { return m_trace.branches.front(); }
    const Trace& trace() const { return m_trace; }

    /// What the packet and its answer leave behind: counters of rules, connections, and who was asked for an address on the way is known, or
    /// known not to answer. patience: seconds until the sender went on. Changes the world: the last call of a probe, or the last but one.
    void leave(double patience) const;
    /// Then, once the flow is known: so many further packets of it, each of which is answered as the first was. bytes: of each.
    void leaveMore(std::uint64_t packets, std::uint64_t answers, std::uint16_t bytes) const;

    /// Where the packet was refused because it was too long, by somebody who said so, with the MTU as its number; null: nowhere.
    const Step* tooNarrow() const;
    /// The sender's own kernel refused it, before anybody else saw it.
    bool isTooLongForSender() const;
    /// A router told the sender how much fits: the next packet goes by that.
    bool teachesPath() const { return tooNarrow() && m_answer && !isTooLongForSender(); }
    /// The sender was told of less than it goes by, and lets routers cut its packets.
    bool isPathLocked() const;
    /// The other end of the sender's own cable takes nothing that long, which the sender sees at once.
    bool isLostAtOnce() const;

private:
    const LabWorld::PathMtu* pathOf(const TraceBranch& branch) const;
    void learnPath() const;
    void learn(NeighbourState ofSilent) const;

    LabWorld& m_world;
    std::uint64_t m_space;
    Flow m_flow;
    Trace m_trace;
    int m_sendError = 0;
    std::string m_doubt;
    const Packet* m_answer = nullptr;
};

} // namespace hoplens::lab
