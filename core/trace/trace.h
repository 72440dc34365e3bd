// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/world.h"

#include <deque>

namespace hoplens {

/// How a branch ended.
enum class Outcome : std::uint8_t { Delivered, Dropped, Rejected, Unreachable, Departed, Unknown };

/// Why a branch ended as it did. Closed list; documented in the README.
enum class Reason : std::uint8_t {
    None, NoRoute, RouteBlackhole, RouteUnreachable, RouteProhibit, NoSourceAddress, InterfaceDown, NoCarrier, NoNeighbour,
    ForwardingOff, ReversePath, MartianSource, MartianDestination, FilterDrop, FilterReject, Queued, NoListener, NoProtocol, NoRealServer, PolicyDenies, EchoIgnored, TimeToLive,
    TooBig, BridgePortState, BridgeIsolated, BridgeVlan, NotForThisHost, NoSuchDestination, MacvlanMode, TunnelMismatch,
    InvalidConnection, UnexpectedAnswer, PrivateSource, OutsideObservation, UnknownRule, UnknownRoute, UnknownDevice, UnknownFact, TooLong
};

enum class StepKind : std::uint8_t { Application, Route, Rule, Nat, Conntrack, Neighbour, Bridge, Veth, Vxlan, Macvlan, Interface, Sysctl, Socket, Icmp, Policy };

/// What happened in a step; with Step's references it makes the sentence.
enum class StepCode : std::uint8_t {
    Sent, Arrived, RouteFound, RouteLocal, RouteMissing, RouteRefuses, SourceChosen, Rerouted,
    RuleMatched, RuleVerdict, RulePolicy, HookPassed, ConntrackNew, ConntrackEstablished, ConntrackRelated, ConntrackInvalid, ConntrackUntracked,
    Translated, TranslatedBack, NeighbourKnown, NeighbourAnswers, NeighbourProxy, NeighbourSilent, NeighbourOutside, NeighbourNotNeeded,
    BridgeForward, BridgeFlood, BridgeLocal, BridgeRefuses, VethCrossed, MacvlanCrossed, VxlanEncapsulated, VxlanDecapsulated,
    RealServerChosen, RealServerMissing, AnswersAsVirtualServer, PolicyAsked, InterfaceOut, InterfaceRefuses, Fragmented, Forwarded, SysctlRefuses, SocketFound, SocketMissing, ProtocolMissing, EchoAnswered, ErrorSent, Answered, Received, Left, Cannot
};

/// The packets of one trace, each state of the headers once. Addresses stay valid while the log lives, also when it is moved.
class PacketLog {
public:
    PacketLog() = default;
    PacketLog(PacketLog&&) = default;
    PacketLog& operator=(PacketLog&&) = default;
    const Packet* add(const Packet& packet);

private:
    std::vector<std::vector<Packet>> m_blocks; ///< none grows beyond what it reserved
};

/// One thing that decided where the packet goes, with the packet as it was before and afterwards (in the trace's PacketLog).
/// Plain data; words are made by describeStep, so that a trace costs no text until somebody reads it.
struct Step {
    StepKind kind = StepKind::Application;
    StepCode code = StepCode::Sent;
    std::uint8_t layer = 3;
    SpaceId space = {};
    const Link* link = nullptr;
    const Link* other = nullptr;
    const Route* route = nullptr;
    const NextHop* hop = nullptr;
    const PolicyRule* policyRule = nullptr;
    const hoplens::Socket* socket = nullptr;
    const VirtualServer* server = nullptr;
    const GateAnswer* gate = nullptr; ///< in the trace's gateAnswers
    RuleId rule = {};
    ChainId chain = {};
    Hook hook = Hook::Prerouting;
    TrailAction action = TrailAction::Passed;
    Address address = {};
    MacAddress mac = {};
    std::uint32_t number = 0; ///< mark, VNI or count, by code
    Reason reason = Reason::None;
    std::uint32_t mark = 0;
    const Packet* before = nullptr;
    const Packet* after = nullptr;
};

struct Delivery {
    SpaceId space = {};
    Address address = {};
    std::uint16_t port = 0;
    Address sourceSeen = {};
    const hoplens::Socket* socket = nullptr;
};

/// A connection that a walk has created, or found, in one namespace.
struct TracedConnection {
    SpaceId space = {};
    Tuple original = {};
    Tuple reply = {};
    std::uint32_t status = 0;
    std::uint32_t mark = 0;
    bool sourceBound = false;
    bool destinationBound = false;
    bool seenReply = false;
    bool isAssumed = false;         ///< asked for as established, and no entry tells how its first packet was translated
    std::uint32_t markChange = 0;   ///< bits of the mark that the rules about translation changed on that first packet alone
};

/// One way the packet can go. probability: negative when it hangs on traffic that is not known.
struct TraceBranch {
    double probability = 1;
    Outcome outcome = Outcome::Unknown;
    Reason reason = Reason::None;
    std::vector<Step> steps = {};
    std::vector<std::string> assumptions = {};
    std::optional<Delivery> delivered = {};
    std::string unknownBecause = {};
    bool mayAnswerReturn = true;        ///< Departed: could an answer come back
    std::optional<Address> toward = {}; ///< Departed: next hop
    const Link* departedThrough = nullptr;
    std::vector<TracedConnection> connections = {}; ///< as conntrack had them in the end, confirmed or not
    std::vector<TraceBranch> replies = {}; ///< what comes back, in all its branches; empty when nothing does
};

struct Trace {
    Flow flow = {};
    std::string from = {};
    SpaceId origin = {};
    std::vector<TraceBranch> branches = {};
    PacketLog packets = {}; ///< that the steps point to
    std::deque<GateAnswer> gateAnswers = {}; ///< that the steps point to
};

/// Where a packet starts.
struct Origin {
    SpaceId space = {};
    const Link* arrivesOn = nullptr; ///< from outside: the link it comes in by; else it is sent by a process in the namespace
};

enum class FlowAge : std::uint8_t { New, Established };

/// Walks packets through a World. Stateless between calls; any thread.
class PathTracer {
public:
    explicit PathTracer(const World& world) : m_world(world) {}
    /// All branches of the flow's first packet and of what answers it.
    /// age Established: conntrack already knows the flow, by the snapshot's own entries or as if it had passed, and been translated, before.
    Trace trace(const Origin& origin, const Flow& flow, FlowAge age = FlowAge::New) const;

private:
    const World& m_world;
};

std::string_view name(Outcome outcome);
/// The word used in JSON: "no-route", "filter-drop" … ; empty for None.
std::string_view name(Reason reason);
std::string_view name(StepKind kind);
/// Delivered and answered, for each branch; the summary outcome or nullopt for mixed.
std::optional<Outcome> overallOutcome(const Trace& trace);
/// True when the packet was delivered and something came back to the sender.
bool isAnswered(const TraceBranch& branch);

} // namespace hoplens
