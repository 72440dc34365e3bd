// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plain_markdown.h"

#include "lab/lesson.h"

namespace hoplens::cli {

/// A lesson at the prompt: the words that are its own, and what they print.
class LessonSession {
public:
    /// All three must outlive it. width: where text is broken; 0: nowhere.
    LessonSession(const lab::Lesson& lesson, lab::LabWorld& world, lab::Console& console, std::size_t width) : m_run(lesson, world, console), m_console(console), m_width(width) {}

    /// The step with its number, text and questions.
    std::string show() const;
    /// What a line that is the lesson's own prints; nullopt: it is a command for the console.
    std::optional<std::string> take(const std::string& line);
    /// Words that can stand where a line ends: the console's, and at its beginning the lesson's own.
    std::vector<std::string> complete(const std::string& line) const;
    std::string score() const { return m_run.score(); }

private:
    std::string runCommands();
    std::string predict(bool yes);
    std::string check();
    std::string hint() const;
    std::string solve();
    std::vector<std::size_t> blocksOf(lab::LessonBlock::Kind kind) const;

    lab::LessonRun m_run;
    lab::Console& m_console;
    std::size_t m_width; ///< of the terminal; 0: there is none
    std::size_t m_asked = 0; ///< predictions of this step that were made
};

} // namespace hoplens::cli
