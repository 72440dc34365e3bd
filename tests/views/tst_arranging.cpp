// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/arrangement_file.h"
#include "topology/arrangement_keeper.h"
#include "topology/topology_canvas.h"
#include "topology/trace_route.h"
#include "window_fixture.h"

#include <QTemporaryDir>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

/// The picture as a person arranges it.
class tst_arranging : public QObject {
    Q_OBJECT
private slots:
    void init() { forgetEverything(); }

    void whatIsDraggedStaysThereAndCanBeUndone()
    {
        MainWindow window(Theme::Light);
        window.show();
        open(window);
        auto* canvas = window.canvas();
        canvas->fit();
        const auto ns2 = namespaceObject(*window.scene(), "ns2");
        const auto ns3 = namespaceObject(*window.scene(), "ns3");
        const auto boxOf = [&](const PictureObject& object) { return window.scene()->boxes.at(object); };
        const auto before = boxOf(ns2);
        const auto neighbour = boxOf(ns3);
        const QPoint from = canvas->toWindow(QPointF(before.x + 30, before.y + 100)).toPoint();
        QSignalSpy arranged(&window, &MainWindow::sceneRearranged);
        QTest::mousePress(canvas, Qt::LeftButton, Qt::NoModifier, from);
        QTest::mouseMove(canvas, from + QPoint(10, 40));
        QTest::mouseMove(canvas, from + QPoint(24, 130));
        QTest::mouseRelease(canvas, Qt::LeftButton, Qt::NoModifier, from + QPoint(24, 130));
        QVERIFY(arranged.wait(5000));
        const auto after = boxOf(ns2);
        QVERIFY2(after.y > before.y + 60, qPrintable(QString::number(after.y - before.y)));
        QVERIFY(std::fmod(after.y - before.y, 8) == 0.0);
        QCOMPARE(boxOf(ns3), neighbour);
        // A trace's way goes where the room is now.
        trace(window, "192.168.1.2");
        const auto& way = routeThrough(*window.scene(), window.tracePanel()->result()->trace.branches.front().steps);
        const auto piece = std::ranges::find_if(way.rbegin(), way.rend(), [](const RoutePiece& of) { return !of.points.empty(); });
        QVERIFY(piece != way.rend());
        QVERIFY(QRectF(after.x, after.y, after.width, after.height).contains(piece->points.back()));
        // Another window, the same host: it is remembered.
        {
            MainWindow other(Theme::Light);
            open(other);
            QCOMPARE(other.scene()->boxes.at(ns2), after);
        }
        window.arrangement()->history()->undo();
        QVERIFY(arranged.wait(5000));
        QCOMPARE(boxOf(ns2), before);
        QVERIFY(window.tracePanel()->result() != nullptr);
        window.arrangement()->history()->redo();
        QVERIFY(arranged.wait(5000));
        QCOMPARE(boxOf(ns2), after);
        window.arrangement()->layOutAnew();
        QVERIFY(arranged.wait(5000));
        QCOMPARE(boxOf(ns2), before);
    }

    void whatIsHiddenOrFoldedComesBack()
    {
        MainWindow window(Theme::Light);
        open(window);
        QSignalSpy arranged(&window, &MainWindow::sceneRearranged);
        auto* keeper = window.arrangement();
        const auto ns1 = namespaceObject(*window.scene(), "ns1");
        const auto ns2 = namespaceObject(*window.scene(), "ns2");
        const auto ns3 = namespaceObject(*window.scene(), "ns3");
        keeper->hide(*window.scene(), {ns2});
        QVERIFY(arranged.wait(5000));
        QVERIFY(!window.scene()->boxes.contains(ns2));
        trace(window, "192.168.1.2"); // to what is not shown
        QVERIFY(window.tracePanel()->result() != nullptr);
        keeper->move(*window.scene(), {ns3}, {80, 200});
        QVERIFY(arranged.wait(5000));
        keeper->togglePinned(*window.scene(), {ns3});
        QVERIFY(arranged.wait(5000));
        const auto pinned = window.scene()->boxes.at(ns3);
        keeper->move(*window.scene(), {ns1}, {0, 200}); // not pinned
        QVERIFY(arranged.wait(5000));
        const auto moved = window.scene()->boxes.at(ns1);
        keeper->showEverything();
        QVERIFY(arranged.wait(5000));
        QVERIFY(window.scene()->boxes.contains(ns2));
        keeper->layOutAnew();
        QVERIFY(arranged.wait(5000));
        QCOMPARE(window.scene()->boxes.at(ns3), pinned);
        QVERIFY(!(window.scene()->boxes.at(ns1) == moved));
        PictureObject bridge;
        for (const auto& [object, from] : window.scene()->picture.hangs)
            if (object.link != 0)
                bridge = object;
        keeper->toggleCollapsed(*window.scene(), {bridge});
        QVERIFY(arranged.wait(5000));
        QVERIFY(!window.scene()->boxes.contains(ns2));
        keeper->toggleCollapsed(*window.scene(), {bridge});
        QVERIFY(arranged.wait(5000));
        QVERIFY(window.scene()->boxes.contains(ns2));
    }

    void anArrangementThatSaysNonsenseIsNone()
    {
        MainWindow window(Theme::Light);
        open(window);
        const auto& snapshot = *window.scene()->snapshot;
        QTemporaryDir folder;
        const auto path = folder.filePath("a.json");
        const auto write = [&](const QByteArray& bytes) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        };
        QVERIFY(readArrangement(path, snapshot) == Arrangement());
        for (const QByteArray& bytes : {QByteArray("["), QByteArray("{\"version\":2}"), QByteArray("{\"version\":1,\"places\":[{\"host\":\"x\",\"namespace\":\"y\",\"x\":1e99}]}"), QByteArray(1 << 20, '[')}) {
            write(bytes);
            QVERIFY(readArrangement(path, snapshot) == Arrangement());
        }
        QFile::remove(path);
        for (const auto& device : {QString("/dev/zero"), folder.path()}) {
            QVERIFY(QFile::link(device, path));
            QVERIFY(readArrangement(path, snapshot) == Arrangement());
            QVERIFY(QFile::remove(path));
        }
        Arrangement arrangement;
        arrangement.places[namespaceObject(*window.scene(), "ns1")] = {400, 300};
        arrangement.hidden.insert(namespaceObject(*window.scene(), "ns2"));
        QVERIFY(writeArrangement(path, arrangement, snapshot).has_value());
        QVERIFY(readArrangement(path, snapshot) == arrangement);
        QVERIFY(writeArrangement(path, {}, snapshot).has_value());
        QVERIFY(!QFileInfo::exists(path));
    }
};

QTEST_MAIN(tst_arranging)
#include "tst_arranging.moc"
