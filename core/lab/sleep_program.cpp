// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/probe.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hoplens::lab {

/// Time passes in the lab only here, and then at once: neighbours that are asked for in vain are given up.
int runSleep(Call& call)
{
    if (call.words.size() < 2)
        return call.fail(1, "sleep: missing operand\nTry 'sleep --help' for more information.");
    double seconds = 0;
    for (const auto& word : std::span(call.words).subspan(1)) {
        double number = 0;
        const auto* end = word.data() + word.size();
        const auto read = std::from_chars(word.data(), end, number);
        const auto unit = std::string_view(read.ptr, end);
        const double scale = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86400 : 0;
        if (read.ec != std::errc{} || scale == 0 || !(number >= 0))
            return call.fail(1, "sleep: invalid time interval ‘" + word + "’\nTry 'sleep --help' for more information.");
        seconds += number * scale;
    }
    if (seconds < silenceOfNeighbours)
        return 0;
    const auto waits = [](const Neighbour& neighbour) { return neighbour.state == NeighbourState::Incomplete; };
    std::vector<std::uint64_t> spaces;
    for (const auto& host : call.world.snapshot().hosts)
        for (const auto& space : host.namespaces)
            if (std::ranges::any_of(space.neighbours, waits))
                spaces.push_back(space.inode);
    for (const auto space : spaces)
        for (auto& neighbour : call.world.leaveTraces(space).neighbours)
            if (waits(neighbour))
                neighbour.state = NeighbourState::Failed;
    return 0;
}

} // namespace hoplens::lab
