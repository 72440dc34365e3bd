// SPDX-License-Identifier: GPL-3.0-or-later
#include "laboratory.h"
#include "models/scope_model.h"
#include "picture/picture_words.h"
#include "topology/topology_canvas.h"
#include "window/event_log.h"
#include "window/main_window.h"
#include "words/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <thread>

using namespace hoplens;
using namespace hoplens::test;
using namespace hoplens::views;

/// A real window over a real kernel: namespaces that the test makes, followed live.
class tst_live_window : public QObject {
    Q_OBJECT
private:
    Laboratory m_laboratory;
    QString m_red;
    QString m_blue;

    // Commands run on a thread of their own: the main thread's namespace is what the window takes for the host's.
    void ip(const QString& space, const QStringList& lines)
    {
        QString error;
        std::thread([&] { error = m_laboratory.ip(space, lines); }).join();
        QVERIFY2(error.isEmpty(), qPrintable(error));
    }

    static const Link* linkOf(const MainWindow& window, const QString& space, std::string_view name)
    {
        const auto id = window.scene() ? window.scene()->world->byName(space.toStdString()) : SpaceId{};
        return id.valid() ? window.scene()->world->space(id).data.link(name) : nullptr;
    }

private slots:
    void initTestCase()
    {
        HOPLENS_ENTER_LABORATORY();
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("hoplens-test");
    }
    void cleanupTestCase() { m_laboratory.removeAll(); }

    void aLinkThatGoesDownIsSeenWithinASecond()
    {
        QVERIFY(qEnvironmentVariableIsSet("DISPLAY") || QGuiApplication::platformName() == "offscreen");
        m_red = "red";
        m_blue = "blue";
        for (const auto& name : {m_red, m_blue})
            std::thread([&] { m_laboratory.addNamespace(name); }).join();
        ip(m_red, {"link add east type veth peer name west netns " + m_blue});
        ip(m_red, {"addr add 10.77.0.1/24 dev east", "link set east up"});
        ip(m_blue, {"addr add 10.77.0.2/24 dev west", "link set west up"});

        MainWindow window(Theme::Light);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.startLive();
        QVERIFY(window.isLive());
        QTRY_VERIFY_WITH_TIMEOUT(linkOf(window, m_red, "east") && linkOf(window, m_blue, "west"), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(troubleOf(*linkOf(window, m_red, "east")).empty(), 5000);
        const auto place = window.scene()->objectOf(window.scene()->world->byName(m_red.toStdString()));
        const auto grab = [&window] { return window.canvas()->grabImage(QSize(1600, 1000)); };
        const QImage before = grab();

        QElapsedTimer timer;
        timer.start();
        ip(m_red, {"link set east down"});
        QTRY_VERIFY_WITH_TIMEOUT(linkOf(window, m_red, "east") && !linkOf(window, m_red, "east")->isUp(), 1000);
        const QImage after = grab();
        QVERIFY(after != before);
        const auto shows = [](const QImage& image, Ink ink) {
            const QRgb wanted = color(ink, Theme::Light).rgb();
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixel(x, y) == wanted)
                        return true;
            return false;
        };
        QVERIFY(!shows(before, Ink::Problem));
        QVERIFY(shows(after, Ink::Problem));
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
        qInfo() << "on the canvas after" << timer.elapsed() << "ms";
        const auto* log = window.eventLog();
        QVERIFY(log->count() > 0);
        QStringList lines;
        for (int i = 0; i < log->count(); ++i)
            lines << log->item(i)->text();
        QVERIFY2(lines.join('\n').contains("red: east is"), qPrintable(lines.join('\n')));
        QVERIFY(window.scopeModel()->indexOf(place).siblingAtColumn(1).data().toString() == "trouble");

        ip(m_red, {"link set east up"});
        QTRY_VERIFY_WITH_TIMEOUT(linkOf(window, m_red, "east")->isUp() && troubleOf(*linkOf(window, m_red, "east")).empty(), 2000);
        QSignalSpy traced(&window, &MainWindow::traceShown);
        window.ask({"netns/" + m_red, "10.77.0.2", "icmp", FlowAge::New});
        QVERIFY(traced.wait(5000));
        QVERIFY2(window.tracePanel()->sentence().contains("Delivered"), qPrintable(window.tracePanel()->sentence()));
        QSignalSpy problem(&window, &MainWindow::problemMet);
        window.openFile("/nonexistent");
        QVERIFY(problem.wait(5000));
        QVERIFY(window.isLive()); // a file that does not open ends nothing
        window.openSample();
        QTRY_VERIFY_WITH_TIMEOUT(!window.isLive(), 5000);
        QVERIFY(!linkOf(window, m_red, "east"));
        QTest::qWait(300); // nothing live comes after it
        QVERIFY(window.scene()->world->byName("ns1").valid());
    }
};

QTEST_MAIN(tst_live_window)
#include "tst_live_window.moc"
