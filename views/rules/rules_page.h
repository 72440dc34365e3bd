// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rules/rule_model.h"
#include "trace/trace_result.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QTreeView;

namespace hoplens::views {

/// The firewall of a namespace: its hooks and chains on the left, the rules of the chosen chain on the right. What the current trace
/// met is marked, and can be all that is shown.
class RulesPage : public QWidget {
    Q_OBJECT
public:
    explicit RulesPage(QWidget* parent = nullptr);
    void setScene(std::shared_ptr<const Scene> scene);
    /// The branch of a trace of the scene that is shown; nullptr: none.
    void setTrace(const std::shared_ptr<const TraceResult>& result, std::size_t branch);
    void showChain(ChainId chain);
    ChainModel* chains() const { return m_chains; }
    RuleModel* rules() const { return m_rules; }

private:
    const Namespace* space() const;
    void chooseNamespace();
    RulesMet metIn(const Namespace& space) const;
    /// Table and chain by name, which stay when numbers do not.
    static std::pair<std::string, std::string> nameOf(const Namespace& in, ChainId chain);

    std::shared_ptr<const Scene> m_scene;
    std::shared_ptr<const TraceResult> m_trace;
    std::size_t m_branch = 0;
    std::pair<std::string, std::string> m_shown;
    bool m_isFollowing = false; ///< the tree follows the table, not the other way round
    QComboBox* m_space;
    QLineEdit* m_search;
    QCheckBox* m_onlyMet;
    QLabel* m_title;
    ChainModel* m_chains;
    RuleModel* m_rules;
    QSortFilterProxyModel* m_chainFilter;
    QSortFilterProxyModel* m_ruleFilter;
    QTreeView* m_tree;
    QTableView* m_table;
};

} // namespace hoplens::views
