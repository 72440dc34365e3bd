// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"
#include "picture/display_list.h"
#include "picture/stations.h"

namespace hoplens {

/// A namespace in the layout.
struct Room {
    const Namespace* space = nullptr;
    int parent = -1;           ///< room that it hangs from, -1 for the host's floor
    int depth = 0;
    std::vector<int> children = {};
    Box box = {};
    Point plug = {};           ///< where its cable comes in
    const Link* plugLink = nullptr;
    const Link* parentLink = nullptr;  ///< the other end, in the parent
    const Link* parentBridge = nullptr; ///< the bridge that the other end is a port of
    std::vector<Point> cable = {};      ///< from above to its plug, when it was moved; empty: straight
    int folded = 0;                     ///< namespaces that hang from it and are not drawn
    bool isMoved = false;               ///< by hand
    bool isPinned = false;
};

/// A cable that is not part of the tree, routed around the rooms.
struct Cable {
    int from = 0;
    int to = 0;
    const Link* fromLink = nullptr;
    const Link* toLink = nullptr;
    bool isTunnel = false;
    std::vector<Point> points = {};
};

enum class RoomSize : std::uint8_t { Full, Compact, Tile };

/// One horizontal piece of a bridge, with the rooms that hang from it.
struct BridgeBar {
    int owner = -1;
    const Link* bridge = nullptr;
    Box box = {};
    bool isRepeat = false; ///< a further row of the same bridge
    std::vector<Point> cable = {}; ///< from its owner, when that is not straight above
    int folded = 0;                ///< namespaces that hang from it and are not drawn
};

struct Arrangement;

struct NetworkLayout {
    std::vector<Room> rooms;
    std::vector<Cable> cables;
    std::vector<BridgeBar> bars;
    std::vector<std::vector<Point>> spines; ///< join the rows of one bridge
    Box host = {};
    RoomSize roomSize = RoomSize::Full;
    double width = 0;
    double height = 0;
    const Namespace* hostSpace = nullptr;
    std::vector<const Link*> uplinks; ///< of the host, to what no snapshot shows
    std::vector<KernelStation> stations;    ///< of the host's own namespace
    int folded = 0; ///< namespaces that are not drawn since the host is collapsed
    int hidden = 0;
};

/// From the middle of an uplink's plug to the next one's.
inline constexpr double uplinkPitch = 150;

/// Places the namespaces of one host.
///
/// The host's own namespace is the floor that all others stand on. Cables make a graph of rooms; a spanning tree of it, from the
/// floor outward, gives each room a parent. A bridge is a bar; what hangs from it stands below in a row, and when there are many,
/// in several rows joined by a spine, like a comb: nothing in the tree crosses. Cables outside the tree run in lanes between the
/// rows and beside the rooms, never over a room. Names decide the order, so that the same input gives the same picture.
/// Cost O(n log n). Any thread.
NetworkLayout layOutNetwork(const Host& host);
/// number: the host's place in the snapshot, which the arrangement's objects name.
NetworkLayout layOutNetwork(const Host& host, const Arrangement& arrangement, std::uint32_t number);

inline constexpr double layoutGap = 24;
inline constexpr double layoutMargin = 32;
inline constexpr double barHeight = 44;
inline constexpr double repeatedBarHeight = 8;
/// Width and height of a room without what hangs from it.
Point roomExtent(RoomSize size);
/// From what rooms hang from (a bar's lower edge) down to the rooms: port, cable, plug.
double dropBelow(RoomSize size, bool hasBar);
/// Everything that a cable should not run through.
std::vector<Box> boxesOf(const NetworkLayout& layout);
/// The upper edge of what stands on the host's floor, below its name and stations.
double floorTop(const NetworkLayout& layout);

} // namespace hoplens
