// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "base/file.h"
#include "charts/charts_page.h"
#include "charts/live_counters.h"
#include "inspector/inspector.h"
#include "kube/services_page.h"
#include "lab/lab_panel.h"
#include "models/scope_model.h"
#include "picture/picture_words.h"
#include "picture/trace_picture.h"
#include "policy/policies_page.h"
#include "rules/rules_graph.h"
#include "rules/rules_page.h"
#include "store/snapshot_file.h"
#include "topology/arrangement_file.h"
#include "topology/arrangement_keeper.h"
#include "topology/picture_export.h"
#include "topology/topology_canvas.h"
#include "trace/trace_json.h"
#include "window/command_palette.h"
#include "window/event_log.h"
#include "window/trace_bar.h"
#include "words/saved_file.h"
#include "words/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPointer>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>

namespace hoplens::views {
namespace {

constexpr int rememberedFiles = 8;
constexpr double projectorType = 20;   ///< points
constexpr double projectorScale = 2.4; ///< pixels a unit: the names in the picture are as large as that, too

} // namespace

void MainWindow::makeActions()
{
    const auto action = [this](QMenu* menu, const QString& name, const QKeySequence& keys, auto&& does) {
        auto* made = menu->addAction(name);
        made->setShortcut(keys);
        made->setShortcutContext(Qt::WindowShortcut);
        connect(made, &QAction::triggered, this, does);
        addAction(made); // so that it works while the menu bar is hidden
        return made;
    };
    auto* file = menuBar()->addMenu(tr("&File"));
    action(file, tr("&Open…"), QKeySequence::Open, &MainWindow::chooseAndOpen);
    action(file, tr("Open a &folder of dumps…"), {}, [this] {
        if (const auto path = QFileDialog::getExistingDirectory(this, tr("Open a folder of dumps")); !path.isEmpty())
            openFile(path);
    });
    m_recent = file->addMenu(tr("Open &recent"));
    fillRecent();
    action(file, tr("Open the &sample network"), {}, &MainWindow::openSample);
    action(file, tr("&Save the snapshot…"), QKeySequence::Save, [this] {
        if (!m_scene)
            return;
        const auto path = QFileDialog::getSaveFileName(this, tr("Save the snapshot"), "network.json", tr("Snapshots (*.json)"));
        if (path.isEmpty())
            return;
        if (const auto done = saveFile(path, QByteArray::fromStdString(writeSnapshot(*m_scene->snapshot))); !done)
            tell(describeError(done.error()));
    });
    file->addSeparator();
    action(file, tr("&Export this view…"), QKeySequence("Ctrl+E"), &MainWindow::chooseAndExport);
    action(file, tr("Export the &trace…"), QKeySequence("Ctrl+Shift+E"), &MainWindow::chooseAndExportTrace);
    file->addSeparator();
    action(file, tr("&Quit"), QKeySequence::Quit, [this] { close(); });

    auto* network = menuBar()->addMenu(tr("&Network"));
    m_liveAction = action(network, tr("Follow this host &live"), QKeySequence("Ctrl+L"), [this] { isLive() ? stopLive() : startLive(); });
    m_liveAction->setCheckable(true);
    action(network, tr("&Read everything again"), QKeySequence("Ctrl+R"), [this] {
        if (m_monitor)
            m_monitor->refresh();
    });

    auto* view = menuBar()->addMenu(tr("&View"));
    action(view, tr("&Fit the whole picture"), QKeySequence("Ctrl+0"), [this] { m_canvas->fit(); });
    action(view, tr("Zoom &in"), QKeySequence::ZoomIn, [this] { m_canvas->zoomBy(1.25, m_canvas->rect().center()); });
    action(view, tr("Zoom &out"), QKeySequence::ZoomOut, [this] { m_canvas->zoomBy(0.8, m_canvas->rect().center()); });
    action(view, tr("&Topology"), QKeySequence("Alt+1"), [this] { showPage(0); });
    action(view, tr("&Rules"), QKeySequence("Alt+2"), [this] { showPage(1); });
    action(view, tr("&Charts"), QKeySequence("Alt+3"), [this] { showPage(2); });
    action(view, tr("T&able"), QKeySequence("Alt+4"), [this] { showPage(3); });
    action(view, tr("&Services"), QKeySequence("Alt+5"), [this] { showPage(4); });
    action(view, tr("&Policies"), QKeySequence("Alt+6"), [this] { showPage(5); });
    action(view, tr("&Dark"), QKeySequence("Ctrl+Shift+D"), [this] {
        setTheme(isDark(m_theme) ? Theme::Light : Theme::Dark);
        QSettings().setValue("look/1/theme", isDark(m_theme) ? "dark" : "light");
    });
    auto* language = view->addMenu(tr("Lan&guage"));
    const auto chosen = QSettings().value("look/1/language").toString();
    auto* languages = new QActionGroup(this);
    for (const auto& [name, code] : {std::pair(tr("As the system has it"), QString()), {QString("English"), QString("en")}, {QString("Nederlands"), QString("nl")}, {QString("Italiano"), QString("it")}}) {
        auto* made = languages->addAction(language->addAction(name));
        made->setCheckable(true);
        made->setChecked(code == chosen);
        connect(made, &QAction::triggered, this, [this, code = code] {
            QSettings().setValue("look/1/language", code);
            statusBar()->showMessage(tr("The language changes when Hoplens is started again."), 8000);
        });
    }
    auto* projector = view->addMenu(tr("Pr&ojector"));
    action(projector, tr("&Projector mode"), QKeySequence("F5"), [this] { setProjector(!m_isProjector); });
    const auto onlyThere = [this](QAction* made) {
        made->setEnabled(false);
        m_projectorActions.push_back(made);
    };
    onlyThere(action(projector, tr("P&en: draw over the picture"), QKeySequence("P"), [this] { m_canvas->setPen(!m_canvas->hasPen()); }));
    onlyThere(action(projector, tr("&Wipe what was drawn"), QKeySequence("W"), [this] { m_canvas->wipe(); }));
    onlyThere(action(projector, tr("&Spotlight on the current hop"), QKeySequence("S"), [this] { m_canvas->setSpotlight(!m_canvas->hasSpotlight()); }));
    onlyThere(action(projector, tr("&Leave"), QKeySequence(Qt::Key_Escape), [this] { setProjector(false); }));
    view->addSeparator();
    for (auto* dock : findChildren<QDockWidget*>())
        view->addAction(dock->toggleViewAction());
    auto* trace = menuBar()->addMenu(tr("&Trace"));
    action(trace, tr("&Ask where a packet goes"), QKeySequence("Ctrl+T"), [this] { m_traceBar->focusTarget(); });
    action(trace, tr("Step &forward"), QKeySequence(Qt::Key_PageDown), [this] { m_tracePanel->stepForward(); });
    action(trace, tr("Step &back"), QKeySequence(Qt::Key_PageUp), [this] { m_tracePanel->stepBack(); });
    action(trace, tr("&Play"), QKeySequence("Ctrl+Space"), [this] { m_tracePanel->play(!m_tracePanel->isPlaying()); });
    action(trace, tr("F&aster"), QKeySequence("Ctrl+."), [this] { m_tracePanel->setSpeed(m_tracePanel->speed() * 1.5); });
    action(trace, tr("S&lower"), QKeySequence("Ctrl+,"), [this] { m_tracePanel->setSpeed(m_tracePanel->speed() / 1.5); });
    auto* help = menuBar()->addMenu(tr("&Help"));
    action(help, tr("&Commands and objects…"), QKeySequence("Ctrl+K"), &MainWindow::openPalette);
    action(help, tr("&About Hoplens"), {}, [this] { QMessageBox::about(this, tr("About Hoplens"), tr("Hoplens is a lens on every hop a packet takes through a Linux host.\nFree software under the GNU General Public License, version 3 or later.")); });
}

void MainWindow::chooseAndOpen()
{
    const auto path = QFileDialog::getOpenFileName(this, tr("Open a network"), {}, tr("Snapshots and rules (*.json *.txt *.rules);;All files (*)"));
    if (!path.isEmpty())
        openFile(path);
}

void MainWindow::chooseAndExport()
{
    const auto path = QFileDialog::getSaveFileName(this, tr("Export this view"), "network.svg", tr("SVG (*.svg);;PNG (*.png);;PDF (*.pdf);;CSV of a chart (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto done = exportView(path); !done)
        tell(describeError(done.error()));
    else
        statusBar()->showMessage(tr("Written to %1").arg(path), 8000);
}

void MainWindow::chooseAndExportTrace()
{
    if (!m_tracePanel->result())
        return tell(tr("There is no trace yet: ask for one in the bar above."));
    const auto path = QFileDialog::getSaveFileName(this, tr("Export the trace"), "trace.txt", tr("Text (*.txt);;JSON (*.json);;SVG (*.svg);;PNG (*.png);;PDF (*.pdf)"));
    if (path.isEmpty())
        return;
    if (const auto done = exportTrace(path); !done)
        tell(describeError(done.error()));
    else
        statusBar()->showMessage(tr("Written to %1").arg(path), 8000);
}

Result<void> MainWindow::exportPicture(const QString& path)
{
    if (!m_scene)
        return failure({ErrorCode::InvalidInput, "there is no picture yet", path.toStdString(), 0, "Open a network first."});
    if (path.endsWith(".png", Qt::CaseInsensitive)) // with the packet's way
        return saveImage(path, m_canvas->grabImage(imageSize(m_scene->picture)));
    return savePicture(path, drawNetwork(*m_scene->snapshot, m_scene->arrangement), m_theme);
}

Result<void> MainWindow::exportView(const QString& path)
{
    if (m_tabs->currentWidget() == m_charts)
        return m_charts->exportTo(path);
    if (m_tabs->currentWidget() == m_services && m_scene)
        return savePicture(path, m_services->graph()->picture().picture, m_theme);
    if (m_tabs->currentWidget() == m_rulesPage && m_scene)
        return savePicture(path, m_rulesPage->graph()->picture().picture, m_theme);
    return exportPicture(path);
}

Result<void> MainWindow::exportTrace(const QString& path)
{
    const auto& result = m_tracePanel->result();
    if (!result)
        return failure({ErrorCode::InvalidInput, "there is no trace yet", path.toStdString(), 0, "Ask for one in the trace bar."});
    const auto& world = *result->scene->world;
    if (path.endsWith(".json", Qt::CaseInsensitive))
        return saveFile(path, QByteArray::fromStdString(writeTraceJson(world, result->trace)));
    if (path.endsWith(".txt", Qt::CaseInsensitive))
        return saveFile(path, QByteArray::fromStdString(writeTraceText(world, result->trace, TraceDetail::Everything)));
    return savePicture(path, drawTrace(world, result->trace, m_tracePanel->place().branch, m_tracePanel->place().reply), m_theme);
}

void MainWindow::rememberFile(const QString& path)
{
    if (path.isEmpty() || path.startsWith(':'))
        return;
    QSettings settings;
    auto files = settings.value("files/1/recent").toStringList();
    const auto whole = QFileInfo(path).absoluteFilePath();
    files.removeAll(whole);
    files.prepend(whole);
    settings.setValue("files/1/recent", files.mid(0, rememberedFiles));
    fillRecent();
}

void MainWindow::fillRecent()
{
    m_recent->clear();
    for (const auto& path : QSettings().value("files/1/recent").toStringList())
        connect(m_recent->addAction(path), &QAction::triggered, this, [this, path] { openFile(path); });
    m_recent->setEnabled(!m_recent->isEmpty());
}

void MainWindow::openPalette()
{
    std::vector<Command> commands;
    for (QAction* action : findChildren<QAction*>())
        if (!action->text().isEmpty() && action->isEnabled() && !action->menu())
            commands.push_back({QString(action->text()).remove('&'), action->shortcut().toString(QKeySequence::NativeText), [kept = QPointer<QAction>(action)] {
                if (kept) // the list of recent files may have been made anew meanwhile
                    kept->trigger();
            }});
    const auto go = [this](const PictureObject& object) {
        m_canvas->select({object});
        m_canvas->flyTo(object);
        m_canvas->setFocus();
    };
    if (m_scene)
        for (std::uint32_t h = 0; h < m_scene->snapshot->hosts.size(); ++h)
            for (const auto& space : m_scene->snapshot->hosts[h].namespaces) {
                commands.push_back({text(space.name), tr("namespace"), [go, object = PictureObject{space.inode, 0, h}] { go(object); }});
                for (const auto& link : space.links)
                    commands.push_back({text(link.name), text(space.name + " " + firstAddress(space, link)), [go, object = PictureObject{space.inode, link.index, h}] { go(object); }});
            }
    CommandPalette(std::move(commands), this).exec();
}

void MainWindow::startLive()
{
    if (m_monitor)
        return;
    auto monitor = LiveMonitor::start([this](SnapshotChange change) {
        bool isFirst = false;
        {
            const std::lock_guard lock(m_liveMutex);
            isFirst = m_liveChanges.empty();
            m_liveChanges.push_back(std::move(change));
        }
        if (isFirst) // one message for all that comes until it is taken
            QMetaObject::invokeMethod(this, &MainWindow::takeLiveChanges, Qt::QueuedConnection);
    });
    if (!monitor) {
        m_liveAction->setChecked(false);
        QMessageBox box(QMessageBox::Information, tr("Following this host"), describeError(monitor.error()), QMessageBox::Cancel, this);
        box.setInformativeText(tr("Reading other namespaces takes the rights of an administrator. The window never has them; the collector alone can, for one snapshot."));
        const QAbstractButton* collect = box.addButton(tr("Collect once as administrator"), QMessageBox::AcceptRole);
        if (m_isProjector || QGuiApplication::platformName() == "offscreen")
            return tell(describeError(monitor.error()));
        box.exec();
        if (box.clickedButton() == collect)
            collectAsAdministrator();
        return;
    }
    m_loading->cancel();
    leaveLab();
    m_question.reset();
    m_tracePanel->setResult(nullptr);
    m_liveScene = nullptr;
    m_monitor = std::move(*monitor);
    m_counters->start();
    m_looking.start();
    m_liveAction->setChecked(true);
    m_liveLabel->setText(tr("● live"));
}

void MainWindow::collectAsAdministrator()
{
    if (m_collector)
        return;
    // The collector alone has the rights, and hands over what it read through a pipe: nothing of it stays in a file.
    m_collector = new QProcess(this);
    const auto end = [this] { std::exchange(m_collector, nullptr)->deleteLater(); };
    connect(m_collector, &QProcess::finished, this, [this, end](int status, QProcess::ExitStatus how) {
        const auto bytes = m_collector->readAllStandardOutput();
        const auto words = QString::fromUtf8(m_collector->readAllStandardError()).trimmed();
        end();
        if (status != 0 || how != QProcess::NormalExit)
            return tell(tr("The collector ended with status %1: %2").arg(status).arg(words));
        load({tr("this host, once"), {}}, [content = bytes.toStdString()] { return observed(readSnapshot(content, "collector")); });
    });
    connect(m_collector, &QProcess::errorOccurred, this, [this, end](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        end();
        tell(tr("pkexec could not be started: is polkit installed? Or run: sudo hoplens collect -o FILE"));
    });
    m_collector->start("pkexec", {QCoreApplication::applicationDirPath() + "/hoplens", "collect", "-o", "-"});
}

void MainWindow::stopLive()
{
    m_monitor.reset();
    m_counters->stop();
    m_looking.stop();
    m_rulesPage->setCounters({}, {});
    m_canvas->setBitRates({});
    m_applying->cancel();
    m_isApplying = false;
    m_liveScene = nullptr;
    const std::lock_guard lock(m_liveMutex);
    m_liveChanges.clear();
    if (m_liveAction)
        m_liveAction->setChecked(false);
    m_liveLabel->setText({});
}

void MainWindow::takeLiveChanges()
{
    if (m_isApplying || !m_monitor)
        return;
    std::vector<SnapshotChange> changes;
    {
        const std::lock_guard lock(m_liveMutex);
        changes.swap(m_liveChanges);
    }
    if (changes.empty())
        return;
    m_isApplying = true;
    m_applying->start([before = m_liveScene, arrangement = m_liveScene ? std::optional(m_arrangement->arrangement()) : std::nullopt, all = std::make_shared<std::vector<SnapshotChange>>(std::move(changes))] {
        auto snapshot = std::make_shared<Snapshot>(before ? *before->snapshot : Snapshot{});
        for (auto& change : *all)
            apply(std::move(change), *snapshot);
        Applied applied;
        if (before)
            applied.changes = changesBetween(*before->snapshot, *snapshot);
        auto arranged = arrangement ? *arrangement : readArrangement(arrangementFile(*snapshot), *snapshot);
        applied.scene = makeScene(std::move(snapshot), std::move(arranged));
        return applied;
    });
}

void MainWindow::setProjector(bool on)
{
    if (on == m_isProjector)
        return;
    m_isProjector = on;
    if (on)
        m_stateBefore = saveState();
    for (auto* each : m_projectorActions)
        each->setEnabled(on);
    m_canvas->setPen(false);
    m_canvas->wipe();
    m_canvas->setSpotlight(on);
    m_canvas->setNearest(on ? projectorScale : 0);
    m_tabs->tabBar()->setVisible(!on);
    menuBar()->setVisible(!on);
    findChild<QToolBar*>("bar")->setVisible(!on);
    if (on) {
        for (const auto* name : {"scope", "inspector", "events", "traces"})
            findChild<QDockWidget*>(name)->hide();
    } else {
        restoreState(m_stateBefore);
    }
    statusBar()->setVisible(!on && !statusBar()->currentMessage().isEmpty());
    rearrange();
    m_policies->setTypeSize(on ? qRound(projectorType * 96 / 72) : 0);
    const double labShare = width() < 1900 ? 0.75 : 1; // a narrow window keeps room for the picture
    m_lab->setTypeSize(on ? qRound(projectorType * 96 / 72 * labShare) : TracePanel::usualType);
    m_tracePanel->setTypeSize(on ? qRound(projectorType * 96 / 72 * (m_lab->isVisible() ? labShare : 1)) : TracePanel::usualType);
    auto* trace = findChild<QDockWidget*>("trace");
    auto* bare = on ? new QWidget : nullptr; // no title, no buttons
    delete std::exchange(m_bareTitle, bare);
    trace->setTitleBarWidget(bare);
    if (on)
        trace->setVisible(m_tracePanel->result() != nullptr); // what is asked for is asked in the bar, which is not there
    setTheme(m_theme);
    setWindowState(on ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
}

} // namespace hoplens::views
