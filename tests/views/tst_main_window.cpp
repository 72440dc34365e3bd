// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/kube_rules.h"
#include "fixtures/bridged_hosts.h"
#include "inspector/inspector.h"
#include "models/scope_model.h"
#include "picture/rules_picture.h"
#include "policy/policies_page.h"
#include "rules/rules_page.h"
#include "store/snapshot_file.h"
#include "tables/link_table.h"
#include "topology/arrangement_keeper.h"
#include "topology/links.h"
#include "topology/topology_canvas.h"
#include "trace/trace_list.h"
#include "window/command_palette.h"
#include "window/event_log.h"
#include "window_fixture.h"
#include "words/theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QDockWidget>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolBar>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr qint64 longestTurn = 1000; // the sanitizers take their time
#else
constexpr qint64 longestTurn = 100;
#endif

/// Relative luminance and contrast, as WCAG 2 has them.
double luminance(const QColor& color)
{
    const auto part = [](double value) { return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}
double contrast(const QColor& a, const QColor& b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class tst_main_window : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        forgetEverything();
    }

    void theWholeWayFromFileToExport()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        QVERIFY(window.scopeModel()->rowCount() == 1);
        trace(window, "8.8.8.8");
        auto* panel = window.tracePanel();
        QVERIFY2(panel->sentence().contains("10.0.2.15"), qPrintable(panel->sentence()));
        const auto first = panel->place();
        panel->stepForward();
        panel->stepForward();
        QVERIFY(!(panel->place() == first));
        QTemporaryDir folder;
        for (const QString& ending : {QString("svg"), QString("png"), QString("pdf")}) {
            const auto path = folder.filePath("picture." + ending);
            QVERIFY(window.exportPicture(path).has_value());
            QVERIFY(QFileInfo(path).size() > 1000);
        }
        const QImage image(folder.filePath("picture.png"));
        const auto& picture = window.scene()->picture;
        QCOMPARE(image.size(), QSize(qRound(picture.width * 2), qRound(picture.height * 2)));
        for (const auto ink : {Ink::Canvas, Ink::Surface, Ink::BridgeFill, Ink::Link, Ink::Translation, Ink::Filter, Ink::Network})
            QVERIFY2(holdsColor(image, color(ink, Theme::Light)), inkColor(ink, Theme::Light).c_str());
        QVERIFY(!window.exportPicture(folder.filePath("picture.gif")).has_value());
        QVERIFY(!window.exportPicture(folder.filePath("no/such/folder.png")).has_value());
    }

    void aBrokenFileIsToldAndTheOldPictureStays()
    {
        MainWindow window(Theme::Light);
        open(window);
        const auto before = window.scene();
        QSignalSpy problem(&window, &MainWindow::problemMet);
        window.openFile("/nonexistent/file.json");
        QVERIFY(problem.wait(10000));
        QVERIFY(problem.first().first().toString().contains("/nonexistent/file.json"));
        QCOMPARE(window.scene(), before);
    }

    void arrowKeysWalkTheGraph()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        auto* canvas = window.canvas();
        const auto ns1 = namespaceObject(*window.scene(), "ns1");
        canvas->select({ns1});
        QTest::keyClick(canvas, Qt::Key_Up);
        QCOMPARE(canvas->selection().size(), std::size_t{1});
        const auto up = *canvas->selection().begin();
        QCOMPARE(up.space, ns1.space); // its own plug is nearest above
        QVERIFY(up.link != 0);
        QTest::keyClick(canvas, Qt::Key_Up);
        QVERIFY(canvas->selection().begin()->space != ns1.space); // over the cable to the other end
        QTest::keyClick(canvas, Qt::Key_Escape);
        QVERIFY(canvas->selection().empty());
    }

    void zoomKeepsThePointUnderThePointer()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        auto* canvas = window.canvas();
        canvas->fit();
        const double before = canvas->scale();
        canvas->zoomBy(1.7, QPointF(40, 30));
        QCOMPARE(canvas->scale(), before * 1.7);
        canvas->zoomBy(1e9, QPointF(40, 30));
        QVERIFY(canvas->scale() <= 12);
        canvas->zoomBy(1e-9, QPointF(40, 30));
        QVERIFY(canvas->scale() > 0);
    }

    void scopeIsAModel()
    {
        MainWindow window(Theme::Light);
        open(window);
        ScopeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setScene(window.scene());
        const auto ns1 = model.indexOf(namespaceObject(*window.scene(), "ns1"));
        QVERIFY(ns1.isValid());
        QCOMPARE(ns1.data().toString(), QString("ns1"));
        // The same objects again: an index of before is still good.
        QPersistentModelIndex kept(ns1);
        model.setScene(makeScene(std::make_shared<Snapshot>(*window.scene()->snapshot)));
        QVERIFY(kept.isValid());
        auto fewer = std::make_shared<Snapshot>(*window.scene()->snapshot);
        std::erase_if(fewer->hosts[0].namespaces, [](const Namespace& space) { return space.name == "ns1"; });
        model.setScene(makeScene(fewer));
        QVERIFY(!kept.isValid());
        model.setScene(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void inspectorLinksToThePeer()
    {
        MainWindow window(Theme::Light);
        open(window);
        Inspector inspector;
        const auto ns1 = window.scene()->world->byName("ns1");
        const Link* end = nullptr;
        for (const auto& link : window.scene()->world->space(ns1).data.links)
            if (link.kind == LinkKind::Veth)
                end = &link;
        QVERIFY(end);
        inspector.show(window.scene(), window.scene()->objectOf(ns1, end));
        QVERIFY(inspector.toPlainText().contains("veth-ns1-bridge"));
        QSignalSpy wanted(&inspector, &Inspector::linkFollowed);
        const auto far = window.scene()->objectOf(window.scene()->world->lower(ns1, *end).space, window.scene()->world->lower(ns1, *end).link);
        QVERIFY(inspector.toHtml().contains(linkTo(far)));
        emit inspector.anchorClicked(QUrl(linkTo(far)));
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(objectOf(wanted.first().first().toUrl()), far);
        QVERIFY(!objectOf(QUrl("object:nonsense")).isValid());
    }

    void theSampleComesWithTheProgram()
    {
        MainWindow window(Theme::Light);
        QSignalSpy shown(&window, &MainWindow::sceneShown);
        window.openSample();
        QVERIFY(shown.wait(10000));
        QVERIFY(window.scene()->world->byName("ns1").valid());
    }

    /// The same network read again: the question is answered again, and what was looked at stays in sight.
    void whatWasReadStaysInSight()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        trace(window, "8.8.8.8");
        auto* panel = window.tracePanel();
        for (int i = 0; i < 4; ++i)
            panel->stepForward();
        const auto place = panel->place();
        auto* page = window.rulesPage();
        page->setScene(makeScene(std::make_shared<Snapshot>(*window.scene()->snapshot)));
        QCOMPARE(page->rules()->rowCount(), 1);
        trace(window, "8.8.8.8");
        QVERIFY(panel->place() == place);
        trace(window, "192.168.1.2");
        QVERIFY(!(panel->place() == place));
    }

    void whatCouldNotBeReadIsNotNothing()
    {
        MainWindow window(Theme::Light);
        open(window);
        auto snapshot = std::make_shared<Snapshot>(*window.scene()->snapshot);
        auto& ns1 = *std::ranges::find(snapshot->hosts[0].namespaces, std::string("ns1"), &Namespace::name);
        ns1.sockets.clear();
        ns1.notes = {{"sockets", "not permitted", "Run it as root."}, {"links", "not permitted", "Run it as root."}};
        const auto scene = makeScene(snapshot);
        Inspector inspector;
        inspector.show(scene, namespaceObject(*scene, "ns1"));
        QVERIFY2(inspector.toPlainText().contains("Listening\n? could not be read"), qPrintable(inspector.toPlainText()));
        ScopeModel model;
        model.setScene(scene);
        QCOMPARE(model.indexOf(namespaceObject(*scene, "ns1")).siblingAtColumn(1).data().toString(), QString("? not readable"));
    }

    void projectorHidesTheRestAndGivesItBack()
    {
        MainWindow window(Theme::Dark);
        window.show();
        open(window);
        auto* scope = window.findChild<QDockWidget*>("scope");
        auto* bar = window.findChild<QToolBar*>("bar");
        QVERIFY(scope->isVisible() && bar->isVisible());
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(window.isProjector());
        QVERIFY(!scope->isVisible() && !bar->isVisible());
        QVERIFY(!window.findChild<QDockWidget*>("trace")->isVisible()); // it says to ask in the bar
        QVERIFY(window.policiesPage()->styleSheet().contains("font-size"));
        window.setProjector(false);
        QVERIFY(scope->isVisible() && bar->isVisible());
        QVERIFY(window.policiesPage()->styleSheet().isEmpty());
    }

    void onTheProjectorOneCanDraw()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        trace(window, "8.8.8.8");
        auto* canvas = window.canvas();
        QTest::keyClick(&window, Qt::Key_P); // not here
        QVERIFY(!canvas->hasPen());
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(window.isProjector() && canvas->hasSpotlight());
        window.tracePanel()->stepForward();
        QVERIFY2(canvas->scale() >= 2.4, qPrintable(QString::number(canvas->scale()))); // 12 units are more than 20 pt
        QVERIFY(window.tracePanel()->font().pixelSize() >= 26 || window.tracePanel()->findChild<QLabel*>()->font().pixelSize() >= 26);
        QTest::keyClick(&window, Qt::Key_P);
        QVERIFY(canvas->hasPen());
        QTest::mousePress(canvas, Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
        QTest::mouseMove(canvas, QPoint(200, 160));
        QTest::mouseRelease(canvas, Qt::LeftButton, Qt::NoModifier, QPoint(200, 160));
        QCOMPARE(canvas->strokeCount(), std::size_t{1});
        QTest::keyClick(&window, Qt::Key_W);
        QCOMPARE(canvas->strokeCount(), std::size_t{0});
        QTest::mousePress(canvas, Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
        canvas->wipe(); // while the pen is down
        QTest::mouseMove(canvas, QPoint(150, 160));
        QTest::mouseRelease(canvas, Qt::LeftButton, Qt::NoModifier, QPoint(150, 160));
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(!window.isProjector() && !canvas->hasPen() && !canvas->hasSpotlight());
    }

    void theSessionComesBack()
    {
        {
            MainWindow window(Theme::Light);
            window.restoreSession(); // there is none yet
            window.show();
            open(window);
            trace(window, "192.168.1.3");
            window.showPage(1);
            window.close();
        }
        MainWindow window(Theme::Light);
        window.show();
        QSignalSpy shown(&window, &MainWindow::traceShown);
        window.restoreSession();
        QVERIFY(shown.wait(10000));
        QVERIFY(window.rulesPage()->isVisible());
        QCOMPARE(window.tracePanel()->result()->question.to, QString("192.168.1.3"));
        QSettings().setValue("session/1/input", "/nonexistent/file.json");
        MainWindow other(Theme::Light);
        other.restoreSession();
        QVERIFY(other.scene() == nullptr);
        QSettings().remove("session");
    }

    void aScreenReaderMeetsTheObjects()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        auto* canvas = window.canvas();
        auto* interface = QAccessible::queryAccessibleInterface(canvas);
        QVERIFY(interface);
        QCOMPARE(interface->childCount(), static_cast<int>(window.scene()->boxes.size()));
        QStringList names;
        for (int i = 0; i < interface->childCount(); ++i) {
            auto* child = interface->child(i);
            QVERIFY(child && child->isValid());
            QCOMPARE(interface->indexOfChild(child), i);
            QVERIFY(child->rect().isValid());
            names << child->text(QAccessible::Name);
        }
        QVERIFY2(names.contains("namespace ns1"), qPrintable(names.join('\n')));
        QVERIFY(names.contains("interface veth-ns1 in ns1, 192.168.1.1/24"));
        QVERIFY(!names.contains(QString()));
        const auto ns3 = namespaceObject(*window.scene(), "ns3");
        canvas->select({ns3});
        QCOMPARE(interface->focusChild()->text(QAccessible::Name), QString("namespace ns3"));
        for (int i = 0; i < interface->childCount(); ++i)
            if (interface->child(i)->text(QAccessible::Name) == "namespace ns2")
                interface->child(i)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(*canvas->selection().begin(), namespaceObject(*window.scene(), "ns2"));
    }

    void theTableHasEveryInterface()
    {
        MainWindow window(Theme::Light);
        open(window);
        LinkTable table;
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.setScene(window.scene());
        int links = 0;
        for (const auto& space : window.scene()->snapshot->hosts[0].namespaces)
            links += static_cast<int>(space.links.size());
        QCOMPARE(table.rowCount(), links);
        QStringList ends;
        for (int row = 0; row < table.rowCount(); ++row)
            ends << table.index(row, LinkTable::PeerColumn).data().toString();
        QVERIFY(ends.contains("host veth-ns1-bridge"));
        table.setScene(nullptr);
        QCOMPARE(table.rowCount(), 0);
    }

    void changesAreTold()
    {
        MainWindow window(Theme::Light);
        open(window);
        const auto& before = *window.scene()->snapshot;
        QVERIFY(changesBetween(before, before).empty());
        auto after = before;
        auto& spaces = after.hosts[0].namespaces;
        auto& ns1 = *std::ranges::find(spaces, std::string("ns1"), &Namespace::name);
        ns1.links.back().flags &= ~1u;
        ns1.routes.clear();
        std::erase_if(spaces, [](const Namespace& space) { return space.name == "ns2"; });
        QStringList words;
        for (const auto& [object, what] : changesBetween(before, after))
            words << what;
        QCOMPARE(words, (QStringList{"ns1: veth-ns1 is ✕ down", "ns1: routes changed", "namespace ns2 went"}));
    }

    void chainsOfKnownProgramsSayWhose()
    {
        QCOMPARE(familyOfChain("KUBE-SVC-ABC"), std::string_view("Kubernetes"));
        QCOMPARE(familyOfChain("cali-FORWARD"), std::string_view("Calico"));
        QCOMPARE(familyOfChain("INPUT"), std::string_view());
    }

    void lettersFindCommands()
    {
        QCOMPARE(matchCost("", "anything"), 0);
        QVERIFY(matchCost("vns1", "veth-ns1-bridge") >= 0);
        QCOMPARE(matchCost("xyz", "veth-ns1"), -1);
        QVERIFY(matchCost("ns1", "ns1") < matchCost("ns1", "veth-ns1"));
    }

    void textStandsOutInBothThemes()
    {
        for (const auto theme : {Theme::Light, Theme::Dark, Theme::LightContrast, Theme::DarkContrast})
            for (const auto ink : {Ink::Text, Ink::Muted, Ink::Link, Ink::Network, Ink::Translation, Ink::Filter, Ink::Overlay, Ink::Problem})
                for (const auto ground : {Ink::Surface, Ink::Raised, ink == Ink::Text || ink == Ink::Muted ? Ink::Canvas : Ink::Surface}) // no colour with a meaning stands on the canvas
                    QVERIFY2(contrast(color(ink, theme), color(ground, theme)) >= 4.5, qPrintable(QString("%1 on %2").arg(color(ink, theme).name(), color(ground, theme).name())));
    }

    /// The colours with a meaning stay apart for an eye without the middle cones (Machado, Oliveira, Fernandes 2009; deuteranopia).
    /// Ten is four times what can just be told apart in CIE L*a*b*.
    void coloursStayApartForColourBlindEyes()
    {
        const auto linear = [](double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
        const auto seen = [&](const QColor& of) {
            const std::array<double, 3> rgb = {linear(of.redF()), linear(of.greenF()), linear(of.blueF())};
            constexpr double machado[3][3] = {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}};
            std::array<double, 3> simulated{};
            for (std::size_t i = 0; i < 3; ++i)
                simulated[i] = std::clamp(machado[i][0] * rgb[0] + machado[i][1] * rgb[1] + machado[i][2] * rgb[2], 0.0, 1.0);
            const auto curve = [](double value) { return value > 0.008856 ? std::cbrt(value) : 7.787 * value + 16.0 / 116; };
            const double x = curve((0.4124 * simulated[0] + 0.3576 * simulated[1] + 0.1805 * simulated[2]) / 0.9505);
            const double y = curve(0.2126 * simulated[0] + 0.7152 * simulated[1] + 0.0722 * simulated[2]);
            const double z = curve((0.0193 * simulated[0] + 0.1192 * simulated[1] + 0.9505 * simulated[2]) / 1.089);
            return std::array<double, 3>{116 * y - 16, 500 * (x - y), 200 * (y - z)};
        };
        constexpr std::array inks = {Ink::Link, Ink::Network, Ink::Translation, Ink::Filter, Ink::Overlay, Ink::Problem};
        for (const auto theme : {Theme::Light, Theme::Dark, Theme::LightContrast, Theme::DarkContrast})
            for (std::size_t i = 0; i < inks.size(); ++i)
                for (std::size_t k = i + 1; k < inks.size(); ++k) {
                    const auto a = seen(color(inks[i], theme));
                    const auto b = seen(color(inks[k], theme));
                    const double apart = std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
                    QVERIFY2(apart >= 10, qPrintable(QString("%1 and %2 are %3 apart").arg(color(inks[i], theme).name(), color(inks[k], theme).name()).arg(apart)));
                }
    }

    /// Opening much never keeps the window from answering: the longest time between two turns of its event loop.
    void openingMuchStallsNothing_data()
    {
        QTest::addColumn<QByteArray>("content");
        Snapshot large;
        large.hosts.push_back(test::bridgedHost(10000, 20));
        for (auto& space : large.hosts[0].namespaces)
            for (auto& link : space.links)
                if (link.lower) { // as a file has it
                    link.lowerIndex = link.lower->index;
                    link.lowerNsid = static_cast<std::int32_t>(link.lower->namespaceInode);
                    space.peers[*link.lowerNsid] = link.lower->namespaceInode;
                }
        QTest::newRow("10,000 namespaces") << QByteArray::fromStdString(writeSnapshot(large));
        QTest::newRow("100,000 rules") << QByteArray::fromStdString(test::kubeProxyRules(10000));
    }
    void openingMuchStallsNothing()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        QFile file(folder.filePath("much"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        MainWindow window(Theme::Light);
        window.resize(1600, 1000);
        window.show();
        QCoreApplication::processEvents();
        QElapsedTimer sinceTurn;
        qint64 longest = 0;
        QTimer turn;
        connect(&turn, &QTimer::timeout, &turn, [&] {
            longest = std::max(longest, sinceTurn.elapsed());
            sinceTurn.restart();
        });
        sinceTurn.start();
        turn.start(1);
        QSignalSpy shown(&window, &MainWindow::sceneShown);
        window.openFile(file.fileName());
        QVERIFY(shown.wait(60000));
        QTest::qWait(500);
        qInfo() << "longest turn" << longest << "ms";
        QVERIFY2(longest < longestTurn, qPrintable(QString("%1 ms").arg(longest)));
    }

    /// Random keys, clicks and wheels on a window with a traced network: nothing may break. Longer with HOPLENS_MONKEY=SECONDS.
    void aMonkeyBreaksNothing()
    {
        const auto seed = qEnvironmentVariableIsSet("HOPLENS_SEED") ? qEnvironmentVariable("HOPLENS_SEED").toUInt() : QRandomGenerator::global()->generate();
        qInfo() << "monkey seed" << seed;
        QRandomGenerator random(seed);
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        trace(window, "8.8.8.8");
        auto* canvas = window.canvas();
        constexpr std::array keys = {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Plus, Qt::Key_Minus, Qt::Key_PageDown, Qt::Key_PageUp, Qt::Key_Escape, Qt::Key_Space, Qt::Key_Return};
        QElapsedTimer timer;
        timer.start();
        const qint64 limit = 1000 * std::max(3, qEnvironmentVariableIntValue("HOPLENS_MONKEY"));
        int done = 0;
        for (; timer.elapsed() < limit; ++done) {
            const QPoint at(random.bounded(canvas->width()), random.bounded(canvas->height()));
            const auto& scene = window.scene();
            const auto object = scene && scene->boxes.size() > 0 ? std::next(scene->boxes.begin(), random.bounded(static_cast<int>(scene->boxes.size())))->first : PictureObject{};
            switch (random.bounded(16)) {
            case 0: QTest::mouseClick(canvas, Qt::LeftButton, random.bounded(2) != 0 ? Qt::ShiftModifier : Qt::NoModifier, at); break;
            case 1: QTest::mousePress(canvas, Qt::LeftButton, Qt::NoModifier, at); QTest::mouseMove(canvas, at + QPoint(random.bounded(200) - 100, random.bounded(200) - 100)); QTest::mouseRelease(canvas, Qt::LeftButton); break;
            case 2: canvas->zoomBy(random.bounded(2) != 0 ? 1.9 : 0.5, at); break;
            case 3: window.ask({random.bounded(2) != 0 ? "netns/ns2" : "host", random.bounded(2) != 0 ? "192.168.1.1" : "8.8.8.8:80", {}, FlowAge::New}); break;
            case 4: window.tracePanel()->play(random.bounded(2) != 0); break;
            case 5: window.setTheme(random.bounded(2) != 0 ? Theme::Light : Theme::Dark); break;
            case 6: window.openFile(random.bounded(8) != 0 ? lesson : QString("/nonexistent")); break;
            case 7: window.resize(400 + random.bounded(1400), 300 + random.bounded(900)); break;
            case 8: window.showPage(random.bounded(4)); break;
            case 9: random.bounded(2) != 0 ? window.arrangement()->history()->undo() : window.arrangement()->history()->redo(); break;
            case 10: window.arrangement()->move(*scene, {object}, {random.bounded(400) - 200.0, random.bounded(400) - 200.0}); break;
            case 11:
                switch (random.bounded(5)) {
                case 0: window.arrangement()->hide(*scene, {object}); break;
                case 1: window.arrangement()->toggleCollapsed(*scene, {object}); break;
                case 2: window.arrangement()->togglePinned(*scene, {object}); break;
                case 3: window.arrangement()->showEverything(); break;
                default: window.arrangement()->layOutAnew();
                }
                break;
            case 12: window.setProjector(random.bounded(2) != 0); canvas->setPen(random.bounded(4) == 0); break;
            case 13: window.traceList()->select({random.bounded(3), random.bounded(3)}); break;
            default: QTest::keyClick(random.bounded(3) != 0 ? static_cast<QWidget*>(canvas) : window.tracePanel(), keys[static_cast<std::size_t>(random.bounded(static_cast<int>(keys.size())))]); break;
            }
            QCoreApplication::processEvents();
        }
        QVERIFY(done > 20);
    }
};

QTEST_MAIN(tst_main_window)
#include "tst_main_window.moc"
