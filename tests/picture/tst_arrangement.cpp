// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures/bridged_hosts.h"
#include "picture/network_picture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace hoplens;

namespace {

std::map<std::string, Box> roomsOf(const NetworkLayout& layout)
{
    std::map<std::string, Box> rooms;
    for (const auto& room : layout.rooms)
        rooms[room.space->name] = room.box;
    return rooms;
}

PictureObject named(const Snapshot& snapshot, const char* name) { return {snapshot.find(std::string_view(name))->inode, 0, 0}; }

/// What a live picture keeps: where everything was.
std::map<PictureObject, Box> keptOf(const NetworkLayout& layout)
{
    std::map<PictureObject, Box> kept;
    for (const auto& room : layout.rooms)
        kept[{room.space->inode, 0, 0}] = {room.box.x - layout.host.x, room.box.y - layout.host.y, room.box.width, room.box.height};
    for (const auto& bar : layout.bars)
        if (!bar.isRepeat)
            kept[{layout.hostSpace->inode, bar.bridge->index, 0}] = {bar.box.x - layout.host.x, bar.box.y - layout.host.y, bar.box.width, bar.box.height};
    return kept;
}

} // namespace

class tst_arrangement : public QObject {
    Q_OBJECT
private slots:
    void movingOneLeavesTheOthers()
    {
        const auto snapshot = test::onABridge(12);
        const auto before = roomsOf(layOutNetwork(snapshot.hosts[0]));
        Arrangement arrangement;
        arrangement.places[named(snapshot, "ns5")] = {900, 700};
        const auto layout = layOutNetwork(snapshot.hosts[0], arrangement, 0);
        const auto after = roomsOf(layout);
        for (const auto& [name, box] : before)
            if (name != "ns5")
                QCOMPARE(after.at(name), box);
        QCOMPARE(after.at("ns5").x - layout.host.x, 900.0);
        QCOMPARE(after.at("ns5").y - layout.host.y, 700.0);
        QVERIFY(layout.host.bottom() > after.at("ns5").bottom());
        const auto& moved = *std::ranges::find(layout.rooms, std::string("ns5"), [](const Room& room) { return room.space->name; });
        QVERIFY(moved.isMoved);
        QVERIFY(moved.cable.size() >= 2);
        // The cable leaves the bar and reaches the plug, and no other room is in its way.
        for (std::size_t i = 1; i < moved.cable.size(); ++i) {
            const auto& a = moved.cable[i - 1];
            const auto& b = moved.cable[i];
            QVERIFY(a.x == b.x || a.y == b.y);
            const Box piece{std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
            for (const auto& room : layout.rooms)
                if (&room != &moved)
                    QVERIFY(!room.box.overlaps(piece));
        }
    }

    void aBridgeTakesItsRoomsAlong()
    {
        const auto snapshot = test::onABridge(5);
        const auto plain = layOutNetwork(snapshot.hosts[0]);
        Arrangement arrangement;
        const PictureObject bridge{plain.hostSpace->inode, plain.bars[0].bridge->index, 0};
        arrangement.places[bridge] = {plain.bars[0].box.x - plain.host.x + 160, plain.bars[0].box.y - plain.host.y + 240};
        const auto layout = layOutNetwork(snapshot.hosts[0], arrangement, 0);
        const auto after = roomsOf(layout);
        for (const auto& [name, box] : roomsOf(plain)) {
            QCOMPARE(after.at(name).x, box.x + 160);
            QCOMPARE(after.at(name).y, box.y + 240);
        }
        QCOMPARE(layout.bars.size(), plain.bars.size());
        for (const auto& room : layout.rooms)
            QVERIFY(room.cable.empty()); // straight below, as before
    }

    /// A pod comes, another goes: nobody else moves, and the new one stands in nobody's way.
    void newRoomsFindAPlace()
    {
        QRandomGenerator random(7);
        for (const int count : {3, 12, 58, 200}) {
            auto snapshot = test::onABridge(count);
            auto layout = layOutNetwork(snapshot.hosts[0]);
            for (int change = 0; change < 20; ++change) {
                const auto before = roomsOf(layout);
                Arrangement arrangement;
                arrangement.kept = keptOf(layout);
                auto next = test::onABridge(count + change + 1);
                auto& spaces = next.hosts[0].namespaces;
                // Some are gone, by chance; inodes of the rest stay what they are.
                for (int gone = 0; gone < change / 3; ++gone)
                    spaces.erase(spaces.begin() + 1 + random.bounded(static_cast<int>(spaces.size()) - 1));
                snapshot = std::move(next);
                layout = layOutNetwork(snapshot.hosts[0], arrangement, 0);
                const auto after = roomsOf(layout);
                for (const auto& [name, box] : after)
                    if (const auto was = before.find(name); was != before.end())
                        QCOMPARE(box, was->second);
                for (auto a = after.begin(); a != after.end(); ++a)
                    for (auto b = std::next(a); b != after.end(); ++b)
                        QVERIFY2(!a->second.overlaps(b->second), (a->first + " over " + b->first).c_str());
                for (const auto& bar : layout.bars)
                    for (const auto& [name, box] : after)
                        QVERIFY2(!bar.box.overlaps(box), name.c_str());
            }
        }
    }

    /// A room that a person put above the floor does not push the others down at each change.
    void nothingDrifts()
    {
        const auto snapshot = test::onABridge(6);
        auto layout = layOutNetwork(snapshot.hosts[0]);
        const auto first = roomsOf(layout);
        for (int change = 0; change < 4; ++change) {
            Arrangement arrangement;
            arrangement.kept = keptOf(layout);
            arrangement.places[named(snapshot, "ns2")] = {30, 10};
            layout = layOutNetwork(snapshot.hosts[0], arrangement, 0);
            const auto now = roomsOf(layout);
            for (const auto& [name, box] : first)
                if (name != "ns2")
                    QCOMPARE(now.at(name), box);
            QVERIFY(now.at("ns2").y >= floorTop(layout));
        }
    }

    void whatIsFoldedIsCounted()
    {
        const auto snapshot = test::onABridge(30);
        const auto plain = layOutNetwork(snapshot.hosts[0]);
        Arrangement arrangement;
        arrangement.collapsed.insert({plain.hostSpace->inode, plain.bars[0].bridge->index, 0});
        auto layout = layOutNetwork(snapshot.hosts[0], arrangement, 0);
        QVERIFY(layout.rooms.empty());
        QCOMPARE(layout.bars.size(), std::size_t{1});
        QCOMPARE(layout.bars[0].folded, 30);
        arrangement.collapsed = {{plain.hostSpace->inode, 0, 0}};
        layout = layOutNetwork(snapshot.hosts[0], arrangement, 0);
        QVERIFY(layout.rooms.empty());
        QCOMPARE(layout.folded, 30);
        arrangement.collapsed.clear();
        arrangement.hidden = {named(snapshot, "ns3"), named(snapshot, "ns4")};
        layout = layOutNetwork(snapshot.hosts[0], arrangement, 0);
        QCOMPARE(layout.rooms.size(), std::size_t{28});
        QCOMPARE(layout.hidden, 2);
        const auto svg = writeSvg(drawNetwork(snapshot, arrangement), Theme::Light);
        QVERIFY(svg.find("2 hidden") != std::string::npos);
    }

    void aWayAroundHasRightAngles()
    {
        const std::vector<Box> boxes = {{100, 100, 200, 100}, {340, 100, 200, 100}};
        for (const auto& [from, leaves, to, enters] : {std::tuple{Point{200, 200}, 1, Point{200, 60}, -1}, {Point{440, 200}, 1, Point{200, 100}, -1}, {Point{0, 0}, 1, Point{0, 300}, -1}}) {
            const auto way = wayAround(from, leaves, to, enters, boxes);
            QCOMPARE(way.front(), from);
            QCOMPARE(way.back(), to);
            for (std::size_t i = 1; i < way.size(); ++i)
                QVERIFY(way[i].x == way[i - 1].x || way[i].y == way[i - 1].y);
        }
    }
};

QTEST_APPLESS_MAIN(tst_arrangement)
#include "tst_arrangement.moc"
