// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/arrangement.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace hoplens {
namespace {

constexpr double apart = 4; ///< between a room that looks for a place and any other

/// Boxes by where they are.
class Ground {
public:
    void take(const Box& box)
    {
        eachCell(box, [&](std::int64_t cell) { m_cells[cell].push_back(box); });
    }
    bool isFree(const Box& box) const
    {
        const Box wide{box.x - apart, box.y - apart, box.width + 2 * apart, box.height + 2 * apart};
        bool free = true;
        eachCell(wide, [&](std::int64_t cell) {
            if (const auto at = m_cells.find(cell); free && at != m_cells.end())
                free = std::ranges::none_of(at->second, [&](const Box& other) { return other.overlaps(wide); });
        });
        return free;
    }

private:
    template <class Each> static void eachCell(const Box& box, Each each)
    {
        constexpr double cell = 160;
        for (auto row = static_cast<std::int64_t>(std::floor(box.y / cell)); row <= static_cast<std::int64_t>(std::floor(box.bottom() / cell)); ++row)
            for (auto column = static_cast<std::int64_t>(std::floor(box.x / cell)); column <= static_cast<std::int64_t>(std::floor(box.right() / cell)); ++column)
                each(row * 1'000'003 + column);
    }
    std::unordered_map<std::int64_t, std::vector<Box>> m_cells;
};

class Arranger {
public:
    Arranger(NetworkLayout& layout, const Arrangement& arrangement, std::uint32_t host) : m_layout(layout), m_arrangement(arrangement), m_host(host) {}

    void run()
    {
        if (!isConcerned())
            return;
        m_origin = {m_layout.host.x, m_layout.host.y};
        m_sink = shiftDown();
        m_state.resize(m_layout.rooms.size());
        m_order.resize(m_layout.rooms.size());
        std::iota(m_order.begin(), m_order.end(), 0);
        std::ranges::stable_sort(m_order, {}, [this](int id) { return room(id).depth; });
        for (const auto& station : m_layout.stations)
            m_ground.take(station.box);
        // What has a place takes it first; the others then look for what is free.
        for (const int id : m_order)
            if (placeOf(object(room(id))))
                settle(id);
        for (const int id : m_order)
            settle(id);
        for (auto& bar : m_layout.bars)
            if (!bar.isRepeat)
                mainBar(bar.owner, bar.bridge);
        makeBars();
        wallIn();
        lead();
    }

private:
    struct MainBar {
        int owner = -1;
        const Link* bridge = nullptr;
        Box planned = {}; ///< by the layout
        Box box = {};
        std::vector<int> members = {};
    };
    struct RoomState {
        bool isSettled = false;
        bool isDocked = false; ///< stands in a row below its bridge
        Point planned = {};
    };

    Room& room(int id) { return m_layout.rooms[static_cast<std::size_t>(id)]; }
    PictureObject object(const Room& of) const { return {of.space->inode, 0, m_host}; }
    PictureObject barObject(int owner, const Link* bridge) const
    {
        const auto* space = owner < 0 ? m_layout.hostSpace : m_layout.rooms[static_cast<std::size_t>(owner)].space;
        return {space ? space->inode : 0, bridge->index, m_host};
    }

    bool isConcerned() const
    {
        const auto isHere = [this](const auto& entry) { return entry.first.host == m_host; };
        return std::ranges::any_of(m_arrangement.places, isHere) || std::ranges::any_of(m_arrangement.kept, isHere);
    }

    /// How far what was kept moves down, since the stations above need the room.
    double shiftDown() const
    {
        double highest = floorTop(m_layout);
        std::set<PictureObject> shown;
        for (const auto& each : m_layout.rooms)
            shown.insert(object(each));
        for (const auto& bar : m_layout.bars)
            shown.insert(barObject(bar.owner, bar.bridge));
        const auto look = [&](const PictureObject& of, double y) {
            if (shown.contains(of))
                highest = std::min(highest, y + m_layout.host.y);
        };
        for (const auto& [of, box] : m_arrangement.kept)
            if (!m_arrangement.places.contains(of))
                look(of, box.y);
        return floorTop(m_layout) - highest;
    }

    /// Where a person, or an earlier picture, has it.
    std::optional<Point> placeOf(const PictureObject& of) const
    {
        const auto here = [this](double x, double y) { return Point{std::max(m_origin.x + layoutGap, m_origin.x + x), std::max(floorTop(m_layout), m_origin.y + y)}; };
        if (const auto at = m_arrangement.places.find(of); at != m_arrangement.places.end())
            return here(at->second.x, at->second.y);
        if (const auto at = m_arrangement.kept.find(of); at != m_arrangement.kept.end())
            return here(at->second.x, at->second.y + m_sink);
        return {};
    }

    MainBar& mainBar(int owner, const Link* bridge)
    {
        const auto [at, isNew] = m_bars.try_emplace({owner, bridge});
        auto& bar = at->second;
        if (!isNew)
            return bar;
        bar.owner = owner;
        bar.bridge = bridge;
        for (const auto& each : m_layout.bars)
            if (each.owner == owner && each.bridge == bridge && !each.isRepeat)
                bar.planned = each.box;
        bar.box = bar.planned;
        Point moved;
        if (owner >= 0) {
            settle(owner);
            moved = movedBy(owner);
        }
        bar.box.x += moved.x;
        bar.box.y += moved.y;
        const auto of = barObject(owner, bridge);
        if (const auto place = placeOf(of)) {
            bar.box.x = place->x;
            bar.box.y = place->y;
        } else if (!m_arrangement.kept.empty()) {
            bar.box.width = std::min(bar.box.width, 240.0);
            while (!m_ground.isFree(bar.box))
                bar.box.x += 40;
        }
        if (const auto was = m_arrangement.kept.find(of); was != m_arrangement.kept.end())
            bar.box.width = std::max(240.0, was->second.width);
        m_ground.take(bar.box);
        return bar;
    }

    Point movedBy(int id) const
    {
        const auto& box = m_layout.rooms[static_cast<std::size_t>(id)].box;
        const auto& planned = m_state[static_cast<std::size_t>(id)].planned;
        return {box.x - planned.x, box.y - planned.y};
    }

    void settle(int id)
    {
        auto& state = m_state[static_cast<std::size_t>(id)];
        if (state.isSettled)
            return;
        state.isSettled = true;
        auto& here = room(id);
        state.planned = {here.box.x, here.box.y};
        MainBar* bar = nullptr;
        Point moved;
        if (here.parentBridge) {
            bar = &mainBar(here.parent, here.parentBridge);
            moved = {bar->box.x - bar->planned.x, bar->box.y - bar->planned.y};
        } else if (here.parent >= 0) {
            settle(here.parent);
            moved = movedBy(here.parent);
        }
        const auto of = object(here);
        here.isMoved = m_arrangement.places.contains(of);
        here.isPinned = m_arrangement.pinned.contains(of);
        state.isDocked = bar && !here.isMoved;
        if (const auto place = placeOf(of)) {
            here.box.x = place->x;
            here.box.y = place->y;
        } else {
            here.box.x += moved.x;
            here.box.y += moved.y;
            if (!m_ground.isFree(here.box))
                findPlace(here, bar);
        }
        if (bar) {
            state.isDocked = state.isDocked && here.box.y >= bar->box.bottom() + dropBelow(m_layout.roomSize, true) - 1;
            bar->members.push_back(id);
        }
        here.plug = {here.box.x + here.box.width / 2, here.box.y};
        m_ground.take(here.box);
    }

    /// In a row of its bridge, else below all of them; without a bridge as near as there is room.
    void findPlace(Room& here, const MainBar* bar)
    {
        const double step = here.box.width + (m_layout.roomSize == RoomSize::Tile ? 6 : layoutGap);
        const double drop = dropBelow(m_layout.roomSize, bar != nullptr);
        const auto tryRow = [&](double y, double left, double right) {
            for (double x = left; x + here.box.width <= right; x += step)
                if (const Box box{x, y, here.box.width, here.box.height}; m_ground.isFree(box)) {
                    here.box = box;
                    return true;
                }
            return false;
        };
        if (!bar) {
            for (double y = here.box.y;; y += here.box.height + drop)
                if (tryRow(y, here.box.x, here.box.x + 12 * step))
                    return;
        }
        std::map<double, std::pair<double, double>> rows; // by y: left and right end
        rows[bar->box.bottom() + drop] = {bar->box.x, bar->box.right() + step};
        double lowest = bar->box.bottom() + drop;
        for (const int member : bar->members) {
            const auto& box = room(member).box;
            if (!m_state[static_cast<std::size_t>(member)].isDocked)
                continue;
            const auto [at, isNew] = rows.try_emplace(box.y, box.x, box.right());
            if (isNew)
                at->second.second = bar->box.right();
            at->second.first = std::min(at->second.first, box.x);
            at->second.second = std::max(at->second.second, box.right());
            lowest = std::max(lowest, box.y);
        }
        for (const auto& [y, ends] : rows)
            if (tryRow(y, ends.first, ends.second))
                return;
        const double pitch = here.box.height + (m_layout.roomSize == RoomSize::Full ? 40 : 24) + repeatedBarHeight + drop;
        for (double y = lowest + pitch;; y += pitch)
            if (tryRow(y, bar->box.x, std::max(bar->box.right(), bar->box.x + 3 * step)))
                return;
    }

    /// Bars over the rows that the rooms stand in, and the spines that join them.
    void makeBars()
    {
        m_layout.bars.clear();
        m_layout.spines.clear();
        const double drop = dropBelow(m_layout.roomSize, true);
        for (auto& [key, bar] : m_bars) {
            std::map<double, std::pair<double, double>> rows;
            for (const int member : bar.members)
                if (m_state[static_cast<std::size_t>(member)].isDocked) {
                    const auto& box = room(member).box;
                    const auto [at, isNew] = rows.try_emplace(box.y, box.x, box.right());
                    at->second = {std::min(at->second.first, box.x), std::max(at->second.second, box.right())};
                }
            const double firstRow = bar.box.bottom() + drop;
            if (const auto first = rows.find(firstRow); first != rows.end()) {
                const double right = std::max(bar.box.right(), first->second.second);
                bar.box.x = std::min(bar.box.x, first->second.first);
                bar.box.width = right - bar.box.x;
            }
            m_layout.bars.push_back({bar.owner, bar.bridge, bar.box, false});
            double spine = bar.box.x;
            for (const auto& [y, ends] : rows)
                spine = std::min(spine, ends.first);
            Point from{bar.box.x, bar.box.y + barHeight / 2};
            for (const auto& [y, ends] : rows)
                if (y > firstRow) {
                    const Box box{ends.first, y - drop - repeatedBarHeight, ends.second - ends.first, repeatedBarHeight};
                    const Point joint{box.x, box.y + repeatedBarHeight / 2};
                    m_layout.spines.push_back({from, {spine - 14, from.y}, {spine - 14, joint.y}, joint});
                    m_layout.bars.push_back({bar.owner, bar.bridge, box, true});
                    from = joint;
                }
        }
    }

    void wallIn()
    {
        double right = m_origin.x + layoutGap + 320;
        double bottom = floorTop(m_layout);
        right = std::max(right, layoutMargin + static_cast<double>(m_layout.uplinks.size()) * uplinkPitch);
        const auto enclose = [&](const Box& box) {
            right = std::max(right, box.right());
            bottom = std::max(bottom, box.bottom());
        };
        for (const auto& station : m_layout.stations)
            enclose(station.box);
        for (const auto& bar : m_layout.bars)
            enclose(bar.box);
        for (const auto& each : m_layout.rooms)
            enclose(each.box);
        m_layout.host.width = right + layoutGap - m_layout.host.x;
        m_layout.host.height = bottom + layoutGap - m_layout.host.y;
        m_layout.width = m_layout.host.right() + layoutMargin;
        m_layout.height = m_layout.host.bottom() + layoutMargin;
    }

    /// Cables of what does not stand straight below the one that it hangs from.
    void lead()
    {
        std::vector<Box> boxes;
        const auto obstacles = [&]() -> const std::vector<Box>& {
            if (boxes.empty())
                boxes = boxesOf(m_layout);
            return boxes;
        };
        const double above = m_layout.roomSize == RoomSize::Full ? 17 : 0;
        for (std::size_t i = 0; i < m_layout.rooms.size(); ++i) {
            auto& here = m_layout.rooms[i];
            if (!here.parentLink || m_state[i].isDocked)
                continue;
            const Point plug{here.plug.x, here.plug.y - above};
            if (here.parentBridge) {
                const auto& bar = m_bars.at({here.parent, here.parentBridge}).box;
                const double x = std::clamp(here.plug.x, bar.x + 12, bar.right() - 12);
                // Its port hangs over its own plug, where there is room for both.
                const Point port{plug.x, plug.y - (above > 0 ? 66 : 0)};
                here.cable = wayAround({x, bar.bottom()}, 1, port, -1, obstacles());
                if (above > 0)
                    here.cable.push_back(plug);
            } else if (here.parent >= 0) {
                const auto& from = room(here.parent).box;
                if (here.box.y < from.bottom() + 40 || here.isMoved)
                    here.cable = wayAround({std::clamp(here.plug.x, from.x + 16, from.right() - 33), from.bottom()}, 1, plug, -1, obstacles());
            }
        }
        for (auto& bar : m_layout.bars)
            if (bar.owner >= 0 && !bar.isRepeat)
                if (const auto& owner = room(bar.owner).box; bar.box.y < owner.bottom() + 30)
                    bar.cable = wayAround({owner.x + owner.width / 2, owner.bottom()}, 1, {bar.box.x + bar.box.width / 2, bar.box.y}, -1, obstacles());
    }

    NetworkLayout& m_layout;
    const Arrangement& m_arrangement;
    std::uint32_t m_host;
    Point m_origin;
    double m_sink = 0;
    Ground m_ground;
    std::vector<RoomState> m_state;
    std::vector<int> m_order; ///< owners before what hangs from them
    std::map<std::pair<int, const Link*>, MainBar> m_bars;
};

/// How many of the boxes a way runs through.
int crossed(const std::vector<Point>& way, const std::vector<Box>& boxes)
{
    int count = 0;
    for (std::size_t i = 1; i < way.size(); ++i) {
        const Box piece{std::min(way[i - 1].x, way[i].x) - 1, std::min(way[i - 1].y, way[i].y) - 1, std::abs(way[i].x - way[i - 1].x) + 2, std::abs(way[i].y - way[i - 1].y) + 2};
        for (const auto& box : boxes)
            count += Box{box.x + 2, box.y + 2, box.width - 4, box.height - 4}.overlaps(piece) ? 1 : 0;
    }
    return count;
}

double lengthOf(const std::vector<Point>& way)
{
    double length = 0;
    for (std::size_t i = 1; i < way.size(); ++i)
        length += std::abs(way[i].x - way[i - 1].x) + std::abs(way[i].y - way[i - 1].y);
    return length;
}

} // namespace

void arrange(NetworkLayout& layout, const Arrangement& arrangement, std::uint32_t host) { Arranger(layout, arrangement, host).run(); }

std::vector<Box> boxesOf(const NetworkLayout& layout)
{
    std::vector<Box> boxes;
    for (const auto& room : layout.rooms)
        boxes.push_back(room.box);
    for (const auto& bar : layout.bars)
        boxes.push_back(bar.box);
    for (const auto& station : layout.stations)
        boxes.push_back(station.box);
    return boxes;
}

std::vector<Point> wayAround(Point from, int leaves, Point to, int enters, const std::vector<Box>& boxes)
{
    constexpr double stub = 14;
    constexpr std::size_t detours = 24;
    constexpr double costOfBox = 600, costOfBend = 20;
    const Point out{from.x, from.y + leaves * stub};
    const Point in{to.x, to.y + enters * stub};
    std::vector<std::vector<Point>> ways;
    const auto offer = [&](std::initializer_list<Point> between) {
        std::vector<Point> way = {from};
        for (const auto& point : between)
            if (!(way.back() == point))
                way.push_back(point);
        way.push_back(to);
        ways.push_back(std::move(way));
    };
    if (from.x == to.x && (to.y - from.y) * leaves > 0 && (from.y - to.y) * enters > 0)
        offer({});
    offer({out, {to.x, out.y}, in});
    offer({out, {from.x, in.y}, in});
    offer({out, {from.x, (out.y + in.y) / 2}, {to.x, (out.y + in.y) / 2}, in});
    // Around: up or down beside the walls that are nearest.
    std::vector<double> aside;
    for (const auto& box : boxes) {
        aside.push_back(box.x - layoutGap / 2);
        aside.push_back(box.right() + layoutGap / 2);
    }
    const auto nearest = std::min(detours, aside.size());
    std::ranges::partial_sort(aside, aside.begin() + static_cast<std::ptrdiff_t>(nearest), {}, [&](double x) { return std::abs(x - to.x) + std::abs(x - from.x); });
    for (std::size_t i = 0; i < nearest; ++i)
        offer({out, {aside[i], out.y}, {aside[i], in.y}, in});
    return *std::ranges::min_element(ways, {}, [&](const std::vector<Point>& way) { return costOfBox * crossed(way, boxes) + lengthOf(way) + costOfBend * static_cast<double>(way.size()); });
}

} // namespace hoplens
