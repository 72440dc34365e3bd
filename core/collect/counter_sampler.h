// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

#include <chrono>
#include <functional>
#include <memory>

namespace hoplens {

/// Whose counters are read, and how much of them.
struct CounterWatch {
    std::uint64_t inode = 0;
    std::vector<std::string> entrances = {}; ///< paths that may lead there: /run/netns/NAME, /proc/PID/ns/net
    bool withRules = false;                  ///< dear where there are very many
    bool operator==(const CounterWatch&) const = default;
};

/// The counters of one namespace at one time.
struct CounterSample {
    std::uint64_t inode = 0;
    std::chrono::steady_clock::time_point taken = {};
    std::vector<std::pair<std::int32_t, LinkStatistics>> links = {}; ///< by interface index
    std::optional<std::uint32_t> conntrackEntries = {};
    std::optional<std::vector<Counters>> rules = {};                 ///< in the order of RuleSet::rules, where they were asked for
    bool operator==(const CounterSample&) const = default;
};

/// Reads counters at a steady pace, for the kernel tells of their change by no event: only those of the namespaces that are watched,
/// on a thread of its own that sleeps while none is. Changes nothing on the host and holds no namespace alive between two readings.
class CounterSampler {
public:
    using Handler = std::function<void(std::vector<CounterSample>)>;

    /// handler: called on the sampler's thread after each round; a namespace that could not be entered is not in it.
    CounterSampler(Handler handler, std::chrono::milliseconds interval);
    /// Stops; the handler is not called afterwards.
    ~CounterSampler();
    CounterSampler(const CounterSampler&) = delete;
    CounterSampler& operator=(const CounterSampler&) = delete;

    /// From the next round on, which begins at once when these are others. Any thread.
    void watch(std::vector<CounterWatch> namespaces);

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

/// The paths by which a namespace of the live host may be entered.
std::vector<std::string> entrancesOf(const Namespace& space);

} // namespace hoplens
