// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/picture_renderer.h"

#include "words/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace hoplens::views {
namespace {

constexpr double smallestType = 4.5; ///< device pixels: below it nobody reads
constexpr double blockScale = 0.35;
constexpr std::size_t manyCells = 64;
constexpr std::size_t inkCount = static_cast<std::size_t>(Ink::BridgeFill) + 1;

QPen penOf(const Shape& shape, double scale, const QColor& ink)
{
    QPen pen(ink, shape.thickness);
    pen.setJoinStyle(Qt::RoundJoin);
    if (shape.thickness * scale < 1)
        pen.setWidthF(0); // a hair, which is cheap
    if (scale > 0.25 && shape.dash == Dash::Dashed)
        pen.setDashPattern({5 / shape.thickness, 4 / shape.thickness});
    if (scale > 0.25 && shape.dash == Dash::Dotted) {
        pen.setDashPattern({0.01, 4 / shape.thickness});
        pen.setCapStyle(Qt::RoundCap);
    }
    return pen;
}

double distanceToPiece(QPointF p, QPointF a, QPointF b)
{
    const QPointF along = b - a;
    const double squared = QPointF::dotProduct(along, along);
    const double share = squared > 0 ? std::clamp(QPointF::dotProduct(p - a, along) / squared, 0.0, 1.0) : 0;
    const QPointF rest = p - (a + share * along);
    return std::hypot(rest.x(), rest.y());
}

/// The name of a block from afar, as large as can be read, where there is room for some of it.
void paintName(QPainter& painter, const Shape& block, double scale, const std::array<QColor, inkCount>& inks)
{
    constexpr double readable = 9; ///< device pixels
    const double room = (block.box.width * scale - 4) / scale;
    if (block.text.empty() || room * scale < 3 * readable || block.box.height * scale < readable + 2)
        return;
    const QFont font = sansFont(readable / scale, true);
    painter.setFont(font);
    painter.setPen(inks[static_cast<std::size_t>(block.stroke == Ink::Problem ? Ink::Surface : Ink::Text)]);
    painter.drawText(QRectF(block.box.x + 2 / scale, block.box.y, room, block.box.height), Qt::AlignCenter, QFontMetricsF(font).elidedText(text(block.text), Qt::ElideRight, room));
}

} // namespace

QRectF areaOf(const Shape& shape)
{
    switch (shape.kind) {
    case ShapeKind::Rectangle: return {shape.box.x, shape.box.y, shape.box.width, shape.box.height};
    case ShapeKind::Text: {
        // Generous: no letter is wider than its size.
        const double width = static_cast<double>(shape.text.size()) * shape.size * 0.7;
        const double left = shape.anchor == Anchor::Start ? 0 : shape.anchor == Anchor::Middle ? width / 2 : width;
        return {shape.at.x - left, shape.at.y - shape.size, width, shape.size * 1.4};
    }
    case ShapeKind::Path: break;
    }
    if (shape.points.empty())
        return {};
    double left = shape.points[0].x, right = left, top = shape.points[0].y, bottom = top;
    for (const auto& point : shape.points) {
        left = std::min(left, point.x);
        right = std::max(right, point.x);
        top = std::min(top, point.y);
        bottom = std::max(bottom, point.y);
    }
    const double margin = shape.thickness;
    return {left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin};
}

PictureRenderer::PictureRenderer(const DisplayList& picture) : m_picture(picture)
{
    const double area = std::max(1.0, picture.width * picture.height);
    m_cell = std::max(64.0, std::sqrt(area / std::max<double>(1, static_cast<double>(picture.shapes.size()) / 12)));
    m_columns = std::max(1, static_cast<int>(picture.width / m_cell) + 1);
    m_rows = std::max(1, static_cast<int>(picture.height / m_cell) + 1);
    m_cells.resize(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows));
    for (std::uint32_t i = 0; i < picture.shapes.size(); ++i) {
        const QRectF where = areaOf(picture.shapes[i]);
        const int left = std::clamp(static_cast<int>(where.left() / m_cell), 0, m_columns - 1);
        const int right = std::clamp(static_cast<int>(where.right() / m_cell), 0, m_columns - 1);
        const int top = std::clamp(static_cast<int>(where.top() / m_cell), 0, m_rows - 1);
        const int bottom = std::clamp(static_cast<int>(where.bottom() / m_cell), 0, m_rows - 1);
        if (static_cast<std::size_t>((right - left + 1) * (bottom - top + 1)) > manyCells) {
            m_large.push_back(i);
            continue;
        }
        for (int row = top; row <= bottom; ++row)
            for (int column = left; column <= right; ++column)
                m_cells[static_cast<std::size_t>(row * m_columns + column)].push_back(i);
    }
}

void PictureRenderer::collect(const QRectF& area, std::vector<std::uint32_t>& shapes) const
{
    shapes = m_large;
    const int left = std::clamp(static_cast<int>(area.left() / m_cell), 0, m_columns - 1);
    const int right = std::clamp(static_cast<int>(area.right() / m_cell), 0, m_columns - 1);
    const int top = std::clamp(static_cast<int>(area.top() / m_cell), 0, m_rows - 1);
    const int bottom = std::clamp(static_cast<int>(area.bottom() / m_cell), 0, m_rows - 1);
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column) {
            const auto& cell = m_cells[static_cast<std::size_t>(row * m_columns + column)];
            shapes.insert(shapes.end(), cell.begin(), cell.end());
        }
    std::ranges::sort(shapes); // the order of painting
    shapes.erase(std::unique(shapes.begin(), shapes.end()), shapes.end());
}

void PictureRenderer::paint(QPainter& painter, const QRectF& visible, double scale, Theme theme) const
{
    std::array<QColor, inkCount> inks;
    for (std::size_t i = 0; i < inks.size(); ++i)
        inks[i] = color(static_cast<Ink>(i), theme);
    std::vector<std::uint32_t> shapes;
    collect(visible, shapes);
    QList<QPointF> points;
    for (const auto number : shapes) {
        const auto& shape = m_picture.shapes[number];
        const QColor& stroke = inks[static_cast<std::size_t>(shape.stroke)];
        const QColor& fill = inks[static_cast<std::size_t>(shape.fill)];
        switch (shape.kind) {
        case ShapeKind::Rectangle: {
            const QRectF box(shape.box.x, shape.box.y, shape.box.width, shape.box.height);
            if (!box.intersects(visible))
                break;
            // From afar a namespace is a block: its words cannot be read and its wall is a hair.
            const bool isBlock = scale < blockScale && shape.object.isValid() && shape.object.link == 0 && shape.fill == Ink::Surface;
            painter.setBrush(shape.fill == Ink::None ? QBrush(Qt::NoBrush) : QBrush(isBlock ? inks[static_cast<std::size_t>(shape.stroke == Ink::Problem ? Ink::Problem : Ink::Border)] : fill));
            painter.setPen(shape.stroke == Ink::None ? QPen(Qt::NoPen) : penOf(shape, scale, stroke));
            if (shape.corner * scale > 2)
                painter.drawRoundedRect(box, shape.corner, shape.corner);
            else
                painter.drawRect(box);
            if (isBlock || (!shape.text.empty() && shape.fill != Ink::Surface)) // a tile has no other words
                paintName(painter, shape, scale, inks);
            break;
        }
        case ShapeKind::Path:
            painter.setPen(penOf(shape, scale, stroke));
            points.clear();
            for (const auto& point : shape.points)
                points << QPointF(point.x, point.y);
            painter.drawPolyline(points.constData(), static_cast<int>(points.size()));
            break;
        case ShapeKind::Text: {
            if (shape.size * scale < smallestType || !areaOf(shape).intersects(visible))
                break;
            QFont font = shape.face == Face::Fixed ? fixedFont(shape.size) : sansFont(shape.size, shape.bold);
            if (shape.bold)
                font.setWeight(QFont::DemiBold);
            const QString words = text(shape.text);
            double x = shape.at.x;
            if (shape.anchor != Anchor::Start) {
                const double width = QFontMetricsF(font).horizontalAdvance(words);
                x -= shape.anchor == Anchor::Middle ? width / 2 : width;
            }
            painter.setFont(font);
            painter.setPen(fill);
            painter.drawText(QPointF(x, shape.at.y), words);
            break;
        }
        }
    }
}

PictureObject PictureRenderer::objectAt(QPointF point, double reach) const
{
    std::vector<std::uint32_t> shapes;
    collect(QRectF(point - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach)), shapes);
    PictureObject cable;
    for (auto it = shapes.rbegin(); it != shapes.rend(); ++it) {
        const auto& shape = m_picture.shapes[*it];
        if (!shape.object.isValid())
            continue;
        if (shape.kind == ShapeKind::Rectangle && areaOf(shape).contains(point))
            // A cable over a room is nearer to the eye than the room is.
            return cable.isValid() && shape.object.link == 0 ? cable : shape.object;
        for (std::size_t i = 1; shape.kind == ShapeKind::Path && i < shape.points.size(); ++i)
            if (!cable.isValid() && distanceToPiece(point, {shape.points[i - 1].x, shape.points[i - 1].y}, {shape.points[i].x, shape.points[i].y}) <= reach)
                cable = shape.object;
    }
    return cable;
}

std::vector<PictureObject> PictureRenderer::objectsIn(const QRectF& area) const
{
    std::vector<std::uint32_t> shapes;
    collect(area, shapes);
    std::vector<PictureObject> found;
    for (const auto number : shapes) {
        const auto& shape = m_picture.shapes[number];
        if (shape.kind == ShapeKind::Rectangle && shape.object.isValid() && area.contains(areaOf(shape)) && std::ranges::find(found, shape.object) == found.end())
            found.push_back(shape.object);
    }
    return found;
}

} // namespace hoplens::views
