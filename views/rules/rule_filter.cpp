// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rule_filter.h"

#include "rules/rule_model.h"

namespace hoplens::views {

void RuleFilter::setLetters(const QString& letters)
{
    m_letters = letters;
    invalidateFilter();
}

void RuleFilter::setOnly(int role)
{
    m_role = role;
    invalidateFilter();
}

bool RuleFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const auto* rules = sourceModel();
    if (m_role != 0 && !rules->index(row, 0, parent).data(m_role).toBool())
        return false;
    const auto holds = [&](int column, int role) { return rules->index(row, column, parent).data(role).toString().contains(m_letters, Qt::CaseInsensitive); };
    return m_letters.isEmpty() || holds(0, Qt::ToolTipRole) || holds(RuleModel::MatchesColumn, Qt::DisplayRole) || holds(RuleModel::TargetColumn, Qt::DisplayRole);
}

} // namespace hoplens::views
