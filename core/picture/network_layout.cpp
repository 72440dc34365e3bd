// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/network_layout.h"

#include "picture/arrangement.h"
#include "picture/picture_words.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <unordered_map>

namespace hoplens {
namespace {

constexpr double gap = layoutGap;
constexpr double margin = layoutMargin;
constexpr double laneStep = 14;

struct RoomForm {
    double width;
    double height;
    std::size_t perRow;
};

RoomForm formOf(RoomSize size, std::size_t siblings)
{
    const auto [width, height] = roomExtent(size);
    switch (size) {
    case RoomSize::Full: return {width, height, 8};
    case RoomSize::Compact: return {width, height, std::max<std::size_t>(10, static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(siblings) * 0.9))))};
    case RoomSize::Tile: return {width, height, static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(siblings) * 1.6)))};
    }
    return {};
}

/// True for an interface whose far side is in no namespace of the snapshot: hardware, a tunnel, or a cable to what was not collected.
bool leadsOut(const Namespace& space, const Link& link)
{
    switch (link.kind) {
    case LinkKind::Physical: return link.isUp() || isInUse(space, link);
    case LinkKind::Veth: return !link.lower && link.master == 0 && !firstAddress(space, link).empty();
    case LinkKind::Tun:
    case LinkKind::Ipip:
    case LinkKind::Gre:
    case LinkKind::Sit:
    case LinkKind::Geneve:
    case LinkKind::Wireguard:
    case LinkKind::Bond:
    case LinkKind::Other: return isInUse(space, link);
    default: return false;
    }
}

class Layouter {
public:
    /// absent: namespaces, by inode, that are left out.
    Layouter(const Host& host, const Arrangement& arrangement, std::uint32_t number, std::set<std::uint64_t> absent) : m_host(host), m_arrangement(arrangement), m_number(number), m_absent(std::move(absent)) {}

    NetworkLayout run()
    {
        makeRooms();
        makeTree();
        m_out.roomSize = roomSize();
        place();
        arrange(m_out, m_arrangement, m_number);
        m_contentRight = m_out.host.right() - gap;
        routeCables();
        return std::move(m_out);
    }

    /// How many namespaces hang from collapsed objects, and which: nothing is placed for that.
    struct Folded {
        std::map<PictureObject, int> counts;
        std::set<std::uint64_t> inodes;
    };
    Folded fold()
    {
        makeRooms();
        makeTree();
        Folded folded;
        std::vector<PictureObject> into(m_out.rooms.size());
        std::vector<int> order(m_out.rooms.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, {}, [this](int room) { return m_out.rooms[static_cast<std::size_t>(room)].depth; });
        for (const int id : order) {
            const auto& room = m_out.rooms[static_cast<std::size_t>(id)];
            const auto* owner = room.parent < 0 ? m_out.hostSpace : m_out.rooms[static_cast<std::size_t>(room.parent)].space;
            const PictureObject above = owner ? PictureObject{owner->inode, 0, m_number} : PictureObject{};
            const PictureObject bridge = room.parentBridge ? PictureObject{above.space, room.parentBridge->index, m_number} : PictureObject{};
            auto& target = into[static_cast<std::size_t>(id)];
            if (room.parent >= 0)
                target = into[static_cast<std::size_t>(room.parent)];
            if (!target.isValid() && above.isValid() && m_arrangement.collapsed.contains(above))
                target = above;
            // A bridge in a namespace is shown by what hangs from it: without that, its namespace says what is folded.
            if (!target.isValid() && bridge.isValid() && m_arrangement.collapsed.contains(bridge))
                target = room.parent < 0 ? bridge : above;
            if (target.isValid()) {
                ++folded.counts[target];
                folded.inodes.insert(room.space->inode);
            }
        }
        return folded;
    }

private:
    RoomSize roomSize() const
    {
        for (const auto& room : m_out.rooms) // as large as they were
            if (const auto at = m_arrangement.kept.find({room.space->inode, 0, m_number}); at != m_arrangement.kept.end())
                for (const auto size : {RoomSize::Full, RoomSize::Compact, RoomSize::Tile})
                    if (roomExtent(size).x == at->second.width)
                        return size;
        const std::size_t count = m_out.rooms.size();
        return count <= 60 ? RoomSize::Full : count <= 1500 ? RoomSize::Compact : RoomSize::Tile;
    }

    struct Edge {
        int to;
        const Link* here;
        const Link* there;
    };

    void makeRooms()
    {
        std::vector<const Namespace*> spaces;
        for (const auto& space : m_host.namespaces) {
            if (space.isHost)
                m_out.hostSpace = &space;
            else if (!m_absent.contains(space.inode))
                spaces.push_back(&space);
        }
        std::ranges::sort(spaces, [](const Namespace* a, const Namespace* b) { return naturallyBefore(a->name, b->name); });
        for (const auto* space : spaces) {
            m_byInode.emplace(space->inode, static_cast<int>(m_out.rooms.size()));
            m_out.rooms.push_back({space});
        }
        m_edges.resize(m_out.rooms.size() + 1);
        if (m_out.hostSpace)
            m_byInode.emplace(m_out.hostSpace->inode, floor());
        for (const auto& space : m_host.namespaces) {
            if (m_absent.contains(space.inode))
                continue;
            const int here = m_byInode.contains(space.inode) ? m_byInode.at(space.inode) : floor();
            for (const auto& link : space.links) {
                const bool stacked = link.kind == LinkKind::Macvlan || link.kind == LinkKind::Macvtap || link.kind == LinkKind::Ipvlan || link.kind == LinkKind::Vlan;
                if ((link.kind != LinkKind::Veth && !stacked) || !link.lower)
                    continue;
                const auto other = m_byInode.find(link.lower->namespaceInode);
                if (other == m_byInode.end() || other->second == here)
                    continue;
                const Namespace* otherSpace = other->second == floor() ? m_out.hostSpace : m_out.rooms[static_cast<std::size_t>(other->second)].space;
                const Link* there = otherSpace->link(link.lower->index);
                if (!there)
                    continue;
                m_edges[static_cast<std::size_t>(here)].push_back({other->second, &link, there});
                if (stacked)
                    m_edges[static_cast<std::size_t>(other->second)].push_back({here, there, &link});
            }
        }
        if (m_out.hostSpace)
            for (const auto& link : m_out.hostSpace->links)
                if (leadsOut(*m_out.hostSpace, link))
                    m_out.uplinks.push_back(&link);
    }

    int floor() const { return static_cast<int>(m_out.rooms.size()); }

    /// Breadth first from the floor; what the floor does not reach starts trees of its own, the best connected room first.
    void makeTree()
    {
        std::vector<bool> seen(m_out.rooms.size() + 1, false);
        seen[static_cast<std::size_t>(floor())] = true;
        std::vector<int> starts = {floor()};
        std::vector<int> rest(m_out.rooms.size());
        for (std::size_t i = 0; i < rest.size(); ++i)
            rest[i] = static_cast<int>(i);
        std::ranges::stable_sort(rest, [this](int a, int b) { return m_edges[static_cast<std::size_t>(a)].size() > m_edges[static_cast<std::size_t>(b)].size(); });
        starts.insert(starts.end(), rest.begin(), rest.end());
        for (const int start : starts) {
            if (start != floor()) {
                if (seen[static_cast<std::size_t>(start)])
                    continue;
                seen[static_cast<std::size_t>(start)] = true;
                m_roots.push_back(start);
            }
            std::queue<int> queue;
            queue.push(start);
            while (!queue.empty()) {
                const int here = queue.front();
                queue.pop();
                auto edges = m_edges[static_cast<std::size_t>(here)];
                std::ranges::stable_sort(edges, [this](const Edge& a, const Edge& b) { return order(a) < order(b); });
                for (const auto& edge : edges) {
                    if (edge.to == floor() || seen[static_cast<std::size_t>(edge.to)])
                        continue;
                    seen[static_cast<std::size_t>(edge.to)] = true;
                    auto& room = m_out.rooms[static_cast<std::size_t>(edge.to)];
                    room.parent = here == floor() ? -1 : here;
                    room.depth = here == floor() ? 0 : m_out.rooms[static_cast<std::size_t>(here)].depth + 1;
                    room.plugLink = edge.there;
                    room.parentLink = edge.here;
                    const Namespace* owner = here == floor() ? m_out.hostSpace : m_out.rooms[static_cast<std::size_t>(here)].space;
                    room.parentBridge = edge.here->master != 0 ? owner->link(edge.here->master) : nullptr;
                    if (here == floor())
                        m_roots.push_back(edge.to);
                    else
                        m_out.rooms[static_cast<std::size_t>(here)].children.push_back(edge.to);
                    m_treeLinks.insert(edge.here);
                    m_treeLinks.insert(edge.there);
                    queue.push(edge.to);
                }
            }
        }
    }

    /// Children of one bridge stand together; within it the rooms go by name.
    std::pair<int, int> order(const Edge& edge) const { return {edge.here->master == 0 ? 1 << 30 : edge.here->master, edge.to}; }

    struct Group {
        const Link* bridge = nullptr;
        std::vector<int> members;
    };

    std::vector<Group> groups(const std::vector<int>& children) const
    {
        std::vector<Group> list;
        for (const int child : children) {
            const auto* bridge = m_out.rooms[static_cast<std::size_t>(child)].parentBridge;
            const auto at = std::ranges::find(list, bridge, &Group::bridge);
            if (at == list.end())
                list.push_back({bridge, {child}});
            else
                at->members.push_back(child);
        }
        return list;
    }

    /// Places a run of children with their subtrees, left edge at x, below y. Returns right and lower edge.
    std::pair<double, double> placeGroup(int owner, const Group& group, double x, double y)
    {
        const RoomForm form = formOf(m_out.roomSize, group.members.size());
        const double between = m_out.roomSize == RoomSize::Tile ? 6 : gap;
        const bool hasBar = group.bridge != nullptr;
        const bool small = m_out.roomSize != RoomSize::Full;
        const double drop = dropBelow(m_out.roomSize, hasBar);
        double right = x;
        double top = y;
        double bottom = y;
        std::size_t at = 0;
        Point spineFrom;
        bool isFirst = true;
        while (at < group.members.size()) {
            const double barTop = top;
            const double thisBar = !hasBar ? 0 : isFirst ? barHeight : repeatedBarHeight;
            const double roomsTop = barTop + thisBar + drop;
            double cursor = x + (hasBar && group.members.size() > form.perRow ? 20 : 0);
            const double rowLeft = cursor;
            double rowBottom = roomsTop + form.height;
            std::size_t inRow = 0;
            while (at < group.members.size() && inRow < form.perRow) {
                const auto [subRight, subBottom] = placeRoom(group.members[at], cursor, roomsTop, form);
                cursor = subRight + between;
                rowBottom = std::max(rowBottom, subBottom);
                ++at;
                ++inRow;
            }
            const double rowRight = cursor - between;
            right = std::max(right, rowRight);
            if (hasBar) {
                const double barWidth = std::max(rowRight - rowLeft, isFirst ? 240.0 : 0.0);
                m_out.bars.push_back({owner, group.bridge, {rowLeft, barTop, barWidth, thisBar}, !isFirst});
                right = std::max(right, rowLeft + barWidth);
                const Point joint{rowLeft, barTop + thisBar / 2};
                if (!isFirst)
                    m_out.spines.push_back({spineFrom, {x + 6, spineFrom.y}, {x + 6, joint.y}, joint});
                spineFrom = joint;
            }
            isFirst = false;
            bottom = rowBottom;
            top = rowBottom + (small ? 24 : 40);
        }
        return {right, bottom};
    }

    std::pair<double, double> placeRoom(int id, double x, double y, const RoomForm& form)
    {
        auto& room = m_out.rooms[static_cast<std::size_t>(id)];
        room.box = {x, y, form.width, form.height};
        double right = x + form.width;
        double bottom = y + form.height;
        const auto list = groups(room.children);
        if (!list.empty()) {
            double cursor = x;
            const double below = bottom + laneSpace();
            for (const auto& group : list) {
                const auto [groupRight, groupBottom] = placeGroup(id, group, cursor, below);
                right = std::max(right, groupRight);
                bottom = std::max(bottom, groupBottom);
                cursor = groupRight + gap;
            }
            // A parent stands over the middle of what hangs from it.
            room.box.x = x + (right - x - form.width) / 2;
        }
        room.plug = {room.box.x + room.box.width / 2, room.box.y};
        return {right, bottom};
    }

    double laneSpace() const { return 44; }

    void place()
    {
        const double top = (m_out.uplinks.empty() ? 24 : 132);
        double x = margin + gap;
        double right = std::max(x + 320, margin + static_cast<double>(m_out.uplinks.size()) * uplinkPitch);
        m_out.host.y = top;
        if (m_out.hostSpace)
            m_out.stations = stationsOf(*m_out.hostSpace, {x, top + 60});
        for (const auto& station : m_out.stations)
            right = std::max(right, station.box.right());
        const double y = floorTop(m_out);
        double bottom = y;
        std::vector<int> onFloor;
        std::vector<int> loose;
        for (const int root : m_roots)
            (m_out.rooms[static_cast<std::size_t>(root)].parentLink ? onFloor : loose).push_back(root);
        for (const auto& group : groups(onFloor)) {
            const auto [groupRight, groupBottom] = placeGroup(-1, group, x, y);
            right = std::max(right, groupRight);
            bottom = std::max(bottom, groupBottom);
            x = groupRight + gap * 1.5;
        }
        // Bridges of the floor that nothing hangs from are shown all the same.
        if (m_out.hostSpace)
            for (const auto& link : m_out.hostSpace->links)
                if (link.kind == LinkKind::Bridge && std::ranges::none_of(m_out.bars, [&](const BridgeBar& bar) { return bar.owner == -1 && bar.bridge == &link; })) {
                    m_out.bars.push_back({-1, &link, {x, y, 240, barHeight}, false});
                    right = std::max(right, x + 240);
                    bottom = std::max(bottom, y + barHeight);
                    x += 240 + gap;
                }
        // Rooms that no cable joins to the floor stand below, wrapped into rows.
        double rowTop = loose.empty() ? bottom : bottom + (onFloor.empty() ? 0 : 56);
        x = margin + gap;
        const double widest = std::max(right, 1500.0);
        double rowBottom = rowTop;
        for (const int root : loose) {
            const RoomForm form = formOf(m_out.roomSize, loose.size());
            const std::size_t before = m_out.bars.size();
            const std::size_t spinesBefore = m_out.spines.size();
            auto [treeRight, treeBottom] = placeRoom(root, x, rowTop, form);
            if (treeRight > widest && x > margin + gap) {
                m_out.bars.resize(before);
                m_out.spines.resize(spinesBefore);
                x = margin + gap;
                rowTop = rowBottom + (m_out.roomSize == RoomSize::Tile ? 8 : 48);
                std::tie(treeRight, treeBottom) = placeRoom(root, x, rowTop, form);
            }
            right = std::max(right, treeRight);
            rowBottom = std::max(rowBottom, treeBottom);
            x = treeRight + (m_out.roomSize == RoomSize::Tile ? 6 : gap);
        }
        bottom = std::max(bottom, rowBottom);
        m_out.host = {margin, top, right + gap - margin, bottom + gap - top};
        m_out.width = m_out.host.right() + margin;
        m_out.height = m_out.host.bottom() + margin;
    }

    int roomOf(std::uint64_t inode) const
    {
        const auto at = m_byInode.find(inode);
        return at == m_byInode.end() ? -1 : at->second;
    }

    /// Cables outside the tree: down from a room's lower wall into the lane below its row, across, and up or around.
    void routeCables()
    {
        std::vector<Cable> cables;
        std::set<std::pair<const Link*, const Link*>> known;
        for (std::size_t here = 0; here < m_edges.size(); ++here)
            for (const auto& edge : m_edges[here]) {
                if (m_treeLinks.contains(edge.here) && m_treeLinks.contains(edge.there))
                    continue;
                if (!known.insert(std::minmax(edge.here, edge.there)).second)
                    continue;
                cables.push_back({static_cast<int>(here), edge.to, edge.here, edge.there});
            }
        addTunnels(cables);
        std::ranges::stable_sort(cables, [](const Cable& a, const Cable& b) { return std::pair(std::min(a.from, a.to), std::max(a.from, a.to)) < std::pair(std::min(b.from, b.to), std::max(b.from, b.to)); });
        int lane = 0;
        std::unordered_map<int, int> used;
        for (auto& cable : cables) {
            const auto plug = [&](int room) -> Point {
                const int n = used[room]++;
                if (room == floor())
                    return {m_out.host.right(), m_out.host.y + 40 + n * 12.0};
                const auto& box = m_out.rooms[static_cast<std::size_t>(room)].box;
                return {box.x + box.width - 12 - (n % 6) * 14.0, box.bottom()}; // beside the cables of the tree
            };
            const Point a = plug(cable.from);
            const Point b = plug(cable.to);
            const double step = 10 + (lane % 3) * 8.0;
            const double corridor = m_contentRight + gap / 2 + 8 + (lane / 3) * laneStep;
            const auto isMoved = [this](int room) { return room != floor() && m_out.rooms[static_cast<std::size_t>(room)].isMoved; };
            if (isMoved(cable.from) || isMoved(cable.to)) {
                cable.points = wayAround(a, 1, b, 1, boxesOf(m_out));
            } else if (cable.from != floor() && cable.to != floor() && std::abs(a.y - b.y) < 1 && !blocked(cable, a.y + step)) {
                cable.points = {a, {a.x, a.y + step}, {b.x, b.y + step}, b};
            } else {
                cable.points = {a, {a.x, a.y + step}, {corridor, a.y + step}, {corridor, b.y + step}, {b.x, b.y + step}, b};
            }
            ++lane;
        }
        m_out.cables = std::move(cables);
        const double extra = (static_cast<double>(lane) / 3 + 1) * laneStep;
        if (lane > 0) {
            m_out.host.width += extra + gap;
            m_out.host.height += 24;
            m_out.width += extra + gap;
            m_out.height += 24;
        }
    }

    bool blocked(const Cable& cable, double y) const
    {
        const auto& a = m_out.rooms[static_cast<std::size_t>(cable.from)].box;
        const auto& b = m_out.rooms[static_cast<std::size_t>(cable.to)].box;
        const Box lane{std::min(a.x, b.x), y - 1, std::max(a.right(), b.right()) - std::min(a.x, b.x), 2};
        return std::ranges::any_of(m_out.rooms, [&](const Room& room) { return room.box.overlaps(lane); });
    }

    void addTunnels(std::vector<Cable>& cables)
    {
        struct End {
            int room;
            const Link* link;
            const VxlanData* data;
        };
        std::vector<End> ends;
        for (const auto& space : m_host.namespaces)
            for (const auto& link : space.links)
                if (const auto* data = std::get_if<VxlanData>(&link.data))
                    ends.push_back({roomOf(space.inode), &link, data});
        for (std::size_t i = 0; i < ends.size(); ++i)
            for (std::size_t k = i + 1; k < ends.size(); ++k)
                if (ends[i].data->vni == ends[k].data->vni && ends[i].data->remote && ends[i].data->remote == ends[k].data->local && ends[i].room >= 0 && ends[k].room >= 0)
                    cables.push_back({ends[i].room, ends[k].room, ends[i].link, ends[k].link, true});
    }

    const Host& m_host;
    const Arrangement& m_arrangement;
    std::uint32_t m_number;
    std::set<std::uint64_t> m_absent;
    NetworkLayout m_out;
    std::unordered_map<std::uint64_t, int> m_byInode;
    std::vector<std::vector<Edge>> m_edges;
    std::vector<int> m_roots;
    std::set<const Link*> m_treeLinks;
    double m_contentRight = 0;
};

} // namespace

NetworkLayout layOutNetwork(const Host& host) { return layOutNetwork(host, {}, 0); }

NetworkLayout layOutNetwork(const Host& host, const Arrangement& arrangement, std::uint32_t number)
{
    std::set<std::uint64_t> absent;
    for (const auto& space : host.namespaces)
        if (!space.isHost && arrangement.hidden.contains({space.inode, 0, number}))
            absent.insert(space.inode);
    const auto hidden = static_cast<int>(absent.size());
    Layouter::Folded folded;
    if (!arrangement.collapsed.empty()) {
        folded = Layouter(host, arrangement, number, absent).fold();
        absent.merge(folded.inodes);
    }
    auto layout = Layouter(host, arrangement, number, std::move(absent)).run();
    layout.hidden = hidden;
    for (const auto& [object, count] : folded.counts) {
        if (layout.hostSpace && object == PictureObject{layout.hostSpace->inode, 0, number})
            layout.folded = count;
        for (auto& room : layout.rooms)
            if (object == PictureObject{room.space->inode, 0, number})
                room.folded = count;
        for (auto& bar : layout.bars)
            if (layout.hostSpace && bar.owner < 0 && object == PictureObject{layout.hostSpace->inode, bar.bridge->index, number})
                bar.folded = count;
    }
    return layout;
}

Point roomExtent(RoomSize size)
{
    switch (size) {
    case RoomSize::Full: return {188, 118};
    case RoomSize::Compact: return {132, 56};
    case RoomSize::Tile: return {22, 22};
    }
    return {};
}

double dropBelow(RoomSize size, bool hasBar)
{
    if (size == RoomSize::Full)
        return hasBar ? 104 : 68;
    return hasBar && size == RoomSize::Tile ? 12 : 40;
}

double floorTop(const NetworkLayout& layout)
{
    double top = layout.host.y + 76;
    for (const auto& station : layout.stations)
        top = std::max(top, station.box.bottom() + 36);
    return top;
}

} // namespace hoplens
