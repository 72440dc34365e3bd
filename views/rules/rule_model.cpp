// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rule_model.h"

#include "filter/flow_match.h"
#include "filter/nft_text.h"
#include "words/theme.h"

#include <algorithm>

#include <QGuiApplication>
#include <QPalette>

namespace hoplens::views {

void RuleModel::setChain(std::shared_ptr<const Scene> scene, const Namespace* space, ChainId chain)
{
    beginResetModel();
    m_scene = std::move(scene);
    m_space = space;
    m_chain = chain;
    if (!m_space || m_now.size() != m_space->rules.rules.size()) {
        m_now.clear();
        m_rates.clear();
    }
    endResetModel();
}

void RuleModel::setCounters(std::vector<Counters> now, std::vector<double> rates)
{
    if (!m_space || now.size() != m_space->rules.rules.size())
        return;
    m_now = std::move(now);
    m_rates = std::move(rates);
    if (rowCount() > 0)
        emit dataChanged(index(0, 2), index(rowCount() - 1, columnCount() - 1), {Qt::DisplayRole});
}

void RuleModel::setMet(RulesMet met)
{
    m_met = std::move(met);
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int RuleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_space || !m_chain.valid() ? 0 : static_cast<int>(m_space->rules.chains[m_chain.value].rules.count);
}

QVariant RuleModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& rules = m_space->rules;
    const RuleId id{rules.chains[m_chain.value].rules.first + static_cast<std::uint32_t>(index.row())};
    const auto& rule = rules.rules[id.value];
    const bool isMet = m_met.rules.contains(id.value);
    const auto& counters = m_now.empty() ? rule.counters : m_now[id.value];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case 0: return (isMet ? "● " : "") + QString::number(index.row() + 1);
        case 1: return text(ruleText(rules, id));
        case 2: return QString::number(counters.packets);
        case 3: return QString::number(counters.bytes);
        default: return m_rates.empty() || m_rates[id.value] == 0 ? QString() : QString("+%1").arg(m_rates[id.value], 0, 'f', m_rates[id.value] < 10 ? 1 : 0);
        }
    case Qt::ToolTipRole: return index.column() == 1 ? data(index, Qt::DisplayRole) : QVariant();
    case Qt::FontRole: return fixedFont(12);
    case Qt::TextAlignmentRole: return index.column() == 1 ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::BackgroundRole: return isMet ? QVariant(QGuiApplication::palette().brush(QPalette::Highlight)) : QVariant();
    case MetRole: return isMet;
    case CanMeetRole: return isMet || std::ranges::any_of(m_met.packets, [&](const Packet& packet) { return canMatch(rules, id, packet); });
    case JumpRole:
        for (std::uint16_t i = 0; i < rule.operationCount; ++i)
            if (const auto* verdict = std::get_if<Verdict>(&rules.operations[rule.firstOperation + i]); verdict && (verdict->kind == VerdictKind::Jump || verdict->kind == VerdictKind::Goto))
                return verdict->chain.value;
        return -1;
    default: return {};
    }
}

QVariant RuleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case 0: return tr("No.");
    case 1: return tr("Rule");
    case 2: return tr("Packets");
    case 3: return tr("Bytes");
    default: return tr("Packets/s");
    }
}

} // namespace hoplens::views
