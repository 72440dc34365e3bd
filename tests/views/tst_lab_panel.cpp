// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_panel.h"
#include "lab/lesson_view.h"
#include "lab/terminal.h"
#include "topology/topology_canvas.h"
#include "window_fixture.h"

#include <QClipboard>
#include <QDockWidget>
#include <QGuiApplication>
#include <QPushButton>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

namespace {

/// Types a line and waits until everything that runs has ended.
void type(MainWindow& window, const QString& line)
{
    QTest::keyClicks(window.labPanel()->terminal(), line);
    QTest::keyClick(window.labPanel()->terminal(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!window.labPanel()->isWorking(), 10000);
}

QString printed(const MainWindow& window) { return window.labPanel()->terminal()->toPlainText(); }

QPushButton* button(const MainWindow& window, const QString& name)
{
    for (auto* each : window.labPanel()->lesson()->findChildren<QPushButton*>())
        if (each->text() == name && each->isEnabled())
            return each;
    return nullptr;
}

} // namespace

class tst_lab_panel : public QObject {
    Q_OBJECT
private slots:
    void init() { forgetEverything(); }

    void whatIsTypedIsDrawn()
    {
        MainWindow window(Theme::Light);
        window.startLab("empty");
        QVERIFY(window.findChild<QDockWidget*>("lab")->isVisibleTo(&window));
        QCOMPARE(window.scene()->snapshot->hosts.front().namespaces.size(), std::size_t(1));
        type(window, "ip netns add red");
        QTRY_COMPARE(window.scene()->snapshot->hosts.front().namespaces.size(), std::size_t(2));
        QVERIFY(window.scene()->boxOf(namespaceObject(*window.scene(), "red")) != nullptr);
        type(window, "undo");
        QTRY_COMPARE(window.scene()->snapshot->hosts.front().namespaces.size(), std::size_t(1));
        QVERIFY(printed(window).contains("undo: ip netns add red"));
        type(window, "ip netns add");
        QVERIFY(printed(window).contains("No netns name specified"));
    }

    void aPingSetsOut()
    {
        MainWindow window(Theme::Light);
        window.startLab("two-hosts");
        QSignalSpy traced(&window, &MainWindow::traceShown);
        type(window, "ping -c 1 192.168.50.2");
        QTRY_VERIFY_WITH_TIMEOUT(traced.size() > 0, 10000);
        QTRY_VERIFY(window.tracePanel()->isPlaying());
        QVERIFY(window.tracePanel()->sentence().contains("192.168.50.2"));
        QCOMPARE(window.tracePanel()->result()->question.from, QString("host"));
        type(window, "sudo trace --from netns/b 192.168.50.1");
        QTRY_COMPARE(window.tracePanel()->result()->question.from, QString("netns/b"));
    }

    void theKeysAreATerminals()
    {
        MainWindow window(Theme::Dark);
        window.startLab("empty");
        auto* terminal = window.labPanel()->terminal();
        type(window, "echo one");
        type(window, "echo two");
        QTest::keyClick(terminal, Qt::Key_Up);
        QTest::keyClick(terminal, Qt::Key_Up);
        QCOMPARE(terminal->typed(), QString("echo one"));
        QTest::keyClick(terminal, Qt::Key_Down);
        QCOMPARE(terminal->typed(), QString("echo two"));
        QTest::keyClick(terminal, Qt::Key_U, Qt::ControlModifier);
        QTest::keyClicks(terminal, "ip netn");
        QTest::keyClick(terminal, Qt::Key_Tab);
        QCOMPARE(terminal->typed(), QString("ip netns "));
        for (int i = 0; i < 40; ++i) // what was printed stays
            QTest::keyClick(terminal, Qt::Key_Backspace);
        QCOMPARE(terminal->typed(), QString());
        QVERIFY(printed(window).endsWith("$ "));
        terminal->moveCursor(QTextCursor::Start);
        QTest::keyClicks(terminal, "echo here");
        QCOMPARE(terminal->typed(), QString("echo here"));
        QTest::keyClick(terminal, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(terminal->typed(), QString());
        QGuiApplication::clipboard()->setText("for i in 1 2; do\necho n$i\ndone\necho end");
        QTest::keyClick(terminal, Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(terminal->typed(), QString("echo end")); // the last line waits for Enter
        QVERIFY(printed(window).contains("> echo n$i"));
        QVERIFY(printed(window).contains("n1\nn2\n"));
    }

    void aRunawayLoopEnds()
    {
        MainWindow window(Theme::Light);
        window.startLab("empty");
        auto* terminal = window.labPanel()->terminal();
        type(window, "x='1 2 3 4 5 6 7 8 9 0'");
        QTest::keyClicks(terminal, "for a in $x; do for b in $x; do for c in $x; do for d in $x; do for e in $x; do ip addr; done; done; done; done; done");
        QTest::keyClick(terminal, Qt::Key_Return);
        QVERIFY(window.labPanel()->isWorking());
        QElapsedTimer timer;
        timer.start();
        QTest::qWait(50);
        QTest::keyClick(terminal, Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!window.labPanel()->isWorking(), 5000);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        type(window, "echo again");
        QVERIFY(printed(window).contains("again"));
    }

    void theWindowClosesWhileSomethingRuns()
    {
        auto window = std::make_unique<MainWindow>(Theme::Light);
        window->startLab("empty");
        QTest::keyClicks(window->labPanel()->terminal(), "for a in 1 2 3 4 5 6 7 8 9; do for b in 1 2 3 4 5 6 7 8 9; do for c in 1 2 3 4 5 6 7 8 9; do for d in 1 2 3 4 5 6 7 8 9; do ip addr; done; done; done; done");
        QTest::keyClick(window->labPanel()->terminal(), Qt::Key_Return);
        QVERIFY(window->labPanel()->isWorking());
        window.reset();
    }

    void aLessonIsTaken()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("mine.md"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# Mine\n```lesson\nworld: empty\n```\n## One\nText.\n```console\nip netns add red\nip netns exec red ip link set lo up\n```\n```predict\nquestion: Is there blue?\nask: ip netns | grep blue\n```\n```task\ngoal: Add blue.\ncheck: ip netns | grep blue\nhint: as red was\n```\n## Two\n");
        file.close();
        MainWindow window(Theme::Light);
        window.startLesson(file.fileName());
        auto* lesson = window.labPanel()->lesson();
        QVERIFY(lesson->isVisibleTo(&window));
        QVERIFY(lesson->words().contains("Is there blue?"));
        button(window, "Run all")->click();
        QTRY_VERIFY(printed(window).contains("$ ip netns exec red ip link set lo up"));
        QTRY_COMPARE(window.scene()->snapshot->hosts.front().namespaces.size(), std::size_t(2));
        QTRY_VERIFY(button(window, "No") != nullptr);
        button(window, "No")->click();
        QVERIFY(lesson->words().contains("**Right**"));
        QVERIFY(!button(window, "No"));
        button(window, "Check")->click();
        QVERIFY(lesson->words().contains("Not yet"));
        type(window, "ip netns add blue");
        button(window, "Check")->click();
        QVERIFY(lesson->words().contains("Done."));
        QCOMPARE(window.labPanel()->session()->lesson()->points(), 2u);
        button(window, "Next")->click();
        QVERIFY(lesson->words().contains("Two"));
        QVERIFY(!button(window, "Next"));
        button(window, "Back")->click();
        QVERIFY(lesson->words().contains("One"));
    }

    void aBrokenLessonIsTold()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("mine.md"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# Mine\n\n## One\n```task\ngoal: nothing\n```\n");
        file.close();
        MainWindow window(Theme::Light);
        QSignalSpy told(&window, &MainWindow::problemMet);
        window.startLesson(file.fileName());
        QCOMPARE(told.size(), 1);
        QVERIFY2(told[0][0].toString().contains("mine.md:4"), qPrintable(told[0][0].toString()));
        QVERIFY(!window.labPanel()->isActive());
        window.startLesson(folder.filePath("none.md"));
        QCOMPARE(told.size(), 2);
    }

    void anyNetworkCanBeTried()
    {
        MainWindow window(Theme::Light);
        open(window);
        const auto real = window.scene()->snapshot;
        window.openInLab();
        type(window, "ip link set my-bridge down");
        QTRY_VERIFY(window.scene()->snapshot != real);
        type(window, "changes");
        QVERIFY2(printed(window).contains("ns1 → "), qPrintable(printed(window)));
        QVERIFY(printed(window).contains("before: answered"));
        open(window); // and the lab is left
        QVERIFY(!window.labPanel()->isActive());
        QVERIFY(!window.findChild<QDockWidget*>("lab")->isVisibleTo(&window));
    }

    void theProjectorShowsIt()
    {
        MainWindow window(Theme::Light);
        window.startLesson("networking");
        window.setProjector(true);
        QVERIFY(window.findChild<QDockWidget*>("lab")->isVisibleTo(&window));
        QVERIFY(window.labPanel()->terminal()->font().pixelSize() >= 18);
        window.setProjector(false);
        QCOMPARE(window.labPanel()->terminal()->font().pixelSize(), 13);
    }
};

QTEST_MAIN(tst_lab_panel)
#include "tst_lab_panel.moc"
