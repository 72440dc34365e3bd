// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/call.h"
#include "lab/lab_files.h"
#include "lab/text_lines.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <span>

namespace hoplens::lab {
namespace {

/// Lines of a file or the pipe, with how many of them are wanted (-n 5, -5). nullopt: the program has complained.
struct CountedLines {
    std::string text;
    std::size_t count = 10;
    char sign = 0; ///< '+': from that line on; '-': all but so many
};
std::optional<CountedLines> countedLines(Call& call)
{
    CountedLines wanted;
    std::vector<std::string> files;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        auto word = call.words[i];
        if (!word.starts_with('-') || word == "-") {
            files.push_back(word);
            continue;
        }
        if (word == "-n" && i + 1 < call.words.size())
            word += call.words[++i];
        std::string_view value = std::string_view(word).substr(word.starts_with("-n") ? 2 : 1);
        wanted.sign = value.starts_with('+') || value.starts_with('-') ? value.front() : '\0';
        value.remove_prefix(wanted.sign != 0 ? 1 : 0);
        const auto number = parseNumber(value, 1'000'000);
        if (!number) {
            call.fail(1, call.words.front() + ": the lab does not have the option " + word);
            return std::nullopt;
        }
        wanted.count = *number;
    }
    if (files.size() > 1) {
        call.fail(1, call.words.front() + ": the lab reads one file");
        return std::nullopt;
    }
    auto text = inputOf(call, files);
    if (!text)
        return std::nullopt;
    wanted.text = std::move(*text);
    return wanted;
}

} // namespace

int runCut(Call& call)
{
    const auto complain = [&](const std::string& what) { return call.fail(1, "cut: " + what + "\nTry 'cut --help' for more information."); };
    std::vector<std::string> apart; // -d: is -d :
    for (const auto& word : std::span(call.words).subspan(1))
        if (word.size() > 2 && word[0] == '-' && std::string_view("dfc").find(word[1]) != std::string_view::npos)
            apart.insert(apart.end(), {word.substr(0, 2), word.substr(2)});
        else
            apart.push_back(word);
    char delimiter = '\t';
    bool isByFields = true;
    bool skipsOthers = false; ///< lines without the delimiter
    std::vector<std::pair<std::size_t, std::size_t>> ranges; ///< from 1
    std::vector<std::string> files;
    for (std::size_t i = 0; i < apart.size(); ++i) {
        const auto& word = apart[i];
        if (word == "-s") {
            skipsOthers = true;
            continue;
        }
        if (word != "-d" && word != "-f" && word != "-c") {
            if (word.starts_with('-') && word.size() > 1)
                return call.fail(1, "cut: the lab does not have the option " + word);
            files.push_back(word);
            continue;
        }
        if (i + 1 == apart.size())
            return complain("option requires an argument -- '" + word.substr(1) + "'");
        const std::string_view value = apart[++i];
        if (word == "-d") {
            if (value.size() != 1)
                return complain("the delimiter must be a single character");
            delimiter = value.front();
            continue;
        }
        isByFields = word == "-f";
        for (std::size_t begin = 0; begin <= value.size();) {
            const auto end = std::min(value.find(',', begin), value.size());
            const auto part = value.substr(begin, end - begin);
            const auto dash = part.find('-');
            constexpr std::size_t last = 1'000'000;
            const auto low = dash == 0 ? std::optional<std::uint64_t>(1) : parseNumber(part.substr(0, dash), last);
            const auto high = dash == std::string_view::npos ? low : dash + 1 == part.size() ? std::optional<std::uint64_t>(last) : parseNumber(part.substr(dash + 1), last);
            if (low == 0)
                return complain(isByFields ? "fields are numbered from 1" : "byte/character positions are numbered from 1");
            if (!low || !high)
                return complain(isByFields ? "invalid field value '" + std::string(part) + "'" : "invalid byte/character position '" + std::string(part) + "'");
            if (*high < *low)
                return complain("invalid decreasing range");
            constexpr std::size_t mostRanges = 100;
            if (ranges.size() == mostRanges)
                return call.fail(1, "cut: the lab takes no more than " + std::to_string(mostRanges) + " ranges");
            ranges.emplace_back(*low, *high);
            begin = end + 1;
        }
    }
    if (ranges.empty())
        return complain("you must specify a list of bytes, characters, or fields");
    const auto input = inputOf(call, files);
    if (!input)
        return 1;
    const auto isWanted = [&](std::size_t number) { return std::ranges::any_of(ranges, [&](const auto& range) { return range.first <= number && number <= range.second; }); };
    for (const auto line : linesOf(*input)) {
        if (isByFields && line.find(delimiter) == std::string_view::npos) {
            if (!skipsOthers)
                call.output += std::string(line) + "\n";
            continue;
        }
        std::size_t number = 1;
        bool isFirst = true;
        for (std::size_t begin = 0; begin <= line.size(); ++number) {
            const auto end = isByFields ? std::min(line.find(delimiter, begin), line.size()) : std::min(begin + 1, line.size());
            if (isWanted(number)) {
                call.output += (isFirst || !isByFields ? std::string() : std::string(1, delimiter)) + std::string(line.substr(begin, end - begin));
                isFirst = false;
            }
            begin = isByFields || end == line.size() ? end + 1 : end;
        }
        call.output += "\n";
    }
    return 0;
}

int runHead(Call& call)
{
    const auto wanted = countedLines(call);
    if (!wanted)
        return 1;
    const auto lines = linesOf(wanted->text);
    const auto most = wanted->sign == '-' ? lines.size() - std::min(lines.size(), wanted->count) : std::min(lines.size(), wanted->count);
    for (std::size_t i = 0; i < most; ++i)
        call.output += std::string(lines[i]) + "\n";
    return 0;
}

int runTail(Call& call)
{
    const auto wanted = countedLines(call);
    if (!wanted)
        return 1;
    const auto lines = linesOf(wanted->text);
    const auto skipped = wanted->sign == '+' ? std::max<std::size_t>(wanted->count, 1) - 1 : lines.size() - std::min(lines.size(), wanted->count);
    for (auto i = skipped; i < lines.size(); ++i)
        call.output += std::string(lines[i]) + "\n";
    return 0;
}

int runWc(Call& call)
{
    std::string option;
    std::vector<std::string> files;
    for (std::size_t i = 1; i < call.words.size(); ++i)
        if (const auto& word = call.words[i]; word == "-l" || word == "-w" || word == "-c")
            option = word;
        else if (word.starts_with('-') && word != "-")
            return call.fail(1, "wc: the lab does not have the option " + word);
        else
            files.push_back(word);
    if (files.size() > 1)
        return call.fail(1, "wc: the lab reads one file");
    const auto input = inputOf(call, files);
    if (!input)
        return 1;
    const auto lineCount = static_cast<std::size_t>(std::ranges::count(*input, '\n'));
    std::size_t wordCount = 0;
    for (const auto line : linesOf(*input))
        wordCount += wordsOf(line).size();
    const auto named = files.empty() ? std::string("\n") : " " + files.front() + "\n";
    if (!option.empty()) {
        call.output += std::to_string(option == "-l" ? lineCount : option == "-w" ? wordCount : input->size()) + named;
        return 0;
    }
    const std::size_t width = files.empty() && !call.readsFile ? 7 : std::to_string(input->size()).size(); // of a pipe it cannot know
    const auto column = [&](std::size_t number) {
        const auto text = std::to_string(number);
        return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
    };
    call.output += column(lineCount) + " " + column(wordCount) + " " + column(input->size()) + named;
    return 0;
}

int runSort(Call& call)
{
    bool isReversed = false;
    bool isUnique = false;
    bool isNumeric = false;
    std::vector<std::string> files;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (!word.starts_with('-') || word == "-") {
            files.push_back(word);
            continue;
        }
        for (const char letter : word.substr(1)) {
            isReversed = isReversed || letter == 'r';
            isUnique = isUnique || letter == 'u';
            isNumeric = isNumeric || letter == 'n';
            if (std::string_view("run").find(letter) == std::string_view::npos)
                return call.fail(2, std::string("sort: the lab does not have the option -") + letter);
        }
    }
    const auto input = inputOf(call, files);
    if (!input)
        return 2;
    auto lines = linesOf(*input);
    const auto valueOf = [](std::string_view line) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        return parseNumber(line.substr(0, line.find_first_not_of("0123456789")), std::numeric_limits<std::uint32_t>::max()).value_or(0);
    };
    const auto isBefore = [&](std::string_view a, std::string_view b) { return isNumeric && valueOf(a) != valueOf(b) ? valueOf(a) < valueOf(b) : a < b; };
    std::ranges::sort(lines, isBefore);
    if (isUnique)
        lines.erase(std::unique(lines.begin(), lines.end(), [&](std::string_view a, std::string_view b) { return isNumeric ? valueOf(a) == valueOf(b) : a == b; }), lines.end());
    if (isReversed)
        std::ranges::reverse(lines);
    for (const auto line : lines)
        call.output += std::string(line) + "\n";
    return 0;
}

int runColumn(Call& call)
{
    std::vector<std::string> files;
    bool isTable = false;
    for (std::size_t i = 1; i < call.words.size(); ++i)
        if (call.words[i] == "-t")
            isTable = true;
        else if (call.words[i].starts_with('-'))
            return call.fail(1, "column: the lab does not have the option " + call.words[i]);
        else
            files.push_back(call.words[i]);
    if (!isTable)
        return call.fail(1, "column: the lab has tables alone: column -t");
    const auto input = inputOf(call, files);
    if (!input)
        return 1;
    std::vector<std::vector<std::string_view>> rows;
    std::vector<std::size_t> widths;
    for (const auto line : linesOf(*input)) {
        auto row = wordsOf(line);
        if (row.empty())
            continue;
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
        rows.push_back(std::move(row));
    }
    for (auto& row : rows) {
        row.resize(widths.size()); // short rows have blanks to the end, too
        constexpr std::size_t mostPrinted = 16u << 20;
        if (call.output.size() > mostPrinted)
            return call.fail(1, "column: the lab prints no more than " + std::to_string(mostPrinted >> 20) + " MiB at once");
        for (std::size_t i = 0; i < row.size(); ++i)
            call.output += std::string(row[i]) + (i + 1 == row.size() ? "\n" : std::string(widths[i] + 2 - row[i].size(), ' '));
    }
    return 0;
}

int runTee(Call& call)
{
    bool appends = false;
    int status = 0;
    for (std::size_t i = 1; i < call.words.size(); ++i)
        if (const auto& word = call.words[i]; word == "-a")
            appends = true;
        else if (const auto trouble = writeLabFile(call.world, call.space, word, call.input, appends); !trouble.empty())
            status = call.fail(1, "tee: " + word + ": " + (trouble.starts_with("write error: ") ? trouble.substr(13) : trouble));
    call.output += call.input;
    return status;
}

int runRm(Call& call)
{
    int status = 0;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (word == "-f")
            continue;
        if (!call.world.file(word)) {
            if (call.words[1] != "-f")
                status = call.fail(1, "rm: cannot remove '" + word + "': No such file or directory");
            continue;
        }
        call.world.removeFile(word);
    }
    return status;
}

} // namespace hoplens::lab
