// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/counter_history.h"

#include <QObject>

namespace hoplens::views {

/// Samples counters while the host is followed, and keeps them.
class LiveCounters : public QObject {
    Q_OBJECT
public:
    explicit LiveCounters(QObject* parent = nullptr);
    ~LiveCounters() override;

    /// Begins a new history.
    void start();
    /// What was sampled stays.
    void stop();
    void forget();
    /// Whose counters are wanted from now on; one namespace named twice is read once, with its rules when either asks for them.
    void watch(const std::vector<CounterWatch>& namespaces);
    const CounterHistory& history() const { return m_history; }
    /// Everything of this namespace is kept from now on.
    void keep(std::uint64_t inode) { m_history.keep(inode); }

signals:
    void sampled();

private:
    CounterHistory m_history;
    std::vector<CounterWatch> m_watched;
    std::unique_ptr<CounterSampler> m_sampler;
};

} // namespace hoplens::views
