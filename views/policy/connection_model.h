// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/reach_analysis.h"

#include <QAbstractTableModel>

namespace hoplens::views {

/// The connections that may be opened, a row each: the square in words.
class ConnectionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { SourceColumn, DestinationColumn, PortsColumn, ColumnCount };
    explicit ConnectionModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    void setAnalysis(std::shared_ptr<const ReachAnalysis> analysis);

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() || !m_analysis ? 0 : static_cast<int>(m_analysis->connections.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const ReachAnalysis> m_analysis;
};

} // namespace hoplens::views
