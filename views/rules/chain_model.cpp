// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/chain_model.h"

#include "picture/rules_picture.h"
#include "words/theme.h"

#include <algorithm>
#include <map>

namespace hoplens::views {

void ChainModel::setRules(std::shared_ptr<const Scene> scene, const Namespace* space)
{
    beginResetModel();
    m_scene = std::move(scene);
    m_space = space;
    m_met = {};
    m_groups.clear();
    if (space) {
        const auto& rules = space->rules;
        for (const auto hook : {Hook::Ingress, Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting, Hook::Egress}) {
            Group group{text(name(hook)).toUpper(), {}};
            for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
                if (rules.chains[c].hook == hook)
                    group.chains.push_back(c);
            std::ranges::stable_sort(group.chains, {}, [&](std::uint32_t c) { return rules.chains[c].priority; });
            if (!group.chains.empty())
                m_groups.push_back(std::move(group));
        }
        std::map<std::uint32_t, Group> others; // by table
        for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
            if (!rules.chains[c].hook) {
                const auto& table = rules.tables[rules.chains[c].table.value];
                auto& group = others[rules.chains[c].table.value];
                group.name = tr("chains of %1").arg(text(std::string(name(table.family)) + " " + table.name));
                group.chains.push_back(c);
            }
        for (auto& [table, group] : others) {
            std::ranges::stable_sort(group.chains, {}, [&](std::uint32_t c) { return rules.chainName(ChainId{c}); });
            m_groups.push_back(std::move(group));
        }
    }
    endResetModel();
}

void ChainModel::setMet(RulesMet met)
{
    m_met = std::move(met);
    for (int g = 0; g < rowCount(); ++g)
        if (const auto above = index(g, 0); rowCount(above) > 0)
            emit dataChanged(index(0, 0, above), index(rowCount(above) - 1, 1, above));
}

QModelIndex ChainModel::indexOf(ChainId chain) const
{
    for (std::size_t g = 0; g < m_groups.size(); ++g)
        if (const auto at = std::ranges::find(m_groups[g].chains, chain.value); at != m_groups[g].chains.end())
            return createIndex(static_cast<int>(at - m_groups[g].chains.begin()), 0, static_cast<quintptr>(g + 1));
    return {};
}

QModelIndex ChainModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || row >= rowCount(parent) || column < 0 || column > 1)
        return {};
    // A group has 0 for its id, a chain the number of its group.
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row() + 1) : 0);
}

QModelIndex ChainModel::parent(const QModelIndex& child) const
{
    return child.isValid() && child.internalId() != 0 ? createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0}) : QModelIndex();
}

int ChainModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    return parent.internalId() == 0 && parent.column() == 0 ? static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].chains.size()) : 0;
}

QVariant ChainModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == 0) {
        const auto& group = m_groups[static_cast<std::size_t>(index.row())];
        switch (role) {
        case Qt::DisplayRole: return index.column() == 0 ? group.name : QString::number(group.chains.size());
        case Qt::FontRole: return sansFont(12, true);
        case Qt::TextAlignmentRole: return index.column() == 1 ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
        case ChainRole: return -1;
        default: return {};
        }
    }
    const auto& rules = m_space->rules;
    const auto number = m_groups[index.internalId() - 1].chains[static_cast<std::size_t>(index.row())];
    const auto& chain = rules.chains[number];
    const auto& table = rules.tables[chain.table.value];
    const auto chainName = text(rules.chainName(ChainId{number}));
    switch (role) {
    case Qt::DisplayRole: {
        if (index.column() == 0)
            return (m_met.chains.contains(number) ? "● " : "") + (chain.hook ? text(table.name) + " " + chainName : chainName);
        QStringList said;
        if (const auto family = familyOfChain(rules.chainName(ChainId{number})); !family.empty())
            said << text(family);
        said << QString::number(chain.rules.count);
        return said.join(" · ");
    }
    case Qt::ToolTipRole: return (chain.rules.count == 1 ? tr("1 rule") : tr("%1 rules").arg(chain.rules.count)) + " · " + (chain.hook ? tr("priority %1").arg(chain.priority) + " · " : QString()) + tr("%1, table %2 %3 (%4)").arg(chainName, text(name(table.family)), text(table.name), text(name(table.origin)));
    case Qt::FontRole: return index.column() == 0 ? fixedFont(12) : sansFont(11);
    case Qt::TextAlignmentRole: return index.column() == 1 ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case ChainRole: return number;
    default: return {};
    }
}

} // namespace hoplens::views
