// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QAbstractItemModel>

namespace hoplens::views {

/// Hosts, their namespaces, and what is in those: interfaces and processes. Two columns: the name, and the quiet word beside it.
class ScopeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role { ObjectRole = Qt::UserRole + 1 };

    explicit ScopeModel(QObject* parent = nullptr) : QAbstractItemModel(parent) {}
    /// Another snapshot. While the same objects are there, rows stay and only their words change, so that selection survives.
    void setScene(std::shared_ptr<const Scene> scene);
    QModelIndex indexOf(const PictureObject& object) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 2; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node {
        int parent = -1;
        int row = 0;
        std::vector<int> children = {};
        PictureObject object = {};
        QString name = {};
        QString detail = {};
        bool isTroubled = false;
    };
    std::vector<Node> nodesOf(const Scene& scene) const;

    std::shared_ptr<const Scene> m_scene;
    std::vector<Node> m_nodes; ///< the first is the root
};

} // namespace hoplens::views

