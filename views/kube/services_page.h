// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/service_graph.h"
#include "kube/service_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace hoplens::views {

/// The Services of a cluster as a table, and the chosen one as a graph.
class ServicesPage : public QWidget {
    Q_OBJECT
public:
    explicit ServicesPage(QWidget* parent = nullptr);
    void setScene(std::shared_ptr<const Scene> scene);
    void setTheme(Theme theme);
    ServiceModel* model() const { return m_model; }
    ServiceGraph* graph() const { return m_graph; }
    /// Chooses a row of the model.
    void choose(int row);

signals:
    /// Somebody wants to see the way to a place ("svc/shop/cart:80").
    void traceAsked(const QString& target);
    /// Somebody wants to see kube-proxy's rules of a Service's port.
    void rulesAsked(const QString& display, const QString& protocol);

private:
    void showChosen();
    int chosenRow() const;

    std::shared_ptr<const Scene> m_scene;
    ServiceModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QLineEdit* m_search;
    QTableView* m_table;
    QLabel* m_title;
    QPushButton* m_trace;
    QPushButton* m_rules;
    ServiceGraph* m_graph;
    QStackedWidget* m_pages;
};

} // namespace hoplens::views
