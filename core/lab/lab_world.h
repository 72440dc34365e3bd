// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/world.h"

#include <optional>
#include <set>

namespace hoplens::lab {

/// The network that commands act on: a Snapshot that changes, with every change kept so that it can be taken back. One thread.
class LabWorld {
public:
    /// The first namespace that is a host's is where a console begins.
    explicit LabWorld(Snapshot start);

    const Snapshot& snapshot() const { return m_snapshot; }
    /// As it was in the beginning.
    const Snapshot& start() const { return m_start; }
    /// Inode of the namespace where a console begins.
    std::uint64_t home() const { return m_home; }
    const Namespace* find(std::uint64_t space) const;
    const Namespace* find(std::string_view name) const { return m_snapshot.find(name); }
    const Host& host() const { return m_snapshot.hosts.front(); }

    /// The namespace, to be changed; as it was is kept. It must be there. The reference holds until a namespace is added or removed.
    Namespace& change(std::uint64_t space);
    Namespace& add(Namespace space);
    void remove(std::uint64_t space);
    /// A number that no namespace had.
    std::uint64_t nextInode() { return m_nextInode++; }
    /// A locally administered address that no link had: the same in every run.
    MacAddress nextMac();

    /// Another number after each change.
    std::size_t version() const { return m_version; }

    /// The network indexed for traces, as it is now; built when it is asked for. Holds until the next change.
    const World& traced();

    /// Whether any route was ever there: the kernel makes tables then.
    bool hasRoutingTables(std::uint64_t space) const { return m_routed.contains(space); }
    void makeRoutingTables(std::uint64_t space) { m_routed.insert(space); }

    /// Ends what one command did: from here on it is one step of undo. True when it changed anything.
    bool commit(const std::string& command);
    /// What changed was nobody's doing: it is no step of undo.
    void forget() { m_open = {}; }
    /// Nothing that was done is taken back any more.
    void forgetSteps()
    {
        m_done.clear();
        m_undone.clear();
    }
    /// The command that was taken back, or done again; nullopt: there is none.
    std::optional<std::string> undo();
    std::optional<std::string> redo();

private:
    /// Namespaces as they were, by inode; nullopt: it was not there.
    struct Step {
        std::string command;
        std::vector<std::pair<std::uint64_t, std::optional<Namespace>>> before;
    };
    std::vector<Namespace>::iterator at(std::uint64_t space);
    void keep(std::uint64_t space);
    void swap(Step& step);
    std::optional<std::string> move(std::vector<Step>& from, std::vector<Step>& to);

    Snapshot m_start;
    Snapshot m_snapshot;
    std::uint64_t m_home = 0;
    std::uint64_t m_nextInode = 0;
    std::uint32_t m_nextMac = 0;
    std::size_t m_version = 0;
    Step m_open;
    std::vector<Step> m_done;
    std::vector<Step> m_undone;
    std::unique_ptr<const World> m_world;
    std::set<std::uint64_t> m_routed;
};

} // namespace hoplens::lab
