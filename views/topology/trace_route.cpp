// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/trace_route.h"

#include "picture/stations.h"
#include "picture/trace_picture.h"

#include "words/theme.h"

#include <algorithm>
#include <cmath>

namespace hoplens::views {
namespace {

QPointF middle(const Box& box) { return {box.x + box.width / 2, box.y + box.height / 2}; }

/// Follows the packet from object to object.
class Follower {
public:
    explicit Follower(const Scene& scene) : m_scene(scene) {}

    RoutePiece follow(const Step& step)
    {
        RoutePiece piece;
        piece.ink = inkOf(step.kind);
        const auto here = m_scene.objectOf(step.space);
        if (!m_at.isValid())
            stand(here, piece);
        else if (m_at.space != here.space) // it came by a way that is not drawn
            go(here, piece);
        const bool isFilter = step.kind == StepKind::Rule || step.kind == StepKind::Nat;
        if (isFilter || step.kind == StepKind::Route)
            meet({here.space, stationLink(isFilter ? std::optional(step.hook) : std::nullopt), here.host}, piece);
        if (step.code == StepCode::Forwarded)
            meet({here.space, stationLink(Hook::Forward), here.host}, piece);
        const bool isWay = step.kind == StepKind::Veth || step.kind == StepKind::Macvlan || step.code == StepCode::BridgeForward || step.code == StepCode::BridgeLocal || step.code == StepCode::VxlanEncapsulated || step.code == StepCode::Left;
        if (step.link && isWay)
            go(m_scene.objectOf(step.space, step.link), piece);
        if (step.code == StepCode::BridgeForward && step.link && step.other)
            if (const auto* bridge = m_scene.world->space(step.space).data.link(step.link->master)) { // from port to port by the bar, not below it
                const auto out = m_scene.objectOf(step.space, step.other);
                go(m_scene.objectOf(step.space, bridge), piece);
                if (const auto* port = m_scene.boxOf(out); port && !piece.points.empty()) {
                    m_point.setX(middle(*port).x());
                    piece.points.push_back(m_point);
                }
                go(out, piece);
            }
        if (step.other && (step.code == StepCode::VethCrossed || step.code == StepCode::MacvlanCrossed))
            cross(step, piece);
        if (step.code == StepCode::RouteLocal || step.code == StepCode::SocketFound || step.code == StepCode::EchoAnswered || step.code == StepCode::Received)
            go(here, piece);
        return piece;
    }

private:
    /// Puts the packet on an object. A room is left and entered at its plug, in the upper wall; the words inside stay readable.
    void stand(const PictureObject& object, RoutePiece& piece)
    {
        if (const Box* box = m_scene.boxOf(object)) {
            m_point = middle(*box);
            if (object.link == 0)
                m_point.setY(box->y);
            if (const auto* link = m_scene.link(object); link && link->kind == LinkKind::Bridge) // below its words
                m_point.setY(box->y + 0.84 * box->height);
            if (object.link < 0) // a station: beside its words
                m_point.setX(box->x + 0.88 * box->width);
            piece.points.push_back(m_point);
            piece.stops.push_back(object);
        }
        m_at = object;
    }

    void go(const PictureObject& object, RoutePiece& piece)
    {
        const auto* box = m_scene.boxOf(object);
        if (!box || object == m_at)
            return;
        const QPointF from = m_point;
        RoutePiece end;
        stand(object, end);
        piece.stops.push_back(object);
        if (piece.points.empty())
            piece.points.push_back(from);
        // A bridge is a bar: the packet enters and leaves it straight below.
        const auto* link = m_scene.link(object);
        if (link && link->kind == LinkKind::Bridge)
            m_point.setX(std::clamp(from.x(), box->x + 8, box->right() - 8));
        if (std::abs(from.x() - m_point.x()) > 1 && std::abs(from.y() - m_point.y()) > 1) { // no way of a packet is askew
            const double turn = (from.y() + m_point.y()) / 2;
            piece.points.emplace_back(from.x(), turn);
            piece.points.emplace_back(m_point.x(), turn);
        }
        if (piece.points.back() != m_point)
            piece.points.push_back(m_point);
    }

    /// Goes to a station where the picture has one.
    void meet(const PictureObject& station, RoutePiece& piece)
    {
        if (m_scene.boxes.contains(station))
            go(station, piece);
    }

    void cross(const Step& step, RoutePiece& piece)
    {
        const auto near = m_scene.objectOf(step.space, step.link);
        PictureObject far;
        for (std::uint32_t s = 0; s < m_scene.world->size() && !far.isValid(); ++s) {
            const auto& links = m_scene.world->space(SpaceId{s}).data.links;
            if (!links.empty() && step.other >= links.data() && step.other < links.data() + links.size())
                far = m_scene.objectOf(SpaceId{s}, step.other);
        }
        if (const auto cable = m_scene.cable(near, far); !cable.empty()) {
            if (piece.points.empty())
                piece.points.push_back(m_point);
            for (const auto& point : cable)
                piece.points.emplace_back(point.x, point.y);
            m_point = piece.points.back();
        }
        if (far.isValid())
            go(far, piece);
    }

    const Scene& m_scene;
    PictureObject m_at;
    QPointF m_point;
};

} // namespace

std::vector<RoutePiece> routeThrough(const Scene& scene, const std::vector<Step>& steps)
{
    Follower follower(scene);
    std::vector<RoutePiece> route;
    route.reserve(steps.size());
    for (const auto& step : steps)
        route.push_back(follower.follow(step));
    return route;
}

QPointF packetAt(const std::vector<RoutePiece>& route, std::size_t step)
{
    QPointF at;
    for (std::size_t i = 0; i <= step && i < route.size(); ++i)
        if (!route[i].points.empty())
            at = route[i].points.back();
    return at;
}

} // namespace hoplens::views
