// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/connection_model.h"

#include "words/theme.h"

namespace hoplens::views {

void ConnectionModel::setAnalysis(std::shared_ptr<const ReachAnalysis> analysis)
{
    beginResetModel();
    m_analysis = std::move(analysis);
    endResetModel();
}

QVariant ConnectionModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const auto& connection = m_analysis->connections[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case SourceColumn: return text(connection.source);
    case DestinationColumn: return text(connection.destination);
    default: break;
    }
    const auto ports = connection.ports.isAll() ? tr("all ports") : text(connection.ports.text());
    return connection.unknown.isEmpty() ? ports : tr("%1; unknown: %2").arg(ports, text(connection.unknown.text()));
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SourceColumn: return tr("Source");
    case DestinationColumn: return tr("Destination");
    default: return tr("Ports");
    }
}

} // namespace hoplens::views
