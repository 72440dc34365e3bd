// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson_session.h"

#include <algorithm>
#include <cctype>

namespace hoplens::cli {

using lab::CheckOutcome;
using Kind = lab::LessonBlock::Kind;

namespace {

constexpr const char* ownWords = "run: types the commands · yes, no: answers the question · check: is the task done? · hint · solution: does it · next · back · lesson: shows this again · score · exit\n";

} // namespace

std::vector<std::size_t> LessonSession::blocksOf(Kind kind) const
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < m_run.step().blocks.size(); ++i)
        if (m_run.step().blocks[i].kind == kind)
            found.push_back(i);
    return found;
}

std::string LessonSession::show() const
{
    auto text = "\n" + m_run.lesson().title + "  ·  " + std::to_string(m_run.stepNumber() + 1) + " of " + std::to_string(m_run.lesson().steps.size()) + "\n\n== " + m_run.step().title + " ==\n";
    for (const auto& fault : m_run.setupFaults())
        if (fault.starts_with("\"" + m_run.step().title + "\": "))
            text += "\nThis lesson is broken: " + fault;
    for (const auto& block : m_run.step().blocks) {
        text += "\n";
        if (block.kind == Kind::Text)
            text += plainMarkdown(block.text, m_width);
        for (const auto& command : block.commands)
            if (block.kind == Kind::Commands)
                text += "    $ " + command + "\n";
        if (block.kind == Kind::Prediction)
            text += plainMarkdown("? " + block.text + "  (yes or no)", m_width);
        if (block.kind == Kind::Task)
            text += plainMarkdown("! " + block.text + "  (then: check)", m_width);
    }
    return text + "\n" + plainMarkdown(ownWords, m_width);
}

std::vector<std::string> LessonSession::complete(const std::string& line) const
{
    auto words = m_console.complete(line);
    for (const auto* own : {"back", "check", "hint", "lesson", "next", "no", "run", "score", "solution", "yes"})
        if (std::string_view(own).starts_with(line))
            words.emplace_back(own);
    return words;
}

std::string LessonSession::runCommands()
{
    std::string text;
    for (const auto block : blocksOf(Kind::Commands))
        for (const auto& command : m_run.step().blocks[block].commands)
            text += "$ " + command + "\n" + m_console.run(command).text;
    return text.empty() ? "This step has no commands to run.\n" : text;
}

std::string LessonSession::predict(bool yes)
{
    const auto questions = blocksOf(Kind::Prediction);
    if (m_asked == questions.size())
        return questions.empty() ? "This step asks nothing.\n" : "All questions of this step have an answer.\n";
    const auto& block = m_run.step().blocks[questions[m_asked]];
    const auto made = m_run.predict(questions[m_asked], yes);
    if (made.truth == CheckOutcome::Unknown)
        return "Nobody can know here: " + made.output;
    ++m_asked;
    return std::string(made.isRight ? "Right, the answer is " : "Not so, the answer is ") + (made.truth == CheckOutcome::Passed ? "yes.\n" : "no.\n") + plainMarkdown(block.explanation, m_width);
}

std::string LessonSession::check()
{
    std::string text;
    for (const auto block : blocksOf(Kind::Task)) {
        const auto checked = m_run.check(block);
        for (const auto& [check, outcome] : checked.checks)
            text += std::string(outcome == CheckOutcome::Passed ? "  done      " : outcome == CheckOutcome::Failed ? "  not yet   " : "  unknown   ") + (check.isNegated ? "must fail: " : "") + check.command + "\n";
        text += checked.outcome == CheckOutcome::Passed ? "Done: " + m_run.step().blocks[block].text + "\n" : "Not yet: " + m_run.step().blocks[block].text + "\n";
    }
    return text.empty() ? "This step has no task.\n" : text;
}

std::string LessonSession::hint() const
{
    std::string text;
    for (const auto block : blocksOf(Kind::Task))
        if (const auto& hint = m_run.step().blocks[block].hint; !hint.empty())
            text += plainMarkdown(hint, m_width);
    return text.empty() ? "There is no hint here.\n" : text;
}

std::string LessonSession::solve()
{
    std::string text;
    for (const auto block : blocksOf(Kind::Task)) {
        const auto commands = m_run.solve(block);
        for (const auto& command : commands)
            text += "    $ " + command + "\n";
        if (commands.empty())
            text += "The lesson tells no way to do this: " + m_run.step().blocks[block].text + "\n";
    }
    return text.empty() ? "This step has no task.\n" : text;
}

std::optional<std::string> LessonSession::take(const std::string& line)
{
    const auto first = std::min(line.find_first_not_of(" \t"), line.size());
    const auto last = line.find_last_not_of(" \t\r\n");
    auto word = last == std::string::npos ? std::string() : line.substr(first, last + 1 - first);
    auto small = word;
    std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (small == "yes" || small == "no")
        word = small;
    if (word == "run")
        return runCommands();
    if (word == "yes" || word == "no")
        return predict(word == "yes");
    if (word == "check")
        return check();
    if (word == "hint")
        return hint();
    if (word == "solution")
        return solve();
    if (word == "lesson")
        return show();
    if (word == "score")
        return score();
    if (word == "next") {
        const auto moved = m_run.next();
        if (!moved.isMoved)
            return "That was the last step.\n\n" + score();
        m_asked = 0;
        std::string text = moved.caughtUp.empty() ? "" : "Run for you, so that the next step finds what it speaks of:\n";
        for (const auto& command : moved.caughtUp)
            text += "    " + command + "\n";
        return text + show();
    }
    if (word == "back") {
        if (!m_run.back())
            return "This is the first step.\n";
        m_asked = 0;
        return show();
    }
    if (word == "help")
        return std::string(ownWords) + m_console.run("help").text;
    return std::nullopt;
}

} // namespace hoplens::cli
