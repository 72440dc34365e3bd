// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/picture_renderer.h"
#include "topology/scene.h"
#include "topology/trace_route.h"

#include <QElapsedTimer>
#include <QPolygonF>
#include <set>

namespace hoplens::views {

/// What is written beside the packet: where it is from and to, and which of these the step has changed.
struct PacketLabel {
    QString source;
    QString destination;
    bool isSourceChanged = false;
    bool isDestinationChanged = false;
    bool isEmpty() const { return destination.isEmpty(); }
};

/// What is painted over the picture: the selection, a packet's way, what has just changed, how much passes through the cables, what
/// is being moved, and what a teacher draws. Coordinates are the picture's.
struct CanvasOverlays {
    std::set<PictureObject> selection;
    std::vector<RoutePiece> way;
    std::vector<RoutePiece> back;
    std::size_t step = 0;
    bool isBack = false;
    PacketLabel label;
    bool showsRoute = false;
    std::map<PictureObject, qint64> changed;      ///< when, by `clock`, in milliseconds
    QElapsedTimer clock;
    std::map<PictureObject, double> bitRates;     ///< bits a second through an interface, both ways together
    std::set<PictureObject> moving;
    QPointF movedBy;
    std::vector<QPolygonF> strokes;
    bool hasSpotlight = false;                    ///< all but the place of the current step is dimmed

    const std::vector<RoutePiece>& currentRoute() const { return isBack ? back : way; }
    /// Painter and scale (pixels a unit) as the picture's.
    void paint(QPainter& painter, const Scene& scene, const PictureRenderer& renderer, const QRectF& visible, double scale, Theme theme) const;
    /// Drops what has changed too long ago to be shown; false: nothing is left.
    bool fade();
};

/// "950 bit/s", "1.2 Mbit/s".
QString bitRateText(double bitsASecond);

} // namespace hoplens::views
