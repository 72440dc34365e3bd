// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"
#include "trace/trace.h"

#include <QPointF>

namespace hoplens::views {

/// A piece of a packet's way through the picture, walked while one step is shown.
struct RoutePiece {
    std::vector<QPointF> points;
    std::vector<PictureObject> stops; ///< what it comes by
    Ink ink = Ink::Link;
};

/// The way of one branch, a piece for each of its steps: empty where a step does not move the packet. Any thread.
std::vector<RoutePiece> routeThrough(const Scene& scene, const std::vector<Step>& steps);

/// Where the packet is when a step is shown.
QPointF packetAt(const std::vector<RoutePiece>& route, std::size_t step);

} // namespace hoplens::views
