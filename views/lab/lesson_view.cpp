// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lesson_view.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace hoplens::views {

using Kind = lab::LessonBlock::Kind;
using lab::CheckOutcome;

LessonView::LessonView(QWidget* parent) : QWidget(parent), m_area(new QScrollArea), m_place(new QLabel), m_points(new QLabel), m_back(new QPushButton(tr("Back"))), m_next(new QPushButton(tr("Next"))), m_score(new QPushButton(tr("Score…")))
{
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    rows->addWidget(m_area, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(12, 6, 12, 6);
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_points->setForegroundRole(QPalette::PlaceholderText);
    auto* score = m_score;
    score->setToolTip(tr("Write the score of this lesson to a file"));
    m_next->setProperty("primary", true);
    foot->setSpacing(10);
    foot->addWidget(m_back);
    foot->addWidget(m_next);
    foot->addWidget(m_place);
    foot->addStretch();
    foot->addWidget(m_points);
    foot->addWidget(score);
    rows->addLayout(foot);
    connect(m_back, &QPushButton::clicked, this, &LessonView::back);
    connect(m_next, &QPushButton::clicked, this, &LessonView::next);
    connect(score, &QPushButton::clicked, this, &LessonView::exportWanted);
}

void LessonView::setSession(LabSession* session)
{
    m_session = session && session->lesson() ? session : nullptr;
    setVisible(m_session != nullptr);
    if (m_session)
        showStep();
}

void LessonView::setTheme(Theme theme)
{
    m_theme = theme;
    if (m_session)
        showStep();
}

void LessonView::setTypeSize(int pixels)
{
    m_pixels = pixels;
    // With a style sheet in force, only another changes type.
    for (auto* part : std::initializer_list<QWidget*>{m_back, m_next, m_place, m_points, m_score})
        part->setStyleSheet(QString("font-size: %1px;").arg(pixels));
    if (m_session)
        showStep();
}

void LessonView::next()
{
    if (!m_session || m_session->isBusy())
        return;
    const auto moved = m_session->lesson()->next();
    if (!moved.isMoved)
        return;
    showStep();
    QStringList caughtUp;
    for (const auto& command : moved.caughtUp)
        caughtUp << text(command);
    emit stepShown(caughtUp);
}

void LessonView::back()
{
    if (m_session && !m_session->isBusy() && m_session->lesson()->back())
        showStep();
}

void LessonView::setReady(bool on)
{
    if (m_page)
        for (auto* button : m_page->findChildren<QPushButton*>())
            if (!button->property("spent").toBool())
                button->setEnabled(on);
    m_back->setEnabled(on && m_session && m_session->lesson()->stepNumber() > 0);
    m_next->setEnabled(on && m_session && m_session->lesson()->stepNumber() + 1 < m_session->lesson()->lesson().steps.size());
}

QLabel* LessonView::addText(const QString& markdown, QVBoxLayout* into)
{
    auto* label = new QLabel;
    label->setTextFormat(Qt::MarkdownText);
    label->setText(markdown);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFont(sansFont(m_pixels));
    into->addWidget(label);
    return label;
}

/// Each by itself: a label leaves no room between those of one text.
void LessonView::addParagraphs(const QString& markdown)
{
    QString paragraph;
    bool isInFence = false;
    for (const auto& line : markdown.split('\n') + QStringList{QString()}) {
        isInFence = isInFence != line.startsWith("```");
        if (!line.isEmpty() || isInFence) {
            paragraph += line + "\n";
            continue;
        }
        if (!paragraph.isEmpty())
            addText(std::exchange(paragraph, {}), m_rows);
    }
    if (!paragraph.isEmpty())
        addText(paragraph, m_rows);
}

QVBoxLayout* LessonView::addCard(Ink edge)
{
    auto* card = new QFrame;
    card->setObjectName("card");
    card->setStyleSheet(QString("#card { background: %1; border: none; border-left: 3px solid %2; }").arg(color(Ink::Raised, m_theme).name(), color(edge, m_theme).name()));
    auto* rows = new QVBoxLayout(card);
    rows->setContentsMargins(12, 8, 10, 8);
    rows->setSpacing(6);
    m_rows->addWidget(card);
    return rows;
}

void LessonView::addCommands(const lab::LessonBlock& block)
{
    auto* card = addCard(Ink::Link);
    QStringList all;
    for (const auto& command : block.commands) {
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        auto* label = new QLabel(text(command));
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setFont(fixedFont(m_pixels - 1));
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto* run = new QPushButton("▶");
        run->setFixedSize(m_pixels * 2, m_pixels * 2);
        run->setStyleSheet(QString("padding: 0; font-size: %1px;").arg(m_pixels - 3));
        run->setToolTip(tr("Run this command"));
        run->setAccessibleName(tr("Run %1").arg(text(command)));
        connect(run, &QPushButton::clicked, this, [this, one = text(command)] { emit runWanted({one}); });
        line->addWidget(run, 0, Qt::AlignTop);
        line->addWidget(label, 1);
        card->addLayout(line);
        all << text(command);
    }
    if (all.size() > 1) {
        auto* run = new QPushButton(tr("Run all"));
        connect(run, &QPushButton::clicked, this, [this, all] { emit runWanted(all); });
        card->addWidget(run, 0, Qt::AlignLeft);
    }
}

void LessonView::addPrediction(std::size_t number, const lab::LessonBlock& block)
{
    auto* card = addCard(Ink::Translation);
    addText("**" + tr("What do you think?") + "** " + text(block.text), card);
    auto* buttons = new QHBoxLayout;
    auto* answer = addText({}, card);
    answer->hide();
    std::vector<QPushButton*> choices;
    for (const auto& [name, yes] : {std::pair(tr("Yes"), true), {tr("No"), false}}) {
        auto* button = new QPushButton(name);
        buttons->addWidget(button);
        choices.push_back(button);
        connect(button, &QPushButton::clicked, this, [this, number, yes = yes, answer, explanation = text(block.explanation), buttonsOf = card->parentWidget()] {
            const auto made = m_session->lesson()->predict(number, yes);
            if (made.truth == CheckOutcome::Unknown) {
                answer->setText(tr("Nobody can know here: %1").arg(text(made.output)));
            } else {
                const auto truth = made.truth == CheckOutcome::Passed ? tr("yes") : tr("no");
                answer->setText((made.isRight ? tr("**Right**, the answer is %1.") : tr("**Not so**: the answer is %1.")).arg(truth) + " " + explanation);
                for (auto* spent : buttonsOf->findChildren<QPushButton*>()) {
                    spent->setEnabled(false);
                    spent->setProperty("spent", true);
                }
            }
            answer->show();
            countPoints();
        });
    }
    buttons->addStretch();
    card->insertLayout(1, buttons);
}

void LessonView::addTask(std::size_t number, const lab::LessonBlock& block)
{
    auto* card = addCard(Ink::Network);
    addText("**" + tr("Your turn:") + "** " + text(block.text), card);
    auto* buttons = new QHBoxLayout;
    auto* check = new QPushButton(tr("Check"));
    buttons->addWidget(check);
    auto* result = addText({}, card);
    result->hide();
    if (!block.hint.empty()) {
        auto* hint = new QPushButton(tr("Hint"));
        hint->setFlat(true);
        buttons->addWidget(hint);
        connect(hint, &QPushButton::clicked, this, [result, words = text(block.hint)] {
            result->setText(words);
            result->show();
        });
    }
    buttons->addStretch();
    card->insertLayout(1, buttons);
    connect(check, &QPushButton::clicked, this, [this, number, result] {
        const auto checked = m_session->lesson()->check(number);
        QString words = checked.outcome == CheckOutcome::Passed ? tr("**Done.**") : checked.outcome == CheckOutcome::Failed ? tr("**Not yet.**") : tr("**Nobody can know yet.**");
        for (const auto& [one, outcome] : checked.checks)
            words += "\n\n" + QString(outcome == CheckOutcome::Passed ? "✓ " : outcome == CheckOutcome::Failed ? "✗ " : "? ") + (one.isNegated ? tr("must fail:") + " " : QString()) + "`" + text(one.command) + "`";
        result->setText(words);
        result->show();
        countPoints();
    });
}

void LessonView::countPoints()
{
    const auto* run = m_session->lesson();
    m_points->setText(tr("%1 of %2 points").arg(run->points()).arg(run->possiblePoints()));
}

void LessonView::showStep()
{
    const auto* run = m_session->lesson();
    m_page = new QWidget;
    m_rows = new QVBoxLayout(m_page);
    m_rows->setContentsMargins(16, 12, 16, 12);
    m_rows->setSpacing(10);
    auto* lesson = new QLabel(text(run->lesson().title));
    lesson->setForegroundRole(QPalette::PlaceholderText);
    lesson->setFont(sansFont(m_pixels - 1));
    lesson->setWordWrap(true);
    m_rows->addWidget(lesson);
    auto* title = new QLabel(text(run->step().title));
    title->setFont(sansFont(m_pixels + 7, true));
    title->setWordWrap(true);
    m_rows->addWidget(title);
    for (std::size_t i = 0; i < run->step().blocks.size(); ++i) {
        const auto& block = run->step().blocks[i];
        switch (block.kind) {
        case Kind::Text: addParagraphs(text(block.text)); break;
        case Kind::Commands: addCommands(block); break;
        case Kind::Prediction: addPrediction(i, block); break;
        case Kind::Task: addTask(i, block); break;
        }
    }
    m_rows->addStretch();
    for (auto* button : m_page->findChildren<QPushButton*>())
        if (button->styleSheet().isEmpty())
            button->setStyleSheet(QString("font-size: %1px;").arg(m_pixels));
    m_area->setWidget(m_page); // the one before goes with it
    m_area->verticalScrollBar()->setValue(0);
    m_place->setText(tr("%1 of %2").arg(run->stepNumber() + 1).arg(run->lesson().steps.size()));
    countPoints();
    setReady(!m_session->isBusy());
}

QString LessonView::words() const
{
    QStringList all;
    if (m_page)
        for (const auto* label : m_page->findChildren<QLabel*>())
            all << label->text();
    return all.join("\n");
}

} // namespace hoplens::views
