// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_session.h"

#include "words/theme.h"

#include <QFutureWatcher>
#include <QtConcurrentRun>

namespace hoplens::views {

LabSession::LabSession(Snapshot start, std::shared_ptr<const ClusterInput> model, std::optional<lab::Lesson> lesson, QObject* parent) : QObject(parent), m_lesson(std::move(lesson)), m_world(std::move(start), std::move(model)), m_console(m_world)
{
    m_thread.setMaxThreadCount(1);
    if (m_lesson)
        m_lessonRun.emplace(*m_lesson, m_world, m_console);
}

LabSession::~LabSession()
{
    m_console.interrupt();
    m_thread.waitForDone();
}

void LabSession::run(const QString& command)
{
    m_waiting << command;
    runNext();
}

void LabSession::interrupt()
{
    m_waiting.clear();
    if (m_isBusy)
        m_console.interrupt();
}

LabAnswer LabSession::work(const std::string& command)
{
    const auto version = m_world.version();
    auto ran = m_console.run(command);
    LabAnswer answer{text(ran.text), ran.status, ran.isUnfinished, text(ran.shell)};
    if (ran.isUnfinished)
        return answer;
    if (m_world.version() != version)
        answer.changed = std::make_shared<const Snapshot>(m_world.snapshot());
    if (!ran.sent.empty()) {
        answer.sent = ran.sent.back();
        const auto* space = m_world.find(answer.sent->space);
        answer.sentFrom = space && !space->isHost ? text(space->name) : QString();
    }
    return answer;
}

void LabSession::runNext()
{
    if (m_isBusy || m_waiting.isEmpty())
        return;
    m_isBusy = true;
    const auto command = m_waiting.takeFirst();
    emit started(command);
    auto* watcher = new QFutureWatcher<LabAnswer>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_isBusy = false;
        emit answered(watcher->result());
        runNext();
    });
    watcher->setFuture(QtConcurrent::run(&m_thread, [this, line = command.toStdString()] { return work(line); }));
}

QStringList LabSession::complete(const QString& line) const
{
    QStringList words;
    if (!m_isBusy)
        for (const auto& word : m_console.complete(line.toStdString()))
            words << text(word);
    return words;
}

} // namespace hoplens::views
