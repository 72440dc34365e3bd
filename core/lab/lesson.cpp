// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lesson.h"

#include "base/file.h"
#include "lab/worlds.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace hoplens::lab {
namespace {

constexpr std::size_t longest = 1 << 20;
constexpr std::size_t mostSteps = 500;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

/// One letter too much, too few, another, or two that changed places; of long words twice that.
bool isMisspelt(std::string_view word, std::string_view wanted)
{
    constexpr std::size_t longWord = 6;
    if (word.size() > wanted.size() + 2 || word.size() + 2 < wanted.size() || word.size() < 3)
        return false;
    std::vector<std::vector<std::size_t>> edits(word.size() + 1, std::vector<std::size_t>(wanted.size() + 1));
    for (std::size_t i = 0; i <= word.size(); ++i)
        for (std::size_t j = 0; j <= wanted.size(); ++j) {
            if (i == 0 || j == 0) {
                edits[i][j] = i + j;
                continue;
            }
            edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + (word[i - 1] == wanted[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && word[i - 1] == wanted[j - 2] && word[i - 2] == wanted[j - 1])
                edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
    const auto found = edits[word.size()][wanted.size()];
    return found > 0 && found <= (wanted.size() > longWord && word.size() + 1 >= wanted.size() ? 2 : 1);
}

class LessonReader {
public:
    explicit LessonReader(std::string_view file) : m_file(file) {}

    Result<Lesson> read(std::string_view text);

private:
    tl::unexpected<Error> broken(std::string message, std::string remedy) const { return failure({ErrorCode::InvalidInput, std::move(message), m_file + ":" + std::to_string(m_line), 0, std::move(remedy)}); }
    Result<void> takeLine(std::string_view line);
    Result<void> closeFence();
    Result<void> readHead();
    Result<void> readCommands(std::vector<std::string>& commands) const;
    Result<LessonBlock> readKeys() const;
    Result<LessonCheck> readCheck(std::string_view value) const;
    void closeText();
    LessonStep& step() { return m_lesson.steps.back(); }

    std::string m_file;
    Lesson m_lesson;
    std::uint32_t m_line = 0;
    std::string m_text; ///< Markdown since the last block
    std::uint32_t m_textLine = 0;
    bool m_isInFence = false;
    std::string m_mark;                ///< that it begins with: "```"
    std::string m_fence;               ///< its name
    std::uint32_t m_fenceLine = 0;
    std::vector<std::string> m_inside; ///< lines of the fence
};

Result<Lesson> LessonReader::read(std::string_view text)
{
    if (text.size() > longest)
        return broken("the lesson is larger than a mebibyte", "Split it.");
    if (text.starts_with("\xef\xbb\xbf")) // a mark of the byte order
        text.remove_prefix(3);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        ++m_line;
        std::size_t bad = 0;
        if (!isUtf8(line, bad))
            return broken("the line is not UTF-8", "Save the file as UTF-8.");
        if (auto taken = takeLine(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line); !taken)
            return failure(taken.error());
    }
    if (m_isInFence) {
        m_line = m_fenceLine;
        return broken("the fence \"" + m_fence + "\" does not end", "Write ``` on a line of its own behind it.");
    }
    if (m_lesson.title.empty())
        return broken("the lesson has no title", "Begin the file with a line \"# Title\".");
    if (m_lesson.steps.empty())
        return broken("the lesson has no step", "Write \"## Name of the step\" before its text.");
    closeText();
    return std::move(m_lesson);
}

void LessonReader::closeText()
{
    const auto body = std::exchange(m_text, {});
    const auto first = body.find_first_not_of('\n');
    if (first == std::string::npos || m_lesson.steps.empty())
        return;
    LessonBlock block;
    block.text = body.substr(first, body.find_last_not_of('\n') + 1 - first);
    block.line = m_textLine;
    step().blocks.push_back(std::move(block));
}

Result<void> LessonReader::takeLine(std::string_view line)
{
    if (m_isInFence) {
        const auto end = trimmed(line);
        if (end.size() < m_mark.size() || end.find_first_not_of(m_mark.front()) != std::string_view::npos) {
            m_inside.emplace_back(line);
            return {};
        }
        m_isInFence = false;
        return closeFence();
    }
    const auto bare = trimmed(line);
    if (bare.starts_with("```") || bare.starts_with("~~~")) {
        m_isInFence = true;
        m_mark = bare.substr(0, bare.find_first_not_of(bare.front()));
        m_fence = trimmed(bare.substr(m_mark.size()));
        m_fenceLine = m_line;
        m_inside.clear();
        return {};
    }
    if (line.starts_with("##") && line.size() > 2 && line[2] != ' ' && line[2] != '#')
        return broken("a heading without a blank: \"" + std::string(line) + "\"", "A step begins with \"## \" and its name.");
    if (line.starts_with("## ")) {
        if (m_lesson.title.empty())
            return broken("a step begins before the lesson has a title", "Begin the file with a line \"# Title\".");
        if (m_lesson.steps.size() == mostSteps)
            return broken("the lesson has more than " + std::to_string(mostSteps) + " steps", "Split it.");
        closeText();
        m_lesson.steps.push_back({std::string(trimmed(line.substr(3))), {}, {}});
        return {};
    }
    if (line.starts_with("# ") && m_lesson.title.empty()) {
        m_lesson.title = trimmed(line.substr(2));
        return {};
    }
    if (line.starts_with("# "))
        return broken("a second title", "A lesson has one; steps begin with \"## \".");
    if (m_text.empty())
        m_textLine = m_line;
    m_text += std::string(line) + "\n";
    return {};
}

Result<void> LessonReader::readHead()
{
    for (const auto& line : m_inside) {
        const auto colon = line.find(':');
        const auto key = trimmed(std::string_view(line).substr(0, colon));
        if (key != "world" || colon == std::string::npos)
            return broken("\"" + line + "\" is nothing that a lesson has", "It has: world: NAME.");
        m_lesson.world = trimmed(std::string_view(line).substr(colon + 1));
        if (auto world = startingWorld(m_lesson.world); !world)
            return broken("there is no world \"" + m_lesson.world + "\"", "Worlds: empty, lesson, two-hosts.");
    }
    return {};
}

Result<void> LessonReader::closeFence()
{
    constexpr std::array<std::string_view, 4> own = {"console", "setup", "predict", "task"};
    auto first = m_fence.substr(0, m_fence.find_first_of(" \t{"));
    std::ranges::transform(first, first.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool isMeant = first == "lesson" || std::ranges::find(own, first) != own.end();
    if (isMeant && first != m_fence) {
        m_line = m_fenceLine;
        return broken("the fence \"" + m_fence + "\" would be shown as text", "Write " + first + " in small letters, and nothing behind it.");
    }
    if (m_fence == "lesson" && !m_lesson.steps.empty())
        return broken("the world is chosen after the first step", "Write the lesson fence before the first \"## \".");
    if (m_fence == "lesson")
        return readHead();
    if (!isMeant) { // part of the text, as any Markdown shows it
        constexpr auto meant = std::to_array<std::string_view>({"check", "question", "prediction", "tasks", "commands", "lesson", "console", "setup", "predict", "task"});
        if (std::ranges::any_of(meant, [&](std::string_view name) { return first == name || isMisspelt(first, name); })) {
            m_line = m_fenceLine;
            return broken("there is no fence \"" + m_fence + "\"", "Fences: lesson, setup, console, predict, task.");
        }
        m_text += m_mark + m_fence + "\n";
        for (const auto& line : m_inside)
            m_text += line + "\n";
        m_text += m_mark + "\n";
        return {};
    }
    if (m_lesson.steps.empty())
        return broken("a \"" + m_fence + "\" stands before the first step", "Write \"## Name of the step\" before it.");
    closeText();
    if (m_fence == "setup")
        return readCommands(step().setup);
    LessonBlock block;
    if (m_fence == "console") {
        block.kind = LessonBlock::Kind::Commands;
        if (auto read = readCommands(block.commands); !read)
            return read;
        if (block.commands.empty())
            return broken("the console block has no command", "Write commands in it, one a line.");
    } else {
        auto read = readKeys();
        if (!read)
            return failure(read.error());
        block = std::move(*read);
    }
    block.line = m_fenceLine;
    step().blocks.push_back(std::move(block));
    return {};
}

/// Lines that go on (with a backslash, or an open loop or quote) are one command.
Result<void> LessonReader::readCommands(std::vector<std::string>& commands) const
{
    std::string open;
    auto number = m_fenceLine;
    for (const auto& line : m_inside) {
        ++number;
        if (open.empty() && trimmed(line).empty())
            continue;
        open += (open.empty() ? "" : "\n") + line;
        const auto script = parseScript(open + "\n");
        if (!script && script.error().isUnfinished)
            continue;
        if (!script)
            return failure({ErrorCode::InvalidInput, "a command that cannot be read: " + script.error().message, m_file + ":" + std::to_string(number), 0, "Write it as it would be typed."});
        commands.push_back(std::exchange(open, {}));
    }
    if (!open.empty())
        return failure({ErrorCode::InvalidInput, "a quote or a loop does not end", m_file + ":" + std::to_string(number), 0, "Close it before the fence ends."});
    return {};
}

Result<LessonCheck> LessonReader::readCheck(std::string_view value) const
{
    LessonCheck check;
    check.isNegated = value.starts_with('!');
    check.command = trimmed(check.isNegated ? value.substr(1) : value);
    const auto script = parseScript(check.command + "\n");
    if (!script || script->pipelines.empty())
        return broken("a check that is no command: \"" + std::string(value) + "\"", "Write a command that succeeds when it is right, or ! and one that must not.");
    return check;
}

Result<LessonBlock> LessonReader::readKeys() const
{
    const bool isTask = m_fence == "task";
    LessonBlock block;
    block.kind = isTask ? LessonBlock::Kind::Task : LessonBlock::Kind::Prediction;
    std::set<std::string> seen;
    auto number = m_fenceLine;
    for (const auto& line : m_inside) {
        ++number;
        const auto at = m_file + ":" + std::to_string(number);
        if (trimmed(line).empty())
            continue;
        const auto colon = line.find(':');
        const auto key = trimmed(std::string_view(line).substr(0, colon));
        const auto value = colon == std::string::npos ? std::string_view() : trimmed(std::string_view(line).substr(colon + 1));
        const auto wrong = [&](std::string message, std::string remedy) { return failure({ErrorCode::InvalidInput, std::move(message), at, 0, std::move(remedy)}); };
        const char* known = isTask ? "A task has: goal, check (one or more), hint, solution (none or more), points." : "A prediction has: question, ask, because, points.";
        if (colon == std::string::npos || value.empty())
            return wrong("\"" + line + "\" is not of the form \"key: value\"", known);
        const bool isOnce = key != "check" && key != "solution";
        if (isOnce && !seen.emplace(key).second)
            return wrong("a second \"" + std::string(key) + "\"", "Keep one of them.");
        if (key == "points") {
            const auto points = parseNumber(value, 1000);
            if (!points)
                return wrong("\"" + std::string(value) + "\" is no number of points", "Write a number from 0 to 1000.");
            block.points = static_cast<std::uint32_t>(*points);
        } else if (key == (isTask ? "goal" : "question")) {
            block.text = value;
        } else if (key == (isTask ? "check" : "ask")) {
            auto check = readCheck(value);
            if (!check) {
                auto error = check.error();
                error.where = at;
                return failure(error);
            }
            block.checks.push_back(std::move(*check));
        } else if (isTask && key == "hint") {
            block.hint = value;
        } else if (isTask && key == "solution") {
            if (!parseScript(std::string(value) + "\n"))
                return wrong("a solution that is no command: \"" + std::string(value) + "\"", "Write a command as it would be typed.");
            block.commands.emplace_back(value);
        } else if (!isTask && key == "because") {
            block.explanation = value;
        } else {
            return wrong("\"" + std::string(key) + "\" is nothing that a " + m_fence + " has", known);
        }
    }
    const auto missing = [&](const char* key) { return failure({ErrorCode::InvalidInput, "the " + m_fence + " has no " + key, m_file + ":" + std::to_string(m_fenceLine), 0, std::string("Add a line \"") + key + ": …\"."}); };
    if (block.text.empty())
        return missing(isTask ? "goal" : "question");
    if (block.checks.empty())
        return missing(isTask ? "check" : "ask");
    if (!isTask && block.checks.size() > 1)
        return failure({ErrorCode::InvalidInput, "the prediction asks more than once", m_file + ":" + std::to_string(m_fenceLine), 0, "Write one line \"ask: …\"; a second question is a second predict."});
    return block;
}

/// Words of an error that nobody can have meant to teach.
bool isMistyped(const ConsoleAnswer& answer)
{
    return answer.isUnknown || answer.text.find("is unknown, try") != std::string::npos || answer.text.find("Cannot open network namespace") != std::string::npos;
}

struct TriedCheck {
    CheckOutcome outcome = CheckOutcome::Failed;
    ConsoleAnswer answer;
};

/// How one check comes out in a world that it may change.
TriedCheck tryCheck(const LabWorld& world, const LessonCheck& check, const std::vector<std::string>& before = {})
{
    LabWorld copy(world);
    Console console(copy, 10'000);
    for (const auto& command : before)
        console.run(command);
    auto answer = console.run(check.command);
    const auto outcome = answer.isUnknown ? CheckOutcome::Unknown : (answer.status == 0) != check.isNegated ? CheckOutcome::Passed : CheckOutcome::Failed;
    return {outcome, std::move(answer)};
}

CheckedTask checkAll(const LabWorld& world, const LessonBlock& task)
{
    CheckedTask checked{CheckOutcome::Passed, {}};
    for (const auto& check : task.checks) {
        const auto outcome = tryCheck(world, check).outcome;
        checked.checks.emplace_back(check, outcome);
        if (outcome == CheckOutcome::Failed || checked.outcome == CheckOutcome::Passed)
            checked.outcome = outcome == CheckOutcome::Passed ? checked.outcome : outcome;
    }
    return checked;
}

} // namespace

Result<Lesson> parseLesson(std::string_view text, std::string_view file) { return LessonReader(file).read(text); }

LessonRun::LessonRun(const Lesson& lesson, LabWorld& world, Console& console) : m_lesson(lesson), m_world(world), m_console(console) { begin(); }

void LessonRun::begin()
{
    m_historyBegin = m_console.history().size();
    if (m_step < m_reached)
        return;
    m_reached = m_step + 1;
    for (const auto& command : step().setup)
        if (const auto answer = m_console.runAside(command); answer.status != 0)
            m_setupFaults.push_back("\"" + step().title + "\": setup: " + command + ": " + answer.text);
}

std::vector<std::string> LessonRun::pendingCommands(std::size_t blockCount) const
{
    std::vector<std::string> pending;
    const auto& history = m_console.history();
    for (std::size_t b = 0; b < std::min(blockCount, step().blocks.size()); ++b)
        if (step().blocks[b].kind == LessonBlock::Kind::Commands)
            for (const auto& command : step().blocks[b].commands)
                if (std::find(history.begin() + static_cast<std::ptrdiff_t>(std::min(m_historyBegin, history.size())), history.end(), command) == history.end())
                    pending.push_back(command);
    return pending;
}

std::vector<std::string> LessonRun::solve(std::size_t block)
{
    const auto& commands = step().blocks.at(block).commands;
    for (const auto& command : commands)
        m_console.runAside(command);
    if (auto& scored = m_scored[{m_step, block}]; !commands.empty() && !scored.isRight)
        scored.isAnswered = scored.isShown = true;
    return commands;
}

LessonRun::Moved LessonRun::next()
{
    if (m_step + 1 == m_lesson.steps.size())
        return {};
    Moved moved{true, {}};
    if (m_step + 1 == m_reached) { // of an earlier step everything was done already
        const auto pending = pendingCommands(step().blocks.size());
        for (std::size_t b = 0; b < step().blocks.size(); ++b) {
            const auto& block = step().blocks[b];
            if (block.kind == LessonBlock::Kind::Task && checkAll(m_world, block).outcome != CheckOutcome::Passed)
                std::ranges::copy(solve(b), std::back_inserter(moved.caughtUp));
            if (block.kind != LessonBlock::Kind::Commands)
                continue;
            for (const auto& command : block.commands)
                if (std::ranges::find(pending, command) != pending.end()) {
                    m_console.runAside(command);
                    moved.caughtUp.push_back(command);
                }
        }
    }
    ++m_step;
    begin();
    return moved;
}

bool LessonRun::back()
{
    if (m_step == 0)
        return false;
    --m_step;
    return true;
}

CheckedPrediction LessonRun::predict(std::size_t block, bool yes)
{
    const auto& prediction = step().blocks.at(block);
    CheckedPrediction checked;
    const auto tried = tryCheck(m_world, prediction.checks.front(), pendingCommands(block));
    checked.truth = tried.outcome;
    checked.output = tried.answer.text;
    checked.isRight = checked.truth == (yes ? CheckOutcome::Passed : CheckOutcome::Failed);
    auto& scored = m_scored[{m_step, block}];
    if (!scored.isAnswered && checked.truth != CheckOutcome::Unknown)
        scored = {true, checked.isRight};
    return checked;
}

CheckedTask LessonRun::check(std::size_t block)
{
    auto checked = checkAll(m_world, step().blocks.at(block));
    auto& scored = m_scored[{m_step, block}];
    scored.isAnswered = true;
    scored.isRight = scored.isRight || (!scored.isShown && checked.outcome == CheckOutcome::Passed);
    return checked;
}

std::uint32_t LessonRun::points() const
{
    std::uint32_t points = 0;
    for (const auto& [place, scored] : m_scored)
        points += scored.isRight ? m_lesson.steps[place.first].blocks[place.second].points : 0;
    return points;
}

std::uint32_t LessonRun::possiblePoints() const
{
    std::uint32_t points = 0;
    for (const auto& step : m_lesson.steps)
        for (const auto& block : step.blocks)
            points += block.kind == LessonBlock::Kind::Prediction || block.kind == LessonBlock::Kind::Task ? block.points : 0;
    return points;
}

std::string LessonRun::score() const
{
    auto text = "# " + m_lesson.title + "\n\n" + std::to_string(points()) + " of " + std::to_string(possiblePoints()) + " points\n\n| step | what | | points |\n|---|---|---|---|\n";
    const auto cell = [](std::string words) {
        std::ranges::replace(words, '|', '/');
        return words;
    };
    for (std::size_t s = 0; s < m_lesson.steps.size(); ++s)
        for (std::size_t b = 0; b < m_lesson.steps[s].blocks.size(); ++b) {
            const auto& block = m_lesson.steps[s].blocks[b];
            if (block.kind != LessonBlock::Kind::Prediction && block.kind != LessonBlock::Kind::Task)
                continue;
            const auto at = m_scored.find({s, b});
            const bool isRight = at != m_scored.end() && at->second.isRight;
            const bool isAnswered = at != m_scored.end() && at->second.isAnswered;
            const bool isTask = block.kind == LessonBlock::Kind::Task;
            const bool isShown = at != m_scored.end() && at->second.isShown;
            text += "| " + cell(m_lesson.steps[s].title) + " | " + cell(block.text) + " | " + (isRight ? (isTask ? "done" : "right") : isShown ? "solution shown" : isAnswered ? (isTask ? "not done" : "wrong") : "open") + " | " + std::to_string(isRight ? block.points : 0) + "/" + std::to_string(block.points) + " |\n";
        }
    return text;
}

std::vector<std::string> verifyLesson(const Lesson& lesson, Snapshot start)
{
    std::vector<std::string> problems;
    LabWorld world(std::move(start));
    Console console(world);
    LessonRun run(lesson, world, console);
    do {
        const auto& step = run.step();
        for (std::size_t b = 0; b < step.blocks.size(); ++b) {
            const auto& block = step.blocks[b];
            const auto say = [&](const std::string& what) { problems.push_back("line " + std::to_string(block.line) + ", \"" + step.title + "\": " + what); };
            if (block.kind == LessonBlock::Kind::Commands)
                for (const auto& command : block.commands) {
                    const auto answer = console.run(command);
                    if (isMistyped(answer))
                        say(command + ": " + answer.text);
                }
            const auto told = problems.size();
            for (const auto& check : block.checks)
                if (const auto tried = tryCheck(world, check); isMistyped(tried.answer))
                    say("nobody can know the answer of " + check.command + ": " + tried.answer.text);
            if (block.kind != LessonBlock::Kind::Task)
                continue;
            if (checkAll(world, block).outcome == CheckOutcome::Passed)
                say("the task is done before anybody begins: " + block.text);
            if (block.commands.empty()) // nobody can say whether it can be done
                continue;
            for (const auto& command : block.commands)
                if (const auto answer = console.run(command); isMistyped(answer) || answer.status != 0)
                    say("a solution that fails: " + command + ": " + answer.text);
            const auto checked = checkAll(world, block);
            for (const auto& [check, outcome] : checked.checks)
                if (outcome == CheckOutcome::Failed || (outcome == CheckOutcome::Unknown && problems.size() == told))
                    say(std::string("the solution does not pass: ") + (check.isNegated ? "! " : "") + check.command);
        }
    } while (run.next().isMoved);
    problems.insert(problems.begin(), run.setupFaults().begin(), run.setupFaults().end());
    return problems;
}

} // namespace hoplens::lab
