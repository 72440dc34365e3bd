// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "lab/console.h"

namespace hoplens::lab {

/// A command that must succeed, or must not.
struct LessonCheck {
    std::string command;
    bool isNegated = false;
};

/// A piece of a step, in the order of the file.
struct LessonBlock {
    enum class Kind : std::uint8_t { Text, Commands, Prediction, Task } kind = Kind::Text;
    std::string text;                   ///< Markdown; the question of a prediction; the goal of a task
    std::vector<std::string> commands;  ///< to type; of a task: one way to do it, which nobody sees who learns
    std::vector<LessonCheck> checks;    ///< of a task; of a prediction the one command that answers it
    std::string explanation;            ///< told when a prediction was made
    std::string hint;
    std::uint32_t points = 1;           ///< for a prediction that was right, or a task that is done
    std::uint32_t line = 0;             ///< where it begins in the file
};

struct LessonStep {
    std::string title;
    std::vector<std::string> setup; ///< run when the step begins, and not shown
    std::vector<LessonBlock> blocks;
};

/// A lesson as a file has it (README, "A lesson of your own").
struct Lesson {
    std::string title;
    std::string world = "lesson"; ///< that it starts from, as startingWorld knows it
    std::vector<LessonStep> steps;
};

/// Reads Markdown: "# " is the title, "## " begins a step, fences named lesson, setup, console, predict and task are what they say.
/// file: for messages. Errors: with file and line, and what to write instead. Cost: linear. Any thread.
Result<Lesson> parseLesson(std::string_view text, std::string_view file);

/// Names of the lessons that come with the program, in the order to take them in.
std::vector<std::string_view> shippedLessons();
/// The text of one; nullopt: there is none of this name.
std::optional<std::string_view> shippedLesson(std::string_view name);

/// How a check, or all checks of a task, came out. Unknown: the engine cannot know, which is no pass.
enum class CheckOutcome : std::uint8_t { Passed, Failed, Unknown };

struct CheckedTask {
    CheckOutcome outcome = CheckOutcome::Failed;
    std::vector<std::pair<LessonCheck, CheckOutcome>> checks;
};

struct CheckedPrediction {
    CheckOutcome truth = CheckOutcome::Failed; ///< Passed: the answer is yes
    bool isRight = false;
    std::string output; ///< of the command that answers
};

/// Somebody's way through a lesson. One thread, that of the world.
class LessonRun {
public:
    /// Begins at the first step. All three must outlive it.
    LessonRun(const Lesson& lesson, LabWorld& world, Console& console);

    const Lesson& lesson() const { return m_lesson; }
    std::size_t stepNumber() const { return m_step; }
    const LessonStep& step() const { return m_lesson.steps[m_step]; }
    /// Commands of this step that nobody has run, from its first block to the one of this number.
    std::vector<std::string> pendingCommands(std::size_t blockCount) const;
    /// Does what the solution of a task says, which is worth no point from then on, and returns its commands. block: of this step.
    std::vector<std::string> solve(std::size_t block);
    /// What of this step nobody did is done now, so that the next one finds what it speaks of: commands, and the solution of a task that is open.
    /// Returns what was run. False: this was the last step.
    struct Moved {
        bool isMoved = false;
        std::vector<std::string> caughtUp;
    };
    Moved next();
    /// Commands of earlier steps are not taken back. False: this is the first.
    bool back();

    /// block: of this step. Only the first answer counts for the score. The engine answers on a copy where the step's commands before the question
    /// have been run: nothing changes.
    CheckedPrediction predict(std::size_t block, bool yes);
    CheckedTask check(std::size_t block);

    /// What setups of steps printed that failed: a fault of the lesson's.
    const std::vector<std::string>& setupFaults() const { return m_setupFaults; }

    std::uint32_t points() const;
    std::uint32_t possiblePoints() const;
    /// Markdown: a line for each prediction and task of the lesson.
    std::string score() const;

private:
    struct Scored {
        bool isAnswered = false;
        bool isRight = false;
        bool isShown = false; ///< its solution was told before it was solved
    };
    void begin();

    const Lesson& m_lesson;
    LabWorld& m_world;
    Console& m_console;
    std::size_t m_step = 0;
    std::size_t m_historyBegin = 0; ///< of this step, in the console's
    std::size_t m_reached = 0; ///< steps whose setup was run
    std::vector<std::string> m_setupFaults;
    std::map<std::pair<std::size_t, std::size_t>, Scored> m_scored; ///< by step and block
};

/// Plays a lesson by itself: each prediction has an answer, each task is not done before its solution and done after it.
/// Returns what is wrong, with lines; empty: nothing.
std::vector<std::string> verifyLesson(const Lesson& lesson, Snapshot start);

} // namespace hoplens::lab
