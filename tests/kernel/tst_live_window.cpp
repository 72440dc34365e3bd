// SPDX-License-Identifier: GPL-3.0-or-later
#include "laboratory.h"
#include "charts/charts_page.h"
#include "charts/live_counters.h"
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
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
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
        QVERIFY(window.scopeModel()->indexOf(place).siblingAtColumn(1).data().toString() == "✕ trouble");

        ip(m_red, {"link set east up"});
        QTRY_VERIFY_WITH_TIMEOUT(linkOf(window, m_red, "east")->isUp() && troubleOf(*linkOf(window, m_red, "east")).empty(), 2000);
        // What passes is on the cable, in the rules' counters and in the chart.
        QTRY_VERIFY_WITH_TIMEOUT(!window.counters()->history().isEmpty(), 5000); // on the picture already
        window.showPage(2);
        window.chartsPage()->showNamespace(window.scene()->objectOf(window.scene()->world->byName(m_red.toStdString())));
        window.chartsPage()->showMeasure(Measure::PacketRate);
        QTRY_VERIFY_WITH_TIMEOUT(window.chartsPage()->lineCount() > 0, 5000);
        QString error;
        std::thread pinging([&] { error = m_laboratory.run(m_red, "ping", {"-c", "25", "-i", "0.1", "-W", "1", "10.77.0.2"}); });
        const auto ends = window.scene()->objectOf(window.scene()->world->byName(m_red.toStdString()), linkOf(window, m_red, "east"));
        QTRY_VERIFY_WITH_TIMEOUT(([&] {
            const auto rates = window.counters()->history().bitRates();
            const auto at = rates.find({ends.space, ends.link});
            return at != rates.end() && at->second > 1000;
        }()), 6000);
        pinging.join();
        QCOMPARE(error, QString());
        QTemporaryDir folder;
        for (const QString& ending : {QString("png"), QString("pdf"), QString("csv")}) {
            const auto path = folder.filePath("chart." + ending);
            const auto done = window.exportView(path);
            QVERIFY2(done.has_value(), done ? "" : describe(done.error()).c_str());
            QVERIFY(QFileInfo(path).size() > 40);
        }
        QFile table(folder.filePath("chart.csv"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        const auto lines2 = table.readAll();
        QVERIFY2(lines2.startsWith("seconds,") && lines2.contains("east received"), lines2.constData());
        window.chartsPage()->setPaused(true);
        QVERIFY(window.chartsPage()->isPaused());
        window.showPage(0);
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

    /// A pod that comes moves nobody; a thousand namespaces that are read, and change, stall nothing.
    void aThousandNamespacesStallNothing()
    {
        constexpr int count = 1000;
        for (int i = 0; i < count; ++i)
            std::thread([&] { m_laboratory.addNamespace(QString("pod%1").arg(i)); }).join();
        QStringList lines = {"link add br9 type bridge", "link set br9 up"};
        for (int i = 0; i < count; ++i)
            lines << QString("link add v%1 type veth peer name eth0 netns pod%1").arg(i) << QString("link set v%1 master br9 up").arg(i);
        ip("", lines);
        MainWindow window(Theme::Light);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QElapsedTimer turn;
        qint64 longest = 0;
        QTimer watchdog;
        watchdog.setInterval(0);
        connect(&watchdog, &QTimer::timeout, this, [&] {
            longest = std::max(longest, turn.elapsed());
            turn.restart();
        });
        turn.start();
        watchdog.start();
        window.startLive();
        const auto has = [&](const char* name) { return window.scene() && window.scene()->world->byName(name).valid(); };
        QTRY_VERIFY_WITH_TIMEOUT(has("pod999"), 30000);
        const auto pod = window.scene()->objectOf(window.scene()->world->byName("pod500"));
        const auto before = window.scene()->boxes.at(pod);
        std::atomic<bool> isDone = false;
        std::thread changing([&] { // aside, while the window works
            m_laboratory.addNamespace("another");
            m_laboratory.ip("", {"link add v-another type veth peer name eth0 netns another", "link set v-another master br9 up"});
            for (int i = 0; i < 40; ++i)
                m_laboratory.ip("", {QString("link set v%1 down").arg(i * 7)});
            isDone = true;
        });
        QTRY_VERIFY_WITH_TIMEOUT(isDone, 30000);
        changing.join();
        QTRY_VERIFY_WITH_TIMEOUT(has("another") && linkOf(window, QString::fromStdString(window.scene()->snapshot->hosts[0].namespaces[0].name), "v273") && !linkOf(window, QString::fromStdString(window.scene()->snapshot->hosts[0].namespaces[0].name), "v273")->isUp(), 20000);
        QVERIFY(window.scene()->boxes.at(pod) == before);
        watchdog.stop();
        qInfo() << "longest turn of the event loop" << longest << "ms";
        QVERIFY2(longest <= 100, qPrintable(QString("%1 ms").arg(longest)));
        window.stopLive();
    }
};

QTEST_MAIN(tst_live_window)
#include "tst_live_window.moc"
