// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rules/chain_model.h"

#include <QAbstractTableModel>

namespace hoplens::views {

/// The rules of one chain. Columns: number, what it asks, what it does, packets, bytes, and packets a second while the host is
/// followed; the tool tip has the rule as its program writes it. Words are made when they are shown.
class RuleModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NumberColumn, MatchesColumn, TargetColumn, PacketsColumn, BytesColumn, RateColumn, ColumnCount };
    enum Role { JumpRole = Qt::UserRole + 1, MetRole, CanMeetRole }; ///< ChainId value that the rule jumps to, or -1; whether the trace met it; whether its packet could

    explicit RuleModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    /// space must live in scene; an invalid chain empties the model.
    void setChain(std::shared_ptr<const Scene> scene, const Namespace* space, ChainId chain);
    void setMet(RulesMet met);
    /// Counters of all rules of the namespace as they are now, and how many packets a second they met; empty: not known.
    void setCounters(std::vector<Counters> now, std::vector<double> rates);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const Scene> m_scene;
    const Namespace* m_space = nullptr;
    ChainId m_chain;
    RulesMet m_met;
    std::vector<Counters> m_now;
    std::vector<double> m_rates;
};

} // namespace hoplens::views
