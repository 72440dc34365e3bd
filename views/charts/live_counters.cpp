// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/live_counters.h"

#include <algorithm>

namespace hoplens::views {
namespace {

constexpr std::chrono::milliseconds pace(1000);

} // namespace

LiveCounters::LiveCounters(QObject* parent) : QObject(parent) {}
LiveCounters::~LiveCounters() = default;

void LiveCounters::start()
{
    forget();
    m_sampler = std::make_unique<CounterSampler>([this](std::vector<CounterSample> samples) {
        // On the sampler's thread, which ends before this does.
        QMetaObject::invokeMethod(this, [this, taken = std::move(samples)] {
            if (!m_sampler)
                return;
            m_history.append(taken);
            emit sampled();
        }, Qt::QueuedConnection);
    }, pace);
}

void LiveCounters::stop()
{
    m_sampler.reset();
    m_watched.clear();
}

void LiveCounters::forget() { m_history = {}; }

void LiveCounters::watch(const std::vector<CounterWatch>& namespaces)
{
    if (!m_sampler)
        return;
    std::vector<CounterWatch> each;
    for (const auto& wanted : namespaces) {
        const auto known = std::ranges::find(each, wanted.inode, &CounterWatch::inode);
        if (known == each.end())
            each.push_back(wanted);
        else
            known->withRules = known->withRules || wanted.withRules;
    }
    if (each == m_watched)
        return;
    m_watched = each;
    m_sampler->watch(std::move(each));
}

} // namespace hoplens::views
