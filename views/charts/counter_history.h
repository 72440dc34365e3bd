// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "collect/counter_sampler.h"
#include "picture/display_list.h"

#include <deque>
#include <map>
#include <set>

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

/// What was sampled: of namespaces that a chart shows the last half hour (less with thousands of links), of all others the last two samples. A counter that went back
/// (its device was made anew) gives no value for that interval.
class CounterHistory {
public:
    void append(std::vector<CounterSample> samples);
    bool isEmpty() const { return m_samples.empty(); }
    /// From now on everything of this namespace is kept.
    void keep(std::uint64_t inode) { m_charted.insert(inode); }

    /// Bits a second through each link in both directions, between the last two samples of its namespace; only of namespaces that the
    /// newest samples are of.
    std::map<std::pair<std::uint64_t, std::int32_t>, double> bitRates() const;
    /// Packets a second that each rule met between the last two samples (negative: its counter went back), and its counters now; empty
    /// where that is not known.
    struct RuleCounters {
        std::vector<double> rates;
        std::vector<Counters> now;
    };
    RuleCounters ruleCounters(std::uint64_t inode) const;
    /// The lines of one measure. For rules: the busiest eight, by number. names: of links by index. Cost: linear in what is drawn.
    std::vector<Series> series(std::uint64_t inode, Measure measure, const std::map<std::int32_t, std::string>& names) const;

private:
    static constexpr std::size_t keptSamples = 1800;
    static constexpr std::size_t mostValues = 1'000'000; ///< samples by links of one namespace
    /// One namespace. Rules are many: of older samples only the rates of the busiest are kept.
    struct Kept {
        std::deque<CounterSample> samples;                     ///< links in the order of their index
        std::map<std::uint32_t, std::vector<std::pair<double, double>>> ruleRates; ///< by rule: seconds and rate
    };
    std::map<std::uint64_t, Kept> m_samples;
    std::set<std::uint64_t> m_charted;
    std::optional<std::chrono::steady_clock::time_point> m_began;

    double secondsOf(const CounterSample& sample) const { return std::chrono::duration<double>(sample.taken - *m_began).count(); }
    void rememberRules(std::uint64_t inode, Kept& kept) const;
};

/// A table of all lines, a row for each time: seconds, then one column a line, empty where it has no value. RFC 4180.
std::string writeCsv(const std::vector<Series>& series);

} // namespace hoplens::views
