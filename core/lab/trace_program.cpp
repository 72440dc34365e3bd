// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "cluster/cluster_places.h"
#include "trace/place.h"
#include "trace/trace_json.h"

#include <algorithm>

namespace hoplens::lab {

int runTrace(Call& call)
{
    Arguments words(std::span(call.words).subspan(1));
    std::string from;
    std::string to;
    std::string protocol;
    auto age = FlowAge::New;
    auto detail = TraceDetail::Decisions;
    while (!words.atEnd()) {
        const auto word = words.take();
        const bool hasValue = !words.atEnd();
        if (word == "--from" && hasValue)
            from = words.take();
        else if (word == "--to" && hasValue)
            to = words.take();
        else if (word == "--proto" && hasValue)
            protocol = words.take();
        else if (word == "--established")
            age = FlowAge::Established;
        else if (word == "--all")
            detail = TraceDetail::Everything;
        else if (to.empty() && !word.starts_with('-'))
            to = word;
        else
            return call.fail(2, "trace: unknown word " + word + ": trace [--from PLACE] [--proto tcp|udp|sctp|icmp] [--established] [--all] TARGET");
    }
    if (to.empty())
        return call.fail(2, "trace: a target is missing: ADDRESS[:PORT], svc/…, pod/… or node/…");
    static const kube::Objects none;
    const auto& objects = call.world.model() ? call.world.model()->objects : none;
    const bool isOfCluster = to.find('/') != std::string::npos;
    const auto target = isOfCluster ? cluster::resolveClusterTarget(objects, to, cluster::homeOf(objects, from)) : Result<cluster::ClusterTarget>(cluster::ClusterTarget{});
    if (!target)
        return call.fail(2, "trace: " + describe(target.error()));
    const auto flow = isOfCluster ? cluster::flowTo(*target, protocol) : parseFlow(to, protocol);
    if (!flow)
        return call.fail(2, "trace: " + describe(flow.error()));
    const auto& world = call.world.traced();
    auto origin = from.empty() ? Result<Origin>(Origin{world.byInode(call.space), nullptr}) : cluster::resolveClusterPlace(world, objects, from);
    if (!origin)
        return call.fail(2, "trace: " + describe(origin.error()));
    auto asked = *flow;
    if (origin->arrivesOn)
        asked.source = anybody(asked.destination.family);
    if (!origin->arrivesOn)
        call.sent.push_back({world.space(origin->space).data.inode, asked});
    auto trace = PathTracer(world).trace(*origin, asked, age);
    trace.from = from.empty() ? call.here().name : from;
    call.output += writeTraceText(world, trace, detail);
    call.isUnknown = std::ranges::any_of(trace.branches, [](const TraceBranch& branch) { return branch.outcome == Outcome::Unknown; });
    return overallOutcome(trace) == Outcome::Delivered ? 0 : 10;
}

} // namespace hoplens::lab
