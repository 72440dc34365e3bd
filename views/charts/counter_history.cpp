// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/counter_history.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>

namespace hoplens::views {
namespace {

constexpr std::size_t shownRules = 8;

const LinkStatistics* statisticsOf(const CounterSample& sample, std::int32_t index)
{
    const auto at = std::ranges::lower_bound(sample.links, index, {}, &std::pair<std::int32_t, LinkStatistics>::first);
    return at == sample.links.end() || at->first != index ? nullptr : &at->second;
}

/// nullopt: the counter went back.
std::optional<double> rate(std::uint64_t before, std::uint64_t after, double seconds)
{
    if (after < before || seconds <= 0)
        return std::nullopt;
    return static_cast<double>(after - before) / seconds;
}

double between(const CounterSample& a, const CounterSample& b) { return std::chrono::duration<double>(b.taken - a.taken).count(); }

std::size_t ruleCount(const CounterSample& sample) { return sample.rules ? sample.rules->size() : 0; }

std::uint64_t valueOf(const LinkStatistics& of, Measure measure, Direction direction)
{
    const bool isSent = direction == Direction::Sent;
    switch (measure) {
    case Measure::BitRate: return 8 * (isSent ? of.sentBytes : of.receivedBytes);
    case Measure::PacketRate: return isSent ? of.sentPackets : of.receivedPackets;
    case Measure::DropRate: return isSent ? of.sendDrops : of.receiveDrops;
    case Measure::ErrorRate: return isSent ? of.sendErrors : of.receiveErrors;
    case Measure::RuleRate:
    case Measure::ConntrackEntries: break;
    }
    return 0;
}

void appendNumber(std::string& out, double value)
{
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
    out.append(buffer, error == std::errc{} ? end : buffer);
}

} // namespace

void CounterHistory::append(std::vector<CounterSample> samples)
{
    std::set<std::uint64_t> heard;
    for (auto& sample : samples) {
        if (!m_began)
            m_began = sample.taken;
        std::ranges::sort(sample.links, {}, &std::pair<std::int32_t, LinkStatistics>::first);
        const auto inode = sample.inode;
        heard.insert(inode);
        auto& kept = m_samples[inode];
        if (!kept.samples.empty() && ruleCount(kept.samples.back()) != ruleCount(sample))
            kept.ruleRates.clear(); // the numbers are of other rules now
        kept.samples.push_back(std::move(sample));
        const auto most = m_charted.contains(inode) ? std::clamp<std::size_t>(mostValues / std::max<std::size_t>(1, kept.samples.back().links.size()), 2, keptSamples) : 2;
        while (kept.samples.size() > most)
            kept.samples.pop_front();
        rememberRules(inode, kept);
        if (kept.samples.size() > 2)
            kept.samples[kept.samples.size() - 3].rules.reset();
    }
    if (!heard.empty()) // nobody looks at the others any more
        std::erase_if(m_samples, [&](const auto& entry) { return !heard.contains(entry.first) && !m_charted.contains(entry.first); });
}

void CounterHistory::rememberRules(std::uint64_t inode, Kept& kept) const
{
    constexpr std::size_t rememberedRules = 32;
    const auto counters = ruleCounters(inode);
    if (!m_charted.contains(inode) || counters.rates.empty())
        return;
    const double now = secondsOf(kept.samples.back());
    std::vector<std::uint32_t> busiest(counters.rates.size());
    std::iota(busiest.begin(), busiest.end(), 0u);
    const auto count = std::min(rememberedRules, busiest.size());
    std::ranges::partial_sort(busiest, busiest.begin() + static_cast<std::ptrdiff_t>(count), std::greater{}, [&](std::uint32_t rule) { return std::pair(counters.rates[rule], counters.now[rule].packets); });
    busiest.resize(count);
    for (auto& [rule, points] : kept.ruleRates) // those that were busy before go on
        if (rule < counters.rates.size() && std::ranges::find(busiest, rule) == busiest.end())
            busiest.push_back(rule);
    for (const auto rule : busiest)
        if (counters.rates[rule] >= 0 && (counters.rates[rule] > 0 || kept.ruleRates.contains(rule) || kept.ruleRates.size() < rememberedRules)) {
            auto& points = kept.ruleRates[rule];
            points.emplace_back(now, counters.rates[rule]);
            if (points.size() > keptSamples)
                points.erase(points.begin());
        }
}

std::map<std::pair<std::uint64_t, std::int32_t>, double> CounterHistory::bitRates() const
{
    std::map<std::pair<std::uint64_t, std::int32_t>, double> rates;
    std::chrono::steady_clock::time_point newest{};
    for (const auto& [inode, kept] : m_samples)
        newest = std::max(newest, kept.samples.back().taken);
    for (const auto& [inode, kept] : m_samples) {
        if (kept.samples.size() < 2 || newest - kept.samples.back().taken > std::chrono::seconds(3))
            continue;
        const auto& before = kept.samples[kept.samples.size() - 2];
        const auto& now = kept.samples.back();
        for (const auto& [index, statistics] : now.links)
            if (const auto* earlier = statisticsOf(before, index)) {
                const auto received = rate(8 * earlier->receivedBytes, 8 * statistics.receivedBytes, between(before, now));
                const auto sent = rate(8 * earlier->sentBytes, 8 * statistics.sentBytes, between(before, now));
                if (received && sent)
                    rates[{inode, index}] = *received + *sent;
            }
    }
    return rates;
}

CounterHistory::RuleCounters CounterHistory::ruleCounters(std::uint64_t inode) const
{
    const auto at = m_samples.find(inode);
    if (at == m_samples.end() || at->second.samples.size() < 2)
        return {};
    const auto& before = at->second.samples[at->second.samples.size() - 2];
    const auto& now = at->second.samples.back();
    if (!before.rules || !now.rules || before.rules->size() != now.rules->size())
        return {};
    RuleCounters counters{{}, *now.rules};
    counters.rates.reserve(now.rules->size());
    for (std::size_t i = 0; i < now.rules->size(); ++i)
        counters.rates.push_back(rate((*before.rules)[i].packets, (*now.rules)[i].packets, between(before, now)).value_or(-1));
    return counters;
}

std::vector<Series> CounterHistory::series(std::uint64_t inode, Measure measure, const std::map<std::int32_t, std::string>& names) const
{
    std::vector<Series> lines;
    const auto at = m_samples.find(inode);
    if (at == m_samples.end())
        return lines;
    const auto& kept = at->second.samples;
    if (measure == Measure::ConntrackEntries) {
        lines.push_back({"conntrack", Direction::None, {}});
        for (const auto& sample : kept)
            if (sample.conntrackEntries)
                lines.front().points.emplace_back(secondsOf(sample), *sample.conntrackEntries);
        return lines;
    }
    if (measure == Measure::RuleRate) {
        for (const auto& [rule, points] : at->second.ruleRates)
            lines.push_back({std::to_string(rule), Direction::None, points});
        std::ranges::stable_sort(lines, std::greater{}, [](const Series& line) { return line.points.back().second; });
        if (lines.size() > shownRules)
            lines.resize(shownRules);
        return lines;
    }
    for (const auto& [index, name] : names)
        for (const auto direction : {Direction::Received, Direction::Sent}) {
            Series line{name, direction, {}};
            for (std::size_t i = 1; i < kept.size(); ++i) {
                const auto* before = statisticsOf(kept[i - 1], index);
                const auto* now = statisticsOf(kept[i], index);
                if (before && now)
                    if (const auto value = rate(valueOf(*before, measure, direction), valueOf(*now, measure, direction), between(kept[i - 1], kept[i])))
                        line.points.emplace_back(secondsOf(kept[i]), *value);
            }
            if (!line.points.empty())
                lines.push_back(std::move(line));
        }
    return lines;
}

std::string writeCsv(const std::vector<Series>& series)
{
    const auto quoted = [](std::string text) {
        for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2)
            text.insert(at, 1, '"');
        return '"' + text + '"';
    };
    std::string out = "seconds";
    std::set<double> times;
    for (const auto& line : series) {
        out += "," + quoted(line.name + (line.direction == Direction::Sent ? " sent" : line.direction == Direction::Received ? " received" : ""));
        for (const auto& [time, value] : line.points)
            times.insert(time);
    }
    out += "\r\n";
    std::vector<std::size_t> next(series.size(), 0);
    for (const double time : times) {
        appendNumber(out, time);
        for (std::size_t i = 0; i < series.size(); ++i) {
            out += ',';
            const auto& points = series[i].points;
            if (next[i] < points.size() && points[next[i]].first == time)
                appendNumber(out, points[next[i]++].second);
        }
        out += "\r\n";
    }
    return out;
}

} // namespace hoplens::views
