// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/network_layout.h"

#include <map>
#include <set>

namespace hoplens {

/// What a person, or an earlier picture, has decided about how a network is drawn.
/// Places are those of a room's or a bridge's upper left corner, from the corner of its host.
struct Arrangement {
    std::map<PictureObject, Point> places;  ///< moved by hand; what hangs from it comes along
    std::set<PictureObject> pinned;         ///< of these, the ones that a new layout leaves alone
    std::set<PictureObject> hidden;         ///< namespaces
    std::set<PictureObject> collapsed;      ///< namespaces and bridges: what hangs from them is counted, not drawn
    std::map<PictureObject, Box> kept;      ///< where an earlier picture had everything; rooms that it lacks get a free place
    bool operator==(const Arrangement&) const = default;
};

/// Rooms and bars moved to where the arrangement has them, bars and spines fitted to the rooms that hang from them, cables of moved
/// rooms led around the others, and the host's walls around it all. Without a word about this host nothing changes. Any thread.
/// Cost O(n log n), and O(n) for each room that was moved by hand.
void arrange(NetworkLayout& layout, const Arrangement& arrangement, std::uint32_t host);

/// A way with right angles between two points that leaves and enters straight (-1 up, 1 down) and crosses few of the boxes.
std::vector<Point> wayAround(Point from, int leaves, Point to, int enters, const std::vector<Box>& boxes);

} // namespace hoplens
