// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "cluster/cluster_places.h"
#include "cluster/service_reasons.h"
#include "trace/trace_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hoplens::cli {
namespace {

int exitStatus(const Trace& trace)
{
    const auto good = [](const TraceBranch& branch) { return isAnswered(branch) || (branch.outcome == Outcome::Delivered && std::ranges::all_of(branch.replies, [](const TraceBranch& reply) { return reply.outcome == Outcome::Departed; }) && !branch.replies.empty()); };
    const auto count = static_cast<std::size_t>(std::ranges::count_if(trace.branches, good));
    if (count == trace.branches.size() && count > 0)
        return status::done;
    if (std::ranges::any_of(trace.branches, [](const TraceBranch& branch) { return branch.outcome == Outcome::Unknown || std::ranges::any_of(branch.replies, [](const TraceBranch& reply) { return reply.outcome == Outcome::Unknown; }); }))
        return status::unknown;
    if (count > 0)
        return status::partlyDelivered;
    if (std::ranges::all_of(trace.branches, [](const TraceBranch& branch) { return branch.outcome == Outcome::Departed; }))
        return status::departed;
    return status::notDelivered;
}

/// Why the Service that was asked for leads nowhere; empty where it does, or where none was asked for.
std::vector<std::string> reasons(const ClusterInput& input, const cluster::ClusterTarget& target)
{
    if (!target.service)
        return {};
    for (const auto& port : target.service->ports)
        if (port.port == target.port && port.name == target.portName)
            return cluster::whyNoEndpoints(*input.endpoints, *target.service, port);
    std::string ports;
    for (const auto& port : target.service->ports)
        ports += (ports.empty() ? "" : ", ") + std::to_string(port.port);
    return {"it has no port " + std::to_string(target.port) + ", only " + ports};
}

} // namespace

int trace(const TraceArguments& arguments)
{
    const bool isOfCluster = arguments.to.find('/') != std::string::npos;
    const auto early = isOfCluster ? Result<Flow>(Flow{}) : parseFlow(arguments.to, arguments.protocol); // told before a host is read
    if (!early)
        return fail(early.error());
    const auto input = loadInput(arguments.input, arguments.cluster);
    if (!input)
        return fail(input.error());
    static const kube::Objects none;
    const auto& objects = input->cluster ? input->cluster->objects : none;
    const auto target = cluster::resolveClusterTarget(objects, arguments.to, cluster::homeOf(objects, arguments.from));
    if (!target)
        return fail(target.error());
    auto asked = isOfCluster ? cluster::flowTo(*target, arguments.protocol) : early;
    if (!asked)
        return fail(asked.error());
    Flow& flow = *asked;
    if (!arguments.source.empty()) {
        const auto source = Address::parse(arguments.source);
        if (!source || source->family != flow.destination.family)
            return fail({ErrorCode::InvalidInput, "--source must be an address of the target's family", arguments.source});
        flow.source = source;
    }
    if (arguments.sourcePort != 0)
        flow.sourcePort = static_cast<std::uint16_t>(arguments.sourcePort);
    if (arguments.length != 0)
        flow.length = static_cast<std::uint16_t>(arguments.length);
    flow.mark = arguments.mark;
    flow.userId = arguments.userId;

    const World world(input->snapshot, input->cluster ? input->cluster->gate.get() : nullptr);
    const auto origin = cluster::resolveClusterPlace(world, objects, arguments.from);
    if (!origin)
        return fail(origin.error());
    if (origin->arrivesOn && !flow.source)
        flow.source = anybody(flow.destination.family);
    auto trace = PathTracer(world).trace(*origin, flow, arguments.established ? FlowAge::Established : FlowAge::New);
    trace.from = arguments.from;
    const auto because = input->cluster ? reasons(*input->cluster, *target) : std::vector<std::string>();
    std::string out = arguments.json ? writeTraceJson(world, trace) : writeTraceText(world, trace, arguments.all ? TraceDetail::Everything : TraceDetail::Decisions);
    if (arguments.json && !because.empty()) {
        auto json = nlohmann::ordered_json::parse(out);
        json["service"] = {{"namespace", target->service->meta.nameSpace}, {"name", target->service->meta.name}, {"no_endpoints_because", because}};
        out = json.dump(2) + "\n";
    } else {
        for (const auto& sentence : because)
            out += "Service " + target->service->meta.nameSpace + "/" + target->service->meta.name + " has no endpoint: " + sentence + ".\n";
    }
    const int printed = print(out);
    return printed != status::done ? printed : exitStatus(trace);
}

} // namespace hoplens::cli
