// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_panel.h"

#include "lab/lesson_view.h"
#include "lab/terminal.h"
#include "words/saved_file.h"

#include <QFileDialog>
#include <QSplitter>
#include <QVBoxLayout>

namespace hoplens::views {

LabPanel::LabPanel(QWidget* parent) : QWidget(parent), m_split(new QSplitter(Qt::Vertical)), m_lesson(new LessonView), m_terminal(new Terminal)
{
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    m_split->addWidget(m_lesson);
    m_split->addWidget(m_terminal);
    m_split->setChildrenCollapsible(false);
    m_split->setSizes({360, 300});
    rows->addWidget(m_split);
    setFocusProxy(m_terminal);
    connect(m_terminal, &Terminal::entered, this, [this](const QString& line) {
        if (!m_session)
            return;
        m_open += line + "\n";
        m_session->run(m_open);
    });
    connect(m_terminal, &Terminal::interrupted, this, [this] {
        m_open.clear();
        m_waiting.clear();
        if (m_session)
            m_session->interrupt();
    });
    m_terminal->setCompletion([this](const QString& line) { return m_session ? m_session->complete(line) : QStringList(); });
    connect(m_lesson, &LessonView::runWanted, this, &LabPanel::run);
    connect(m_lesson, &LessonView::stepShown, this, [this](const QStringList& caughtUp) {
        if (!caughtUp.isEmpty())
            m_terminal->showNote(tr("Run for you, so that the next step finds what it speaks of:") + "\n" + caughtUp.join("\n"));
        emit networkChanged(m_session->snapshot());
    });
    connect(m_lesson, &LessonView::exportWanted, this, &LabPanel::exportScore);
}

void LabPanel::start(Snapshot network, std::shared_ptr<const ClusterInput> model, std::optional<lab::Lesson> lesson, const QString& greeting)
{
    m_open.clear();
    m_waiting.clear();
    m_lesson->setSession(nullptr);
    m_session = std::make_unique<LabSession>(std::move(network), std::move(model), std::move(lesson));
    connect(m_session.get(), &LabSession::started, m_lesson, [this] { m_lesson->setReady(false); });
    connect(m_session.get(), &LabSession::answered, this, &LabPanel::take);
    m_terminal->restart(greeting);
    m_lesson->setSession(m_session.get());
    m_terminal->setFocus();
}

void LabPanel::stop()
{
    m_lesson->setSession(nullptr);
    m_session.reset();
}

void LabPanel::setTheme(Theme theme)
{
    m_terminal->setTheme(theme);
    m_lesson->setTheme(theme);
}

void LabPanel::setTypeSize(int pixels)
{
    m_terminal->setTypeSize(pixels);
    m_lesson->setTypeSize(pixels);
}

void LabPanel::run(const QStringList& commands)
{
    m_waiting << commands;
    runWaiting();
}

void LabPanel::runWaiting()
{
    if (!m_session || m_session->isBusy() || m_waiting.isEmpty() || !m_open.isEmpty())
        return;
    const auto command = m_waiting.takeFirst();
    m_terminal->showCommand(command);
    m_session->run(command + "\n");
}

void LabPanel::take(const LabAnswer& answer)
{
    if (!answer.isUnfinished)
        m_open.clear();
    m_lesson->setReady(true);
    m_terminal->showAnswer(answer.text, answer.isUnfinished ? Terminal::Wants::MoreLines : Terminal::Wants::Command, answer.shell);
    if (answer.changed)
        emit networkChanged(answer.changed);
    if (answer.sent)
        emit packetSent(answer.sentFrom, *answer.sent);
    runWaiting();
}

void LabPanel::exportScore()
{
    const auto path = QFileDialog::getSaveFileName(this, tr("Write the score"), "score.md", tr("Markdown (*.md)"));
    if (path.isEmpty() || !m_session || m_session->isBusy())
        return;
    if (const auto done = saveFile(path, QByteArray::fromStdString(m_session->lesson()->score())); !done)
        emit problemMet(describeError(done.error()));
}

} // namespace hoplens::views
