// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/bridged_hosts.h"
#include "topology/topology_canvas.h"
#include "window/main_window.h"
#include "words/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QGraphicsItem>
#include <QGraphicsView>
#include <QStandardPaths>
#include <QTextStream>
#include <fstream>

using namespace hoplens;
using namespace hoplens::views;

namespace {

constexpr QSize windowSize(1600, 1000);
QTextStream out(stdout);

/// Peak resident memory of this process, MiB.
double peakMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stod(line.substr(6)) / 1024;
    return 0;
}

/// Namespaces on twenty bridges, every fifth joined to the next by a cable of their own.
std::shared_ptr<const Snapshot> network(int count)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->hosts.push_back(test::bridgedHost(count, 20));
    auto& spaces = snapshot->hosts[0].namespaces;
    for (std::size_t i = 1; i + 1 < spaces.size(); i += 5)
        for (const auto& [here, there] : {std::pair(i, i + 1), {i + 1, i}}) {
            Link link;
            link.index = 3;
            link.name = "side";
            link.kind = LinkKind::Veth;
            link.flags = 1;
            link.lower = LinkKey{spaces[there].inode, 3};
            spaces[here].links.push_back(link);
        }
    return snapshot;
}

template <class Move> double framesASecond(QWidget& widget, int frames, Move move)
{
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < frames; ++i) {
        move(i);
        widget.repaint();
        QCoreApplication::processEvents();
    }
    return frames * 1e9 / static_cast<double>(timer.nsecsElapsed());
}

void measureCanvas(int count)
{
    QElapsedTimer timer;
    timer.start();
    const auto scene = makeScene(network(count));
    const double made = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    std::size_t cables = scene->cables.size() / 2;
    TopologyCanvas canvas;
    canvas.resize(windowSize);
    canvas.show();
    timer.restart();
    canvas.setScene(scene);
    canvas.fit();
    canvas.repaint();
    const double first = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    const auto settle = [&] {
        QElapsedTimer rest;
        rest.start();
        while (!canvas.isSharp() && rest.elapsed() < 10000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 5);
        return static_cast<double>(rest.nsecsElapsed()) / 1e6;
    };
    settle();
    const double panning = framesASecond(canvas, 300, [&](int i) { canvas.panBy({i % 60 < 30 ? 6.0 : -6.0, 3}); });
    const double zooming = framesASecond(canvas, 300, [&](int i) { canvas.zoomBy(i % 40 < 20 ? 1.03 : 1 / 1.03, {700, 400}); });
    canvas.fit();
    const double sharp = settle();
    out << QString("%1 nodes, %2 cables, %3 shapes: scene %4 ms, first frame %5 ms, panning %6 frames/s, zooming %7 frames/s, sharp after %8 ms, peak %9 MiB\n").arg(count).arg(cables).arg(scene->picture.shapes.size()).arg(made, 0, 'f', 0).arg(first, 0, 'f', 0).arg(panning, 0, 'f', 0).arg(zooming, 0, 'f', 0).arg(sharp, 0, 'f', 0).arg(peakMemory(), 0, 'f', 0);
    out.flush();
}

/// The same picture as graphics items with their defaults.
void measureItems(int count)
{
    const auto scene = makeScene(network(count));
    QGraphicsScene items;
    for (const auto& shape : scene->picture.shapes) {
        const QPen pen(color(shape.stroke, Theme::Light), shape.thickness);
        if (shape.kind == ShapeKind::Rectangle) {
            items.addRect(QRectF(shape.box.x, shape.box.y, shape.box.width, shape.box.height), pen, color(shape.fill, Theme::Light));
        } else if (shape.kind == ShapeKind::Text) {
            items.addSimpleText(text(shape.text), sansFont(shape.size))->setPos(shape.at.x, shape.at.y - shape.size);
        } else {
            QPainterPath path;
            for (const auto& point : shape.points)
                path.elementCount() == 0 ? path.moveTo(point.x, point.y) : path.lineTo(point.x, point.y);
            items.addPath(path, pen);
        }
    }
    QGraphicsView view(&items);
    view.setRenderHint(QPainter::Antialiasing);
    view.resize(windowSize);
    view.show();
    view.fitInView(items.sceneRect(), Qt::KeepAspectRatio);
    view.viewport()->repaint();
    const double zooming = framesASecond(*view.viewport(), 12, [&](int i) { view.scale(i % 2 == 0 ? 1.03 : 1 / 1.03, i % 2 == 0 ? 1.03 : 1 / 1.03); });
    out << QString("the same %1 nodes as default QGraphicsItems: zooming %2 frames/s\n").arg(count).arg(zooming, 0, 'f', 1);
    out.flush();
}

} // namespace

int main(int argc, char** argv)
{
    QElapsedTimer start;
    start.start();
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("hoplens-bench");
    {
        MainWindow window(Theme::Light);
        window.resize(windowSize);
        window.show();
        QCoreApplication::processEvents();
        window.repaint();
        out << QString("start to first frame: %1 ms\n").arg(start.elapsed());
    }
    // Each in a process of its own, so that its peak memory is its own.
    const int count = argc > 1 ? std::atoi(argv[1]) : 10000;
    measureCanvas(count);
    if (count <= 10000)
        measureItems(count);
    return 0;
}
