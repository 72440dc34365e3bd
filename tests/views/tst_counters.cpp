// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/charts_page.h"
#include "rules/rules_graph.h"
#include "rules/rules_page.h"
#include "window_fixture.h"
#include "words/theme.h"

#include <QLineEdit>
#include <QTableView>
#include <QTemporaryDir>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

namespace {

CounterSample sampleAt(std::uint64_t inode, int seconds, std::uint64_t bytes, std::vector<Counters> rules = {})
{
    static const auto began = std::chrono::steady_clock::now();
    CounterSample sample;
    sample.inode = inode;
    sample.taken = began + std::chrono::seconds(seconds);
    LinkStatistics statistics;
    statistics.receivedBytes = bytes;
    statistics.sentBytes = 2 * bytes;
    sample.links.emplace_back(2, statistics);
    sample.conntrackEntries = static_cast<std::uint32_t>(seconds);
    if (!rules.empty())
        sample.rules = std::move(rules);
    return sample;
}

} // namespace

/// Counters over time: what they say, and the pages that show it.
class tst_counters : public QObject {
    Q_OBJECT
private slots:
    void init() { forgetEverything(); }

    void ratesComeFromDifferences()
    {
        CounterHistory history;
        history.keep(7);
        history.append({sampleAt(7, 0, 1000)});
        QVERIFY(history.bitRates().empty()); // one sample is no rate
        history.append({sampleAt(7, 2, 1500)});
        const auto rates = history.bitRates();
        QCOMPARE(rates.at({7, 2}), (500 * 8 + 1000 * 8) / 2.0);
        history.append({sampleAt(7, 3, 10)}); // the device was made anew
        QVERIFY(history.bitRates().empty());
        const auto lines = history.series(7, Measure::BitRate, {{2, "eth0"}});
        QCOMPARE(lines.size(), std::size_t{2});
        QCOMPARE(lines[0].points.size(), std::size_t{1});
        QCOMPARE(lines[0].points[0], std::pair(2.0, 2000.0));
        QCOMPARE(lines[1].direction, Direction::Sent);
        QCOMPARE(history.series(7, Measure::ConntrackEntries, {}).front().points.size(), std::size_t{3});
        QVERIFY(history.series(8, Measure::BitRate, {{2, "eth0"}}).empty());
    }

    void rulesAreCounted()
    {
        CounterHistory history;
        history.keep(7);
        history.append({sampleAt(7, 0, 0, {{10, 100}, {0, 0}, {5, 50}})});
        history.append({sampleAt(7, 2, 0, {{30, 300}, {0, 0}, {6, 60}})});
        const auto counters = history.ruleCounters(7);
        QCOMPARE(counters.rates, (std::vector<double>{10, 0, 0.5}));
        QCOMPARE(counters.now[0].packets, std::uint64_t{30});
        const auto lines = history.series(7, Measure::RuleRate, {});
        QCOMPARE(lines.front().name, std::string("0")); // the busiest first
        history.append({sampleAt(7, 4, 0, {{30, 300}})}); // other rules
        QVERIFY(history.ruleCounters(7).rates.empty());
    }

    void otherRulesBeginAnew()
    {
        CounterHistory history;
        history.keep(7);
        history.append({sampleAt(7, 0, 0, {{1, 1}, {1, 1}})});
        history.append({sampleAt(7, 1, 0, {{5, 5}, {1, 1}})});
        QVERIFY(!history.series(7, Measure::RuleRate, {}).empty());
        history.append({sampleAt(7, 2, 0, {{5, 5}, {5, 5}, {1, 1}})}); // one was put before them: the numbers mean others now
        QVERIFY(history.series(7, Measure::RuleRate, {}).empty());
    }

    void whatNobodyLooksAtIsForgotten()
    {
        CounterHistory history;
        history.keep(7);
        for (int i = 0; i < 10; ++i)
            history.append({sampleAt(7, i, 100 * static_cast<std::uint64_t>(i)), sampleAt(8, i, 100 * static_cast<std::uint64_t>(i))});
        QCOMPARE(history.series(7, Measure::BitRate, {{2, "eth0"}}).front().points.size(), std::size_t{9});
        QCOMPARE(history.series(8, Measure::BitRate, {{2, "eth0"}}).front().points.size(), std::size_t{1});
        QCOMPARE(history.bitRates().size(), std::size_t{2});
        history.append({sampleAt(9, 10, 0)});
        QVERIFY(history.series(8, Measure::BitRate, {{2, "eth0"}}).empty());
        history.append({sampleAt(9, 60, 0)});
        QVERIFY(!history.bitRates().contains({7, 2})); // not of now
    }

    /// Thousands of rules: the busy ones still have a line, and thousands of links are drawn at once.
    void manyAreNoBurden()
    {
        CounterHistory history;
        history.keep(7);
        for (int i = 0; i < 60; ++i) {
            std::vector<Counters> rules(5000);
            rules[4321].packets = static_cast<std::uint64_t>(i) * 10;
            auto sample = sampleAt(7, i, 0, std::move(rules));
            for (int link = 3; link < 2000; ++link)
                sample.links.emplace_back(link, LinkStatistics{});
            history.append({sample});
        }
        const auto lines = history.series(7, Measure::RuleRate, {});
        QCOMPARE(lines.front().name, std::string("4321"));
        QCOMPARE(lines.front().points.size(), std::size_t{59});
        std::map<std::int32_t, std::string> names;
        for (int link = 2; link < 2000; ++link)
            names[link] = "eth" + std::to_string(link);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(history.series(7, Measure::BitRate, names).size(), std::size_t{2 * 1998});
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
    }

    void csvIsATable()
    {
        const std::vector<Series> lines = {{"a\"b", Direction::Received, {{1, 10}, {2, 20.5}}}, {"c", Direction::None, {{2, 7}}}};
        QCOMPARE(QString::fromStdString(writeCsv(lines)), QString("seconds,\"a\"\"b received\",\"c\"\r\n1,10,\r\n2,20.5,7\r\n"));
    }

    void aChartWithoutValuesSaysWhatToDo()
    {
        CounterHistory history;
        ChartsPage page(history);
        page.show();
        MainWindow window(Theme::Light);
        open(window);
        page.setScene(window.scene());
        QCOMPARE(page.lineCount(), 0);
        QVERIFY(page.wanted().has_value());
        QTemporaryDir folder;
        QVERIFY(!page.exportTo(folder.filePath("a.png")).has_value());
        // And with some:
        const auto ns1 = namespaceObject(*window.scene(), "ns1");
        page.showNamespace(ns1);
        const auto link = window.scene()->space(ns1)->links.back().index;
        auto first = sampleAt(ns1.space, 0, 1000);
        auto second = sampleAt(ns1.space, 1, 5000);
        first.links[0].first = second.links[0].first = link;
        history.keep(ns1.space);
        history.append({first});
        history.append({second});
        page.refresh();
        QCOMPARE(page.lineCount(), 2);
        page.setPaused(true);
        auto third = sampleAt(ns1.space, 2, 9000);
        third.links[0].first = link;
        history.append({third});
        page.refresh();
        const auto rowsOf = [&](const QString& name) {
            const auto path = folder.filePath(name);
            return page.exportTo(path).has_value() && QFile::exists(path) ? [&] { QFile file(path); return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0; }() : qsizetype{0};
        };
        const auto paused = rowsOf("paused.csv");
        page.setScene(window.scene()); // a change of the network draws nothing new, either
        QCOMPARE(rowsOf("still.csv"), paused);
        page.setPaused(false);
        QCOMPARE(rowsOf("on.csv"), paused + 1);
        page.showMeasure(Measure::ConntrackEntries);
        QCOMPARE(page.lineCount(), 1);
        for (const QString& ending : {QString("png"), QString("pdf"), QString("csv")}) {
            const auto done = page.exportTo(folder.filePath("chart." + ending));
            QVERIFY2(done.has_value(), done ? "" : describe(done.error()).c_str());
        }
        const QImage image(folder.filePath("chart.png"));
        QVERIFY(image.width() > 200);
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); y += 2)
            for (int x = 0; x < image.width(); x += 2)
                colors.insert(image.pixel(x, y));
        QVERIFY(colors.contains(color(Ink::Link, Theme::Light).rgb()));
        QVERIFY(!page.exportTo(folder.filePath("chart.doc")).has_value());
    }

    void theGraphAndTheTableShowTheSameChain()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath("rules.txt");
        {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("*filter\n:INPUT ACCEPT [0:0]\n:KUBE-A - [0:0]\n:B - [0:0]\n-A INPUT -j KUBE-A\n-A KUBE-A -s 10.0.0.1/32 -j B\n-A B -j DROP\nCOMMIT\n");
        }
        MainWindow window(Theme::Light);
        window.show();
        open(window, path);
        window.showPage(1);
        auto* page = window.rulesPage();
        auto* graph = page->graph();
        const auto& rules = window.scene()->snapshot->hosts[0].namespaces[0].rules;
        const auto chain = [&](std::string_view name) {
            for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
                if (rules.chainName(ChainId{c}) == name)
                    return ChainId{c};
            return ChainId{};
        };
        page->showChain(chain("B"));
        QCOMPARE(graph->shown().selected, chain("B"));
        QVERIFY(graph->shown().opened.contains(chain("KUBE-A").value)); // the way to it is open
        QCOMPARE(page->rules()->rowCount(), 1);
        // By the keyboard to its caller.
        QTest::keyClick(graph, Qt::Key_Left);
        QCOMPARE(graph->shown().selected, chain("KUBE-A"));
        QCOMPARE(page->rules()->index(0, RuleModel::TargetColumn).data().toString(), QString("jump to B"));
        const auto edits = page->findChildren<QLineEdit*>();
        auto* search = *std::ranges::find(edits, QString("Find a rule"), &QLineEdit::accessibleName);
        search->setText("10.0.0.1");
        QCOMPARE(page->findChild<QTableView*>()->model()->rowCount(), 1);
        search->setText("nothing like it");
        QCOMPARE(page->findChild<QTableView*>()->model()->rowCount(), 0);
        search->clear();
        // Counters of a host that is followed.
        page->setCounters({{1, 10}, {20, 200}, {3, 30}}, {0, 12, 0.5});
        QCOMPARE(page->rules()->index(0, RuleModel::PacketsColumn).data().toString(), QString("20"));
        QCOMPARE(page->rules()->index(0, RuleModel::RateColumn).data().toString(), QString("+12"));
        page->setCounters({{1, 10}}, {0}); // of other rules: not these
        QCOMPARE(page->rules()->index(0, RuleModel::PacketsColumn).data().toString(), QString("20"));
        page->setCounters({}, {}); // not known any more: those of the snapshot
        QCOMPARE(page->rules()->index(0, RuleModel::PacketsColumn).data().toString(), QString("0"));
    }
};

QTEST_MAIN(tst_counters)
#include "tst_counters.moc"
