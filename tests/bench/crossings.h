// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/display_list.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hoplens::test {

/// How many pairs of lines cross in a drawing. Lines that meet in an end of one of them, or run along each other, do not cross.
inline std::size_t countCrossings(const std::vector<std::vector<Point>>& lines)
{
    struct Segment {
        Point a, b;
        std::size_t line;
        double left, right;
    };
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t k = 1; k < lines[i].size(); ++k) {
            const auto& a = lines[i][k - 1];
            const auto& b = lines[i][k];
            segments.push_back({a, b, i, std::min(a.x, b.x), std::max(a.x, b.x)});
        }
    std::ranges::sort(segments, {}, &Segment::left);
    const auto side = [](const Point& a, const Point& b, const Point& p) {
        const double area = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
        const double length = std::hypot(b.x - a.x, b.y - a.y);
        return std::abs(area) <= 0.01 * length ? 0 : area > 0 ? 1 : -1;
    };
    std::size_t crossings = 0;
    for (std::size_t i = 0; i < segments.size(); ++i)
        for (std::size_t k = i + 1; k < segments.size() && segments[k].left <= segments[i].right; ++k) {
            const auto& one = segments[i];
            const auto& other = segments[k];
            if (one.line != other.line && side(one.a, one.b, other.a) * side(one.a, one.b, other.b) < 0 && side(other.a, other.b, one.a) * side(other.a, other.b, one.b) < 0)
                ++crossings;
        }
    return crossings;
}

} // namespace hoplens::test
