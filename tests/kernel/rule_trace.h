// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "laboratory.h"
#include "netlink/event_socket.h"
#include "probe.h"

namespace hoplens::test {

/// The nftables rules (of iptables-nft too) that matched a flow's packets, in order: by namespace and direction.
/// Only the first packets count: echo requests and replies, datagrams, SYN and SYN-ACK; and only while they carry the flow's port.
using RulePaths = std::map<std::pair<QString, bool>, QStringList>; // namespace, is the answer

/// Hears which rules the kernel itself says that packets matched (nftables' trace infrastructure).
class KernelRuleTrace {
public:
    /// Turns tracing on in these namespaces, by a table of its own in each.
    KernelRuleTrace(Laboratory& laboratory, const QStringList& spaces);
    /// What has been heard of a flow since the last call.
    RulePaths take(const ProbeFlow& flow);

private:
    std::map<QString, netlink::EventSocket> m_sockets;
};

/// What the model says of one way there and back.
RulePaths predictedRulePaths(const World& world, const TraceBranch& branch, const TraceBranch* reply, const ProbeFlow& flow);

/// Whether the kernel walked these paths, once or, with a packet sent again, more often.
bool agrees(const RulePaths& model, const RulePaths& kernel);

} // namespace hoplens::test
