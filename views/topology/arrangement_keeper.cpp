// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/arrangement_keeper.h"

#include "topology/arrangement_file.h"

#include <algorithm>

namespace hoplens::views {
namespace {

constexpr int rememberedChanges = 30;

} // namespace

/// From one arrangement to another, and back.
class ArrangementKeeper::Change : public QUndoCommand {
public:
    Change(ArrangementKeeper& keeper, const QString& what, Arrangement after) : QUndoCommand(what), m_keeper(keeper), m_before(keeper.m_arrangement), m_after(std::move(after)) {}
    void undo() override { show(m_before); }
    void redo() override { show(m_after); }

private:
    void show(const Arrangement& arrangement)
    {
        m_keeper.m_arrangement = arrangement;
        m_keeper.remember();
        emit m_keeper.changed();
    }
    ArrangementKeeper& m_keeper;
    Arrangement m_before;
    Arrangement m_after;
};

ArrangementKeeper::ArrangementKeeper(QObject* parent) : QObject(parent) { m_history.setUndoLimit(rememberedChanges); }

void ArrangementKeeper::begin(std::shared_ptr<const Snapshot> snapshot)
{
    m_history.clear();
    m_snapshot = std::move(snapshot);
    m_file = arrangementFile(*m_snapshot);
    m_arrangement = readArrangement(m_file, *m_snapshot);
}

void ArrangementKeeper::follow(const Scene& scene)
{
    m_snapshot = scene.snapshot;
    m_arrangement.kept = placesIn(scene);
}

void ArrangementKeeper::set(const QString& what, Arrangement arrangement)
{
    if (!(arrangement == m_arrangement))
        m_history.push(new Change(*this, what, std::move(arrangement)));
}

void ArrangementKeeper::remember() const
{
    if (m_snapshot) // that it cannot be written is no reason to stop work
        (void)writeArrangement(m_file, m_arrangement, *m_snapshot);
}

void ArrangementKeeper::move(const Scene& scene, const std::set<PictureObject>& objects, QPointF by)
{
    auto next = m_arrangement;
    const auto places = placesIn(scene);
    const auto moved = withWhatHangs(scene, objects);
    for (const auto& object : moved) {
        const auto at = places.find(object);
        if (at == places.end())
            continue;
        const Point place{at->second.x + by.x(), at->second.y + by.y()};
        if (objects.contains(object) || next.places.contains(object)) {
            next.places[object] = place;
        } else if (const auto was = next.kept.find(object); was != next.kept.end()) {
            was->second.x = place.x;
            was->second.y = place.y;
        }
    }
    set(tr("move"), std::move(next));
}

void ArrangementKeeper::toggleCollapsed(const Scene& scene, const std::set<PictureObject>& objects)
{
    auto next = m_arrangement;
    bool opened = false;
    for (const auto& object : objects)
        opened = std::erase_if(next.collapsed, [&](const PictureObject& of) { return of == object || (object.link == 0 && of.space == object.space && of.host == object.host); }) > 0 || opened;
    if (!opened)
        for (const auto& object : objects)
            if (std::ranges::any_of(scene.picture.hangs, [&](const auto& pair) { return pair.second == object; }))
                next.collapsed.insert(object);
    set(opened ? tr("expand") : tr("collapse"), std::move(next));
}

void ArrangementKeeper::hide(const Scene& scene, const std::set<PictureObject>& objects)
{
    auto next = m_arrangement;
    for (const auto& object : objects)
        if (const auto* space = scene.space(object); object.link == 0 && space && !space->isHost)
            next.hidden.insert(object);
    set(tr("hide"), std::move(next));
}

void ArrangementKeeper::togglePinned(const Scene& scene, const std::set<PictureObject>& objects)
{
    auto next = m_arrangement;
    const auto places = placesIn(scene);
    const bool allPinned = std::ranges::all_of(objects, [&](const PictureObject& object) { return next.pinned.contains(object); });
    for (const auto& object : objects) {
        const auto at = places.find(object);
        if (allPinned) {
            next.pinned.erase(object);
        } else if (at != places.end()) {
            next.pinned.insert(object);
            next.places[object] = {at->second.x, at->second.y};
        }
    }
    set(allPinned ? tr("unpin") : tr("pin"), std::move(next));
}

void ArrangementKeeper::layOutAnew()
{
    auto next = m_arrangement;
    std::erase_if(next.places, [&](const auto& entry) { return !next.pinned.contains(entry.first); });
    next.kept.clear();
    set(tr("lay out anew"), std::move(next));
}

void ArrangementKeeper::showEverything()
{
    auto next = m_arrangement;
    next.hidden.clear();
    next.collapsed.clear();
    set(tr("show everything"), std::move(next));
}

bool isMovable(const Scene& scene, const PictureObject& object)
{
    const auto* space = scene.space(object);
    if (!space || (object.link == 0 && space->isHost))
        return false;
    return object.link == 0 ? scene.boxes.contains(object) : std::ranges::any_of(scene.picture.hangs, [&](const auto& pair) { return pair.first == object; });
}

std::set<PictureObject> withWhatHangs(const Scene& scene, const std::set<PictureObject>& objects)
{
    std::multimap<PictureObject, PictureObject> below;
    for (const auto& [object, from] : scene.picture.hangs)
        below.emplace(from, object);
    std::set<PictureObject> all;
    std::vector<PictureObject> open(objects.begin(), objects.end());
    while (!open.empty()) {
        const auto object = open.back();
        open.pop_back();
        if (!all.insert(object).second)
            continue;
        for (auto [at, end] = below.equal_range(object); at != end; ++at)
            open.push_back(at->second);
    }
    return all;
}

} // namespace hoplens::views
