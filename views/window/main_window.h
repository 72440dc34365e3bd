// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/live_monitor.h"
#include "jobs/newest_job.h"
#include "lab/lesson.h"
#include "trace/trace_panel.h"
#include "trace/trace_result.h"

#include <QMainWindow>
#include <QTimer>
#include <functional>
#include <mutex>
#include <set>

class QLabel;
class QMenu;
class QProcess;
class QSortFilterProxyModel;
class QStackedWidget;
class QTabWidget;
class QTreeView;
class QUrl;

namespace hoplens::views {

class ArrangementKeeper;
class ChartsPage;
class EventLog;
class Inspector;
class LabPanel;
class LinkTable;
class LiveCounters;
class RulesPage;
class PoliciesPage;
class ServicesPage;
class ScopeModel;
class TopologyCanvas;
class TraceBar;
class TraceList;

/// The window: scope to the left, the picture in the middle, the inspector to the right, the trace below, the trace bar on top.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Theme theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a snapshot, an iptables-save or nft JSON file, or a folder of dumps, aside; a problem is told in the window.
    void openFile(const QString& path);
    void openSample();
    /// Follows this host's kernel; where that is not permitted, says so and offers the collector alone.
    void startLive();
    /// What was shown when the window was last closed: the network, the page and the question. Nothing, when there is nothing.
    void restoreSession();
    void stopLive();
    /// A console over one of the networks to start from ("empty", "lesson", "two-hosts").
    void startLab(const QString& world);
    /// A lesson that comes with the program, or a file. What is wrong with it is told in the window.
    void startLesson(const QString& name);
    /// The network that is shown becomes one that commands change; the real one stays as it is.
    void openInLab();
    bool isLive() const { return m_monitor != nullptr; }
    /// Answers a question, now and again whenever the network that is followed has changed.
    void ask(const TraceQuestion& question);
    /// Writes the picture as it is shown, by the name's ending: svg, png or pdf. Errors: as writing has them.
    Result<void> exportPicture(const QString& path);
    /// Writes the page that is shown: the picture, the graph of the rules or the chart. The table goes as the picture.
    Result<void> exportView(const QString& path);
    /// Writes the trace that is shown, by the name's ending: txt, json, svg, png or pdf.
    Result<void> exportTrace(const QString& path);
    void setTheme(Theme theme);
    void setProjector(bool on);
    bool isProjector() const { return m_isProjector; }

    const std::shared_ptr<const Scene>& scene() const { return m_scene; }
    TopologyCanvas* canvas() const { return m_canvas; }
    ArrangementKeeper* arrangement() const { return m_arrangement; }
    TracePanel* tracePanel() const { return m_tracePanel; }
    TraceList* traceList() const { return m_traceList; }
    ScopeModel* scopeModel() const { return m_scope; }
    RulesPage* rulesPage() const { return m_rulesPage; }
    PoliciesPage* policiesPage() const { return m_policies; }
    ServicesPage* servicesPage() const { return m_services; }
    EventLog* eventLog() const { return m_events; }
    ChartsPage* chartsPage() const { return m_charts; }
    LiveCounters* counters() const { return m_counters; }
    LabPanel* labPanel() const { return m_lab; }
    /// Brings a page to the front: 0 the picture, 1 the rules, 2 the charts, 3 the table.
    void showPage(int page);

signals:
    void sceneShown();
    void sceneRearranged();
    void traceShown();
    void problemMet(const QString& what);

protected:
    void closeEvent(QCloseEvent*) override;
    void dragEnterEvent(QDragEnterEvent*) override;
    void dropEvent(QDropEvent*) override;

private:
    using Made = Result<std::shared_ptr<const Scene>>;
    /// What is shown: what people call it, and what opens it again (a file, "sample"; empty: nothing does).
    struct Opened {
        QString name;
        QString input;
    };
    /// A network after some changes, and what they were.
    struct Applied {
        std::shared_ptr<const Scene> scene;
        std::vector<std::pair<PictureObject, QString>> changes;
    };
    using Answered = Result<std::shared_ptr<const TraceResult>>;

    void makeDocks();
    void makePictureActions();
    void makeLab();
    void beginLab(Snapshot network, std::shared_ptr<const ClusterInput> model, std::optional<lab::Lesson> lesson, const QString& name, const QString& greeting);
    void leaveLab();
    void followLab(const std::shared_ptr<const Snapshot>& network);
    void traceSent(const QString& from, const lab::SentFlow& sent);
    void showApplied(Applied applied);
    void watchCounters();
    void showCounters();
    void rearrange();
    Arrangement shownArrangement() const;
    void showRoute();
    void showStep();
    void followLink(const QUrl& url);
    void makeActions();
    QWidget* makeWelcome();
    QWidget* makeTable();
    void rememberSession() const;
    void load(const Opened& opened, std::function<Result<Input>()> read);
    void traceTo(const QString& target);
    void showServiceRules(const QString& display, const QString& protocol);
    void showLoaded(std::shared_ptr<const Scene> scene, const Opened& opened);
    void showScene(std::shared_ptr<const Scene> scene);
    void trace();
    void collectAsAdministrator();
    std::set<PictureObject> expandedObjects() const;
    void expand(const std::set<PictureObject>& objects);
    void showTrace(const std::shared_ptr<const TraceResult>& result);
    void inspect(const PictureObject& object);
    void takeLiveChanges();
    void openPalette();
    void chooseAndOpen();
    void chooseAndExport();
    void chooseAndExportTrace();
    void showKept(const std::shared_ptr<const TraceResult>& result);
    void rememberFile(const QString& path);
    void fillRecent();
    void tell(const QString& what);

    Theme m_theme;
    bool m_isProjector = false;
    QByteArray m_stateBefore; ///< of the docks, before the projector
    std::shared_ptr<const Scene> m_scene;
    TopologyCanvas* m_canvas;
    ArrangementKeeper* m_arrangement;
    QMenu* m_canvasMenu = nullptr;
    RulesPage* m_rulesPage;
    ServicesPage* m_services;
    PoliciesPage* m_policies;
    LiveCounters* m_counters;
    LabPanel* m_lab;
    bool m_playsTrace = false; ///< the packet of the next trace sets out by itself
    ChartsPage* m_charts;
    LinkTable* m_table;
    EventLog* m_events;
    QTabWidget* m_tabs;
    QStackedWidget* m_pages;
    TracePanel* m_tracePanel;
    TraceList* m_traceList;
    TraceBar* m_traceBar;
    Inspector* m_inspector;
    ScopeModel* m_scope;
    QSortFilterProxyModel* m_filtered;
    QTreeView* m_tree;
    QLabel* m_liveLabel;
    QTimer m_looking; ///< while live: whose counters are looked at
    QMenu* m_recent = nullptr;
    QAction* m_liveAction = nullptr;
    QWidget* m_bareTitle = nullptr;           ///< of the trace, on the projector
    std::vector<QAction*> m_projectorActions; ///< that work there alone
    QString m_input;                          ///< a file, "live", "sample", or nothing yet

    std::mutex m_liveMutex; ///< of the next member, which the monitor's thread fills
    std::vector<SnapshotChange> m_liveChanges;
    bool m_isApplying = false;
    std::shared_ptr<const Scene> m_liveScene; ///< what the next changes are applied to
    std::optional<TraceQuestion> m_question;  ///< asked last
    bool m_isFollowing = false;               ///< the tree follows the picture, not the other way round
    QProcess* m_collector = nullptr;
    std::unique_ptr<NewestJob<std::pair<Opened, Made>>> m_loading;
    std::unique_ptr<NewestJob<std::shared_ptr<const Scene>>> m_arranging;
    std::unique_ptr<NewestJob<Applied>> m_applying;
    std::unique_ptr<NewestJob<Answered>> m_tracing;
    std::unique_ptr<LiveMonitor> m_monitor; ///< the last, so that it ends first
};

} // namespace hoplens::views
