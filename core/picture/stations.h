// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"
#include "picture/display_list.h"

namespace hoplens {

/// A place in the kernel where a packet is decided on: a netfilter hook with rules, or the routing decision.
struct KernelStation {
    std::optional<Hook> hook = {}; ///< empty: the routing decision
    std::string title = {};
    std::string detail = {};       ///< what sits there
    Ink ink = Ink::Network;
    Box box = {};
};

/// How a station is named as the link of a PictureObject.
constexpr std::int32_t stationLink(std::optional<Hook> hook) { return hook ? -2 - static_cast<std::int32_t>(*hook) : -1; }

inline constexpr double stationWidth = 152;
inline constexpr double stationHeight = 44;

/// The stations that a packet can meet in a namespace, placed from the top left corner `at` on: those of a forwarded packet in one row
/// in its order, those of local packets in a second one. Empty where nothing is forwarded and no rule sits. Any thread.
std::vector<KernelStation> stationsOf(const Namespace& space, Point at);
/// The ways between placed stations, each from wall to wall; the last piece is where the arrow is.
std::vector<std::vector<Point>> stationWays(const std::vector<KernelStation>& stations);

} // namespace hoplens
