// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/document.h"
#include "kube/objects.h"

#include <map>
#include <memory>

namespace hoplens::api {

struct ObjectKey {
    std::string kind;
    std::string nameSpace; ///< empty: the object is the cluster's
    std::string name;
    auto operator<=>(const ObjectKey&) const = default;
};

ObjectKey keyOf(const Document& object);

/// The objects of a cluster with the numbers that it hands out. A copy shares the objects, which never change. One thread.
class ClusterState {
public:
    using Objects = std::map<ObjectKey, std::shared_ptr<const Document>>;

    /// now: seconds since 1970 at the beginning.
    explicit ClusterState(std::int64_t now = 0) : m_now(now) {}

    const Objects& objects() const { return m_objects; }
    const Document* find(const ObjectKey& key) const;
    /// Of a kind, by namespace and name; nameSpace empty: of all.
    std::vector<const Document*> list(std::string_view kind, std::string_view nameSpace = {}) const;

    /// Writes an object: a new one is given a uid and its time. Nothing else is looked at.
    void put(Document object);
    void remove(const ObjectKey& key) { m_objects.erase(key); }

    /// Time goes on by a second.
    void tick() { ++m_now; }
    std::int64_t now() const { return m_now; }
    /// RFC 3339.
    std::string timestamp() const;
    std::uint64_t nextNumber() { return ++m_number; }
    /// Letters and digits as names of pods end with, others each time.
    std::string nextSuffix(std::size_t length);

private:
    Objects m_objects;
    std::int64_t m_now;
    std::uint64_t m_number = 0;
};

/// The objects, typed, as the engines take them.
kube::Objects typedObjects(const ClusterState& state);

/// Letters that say nothing, as the names of ReplicaSets end with; the same for the same text.
std::string hashOf(std::string_view text, std::size_t length);

/// Seconds since 1970; nullopt: it is none ("2026-01-31T10:00:00Z").
std::optional<std::int64_t> secondsOf(std::string_view timestamp);

} // namespace hoplens::api
