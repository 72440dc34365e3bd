// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/network_picture.h"
#include "store/cluster_input.h"
#include "topology/sorted_map.h"
#include "trace/world.h"

#include <map>
#include <memory>

namespace hoplens::views {

/// A snapshot with everything that showing and tracing it takes. Immutable; shared across threads.
struct Scene {
    std::shared_ptr<const Snapshot> snapshot;
    std::shared_ptr<const World> world;
    std::shared_ptr<const ClusterInput> cluster; ///< the objects that came with the snapshot; null: none
    Arrangement arrangement;
    DisplayList picture; ///< without titles: the canvas has words of its own
    SortedMap<PictureObject, Box> boxes; ///< where an object stands in the picture
    /// A cable as one of its ends sees it: the shape of the picture that it is, and whether that shape comes from the other end.
    struct Cable {
        PictureObject from;
        PictureObject to;
        std::uint32_t shape = 0;
        bool isReversed = false;
    };
    std::vector<Cable> cables; ///< each from both ends, in the order of the ends

    /// The namespace of an object in the world; invalid: it is not there.
    SpaceId spaceId(const PictureObject& object) const;
    const Namespace* space(const PictureObject& object) const;
    const Link* link(const PictureObject& object) const;
    /// The object of a namespace of the world, or of a link in it.
    PictureObject objectOf(SpaceId space, const Link* link = nullptr) const;
    /// The way of the cable between two objects, from the first on; empty: there is none.
    std::vector<Point> cable(const PictureObject& from, const PictureObject& to) const;
    /// The first cable of an object; nullptr: it has none.
    const Cable* cableOf(const PictureObject& object) const;
    /// Where an object is, or else where its namespace is; nullptr: not in the picture.
    const Box* boxOf(const PictureObject& object) const;
};

/// Where everything stands in the picture, for a later one to keep.
std::map<PictureObject, Box> placesIn(const Scene& scene);

/// Cost: linear in the snapshot; a thousand namespaces take some 20 ms. Any thread.
std::shared_ptr<const Scene> makeScene(std::shared_ptr<const Snapshot> snapshot, Arrangement arrangement = {}, std::shared_ptr<const ClusterInput> cluster = nullptr);
/// The same network arranged otherwise; shares snapshot and world. Any thread.
std::shared_ptr<const Scene> rearranged(const Scene& scene, Arrangement arrangement);

} // namespace hoplens::views
