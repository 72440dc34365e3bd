// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/newest_job.h"
#include "policy/connection_model.h"
#include "policy/reach_matrix.h"
#include "policy/workload_graph.h"
#include "topology/scene.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSortFilterProxyModel;
class QStackedWidget;
class QTabWidget;
class QTableView;
class QTextBrowser;

namespace hoplens::views {

/// Who may talk to whom by the policies of a cluster: a square and a table, the reasons of the chosen pair, and policies that can be tried.
class PoliciesPage : public QWidget {
    Q_OBJECT
public:
    explicit PoliciesPage(QWidget* parent = nullptr);
    void setScene(std::shared_ptr<const Scene> scene);
    void setTheme(Theme theme);
    /// Of all words on the page, in pixels, and with them of its pictures; 0: as usual.
    void setTypeSize(int pixels);
    ReachMatrix* matrix() const { return m_matrix; }
    WorkloadGraph* graph() const { return m_graph; }
    ConnectionModel* connections() const { return m_model; }
    QString reasons() const;
    QString changes() const;
    /// Puts policies into the editor, as if they were typed.
    void tryOut(const QString& manifests);

signals:
    /// An answer is shown.
    void answered();

private:
    void ask();
    void show(std::shared_ptr<const ReachAnalysis> analysis);
    void explain(int row, int column);
    void listChanges();
    void drawWorkload(const QString& name);
    QWidget* triedPane();

    std::shared_ptr<const Scene> m_scene;
    std::shared_ptr<const ReachAnalysis> m_analysis;
    NewestJob<std::shared_ptr<const ReachAnalysis>> m_job;
    QTimer m_pause; ///< after the last key
    ReachMatrix* m_matrix;
    WorkloadGraph* m_graph;
    QString m_workload; ///< in the middle of the graph
    ConnectionModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QTableView* m_table;
    QLineEdit* m_search;
    QComboBox* m_grouping;
    QLineEdit* m_port;
    QTextBrowser* m_reasons;
    QPlainTextEdit* m_editor;
    QComboBox* m_dropped;
    QTextBrowser* m_changes;
    QLabel* m_summary;
    QLabel* m_empty;
    QStackedWidget* m_pages;
};

} // namespace hoplens::views
