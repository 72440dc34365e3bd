// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace_result.h"

namespace hoplens::views {

Result<std::shared_ptr<const TraceResult>> answerQuestion(std::shared_ptr<const Scene> scene, const TraceQuestion& question)
{
    auto flow = parseFlow(question.to.trimmed().toStdString(), question.protocol.toStdString());
    if (!flow)
        return failure(flow.error());
    const auto origin = resolvePlace(*scene->world, question.from.trimmed().toStdString());
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
