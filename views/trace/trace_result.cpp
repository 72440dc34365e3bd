// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace_result.h"

#include "cluster/cluster_places.h"

namespace hoplens::views {

Result<std::shared_ptr<const TraceResult>> answerQuestion(std::shared_ptr<const Scene> scene, const TraceQuestion& question)
{
    static const kube::Objects none;
    const auto& objects = scene->cluster ? scene->cluster->objects : none;
    const auto from = question.from.trimmed().toStdString();
    const auto target = cluster::resolveClusterTarget(objects, question.to.trimmed().toStdString(), cluster::homeOf(objects, from));
    if (!target)
        return failure(target.error());
    auto flow = cluster::flowTo(*target, question.protocol.toStdString());
    if (!flow)
        return failure(flow.error());
    const auto origin = cluster::resolveClusterPlace(*scene->world, objects, from);
    if (!origin)
        return failure(origin.error());
    if (origin->arrivesOn && !flow->source)
        flow->source = anybody(flow->destination.family);
    auto result = std::make_shared<TraceResult>();
    result->question = question;
    result->trace = PathTracer(*scene->world).trace(*origin, *flow, question.age);
    result->trace.from = question.from.trimmed().toStdString();
    result->scene = std::move(scene);
    return result;
}

} // namespace hoplens::views
