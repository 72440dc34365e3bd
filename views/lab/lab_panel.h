// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/lab_session.h"
#include "words/theme.h"

#include <QWidget>

class QSplitter;

namespace hoplens::views {

class LessonView;
class Terminal;

/// The lesson above, the console below: what is typed changes a network in memory.
class LabPanel : public QWidget {
    Q_OBJECT
public:
    explicit LabPanel(QWidget* parent = nullptr);

    /// Begins anew with a network. greeting: what the console says first.
    void start(Snapshot network, std::shared_ptr<const ClusterInput> model, std::optional<lab::Lesson> lesson, const QString& greeting);
    void stop();
    bool isActive() const { return m_session != nullptr; }
    void setTheme(Theme theme);
    void setTypeSize(int pixels);
    void run(const QStringList& commands);
    /// Commands run, or wait to.
    bool isWorking() const { return m_session && (m_session->isBusy() || !m_waiting.isEmpty()); }
    LabSession* session() const { return m_session.get(); }
    Terminal* terminal() const { return m_terminal; }
    LessonView* lesson() const { return m_lesson; }

signals:
    void networkChanged(const std::shared_ptr<const hoplens::Snapshot>& network);
    /// A command sent a packet from a namespace (empty: the host).
    void packetSent(const QString& from, const hoplens::lab::SentFlow& sent);
    void problemMet(const QString& what);

private:
    void take(const LabAnswer& answer);
    void runWaiting();
    void exportScore();

    std::unique_ptr<LabSession> m_session;
    QString m_open; ///< lines of a command that is not whole yet
    QStringList m_waiting;
    QSplitter* m_split;
    LessonView* m_lesson;
    Terminal* m_terminal;
};

} // namespace hoplens::views
