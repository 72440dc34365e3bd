// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/display_list.h"

namespace hoplens {

/// Adds shapes to a picture. What is returned may be completed until the next one is added.
class ShapeWriter {
public:
    explicit ShapeWriter(DisplayList& out) : m_out(out) {}

    Shape& rectangle(const Box& box, float corner, Ink stroke, Ink fill, float thickness = 1, Dash dash = Dash::Solid)
    {
        auto& shape = add(ShapeKind::Rectangle);
        shape.box = box;
        shape.corner = corner;
        shape.stroke = stroke;
        shape.fill = fill;
        shape.thickness = thickness;
        shape.dash = dash;
        return shape;
    }
    Shape& path(std::vector<Point> points, Ink stroke, float thickness, Dash dash = Dash::Solid)
    {
        auto& shape = add(ShapeKind::Path);
        shape.points = std::move(points);
        shape.stroke = stroke;
        shape.thickness = thickness;
        shape.dash = dash;
        return shape;
    }
    Shape& text(Point at, std::string words, float size, Ink ink, Face face = Face::Sans, bool bold = false, Anchor anchor = Anchor::Start)
    {
        auto& shape = add(ShapeKind::Text);
        shape.at = at;
        shape.text = std::move(words);
        shape.size = size;
        shape.fill = ink;
        shape.face = face;
        shape.bold = bold;
        shape.anchor = anchor;
        return shape;
    }

private:
    Shape& add(ShapeKind kind)
    {
        auto& shape = m_out.shapes.emplace_back();
        shape.kind = kind;
        return shape;
    }
    DisplayList& m_out;
};

} // namespace hoplens
