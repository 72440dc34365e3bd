// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/scene.h"
#include "trace/place.h"

#include <QString>

namespace hoplens::views {

/// What was asked in the trace bar.
struct TraceQuestion {
    QString from;
    QString to;
    QString protocol; ///< empty: by the target
    FlowAge age = FlowAge::New;
    bool operator==(const TraceQuestion&) const = default;
};

/// A trace with the scene that it points into. Immutable.
struct TraceResult {
    std::shared_ptr<const Scene> scene;
    TraceQuestion question;
    Trace trace;
};

/// Errors: as parseFlow and resolvePlace have them. Any thread.
Result<std::shared_ptr<const TraceResult>> answerQuestion(std::shared_ptr<const Scene> scene, const TraceQuestion& question);

} // namespace hoplens::views
