// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/lab_session.h"
#include "words/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace hoplens::views {

/// A step of a lesson: its text, commands with a button to run them, questions and tasks.
class LessonView : public QWidget {
    Q_OBJECT
public:
    explicit LessonView(QWidget* parent = nullptr);

    /// Shows the step that the session's lesson is at; null: nothing.
    void setSession(LabSession* session);
    void setTheme(Theme theme);
    void setTypeSize(int pixels);
    /// All words of the step that is shown, for tests and readers.
    QString words() const;

public slots:
    void next();
    void back();
    /// While a command runs nothing can be asked.
    void setReady(bool on);

signals:
    void runWanted(const QStringList& commands);
    /// Another step. caughtUp: commands of the one before that nobody had run, and which were; they and a setup may have changed the network.
    void stepShown(const QStringList& caughtUp);
    void exportWanted();

private:
    void showStep();
    void addCommands(const lab::LessonBlock& block);
    void addPrediction(std::size_t number, const lab::LessonBlock& block);
    void addTask(std::size_t number, const lab::LessonBlock& block);
    void addParagraphs(const QString& markdown);
    QLabel* addText(const QString& markdown, QVBoxLayout* into);
    QVBoxLayout* addCard(Ink edge);
    void countPoints();

    LabSession* m_session = nullptr;
    Theme m_theme = Theme::Light;
    int m_pixels = 13;
    QScrollArea* m_area;
    QWidget* m_page = nullptr;
    QVBoxLayout* m_rows = nullptr;
    QLabel* m_place;
    QLabel* m_points;
    QPushButton* m_back;
    QPushButton* m_next;
    QPushButton* m_score;
};

} // namespace hoplens::views
