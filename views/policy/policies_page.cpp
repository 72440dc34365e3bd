// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/policies_page.h"

#include "policy/verdict.h"
#include "words/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTextBlock>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

namespace hoplens::views {
namespace {

constexpr int pauseMilliseconds = 250;
constexpr int portWidth = 220;
constexpr std::size_t mostChanges = 300;

/// "80", "53/udp": a number and a protocol.
std::optional<std::pair<kube::Protocol, std::uint16_t>> portIn(const QString& words)
{
    const auto number = words.section('/', 0, 0).toUShort();
    const auto wanted = words.contains('/') ? words.section('/', 1).toLower() : QStringLiteral("tcp");
    for (const auto protocol : policy::allProtocols)
        if (number != 0 && wanted == text(kube::lowerName(protocol)))
            return std::pair(protocol, number);
    return std::nullopt;
}

/// A port that tells most of a pair: one that is allowed where not all are.
std::pair<kube::Protocol, std::uint16_t> tellingPort(const policy::ReachTable::Cell& cell)
{
    for (const auto* ports : {&cell.unknown, &cell.ports})
        for (const auto protocol : policy::allProtocols)
            if (!ports->isAll() && !ports->ranges(protocol).empty())
                return {protocol, ports->ranges(protocol).front().first};
    return {kube::Protocol::Tcp, 80};
}

} // namespace

PoliciesPage::PoliciesPage(QWidget* parent)
    : QWidget(parent), m_job([this](std::shared_ptr<const ReachAnalysis> analysis) { show(std::move(analysis)); }), m_matrix(new ReachMatrix), m_graph(new WorkloadGraph), m_model(new ConnectionModel(this)), m_filtered(new QSortFilterProxyModel(this)), m_table(new QTableView), m_search(new QLineEdit), m_grouping(new QComboBox), m_port(new QLineEdit), m_reasons(new QTextBrowser), m_editor(new QPlainTextEdit), m_dropped(new QComboBox), m_changes(new QTextBrowser), m_summary(new QLabel), m_empty(new QLabel), m_pages(new QStackedWidget)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMilliseconds);
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_search->setPlaceholderText(tr("Find a workload, an address or a port"));
    m_search->setClearButtonEnabled(true);
    m_table->setModel(m_filtered);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setDefaultSectionSize(280);
    m_table->setAccessibleName(tr("Allowed connections"));
    m_grouping->addItem(tr("by workload"));
    m_grouping->addItem(tr("by namespace"));
    m_grouping->setAccessibleName(tr("Grouping"));
    m_port->setPlaceholderText(tr("port, such as 80 or 53/udp"));
    m_port->setAccessibleName(tr("Port that the reasons are about"));
    m_port->setMaximumWidth(portWidth);
    m_reasons->setPlaceholderText(tr("Choose a pair to see why."));
    m_reasons->setAccessibleName(tr("Reasons"));
    for (auto* browser : {m_reasons, m_changes})
        browser->setFrameShape(QFrame::NoFrame);

    auto* tabs = new QTabWidget;
    tabs->setObjectName("views");
    tabs->setDocumentMode(true);
    tabs->addTab(m_matrix, tr("Square"));
    tabs->addTab(m_graph, tr("Graph"));
    auto* list = new QWidget;
    auto* listed = new QVBoxLayout(list);
    listed->setContentsMargins(8, 8, 8, 0);
    listed->addWidget(m_search);
    listed->addWidget(m_table);
    tabs->addTab(list, tr("Table"));

    auto* why = new QWidget;
    auto* told = new QVBoxLayout(why);
    told->setContentsMargins(8, 8, 8, 0);
    told->addWidget(m_port);
    told->addWidget(m_reasons, 1);
    auto* sides = new QTabWidget;
    sides->setDocumentMode(true);
    sides->addTab(why, tr("Why"));
    sides->addTab(triedPane(), tr("What if"));

    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(tabs);
    splitter->addWidget(sides);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 4);
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_grouping);
    auto* page = new QWidget;
    auto* drawn = new QVBoxLayout(page);
    drawn->setContentsMargins(0, 0, 0, 0);
    drawn->addLayout(bar);
    drawn->addWidget(splitter, 1);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setText(tr("No Kubernetes objects are here. Open a file or a folder of manifests, or what kubectl get -o yaml wrote."));
    m_pages->addWidget(m_empty);
    m_pages->addWidget(page);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_pages);

    connect(m_search, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_grouping, &QComboBox::currentIndexChanged, this, &PoliciesPage::ask);
    connect(m_dropped, &QComboBox::currentIndexChanged, this, &PoliciesPage::ask);
    connect(m_editor, &QPlainTextEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, &PoliciesPage::ask);
    connect(m_matrix, &ReachMatrix::pairChosen, this, &PoliciesPage::explain);
    connect(m_graph, &WorkloadGraph::workloadChosen, this, &PoliciesPage::drawWorkload);
    connect(m_port, &QLineEdit::textChanged, this, [this] { explain(m_matrix->chosen().y(), m_matrix->chosen().x()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (!current.isValid() || !m_analysis)
            return;
        const auto& names = m_analysis->table.names;
        const auto placeOf = [&](int column) {
            const auto at = std::ranges::find(names, current.siblingAtColumn(column).data().toString().toStdString());
            return static_cast<int>(at == names.end() ? std::ssize(names) - 1 : at - names.begin());
        };
        m_matrix->choose(placeOf(ConnectionModel::SourceColumn), placeOf(ConnectionModel::DestinationColumn));
    });
}

void PoliciesPage::setTypeSize(int pixels)
{
    setStyleSheet(pixels != 0 ? QString("* { font-size: %1px; }").arg(pixels) : QString()); // with one in force, only another changes type
    m_port->setMaximumWidth(pixels != 0 ? QWIDGETSIZE_MAX : portWidth);
    m_matrix->setTypeSize(pixels != 0 ? pixels : ReachMatrix::usualType);
    m_graph->setLargestScale(pixels != 0 ? static_cast<double>(pixels) / ReachMatrix::usualType : 1);
}

QWidget* PoliciesPage::triedPane()
{
    m_editor->setFont(fixedFont(13));
    m_editor->setPlaceholderText(tr("Write policies here as YAML. One of the same kind and name as one of the cluster takes its place; any other is added."));
    m_editor->setAccessibleName(tr("Policies that are tried"));
    m_editor->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_dropped->setObjectName("dropped");
    m_dropped->setAccessibleName(tr("Policy that is left out"));
    m_changes->setAccessibleName(tr("What would change"));
    auto* pane = new QWidget;
    auto* rows = new QVBoxLayout(pane);
    rows->setContentsMargins(8, 8, 8, 0);
    rows->addWidget(m_dropped);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_editor);
    splitter->addWidget(m_changes);
    rows->addWidget(splitter, 1);
    return pane;
}

void PoliciesPage::setScene(std::shared_ptr<const Scene> scene)
{
    const bool isOther = !m_scene || !scene || m_scene->cluster != scene->cluster;
    m_scene = std::move(scene);
    if (!isOther)
        return;
    const QSignalBlocker quiet(m_dropped);
    m_dropped->clear();
    ask();
}

void PoliciesPage::setTheme(Theme theme)
{
    m_matrix->setTheme(theme);
    m_graph->setTheme(theme);
}

void PoliciesPage::drawWorkload(const QString& name)
{
    if (!m_analysis || !m_analysis->model)
        return m_graph->setWorkload(nullptr, {});
    const auto& workloads = m_analysis->model->peers().workloads();
    const auto isThere = [&](const QString& wanted) { return std::ranges::any_of(workloads, [&](const policy::Workload& own) { return text(own.name) == wanted; }); };
    if (isThere(name))
        m_workload = name;
    else if (!isThere(m_workload))
        m_workload = workloads.empty() ? QString() : text(std::ranges::min_element(workloads, {}, &policy::Workload::name)->name);
    m_graph->setWorkload(m_analysis, m_workload);
}

QString PoliciesPage::reasons() const { return m_reasons->toPlainText(); }
QString PoliciesPage::changes() const { return m_changes->toPlainText(); }
void PoliciesPage::tryOut(const QString& manifests) { m_editor->setPlainText(manifests); }

void PoliciesPage::ask()
{
    m_pause.stop();
    const ReachQuestion question{m_scene ? m_scene->cluster : nullptr, m_grouping->currentIndex() == 1 ? policy::ReachGrouping::Namespace : policy::ReachGrouping::Workload, m_editor->toPlainText().toStdString(), m_dropped->currentIndex() > 0 ? m_dropped->currentText().toStdString() : std::string()};
    m_job.start([question] { return analyseReach(question); });
}

void PoliciesPage::show(std::shared_ptr<const ReachAnalysis> analysis)
{
    const bool hasCluster = m_scene && m_scene->cluster;
    m_pages->setCurrentIndex(hasCluster ? 1 : 0);
    QList<QTextEdit::ExtraSelection> marks;
    if (analysis->error) { // the last answer stays in sight
        if (const auto line = text(analysis->error->where).section(':', 1, 1).toInt(); line > 0 && analysis->error->where.starts_with("what is tried")) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(m_editor->document()->findBlockByNumber(line - 1));
            mark.format.setProperty(QTextFormat::FullWidthSelection, true);
            mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            mark.format.setBackground(palette().color(QPalette::AlternateBase));
            mark.cursor.select(QTextCursor::LineUnderCursor);
            marks << mark;
        }
        m_changes->setPlainText(tr("✕ %1").arg(describeError(*analysis->error)));
        if (!m_analysis)
            m_summary->setText(describeError(*analysis->error));
        m_editor->setExtraSelections(marks);
        emit answered();
        return;
    }
    m_editor->setExtraSelections(marks);
    m_analysis = std::move(analysis);
    m_matrix->setAnalysis(m_analysis);
    m_model->setAnalysis(m_analysis);
    if (m_analysis->model && m_dropped->count() == 0) {
        const QSignalBlocker quiet(m_dropped);
        m_dropped->addItem(tr("no policy left out"));
        for (const auto& policy : m_analysis->model->policies())
            m_dropped->addItem(text(policy.name));
    }
    if (m_analysis->model)
        m_summary->setText(tr("%1 workloads, %2 policies: %3 connections are allowed").arg(QLocale().toString(qulonglong{m_analysis->model->peers().workloads().size()}), QLocale().toString(qulonglong{m_analysis->model->policies().size()}), QLocale().toString(qulonglong{m_analysis->connections.size()})));
    explain(m_matrix->chosen().y(), m_matrix->chosen().x());
    drawWorkload(m_workload);
    listChanges();
    emit answered();
}

void PoliciesPage::explain(int row, int column)
{
    m_reasons->clear();
    if (row < 0 || column < 0 || row == column || !m_analysis || !m_analysis->model || m_grouping->currentIndex() == 1)
        return;
    const auto& table = m_analysis->table;
    const auto& cell = table.at(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
    const auto& peers = m_analysis->model->peers();
    const auto endOf = [&](int place) {
        const auto& name = table.names[static_cast<std::size_t>(place)];
        const auto own = std::ranges::find(peers.workloads(), name, &policy::Workload::name);
        return own == peers.workloads().end() ? policy::EndName{"outside", peers.classes().size()} : policy::EndName{name, own->classes.front()};
    };
    const auto asked = portIn(m_port->text());
    const auto [protocol, port] = asked ? *asked : tellingPort(cell);
    const auto from = endOf(row);
    const auto to = endOf(column);
    drawWorkload(text(to.name));
    const auto ports = cell.ports.isEmpty() && cell.unknown.isEmpty() ? tr("Nothing is allowed.") : cell.unknown.isEmpty() ? tr("Allowed: %1.").arg(text(cell.ports.text())) : tr("Unknown: %1.").arg(text(cell.unknown.text()));
    const auto words = text(describe(*m_analysis->model, decide(*m_analysis->model, from.peer, to.peer, protocol, port), from, to, protocol, port)).toHtmlEscaped();
    QString html = "<h3>" + text(from.name).toHtmlEscaped() + " → " + text(to.name).toHtmlEscaped() + "</h3><p>" + ports.toHtmlEscaped() + "</p>";
    for (const auto& line : words.split('\n', Qt::SkipEmptyParts)) {
        const auto indent = line.size() - line.trimmed().size();
        html += QString("<p style=\"margin-left:%1px\">%2</p>").arg(indent * 8).arg(line.trimmed());
    }
    m_reasons->setHtml(html);
}

void PoliciesPage::listChanges()
{
    if (m_analysis->changed.empty()) {
        m_changes->setPlainText(tr("What is tried here changes nothing in the cluster. Its effect is listed here, and marked in the square."));
        return;
    }
    QString all = m_analysis->changes.empty() ? tr("The same connections are allowed.") : tr("%1 pairs differ.").arg(m_analysis->changes.size());
    for (std::size_t i = 0; i < std::min(m_analysis->changes.size(), mostChanges); ++i) {
        const auto& change = m_analysis->changes[i];
        const auto pair = text(change.source + " → " + change.destination);
        if (!change.allowed.isEmpty())
            all += "\n" + tr("+ now allowed: %1  %2").arg(pair, text(change.allowed.text()));
        if (!change.denied.isEmpty())
            all += "\n" + tr("− now denied: %1  %2").arg(pair, text(change.denied.text()));
        if (!change.unknown.isEmpty())
            all += "\n" + tr("? now unknown: %1  %2").arg(pair, text(change.unknown.text()));
    }
    if (m_analysis->changes.size() > mostChanges)
        all += "\n" + tr("… and %1 more").arg(m_analysis->changes.size() - mostChanges);
    m_changes->setPlainText(all);
}

} // namespace hoplens::views
