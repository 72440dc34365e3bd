// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

namespace hoplens {

/// A trace in the documented form "hoplens/trace/1". Equal traces give equal bytes.
std::string writeTraceJson(const World& world, const Trace& trace);

enum class TraceDetail { Decisions, Everything };

/// A trace as text that fits 100 columns: a sentence, then each branch with its hops and steps and its reply.
/// Decisions leaves out what decided nothing (conntrack, default policies that accept).
std::string writeTraceText(const World& world, const Trace& trace, TraceDetail detail);

} // namespace hoplens
