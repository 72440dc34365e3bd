// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/port_set.h"

#include <algorithm>

namespace hoplens::policy {
namespace {

using Ranges = std::vector<PortSet::Range>;

Ranges without(const Ranges& from, const Ranges& what)
{
    Ranges rest;
    for (const auto& range : from) {
        std::uint32_t first = range.first;
        for (const auto& gone : what) {
            if (gone.last < first || gone.first > range.last)
                continue;
            if (gone.first > first)
                rest.push_back({static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(gone.first - 1)});
            first = std::uint32_t{gone.last} + 1;
        }
        if (first <= range.last)
            rest.push_back({static_cast<std::uint16_t>(first), range.last});
    }
    return rest;
}

} // namespace

PortSet PortSet::all()
{
    PortSet set;
    for (auto& ranges : set.m_ranges)
        ranges.push_back({});
    return set;
}

void PortSet::add(kube::Protocol protocol, Range range)
{
    auto& ranges = m_ranges[static_cast<std::size_t>(protocol)];
    ranges.push_back(range);
    std::ranges::sort(ranges, {}, &Range::first);
    Ranges joined;
    for (const auto& next : ranges)
        if (!joined.empty() && next.first <= std::uint32_t{joined.back().last} + 1)
            joined.back().last = std::max(joined.back().last, next.last);
        else
            joined.push_back(next);
    ranges = std::move(joined);
}

void PortSet::unite(const PortSet& other)
{
    for (const auto protocol : allProtocols)
        for (const auto& range : other.ranges(protocol))
            add(protocol, range);
}

void PortSet::subtract(const PortSet& other)
{
    for (std::size_t p = 0; p < m_ranges.size(); ++p)
        m_ranges[p] = without(m_ranges[p], other.m_ranges[p]);
}

void PortSet::intersect(const PortSet& other)
{
    auto outside = *this;
    outside.subtract(other);
    subtract(outside);
}

bool PortSet::isEmpty() const
{
    return std::ranges::all_of(m_ranges, [](const auto& ranges) { return ranges.empty(); });
}

bool PortSet::contains(kube::Protocol protocol, std::uint16_t port) const
{
    return std::ranges::any_of(ranges(protocol), [port](const Range& range) { return range.first <= port && port <= range.last; });
}

std::string PortSet::text() const
{
    if (isAll())
        return "all";
    std::string all;
    for (const auto protocol : allProtocols) {
        if (ranges(protocol).empty())
            continue;
        all += (all.empty() ? "" : "; ") + std::string(kube::name(protocol));
        const char* separator = " ";
        for (const auto& range : ranges(protocol)) {
            if (range != Range{})
                all += separator + std::to_string(range.first) + (range.last == range.first ? "" : "-" + std::to_string(range.last));
            separator = ", ";
        }
    }
    return all.empty() ? "none" : all;
}

} // namespace hoplens::policy
