// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rule_model.h"

#include "filter/flow_match.h"
#include "filter/nft_text.h"
#include "filter/rule_words.h"
#include "picture/rules_picture.h"
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
    if (!now.empty() && (!m_space || now.size() != m_space->rules.rules.size()))
        return;
    m_now = std::move(now);
    m_rates = std::move(rates);
    if (rowCount() > 0)
        emit dataChanged(index(0, PacketsColumn), index(rowCount() - 1, columnCount() - 1), {Qt::DisplayRole});
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
        case NumberColumn: return (isMet ? "● " : "") + QString::number(index.row() + 1);
        case MatchesColumn: return text(describeRule(rules, id).matches);
        case TargetColumn: return text(describeRule(rules, id).target);
        case PacketsColumn: return QString::number(counters.packets);
        case BytesColumn: return QString::number(counters.bytes);
        default: return m_rates.empty() || m_rates[id.value] <= 0 ? QString() : QString("+%1").arg(m_rates[id.value], 0, 'f', m_rates[id.value] < 10 ? 1 : 0);
        }
    case Qt::ToolTipRole: return text(ruleText(rules, id));
    case Qt::FontRole: return index.column() == MatchesColumn ? sansFont(13) : index.column() == TargetColumn ? sansFont(13, true) : fixedFont(12);
    case Qt::TextAlignmentRole: return index.column() == MatchesColumn || index.column() == TargetColumn ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::BackgroundRole: return isMet ? QVariant(QGuiApplication::palette().brush(QPalette::Highlight)) : QVariant();
    case MetRole: return isMet;
    case CanMeetRole: return isMet || std::ranges::any_of(m_met.packets, [&](const Packet& packet) { return canMatch(rules, id, packet); });
    case JumpRole: return jumpTarget(rules, id).valid() ? static_cast<int>(jumpTarget(rules, id).value) : -1;
    default: return {};
    }
}

QVariant RuleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section != MatchesColumn && section != TargetColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn: return tr("No.");
    case MatchesColumn: return tr("Matches");
    case TargetColumn: return tr("Target");
    case PacketsColumn: return tr("Packets");
    case BytesColumn: return tr("Bytes");
    default: return tr("Packets/s");
    }
}

} // namespace hoplens::views
