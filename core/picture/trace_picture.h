// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/display_list.h"
#include "trace/trace.h"

namespace hoplens {

/// One branch of a trace as a picture for a page: the question, the sentence, a card for each hop with its steps, and the way back.
/// reply: which of the branch's ways back; steps that only say that nothing was in the way are left out. Any thread.
DisplayList drawTrace(const World& world, const Trace& trace, std::size_t branch, std::size_t reply);

/// The ink of a step: what refuses is a problem, what nobody can know is muted, else by its kind.
Ink inkOf(const Step& step);
/// The ink of a kind of step: one meaning, one colour.
Ink inkOf(StepKind kind);

} // namespace hoplens
