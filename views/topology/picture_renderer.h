// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/network_picture.h"

#include <QRectF>
#include <memory>

class QPainter;

namespace hoplens::views {

/// Paints a display list at any scale, and finds what is at a point.
///
/// Shapes are filed in a grid, so that a part of a large picture costs what is in it. Detail follows the scale: letters smaller than
/// can be read are left out, corners and dashes smaller than a pixel are not drawn. Paints from any thread.
class PictureRenderer {
public:
    explicit PictureRenderer(const DisplayList& picture);

    /// Paints what lies in `visible` (the picture's coordinates) with the painter's transform; scale: device pixels a unit.
    void paint(QPainter& painter, const QRectF& visible, double scale, Theme theme) const;
    /// The topmost object whose rectangle holds the point, or the cable within `reach` of it.
    PictureObject objectAt(QPointF point, double reach) const;
    /// Objects whose rectangles lie wholly in the area.
    std::vector<PictureObject> objectsIn(const QRectF& area) const;

private:
    void collect(const QRectF& area, std::vector<std::uint32_t>& shapes) const;

    const DisplayList& m_picture;
    double m_cell = 256;
    int m_columns = 1;
    int m_rows = 1;
    std::vector<std::vector<std::uint32_t>> m_cells;
    std::vector<std::uint32_t> m_large; ///< shapes that would lie in very many cells
};

/// The area that a shape covers, with its stroke.
QRectF areaOf(const Shape& shape);

} // namespace hoplens::views
