// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/network_picture.h"
#include "trace/trace_result.h"

#include <QAbstractTableModel>
#include <QDialog>

namespace hoplens::views {

/// The steps of two traces, their first branches there and back, side by side: steps that say the same stand in one row, the others
/// alone. Columns: where, the left step, the right step.
class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { WhereColumn, LeftColumn, RightColumn, ColumnCount };
    enum Role { DiffersRole = Qt::UserRole + 1 };

    ComparisonModel(const std::shared_ptr<const TraceResult>& left, const std::shared_ptr<const TraceResult>& right, Theme theme, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString where;
        QString left;
        QString right;
    };
    std::vector<Row> m_rows;
    QStringList m_questions;
    Theme m_theme;
};

/// Two traces side by side.
class TraceComparison : public QDialog {
    Q_OBJECT
public:
    TraceComparison(const std::shared_ptr<const TraceResult>& left, const std::shared_ptr<const TraceResult>& right, Theme theme, QWidget* parent = nullptr);
};

} // namespace hoplens::views
