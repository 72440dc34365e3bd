// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "lab/lab_panel.h"
#include "lab/terminal.h"
#include "lab/worlds.h"
#include "picture/picture_words.h"
#include "topology/arrangement_keeper.h"
#include "topology/topology_canvas.h"
#include "trace/trace_panel.h"
#include "window/event_log.h"
#include "window/main_window.h"
#include "words/theme.h"

#include <QAction>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QTreeView>

namespace hoplens::views {
namespace {

constexpr int labWidth = 470;

QString greetingOf(const QString& what) { return what + "\n" + MainWindow::tr("Nothing that is typed here touches this computer. help: what there is; undo: takes a command back.") + "\n"; }

} // namespace

void MainWindow::makeLab()
{
    auto* dock = new QDockWidget(tr("Lab"), this);
    dock->setObjectName("lab");
    dock->setWidget(m_lab);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    dock->hide();
    connect(m_lab, &LabPanel::networkChanged, this, &MainWindow::followLab);
    connect(m_lab, &LabPanel::packetSent, this, &MainWindow::traceSent);
    connect(m_lab, &LabPanel::problemMet, this, &MainWindow::tell);

    auto* menu = new QMenu(tr("&Lab"), this);
    menuBar()->insertMenu(menuBar()->actions().value(4), menu);
    const auto action = [&](QMenu* into, const QString& name, auto&& does) {
        auto* made = into->addAction(name);
        connect(made, &QAction::triggered, this, does);
        return made;
    };
    for (const auto& [name, world] : {std::pair(tr("An &empty host"), "empty"), {tr("A &host behind a router"), "lesson"}, {tr("&Two hosts on a switch"), "two-hosts"}})
        action(menu, name, [this, world = QString(world)] { startLab(world); });
    action(menu, tr("&Open this network in the lab"), &MainWindow::openInLab)->setShortcut(QKeySequence("Ctrl+Shift+O"));
    menu->addSeparator();
    for (const auto name : lab::shippedLessons())
        if (const auto lesson = lab::parseLesson(*lab::shippedLesson(name), name))
            action(menu, text(lesson->title), [this, own = text(name)] { startLesson(own); });
    action(menu, tr("A lesson from a &file…"), [this] {
        if (const auto path = QFileDialog::getOpenFileName(this, tr("Open a lesson"), {}, tr("Lessons (*.md);;All files (*)")); !path.isEmpty())
            startLesson(path);
    });
    menu->addSeparator();
    action(menu, tr("&What did this change?"), [this] {
        if (m_lab->isActive())
            m_lab->run({"changes"});
        else
            tell(tr("Open a network in the lab first, and change something."));
    });
}

void MainWindow::startLab(const QString& world)
{
    auto network = lab::startingWorld(world.toStdString());
    if (!network)
        return tell(describeError(network.error()));
    beginLab(std::move(*network), nullptr, std::nullopt, tr("lab"), greetingOf(tr("A network to try things in.")));
}

void MainWindow::startLesson(const QString& name)
{
    Result<lab::Lesson> lesson = failure({});
    if (const auto own = lab::shippedLesson(name.toStdString())) {
        lesson = lab::parseLesson(*own, name.toStdString());
    } else {
        const auto content = readFile(name.toStdString(), 1 << 20);
        lesson = content ? lab::parseLesson(*content, name.toStdString()) : failure(content.error());
    }
    auto network = lesson ? lab::startingWorld(lesson->world) : failure(lesson.error());
    if (!network)
        return tell(describeError(network.error()));
    const auto title = text(lesson->title);
    beginLab(std::move(*network), nullptr, std::move(*lesson), title, greetingOf(title));
}

void MainWindow::openInLab()
{
    if (!m_scene)
        return tell(tr("There is no network yet: open one first."));
    beginLab(*m_scene->snapshot, m_scene->cluster, std::nullopt, tr("lab: a copy"), greetingOf(tr("A copy of the network: change it, and ask what that changed (changes).")));
}

void MainWindow::beginLab(Snapshot network, std::shared_ptr<const ClusterInput> model, std::optional<lab::Lesson> lesson, const QString& name, const QString& greeting)
{
    stopLive();
    m_loading->cancel();
    m_lab->start(std::move(network), model, std::move(lesson), greeting);
    auto scene = makeScene(m_lab->session()->snapshot(), {}, std::move(model));
    m_arrangement->begin(scene->snapshot);
    m_question.reset();
    m_tracing->cancel();
    m_tracePanel->setResult(nullptr);
    m_canvas->clearRoute();
    m_input = "lab";
    m_liveScene = scene;
    showScene(std::move(scene));
    showPage(0);
    m_tree->expandToDepth(0);
    m_liveLabel->setText("○ " + name);
    for (const auto* other : {"scope", "inspector", "trace", "traces", "events"})
        findChild<QDockWidget*>(other)->hide(); // the console and the picture are what it is about
    auto* dock = findChild<QDockWidget*>("lab");
    dock->show();
    dock->raise();
    resizeDocks({dock}, {std::min(labWidth, width() * 2 / 5)}, Qt::Horizontal);
    m_canvas->fit();
    m_lab->setFocus();
}

void MainWindow::leaveLab()
{
    m_lab->stop();
    findChild<QDockWidget*>("lab")->hide();
    m_applying->cancel();
    m_liveScene = nullptr;
}

/// As the changes of a live network come: what is new glows.
void MainWindow::followLab(const std::shared_ptr<const Snapshot>& network)
{
    m_applying->start([before = m_scene, arrangement = m_arrangement->arrangement(), network] {
        Applied applied;
        applied.changes = changesBetween(*before->snapshot, *network);
        // A namespace that something changed in would glow as a whole, with all that did not.
        std::erase_if(applied.changes, [&](const auto& change) { return change.first.link == 0 && before->space(change.first) != nullptr; });
        applied.scene = makeScene(network, arrangement, before->cluster);
        return applied;
    });
}

void MainWindow::traceSent(const QString& from, const lab::SentFlow& sent)
{
    const auto& flow = sent.flow;
    const auto host = text(flow.destination.text());
    TraceQuestion question;
    question.from = from.isEmpty() ? QString("host") : "netns/" + from;
    question.to = !hasPorts(flow.protocol) ? host : (flow.destination.family == IpFamily::V6 ? "[" + host + "]" : host) + ":" + QString::number(flow.destinationPort);
    question.protocol = hasPorts(flow.protocol) ? text(protocolName(flow.protocol)) : QString();
    m_playsTrace = true;
    ask(question);
}

} // namespace hoplens::views
