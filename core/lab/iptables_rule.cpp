// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/iptables_rule.h"

#include "filter/iptables_words.h"
#include "filter/rule_set_edit.h"
#include "lab/iptables_spellings.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

/// Where an operation may stand.
struct Allowed {
    std::vector<std::string_view> tables = {}; ///< empty: in each
    std::vector<Hook> hooks = {};              ///< empty: at each
};

bool clampsToPath(const RuleSet& rules, const Operation& operation)
{
    const auto* passive = std::get_if<Passive>(&operation);
    return passive && rules.text(passive->text).find("--clamp-mss-to-pmtu") != std::string_view::npos;
}

Allowed allowedFor(const RuleSet& rules, const Operation& operation)
{
    if (clampsToPath(rules, operation))
        return {{}, {Hook::Forward, Hook::Output, Hook::Postrouting}};
    if (const auto* nat = std::get_if<NatStatement>(&operation)) {
        if (nat->kind == NatKind::Masquerade)
            return {{"nat"}, {Hook::Postrouting}};
        if (nat->kind == NatKind::Source)
            return {{"nat"}, {Hook::Postrouting, Hook::Input}};
        if (nat->kind == NatKind::Netmap)
            return {{"nat"}, {}};
        return {{"nat"}, {Hook::Prerouting, Hook::Output}};
    }
    if (std::holds_alternative<RejectStatement>(operation))
        return {{"filter"}, {}};
    if (std::holds_alternative<Untrack>(operation))
        return {{"raw"}, {}};
    if (const auto* set = std::get_if<SetField>(&operation); set && (set->target == SetTarget::TimeToLive || set->target == SetTarget::TypeOfService))
        return {{"mangle"}, {}};
    if (std::holds_alternative<RpfilterMatch>(operation))
        return {{"raw", "mangle"}, {Hook::Prerouting}};
    if (const auto* compare = std::get_if<Compare>(&operation)) {
        if (compare->spelling == Spelling::Owner)
            return {{}, {Hook::Output, Hook::Postrouting}};
        if (compare->spelling == Spelling::Mac)
            return {{}, {Hook::Prerouting, Hook::Input, Hook::Forward}};
    }
    return {};
}

int refusalOfRule(const RuleSet& rules, const Rule& rule, std::string_view table)
{
    bool isTcp = false;
    for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
        const auto& operation = rules.operations[rule.firstOperation + i];
        if (const auto* compare = std::get_if<Compare>(&operation)) {
            isTcp = isTcp || (compare->field == Field::Protocol && !compare->negated && rules.interval(*compare).low.low == 6);
            const auto& interval = rules.interval(*compare);
            const bool isAddress = compare->field == Field::Ip4Source || compare->field == Field::Ip4Destination;
            if (isAddress && compare->negated && interval.low == Value{} && interval.high == Value::of(0xffffffffu))
                return EINVAL; // never true
        }
        if (const auto tables = allowedFor(rules, operation).tables; !tables.empty() && std::ranges::find(tables, table) == tables.end())
            return EINVAL;
        if (const auto* reject = std::get_if<RejectStatement>(&operation); reject && reject->type == RejectType::TcpReset && !isTcp)
            return EINVAL;
        if (const auto* passive = std::get_if<Passive>(&operation); passive && !isTcp && rules.text(passive->text).find("TCPMSS") != std::string_view::npos)
            return EINVAL;
        if (const auto* verdict = std::get_if<Verdict>(&operation); verdict && verdict->chain.valid() && rules.chains[verdict->chain.value].hook)
            return EOPNOTSUPP;
    }
    return 0;
}

/// Walks as the kernel does when it looks whether rules end.
class ChainWalk {
public:
    ChainWalk(const RuleSet& rules, Hook hook) : m_rules(rules), m_hook(hook), m_fineAt(rules.chains.size(), -1) {}

    int walk(ChainId chain, int depth)
    {
        constexpr int deepest = 16; // NFT_JUMP_STACK_SIZE
        if (depth >= deepest)
            return EMLINK;
        if (depth <= m_fineAt[chain.value])
            return 0;
        const auto span = m_rules.chains[chain.value].rules;
        for (auto i = span.first; i < span.first + span.count; ++i)
            for (std::uint16_t k = 0; k < m_rules.rules[i].operationCount; ++k) {
                const auto& operation = m_rules.operations[m_rules.rules[i].firstOperation + k];
                const auto hooks = allowedFor(m_rules, operation).hooks;
                if (!hooks.empty() && std::ranges::find(hooks, m_hook) == hooks.end())
                    return EINVAL;
                const auto* verdict = std::get_if<Verdict>(&operation);
                if (!verdict || !verdict->chain.valid())
                    continue;
                if (++m_steps > mostSteps)
                    return EMLINK;
                if (const int refused = walk(verdict->chain, depth + 1); refused != 0)
                    return refused;
            }
        m_fineAt[chain.value] = depth;
        return 0;
    }

private:
    static constexpr std::size_t mostSteps = 1'000'000; ///< chains that many chains name are walked each time
    const RuleSet& m_rules;
    Hook m_hook;
    std::vector<int> m_fineAt; ///< the depth at which a chain was walked to its end
    std::size_t m_steps = 0;
};

} // namespace

bool isTargetName(std::string_view word) { return std::ranges::find(targetNames, word) != targetNames.end(); }

int refusalOf(const RuleSet& rules, TableId table)
{
    for (const auto& chain : rules.chains)
        if (chain.table == table)
            for (auto i = chain.rules.first; i < chain.rules.first + chain.rules.count; ++i)
                if (const int refused = refusalOfRule(rules, rules.rules[i], rules.tables[table.value].name); refused != 0)
                    return refused;
    for (std::uint32_t i = 0; i < rules.chains.size(); ++i)
        if (rules.chains[i].table == table && rules.chains[i].hook)
            if (const int refused = ChainWalk(rules, *rules.chains[i].hook).walk(ChainId{i}, 0); refused != 0)
                return refused;
    return 0;
}

} // namespace hoplens::lab
