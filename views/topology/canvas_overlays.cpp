// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/canvas_overlays.h"

#include "picture/picture_words.h"
#include "words/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace hoplens::views {
namespace {

constexpr qint64 glowTime = 2500; ///< milliseconds

QRectF rectOf(const Box& box) { return {box.x, box.y, box.width, box.height}; }

class OverlayPainter {
public:
    OverlayPainter(const CanvasOverlays& overlays, QPainter& painter, const Scene& scene, const PictureRenderer& renderer, const QRectF& visible, double scale, Theme theme) : m_overlays(overlays), m_painter(painter), m_scene(scene), m_renderer(renderer), m_visible(visible), m_scale(scale), m_theme(theme) {}

    void paintAll()
    {
        insideOfTiles();
        rates();
        glow();
        selection();
        if (m_overlays.showsRoute)
            route();
        moving();
        strokes();
    }

private:
    void outline(const PictureObject& object, const QPen& pen, QPointF by = {})
    {
        const auto at = m_scene.boxes.find(object);
        if (at == m_scene.boxes.end())
            return;
        const double grow = 3 / std::max(m_scale, 0.3);
        m_painter.setPen(pen);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRoundedRect(rectOf(at->second).translated(by).adjusted(-grow, -grow, grow, grow), 10, 10);
    }

    /// A tile is a block from afar; near enough it says what a room says: name, interfaces with addresses, routes and rules.
    void insideOfTiles()
    {
        constexpr double nearEnough = 90; // pixels of the window
        const double side = roomExtent(RoomSize::Tile).x;
        if (side * m_scale < nearEnough)
            return;
        const QFont heading = sansFont(12 / m_scale, true);
        const QFont line = fixedFont(10 / m_scale);
        for (const auto& object : m_renderer.objectsIn(m_visible.adjusted(-side, -side, side, side))) {
            const auto* space = m_scene.space(object);
            const auto box = m_scene.boxes.find(object);
            if (!space || object.link != 0 || space->isHost || box->second.width != side)
                continue;
            const QRectF room = rectOf(box->second).adjusted(5 / m_scale, 4 / m_scale, -4 / m_scale, -4 / m_scale);
            m_painter.fillRect(room, color(Ink::Surface, m_theme));
            double y = room.top();
            const auto write = [&](const QString& words, const QFont& font, Ink ink) {
                const QFontMetricsF metrics(font);
                if (y + metrics.height() > room.bottom())
                    return;
                m_painter.setFont(font);
                m_painter.setPen(color(ink, m_theme));
                m_painter.drawText(QRectF(room.left(), y, room.width(), metrics.height()), Qt::AlignVCenter, metrics.elidedText(words, Qt::ElideRight, room.width()));
                y += metrics.height();
            };
            write(text(space->name), heading, Ink::Text);
            for (const auto& link : space->links)
                if (!link.isLoopback()) {
                    const auto trouble = isInUse(*space, link) ? troubleOf(link) : std::string();
                    write(text(link.name + " " + (trouble.empty() ? firstAddress(*space, link) : trouble)), line, trouble.empty() ? Ink::Muted : Ink::Problem);
                }
            write(text(contents(*space)), line, Ink::Muted);
        }
    }

    void selection()
    {
        for (const auto& object : m_overlays.selection)
            outline(object, QPen(color(Ink::Link, m_theme), 2.5 / std::max(m_scale, 0.3)));
    }

    void glow()
    {
        const qint64 now = m_overlays.clock.isValid() ? m_overlays.clock.elapsed() : 0;
        for (const auto& [object, when] : m_overlays.changed) {
            QColor ink = color(Ink::Filter, m_theme);
            ink.setAlphaF(static_cast<float>(std::clamp(1.0 - static_cast<double>(now - when) / glowTime, 0.0, 1.0)));
            outline(object, QPen(ink, 5 / std::max(m_scale, 0.3)));
        }
    }

    /// The busier the thicker: each power of ten of bits a second adds a stroke's width.
    void rates()
    {
        std::set<std::pair<PictureObject, PictureObject>> painted;
        for (const auto& [end, rate] : m_overlays.bitRates) {
            const auto* cable = m_scene.cableOf(end);
            if (rate < 1 || !cable || !painted.insert(std::minmax(end, cable->to)).second)
                continue; // from its other end it is painted already
            const auto& points = m_scene.picture.shapes[cable->shape].points;
            if (points.size() < 2)
                continue;
            QPolygonF way;
            for (const auto& point : points)
                way << QPointF(point.x, point.y);
            if (!m_visible.intersects(way.boundingRect().adjusted(-1, -1, 1, 1)))
                continue;
            QPen pen(color(Ink::Link, m_theme), 1.5 + std::clamp(std::log10(rate) - 1, 0.0, 8.0));
            pen.setJoinStyle(Qt::RoundJoin);
            m_painter.setPen(pen);
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawPolyline(way);
            if (m_scale < 0.45)
                continue;
            const QFont font = fixedFont(10.5);
            const QString words = bitRateText(rate);
            const QSizeF size(QFontMetricsF(font).horizontalAdvance(words) + 8, 15);
            const QPointF middle = (way.front() + way.at(1)) / 2;
            // Beside a cable that goes down, below one that goes across.
            const bool isUpright = std::abs(way.at(1).x() - way.front().x()) < 1;
            const QRectF label(isUpright ? middle + QPointF(6, -size.height() / 2) : middle + QPointF(-size.width() / 2, 4), size);
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(color(Ink::Surface, m_theme));
            m_painter.drawRoundedRect(label, 4, 4);
            m_painter.setFont(font);
            m_painter.setPen(color(Ink::Link, m_theme));
            m_painter.drawText(label, Qt::AlignCenter, words);
        }
    }

    void route()
    {
        piecesOf(m_overlays.way, false);
        if (m_overlays.isBack)
            piecesOf(m_overlays.back, true);
        const auto& way = m_overlays.currentRoute();
        if (way.empty())
            return;
        // What the path comes by stands before it, so that its names can be read.
        for (const auto& piece : way)
            for (const auto& stop : piece.stops) {
                const auto* link = m_scene.link(stop);
                const auto box = m_scene.boxes.find(stop);
                if (stop.link == 0 || box == m_scene.boxes.end() || (link && link->kind == LinkKind::Bridge))
                    continue;
                const QRectF area = rectOf(box->second).adjusted(-1, -1, 1, 1);
                m_painter.save();
                m_painter.setClipRect(area);
                m_renderer.paint(m_painter, area, m_scale, m_theme);
                m_painter.restore();
            }
        const QPointF at = packetAt(way, m_overlays.step);
        if (m_overlays.hasSpotlight)
            spotlight(at, way);
        const Ink ink = m_overlays.step < way.size() ? way[m_overlays.step].ink : Ink::Link;
        const double size = 1 / std::clamp(m_scale, 0.4, 1.5);
        m_painter.setPen(QPen(color(Ink::Surface, m_theme), 3 * size));
        m_painter.setBrush(color(ink == Ink::Text ? Ink::Network : ink, m_theme));
        m_painter.drawEllipse(at, 9 * size, 9 * size);
        if (!m_overlays.label.isEmpty())
            label(at, currentBox(way), m_overlays.hasSpotlight ? 1 : size, color(ink == Ink::Text ? Ink::Network : ink, m_theme));
    }

    /// The header beside the packet: what the step changed stands out.
    void label(QPointF at, const QRectF& object, double size, const QColor& changed)
    {
        const auto& words = m_overlays.label;
        const QFont usual = fixedFont(12 * size);
        QFont strong = usual;
        strong.setWeight(QFont::DemiBold);
        const std::array<std::tuple<QString, bool>, 3> parts = {{{words.source, words.isSourceChanged}, {" → ", false}, {words.destination, words.isDestinationChanged}}};
        double width = 0;
        for (const auto& [text, isChanged] : parts)
            width += QFontMetricsF(isChanged ? strong : usual).horizontalAdvance(text);
        // Over the object that it stands on, clear of its walls; below it where there is no room above.
        const QRectF under = object.isNull() || object.width() > 400 ? QRectF(at - QPointF(10, 10) * size, QSizeF(20, 20) * size) : object;
        QRectF box(at.x() - 10 * size, under.top() - 34 * size, width + 16 * size, 24 * size);
        if (box.right() > m_visible.right())
            box.moveRight(std::min(m_visible.right() - 4 * size, at.x() + 10 * size));
        if (box.top() < m_visible.top())
            box.moveTop(under.bottom() + 10 * size);
        m_painter.setPen(QPen(changed, 1.2 * size));
        m_painter.setBrush(color(Ink::Surface, m_theme));
        m_painter.drawRoundedRect(box, 6 * size, 6 * size);
        double x = box.left() + 8 * size;
        for (const auto& [text, isChanged] : parts) {
            const QFont& font = isChanged ? strong : usual;
            m_painter.setFont(font);
            m_painter.setPen(isChanged ? changed : color(Ink::Text, m_theme));
            m_painter.drawText(QRectF(x, box.top(), width, box.height()), Qt::AlignVCenter, text);
            x += QFontMetricsF(font).horizontalAdvance(text);
        }
    }

    /// The object that the packet stands on: the last one that its way came by. Null: none is drawn.
    QRectF currentBox(const std::vector<RoutePiece>& way) const
    {
        QRectF last;
        for (std::size_t i = 0; i < way.size() && i <= m_overlays.step; ++i)
            if (!way[i].stops.empty())
                if (const auto box = m_scene.boxes.find(way[i].stops.back()); box != m_scene.boxes.end())
                    last = rectOf(box->second);
        return last;
    }

    /// Everything but the place where the packet is goes back into the canvas; what is on its way goes back less.
    void spotlight(QPointF at, const std::vector<RoutePiece>& way)
    {
        const QRectF current = currentBox(way);
        const QRectF lit = current.isNull() ? QRectF(at - QPointF(60, 40), QSizeF(120, 80)) : current.adjusted(-14, -14, 14, 14).united(QRectF(at - QPointF(14, 14), QSizeF(28, 28)));
        QPainterPath all;
        all.addRect(m_visible.adjusted(-50, -50, 50, 50));
        QPainterPath onWay;
        for (const auto& piece : way)
            for (const auto& stop : piece.stops)
                if (const auto box = m_scene.boxes.find(stop); box != m_scene.boxes.end() && stop.link != 0)
                    onWay.addRoundedRect(rectOf(box->second).adjusted(-4, -4, 4, 4), 10, 10);
        QPainterPath hole;
        hole.addRoundedRect(lit, 16, 16);
        QColor shade = color(Ink::Canvas, m_theme);
        shade.setAlpha(70);
        m_painter.fillPath(all.subtracted(hole), shade);
        shade.setAlpha(110);
        m_painter.fillPath(all.subtracted(onWay.united(hole)), shade);
    }

    void piecesOf(const std::vector<RoutePiece>& route, bool isBack)
    {
        for (std::size_t i = 0; i < route.size(); ++i) {
            if (route[i].points.size() < 2)
                continue;
            const bool isAhead = (isBack == m_overlays.isBack && i > m_overlays.step) || (isBack && !m_overlays.isBack);
            QColor ink = color(route[i].ink == Ink::Text ? Ink::Network : route[i].ink, m_theme);
            ink.setAlpha(isAhead ? 150 : isBack == m_overlays.isBack ? 235 : 130);
            QPen pen(ink, 5 / std::clamp(m_scale, 0.35, 1.5));
            pen.setJoinStyle(Qt::RoundJoin);
            pen.setCapStyle(Qt::RoundCap);
            if (isBack)
                pen.setDashPattern({2, 2});
            m_painter.setPen(pen);
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawPolyline(route[i].points.data(), static_cast<int>(route[i].points.size()));
        }
    }

    void moving()
    {
        QPen pen(color(Ink::Link, m_theme), 1.5 / std::max(m_scale, 0.3));
        pen.setStyle(Qt::DashLine);
        for (const auto& object : m_overlays.moving)
            outline(object, pen, m_overlays.movedBy);
    }

    void strokes()
    {
        QPen pen(color(Ink::Problem, m_theme), 4 / std::max(m_scale, 0.3));
        pen.setJoinStyle(Qt::RoundJoin);
        pen.setCapStyle(Qt::RoundCap);
        m_painter.setPen(pen);
        m_painter.setBrush(Qt::NoBrush);
        for (const auto& stroke : m_overlays.strokes)
            m_painter.drawPolyline(stroke);
    }

    const CanvasOverlays& m_overlays;
    QPainter& m_painter;
    const Scene& m_scene;
    const PictureRenderer& m_renderer;
    QRectF m_visible;
    double m_scale;
    Theme m_theme;
};

} // namespace

void CanvasOverlays::paint(QPainter& painter, const Scene& scene, const PictureRenderer& renderer, const QRectF& visible, double scale, Theme theme) const
{
    OverlayPainter(*this, painter, scene, renderer, visible, scale, theme).paintAll();
}

bool CanvasOverlays::fade()
{
    std::erase_if(changed, [now = clock.elapsed()](const auto& entry) { return now - entry.second > glowTime; });
    return !changed.empty();
}

QString bitRateText(double bitsASecond)
{
    static constexpr std::array units = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
    std::size_t unit = 0;
    for (; bitsASecond >= 1000 && unit + 1 < units.size(); ++unit)
        bitsASecond /= 1000;
    return QString("%1 %2").arg(bitsASecond, 0, 'f', unit == 0 || bitsASecond >= 100 ? 0 : 1).arg(units[unit]);
}

} // namespace hoplens::views
