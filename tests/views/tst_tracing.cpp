// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rules_page.h"
#include "topology/links.h"
#include "topology/topology_canvas.h"
#include "trace/trace_comparison.h"
#include "trace/trace_list.h"
#include "window_fixture.h"
#include "words/theme.h"

#include <QAbstractItemModelTester>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

/// Traces in the window: asked for, drawn, listed, compared, exported.
class tst_tracing : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        forgetEverything();
    }

    void whatCannotBeTracedSaysWhy_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("says");
        QTest::newRow("no address") << "netns/ns1" << "300.1.1.1" << "300.1.1.1";
        QTest::newRow("no such place") << "netns/nowhere" << "8.8.8.8" << "nowhere";
        QTest::newRow("nothing") << "" << "" << "address";
    }
    void whatCannotBeTracedSaysWhy()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        MainWindow window(Theme::Light);
        open(window);
        QSignalSpy shown(&window, &MainWindow::traceShown);
        window.ask({from, to, {}, FlowAge::New});
        QVERIFY(shown.wait(10000));
        QVERIFY(window.tracePanel()->result() == nullptr);
        QVERIFY(!window.tracePanel()->sentence().isEmpty());
        QFETCH(QString, says);
        QVERIFY2(window.tracePanel()->sentence().contains(says), qPrintable(window.tracePanel()->sentence()));
    }

    void tracesAreKeptComparedAndExported()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        trace(window, "8.8.8.8");
        trace(window, "192.168.1.3");
        trace(window, "192.168.1.3"); // the same answer to the same question
        auto* list = window.traceList();
        QCOMPARE(list->count(), 2);
        list->select({0, 1});
        const auto both = list->selected();
        QCOMPARE(both.size(), std::size_t{2});
        ComparisonModel model(both[1], both[0], Theme::Light);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        int same = 0;
        int other = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            (model.index(row, 0).data(ComparisonModel::DiffersRole).toBool() ? other : same) += 1;
        QVERIFY(same > 0 && other > 0);
        ComparisonModel equal(both[0], both[0], Theme::Light);
        for (int row = 0; row < equal.rowCount(); ++row)
            QVERIFY(!equal.index(row, 0).data(ComparisonModel::DiffersRole).toBool());
        emit list->wanted(both[1]); // the older one again
        QCOMPARE(window.tracePanel()->result(), both[1]);
        QTemporaryDir folder;
        for (const QString& ending : {QString("txt"), QString("json"), QString("svg"), QString("png"), QString("pdf")}) {
            const auto path = folder.filePath("trace." + ending);
            QVERIFY(window.exportTrace(path).has_value());
            QVERIFY2(QFileInfo(path).size() > 500, qPrintable(path));
        }
        const QImage image(folder.filePath("trace.png"));
        for (const auto ink : {Ink::Surface, Ink::Link, Ink::Network, Ink::Translation, Ink::Filter})
            QVERIFY2(holdsColor(image, color(ink, Theme::Light)), inkColor(ink, Theme::Light).c_str());
        QVERIFY(!window.exportTrace(folder.filePath("trace.doc")).has_value());
        window.showPage(1);
        QVERIFY(window.exportView(folder.filePath("rules.svg")).has_value());
        QFile rules(folder.filePath("rules.svg"));
        QVERIFY(rules.open(QIODevice::ReadOnly));
        QVERIFY(rules.readAll().contains("POSTROUTING"));
    }

    void pathIsDrawnOverThePicture()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        const QImage before = window.canvas()->grabImage(QSize(1200, 600));
        trace(window, "192.168.1.3");
        while (true) {
            const auto place = window.tracePanel()->place();
            window.tracePanel()->stepForward();
            if (window.tracePanel()->place() == place)
                break;
        }
        QVERIFY(window.tracePanel()->place().isBack); // to the end of the answer's way
        QVERIFY(window.canvas()->grabImage(QSize(1200, 600)) != before);
    }

    void rulesPageMarksWhatTheTraceMet()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        trace(window, "8.8.8.8");
        auto* page = window.rulesPage();
        QAbstractItemModelTester chains(page->chains(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester rules(page->rules(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(page->rules()->rowCount(), 1);
        QCOMPARE(page->rules()->index(0, RuleModel::MatchesColumn).data().toString(), QString("out through uplink, from 192.168.1.0/24"));
        QCOMPARE(page->rules()->index(0, RuleModel::TargetColumn).data().toString(), QString("masquerade"));
        QCOMPARE(page->rules()->index(0, 0).data(Qt::ToolTipRole).toString(), QString("-s 192.168.1.0/24 -o uplink -j MASQUERADE"));
        QCOMPARE(page->rules()->index(0, 0).data().toString(), QString("● 1"));
        trace(window, "192.168.1.3"); // stays on the bridge, and meets no rule
        QCOMPARE(page->rules()->index(0, 0).data().toString(), QString("1"));
        page->showChain(ChainId{9999}); // there is none
        QCOMPARE(page->rules()->rowCount(), 1);
    }

    void aStepLeadsToWhatDecidedIt()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        trace(window, "8.8.8.8");
        auto* panel = window.tracePanel();
        const auto address = [&] {
            static const QRegularExpression link("href=\"([^\"]+)\"");
            return QUrl(link.match(panel->findChild<QTextBrowser*>()->toHtml()).captured(1));
        };
        bool toChain = false;
        bool toDevice = false;
        for (int i = 0; i < 30; ++i) {
            const auto url = address();
            if (const auto chain = chainOf(url)) {
                toChain = true;
                emit panel->linkFollowed(url);
                QVERIFY(window.rulesPage()->isVisible());
                QCOMPARE(window.rulesPage()->shownNamespace(), chain->space);
            } else if (objectOf(url).isValid()) {
                toDevice = true;
                emit panel->linkFollowed(url);
                QCOMPARE(*window.canvas()->selection().begin(), objectOf(url));
            }
            panel->stepForward();
        }
        QVERIFY(toChain && toDevice);
        QVERIFY(!chainOf(QUrl("chain:1/2/x")) && !chainOf(QUrl("object:1/2/3")) && !objectOf(QUrl("chain:1/2/3")).isValid());
    }
};

QTEST_MAIN(tst_tracing)
#include "tst_tracing.moc"
