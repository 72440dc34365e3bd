// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rules/rule_model.h"
#include "trace/trace_result.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QTreeView;

namespace hoplens::views {

class RuleFilter;
class RulesGraph;

/// The firewall of a namespace: its chains as a list and as a graph, and the rules of the chosen one. What the current trace met is
/// lit, and can be all that is shown, as can what its packet could meet.
class RulesPage : public QWidget {
    Q_OBJECT
public:
    explicit RulesPage(QWidget* parent = nullptr);
    void setScene(std::shared_ptr<const Scene> scene);
    /// The branch of a trace of the scene that is shown; nullptr: none.
    void setTrace(const std::shared_ptr<const TraceResult>& result, std::size_t branch);
    /// Goes to a namespace, as the combo box does; false: it has no rules here, and nothing changes.
    bool showNamespace(const PictureObject& space);
    void showChain(ChainId chain);
    void setTheme(Theme theme);
    /// The namespace whose rules are shown; invalid: none.
    PictureObject shownNamespace() const;
    /// Its counters while the host is followed; empty: not known.
    void setCounters(std::vector<Counters> now, std::vector<double> rates);
    RulesGraph* graph() const { return m_graph; }
    ChainModel* chains() const { return m_chains; }
    RuleModel* rules() const { return m_rules; }

private:
    const Namespace* space() const;
    void chooseNamespace();
    void showFirstChain();
    void showMet();
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
    QComboBox* m_which;
    QLabel* m_title;
    ChainModel* m_chains;
    RuleModel* m_rules;
    QSortFilterProxyModel* m_chainFilter;
    RuleFilter* m_ruleFilter;
    QLineEdit* m_ruleSearch;
    QTreeView* m_tree;
    QTableView* m_table;
    RulesGraph* m_graph;
};

} // namespace hoplens::views
