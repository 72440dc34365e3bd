// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/scene.h"

#include <algorithm>

namespace hoplens::views {

SpaceId Scene::spaceId(const PictureObject& object) const
{
    const auto at = spaces.find({object.host, object.space});
    return at == spaces.end() ? SpaceId{} : at->second;
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
    for (auto& shape : scene.picture.shapes) {
        shape.title = {};
        if (!shape.object.isValid())
            continue;
        if (shape.kind == ShapeKind::Rectangle)
            scene.boxes.emplace(shape.object, shape.box);
        if (shape.kind == ShapeKind::Path && shape.other.isValid()) {
            auto back = shape.points;
            std::ranges::reverse(back);
            scene.cables.emplace(std::pair(shape.object, shape.other), shape.points);
            scene.cables.emplace(std::pair(shape.other, shape.object), std::move(back));
        }
    }
}

} // namespace

std::shared_ptr<const Scene> makeScene(std::shared_ptr<const Snapshot> snapshot, Arrangement arrangement)
{
    auto scene = std::make_shared<Scene>();
    scene->snapshot = std::move(snapshot);
    scene->world = std::make_shared<const World>(*scene->snapshot);
    for (std::uint32_t s = 0; s < scene->world->size(); ++s) {
        const auto object = scene->objectOf(SpaceId{s});
        scene->spaces.emplace(std::pair(object.host, object.space), SpaceId{s});
    }
    draw(*scene, std::move(arrangement));
    return scene;
}

std::shared_ptr<const Scene> rearranged(const Scene& scene, Arrangement arrangement)
{
    auto other = std::make_shared<Scene>();
    other->snapshot = scene.snapshot;
    other->world = scene.world;
    other->spaces = scene.spaces;
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
