// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
#include "trace/trace.h"

#include <map>
#include <set>

/// The walk of one packet, as the kernel makes it. One class in seven files by layer:
///   walker_filter.cpp    hooks, conntrack, address translation
///   walker_ipvs.cpp      virtual servers
///   walker_network.cpp   routes, local output, input, forwarding, delivery, errors
///   walker_neighbour.cpp who has an address: ARP and neighbour discovery, asked and answered
///   walker_link.cpp      interfaces, veth, macvlan, vxlan
///   walker_bridge.cpp    bridges and their ports
///   walker.cpp           the start, the reply, bookkeeping
/// Every function takes a packet's state and carries it to its end; where the packet can go several ways the state is
/// copied and each copy is carried to its own end.
namespace hoplens {

/// The steps so far. A copy is made to walk on by itself, so it has room for what comes.
struct StepList : std::vector<Step> {
    static constexpr size_type roomForMore = 24; ///< a usual path
    StepList() { reserve(roomForMore); }
    StepList(const StepList& other) : std::vector<Step>()
    {
        reserve(other.size() + roomForMore);
        assign(other.begin(), other.end());
    }
    StepList(StepList&&) = default;
    StepList& operator=(const StepList&) = default;
    StepList& operator=(StepList&&) = default;
};

/// A connection that IPVS sends on in one namespace: as the client made it, and where its real server is.
struct VirtualConnection {
    SpaceId space = {};
    Tuple asked = {};
    Address server = {};
    std::uint16_t port = 0;
};

struct WalkState {
    Packet packet = {};
    const Packet* recorded = nullptr; ///< what the log has of it
    std::vector<Packet> inner = {}; ///< packets inside tunnels, innermost first
    std::uint32_t mark = 0;
    std::optional<std::uint32_t> userId = {};
    std::optional<std::uint32_t> groupId = {};
    std::vector<TracedConnection> connections = {};
    std::vector<VirtualConnection> virtualConnections = {};
    bool isOfVirtualServer = false; ///< IPVS has had this packet in the namespace at hand (skb->ipvs_property)
    // conntrack's verdict in the namespace at hand
    std::int32_t connection = -1;
    bool isReplyDirection = false;
    std::uint32_t conntrackState = 0; ///< a ctstate bit, 0 before conntrack
    bool keepsConntrack = false;      ///< enters the next hook with its connection attached: over the loopback, or as an error about it
    bool isAttached = false;          ///< conntrack finds a connection attached already, and leaves it
    // br_netfilter
    const Link* physicalIn = nullptr;
    const Link* physicalOut = nullptr;
    bool passedPrerouting = false;
    bool isBridged = false;
    bool isLocallyGenerated = false;
    bool hasProcess = false;     ///< still belongs to the process that sent it (skb->sk): not sent by the kernel itself, not through a cable yet
    std::int32_t outLink = 0;    ///< the sender is bound to this link
    bool isAnswer = false;       ///< walking back
    Tuple sent = {};             ///< what the application sent, once its source is chosen
    double probability = 1;
    std::vector<std::string> assumptions = {};
    StepList steps = {};

    /// What the kernel takes off a packet on its way into another namespace.
    void leaveNamespace()
    {
        mark = 0;
        isOfVirtualServer = false;
    }
};

/// The state of one branch of several: the last takes what the others copy.
inline WalkState branchOf(WalkState& state, bool isLast) { return isLast ? std::move(state) : state; }

/// Where a hook runs.
struct HookSite {
    SpaceId space = {};
    Hook hook = Hook::Prerouting;
    const Link* in = nullptr;
    const Link* out = nullptr;
};

class Walker {
public:
    Walker(const World& world, const Flow& flow, FlowAge age) : m_world(world), m_flow(flow), m_age(age) {}
    void run(const Origin& origin, Trace& trace);

private:
    using Then = FunctionRef<void(WalkState&)>; ///< what comes next; called before the function that takes it returns

    /// Whether an answer belongs to the connection of the packet that it answers before conntrack looks at it.
    enum class Inherit { Nothing, Connection };

    // walker.cpp
    const Space& at(SpaceId space) const { return m_world.space(space); }
    /// The packet as it is now, in the log.
    const Packet* record(WalkState& state);
    Step& append(WalkState& state, const Packet* packet, SpaceId space, StepKind kind, StepCode code, std::uint8_t layer);
    /// Writes one rule after another that matched at a hook.
    void stepRules(WalkState& state, const HookSite& site, const FilterResult& result, const Packet* before, std::uint8_t layer);
    Step& step(WalkState& state, SpaceId space, StepKind kind, StepCode code, std::uint8_t layer);
    TraceBranch& finish(WalkState& state, Outcome outcome, Reason reason, std::string because = {}); ///< takes the state's steps
    void unknown(WalkState& state, SpaceId space, Reason reason, std::string because);
    void drop(WalkState& state, SpaceId space, StepKind kind, StepCode code, std::uint8_t layer, Reason reason, const Link* link = nullptr);
    /// Walks what answers a branch, from a namespace where `answer` starts, and hangs it on the branch finished last.
    void walkAnswer(WalkState& state, SpaceId space, Packet answer, Outcome outcome, Reason reason, std::optional<Delivery> delivered, StepCode how, Inherit inherits);
    bool tooLong(const WalkState& state) const { return state.steps.size() > 240 || m_work > 100000; }

    // walker_filter.cpp
    void runHook(WalkState& state, const HookSite& site, Then then);
    /// Asks the policies at the pods' interfaces, where a node hands a packet on: in the hook, and where IPVS takes it past FORWARD.
    void passGate(WalkState& state, const HookSite& site, Then then);
    void runStations(WalkState& state, const HookSite& site, std::size_t index, Then then);
    void runChain(WalkState& state, const HookSite& site, ChainId chain, Then then);
    void runChains(WalkState& state, const HookSite& site, std::span<const ChainId> chains, Then then);
    void runBridgeHook(WalkState& state, const HookSite& site, Then then);
    void runDeviceHook(WalkState& state, const HookSite& site, Then then);
    void conntrackIn(WalkState& state, const HookSite& site);
    void nat(WalkState& state, const HookSite& site, Then then);
    void natChains(WalkState& state, const HookSite& site, std::size_t index, Then then);
    void bind(WalkState& state, const HookSite& site, const FilterResult& result, Then then);
    void applyNat(WalkState& state, const HookSite& site);
    FilterInput filterInput(const WalkState& state, const HookSite& site) const;
    void reject(WalkState& state, const HookSite& site, RejectType type);

    // walker_ipvs.cpp
    void virtualServerRequest(WalkState& state, const HookSite& site, Then then);
    void sendToRealServer(WalkState& state, const HookSite& site, const VirtualServer& server, const RealServer& real, Then then);
    void virtualServerAnswer(WalkState& state, const HookSite& site);

    // walker_network.cpp
    RouteQuery routeQuery(const WalkState& state, SpaceId space, std::int32_t in) const;
    /// Ends the walk as unknown when facts that routing or bridging needs could not be read. True: it has ended.
    bool missesFacts(WalkState& state, SpaceId space);
    void localOutput(WalkState& state, SpaceId space);
    void outputRouted(WalkState& state, SpaceId space, const RouteChoice& choice);
    void postrouting(WalkState& state, SpaceId space, const RouteChoice& choice, const Link* in);
    void finishOutput(WalkState& state, SpaceId space, const RouteChoice& choice);
    void ipReceive(WalkState& state, SpaceId space, const Link& link);
    void routeInput(WalkState& state, SpaceId space, const Link& link);
    void forward(WalkState& state, SpaceId space, const Link& link, const RouteChoice& choice);
    void localInput(WalkState& state, SpaceId space, const Link& link);
    void deliver(WalkState& state, SpaceId space, const Link& link);
    void deliverAnswer(WalkState& state, SpaceId space, const Link& link);
    void routeError(WalkState& state, SpaceId space, const RouteAnswer& answer, const Link* in);
    void sendError(WalkState& state, SpaceId space, std::uint8_t type, std::uint8_t code, Outcome outcome, Reason reason, Inherit inherits = Inherit::Connection);
    /// Ends the walk when a packet from a loopback address would leave by another device, as the kernel does. True: it has ended.
    bool loopbackLeaves(WalkState& state, SpaceId space, const RouteChoice& choice);
    /// Reverse path and martian tests of an IPv4 packet. nullopt: passes.
    std::optional<Reason> sourceProblem(const WalkState& state, SpaceId space, const Link& link, const Address& source, const Address& destination) const;
    const hoplens::Socket* findSocket(SpaceId space, const Packet& packet, const Link& link) const;
    std::uint32_t routeMtu(SpaceId space, const RouteChoice& choice) const;
    /// And of what the sender knows of the way, where it is his packet.
    std::uint32_t sendMtu(const WalkState& state, SpaceId space, const RouteChoice& choice) const;

    // walker_neighbour.cpp, walker_link.cpp, walker_bridge.cpp
    void resolveAndSend(WalkState& state, SpaceId space, const Link& link, const Address& nextHop);
    struct NeighbourAnswer {
        enum class Kind { Answered, Outside, Nobody, Unknown } kind = Kind::Nobody;
        MacAddress mac = {};
        bool isProxy = false;
        SpaceId space = {};
        const Link* link = nullptr;
        std::string because = {};
    };
    NeighbourAnswer askNeighbour(const WalkState& state, SpaceId space, const Link& link, const Address& target);
    void sendNeighbourAnswer(SpaceId space, const Link& link, const Address& target, bool isProxy, FunctionRef<void()> send);
    void answerSolicitation(WalkState& state, SpaceId space, const Link& link);
    void receiveArp(WalkState& state, SpaceId space, const Link& link);
    void transmit(WalkState& state, SpaceId space, const Link& link);
    void receive(WalkState& state, SpaceId space, const Link& link);
    void receiveBeyondDevice(WalkState& state, SpaceId space, const Link& link);
    void bridgeInput(WalkState& state, SpaceId space, const Link& port);
    void bridgeDecide(WalkState& state, SpaceId space, const Link& port, const Link& bridge);
    void bridgeUp(WalkState& state, SpaceId space, const Link& port, const Link& bridge);
    void bridgeTransmit(WalkState& state, SpaceId space, const Link& bridge);
    void bridgeForward(WalkState& state, SpaceId space, const Link& from, const Link& port, const Link& bridge);
    void bridgeFlood(WalkState& state, SpaceId space, const Link* from, const Link& bridge, bool alsoUp);
    bool bridgeAllows(const WalkState& state, const Link* from, const Link& port, const BridgeData& bridge, Reason& reason) const;
    void vxlanTransmit(WalkState& state, SpaceId space, const Link& link);
    bool vxlanReceive(WalkState& state, SpaceId space);
    void macvlanTransmit(WalkState& state, SpaceId space, const Link& link);
    void depart(WalkState& state, SpaceId space, const Link& link, std::string why);

    const World& m_world;
    const Flow& m_flow;
    FlowAge m_age;
    std::vector<TraceBranch> m_branches;
    PacketLog m_packets;
    std::deque<GateAnswer> m_gateAnswers;
    Origin m_origin = {};
    std::optional<Address> m_nextHop = {};
    std::vector<NeighbourAnswer>* m_asking = nullptr; ///< set while an ARP request or neighbour solicitation is out
    LinkPlace m_asker = {};
    std::set<std::tuple<std::uint32_t, std::int32_t, Address>> m_openQuestions; ///< namespace, link, address asked for
    Address m_askedAddress = {};
    std::set<std::pair<std::uint32_t, std::int32_t>> m_visited; ///< links that the question has gone out of: a loop carries it once
    std::uint32_t m_work = 0;                         ///< frames sent, so that a bridge loop ends
    bool m_advertising = false;                       ///< the answer to it is on its way
    std::map<std::tuple<std::uint32_t, std::int32_t, Address>, MacAddress> m_neighbours; ///< learned from questions: who asks is known
    std::map<std::pair<LinkKey, MacAddress>, std::int32_t> m_learned; ///< bridge and address → port index
};

} // namespace hoplens
