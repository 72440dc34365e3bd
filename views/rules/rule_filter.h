// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace hoplens::views {

/// Of a chain's rules those that hold some letters, in the program's words or in ours, and that a trace met or could meet.
class RuleFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit RuleFilter(QObject* parent = nullptr) : QSortFilterProxyModel(parent) {}
    void setLetters(const QString& letters);
    /// A role of RuleModel that must be true; 0: none must.
    void setOnly(int role);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_letters;
    int m_role = 0;
};

} // namespace hoplens::views
