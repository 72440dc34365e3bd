// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/network_picture.h"

#include "base/words.h"
#include "picture/picture_words.h"
#include "picture/shape_writer.h"

#include <algorithm>

namespace hoplens {
namespace {

class Painter {
public:
    Painter(DisplayList& out, double offset, std::uint32_t host) : m_out(out), m_dy(offset), m_host(host) {}

    void host(const Host& host, const NetworkLayout& layout)
    {
        rectangle(layout.host, 12, Ink::Border, Ink::Raised);
        if (layout.hostSpace)
            name(objectOf(*layout.hostSpace));
        text({layout.host.x + 24, layout.host.y + 36}, host.name, 17, Ink::Text, Anchor::Start, true);
        std::string detail = say("picture", "host namespace")();
        if (layout.hostSpace)
            detail += layout.hostSpace->isMissing("sysctls") || layout.hostSpace->isMissing("namespace") ? " · ip_forward ?" : layout.hostSpace->sysctls.all4and6.forwarding4 != 0 ? " · ip_forward 1" : " · ip_forward 0";
        detail += " · " + counted(host.namespaces.size(), say("picture", "1 namespace"), say("picture", "%1 namespaces"));
        if (layout.folded > 0)
            detail += " · " + foldedWords(layout.folded);
        if (layout.hidden > 0)
            detail += " · " + say("picture", "%1 hidden")(std::to_string(layout.hidden));
        text({layout.host.x + 36 + textWidth(host.name, 17, Face::Sans) * 1.08, layout.host.y + 36}, detail, 12, Ink::Muted);
        outside(layout);
        if (layout.hostSpace)
            paintStations(*layout.hostSpace, layout.stations);
        for (const auto& spine : layout.spines)
            path(spine, Ink::Link, 1.5, Dash::Solid);
        for (const auto& bar : layout.bars)
            paintBar(layout, bar);
        for (const auto& cable : layout.cables)
            paintCable(layout, cable);
        for (const auto& room : layout.rooms)
            paintTreeCable(layout, room);
        for (const auto& room : layout.rooms)
            paintRoom(layout, room);
        tellWhatHangs(layout);
    }

private:
    void rectangle(Box box, float corner, Ink stroke, Ink fill, Dash dash = Dash::Solid, float thickness = 1, std::string title = {})
    {
        box.y += m_dy;
        m_write.rectangle(box, corner, stroke, fill, thickness, dash).title = std::move(title);
    }
    void path(std::vector<Point> points, Ink stroke, float thickness, Dash dash, std::string title = {})
    {
        for (auto& point : points)
            point.y += m_dy;
        m_write.path(std::move(points), stroke, thickness, dash).title = std::move(title);
    }
    void text(Point at, std::string what, float size, Ink fill, Anchor anchor = Anchor::Start, bool bold = false, Face face = Face::Sans)
    {
        at.y += m_dy;
        if (!what.empty())
            m_write.text(at, std::move(what), size, fill, face, bold, anchor);
    }

    PictureObject objectOf(const Namespace& space) const { return {space.inode, 0, m_host}; }
    PictureObject objectOf(const Namespace& space, const Link& link) const { return {space.inode, link.index, m_host}; }
    /// Says what the shape painted last stands for.
    void name(PictureObject object, PictureObject other = {})
    {
        m_out.shapes.back().object = object;
        m_out.shapes.back().other = other;
    }

    void tellWhatHangs(const NetworkLayout& layout)
    {
        const auto ownerOf = [&](int room) { return room >= 0 ? objectOf(*layout.rooms[static_cast<std::size_t>(room)].space) : layout.hostSpace ? objectOf(*layout.hostSpace) : PictureObject{}; };
        for (const auto& room : layout.rooms) {
            auto above = ownerOf(room.parent);
            if (room.parentBridge)
                above.link = room.parentBridge->index;
            if (above.isValid())
                m_out.hangs.emplace_back(objectOf(*room.space), above);
        }
        for (const auto& bar : layout.bars)
            if (const auto owner = ownerOf(bar.owner); owner.isValid() && !bar.isRepeat)
                m_out.hangs.emplace_back(PictureObject{owner.space, bar.bridge->index, m_host}, owner);
    }

    /// A plug in a wall: an interface's name, and its address or what is wrong with it.
    void plug(const Namespace& space, const Link& link, Point center, double width)
    {
        const auto trouble = troubleOf(link);
        const Ink ink = trouble.empty() ? Ink::Link : Ink::Problem;
        rectangle({center.x - width / 2, center.y - 17, width, 34}, 7, ink, Ink::Surface, trouble.empty() ? Dash::Solid : Dash::Dashed, 1.5, link.name + " in " + space.name);
        name(objectOf(space, link));
        text({center.x, center.y - 2}, fittedText(link.name, width - 10, 12, Face::Fixed), 12, Ink::Text, Anchor::Middle, false, Face::Fixed);
        auto below = trouble.empty() ? firstAddress(space, link) : trouble;
        if (below.empty())
            below = say("picture", "up")();
        text({center.x, center.y + 11}, fittedText(below, width - 8, 10.5, Face::Fixed), 10.5, trouble.empty() ? Ink::Muted : Ink::Problem, Anchor::Middle, false, Face::Fixed);
    }

    void outside(const NetworkLayout& layout)
    {
        if (layout.uplinks.empty())
            return;
        const double middle = layout.host.x + layout.host.width / 2;
        const double half = std::min(std::max(280.0, static_cast<double>(layout.uplinks.size()) * uplinkPitch / 2), layout.host.width / 2);
        rectangle({middle - half, 16, 2 * half, 56}, 28, Ink::Border, Ink::Surface, Dash::Dashed);
        text({middle, 40}, say("picture", "outside")(), 14, Ink::Text, Anchor::Middle, true);
        std::string detail = say("picture", "beyond what is observed")();
        for (const auto& route : layout.hostSpace->routes)
            if (route.destination.length == 0 && !route.nextHops.empty() && route.nextHops.front().gateway) {
                detail = say("picture", "%1 gateway")(route.nextHops.front().gateway->text()) + " · " + detail;
                break;
            }
        text({middle, 58}, detail, 11.5, Ink::Muted, Anchor::Middle);
        const double last = static_cast<double>(layout.uplinks.size() - 1);
        for (std::size_t i = 0; i < layout.uplinks.size(); ++i) {
            const double x = middle + (static_cast<double>(i) - last / 2) * uplinkPitch;
            const bool works = layout.uplinks[i]->isRunning();
            path({{x, 72}, {x, layout.host.y - 17}}, works ? Ink::Link : Ink::Problem, 1.5, works ? Dash::Solid : Dash::Dashed);
            plug(*layout.hostSpace, *layout.uplinks[i], {x, layout.host.y}, 136);
        }
    }

    void paintStations(const Namespace& space, const std::vector<KernelStation>& stations)
    {
        constexpr double head = 6;
        for (const auto& way : stationWays(stations)) {
            path(way, Ink::Muted, 1.5, Dash::Solid);
            const Point tip = way.back();
            const bool isAcross = way.front().y == tip.y;
            const double direction = (isAcross ? tip.x > way.front().x : tip.y > way.front().y) ? -head : head;
            if (isAcross)
                path({{tip.x + direction, tip.y - head / 1.5}, tip, {tip.x + direction, tip.y + head / 1.5}}, Ink::Muted, 1.5, Dash::Solid);
            else
                path({{tip.x - head / 1.5, tip.y + direction}, tip, {tip.x + head / 1.5, tip.y + direction}}, Ink::Muted, 1.5, Dash::Solid);
        }
        for (const auto& station : stations) {
            rectangle(station.box, 7, station.ink, Ink::Surface, Dash::Solid, 1.5, station.title + ": " + station.detail);
            name({space.inode, stationLink(station.hook), m_host});
            text({station.box.x + 12, station.box.y + 18}, station.title, 12, station.ink, Anchor::Start, true, station.hook ? Face::Fixed : Face::Sans);
            text({station.box.x + 12, station.box.y + 34}, fittedText(station.detail, stationWidth - 20, 10.5, Face::Fixed), 10.5, Ink::Muted, Anchor::Start, false, Face::Fixed);
        }
    }

    void paintBar(const NetworkLayout& layout, const BridgeBar& bar)
    {
        const auto trouble = troubleOf(*bar.bridge);
        rectangle(bar.box, bar.isRepeat ? 4 : 8, trouble.empty() ? Ink::Link : Ink::Problem, Ink::BridgeFill, trouble.empty() ? Dash::Solid : Dash::Dashed, 1.5, "bridge " + bar.bridge->name);
        const Namespace& owner = bar.owner < 0 ? *layout.hostSpace : *layout.rooms[static_cast<std::size_t>(bar.owner)].space;
        name(objectOf(owner, *bar.bridge));
        if (!bar.cable.empty()) {
            path(bar.cable, Ink::Link, 1.5, Dash::Solid);
        } else if (bar.owner >= 0) { // the cable from its room down to the bar
            const auto& room = layout.rooms[static_cast<std::size_t>(bar.owner)].box;
            const double x = std::clamp(room.x + room.width / 2, bar.box.x + 16, bar.box.right() - 16);
            if (!bar.isRepeat)
                path({{room.x + room.width / 2, room.bottom()}, {room.x + room.width / 2, room.bottom() + 20}, {x, room.bottom() + 20}, {x, bar.box.y}}, Ink::Link, 1.5, Dash::Solid);
        }
        if (bar.isRepeat)
            return;
        const auto ports = std::ranges::count(owner.links, bar.bridge->index, &Link::master);
        std::string detail = firstAddress(owner, *bar.bridge);
        detail += (detail.empty() ? "" : " · ") + say("picture", "bridge")() + " · " + counted(static_cast<std::size_t>(ports), say("picture", "1 port"), say("picture", "%1 ports"));
        if (bar.folded > 0)
            detail += " · " + foldedWords(bar.folded);
        if (!trouble.empty())
            detail = trouble + " · " + detail;
        const double nameWidth = textWidth(bar.bridge->name, 13, Face::Fixed);
        text({bar.box.x + 16, bar.box.y + 27}, bar.bridge->name, 13, Ink::Text, Anchor::Start, true, Face::Fixed);
        text({bar.box.x + 28 + nameWidth, bar.box.y + 27}, fittedText(detail, bar.box.width - nameWidth - 40, 12, Face::Sans), 12, trouble.empty() ? Ink::Muted : Ink::Problem);
    }

    static std::string foldedWords(int count) { return say("picture", "▸ %1 folded")(std::to_string(count)); }

    const BridgeBar* barAbove(const NetworkLayout& layout, const Room& room) const
    {
        const BridgeBar* best = nullptr;
        for (const auto& bar : layout.bars)
            if (bar.bridge == room.parentBridge && bar.owner == room.parent && bar.box.bottom() <= room.box.y && (!best || bar.box.y > best->box.y))
                best = &bar;
        return best;
    }

    void paintTreeCable(const NetworkLayout& layout, const Room& room)
    {
        if (!room.parentLink)
            return;
        const bool works = room.plugLink->isRunning() && room.parentLink->isRunning();
        const Ink ink = works ? Ink::Link : Ink::Problem;
        const Dash dash = works ? Dash::Solid : Dash::Dashed;
        const Namespace& owner = room.parent < 0 ? *layout.hostSpace : *layout.rooms[static_cast<std::size_t>(room.parent)].space;
        if (!room.cable.empty()) {
            path(room.cable, ink, 1.5, dash, room.parentLink->name + " — " + room.plugLink->name);
            name(objectOf(owner, *room.parentLink), objectOf(*room.space, *room.plugLink));
            if (layout.roomSize == RoomSize::Full && room.parentBridge)
                plug(owner, *room.parentLink, {room.plug.x, room.plug.y - 66}, 148);
            return;
        }
        if (room.parentBridge) {
            const auto* bar = barAbove(layout, room);
            const double top = bar ? bar->box.bottom() : room.box.y - 40;
            path({{room.plug.x, top}, {room.plug.x, room.plug.y - (layout.roomSize == RoomSize::Full ? 17 : 0)}}, ink, 1.5, dash, room.parentLink->name + " — " + room.plugLink->name);
            name(objectOf(owner, *room.parentLink), objectOf(*room.space, *room.plugLink));
            if (layout.roomSize == RoomSize::Full)
                plug(owner, *room.parentLink, {room.plug.x, top + 38}, 148);
            return;
        }
        if (room.parent < 0) { // from an interface that stands on the floor
            const double top = room.box.y - (layout.roomSize == RoomSize::Full ? 66 : 36);
            path({{room.plug.x, top}, room.plug}, ink, 1.5, dash, room.parentLink->name + " — " + room.plugLink->name);
            name(objectOf(owner, *room.parentLink), objectOf(*room.space, *room.plugLink));
            if (layout.roomSize == RoomSize::Full)
                plug(owner, *room.parentLink, {room.plug.x, top}, 148);
            return;
        }
        const Box from = layout.rooms[static_cast<std::size_t>(room.parent)].box;
        const double startX = std::clamp(room.plug.x, from.x + 16, from.right() - 33);
        const double turn = room.box.y - (layout.roomSize == RoomSize::Full ? 46 : 16);
        std::vector<Point> points = {{startX, from.bottom()}};
        if (std::abs(startX - room.plug.x) > 0.5) {
            points.push_back({startX, turn});
            points.push_back({room.plug.x, turn});
        }
        points.push_back({room.plug.x, room.plug.y});
        path(points, ink, 1.5, dash, room.parentLink->name + " — " + room.plugLink->name);
        name(objectOf(owner, *room.parentLink), objectOf(*room.space, *room.plugLink));
        if (layout.roomSize == RoomSize::Full)
            text({room.plug.x + 8, room.box.y - 26}, fittedText(room.parentLink->name, 84, 11, Face::Fixed), 11, Ink::Muted, Anchor::Start, false, Face::Fixed);
    }

    void paintCable(const NetworkLayout& layout, const Cable& cable)
    {
        const bool works = cable.fromLink->isRunning() && cable.toLink->isRunning();
        const Ink ink = !works ? Ink::Problem : cable.isTunnel ? Ink::Overlay : Ink::Link;
        const auto title = cable.fromLink->name + " — " + cable.toLink->name;
        const auto ends = [&] {
            const auto spaceOf = [&](int room) -> const Namespace& { return room < 0 || static_cast<std::size_t>(room) >= layout.rooms.size() ? *layout.hostSpace : *layout.rooms[static_cast<std::size_t>(room)].space; };
            name(objectOf(spaceOf(cable.from), *cable.fromLink), objectOf(spaceOf(cable.to), *cable.toLink));
        };
        if (cable.isTunnel) {
            path(cable.points, ink, 7, Dash::Solid, title);
            ends();
            path(cable.points, Ink::Surface, 3.5, Dash::Solid, title);
            const auto& from = cable.points[1];
            const auto& to = cable.points[2];
            text({(from.x + to.x) / 2, from.y + 16}, "vxlan " + std::to_string(std::get<VxlanData>(cable.fromLink->data).vni), 11, Ink::Overlay, Anchor::Middle, true);
            return;
        }
        path(cable.points, ink, 1.5, works ? Dash::Solid : Dash::Dashed, title);
        ends();
    }

    void paintRoom(const NetworkLayout& layout, const Room& room)
    {
        const Namespace& space = *room.space;
        const bool inTrouble = std::ranges::any_of(space.links, [&space](const Link& link) { return isInUse(space, link) && !troubleOf(link).empty(); });
        const bool isUnread = space.isMissing("namespace") || space.isMissing("links");
        const Ink border = inTrouble ? Ink::Problem : Ink::Border;
        const Dash dash = isUnread ? Dash::Dotted : Dash::Solid;
        if (layout.roomSize == RoomSize::Tile) {
            rectangle(room.box, 4, inTrouble ? Ink::Problem : Ink::Link, inTrouble ? Ink::Surface : Ink::BridgeFill, dash, 1, roomTitle(space));
            m_out.shapes.back().text = space.name;
            name(objectOf(space));
            if (inTrouble)
                text({room.box.x + 11, room.box.y + 16}, "✕", 12, Ink::Problem, Anchor::Middle, true);
            return;
        }
        rectangle(room.box, 10, border, Ink::Surface, dash, inTrouble ? 1.5 : 1, roomTitle(space));
        m_out.shapes.back().text = (inTrouble ? "✕ " : isUnread ? "? " : "") + space.name;
        name(objectOf(space));
        const double inner = room.box.width - 24;
        const double left = room.box.x + 12;
        if (layout.roomSize == RoomSize::Compact) {
            text({left, room.box.y + 24}, fittedText((inTrouble ? "✕ " : "") + space.name + (room.folded > 0 ? " ▸" + std::to_string(room.folded) : "") + (room.isPinned ? " ◆" : ""), inner, 13, Face::Sans), 13, inTrouble ? Ink::Problem : Ink::Text, Anchor::Start, true);
            std::string address = room.plugLink ? firstAddress(space, *room.plugLink) : std::string();
            if (address.empty())
                address = isUnread ? say("picture", "? not readable")() : say("picture", "no address")();
            text({left, room.box.y + 42}, fittedText(address, inner, 10.5, Face::Fixed), 10.5, Ink::Muted, Anchor::Start, false, Face::Fixed);
            text({left, room.box.y + 51}, fittedText(contents(space), inner, 5.5, Face::Sans), 5.5, Ink::Muted); // for who comes near
            return;
        }
        text({left, room.box.y + 42}, fittedText(space.name, inner, 15, Face::Sans), 15, Ink::Text, Anchor::Start, true);
        if (isUnread) {
            text({left, room.box.y + 64}, say("picture", "? not readable")(), 12, Ink::Muted);
        } else {
            text({left, room.box.y + 63}, fittedText(defaultRoute(space), inner, 11, Face::Fixed), 11, Ink::Muted, Anchor::Start, false, Face::Fixed);
            text({left, room.box.y + 81}, fittedText(servicesOf(space), inner, 11, Face::Fixed), 11, Ink::Muted, Anchor::Start, false, Face::Fixed);
            const std::string foot = contents(space);
            if (room.folded > 0)
                text({left, room.box.y + 105}, foldedWords(room.folded), 11, Ink::Network, Anchor::Start, true);
            text({room.box.right() - 12, room.box.y + 105}, foot, 11, Ink::Muted, Anchor::End);
        }
        if (room.isPinned)
            text({room.box.right() - 12, room.box.y + 42}, "◆", 11, Ink::Muted, Anchor::End);
        if (room.plugLink)
            plug(space, *room.plugLink, room.plug, 144);
    }

    DisplayList& m_out;
    ShapeWriter m_write{m_out};
    double m_dy;
    std::uint32_t m_host;
};

} // namespace

DisplayList drawNetwork(const Snapshot& snapshot) { return drawNetwork(snapshot, {}); }

DisplayList drawNetwork(const Snapshot& snapshot, const Arrangement& arrangement)
{
    DisplayList picture;
    const std::string begins = say("picture", "Network of")() + " ";
    picture.title = begins;
    std::uint32_t number = 0;
    for (const auto& host : snapshot.hosts) {
        const auto layout = layOutNetwork(host, arrangement, number);
        // About as many as there will be: growing would take twice the memory for a while.
        const std::size_t eachRoom = layout.roomSize == RoomSize::Tile ? 2 : layout.roomSize == RoomSize::Compact ? 4 : 14;
        picture.shapes.reserve(picture.shapes.size() + layout.rooms.size() * eachRoom + layout.cables.size() * 3 / 2 + layout.bars.size() * 4 + 64);
        picture.hangs.reserve(picture.hangs.size() + layout.rooms.size() + layout.bars.size());
        Painter(picture, picture.height, number++).host(host, layout);
        picture.width = std::max(picture.width, layout.width);
        picture.height += layout.height;
        picture.title += (picture.title == begins ? "" : ", ") + host.name;
    }
    if (snapshot.hosts.empty()) {
        picture.width = 480;
        picture.height = 160;
        Shape shape;
        shape.kind = ShapeKind::Text;
        shape.text = say("picture", "Nothing to draw: the input holds no host.")();
        shape.at = {240, 84};
        shape.anchor = Anchor::Middle;
        shape.fill = Ink::Muted;
        picture.shapes.push_back(shape);
    }
    return picture;
}

} // namespace hoplens
