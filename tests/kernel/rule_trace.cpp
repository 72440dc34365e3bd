// SPDX-License-Identifier: GPL-3.0-or-later
#include "rule_trace.h"

#include "netlink/netlink_socket.h"

#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <sys/socket.h>

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

std::string_view textOf(netlink::Bytes bytes)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return text.substr(0, text.find('\0'));
}

QString qText(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// Behind the fixed network header: IPv6 extension headers are not made by the probes.
netlink::Bytes behindNetworkHeader(netlink::Bytes packet)
{
    if (packet.empty())
        return {};
    const std::size_t length = packet[0] >> 4 == 4 ? (packet[0] & 15u) * 4u : 40u;
    return packet.size() > length ? packet.subspan(length) : netlink::Bytes();
}

QString legacyRule(const QString& table, const QString& chain, std::uint32_t number) { return table + " " + chain + " rule " + QString::number(number); }

/// How many rules a legacy chain has; 0 when there is none of this name.
std::uint32_t legacyChainLength(const RuleSet& rules, TableFamily family, std::string_view tableName, std::string_view chainName)
{
    for (const auto& chain : rules.chains) {
        const auto& table = rules.tables[chain.table.value];
        if (table.origin == RuleOrigin::IptablesLegacy && table.family == family && table.name == tableName && rules.text(chain.name) == chainName)
            return chain.rules.count;
    }
    return 0;
}

/// Asks a namespace's packet log for group 0, where lines go that name no group, each as soon as it is written.
bool hearPacketLog(const netlink::EventSocket& socket)
{
    constexpr std::uint16_t configure = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG;
    const nfgenmsg group{AF_UNSPEC, NFNETLINK_V0, 0};
    std::vector<std::uint8_t> body(netlink::bytesOf(group).begin(), netlink::bytesOf(group).end());
    const nfulnl_msg_config_cmd bind{NFULNL_CFG_CMD_BIND};
    netlink::putAttribute(body, NFULA_CFG_CMD, netlink::bytesOf(bind));
    const nfulnl_msg_config_mode headers{htobe32(128), NFULNL_COPY_PACKET, 0};
    netlink::putAttribute(body, NFULA_CFG_MODE, netlink::bytesOf(headers));
    const std::uint32_t atOnce = htobe32(1);
    netlink::putAttribute(body, NFULA_CFG_QTHRESH, netlink::bytesOf(atOnce));
    nlmsghdr header{static_cast<std::uint32_t>(sizeof(nlmsghdr) + body.size()), configure, NLM_F_REQUEST, 1, 0};
    std::vector<std::uint8_t> request(netlink::bytesOf(header).begin(), netlink::bytesOf(header).end());
    request.insert(request.end(), body.begin(), body.end());
    return ::send(socket.descriptor(), request.data(), request.size(), 0) == static_cast<ssize_t>(request.size());
}

} // namespace

KernelRuleTrace::KernelRuleTrace(Laboratory& laboratory, const QStringList& spaces)
{
    for (const auto& space : spaces) {
        laboratory.run(space, "nft", {"-f", "-"}, "table inet " + traceTable + " {\n chain pre {\n type filter hook prerouting priority -1000;\n meta nftrace set 1\n }\n chain out {\n type filter hook output priority -1000;\n meta nftrace set 1\n }\n}\n");
        for (const int family : {AF_INET, AF_INET6})
            laboratory.sysctl(space, "netfilter/nf_log/" + QString::number(family), "nfnetlink_log");
        const Laboratory::Visit inside(laboratory, space);
        static constexpr std::array groups = {int(NFNLGRP_NFTRACE)};
        if (auto socket = netlink::EventSocket::open(NETLINK_NETFILTER, groups))
            m_nftables.emplace(space, std::move(*socket));
        if (auto socket = netlink::EventSocket::open(NETLINK_NETFILTER, {}); socket && hearPacketLog(*socket))
            m_packetLogs.emplace(space, std::move(*socket));
    }
}

RulePaths KernelRuleTrace::take(const World& world, const ProbeFlow& flow)
{
    RulePaths paths;
    takeNftables(flow, paths);
    takeLegacy(world, flow, paths);
    return paths;
}

void KernelRuleTrace::takeNftables(const ProbeFlow& flow, RulePaths& paths)
{
    for (auto& [space, socket] : m_nftables) {
        std::map<std::uint32_t, std::optional<bool>> directions; // by the kernel's number of the packet
        socket.receive([&, &where = space](std::optional<std::int32_t> nsid, const netlink::Message& message) {
            if (nsid || message.type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_TRACE))
                return;
            const netlink::Attributes a(netlink::afterHeader<nfgenmsg>(message.payload));
            auto& direction = directions[a.big32(NFTA_TRACE_ID)];
            if (a.has(NFTA_TRACE_NETWORK_HEADER))
                direction = directionOf(a.bytes(NFTA_TRACE_NETWORK_HEADER), a.bytes(NFTA_TRACE_TRANSPORT_HEADER), flow);
            const auto table = qText(a.text(NFTA_TRACE_TABLE));
            if (!direction || a.big32(NFTA_TRACE_TYPE) != NFT_TRACETYPE_RULE || table == traceTable)
                return;
            const auto handle = a.big64(NFTA_TRACE_RULE_HANDLE);
            if (handle == 0) // the end of a chain
                return;
            paths[{where, *direction, false}] << table + " " + qText(a.text(NFTA_TRACE_CHAIN)) + " handle " + QString::number(handle);
        });
    }
}

void KernelRuleTrace::takeLegacy(const World& world, const ProbeFlow& flow, RulePaths& paths)
{
    for (auto& [space, socket] : m_packetLogs)
        socket.receive([&, &where = space](std::optional<std::int32_t>, const netlink::Message& message) {
            if (message.type != (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET))
                return;
            const netlink::Attributes a(netlink::afterHeader<nfgenmsg>(message.payload));
            const auto packet = a.bytes(NFULA_PAYLOAD);
            const auto direction = directionOf(packet, behindNetworkHeader(packet), flow);
            if (!direction || packet.empty())
                return;
            // "TRACE: filter:INPUT:rule:2 ": table, chain, what it is, number. A chain's end has a number too, behind the last rule's.
            const auto line = qText(textOf(a.bytes(NFULA_PREFIX))).trimmed();
            const auto parts = line.mid(line.indexOf(' ') + 1).split(':');
            if (!line.startsWith("TRACE: ") || parts.size() != 4)
                return;
            const auto family = packet[0] >> 4 == 4 ? TableFamily::Ip : TableFamily::Ip6;
            const auto number = parts[3].toUInt();
            if (number <= legacyChainLength(world.space(world.byName(where.toStdString())).data.rules, family, parts[0].toStdString(), parts[1].toStdString()))
                paths[{where, *direction, true}] << legacyRule(parts[0], parts[1], number);
        });
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
            if (table.family == TableFamily::Bridge || table.family == TableFamily::Netdev || table.name == traceTable.toStdString())
                continue;
            const auto& tuple = step.before->tuple;
            std::optional<bool> direction = isAnswer(tuple.protocol, tuple.sourcePort, tuple.destinationPort, step.before->tcpFlags, flow);
            if (tuple.protocol == 1 || tuple.protocol == 58) // both ports are the identifier
                direction = direction && step.before->isIcmpEcho() ? std::optional(step.before->icmpType == icmp::echoReply || step.before->icmpType == icmp::v6EchoReply) : std::nullopt;
            if (!direction)
                continue;
            const bool isLegacy = table.origin == RuleOrigin::IptablesLegacy;
            const auto tableName = QString::fromStdString(table.name);
            const auto chainName = qText(rules.chainName(step.chain));
            paths[{QString::fromStdString(space.name), *direction, isLegacy}] << (isLegacy ? legacyRule(tableName, chainName, step.rule.value - rules.chains[step.chain.value].rules.first + 1) : tableName + " " + chainName + " handle " + QString::number(rules.rules[step.rule.value].handle));
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
