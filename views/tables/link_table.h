// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QAbstractTableModel>

namespace hoplens::views {

/// The picture as a table: a row for each interface of each namespace. For who does not see the picture, and for who sorts.
class LinkTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NamespaceColumn, LinkColumn, KindColumn, StateColumn, AddressColumn, PeerColumn, MtuColumn, MacColumn, ColumnCount };
    enum Role { ObjectRole = Qt::UserRole + 1 };

    explicit LinkTable(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    /// While the same interfaces are there, rows stay and only their cells change.
    void setScene(std::shared_ptr<const Scene> scene);

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const Scene> m_scene;
    std::vector<PictureObject> m_rows;
};

} // namespace hoplens::views
