// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

namespace hoplens {

/// One line for a step: what decided, by name. In the reader's language, as all words here (base/words.h).
std::string describeStep(const World& world, const Step& step);

/// "delivered", "departed": for people; name() is for programs.
std::string describeOutcome(Outcome outcome);
std::string describeKind(StepKind kind);

/// True for a step that only says that nothing was in the way.
bool isQuiet(const Step& step);

/// How a branch ended and why, in one or two plain sentences, with the remedy where there is one.
/// isReply: the branch is what came back.
std::string describeBranch(const World& world, const Trace& trace, const TraceBranch& branch);

/// The first line of a trace: the outcome of all branches together.
std::string describeTrace(const World& world, const Trace& trace);

/// What to do about a branch that failed; empty when nothing is known to help.
std::string remedyFor(const World& world, const TraceBranch& branch);

/// "192.168.1.1 → 8.8.8.8 icmp echo" with ports where there are some.
std::string describePacket(const Packet& packet);

} // namespace hoplens
