// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"
#include "lesson_session.h"
#include "line_source.h"

#include "base/file.h"
#include "lab/console.h"
#include "lab/worlds.h"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <poll.h>
#include <unistd.h>

namespace hoplens::cli {
namespace {

std::atomic<lab::Console*> running = nullptr; ///< what Ctrl-C ends

void interruptRunning(int)
{
    if (auto* console = running.load())
        console->interrupt();
}

/// Whether anybody reads what is printed: who closed the pipe wants no more of it.
bool hasReader()
{
    pollfd output = {STDOUT_FILENO, 0, 0};
    return ::poll(&output, 1, 0) <= 0 || (output.revents & POLLERR) == 0;
}

/// Commands of a script with what they print, as a terminal shows them; on a terminal itself the person types them.
int converse(LineSource& lines, lab::Console& console, LessonSession* lesson)
{
    int last = status::done;
    std::string open;
    std::string waitsFor;
    std::string shell; ///< where it waits
    while (hasReader()) {
        const auto read = lines.next(!open.empty() ? "> " : shell.empty() ? "$ " : "(" + shell + ") $ ");
        if (read.event == LineSource::Event::Failed)
            return status::failure;
        if (read.event == LineSource::Event::End)
            break;
        if (read.event == LineSource::Event::Abandoned) {
            open.clear();
            waitsFor.clear();
            continue;
        }
        const auto& line = read.line;
        if (open.size() + line.size() > longestCommand)
            return fail({ErrorCode::LimitExceeded, "reading a command: it is longer than a mebibyte"});
        if (const auto word = line.substr(0, line.find_last_not_of(" \t\r") + 1); open.empty() && (word == "quit" || word == "logout"))
            return last;
        std::signal(SIGINT, interruptRunning); // Ctrl-C ends what runs
        const auto told = lesson && open.empty() ? lesson->take(line) : std::nullopt;
        std::signal(SIGINT, SIG_DFL);
        if (told) {
            if (const int printed = print(*told); printed != status::done)
                return printed;
            continue;
        }
        open += line + "\n";
        if (!waitsFor.empty() && line.find(waitsFor) == std::string::npos)
            continue;
        std::signal(SIGINT, interruptRunning); // Ctrl-C ends what runs
        const auto answer = console.run(open);
        std::signal(SIGINT, SIG_DFL);
        waitsFor = answer.waitsFor;
        if (answer.isUnfinished)
            continue;
        open.clear();
        last = answer.status;
        shell = answer.shell;
        if (const int printed = print(answer.text); printed != status::done)
            return printed;
        if (answer.hasLeft || (answer.isCutOff && !lines.isTyped()))
            return last;
    }
    if (!open.empty())
        return fail({ErrorCode::InvalidInput, "the script ends within a quote or a loop", "", 0, "Close it."});
    return last;
}

Result<lab::StartingNetwork> worldNamed(const std::string& name)
{
    if (name != "live")
        return lab::loadWorld(name);
    auto input = loadInput(name);
    if (!input)
        return failure(input.error());
    return lab::StartingNetwork{std::move(input->snapshot)};
}

/// A file, or one that comes with the program.
Result<lab::Lesson> lessonOf(const std::string& name)
{
    if (const auto text = lab::shippedLesson(name))
        return lab::parseLesson(*text, name);
    std::error_code ignored;
    if (!std::filesystem::exists(name, ignored)) {
        std::string names;
        for (const auto known : lab::shippedLessons())
            names += (names.empty() ? "" : ", ") + std::string(known);
        return failure({ErrorCode::NotFound, "there is no lesson of this name, and no file", name, 0, "Lessons: " + names + "."});
    }
    auto text = readFile(name, 1 << 20);
    if (!text)
        return failure(text.error());
    return lab::parseLesson(*text, name);
}

/// Says what is wrong with the lesson.
int verify(const lab::Lesson& lesson, Snapshot start)
{
    const auto problems = lab::verifyLesson(lesson, std::move(start));
    std::string text;
    for (const auto& problem : problems)
        text += problem + (problem.ends_with('\n') ? "" : "\n");
    if (problems.empty())
        text = lesson.title + ": sound, steps: " + std::to_string(lesson.steps.size()) + "\n";
    constexpr int unsound = 10;
    if (const int printed = print(text); printed != status::done)
        return printed;
    return problems.empty() ? status::done : unsound;
}

/// Whether the score can be written there. Files that are none of this lesson's scores are nobody's to write over.
Result<void> checkScoreFile(const std::string& path, const lab::Lesson& lesson)
{
    std::error_code ignored;
    const auto folder = std::filesystem::path(path).parent_path();
    if (!std::filesystem::exists(path, ignored)) {
        if (::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) != 0)
            return failure({ErrorCode::NotFound, "the score of the lesson cannot be written there: " + std::generic_category().message(errno), path, 0, "Name a file in a folder of yours."});
        return {};
    }
    std::ifstream file(path);
    std::string first;
    if (!std::filesystem::is_regular_file(path, ignored) || !std::getline(file, first) || first != "# " + lesson.title)
        return failure({ErrorCode::InvalidInput, "the file is there already, and is no score of this lesson", path, 0, "Name another."});
    std::string second, third;
    std::getline(file, second);
    std::getline(file, third);
    if (!third.ends_with(" points") || ::access(path.c_str(), W_OK) != 0)
        return failure({ErrorCode::InvalidInput, "the file is there already, and is no score of this lesson that can be written anew", path, 0, "Name another."});
    return {};
}

int runLab(const LabArguments& arguments, lab::Console& console, LessonSession* lesson)
{
    if (lesson)
        if (const int printed = print(lesson->show()); printed != status::done)
            return printed;
    if (arguments.script == "-" && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1) {
        TypedLines lines([&](const std::string& line) { return lesson ? lesson->complete(line) : console.complete(line); });
        return converse(lines, console, lesson);
    }
    if (arguments.script == "-") {
        ScriptLines lines(std::cin, ::isatty(STDIN_FILENO) == 1 ? ScriptLines::Echo::None : ScriptLines::Echo::Lines);
        return converse(lines, console, lesson);
    }
    std::ifstream script(arguments.script);
    if (!script || std::filesystem::is_directory(arguments.script))
        return fail({ErrorCode::NotFound, "reading the script: there is no such file, or it cannot be read", arguments.script});
    ScriptLines lines(script);
    return converse(lines, console, lesson);
}

} // namespace

int lab(const LabArguments& arguments)
{
    std::optional<lab::Lesson> lesson;
    if (!arguments.lesson.empty()) {
        auto read = lessonOf(arguments.lesson);
        if (!read)
            return fail(read.error());
        lesson = std::move(*read);
    }
    if (lesson && !arguments.score.empty())
        if (const auto possible = checkScoreFile(arguments.score, *lesson); !possible)
            return fail(possible.error());
    auto start = worldNamed(!arguments.world.empty() ? arguments.world : lesson ? lesson->world : "empty");
    if (!start)
        return fail(start.error());
    if (lesson && arguments.verify)
        return verify(*lesson, std::move(start->snapshot));
    lab::LabWorld world(std::move(start->snapshot), std::move(start->model), std::move(start->objects));
    // A lesson is somebody else's: what it has typed touches no file.
    lab::Console console(world, 1'000'000, lesson ? lab::DiskAccess::None : lab::DiskAccess::Full);
    std::optional<LessonSession> session;
    if (lesson)
        session.emplace(*lesson, world, console, widthOfOutput());
    running = &console;
    const int last = runLab(arguments, console, session ? &*session : nullptr);
    running = nullptr;
    if (session && !arguments.score.empty())
        if (const auto written = writeFile(arguments.score, session->score()); !written)
            return fail(written.error());
    return last;
}

} // namespace hoplens::cli
