// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/api_server.h"
#include "base/function_ref.h"
#include "store/cluster_input.h"
#include "trace/world.h"

#include <map>
#include <optional>
#include <set>

namespace hoplens::lab {

/// The network that commands act on: a Snapshot that changes, with every change kept so that it can be taken back. One thread.
class LabWorld {
public:
    /// The first namespace that is a host's is where a console begins.
    /// model: the cluster that the network is of, with its policies; null: it is of none. objects: of kubectl; without them, but with a model,
    /// kubectl has nothing to work on. A modelled network with objects is made anew when they change.
    explicit LabWorld(Snapshot start, std::shared_ptr<const ClusterInput> model = nullptr, std::optional<api::ClusterState> objects = std::nullopt);
    /// The network and all that is in it, without what can be taken back.
    LabWorld(const LabWorld& other);
    LabWorld& operator=(const LabWorld&) = delete;

    const Snapshot& snapshot() const { return m_snapshot; }
    /// As it was in the beginning.
    const Snapshot& start() const { return *m_start; }
    /// Inode of the namespace where a console begins.
    std::uint64_t home() const { return m_home; }
    const Namespace* find(std::uint64_t space) const;
    const Namespace* find(std::string_view name) const { return m_snapshot.find(name); }
    const Host& host() const { return m_snapshot.hosts.front(); }

    /// The namespace, to be changed; as it was is kept. It must be there. The reference holds until a namespace is added or removed.
    Namespace& change(std::uint64_t space);
    /// The namespace, for what packets leave behind in it: counters and connections, which no command of undo brings back and no index of traced()
    /// is about.
    Namespace& leaveTraces(std::uint64_t space) { return *at(space); }
    Namespace& add(Namespace space);
    void remove(std::uint64_t space);
    /// A number that no namespace had.
    std::uint64_t nextInode() { return m_nextInode++; }
    /// The number after the last that a namespace gave to a link; it is given now.
    std::int32_t nextIndex(std::uint64_t space);
    /// The state that the kernel decided on when a link's carrier last changed; it tells it while the link is up. nullopt: nobody was there to see, or
    /// a step of undo has changed the namespace since.
    std::optional<OperationalState> decidedState(const LinkKey& link) const;
    void decideState(const LinkKey& link, OperationalState state) { m_decidedStates[link] = state; }
    void forgetState(const LinkKey& link) { m_decidedStates.erase(link); }
    void moveState(const LinkKey& from, const LinkKey& to);
    /// Numbers of namespaces in others that the kernel has not told anybody yet, nor decided on.
    void deferNumber(std::uint64_t space, std::uint64_t other) { m_deferredNumbers.insert({space, other}); }
    bool isNumberDeferred(std::uint64_t space, std::uint64_t other) const { return m_deferredNumbers.contains({space, other}); }
    /// False: it was decided on already.
    bool settleNumber(std::uint64_t space, std::uint64_t other) { return m_deferredNumbers.erase({space, other}) > 0; }
    /// What a sender was told of the way to an address (RFC 1191): the route that it took keeps that.
    struct PathMtu {
        std::uint64_t space = 0;
        Address destination;
        Route route;
        std::uint32_t mtu = 0;
        bool isLocked = false; ///< less was told than a sender goes by: it lets routers cut
    };
    /// By when they were learnt. Without those whose route is gone; a step of undo forgets those of the namespaces that it changes.
    const std::vector<PathMtu>& pathMtus() const { return m_pathMtus; }
    const PathMtu* pathMtu(std::uint64_t space, const Address& destination, const Route& route) const;
    void learnPathMtu(PathMtu learnt);
    void forgetPathMtus(FunctionRef<bool(const PathMtu&)> isForgotten);
    /// A link's own MTU was `before`: what was learnt over it cannot be more than its own now, and grows with it where it was just that.
    void adjustPathMtus(const LinkKey& link, std::uint32_t before, std::uint32_t now);
    /// A number for a new connection: its source port, or what its echo requests carry.
    std::uint16_t nextPort();
    /// A locally administered address that no link had: the same in every run.
    MacAddress nextMac();

    /// Files that were written in the lab, by path.
    const std::map<std::string, std::string, std::less<>>& files() const { return m_files; }
    const std::string* file(std::string_view path) const;
    void setFile(const std::string& path, std::string text);
    void removeFile(const std::string& path);

    /// Another network in the place of this one, which begins there: it can be taken back.
    void load(Snapshot snapshot, std::shared_ptr<const ClusterInput> model, std::optional<api::ClusterState> objects);

    /// Whether kubectl has objects here.
    bool hasObjects() const { return m_objects || !m_model; }
    /// The objects of kubectl: those of a cluster of one node in the beginning, where nothing else was told.
    const api::ClusterState& objects();
    /// Other objects; where the network is a model of them, it is made anew. Errors: as modelCluster has them; nothing is changed then.
    Result<void> setObjects(api::ClusterState objects);
    /// Whether the network follows from the objects.
    bool isModelled() const { return m_model && m_objects; }

    /// Another number after each change.
    std::size_t version() const { return m_version; }

    /// The cluster that the network is of; null: it is of none.
    const ClusterInput* model() const { return m_model.get(); }
    /// Policies beside the network, now and in the beginning; null: none.
    const PacketGate* gate() const { return m_model ? m_model->gate.get() : nullptr; }
    const PacketGate* startGate() const { return m_startModel ? m_startModel->gate.get() : nullptr; }

    /// The network indexed for traces, as it is now; built when it is asked for. Holds until the next change.
    const World& traced();

    /// Whether a table of routes is there: the kernel makes one for its first route, and keeps it; IPv6 begins with two.
    bool hasRoutingTable(std::uint64_t space, std::uint32_t table, IpFamily family = IpFamily::V4) const;
    void makeRoutingTable(std::uint64_t space, std::uint32_t table, IpFamily family = IpFamily::V4);

    /// Ends what one command did: from here on it is one step of undo. True when it changed anything.
    /// Of very many, or large, steps the first are forgotten.
    bool commit(const std::string& command);
    /// What changed was nobody's doing: it is no step of undo.
    void forget() { m_open = {}; }
    /// Nothing that was done is taken back any more.
    void forgetSteps()
    {
        m_done.clear();
        m_undone.clear();
        m_weight = 0;
    }
    /// The command that was taken back, or done again; nullopt: there is none.
    std::optional<std::string> undo();
    std::optional<std::string> redo();

private:
    struct Network {
        Snapshot snapshot;
        std::shared_ptr<const ClusterInput> model;
        std::uint64_t home = 0;
        std::shared_ptr<const Snapshot> start;
        std::shared_ptr<const ClusterInput> startModel;
    };
    /// Namespaces as they were, by inode; nullopt: it was not there.
    struct Step {
        std::string command;
        std::vector<std::pair<std::uint64_t, std::optional<Namespace>>> before;
        std::map<std::string, std::optional<std::string>> files;
        std::optional<std::optional<api::ClusterState>> objects;
        std::optional<Network> network; ///< all of it: it was made anew
        std::size_t weight = 0;          ///< bytes that it keeps, about
        bool isEmpty() const { return before.empty() && files.empty() && !objects && !network; }
    };
    std::vector<Namespace>::iterator at(std::uint64_t space);
    void keep(std::uint64_t space);
    void keepFile(const std::string& path);
    void forgetLostPaths();
    static std::size_t weightOf(const Step& step);
    void indexNumbers();
    Network take(Network network);
    void swap(Step& step);
    std::optional<std::string> move(std::vector<Step>& from, std::vector<Step>& to);

    std::shared_ptr<const Snapshot> m_start;
    Snapshot m_snapshot;
    std::uint64_t m_home = 0;
    std::shared_ptr<const ClusterInput> m_model;
    std::shared_ptr<const ClusterInput> m_startModel;
    std::optional<api::ClusterState> m_objects;
    std::uint64_t m_nextInode = 0;
    std::uint32_t m_nextMac = 0;
    std::uint16_t m_nextPort = 40000;
    std::map<LinkKey, OperationalState> m_decidedStates;
    std::vector<PathMtu> m_pathMtus;
    std::set<std::pair<std::uint64_t, std::uint64_t>> m_deferredNumbers;
    std::map<std::uint64_t, std::int32_t> m_lastIndex; ///< by namespace
    std::size_t m_version = 0;
    Step m_open;
    std::size_t m_weight = 0; ///< of all that is kept
    std::vector<Step> m_done;
    std::vector<Step> m_undone;
    std::unique_ptr<const World> m_world;
    std::set<std::tuple<std::uint64_t, IpFamily, std::uint32_t>> m_routingTables;
    std::map<std::string, std::string, std::less<>> m_files;
};

} // namespace hoplens::lab
