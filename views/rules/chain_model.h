// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"

#include <QAbstractItemModel>
#include <set>

namespace hoplens::views {

/// What a trace met in one namespace.
struct RulesMet {
    std::set<std::uint32_t> rules;  ///< RuleId values
    std::set<std::uint32_t> chains; ///< ChainId values
    std::vector<Packet> packets;    ///< the forms that its packet had there
};

/// The chains of one namespace: under each hook, in the order that the kernel runs them, its base chains, and then all other chains
/// by table. Columns: name, and what is said of it.
class ChainModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role { ChainRole = Qt::UserRole + 1 }; ///< ChainId value, or -1

    explicit ChainModel(QObject* parent = nullptr) : QAbstractItemModel(parent) {}
    /// space must live in scene; nullptr empties the model.
    void setRules(std::shared_ptr<const Scene> scene, const Namespace* space);
    void setMet(RulesMet met);
    QModelIndex indexOf(ChainId chain) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 2; }
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Group {
        QString name;
        std::vector<std::uint32_t> chains;
    };

    std::shared_ptr<const Scene> m_scene;
    const Namespace* m_space = nullptr;
    std::vector<Group> m_groups;
    RulesMet m_met;
};

} // namespace hoplens::views
