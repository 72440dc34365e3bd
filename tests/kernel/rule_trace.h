// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "laboratory.h"
#include "netlink/event_socket.h"
#include "probe.h"

#include <tuple>

namespace hoplens::test {

/// Where rules were walked: the two filters of the kernel report apart from one another.
struct RulePathKey {
    QString space;
    bool isAnswer = false;
    bool isLegacy = false;
    bool operator<(const RulePathKey& other) const { return std::tie(space, isAnswer, isLegacy) < std::tie(other.space, other.isAnswer, other.isLegacy); }
    QString text() const { return space + (isLegacy ? " legacy" : "") + (isAnswer ? " (answer)" : ""); }
};

/// The rules that matched a flow's packets, in order.
/// Only the first packets count: echo requests and replies, datagrams, SYN and SYN-ACK; and only while they carry the flow's port.
using RulePaths = std::map<RulePathKey, QStringList>;

/// Hears which rules the kernel itself says that packets matched: from nftables (iptables-nft too) by its trace messages,
/// from legacy tables by the TRACE lines that they hand to the packet log (xtables' TRACE and nftables' nftrace are one bit of a packet).
class KernelRuleTrace {
public:
    /// Turns tracing on in these namespaces, by an nftables table of its own in each and by their packet log.
    KernelRuleTrace(Laboratory& laboratory, const QStringList& spaces);
    /// What has been heard of a flow since the last call. The world tells how many rules a legacy chain has.
    RulePaths take(const World& world, const ProbeFlow& flow);

private:
    void takeNftables(const ProbeFlow& flow, RulePaths& paths);
    void takeLegacy(const World& world, const ProbeFlow& flow, RulePaths& paths);

    std::map<QString, netlink::EventSocket> m_nftables; ///< by namespace
    std::map<QString, netlink::EventSocket> m_packetLogs;
};

/// What the model says of one way there and back.
RulePaths predictedRulePaths(const World& world, const TraceBranch& branch, const TraceBranch* reply, const ProbeFlow& flow);

/// Whether the kernel walked these paths, once or, with a packet sent again, more often.
bool agrees(const RulePaths& model, const RulePaths& kernel);

} // namespace hoplens::test
