// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/counter_sampler.h"
#include "picture/display_list.h"

#include <deque>
#include <map>

namespace hoplens::views {

/// What a chart can show of a namespace.
enum class Measure : std::uint8_t { BitRate, PacketRate, DropRate, ErrorRate, RuleRate, ConntrackEntries };

enum class Direction : std::uint8_t { None, Received, Sent };

/// A line of a chart: seconds since the history began, and the value there.
struct Series {
    std::string name;
    Direction direction = Direction::None;
    std::vector<std::pair<double, double>> points;
};

/// The samples of the last half hour, a namespace each, and what they say about rates. A counter that went back (its device was made
/// anew) gives no value for that interval.
class CounterHistory {
public:
    void append(std::vector<CounterSample> samples);
    bool isEmpty() const { return m_samples.empty(); }

    /// Bits a second through each link in both directions, between the last two samples of its namespace.
    std::map<std::pair<std::uint64_t, std::int32_t>, double> bitRates() const;
    /// Packets a second that each rule met between the last two samples, and its counters now; empty where that is not known.
    struct RuleCounters {
        std::vector<double> rates;
        std::vector<Counters> now;
    };
    RuleCounters ruleCounters(std::uint64_t inode) const;
    /// The lines of one measure. For rules: the busiest eight, by number. names: of links by index.
    std::vector<Series> series(std::uint64_t inode, Measure measure, const std::map<std::int32_t, std::string>& names) const;

private:
    static constexpr std::size_t keptSamples = 1800;
    std::map<std::uint64_t, std::deque<CounterSample>> m_samples;
    std::optional<std::chrono::steady_clock::time_point> m_began;

    double secondsOf(const CounterSample& sample) const { return std::chrono::duration<double>(sample.taken - *m_began).count(); }
};

/// A table of all lines, a row for each time: seconds, then one column a line, empty where it has no value. RFC 4180.
std::string writeCsv(const std::vector<Series>& series);

} // namespace hoplens::views
