// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrentRun>
#include <functional>

namespace hoplens::views {

/// Runs work aside and hands its result to the thread that owns this. Only the newest request's result is handed over; a result
/// that comes after this is gone is dropped. The work captures values, never the owner.
template <class Value> class NewestJob {
public:
    explicit NewestJob(std::function<void(Value)> onResult) : m_onResult(std::move(onResult)) {}
    NewestJob(const NewestJob&) = delete;
    NewestJob& operator=(const NewestJob&) = delete;

    template <class Work> void start(Work work)
    {
        const auto number = ++m_newest;
        auto* watcher = new QFutureWatcher<Value>(&m_owner);
        QObject::connect(watcher, &QFutureWatcherBase::finished, &m_owner, [this, watcher, number] {
            watcher->deleteLater();
            if (number == m_newest)
                m_onResult(watcher->result());
        });
        watcher->setFuture(QtConcurrent::run(std::move(work)));
    }

    /// What is under way is not handed over.
    void cancel() { ++m_newest; }

private:
    QObject m_owner; ///< its end ends the watchers
    std::function<void(Value)> m_onResult;
    int m_newest = 0;
};

} // namespace hoplens::views
