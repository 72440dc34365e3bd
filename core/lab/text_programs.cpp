// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/call.h"

#include <algorithm>
#include <cctype>

namespace hoplens::lab {
namespace {

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

constexpr std::size_t mostSteps = 1'000'000; ///< of one run of grep: stars multiply

/// Matches as grep's basic expressions do, of which it knows ^ $ . and *. steps: how many are left; at none the answer says nothing.
bool matchesHere(std::string_view pattern, std::string_view text, std::size_t& steps)
{
    while (!pattern.empty()) {
        if (steps == 0)
            return false;
        --steps;
        if (pattern == "$")
            return text.empty();
        std::size_t width = pattern.front() == '\\' && pattern.size() > 1 ? 2 : 1;
        const char wanted = pattern[width - 1];
        const bool isAny = width == 1 && wanted == '.';
        if (pattern.size() > width && pattern[width] == '*') {
            std::size_t most = 0;
            while (most < text.size() && (isAny || text[most] == wanted))
                ++most;
            for (std::size_t taken = most + 1; taken-- > 0;)
                if (matchesHere(pattern.substr(width + 1), text.substr(taken), steps))
                    return true;
            return false;
        }
        if (text.empty() || (!isAny && text.front() != wanted))
            return false;
        pattern.remove_prefix(width);
        text.remove_prefix(1);
    }
    return true;
}

bool matches(std::string_view pattern, std::string_view text, std::size_t& steps)
{
    if (pattern.starts_with('^'))
        return matchesHere(pattern.substr(1), text, steps);
    for (std::size_t at = 0; at <= text.size(); ++at)
        if (matchesHere(pattern, text.substr(at), steps))
            return true;
    return false;
}

/// The number behind -n, or -5; nullopt: the program has complained.
std::optional<std::size_t> lineCount(Call& call)
{
    std::size_t count = 10;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        auto word = call.words[i];
        if (word == "-n" && i + 1 < call.words.size())
            word = "-" + call.words[++i];
        const auto number = word.starts_with('-') ? parseNumber(std::string_view(word).substr(word.starts_with("-n") ? 2 : 1), 1'000'000) : std::nullopt;
        if (!number) {
            call.errors += call.words.front() + ": the lab reads from a pipe alone\n";
            return std::nullopt;
        }
        count = *number;
    }
    return count;
}

} // namespace

int runGrep(Call& call)
{
    bool isInverted = false;
    bool isLowered = false;
    bool isCount = false;
    bool isFixed = false;
    std::optional<std::string> pattern;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word.size() > 1 && word.front() == '-' && !pattern) {
            for (const char option : word.substr(1)) {
                isInverted = isInverted || option == 'v';
                isLowered = isLowered || option == 'i';
                isCount = isCount || option == 'c';
                isFixed = isFixed || option == 'F';
                if (std::string_view("vicFeq").find(option) == std::string_view::npos)
                    return call.fail(2, std::string("grep: the lab does not have the option -") + option);
            }
        } else if (!pattern) {
            pattern = word;
        } else {
            return call.fail(2, "grep: the lab reads from a pipe alone");
        }
    }
    if (!pattern)
        return call.fail(2, "Usage: grep [OPTION]... PATTERNS [FILE]...");
    std::size_t found = 0;
    std::size_t steps = mostSteps;
    for (const auto& line : linesOf(call.input)) {
        const auto wanted = isLowered ? lowered(*pattern) : *pattern;
        const auto text = isLowered ? lowered(line) : line;
        if ((isFixed ? text.find(wanted) != std::string::npos : matches(wanted, text, steps)) == isInverted)
            continue;
        ++found;
        if (!isCount)
            call.output += line + "\n";
    }
    if (steps == 0)
        return call.fail(2, "grep: the pattern takes too long");
    if (isCount)
        call.output += std::to_string(found) + "\n";
    return found > 0 ? 0 : 1;
}

int runHead(Call& call)
{
    const auto count = lineCount(call);
    if (!count)
        return 1;
    std::size_t printed = 0;
    for (const auto& line : linesOf(call.input))
        if (printed++ < *count)
            call.output += line + "\n";
    return 0;
}

int runTail(Call& call)
{
    const auto count = lineCount(call);
    if (!count)
        return 1;
    const auto lines = linesOf(call.input);
    for (auto i = lines.size() - std::min(lines.size(), *count); i < lines.size(); ++i)
        call.output += lines[i] + "\n";
    return 0;
}

int runWc(Call& call)
{
    const auto lines = linesOf(call.input);
    std::size_t wordCount = 0;
    bool isInWord = false;
    for (const unsigned char c : call.input) {
        wordCount += std::isspace(c) == 0 && !isInWord ? 1 : 0;
        isInWord = std::isspace(c) == 0;
    }
    const auto& option = call.words.size() > 1 ? call.words[1] : std::string();
    if (option == "-l" || option == "-w" || option == "-c") {
        call.output += std::to_string(option == "-l" ? lines.size() : option == "-w" ? wordCount : call.input.size()) + "\n";
        return 0;
    }
    const auto column = [](std::size_t number) {
        const auto text = std::to_string(number);
        return std::string(text.size() < 7 ? 7 - text.size() : 0, ' ') + text;
    };
    call.output += column(lines.size()) + " " + column(wordCount) + " " + column(call.input.size()) + "\n";
    return 0;
}

int runSort(Call& call)
{
    auto lines = linesOf(call.input);
    std::ranges::sort(lines);
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        if (call.words[i] == "-r")
            std::ranges::reverse(lines);
        else if (call.words[i] == "-u")
            lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
        else
            return call.fail(2, "sort: the lab does not have " + call.words[i]);
    }
    for (const auto& line : lines)
        call.output += line + "\n";
    return 0;
}

} // namespace hoplens::lab
