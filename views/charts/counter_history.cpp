// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/counter_history.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace hoplens::views {
namespace {

constexpr std::size_t shownRules = 8;

const LinkStatistics* statisticsOf(const CounterSample& sample, std::int32_t index)
{
    const auto at = std::ranges::find(sample.links, index, &std::pair<std::int32_t, LinkStatistics>::first);
    return at == sample.links.end() ? nullptr : &at->second;
}

/// nullopt: the counter went back.
std::optional<double> rate(std::uint64_t before, std::uint64_t after, double seconds)
{
    if (after < before || seconds <= 0)
        return std::nullopt;
    return static_cast<double>(after - before) / seconds;
}

double between(const CounterSample& a, const CounterSample& b) { return std::chrono::duration<double>(b.taken - a.taken).count(); }

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
    for (auto& sample : samples) {
        if (!m_began)
            m_began = sample.taken;
        auto& kept = m_samples[sample.inode];
        // Rules are many: only the last two samples tell of all of them.
        if (kept.size() >= 2 && kept[kept.size() - 2].rules && kept[kept.size() - 2].rules->size() > 2000)
            kept[kept.size() - 2].rules.reset();
        kept.push_back(std::move(sample));
        if (kept.size() > keptSamples)
            kept.pop_front();
    }
}

std::map<std::pair<std::uint64_t, std::int32_t>, double> CounterHistory::bitRates() const
{
    std::map<std::pair<std::uint64_t, std::int32_t>, double> rates;
    for (const auto& [inode, kept] : m_samples) {
        if (kept.size() < 2)
            continue;
        const auto& before = kept[kept.size() - 2];
        const auto& now = kept.back();
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
    if (at == m_samples.end() || at->second.size() < 2)
        return {};
    const auto& before = at->second[at->second.size() - 2];
    const auto& now = at->second.back();
    if (!before.rules || !now.rules || before.rules->size() != now.rules->size())
        return {};
    RuleCounters counters{{}, *now.rules};
    counters.rates.reserve(now.rules->size());
    for (std::size_t i = 0; i < now.rules->size(); ++i)
        counters.rates.push_back(rate((*before.rules)[i].packets, (*now.rules)[i].packets, between(before, now)).value_or(0));
    return counters;
}

std::vector<Series> CounterHistory::series(std::uint64_t inode, Measure measure, const std::map<std::int32_t, std::string>& names) const
{
    std::vector<Series> lines;
    const auto at = m_samples.find(inode);
    if (at == m_samples.end())
        return lines;
    const auto& kept = at->second;
    if (measure == Measure::ConntrackEntries) {
        lines.push_back({"conntrack", Direction::None, {}});
        for (const auto& sample : kept)
            if (sample.conntrackEntries)
                lines.front().points.emplace_back(secondsOf(sample), *sample.conntrackEntries);
        return lines;
    }
    if (measure == Measure::RuleRate) {
        const auto now = ruleCounters(inode);
        std::vector<std::size_t> busiest(now.now.size());
        for (std::size_t i = 0; i < busiest.size(); ++i)
            busiest[i] = i;
        const auto shown = std::min(shownRules, busiest.size());
        std::ranges::partial_sort(busiest, busiest.begin() + static_cast<std::ptrdiff_t>(shown), std::greater{}, [&](std::size_t i) { return std::pair(now.rates[i], now.now[i].packets); });
        busiest.resize(shown);
        for (const auto number : busiest) {
            Series line{std::to_string(number), Direction::None, {}};
            for (std::size_t i = 1; i < kept.size(); ++i)
                if (kept[i - 1].rules && kept[i].rules && kept[i].rules->size() == kept[i - 1].rules->size() && number < kept[i].rules->size())
                    if (const auto value = rate((*kept[i - 1].rules)[number].packets, (*kept[i].rules)[number].packets, between(kept[i - 1], kept[i])))
                        line.points.emplace_back(secondsOf(kept[i]), *value);
            lines.push_back(std::move(line));
        }
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
