// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/footprints.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

constexpr std::uint8_t icmpNumber = 1, tcpNumber = 6, icmp6Number = 58;
/// Of nf_conntrack_tcp.h.
constexpr std::uint8_t synSent = 1, timeWait = 7;
constexpr std::size_t mostConnections = 4096;

/// Whether a rule counts whoever matches all of it.
bool countsMatches(const Rule& rule, const Table& table)
{
    return table.origin != RuleOrigin::Nftables || rule.counterPosition != 0;
}

/// The nf_tables variant of iptables, and nft, give a base chain a counter only where somebody sets its policy.
bool countsPolicy(const RuleSet& rules, ChainId chain)
{
    const auto& own = rules.chains[chain.value];
    return rules.tables[own.table.value].origin == RuleOrigin::IptablesLegacy || own.countsPolicy;
}

bool isOfTranslation(const RuleSet& rules, ChainId chain)
{
    if (!chain.valid())
        return false;
    const auto& own = rules.chains[chain.value];
    const auto& table = rules.tables[own.table.value];
    return own.type == ChainType::Nat || (table.origin != RuleOrigin::Nftables && table.name == "nat");
}

void addTo(Counters& counters, std::uint64_t packets, std::uint64_t bytes)
{
    counters.packets += packets;
    counters.bytes += bytes;
}

/// How long an entry is kept, and in which state of TCP, once a program has sent, and perhaps closed, what it wanted.
void setAge(ConntrackEntry& entry, bool isAnswered)
{
    constexpr std::uint32_t ofIcmp = 30, ofUdp = 30, ofSyn = 120, ofTimeWait = 120, ofOthers = 600;
    const auto protocol = entry.original.protocol;
    if (protocol == tcpNumber) {
        entry.tcpState = isAnswered ? timeWait : synSent;
        entry.timeout = isAnswered ? ofTimeWait : ofSyn;
        return;
    }
    entry.timeout = protocol == icmpNumber || protocol == icmp6Number ? ofIcmp : protocol == 17 ? ofUdp : ofOthers;
}

} // namespace

void Footprints::add(const TraceBranch& way, std::uint64_t packets, Translation translation)
{
    for (const auto& step : way.steps) {
        if (step.kind != StepKind::Rule || !step.before)
            continue;
        const auto& space = m_world.traced().space(step.space).data;
        const auto chain = step.rule.valid() ? space.rules.chainOf(step.rule) : step.chain;
        if (translation == Translation::Settled && isOfTranslation(space.rules, chain))
            continue;
        if (!step.before->fragmentCount()) // nobody can say how many
            continue;
        const std::uint64_t count = packets * *step.before->fragmentCount();
        const std::uint64_t bytes = packets * *step.before->bytesInFragments();
        if (step.rule.valid() && countsMatches(space.rules.rules[step.rule.value], space.rules.tableOf(space.rules.chainOf(step.rule))))
            addTo(m_rules[{space.inode, step.rule.value}], count, bytes);
        else if (!step.rule.valid() && step.chain.valid() && step.action == TrailAction::Policy && countsPolicy(space.rules, step.chain))
            addTo(m_policies[{space.inode, step.chain.value}], count, bytes);
    }
}

void Footprints::keepConnections(const TraceBranch& way)
{
    const auto* answer = way.replies.empty() ? nullptr : &way.replies.front();
    const auto& last = answer ? answer->connections : way.connections;
    // Nobody has that address: it had gone out by then.
    const bool isStopped = way.outcome == Outcome::Dropped || way.outcome == Outcome::Rejected || (way.outcome == Outcome::Unreachable && way.reason != Reason::NoNeighbour);
    const auto end = way.steps.empty() ? SpaceId{} : way.steps.back().space;
    const Packet* back = answer && !answer->steps.empty() ? answer->steps.back().after : nullptr;
    const bool isRefused = back && back->tuple.protocol == tcpNumber && (back->tcpFlags & tcp::rst) != 0;
    for (const auto& connection : last) {
        if (isStopped && !connection.seenReply && connection.space == end) // it never was confirmed
            continue;
        if (connection.seenReply && isRefused) // a reset ends what had not begun
            continue;
        ConntrackEntry entry;
        entry.original = connection.original;
        entry.reply = connection.reply;
        const bool isAnswered = connection.seenReply;
        entry.status = ctstatus::confirmed | connection.status | (isAnswered ? ctstatus::seenReply : 0u);
        if (isAnswered && entry.original.protocol == tcpNumber)
            entry.status |= ctstatus::assured;
        entry.mark = connection.mark;
        setAge(entry, isAnswered);
        m_connections.emplace_back(m_world.traced().space(connection.space).data.inode, entry);
    }
}

void Footprints::leave()
{
    for (const auto& [place, counters] : m_rules)
        if (auto& rules = m_world.leaveTraces(place.first).rules.rules; place.second < rules.size())
            addTo(rules[place.second].counters, counters.packets, counters.bytes);
    for (const auto& [place, counters] : m_policies)
        if (auto& chains = m_world.leaveTraces(place.first).rules.chains; place.second < chains.size())
            addTo(chains[place.second].counters, counters.packets, counters.bytes);
    for (const auto& kept : m_connections) {
        const auto& entry = kept.second;
        auto& known = m_world.leaveTraces(kept.first).conntrack;
        std::erase_if(known, [&](const ConntrackEntry& other) { return other.original == entry.original; });
        if (known.size() >= mostConnections) // the oldest makes room
            known.erase(known.begin());
        known.push_back(entry);
    }
}

} // namespace hoplens::lab
