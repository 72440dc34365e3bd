// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/world.h"

#include <string>
#include <vector>

namespace hoplens::lab {

/// A connection that ends otherwise in one network than in another.
struct ChangedVerdict {
    std::string from;   ///< name of a namespace
    std::string to;     ///< "192.168.1.2", "10.0.0.1:80/tcp"
    std::string before; ///< in words: "no answer: no route to it (ns1)"
    std::string after;
};

struct WhatChanged {
    std::vector<ChangedVerdict> verdicts;
    std::vector<std::string> goneSpaces; ///< names of namespaces that there were
    std::size_t askedCount = 0; ///< flows that were looked at in both
    bool isComplete = true;     ///< false: there were more than anybody waits for
};

/// Compares who reaches whom before and after, by tracing flows of interest through both: from each namespace that both have to each address of any
/// namespace, by ping, to each port somebody listens at, and to each address with a port that a rule names. Cost: two traces a flow, at most `mostFlows` of them. Any thread.
WhatChanged whatChanged(const World& before, const World& after, std::size_t mostFlows = 20'000);

/// A line for each, and what was looked at.
std::string writeWhatChanged(const WhatChanged& changed);

} // namespace hoplens::lab
