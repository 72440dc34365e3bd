// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/lesson.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <memory>
#include <optional>

namespace hoplens::views {

/// What a command printed and did.
struct LabAnswer {
    QString text;
    int status = 0;
    bool isUnfinished = false;                         ///< more lines are wanted
    QString shell = {};                                ///< the namespace of the shell that waits now; empty: the outermost one
    std::shared_ptr<const Snapshot> changed = nullptr; ///< the network afterwards; null: as it was
    std::optional<lab::SentFlow> sent = {};            ///< the last packet that it sent
    QString sentFrom = {};                             ///< the namespace of that, by name; empty: the host
};

/// A network in memory with its console, and perhaps a lesson. Commands run aside, one after the other; the rest belongs to the window's thread.
class LabSession : public QObject {
    Q_OBJECT
public:
    /// model: the cluster that the network is of, with its policies; null: it is of none.
    explicit LabSession(Snapshot start, std::shared_ptr<const ClusterInput> model = nullptr, std::optional<lab::Lesson> lesson = std::nullopt, QObject* parent = nullptr);
    /// Ends what runs, and waits for it.
    ~LabSession() override;

    void run(const QString& command);
    /// Ends what runs, and drops what waits.
    void interrupt();
    bool isBusy() const { return m_isBusy; }

    /// Null: there is no lesson. While a command runs nobody may ask it.
    lab::LessonRun* lesson() { return m_lessonRun ? &*m_lessonRun : nullptr; }
    /// The network as it is; not while a command runs.
    std::shared_ptr<const Snapshot> snapshot() const { return std::make_shared<const Snapshot>(m_world.snapshot()); }
    QStringList complete(const QString& line) const;

signals:
    void started(const QString& command);
    void answered(const hoplens::views::LabAnswer& answer);

private:
    void runNext();
    LabAnswer work(const std::string& command);

    std::optional<lab::Lesson> m_lesson;
    lab::LabWorld m_world;
    lab::Console m_console;
    std::optional<lab::LessonRun> m_lessonRun;
    QThreadPool m_thread; ///< of one
    QStringList m_waiting;
    bool m_isBusy = false;
};

} // namespace hoplens::views
