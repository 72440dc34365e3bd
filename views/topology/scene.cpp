// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/scene.h"

#include <algorithm>

namespace hoplens::views {

SpaceId Scene::spaceId(const PictureObject& object) const
{
    const auto isMeant = [&](SpaceId id) { return id.valid() && objectOf(id) == PictureObject{object.space, 0, object.host}; };
    if (const auto id = world->byInode(object.space); isMeant(id) || !id.valid())
        return id;
    // Two hosts may number theirs alike.
    for (std::uint32_t s = 0; s < world->size(); ++s)
        if (isMeant(SpaceId{s}))
            return SpaceId{s};
    return {};
}

const Namespace* Scene::space(const PictureObject& object) const
{
    const auto id = spaceId(object);
    return id.valid() ? &world->space(id).data : nullptr;
}

const Link* Scene::link(const PictureObject& object) const
{
    const Namespace* in = object.link != 0 ? space(object) : nullptr;
    return in ? in->link(object.link) : nullptr;
}

PictureObject Scene::objectOf(SpaceId id, const Link* link) const
{
    if (!id.valid())
        return {};
    const auto& indexed = world->space(id);
    const auto host = static_cast<std::uint32_t>(&indexed.host - snapshot->hosts.data());
    return {indexed.data.inode, link ? link->index : 0, host};
}

std::vector<Point> Scene::cable(const PictureObject& from, const PictureObject& to) const
{
    const auto at = std::ranges::lower_bound(cables, std::pair(from, to), {}, [](const Cable& cable) { return std::pair(cable.from, cable.to); });
    if (at == cables.end() || at->from != from || at->to != to)
        return {};
    auto points = picture.shapes[at->shape].points;
    if (at->isReversed)
        std::ranges::reverse(points);
    return points;
}

const Scene::Cable* Scene::cableOf(const PictureObject& object) const
{
    const auto at = std::ranges::lower_bound(cables, object, {}, &Cable::from);
    return at == cables.end() || at->from != object ? nullptr : &*at;
}

const Box* Scene::boxOf(const PictureObject& object) const
{
    auto at = boxes.find(object);
    if (at == boxes.end())
        at = boxes.find({object.space, 0, object.host});
    return at == boxes.end() ? nullptr : &at->second;
}

namespace {

void draw(Scene& scene, Arrangement arrangement)
{
    scene.arrangement = std::move(arrangement);
    scene.picture = drawNetwork(*scene.snapshot, scene.arrangement);
    std::vector<std::pair<PictureObject, Box>> boxes;
    for (auto& shape : scene.picture.shapes) {
        shape.title = {};
        if (!shape.object.isValid())
            continue;
        if (shape.kind == ShapeKind::Rectangle)
            boxes.emplace_back(shape.object, shape.box);
    }
    scene.boxes = SortedMap<PictureObject, Box>(std::move(boxes));
    const auto& shapes = scene.picture.shapes;
    for (std::uint32_t i = 0; i < shapes.size(); ++i)
        if (shapes[i].kind == ShapeKind::Path && shapes[i].object.isValid() && shapes[i].other.isValid()) {
            scene.cables.push_back({shapes[i].object, shapes[i].other, i, false});
            scene.cables.push_back({shapes[i].other, shapes[i].object, i, true});
        }
    std::ranges::sort(scene.cables, {}, [](const Scene::Cable& cable) { return std::pair(cable.from, cable.to); });
}

} // namespace

std::shared_ptr<const Scene> makeScene(std::shared_ptr<const Snapshot> snapshot, Arrangement arrangement, std::shared_ptr<const ClusterInput> cluster)
{
    auto scene = std::make_shared<Scene>();
    scene->snapshot = std::move(snapshot);
    scene->cluster = std::move(cluster);
    scene->world = std::make_shared<const World>(*scene->snapshot, scene->cluster ? scene->cluster->gate.get() : nullptr);
    draw(*scene, std::move(arrangement));
    return scene;
}

std::shared_ptr<const Scene> rearranged(const Scene& scene, Arrangement arrangement)
{
    auto other = std::make_shared<Scene>();
    other->snapshot = scene.snapshot;
    other->world = scene.world;
    other->cluster = scene.cluster;
    draw(*other, std::move(arrangement));
    return other;
}

std::map<PictureObject, Box> placesIn(const Scene& scene)
{
    std::map<std::uint32_t, Point> corners;
    for (std::uint32_t h = 0; h < scene.snapshot->hosts.size(); ++h)
        for (const auto& space : scene.snapshot->hosts[h].namespaces)
            if (const auto at = scene.boxes.find({space.inode, 0, h}); space.isHost && at != scene.boxes.end())
                corners.emplace(h, Point{at->second.x, at->second.y});
    std::map<PictureObject, Box> places;
    for (const auto& [object, from] : scene.picture.hangs) {
        const auto corner = corners.find(object.host);
        if (corner == corners.end())
            continue;
        auto box = scene.boxes.at(object);
        box.x -= corner->second.x;
        box.y -= corner->second.y;
        places.emplace(object, box);
    }
    return places;
}

} // namespace hoplens::views
