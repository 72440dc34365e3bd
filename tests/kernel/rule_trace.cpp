// SPDX-License-Identifier: GPL-3.0-or-later
#include "rule_trace.h"

#include "netlink/netlink_socket.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

namespace hoplens::test {
namespace {

const QString traceTable = "hoplens_trace";

/// The direction of a packet of the flow; nullopt: it is another's, or not a first packet.
std::optional<bool> isAnswer(std::uint8_t protocol, std::uint16_t sourcePort, std::uint16_t destinationPort, std::uint8_t tcpFlags, const ProbeFlow& flow)
{
    if (protocol != flow.protocol || (protocol == 6 && (tcpFlags & tcp::syn) == 0))
        return std::nullopt;
    if (sourcePort == flow.sourcePort)
        return false;
    if (destinationPort == flow.sourcePort)
        return true;
    return std::nullopt;
}

std::uint16_t number16(netlink::Bytes bytes, std::size_t at) { return at + 2 <= bytes.size() ? static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]) : std::uint16_t{0}; }

std::optional<bool> directionOf(netlink::Bytes network, netlink::Bytes transport, const ProbeFlow& flow)
{
    if (network.empty() || transport.size() < 8)
        return std::nullopt;
    const bool v4 = network[0] >> 4 == 4;
    const std::uint8_t protocol = v4 ? (network.size() > 9 ? network[9] : 0) : (network.size() > 6 ? network[6] : 0);
    if (protocol == 1 || protocol == 58) {
        const bool isRequest = transport[0] == (v4 ? icmp::echoRequest : icmp::v6EchoRequest);
        const bool isReply = transport[0] == (v4 ? icmp::echoReply : icmp::v6EchoReply);
        if (protocol != flow.protocol || (!isRequest && !isReply) || number16(transport, 4) != flow.sourcePort)
            return std::nullopt;
        return isReply;
    }
    return isAnswer(protocol, number16(transport, 0), number16(transport, 2), transport.size() > 13 ? transport[13] : std::uint8_t{0}, flow);
}

} // namespace

KernelRuleTrace::KernelRuleTrace(Laboratory& laboratory, const QStringList& spaces)
{
    for (const auto& space : spaces) {
        laboratory.run(space, "nft", {"-f", "-"}, "table inet " + traceTable + " {\n chain pre {\n type filter hook prerouting priority -1000;\n meta nftrace set 1\n }\n chain out {\n type filter hook output priority -1000;\n meta nftrace set 1\n }\n}\n");
        const Laboratory::Visit inside(laboratory, space);
        static constexpr std::array groups = {int(NFNLGRP_NFTRACE)};
        if (auto socket = netlink::EventSocket::open(NETLINK_NETFILTER, groups))
            m_sockets.emplace(space, std::move(*socket));
    }
}

RulePaths KernelRuleTrace::take(const ProbeFlow& flow)
{
    RulePaths paths;
    for (auto& [space, socket] : m_sockets) {
        std::map<std::uint32_t, std::optional<bool>> directions; // by the kernel's number of the packet
        socket.receive([&, &where = space](std::optional<std::int32_t> nsid, const netlink::Message& message) {
            if (nsid || message.type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_TRACE))
                return;
            const netlink::Attributes a(netlink::afterHeader<nfgenmsg>(message.payload));
            auto& direction = directions[a.big32(NFTA_TRACE_ID)];
            if (a.has(NFTA_TRACE_NETWORK_HEADER))
                direction = directionOf(a.bytes(NFTA_TRACE_NETWORK_HEADER), a.bytes(NFTA_TRACE_TRANSPORT_HEADER), flow);
            const auto table = QString::fromUtf8(a.text(NFTA_TRACE_TABLE).data(), static_cast<qsizetype>(a.text(NFTA_TRACE_TABLE).size()));
            if (!direction || a.big32(NFTA_TRACE_TYPE) != NFT_TRACETYPE_RULE || table == traceTable)
                return;
            const auto handle = a.big64(NFTA_TRACE_RULE_HANDLE);
            if (handle == 0) // the end of a chain
                return;
            const auto chain = a.text(NFTA_TRACE_CHAIN);
            paths[{where, *direction}] << table + " " + QString::fromUtf8(chain.data(), static_cast<qsizetype>(chain.size())) + " handle " + QString::number(handle);
        });
    }
    return paths;
}

RulePaths predictedRulePaths(const World& world, const TraceBranch& branch, const TraceBranch* reply, const ProbeFlow& flow)
{
    RulePaths paths;
    for (const TraceBranch* walked : {&branch, reply})
        for (const auto& step : walked ? walked->steps : std::vector<Step>()) {
            if (step.kind != StepKind::Rule || !step.rule.valid() || step.before->quoted)
                continue;
            const auto& space = world.space(step.space).data;
            const auto& rules = space.rules;
            const auto& table = rules.tableOf(step.chain);
            if (table.origin == RuleOrigin::IptablesLegacy || table.family == TableFamily::Bridge || table.family == TableFamily::Netdev || table.name == traceTable.toStdString())
                continue;
            const auto& tuple = step.before->tuple;
            std::optional<bool> direction = isAnswer(tuple.protocol, tuple.sourcePort, tuple.destinationPort, step.before->tcpFlags, flow);
            if (tuple.protocol == 1 || tuple.protocol == 58) // both ports are the identifier
                direction = direction && step.before->isIcmpEcho() ? std::optional(step.before->icmpType == icmp::echoReply || step.before->icmpType == icmp::v6EchoReply) : std::nullopt;
            if (direction)
                paths[{QString::fromStdString(space.name), *direction}] << QString::fromStdString(table.name + " " + std::string(rules.chainName(step.chain)) + " handle " + std::to_string(rules.rules[step.rule.value].handle));
        }
    return paths;
}

bool agrees(const RulePaths& model, const RulePaths& kernel)
{
    if (model.size() != kernel.size())
        return false;
    return std::ranges::all_of(kernel, [&](const auto& entry) {
        const auto predicted = model.find(entry.first);
        if (predicted == model.end() || entry.second.size() % predicted->second.size() != 0)
            return false;
        for (qsizetype i = 0; i < entry.second.size(); ++i)
            if (entry.second[i] != predicted->second[i % predicted->second.size()])
                return false;
        return true;
    });
}

} // namespace hoplens::test
