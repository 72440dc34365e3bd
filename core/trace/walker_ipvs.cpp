// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/walker.h"

#include "base/words.h"

#include <algorithm>

// IPVS sits in the hooks with priorities of its own (world.cpp). A packet to a virtual server is taken out of INPUT, or of OUTPUT for one
// that a process here sends, gets its real server as destination, and leaves through OUTPUT and POSTROUTING as if it were sent here.
// What comes back gets the virtual server as its source again where it is forwarded or delivered.
// Source: net/netfilter/ipvs/ip_vs_core.c, ip_vs_xmit.c, ip_vs_nfct.c.

namespace hoplens {
namespace {

bool isAnyFamily(const VirtualServer& server, IpFamily family) { return server.firewallMark != 0 && (server.realServers.empty() || server.realServers.front().address.family == family); }

/// The server that the kernel finds: by the packet's mark, by address and port, or one that is for all ports.
const VirtualServer* findServer(const std::vector<VirtualServer>& servers, const Packet& packet, std::uint32_t mark)
{
    const auto& tuple = packet.tuple;
    const VirtualServer* forAllPorts = nullptr;
    const VirtualServer* exact = nullptr;
    for (const auto& server : servers) {
        if (server.firewallMark != 0) {
            if (mark == server.firewallMark && isAnyFamily(server, tuple.source.family))
                return &server;
        } else if (server.protocol == tuple.protocol && server.address == tuple.destination) {
            if (server.port == tuple.destinationPort)
                exact = &server;
            else if (server.port == 0 && server.persistentSeconds)
                forAllPorts = &server;
        }
    }
    return exact ? exact : forAllPorts;
}

/// The share of each real server among new connections; negative where it hangs on what is not known.
double share(const VirtualServer& server, const RealServer& real)
{
    const auto isUsed = [](const RealServer& other) { return other.weight > 0; };
    if (std::ranges::count_if(server.realServers, isUsed) == 1)
        return 1;
    if (server.scheduler == "rr")
        return 1.0 / static_cast<double>(std::ranges::count_if(server.realServers, isUsed));
    if (server.scheduler != "wrr")
        return -1;
    double all = 0;
    for (const auto& other : server.realServers)
        all += other.weight;
    return real.weight / all;
}

} // namespace

void Walker::virtualServerRequest(WalkState& state, const HookSite& site, Then then)
{
    const auto& space = at(site.space);
    const auto& tuple = state.packet.tuple;
    const bool isServed = tuple.protocol == 6 || tuple.protocol == 17 || tuple.protocol == 132;
    if (state.isOfVirtualServer || state.isAnswer || !isServed || m_asking)
        return then(state);
    const auto* server = findServer(space.data.virtualServers, state.packet, state.mark);
    if (!server)
        return then(state);
    const auto used = std::ranges::count_if(server->realServers, [](const RealServer& real) { return real.weight > 0; });
    if (used == 0) {
        auto& added = step(state, site.space, StepKind::Nat, StepCode::RealServerMissing, 4);
        added.server = server;
        added.hook = site.hook;
        added.reason = Reason::NoRealServer;
        const bool v4 = tuple.source.family == IpFamily::V4;
        return sendError(state, site.space, v4 ? icmp::unreachable : icmp::v6Unreachable, v4 ? 3 : 4, Outcome::Rejected, Reason::NoRealServer);
    }
    std::ptrdiff_t index = 0;
    for (const auto& real : server->realServers) {
        if (real.weight <= 0)
            continue;
        WalkState branch = branchOf(state, ++index == used);
        const auto chance = share(*server, real);
        branch.probability = branch.probability < 0 || chance < 0 ? -1 : branch.probability * chance;
        if (chance < 0)
            branch.assumptions.push_back(say("trace", "the scheduler %1 chooses by what is not in the snapshot")(server->scheduler));
        sendToRealServer(branch, site, *server, real, then);
    }
}

void Walker::sendToRealServer(WalkState& state, const HookSite& site, const VirtualServer& server, const RealServer& real, Then then)
{
    const auto& space = at(site.space);
    const bool v4 = state.packet.tuple.source.family == IpFamily::V4;
    if (real.method == ForwardMethod::Route || real.method == ForwardMethod::Tunnel || real.address.family != state.packet.tuple.source.family)
        return unknown(state, site.space, Reason::UnknownFact, say("trace", "IPVS in %1 hands packets to %2 on to real servers without translating them, which is not modelled")(space.data.name, state.packet.tuple.destination.text()));
    if (!space.data.sysctls.ipvsConntrack)
        return unknown(state, site.space, Reason::UnknownFact, say("trace", "whether conntrack of %1 sees what IPVS sends on (net.ipv4.vs.conntrack) is not known")(space.data.name));
    const Packet* before = record(state);
    auto& tuple = state.packet.tuple;
    state.virtualConnections.push_back({site.space, tuple, real.address, real.port != 0 ? real.port : tuple.destinationPort});
    tuple.destination = real.address;
    tuple.destinationPort = state.virtualConnections.back().port;
    state.isOfVirtualServer = true;
    auto& added = step(state, site.space, StepKind::Nat, StepCode::RealServerChosen, 4);
    added.before = before;
    added.server = &server;
    added.hook = site.hook;
    if (!*space.data.sysctls.ipvsConntrack) {
        state.connection = -1;
        state.conntrackState = ctstate::untracked;
    } else if (state.connection >= 0 && !state.isReplyDirection) { // the answer is expected from the real server; no bit tells of it
        auto& reply = state.connections[static_cast<std::size_t>(state.connection)].reply;
        reply.source = real.address;
        reply.sourcePort = tuple.destinationPort;
    }
    RouteQuery query; // of the destination alone
    query.destination = real.address;
    query.in = 1;
    const auto answer = space.routing.lookup(query);
    if (answer.verdict == RouteVerdict::Found && answer.route->type == RouteType::Local)
        return then(state);
    if (answer.verdict != RouteVerdict::Found)
        return routeError(state, site.space, answer, site.in);
    if (answer.route->type != RouteType::Unicast)
        return unknown(state, site.space, Reason::UnknownRoute, say("trace", "routes of type %1 are not modelled")(std::string(name(answer.route->type))));
    if (state.packet.ttl <= 1) {
        step(state, site.space, StepKind::Icmp, StepCode::Cannot, 3).reason = Reason::TimeToLive;
        return sendError(state, site.space, v4 ? icmp::timeExceeded : icmp::v6TimeExceeded, 0, Outcome::Unreachable, Reason::TimeToLive);
    }
    --state.packet.ttl;
    for (std::size_t i = 0; i < answer.choices.size(); ++i) {
        WalkState branch = branchOf(state, i + 1 == answer.choices.size());
        branch.probability = branch.probability < 0 ? -1 : branch.probability * answer.choices[i].probability;
        branch.keepsConntrack = true;
        auto& routed = step(branch, site.space, StepKind::Route, StepCode::Rerouted, 3);
        routed.route = answer.choices[i].route;
        routed.hop = answer.choices[i].hop;
        routed.policyRule = answer.rule;
        routed.link = space.data.link(answer.choices[i].hop->linkIndex);
        routed.address = real.address;
        const Link* out = routed.link; // the steps grow
        passGate(branch, {site.space, Hook::Forward, site.in, out}, [&](WalkState& next) { outputRouted(next, site.space, answer.choices[i]); });
    }
}

/// A packet of a real server, or an error about one to it, gets back what the client knows.
void Walker::virtualServerAnswer(WalkState& state, const HookSite& site)
{
    if (state.isOfVirtualServer)
        return;
    auto& packet = state.packet;
    for (const auto& connection : state.virtualConnections) {
        const Tuple answer{connection.server, connection.asked.source, connection.port, connection.asked.sourcePort, connection.asked.protocol};
        const bool isAbout = packet.quoted && packet.quoted->inverse() == answer;
        if (connection.space != site.space || (packet.tuple != answer && !isAbout))
            continue;
        const Packet* before = record(state);
        if (isAbout) {
            packet.quoted = connection.asked;
            if (packet.tuple.source == connection.server)
                packet.tuple.source = connection.asked.destination;
        } else {
            packet.tuple.source = connection.asked.destination;
            packet.tuple.sourcePort = connection.asked.destinationPort;
        }
        state.isOfVirtualServer = true;
        auto& added = step(state, site.space, StepKind::Nat, StepCode::AnswersAsVirtualServer, 4);
        added.before = before;
        added.hook = site.hook;
        return;
    }
}

} // namespace hoplens
