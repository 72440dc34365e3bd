// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/services_page.h"
#include "lab/lab_panel.h"
#include "lab/lesson_view.h"
#include "policy/policies_page.h"
#include "topology/arrangement_keeper.h"
#include "topology/topology_canvas.h"
#include "window/main_window.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QPushButton>
#include <QTabWidget>
#include <QTextStream>

using namespace hoplens;
using namespace hoplens::views;

namespace {

/// Lets the window work until the signal came.
template <class Signal> bool waitFor(MainWindow& window, Signal signal)
{
    bool came = false;
    const auto connection = QObject::connect(&window, signal, &window, [&came] { came = true; });
    QElapsedTimer timer;
    for (timer.start(); !came && timer.elapsed() < 20000;)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    QObject::disconnect(connection);
    return came;
}

void settle()
{
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 400;)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
}

} // namespace

/// Writes a picture of each page of the window: make_screenshots FOLDER SNAPSHOT [LARGE-SNAPSHOT [RULES [MANIFESTS]]].
int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("hoplens-screenshots");
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() < 3) {
        QTextStream(stderr) << "usage: make_screenshots FOLDER SNAPSHOT [LARGE-SNAPSHOT [RULES [MANIFESTS]]]\n";
        return 2;
    }
    const QDir folder(arguments[1]);
    for (const auto theme : {Theme::Light, Theme::Dark})
        for (const QSize size : {QSize(1366, 768), QSize(2560, 1440)}) {
            const auto save = [&](MainWindow& window, const QString& page) {
                settle();
                window.grab().save(folder.filePath(QString("%1-%2-%3.png").arg(page, theme == Theme::Light ? "light" : "dark").arg(size.width())));
            };
            MainWindow window(theme);
            window.resize(size);
            window.show();
            save(window, "welcome");
            window.openFile(arguments[2]);
            if (!waitFor(window, &MainWindow::sceneShown))
                return 1;
            save(window, "network");
            window.ask({"netns/ns1", "8.8.8.8", {}, FlowAge::New});
            if (!waitFor(window, &MainWindow::traceShown))
                return 1;
            for (int i = 0; i < 9; ++i)
                window.tracePanel()->stepForward();
            const auto& scene = *window.scene();
            window.canvas()->select({scene.objectOf(scene.world->byName("ns1"))});
            save(window, "trace");
            auto* keeper = window.arrangement();
            const auto object = [&](std::string_view name) { return window.scene()->objectOf(window.scene()->world->byName(name)); };
            keeper->move(*window.scene(), {object("ns2")}, {40, 208});
            if (!waitFor(window, &MainWindow::sceneRearranged))
                return 1;
            keeper->togglePinned(*window.scene(), {object("ns2")});
            keeper->hide(*window.scene(), {object("ns4")});
            if (!waitFor(window, &MainWindow::sceneRearranged))
                return 1;
            window.canvas()->fit();
            save(window, "arranged");
            keeper->showEverything();
            keeper->togglePinned(*window.scene(), {object("ns2")});
            keeper->layOutAnew();
            if (!waitFor(window, &MainWindow::sceneRearranged))
                return 1;
            window.showPage(1);
            save(window, "rules");
            window.showPage(2);
            save(window, "charts");
            window.showPage(3);
            save(window, "table");
            window.showPage(0);
            window.setProjector(true);
            window.setWindowState(Qt::WindowNoState); // the offscreen screen is small
            window.resize(size);
            save(window, "projector");
            window.setProjector(false);
            window.startLesson("networking");
            save(window, "lab-begin");
            auto& lab = *window.labPanel();
            const auto work = [&] {
                QElapsedTimer timer;
                for (timer.start(); (lab.isWorking() || timer.elapsed() < 50) && timer.elapsed() < 20000;)
                    QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
            };
            for (int step = 0; step < 11; ++step) {
                for (const auto& block : lab.session()->lesson()->step().blocks)
                    if (block.kind == lab::LessonBlock::Kind::Commands)
                        for (const auto& command : block.commands)
                            lab.run({text(command)});
                work();
                if (step < 10)
                    lab.lesson()->next();
            }
            settle();
            window.canvas()->fit();
            save(window, "lab");
            lab.lesson()->next();
            work();
            for (auto* button : lab.lesson()->findChildren<QPushButton*>())
                if (button->text() == "Check")
                    button->click();
            save(window, "lab-task");
            window.setProjector(true);
            window.setWindowState(Qt::WindowNoState);
            window.resize(size);
            save(window, "lab-projector");
            window.setProjector(false);
            if (arguments.size() > 3) {
                window.openFile(arguments[3]);
                if (!waitFor(window, &MainWindow::sceneShown))
                    return 1;
                window.canvas()->fit();
                save(window, "large");
            }
            if (arguments.size() > 4) {
                window.openFile(arguments[4]);
                if (!waitFor(window, &MainWindow::sceneShown))
                    return 1;
                window.showPage(1);
                window.ask({"host", "172.30.0.70:443", {}, FlowAge::New});
                if (!waitFor(window, &MainWindow::traceShown))
                    return 1;
                save(window, "firewall");
            }
            if (arguments.size() > 5) {
                window.openFile(arguments[5]);
                if (!waitFor(window, &MainWindow::sceneShown))
                    return 1;
                window.showPage(4);
                window.servicesPage()->choose(2);
                save(window, "services");
                window.showPage(5);
                settle();
                window.policiesPage()->matrix()->choose(2, 7);
                save(window, "policies");
                window.policiesPage()->findChild<QTabWidget*>("views")->setCurrentWidget(window.policiesPage()->graph());
                save(window, "policy-graph");
                window.setProjector(true);
                window.setWindowState(Qt::WindowNoState);
                window.resize(size);
                save(window, "policy-projector");
                window.policiesPage()->findChild<QTabWidget*>("views")->setCurrentWidget(window.policiesPage()->matrix());
                save(window, "square-projector");
                window.setProjector(false);
                if (window.servicesPage()->model()->rowCount() == 0)
                    continue;
                emit window.servicesPage()->traceAsked(window.servicesPage()->model()->target(0));
                if (!waitFor(window, &MainWindow::traceShown))
                    return 1;
                window.showPage(0);
                window.canvas()->fit();
                save(window, "cluster");
            }
        }
    return 0;
}
