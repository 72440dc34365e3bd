// SPDX-License-Identifier: GPL-3.0-or-later
#include "plain_markdown.h"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace hoplens::cli {
namespace {

constexpr std::size_t widest = 100; ///< longer lines are hard to read
constexpr std::size_t usual = 80;
/// A word without the marks of emphasis; those within `code` are its own.
std::string withoutMarks(std::string_view word, bool& isCode)
{
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
        isCode = word[i] == '`' ? !isCode : isCode;
        if (!isCode && word.substr(i).starts_with("**"))
            ++i;
        else
            text += word[i];
    }
    return text;
}

std::size_t columnsOf(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

/// Where the text of a list's item begins in its line; 0: it is none.
std::size_t itemIndent(std::string_view line)
{
    const auto first = std::min(line.find_first_not_of(' '), line.size());
    auto at = first;
    while (at < line.size() && line[at] >= '0' && line[at] <= '9')
        ++at;
    const bool isNumbered = at > first && at < line.size() && line[at] == '.';
    const bool isBullet = at == first && at < line.size() && (line[at] == '-' || line[at] == '*' || line[at] == '+');
    return (isNumbered || isBullet) && at + 1 < line.size() && line[at + 1] == ' ' ? at + 2 : 0;
}

/// A paragraph, whose lines after the first begin with so many blanks.
void fill(std::string& out, std::string_view paragraph, std::size_t indent, std::size_t width)
{
    bool isCode = false;
    const auto lead = std::min(paragraph.find_first_not_of(' '), paragraph.size());
    out.append(lead, ' ');
    auto column = lead;
    bool isFirst = true;
    while (!paragraph.empty()) {
        const auto begin = std::min(paragraph.find_first_not_of(" \n"), paragraph.size());
        const auto end = std::min(paragraph.find_first_of(" \n", begin), paragraph.size());
        const auto word = withoutMarks(paragraph.substr(begin, end - begin), isCode);
        const auto columns = columnsOf(word);
        paragraph.remove_prefix(end);
        if (word.empty())
            continue;
        const bool isBroken = !isFirst && width != 0 && column + 1 + columns > width;
        if (isBroken)
            out.append("\n").append(indent, ' ');
        else if (!isFirst)
            out += ' ';
        column = (isBroken ? indent : column + (isFirst ? 0 : 1)) + columns;
        out += word;
        isFirst = false;
    }
    out += '\n';
}

} // namespace

std::size_t widthOfOutput()
{
    if (::isatty(STDOUT_FILENO) != 1)
        return 0;
    winsize size = {};
    const bool isKnown = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return std::min<std::size_t>(isKnown ? size.ws_col : usual, widest);
}

std::string plainMarkdown(std::string_view text, std::size_t width)
{
    std::string out;
    std::string paragraph;
    std::size_t indent = 0;
    bool isCode = false;
    const auto flush = [&] {
        if (!paragraph.empty())
            fill(out, paragraph, indent, width);
        paragraph.clear();
        indent = 0;
    };
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto first = line.find_first_not_of(' ');
        const bool isFence = first != std::string_view::npos && (line.substr(first).starts_with("```") || line.substr(first).starts_with("~~~"));
        if (isFence || isCode || first == std::string_view::npos || line.starts_with("    ") || line.starts_with("|") || line.starts_with("#")) {
            flush();
            if (isFence)
                isCode = !isCode;
            else
                out.append(isCode ? "    " : "").append(line).append("\n");
            continue;
        }
        if (const auto item = itemIndent(line); item != 0) {
            flush();
            indent = item;
        }
        paragraph.append(paragraph.empty() ? "" : "\n").append(line);
        if (width == 0)
            flush();
    }
    flush();
    return out;
}

} // namespace hoplens::cli
