// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/what_if.h"

#include <algorithm>
#include <set>

namespace hoplens::policy {
namespace {

/// Whom the policies select that are in one of two models alone.
std::array<BitSet, 2> affected(const PolicyModel& before, const PolicyModel& now)
{
    std::array<BitSet, 2> sets = {now.peers().none(), now.peers().none()};
    std::set<std::uint32_t> numbers[2];
    for (const auto& policy : before.policies())
        numbers[0].insert(policy.number);
    for (const auto& policy : now.policies())
        numbers[1].insert(policy.number);
    for (const auto& [model, others] : {std::pair(&before, &numbers[1]), {&now, &numbers[0]}})
        for (const auto& policy : model->policies())
            for (std::size_t d = 0; d < 2 && !others->contains(policy.number); ++d)
                if (policy.isDirection[d])
                    sets[d] |= policy.subject;
    return sets;
}

class Comparer {
public:
    Comparer(const PolicyModel& before, const PolicyModel& now, const BitSet& senders) : m_before(before, senders), m_now(now, senders), m_senders(senders), m_extent(senders.extent()) {}

    void compare(std::size_t to, std::vector<ArrivalChange>& changes)
    {
        const auto old = m_before.arrivals(to);
        const auto fresh = m_now.arrivals(to);
        for (const auto& a : old)
            for (const auto& b : fresh) {
                if (!a.allowed.differs(b.allowed, m_senders, m_extent))
                    continue;
                auto ports = a.ports;
                ports.intersect(b.ports);
                if (ports.isEmpty())
                    continue;
                ArrivalChange change{static_cast<std::uint32_t>(to), std::move(ports), b.allowed, a.allowed};
                change.allowed -= a.allowed;
                change.denied -= b.allowed;
                change.allowed &= m_senders;
                change.denied &= m_senders;
                changes.push_back(std::move(change));
            }
    }

private:
    Reach m_before;
    Reach m_now;
    BitSet m_senders;
    BitSet::Extent m_extent;
};

} // namespace

std::optional<std::vector<ArrivalChange>> whatChanged(const PolicyModel& before, const PolicyModel& now)
{
    if (&before.peers() != &now.peers())
        return std::nullopt;
    const auto [receivers, senders] = affected(before, now);
    std::vector<ArrivalChange> changes;
    Comparer all(before, now, now.peers().all());
    Comparer some(before, now, senders);
    for (std::size_t to = 0; to < now.peers().size(); ++to)
        if (receivers.test(to))
            all.compare(to, changes);
        else if (senders.any())
            some.compare(to, changes);
    return changes;
}

} // namespace hoplens::policy
