// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "trace/place.h"
#include "trace/trace_json.h"

#include <algorithm>

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

} // namespace

int trace(const TraceArguments& arguments)
{
    auto asked = parseFlow(arguments.to, arguments.protocol);
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

    const auto snapshot = loadInput(arguments.input);
    if (!snapshot)
        return fail(snapshot.error());
    const World world(*snapshot);
    const auto origin = resolvePlace(world, arguments.from);
    if (!origin)
        return fail(origin.error());
    if (origin->arrivesOn && !flow.source)
        flow.source = anybody(flow.destination.family);
    auto trace = PathTracer(world).trace(*origin, flow, arguments.established ? FlowAge::Established : FlowAge::New);
    trace.from = arguments.from;
    const int printed = print(arguments.json ? writeTraceJson(world, trace) : writeTraceText(world, trace, arguments.all ? TraceDetail::Everything : TraceDetail::Decisions));
    return printed != status::done ? printed : exitStatus(trace);
}

} // namespace hoplens::cli
