// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hoplens {

/// What a colour means; the theme turns it into a number. One meaning, one colour, everywhere.
enum class Ink : std::uint8_t { None, Canvas, Surface, Raised, Border, Text, Muted, Selection, Link, Network, Translation, Filter, Overlay, Problem, BridgeFill };

struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    bool operator==(const Box&) const = default;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    bool overlaps(const Box& other) const { return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom(); }
};

enum class Dash : std::uint8_t { Solid, Dashed, Dotted };
enum class ShapeKind : std::uint8_t { Rectangle, Path, Text };
enum class Face : std::uint8_t { Sans, Fixed };
enum class Anchor : std::uint8_t { Start, Middle, End };

/// What a shape stands for: a namespace of one of the snapshot's hosts, or a link in it. space 0: nothing.
struct PictureObject {
    std::uint64_t space = 0;  ///< inode
    std::int32_t link = 0;    ///< index; 0: the namespace itself; negative: one of its stations (stationLink)
    std::uint32_t host = 0;   ///< position in the snapshot
    auto operator<=>(const PictureObject&) const = default;
    bool isValid() const { return space != 0; }
};

/// One thing to paint. Fields beyond its kind's are unused. There are very many: the small ones stand together.
struct Shape {
    ShapeKind kind = ShapeKind::Rectangle;
    Ink stroke = Ink::None;
    Ink fill = Ink::None;
    Dash dash = Dash::Solid;
    bool bold = false;
    Face face = Face::Sans;
    Anchor anchor = Anchor::Start;
    float thickness = 1;
    float corner = 0;
    float size = 13;                 ///< of type
    Box box = {};                    ///< rectangle
    Point at = {};                   ///< text: baseline
    std::vector<Point> points = {};  ///< path, straight pieces with rounded corners
    std::string text = {};           ///< of a text; of a rectangle the name that it has from afar
    std::string title = {};          ///< shown on hover; names the object for screen readers
    PictureObject object = {};
    PictureObject other = {};        ///< a cable's far end
};

/// A picture as a list of shapes, painted in order. The SVG writer and the desktop draw the same list.
struct DisplayList {
    double width = 0;
    double height = 0;
    std::string title = {};
    std::vector<Shape> shapes = {};
    /// Each room and each bridge, with the room or bridge that it hangs from: what moves along, and what can be folded away.
    std::vector<std::pair<PictureObject, PictureObject>> hangs = {};
};

} // namespace hoplens
