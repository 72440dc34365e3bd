// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/services_page.h"

#include "words/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace hoplens::views {

ServicesPage::ServicesPage(QWidget* parent) : QWidget(parent), m_model(new ServiceModel(this)), m_filtered(new QSortFilterProxyModel(this)), m_search(new QLineEdit), m_table(new QTableView), m_title(new QLabel), m_trace(new QPushButton(tr("Trace to it"))), m_rules(new QPushButton(tr("kube-proxy's rules"))), m_graph(new ServiceGraph), m_pages(new QStackedWidget)
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_search->setPlaceholderText(tr("Find a Service, an address or a port"));
    m_search->setClearButtonEnabled(true);
    m_table->setModel(m_filtered);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ServiceModel::NameColumn, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setAccessibleName(tr("Services"));
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* left = new QWidget;
    auto* list = new QVBoxLayout(left);
    list->setContentsMargins(8, 8, 8, 0);
    list->addWidget(m_search);
    list->addWidget(m_table);
    auto* right = new QWidget;
    auto* drawn = new QVBoxLayout(right);
    drawn->setContentsMargins(0, 8, 0, 0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 0, 12, 0);
    bar->addWidget(m_title, 1);
    bar->addWidget(m_trace);
    bar->addWidget(m_rules);
    drawn->addLayout(bar);
    drawn->addWidget(m_graph, 1);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(right);
    splitter->addWidget(left);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* empty = new QLabel(tr("No Kubernetes objects are here. Open a file or a folder of manifests, or what kubectl get -o yaml wrote."));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    m_pages->addWidget(empty);
    m_pages->addWidget(splitter);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_pages);

    connect(m_search, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ServicesPage::showChosen);
    connect(m_graph, &ServiceGraph::targetChosen, this, &ServicesPage::traceAsked);
    connect(m_trace, &QPushButton::clicked, this, [this] { emit traceAsked(m_model->target(chosenRow())); });
    connect(m_rules, &QPushButton::clicked, this, [this] {
        if (const auto* service = m_model->service(chosenRow())) {
            const auto number = m_model->target(chosenRow()).section(':', -1).toUShort();
            for (const auto& port : service->ports)
                if (port.port == number)
                    return emit rulesAsked(text(service->meta.nameSpace + "/" + service->meta.name + (port.name.empty() ? "" : ":" + port.name)), text(lowerName(port.protocol)));
        }
    });
    showChosen();
}

void ServicesPage::setScene(std::shared_ptr<const Scene> scene)
{
    const auto chosen = m_model->target(chosenRow());
    m_scene = std::move(scene);
    m_graph->setService(nullptr, nullptr);
    m_model->setScene(m_scene);
    m_pages->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    m_table->resizeColumnsToContents();
    int row = m_model->rowCount() > 0 ? m_filtered->mapToSource(m_filtered->index(0, 0)).row() : -1;
    for (int i = 0; i < m_model->rowCount(); ++i)
        if (m_model->target(i) == chosen)
            row = i;
    choose(row);
    showChosen();
}

void ServicesPage::setTheme(Theme theme) { m_graph->setTheme(theme); }

int ServicesPage::chosenRow() const
{
    const auto current = m_table->currentIndex();
    return current.isValid() ? m_filtered->mapToSource(current).row() : -1;
}

void ServicesPage::choose(int row)
{
    const auto index = m_filtered->mapFromSource(m_model->index(row, 0));
    if (index.isValid())
        m_table->setCurrentIndex(index);
}

void ServicesPage::showChosen()
{
    const auto* service = m_model->service(chosenRow());
    m_title->setText(service ? text(service->meta.nameSpace + "/" + service->meta.name) : QString());
    m_trace->setEnabled(service && !service->isHeadless() && service->type != kube::ServiceType::ExternalName);
    m_rules->setEnabled(m_trace->isEnabled());
    m_graph->setService(m_scene, service);
}

} // namespace hoplens::views
