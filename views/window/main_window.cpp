// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "charts/charts_page.h"
#include "charts/live_counters.h"
#include "inspector/inspector.h"
#include "kube/services_page.h"
#include "lab/lab_panel.h"
#include "policy/policies_page.h"
#include "models/scope_model.h"
#include "rules/rules_page.h"
#include "store/input_file.h"
#include "store/snapshot_file.h"
#include "tables/link_table.h"
#include "topology/arrangement_file.h"
#include "topology/arrangement_keeper.h"
#include "topology/topology_canvas.h"
#include "trace/trace_comparison.h"
#include "trace/trace_list.h"
#include "window/event_log.h"
#include "window/trace_bar.h"
#include "words/theme.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

/// Resources of a static library are there only when they are asked for, outside of any namespace.
static void takeResources() { Q_INIT_RESOURCE(resources); }

namespace hoplens::views {
namespace {

constexpr int measuredRows = 60; ///< for the width of a column: each costs the layout of a text

} // namespace

MainWindow::MainWindow(Theme theme, QWidget* parent)
    // The theme comes first: widgets keep the font that they are made with.
    : QMainWindow(parent), m_theme((applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), theme), theme)), m_canvas(new TopologyCanvas), m_arrangement(new ArrangementKeeper(this)), m_rulesPage(new RulesPage), m_services(new ServicesPage), m_policies(new PoliciesPage), m_counters(new LiveCounters(this)), m_lab(new LabPanel), m_charts(new ChartsPage(m_counters->history())), m_table(new LinkTable(this)), m_events(new EventLog), m_tabs(new QTabWidget), m_pages(new QStackedWidget), m_tracePanel(new TracePanel), m_traceList(new TraceList), m_traceBar(new TraceBar), m_inspector(new Inspector), m_scope(new ScopeModel(this)), m_filtered(new QSortFilterProxyModel(this)), m_tree(new QTreeView), m_liveLabel(new QLabel)
{
    takeResources();
    setObjectName("main");
    setWindowTitle(tr("Hoplens"));
    setAcceptDrops(true);
    resize(1366, 768);
    m_loading = std::make_unique<NewestJob<std::pair<Opened, Made>>>([this](std::pair<Opened, Made> loaded) {
        if (!loaded.second)
            return tell(describeError(loaded.second.error()));
        showLoaded(std::move(*loaded.second), loaded.first);
    });
    m_arranging = std::make_unique<NewestJob<std::shared_ptr<const Scene>>>([this](std::shared_ptr<const Scene> scene) {
        if (scene->snapshot != m_scene->snapshot)
            return rearrange(); // the network changed meanwhile
        m_scene = std::move(scene);
        m_canvas->setScene(m_scene);
        if (m_monitor && !m_isProjector) // what is folded away there keeps its place
            m_arrangement->follow(*m_scene);
        showRoute();
        emit sceneRearranged();
    });
    m_applying = std::make_unique<NewestJob<Applied>>([this](Applied applied) { showApplied(std::move(applied)); });
    m_tracing = std::make_unique<NewestJob<Answered>>([this](Answered answered) {
        if (!answered) {
            m_canvas->clearRoute();
            m_rulesPage->setTrace(nullptr, 0);
            m_tracePanel->setProblem(describeError(answered.error()));
        } else if ((*answered)->scene->world != m_scene->world) {
            return trace(); // the network changed meanwhile
        } else {
            showTrace(*answered);
        }
        if (std::exchange(m_playsTrace, false) && m_tracePanel->result())
            m_tracePanel->play(true);
        emit traceShown();
    });
    m_pages->addWidget(makeWelcome());
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_canvas, tr("Topology"));
    m_tabs->addTab(m_rulesPage, tr("Rules"));
    m_tabs->addTab(m_charts, tr("Charts"));
    m_tabs->addTab(makeTable(), tr("Table"));
    m_tabs->addTab(m_services, tr("Services"));
    m_tabs->addTab(m_policies, tr("Policies"));
    m_pages->addWidget(m_tabs);
    setCentralWidget(m_pages);
    makeDocks();
    makeActions();
    makePictureActions();
    makeLab();
    setTheme(theme);
    connect(m_canvas, &TopologyCanvas::selectionChanged, this, [this](const std::set<PictureObject>& objects) { inspect(objects.empty() ? PictureObject{} : *objects.begin()); });
    connect(m_canvas, &TopologyCanvas::activated, this, [this] { m_inspector->setFocus(); });
    connect(m_inspector, &Inspector::linkFollowed, this, &MainWindow::followLink);
    connect(m_tracePanel, &TracePanel::linkFollowed, this, [this](const QUrl& url) {
        if (const auto& result = m_tracePanel->result(); result && m_scene && result->scene->world == m_scene->world)
            followLink(url);
        else // its numbers mean other things here
            tell(tr("This trace is of an earlier network: ask again to follow it."));
    });
    statusBar()->setSizeGripEnabled(false);
    statusBar()->hide(); // until it has something to say
    connect(statusBar(), &QStatusBar::messageChanged, this, [this](const QString& words) { statusBar()->setVisible(!words.isEmpty() && !m_isProjector); });
    connect(m_traceBar, &TraceBar::asked, this, &MainWindow::ask);
    connect(m_tracePanel, &TracePanel::branchShown, this, [this](std::size_t number) {
        if (const auto& result = m_tracePanel->result(); result && result->scene->world == m_scene->world)
            m_rulesPage->setTrace(result, number);
        showRoute();
    });
    connect(m_tracePanel, &TracePanel::stepShown, this, [this] { showStep(); });
    m_looking.setInterval(500);
    connect(&m_looking, &QTimer::timeout, this, &MainWindow::watchCounters);
    connect(m_counters, &LiveCounters::sampled, this, &MainWindow::showCounters);
    connect(m_charts, &ChartsPage::wantsOthers, this, &MainWindow::watchCounters);
    connect(m_charts, &ChartsPage::problemMet, this, &MainWindow::tell);
    connect(m_services, &ServicesPage::traceAsked, this, &MainWindow::traceTo);
    connect(m_services, &ServicesPage::rulesAsked, this, &MainWindow::showServiceRules);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::watchCounters);
    const QSettings settings;
    restoreGeometry(settings.value("window/1/geometry").toByteArray());
    for (auto* dock : findChildren<QDockWidget*>()) // nothing to say before there is a network
        dock->hide();
}

MainWindow::~MainWindow()
{
    stopLive();
    if (m_collector)
        m_collector->disconnect(this); // it ends after the members that its signals speak to
}

void MainWindow::showApplied(Applied applied)
{
    m_isApplying = false;
    if (!m_liveScene) {
        m_arrangement->begin(applied.scene->snapshot);
        m_input = "live";
    }
    const bool isArranged = applied.scene->arrangement == m_arrangement->arrangement() && !m_isProjector;
    m_liveScene = applied.scene;
    m_events->append(applied.changes);
    showScene(std::move(applied.scene));
    if (isArranged && m_monitor) // in the lab a tidy picture is worth more than one that stays
        m_arrangement->follow(*m_scene);
    else if (!isArranged)
        rearrange(); // by a person, while the changes were applied
    std::set<PictureObject> changed;
    for (const auto& [object, words] : applied.changes)
        changed.insert(object);
    if (!m_isProjector)
        m_canvas->showChanged(changed);
    takeLiveChanges();
}

QWidget* MainWindow::makeWelcome()
{
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setAlignment(Qt::AlignCenter);
    layout->setSpacing(12);
    auto* title = new QLabel(tr("Every hop a packet takes"));
    title->setFont(sansFont(26, true));
    auto* words = new QLabel(tr("See the namespaces, bridges and rules of a host, and follow a packet through them."));
    words->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(title, 0, Qt::AlignCenter);
    layout->addWidget(words, 0, Qt::AlignCenter);
    layout->addSpacing(12);
    const auto offer = [&](const QString& name, const QString& what, auto&& does) {
        auto* button = new QPushButton(name);
        button->setMinimumWidth(280);
        button->setToolTip(what);
        connect(button, &QPushButton::clicked, this, does);
        layout->addWidget(button, 0, Qt::AlignCenter);
        return button;
    };
    offer(tr("This host, live"), tr("Read this host's network and follow its changes"), &MainWindow::startLive)->setProperty("primary", true);
    offer(tr("Open a file…"), tr("A snapshot, the text of iptables-save, or nft -j list ruleset"), &MainWindow::chooseAndOpen);
    offer(tr("A lesson: from one cable to the Internet"), tr("Fifteen steps to type or to run, on a network in memory"), [this] { startLesson("networking"); });
    offer(tr("The sample network"), tr("Four namespaces on a bridge, as the first lesson has them"), &MainWindow::openSample);
    auto* recent = new QLabel(tr("Opened lately"));
    recent->setForegroundRole(QPalette::PlaceholderText);
    recent->hide();
    layout->addSpacing(16);
    layout->addWidget(recent, 0, Qt::AlignCenter);
    for (const auto& path : QSettings().value("files/1/recent").toStringList().mid(0, 3))
        if (QFileInfo::exists(path)) {
            auto* again = offer(QFileInfo(path).fileName(), path, [this, path] { openFile(path); });
            again->setFlat(true);
            recent->show();
        }
    return page;
}

QWidget* MainWindow::makeTable()
{
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_table);
    auto* view = new QTableView;
    view->setModel(sorted);
    view->setSortingEnabled(true);
    view->sortByColumn(-1, Qt::AscendingOrder);
    view->setShowGrid(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setWordWrap(false);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(26);
    view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view->horizontalHeader()->setDefaultSectionSize(150);
    view->horizontalHeader()->setResizeContentsPrecision(measuredRows);
    connect(this, &MainWindow::sceneShown, view, [view, first = true]() mutable {
        if (std::exchange(first, false))
            view->resizeColumnsToContents();
    });
    view->horizontalHeader()->setStretchLastSection(true);
    view->setAccessibleName(tr("The picture as a table"));
    connect(view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (current.isValid())
            m_canvas->select({current.data(LinkTable::ObjectRole).value<PictureObject>()});
    });
    return view;
}

void MainWindow::makeDocks()
{
    const auto dock = [this](const QString& name, const char* id, QWidget* inside, Qt::DockWidgetArea area) {
        auto* made = new QDockWidget(name, this);
        made->setObjectName(id);
        made->setWidget(inside);
        addDockWidget(area, made);
        return made;
    };
    auto* scope = new QWidget;
    auto* layout = new QVBoxLayout(scope);
    layout->setContentsMargins(8, 0, 8, 8);
    auto* filter = new QLineEdit;
    filter->setPlaceholderText(tr("filter…"));
    filter->setClearButtonEnabled(true);
    filter->setAccessibleName(tr("Filter the scope"));
    m_filtered->setSourceModel(m_scope);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setFilterKeyColumn(-1);
    m_tree->setModel(m_filtered);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setAccessibleName(tr("Scope"));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setResizeContentsPrecision(measuredRows);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    layout->addWidget(filter);
    layout->addWidget(m_tree);
    connect(filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        const auto object = current.data(ScopeModel::ObjectRole).value<PictureObject>();
        if (object.isValid() && !m_isFollowing)
            m_canvas->select({object});
    });
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex& index) {
        const auto object = index.data(ScopeModel::ObjectRole).value<PictureObject>();
        m_canvas->flyTo(object);
        if (const auto* space = m_scene ? m_scene->space(object) : nullptr)
            m_traceBar->setFrom(space->isHost ? QString("host") : "netns/" + text(space->name));
    });
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    auto* left = dock(tr("Scope"), "scope", scope, Qt::LeftDockWidgetArea);
    auto* right = dock(tr("Inspector"), "inspector", m_inspector, Qt::RightDockWidgetArea);
    auto* below = dock(tr("Trace"), "trace", m_tracePanel, Qt::BottomDockWidgetArea);
    auto* traces = dock(tr("Traces"), "traces", m_traceList, Qt::BottomDockWidgetArea);
    auto* events = dock(tr("Events"), "events", m_events, Qt::BottomDockWidgetArea);
    tabifyDockWidget(below, traces);
    tabifyDockWidget(traces, events);
    below->raise();
    connect(m_traceList, &TraceList::wanted, this, &MainWindow::showKept);
    connect(m_traceList, &TraceList::comparisonWanted, this, [this](const std::shared_ptr<const TraceResult>& older, const std::shared_ptr<const TraceResult>& newer) {
        auto* comparison = new TraceComparison(older, newer, m_theme, this);
        comparison->setAttribute(Qt::WA_DeleteOnClose);
        comparison->show();
    });
    connect(m_events, &EventLog::objectWanted, this, [this](const PictureObject& object) {
        m_canvas->select({object});
        m_canvas->flyTo(object);
    });
    resizeDocks({left, right}, {230, 270}, Qt::Horizontal);
    resizeDocks({below}, {270}, Qt::Vertical);
    auto* bar = addToolBar(tr("Trace bar"));
    bar->setObjectName("bar");
    bar->setMovable(false);
    bar->addWidget(m_traceBar);
    m_liveLabel->setContentsMargins(12, 0, 4, 0);
    bar->addWidget(m_liveLabel);
}

void MainWindow::setTheme(Theme theme)
{
    m_theme = m_isProjector ? (isDark(theme) ? Theme::DarkContrast : Theme::LightContrast) : isDark(theme) ? Theme::Dark : Theme::Light;
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), m_theme);
    theme = m_theme;
    m_canvas->setTheme(theme);
    m_inspector->setTheme(theme);
    m_tracePanel->setTheme(theme);
    m_rulesPage->setTheme(theme);
    m_services->setTheme(theme);
    m_policies->setTheme(theme);
    m_lab->setTheme(theme);
    m_charts->setTheme(theme);
    m_traceList->setTheme(theme);
}

void MainWindow::load(const Opened& opened, std::function<Result<Input>()> read)
{
    m_loading->start([opened, read = std::move(read)]() -> std::pair<Opened, Made> {
        auto input = read();
        if (!input)
            return {opened, failure(input.error())};
        auto arrangement = readArrangement(arrangementFile(input->snapshot), input->snapshot);
        return {opened, makeScene(std::make_shared<const Snapshot>(std::move(input->snapshot)), std::move(arrangement), std::shared_ptr<const ClusterInput>(std::move(input->cluster)))};
    });
}

void MainWindow::openFile(const QString& path)
{
    load({QFileInfo(path).fileName(), QFileInfo(path).absoluteFilePath()}, [file = path.toStdString()] { return readClusterInput(file, {}); });
}

void MainWindow::openSample()
{
    load({tr("sample"), "sample"}, []() -> Result<Input> {
        QFile file(":/sample/lesson.json");
        if (!file.open(QIODevice::ReadOnly))
            return failure({ErrorCode::SystemFailure, "the sample is not in this program", "lesson.json"});
        return observed(readSnapshot(file.readAll().toStdString(), "sample"));
    });
}

void MainWindow::showLoaded(std::shared_ptr<const Scene> scene, const Opened& opened)
{
    stopLive();
    leaveLab();
    m_counters->forget();
    m_arrangement->begin(scene->snapshot);
    m_question.reset();
    m_tracing->cancel();
    m_tracePanel->setResult(nullptr);
    m_input = opened.input;
    showScene(std::move(scene));
    m_tree->expandToDepth(0);
    m_liveLabel->setText("○ " + opened.name);
    if (QFileInfo::exists(m_input))
        rememberFile(m_input);
}

std::set<PictureObject> MainWindow::expandedObjects() const
{
    std::set<PictureObject> objects;
    for (int h = 0; h < m_filtered->rowCount(); ++h)
        for (int s = 0; s < m_filtered->rowCount(m_filtered->index(h, 0)); ++s)
            if (const auto index = m_filtered->index(s, 0, m_filtered->index(h, 0)); m_tree->isExpanded(index))
                objects.insert(index.data(ScopeModel::ObjectRole).value<PictureObject>());
    return objects;
}

void MainWindow::expand(const std::set<PictureObject>& objects)
{
    m_tree->expandToDepth(0);
    for (const auto& object : objects)
        if (const auto index = m_filtered->mapFromSource(m_scope->indexOf(object)); index.isValid())
            m_tree->expand(index);
}

void MainWindow::showScene(std::shared_ptr<const Scene> scene)
{
    if (m_pages->currentWidget() != m_tabs) {
        for (const auto* name : {"scope", "inspector"})
            findChild<QDockWidget*>(name)->show();
        restoreState(QSettings().value("window/1/docks").toByteArray());
    }
    m_scene = std::move(scene);
    const auto expanded = expandedObjects();
    m_canvas->setScene(m_scene);
    m_scope->setScene(m_scene);
    expand(expanded);
    m_rulesPage->setScene(m_scene);
    m_services->setScene(m_scene);
    m_policies->setScene(m_scene);
    m_charts->setScene(m_scene);
    m_table->setScene(m_scene);
    m_traceBar->setScene(m_scene);
    m_pages->setCurrentWidget(m_tabs);
    inspect(m_canvas->selection().empty() ? PictureObject{} : *m_canvas->selection().begin());
    setWindowTitle(m_scene->snapshot->hosts.empty() ? tr("Hoplens") : tr("%1 — Hoplens").arg(text(m_scene->snapshot->hosts.front().name)));
    if (m_question) // of another network now: so may be the answer
        trace();
    emit sceneShown();
}

void MainWindow::ask(const TraceQuestion& question)
{
    if (!m_scene)
        return;
    m_traceBar->setQuestion(question);
    m_question = question;
    trace();
}

void MainWindow::trace()
{
    if (m_scene && m_question)
        m_tracing->start([scene = m_scene, question = *m_question]() -> Answered { return answerQuestion(scene, question); });
}

void MainWindow::showTrace(const std::shared_ptr<const TraceResult>& result)
{
    const auto& before = m_tracePanel->result();
    if (before && before->question == result->question)
        m_tracePanel->updateResult(result);
    else
        m_tracePanel->setResult(result);
    m_traceList->add(result);
    if (m_isProjector)
        return rearrange();
    for (const auto* name : {"traces", "events", "trace"}) {
        auto* dock = findChild<QDockWidget*>(name);
        dock->show();
        dock->raise();
    }
}

void MainWindow::showKept(const std::shared_ptr<const TraceResult>& result)
{
    m_question.reset(); // it stays what it was, whatever becomes of the network
    m_traceBar->setQuestion(result->question);
    m_canvas->clearRoute();
    m_tracePanel->setResult(result);
    auto* dock = findChild<QDockWidget*>("trace");
    dock->show();
    dock->raise();
}

void MainWindow::inspect(const PictureObject& object)
{
    m_inspector->show(m_scene, object);
    const auto index = m_filtered->mapFromSource(m_scope->indexOf(object));
    if (index.isValid() && index != m_tree->currentIndex()) {
        m_isFollowing = true;
        m_tree->setCurrentIndex(index);
        m_isFollowing = false;
        m_tree->scrollTo(index);
    }
}

void MainWindow::showPage(int page) { m_tabs->setCurrentIndex(page); }

void MainWindow::tell(const QString& what)
{
    if (!m_scene)
        m_tracePanel->setProblem(what);
    statusBar()->showMessage(what, 15000);
    emit problemMet(what);
}

void MainWindow::rememberSession() const
{
    QSettings settings;
    settings.setValue("session/1/input", m_input);
    settings.setValue("session/1/page", m_tabs->currentIndex());
    const auto asked = m_question.value_or(TraceQuestion{});
    settings.setValue("session/1/question", QStringList{asked.from, asked.to, asked.protocol, asked.age == FlowAge::Established ? "known" : "new"});
}

void MainWindow::restoreSession()
{
    const QSettings settings;
    const auto input = settings.value("session/1/input").toString();
    const auto question = settings.value("session/1/question").toStringList();
    const int page = settings.value("session/1/page").toInt();
    if (input.isEmpty() || input == "lab" || (input != "live" && input != "sample" && !QFileInfo::exists(input)))
        return;
    connect(this, &MainWindow::sceneShown, this, [this, page, question, input] {
        if (m_input != input) // something else was opened meanwhile
            return;
        showPage(page);
        if (question.size() == 4 && !question[1].isEmpty())
            ask({question[0], question[1], question[2], question[3] == "known" ? FlowAge::Established : FlowAge::New});
    }, Qt::SingleShotConnection);
    if (input == "live")
        startLive();
    else if (input == "sample")
        openSample();
    else
        openFile(input);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    for (const auto& url : event->mimeData()->urls())
        if (url.isLocalFile())
            return openFile(url.toLocalFile());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_isProjector)
        setProjector(false);
    QSettings settings;
    settings.setValue("window/1/geometry", saveGeometry());
    if (m_scene)
        settings.setValue("window/1/docks", saveState());
    rememberSession();
    QMainWindow::closeEvent(event);
}

} // namespace hoplens::views
