// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QAbstractTableModel>

namespace hoplens::views {

/// The ports of all Services, a row each.
class ServiceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, TypeColumn, AddressColumn, PortColumn, EndpointsColumn, ColumnCount };
    explicit ServiceModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    /// A scene without objects has no rows.
    void setScene(std::shared_ptr<const Scene> scene);
    const kube::Service* service(int row) const;
    /// "svc/shop/cart:80".
    QString target(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        std::uint32_t service = 0;
        std::uint32_t port = 0;
        std::uint32_t ready = 0;
        std::uint32_t all = 0;
        QString why; ///< it has no endpoint
    };
    std::shared_ptr<const Scene> m_scene;
    std::vector<Row> m_rows;
};

} // namespace hoplens::views
