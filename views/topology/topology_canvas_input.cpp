// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/topology_canvas.h"

#include "topology/arrangement_keeper.h"
#include "topology/canvas_accessibility.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QNativeGestureEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace hoplens::views {
namespace {

constexpr double grid = 8; ///< that what is moved keeps to

} // namespace

void TopologyCanvas::wheelEvent(QWheelEvent* event)
{
    zoomBy(std::pow(1.0015, event->angleDelta().y()), event->position());
    event->accept();
}

void TopologyCanvas::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    m_pressedAt = m_lastAt = event->position();
    if (!m_scene)
        return;
    const bool isAdding = (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
    if (m_hasPen && event->button() == Qt::LeftButton) {
        m_drag = Drag::Draw;
        m_overlays.strokes.push_back({toPicture(event->position())});
        return;
    }
    m_drag = event->button() == Qt::LeftButton && (event->modifiers() & Qt::ShiftModifier) != 0 ? Drag::Rubber : event->button() == Qt::RightButton ? Drag::None : Drag::Pan;
    if (event->button() != Qt::LeftButton || m_drag == Drag::Rubber)
        return;
    const auto object = objectAt(event->position());
    if (isMovable(*m_scene, object))
        m_drag = Drag::Lift;
    if (!isAdding && m_overlays.selection.contains(object))
        return; // several may be moved together
    auto chosen = isAdding ? m_overlays.selection : std::set<PictureObject>();
    if (object.isValid() && !chosen.insert(object).second)
        chosen.erase(object);
    select(std::move(chosen));
}

void TopologyCanvas::lift()
{
    std::set<PictureObject> movable;
    for (const auto& object : m_overlays.selection)
        if (isMovable(*m_scene, object))
            movable.insert(object);
    m_drag = movable.empty() ? Drag::Pan : Drag::Move;
    m_overlays.moving = withWhatHangs(*m_scene, movable);
    m_overlays.movedBy = {};
}

void TopologyCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_scene)
        return;
    if (m_drag == Drag::Pan && (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) != 0) {
        panBy(event->position() - m_lastAt);
    }
    if (m_drag == Drag::Lift && (event->position() - m_pressedAt).manhattanLength() > QApplication::startDragDistance())
        lift();
    if (m_drag == Drag::Move) {
        const QPointF by = (event->position() - m_pressedAt) / m_scale;
        m_overlays.movedBy = {std::round(by.x() / grid) * grid, std::round(by.y() / grid) * grid};
    }
    if (m_drag == Drag::Draw && !m_overlays.strokes.empty()) // it may have been wiped meanwhile
        m_overlays.strokes.back() << toPicture(event->position());
    m_lastAt = event->position();
    if (m_drag == Drag::Rubber || m_drag == Drag::Move || m_drag == Drag::Draw)
        update();
}

void TopologyCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_drag == Drag::Rubber && m_scene) {
        const auto found = m_renderer->objectsIn(QRectF(toPicture(m_pressedAt), toPicture(event->position())).normalized());
        auto chosen = m_overlays.selection;
        chosen.insert(found.begin(), found.end());
        select(std::move(chosen));
    }
    if (m_drag == Drag::Lift && m_scene && (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) == 0) // a click on one of several
        select({objectAt(event->position())});
    const auto by = m_overlays.movedBy;
    const bool isMoved = m_drag == Drag::Move && !by.isNull();
    m_drag = Drag::None;
    m_overlays.moving.clear();
    m_overlays.movedBy = {};
    update();
    if (isMoved && m_scene) {
        m_isFitted = false; // what was moved stays under the pointer
        std::set<PictureObject> movable;
        for (const auto& object : m_overlays.selection)
            if (isMovable(*m_scene, object))
                movable.insert(object);
        emit moveWanted(movable, by);
    }
}

void TopologyCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (!m_scene)
        return;
    // By the keyboard it is about what is selected.
    if (event->reason() == QContextMenuEvent::Mouse)
        if (const auto object = objectAt(event->pos()); object.isValid() && !m_overlays.selection.contains(object))
            select({object});
    emit menuWanted(event->globalPos());
}

void TopologyCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (!m_scene)
        return;
    const auto object = objectAt(event->position());
    if (object.isValid())
        flyTo(object);
}

PictureObject TopologyCanvas::neighbour(const PictureObject& from, QPointF direction) const
{
    const Box* box = m_scene ? m_scene->boxOf(from) : nullptr;
    if (!box)
        return m_scene && !m_scene->boxes.empty() ? m_scene->boxes.begin()->first : PictureObject{};
    const auto middle = [](const Box& of) { return QPointF(of.x + of.width / 2, of.y + of.height / 2); };
    PictureObject best;
    double bestCost = 0;
    for (const auto& [object, where] : m_scene->boxes) {
        if (object == from)
            continue;
        const QPointF way = middle(where) - middle(*box);
        const double ahead = QPointF::dotProduct(way, direction);
        if (ahead <= 1)
            continue;
        const double aside = std::abs(way.x() * direction.y() - way.y() * direction.x());
        const bool isCabled = !m_scene->cable(from, object).empty() || (object.space == from.space && object.host == from.host && (object.link == 0 || from.link == 0));
        const double cost = (ahead + 3 * aside) * (isCabled ? 0.25 : 1);
        if (!best.isValid() || cost < bestCost) {
            best = object;
            bestCost = cost;
        }
    }
    return best;
}

void TopologyCanvas::keyPressEvent(QKeyEvent* event)
{
    const auto walk = [this](QPointF direction) {
        const auto next = neighbour(m_overlays.selection.empty() ? PictureObject{} : *m_overlays.selection.begin(), direction);
        if (!next.isValid())
            return;
        select({next});
        if (const Box* box = m_scene->boxOf(next); box && !visibleArea().contains(QPointF(box->x + box->width / 2, box->y + box->height / 2)))
            flyTo(next);
    };
    switch (event->key()) {
    case Qt::Key_Left: return walk({-1, 0});
    case Qt::Key_Right: return walk({1, 0});
    case Qt::Key_Up: return walk({0, -1});
    case Qt::Key_Down: return walk({0, 1});
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoomBy(1.25, rect().center());
    case Qt::Key_Minus: return zoomBy(0.8, rect().center());
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_overlays.selection.empty())
            emit activated(*m_overlays.selection.begin());
        return;
    case Qt::Key_Escape: return select({});
    default: QWidget::keyPressEvent(event);
    }
}

bool TopologyCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && m_scene) {
        auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), spokenName(*m_scene, objectAt(help->pos())), this);
        return true;
    }
    if (event->type() == QEvent::NativeGesture) {
        auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            zoomBy(1 + gesture->value(), gesture->position());
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace hoplens::views
