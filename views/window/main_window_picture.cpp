// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/charts_page.h"
#include "charts/live_counters.h"
#include "inspector/inspector.h"
#include "kube/services_page.h"
#include "proxy/iptables_proxy.h"
#include "rules/rules_page.h"
#include "topology/arrangement_keeper.h"
#include "topology/links.h"
#include "topology/topology_canvas.h"
#include "window/main_window.h"
#include "window/trace_bar.h"
#include "words/theme.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QTabWidget>
#include <QUrl>

namespace hoplens::views {

void MainWindow::traceTo(const QString& target)
{
    if (!m_scene || !m_scene->cluster || target.isEmpty())
        return;
    auto question = m_traceBar->question();
    question.to = target;
    question.protocol.clear();
    if (!question.from.startsWith("pod/")) { // from a neighbour in its namespace, that is not it
        const auto& pods = m_scene->cluster->objects.pods;
        const auto home = target.section('/', 1, 1).toStdString();
        const auto own = target.section('/', 2).section(':', 0, 0).toStdString();
        const auto at = std::ranges::find_if(pods, [&](const kube::Pod& pod) { return pod.meta.nameSpace == home && pod.meta.name != own && !pod.ips.empty(); });
        question.from = at == pods.end() ? QString("outside") : "pod/" + text(at->meta.nameSpace + "/" + at->meta.name);
    }
    m_traceBar->setQuestion(question);
    ask(question);
}

void MainWindow::showServiceRules(const QString& display, const QString& protocol)
{
    if (!m_scene)
        return;
    const auto own = proxy::serviceChainNames(display.toStdString(), protocol.toStdString());
    for (std::uint32_t h = 0; h < m_scene->snapshot->hosts.size(); ++h)
        for (const auto& space : m_scene->snapshot->hosts[h].namespaces)
            for (std::uint32_t c = 0; c < space.rules.chains.size(); ++c)
                if (std::ranges::find(own, space.rules.chainName(ChainId{c})) != own.end() && space.rules.chains[c].rules.count > 0) {
                    m_rulesPage->showNamespace({space.inode, 0, h});
                    m_rulesPage->showChain(ChainId{c});
                    return m_tabs->setCurrentWidget(m_rulesPage);
                }
    tell(tr("No namespace here has rules of %1.").arg(display));
}
namespace {

constexpr std::size_t watchedAtOnce = 48; ///< namespaces: from farther away nobody reads rates

} // namespace

void MainWindow::makePictureActions()
{
    auto* edit = new QMenu(tr("&Edit"), this);
    menuBar()->insertMenu(menuBar()->actions().value(1), edit);
    m_canvasMenu = new QMenu(this);
    auto* undo = m_arrangement->history()->createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    auto* redo = m_arrangement->history()->createRedoAction(this, tr("&Redo"));
    redo->setShortcut(QKeySequence::Redo);
    edit->addActions({undo, redo});
    edit->addSeparator();
    const auto action = [&](const QString& name, const QKeySequence& keys, auto&& does) {
        auto* made = edit->addAction(name);
        made->setShortcut(keys);
        connect(made, &QAction::triggered, this, [this, does] {
            if (m_scene)
                does();
        });
        return made;
    };
    auto* from = action(tr("Trace &from here"), {}, [this] {
        for (const auto& object : m_canvas->selection())
            if (const auto* space = m_scene->space(object)) {
                m_traceBar->setFrom(space->isHost ? QString("host") : "netns/" + text(space->name));
                return m_traceBar->focusTarget();
            }
    });
    auto* collapse = action(tr("&Collapse or expand"), QKeySequence("Ctrl+Shift+C"), [this] { m_arrangement->toggleCollapsed(*m_scene, m_canvas->selection()); });
    auto* pin = action(tr("&Pin or unpin"), QKeySequence("Ctrl+Shift+P"), [this] { m_arrangement->togglePinned(*m_scene, m_canvas->selection()); });
    auto* hide = action(tr("&Hide"), QKeySequence("Ctrl+Shift+H"), [this] { m_arrangement->hide(*m_scene, m_canvas->selection()); });
    auto* all = action(tr("&Show everything"), QKeySequence("Ctrl+Shift+A"), [this] { m_arrangement->showEverything(); });
    auto* anew = action(tr("&Lay out anew"), QKeySequence("Ctrl+Shift+L"), [this] { m_arrangement->layOutAnew(); });
    m_canvasMenu->addActions({from, collapse, pin, hide});
    m_canvasMenu->addSeparator();
    m_canvasMenu->addActions({all, anew, undo, redo});
    connect(m_canvas, &TopologyCanvas::menuWanted, m_canvasMenu, [this](QPoint at) { m_canvasMenu->popup(at); });
    connect(m_canvas, &TopologyCanvas::moveWanted, this, [this](const std::set<PictureObject>& objects, QPointF by) { m_arrangement->move(*m_scene, objects, by); });
    connect(m_arrangement, &ArrangementKeeper::changed, this, &MainWindow::rearrange);
}

/// As the person has it; on the projector with less of it: the namespaces that the packet does not come by fold away.
Arrangement MainWindow::shownArrangement() const
{
    auto arrangement = m_arrangement->arrangement();
    const auto& result = m_tracePanel->result();
    if (!m_isProjector || !result || !m_scene || result->scene->world != m_scene->world)
        return arrangement;
    std::set<PictureObject> onWay;
    const std::function<void(const TraceBranch&)> take = [&](const TraceBranch& branch) {
        for (const auto& step : branch.steps)
            onWay.insert(m_scene->objectOf(step.space));
        for (const auto& reply : branch.replies)
            take(reply);
    };
    for (const auto& branch : result->trace.branches)
        take(branch);
    for (std::uint32_t s = 0; s < m_scene->world->size(); ++s)
        if (const auto object = m_scene->objectOf(SpaceId{s}); !onWay.contains(object) && !m_scene->world->space(SpaceId{s}).data.isHost)
            arrangement.hidden.insert(object);
    return arrangement;
}

void MainWindow::rearrange()
{
    if (m_scene)
        m_arranging->start([scene = m_scene, arrangement = shownArrangement()] { return rearranged(*scene, arrangement); });
}

void MainWindow::followLink(const QUrl& url)
{
    if (const auto place = chainOf(url)) {
        if (!m_rulesPage->showNamespace(place->space))
            return tell(tr("The rules of that namespace are not here."));
        m_rulesPage->showChain(place->chain);
        return showPage(1);
    }
    if (const auto object = objectOf(url); object.isValid()) {
        m_canvas->select({object});
        m_canvas->flyTo(object);
        m_inspector->setFocus();
    }
}

void MainWindow::watchCounters()
{
    if (!m_monitor || !m_scene)
        return;
    std::vector<CounterWatch> wanted;
    if (m_charts->isVisible())
        if (auto watch = m_charts->wanted()) {
            m_counters->keep(watch->inode);
            wanted.push_back(std::move(*watch));
        }
    const auto want = [&](const PictureObject& object, bool withRules) {
        if (const auto* space = m_scene->space(object))
            wanted.push_back({space->inode, entrancesOf(*space), withRules});
    };
    if (m_rulesPage->isVisible())
        want(m_rulesPage->shownNamespace(), true);
    if (m_canvas->isVisible())
        for (const auto& object : m_canvas->namespacesInSight(watchedAtOnce))
            want(object, false);
    m_counters->watch(wanted);
}

void MainWindow::showCounters()
{
    if (!m_scene)
        return;
    std::map<PictureObject, double> rates;
    for (const auto& [link, rate] : m_counters->history().bitRates())
        rates[{link.first, link.second, 0}] = rate; // a live network is one host
    m_canvas->setBitRates(std::move(rates));
    m_charts->refresh();
    if (const auto shown = m_rulesPage->shownNamespace(); shown.isValid() && m_rulesPage->isVisible()) {
        auto counters = m_counters->history().ruleCounters(shown.space);
        m_rulesPage->setCounters(std::move(counters.now), std::move(counters.rates));
    }
}

void MainWindow::showRoute()
{
    const auto& result = m_tracePanel->result();
    if (!result || !m_scene || result->scene->world != m_scene->world)
        return;
    const auto& place = m_tracePanel->place();
    if (place.branch >= result->trace.branches.size())
        return;
    const auto& branch = result->trace.branches[place.branch];
    m_canvas->setRoute(routeThrough(*m_scene, branch.steps), place.reply < branch.replies.size() ? routeThrough(*m_scene, branch.replies[place.reply].steps) : std::vector<RoutePiece>());
    showStep();
}

void MainWindow::showStep()
{
    const auto& place = m_tracePanel->place();
    PacketLabel label;
    if (const auto* step = m_tracePanel->currentStep()) {
        const auto endOf = [](const Tuple& tuple, const Address& address, std::uint16_t port) {
            if (address.isUnspecified()) // a sender that has no source yet
                return QString();
            const auto plain = text(address.text());
            return !hasPorts(tuple.protocol) ? plain : (address.family == IpFamily::V6 ? "[" + plain + "]" : plain) + ":" + QString::number(port);
        };
        const auto& before = step->before->tuple;
        const auto& after = step->after->tuple;
        label.source = endOf(after, after.source, after.sourcePort);
        label.destination = endOf(after, after.destination, after.destinationPort);
        label.isSourceChanged = !before.source.isUnspecified() && endOf(before, before.source, before.sourcePort) != label.source;
        label.isDestinationChanged = endOf(before, before.destination, before.destinationPort) != label.destination;
    }
    m_canvas->showStep(place.step, place.isBack, std::move(label));
}

} // namespace hoplens::views
