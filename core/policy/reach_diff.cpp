// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/reach_diff.h"

#include <algorithm>
#include <set>

namespace hoplens::policy {
namespace {

struct AddressRange {
    Address first;
    Address last;
};

/// "10.0.0.0-10.0.0.255"; nullopt: a workload.
std::optional<AddressRange> rangeOf(std::string_view name)
{
    const auto dash = name.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto first = Address::parse(name.substr(0, dash));
    const auto last = Address::parse(name.substr(dash + 1));
    return first && last ? std::optional(AddressRange{*first, *last}) : std::nullopt;
}

Address stepped(Address address, bool isForward)
{
    auto& bits = address.bits;
    if (isForward) {
        if (++bits.low == 0)
            ++bits.high;
    } else if (bits.low-- == 0) {
        --bits.high;
    }
    return address;
}

using Pair = std::pair<std::string, std::string>; ///< destination and source

/// Connections with their ranges cut at all starts, so that both sides have the same names.
std::map<Pair, const Connection*> cutAt(std::span<const Connection> connections, const std::set<Address>& starts)
{
    std::map<Pair, const Connection*> all;
    for (const auto& connection : connections) {
        const auto source = rangeOf(connection.source);
        const auto destination = rangeOf(connection.destination);
        if (!source && !destination) {
            all.emplace(Pair(connection.destination, connection.source), &connection);
            continue;
        }
        const auto& range = source ? *source : *destination;
        for (auto at = starts.lower_bound(range.first); at != starts.end() && *at <= range.last; ++at) {
            const auto behind = std::next(at);
            const auto last = behind == starts.end() || behind->family != at->family || range.last < *behind ? range.last : stepped(*behind, false);
            const auto name = at->text() + "-" + last.text();
            all.emplace(source ? Pair(connection.destination, name) : Pair(name, connection.source), &connection);
        }
    }
    return all;
}

PortSet minus(PortSet from, const PortSet& what)
{
    from.subtract(what);
    return from;
}

} // namespace

std::vector<ReachChange> reachDifference(std::span<const Connection> before, std::span<const Connection> now)
{
    std::set<Address> starts;
    for (const auto& list : {before, now})
        for (const auto& connection : list)
            for (const auto* name : {&connection.source, &connection.destination})
                if (const auto range = rangeOf(*name)) {
                    starts.insert(range->first);
                    if (range->last != (Prefix{Address::any(range->last.family), 0}).last())
                        starts.insert(stepped(range->last, true));
                }
    const auto old = cutAt(before, starts);
    const auto fresh = cutAt(now, starts);
    std::set<Pair> pairs;
    for (const auto* all : {&old, &fresh})
        for (const auto& [pair, connection] : *all)
            pairs.insert(pair);
    std::vector<ReachChange> changes;
    const Connection none;
    for (const auto& pair : pairs) {
        const auto was = old.find(pair);
        const auto is = fresh.find(pair);
        const auto& a = was == old.end() ? none : *was->second;
        const auto& b = is == fresh.end() ? none : *is->second;
        ReachChange change{pair.second, pair.first, minus(minus(b.ports, a.ports), a.unknown), minus(minus(a.ports, b.ports), b.unknown), minus(b.unknown, a.unknown), minus(a.unknown, b.unknown)};
        if (!change.allowed.isEmpty() || !change.denied.isEmpty() || !change.unknown.isEmpty() || !change.known.isEmpty())
            changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace hoplens::policy
