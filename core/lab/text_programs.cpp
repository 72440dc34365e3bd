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

/// One character that a pattern wants: any, itself, or one of a class.
struct Wanted {
    std::size_t width = 1; ///< in the pattern
    bool isAny = false;
    char itself = 0;
    std::string_view inside = {}; ///< of [...]
    bool isNegated = false;

    bool fits(char c) const
    {
        if (isAny)
            return true;
        if (inside.empty())
            return c == itself;
        bool isIn = false;
        for (std::size_t i = 0; i < inside.size(); ++i) {
            if (i + 2 < inside.size() && inside[i + 1] == '-') {
                isIn = isIn || (c >= inside[i] && c <= inside[i + 2]);
                i += 2;
            } else {
                isIn = isIn || c == inside[i];
            }
        }
        return isIn != isNegated;
    }
};

Wanted wantedAt(std::string_view pattern)
{
    if (pattern.front() == '\\' && pattern.size() > 1)
        return {2, false, pattern[1], {}, false};
    if (pattern.front() == '[') {
        const bool isNegated = pattern.size() > 1 && pattern[1] == '^';
        const std::size_t begin = isNegated ? 2 : 1;
        const auto end = pattern.find(']', begin + 1); // one that stands first is itself
        if (end != std::string_view::npos)
            return {end + 1, false, 0, pattern.substr(begin, end - begin), isNegated};
    }
    return {1, pattern.front() == '.', pattern.front(), {}, false};
}

/// Matches as grep's expressions do, of which it knows ^ $ . [...] and *, with isExtended + and ?. steps: how many are left; at none the answer says nothing.
bool matchesHere(std::string_view pattern, std::string_view text, bool isExtended, std::size_t& steps)
{
    while (!pattern.empty()) {
        if (steps == 0)
            return false;
        --steps;
        if (pattern == "$")
            return text.empty();
        const auto wanted = wantedAt(pattern);
        const char repeat = pattern.size() > wanted.width ? pattern[wanted.width] : '\0';
        if (repeat == '*' || (isExtended && (repeat == '+' || repeat == '?'))) {
            const std::size_t least = repeat == '+' ? 1 : 0;
            std::size_t most = 0;
            while (most < text.size() && wanted.fits(text[most]) && !(repeat == '?' && most == 1))
                ++most;
            for (std::size_t taken = most + 1; taken-- > least;)
                if (matchesHere(pattern.substr(wanted.width + 1), text.substr(taken), isExtended, steps))
                    return true;
            return false;
        }
        if (text.empty() || !wanted.fits(text.front()))
            return false;
        pattern.remove_prefix(wanted.width);
        text.remove_prefix(1);
    }
    return true;
}

bool matches(std::string_view pattern, std::string_view text, bool isExtended, std::size_t& steps)
{
    if (pattern.starts_with('^'))
        return matchesHere(pattern.substr(1), text, isExtended, steps);
    for (std::size_t at = 0; at <= text.size(); ++at)
        if (matchesHere(pattern, text.substr(at), isExtended, steps))
            return true;
    return false;
}

/// Parts of a pattern between \| or, with isExtended, |. nullopt: it has what the lab has not.
std::optional<std::vector<std::string>> alternativesOf(const std::string& pattern, bool isExtended)
{
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        const bool isEscaped = c == '\\' && i + 1 < pattern.size();
        const char special = isEscaped ? pattern[i + 1] : c;
        if (isEscaped != isExtended && special == '|') {
            parts.emplace_back();
            i += isEscaped ? 1 : 0;
            continue;
        }
        if (isEscaped != isExtended && std::string_view("(){}").find(special) != std::string_view::npos)
            return std::nullopt;
        parts.back() += c;
        if (isEscaped)
            parts.back() += pattern[++i];
    }
    return parts;
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
    bool isExtended = false;
    bool isQuiet = false;
    std::optional<std::string> pattern;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word.size() > 1 && word.front() == '-' && !pattern) {
            for (const char option : word.substr(1)) {
                isInverted = isInverted || option == 'v';
                isLowered = isLowered || option == 'i';
                isCount = isCount || option == 'c';
                isFixed = isFixed || option == 'F';
                isExtended = isExtended || option == 'E';
                isQuiet = isQuiet || option == 'q';
                if (std::string_view("vicFEeq").find(option) == std::string_view::npos)
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
    const auto wanted = isLowered ? lowered(*pattern) : *pattern;
    const auto alternatives = isFixed ? std::optional(std::vector<std::string>(1, wanted)) : alternativesOf(wanted, isExtended);
    if (!alternatives)
        return call.fail(2, "grep: the lab does not have groups and counts in a pattern: " + *pattern);
    std::size_t found = 0;
    std::size_t steps = mostSteps;
    for (const auto& line : linesOf(call.input)) {
        const auto text = isLowered ? lowered(line) : line;
        const bool isMatch = std::ranges::any_of(*alternatives, [&](const std::string& part) { return isFixed ? text.find(part) != std::string::npos : matches(part, text, isExtended, steps); });
        if (isMatch == isInverted)
            continue;
        ++found;
        if (!isCount && !isQuiet)
            call.output += line + "\n";
    }
    if (steps == 0)
        return call.fail(2, "grep: the pattern takes too long");
    if (isCount && !isQuiet)
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
