// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/policy_model.h"

#include <functional>

namespace hoplens::policy {

/// Some ports of a peer, and who may reach them.
struct Arrivals {
    PortSet ports;
    BitSet allowed; ///< by peer
    BitSet unknown; ///< something that is not modelled could decide
};

/// All pairs of a model: not pair by pair, but by sets of senders, over the few cuts of ports that the rules about a receiver make. One thread.
class Reach {
public:
    /// The model must outlive it.
    explicit Reach(const PolicyModel& model);
    /// With answers that hold for these senders alone, which are found faster where they are few.
    Reach(const PolicyModel& model, const BitSet& senders);
    ~Reach();

    /// Who may open connections to `to`, its ports cut where it makes a difference; the ports of all parts together are all ports.
    /// Cost: linear in the rules about it times a 64th of the peers. The span lives until the next call.
    std::span<const Arrivals> arrivals(std::size_t to);

private:
    struct Work;
    const PolicyModel& m_model;
    std::unique_ptr<Work> m_work;
};

/// What may be opened between two: workloads, ranges of addresses outside, "{ingress-controller}".
struct Connection {
    std::string source;
    std::string destination;
    PortSet ports;
    PortSet unknown; ///< of which it cannot be told
    bool operator==(const Connection&) const = default;
};

/// Hands over every connection that may be opened, by the name of its destination, then of its source; those of a workload to itself are left out.
/// Errors: InvalidInput where pods of one workload differ in what policies do with them (PeerOptions::isByPod tells them apart).
Result<void> eachConnection(const PolicyModel& model, const std::function<void(const Connection&)>& take);

} // namespace hoplens::policy
