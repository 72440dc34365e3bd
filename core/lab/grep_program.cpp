// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/call.h"
#include "lab/lab_files.h"
#include "lab/text_lines.h"

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <span>

namespace hoplens::lab {
namespace {

constexpr std::int64_t mostMemory = 4 << 20; ///< bytes that a pattern may take: one that asks for more is refused

struct GrepRequest {
    enum class Syntax : std::uint8_t { Basic, Extended, Fixed };
    enum class Extent : std::uint8_t { Anywhere, Word, Line };
    std::vector<std::string> patterns;
    std::vector<std::string> files;
    Syntax syntax = Syntax::Basic;
    Extent extent = Extent::Anywhere;
    bool isInverted = false;
    bool ignoresCase = false;
    bool isCount = false;
    bool isQuiet = false;
    bool isNumbered = false;
    bool showsMatches = false; ///< -o: them alone
    std::size_t before = 0;    ///< lines of context
    std::size_t after = 0;
    std::size_t most = SIZE_MAX; ///< lines
};

/// A pattern of grep, which has basic and extended expressions of POSIX, in RE2's words. nullopt: it refers back to a group.
std::optional<std::string> translated(std::string_view pattern, GrepRequest::Syntax syntax)
{
    if (syntax == GrepRequest::Syntax::Fixed)
        return RE2::QuoteMeta(pattern);
    const bool isBasic = syntax == GrepRequest::Syntax::Basic;
    constexpr std::string_view swapped = "(){}|+?"; // special in a basic expression behind a backslash only
    std::string text;
    bool isAtStart = true; // where * and ^ are themselves, or anchors
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        const bool isEscaped = c == '\\' && i + 1 < pattern.size();
        const char special = isEscaped ? pattern[i + 1] : c;
        const bool wasAtStart = std::exchange(isAtStart, false);
        if (c == '[') { // to its end, which is none where it stands first
            auto end = i + 1;
            if (end < pattern.size() && pattern[end] == '^')
                ++end;
            if (end < pattern.size() && pattern[end] == ']')
                ++end;
            while (end < pattern.size() && pattern[end] != ']') {
                if (pattern.substr(end).starts_with("[:"))
                    end = std::min(pattern.find(":]", end), pattern.size() - 1) + 1;
                ++end;
            }
            for (const char inside : pattern.substr(i, end + 1 - i))
                text += inside == '\\' ? std::string("\\\\") : std::string(1, inside);
            i = end;
        } else if (swapped.find(special) != std::string_view::npos) {
            const bool isOperator = isEscaped == isBasic;
            text += isOperator && !(wasAtStart && (special == '+' || special == '?')) ? std::string(1, special) : std::string("\\") + special;
            isAtStart = isOperator && (special == '(' || special == '|');
            i += isEscaped ? 1 : 0;
        } else if (isEscaped) {
            if (special >= '1' && special <= '9')
                return std::nullopt;
            text += special == '<' || special == '>' ? "\\b" : std::string("\\") + special;
            ++i;
        } else if (c == '*' && wasAtStart) {
            text += "\\*";
        } else if (c == '^' && isBasic && !wasAtStart) {
            text += "\\^";
        } else if (c == '$' && isBasic && i + 1 < pattern.size() && !pattern.substr(i + 1).starts_with("\\|") && !pattern.substr(i + 1).starts_with("\\)")) {
            text += "\\$";
        } else {
            text += c;
            isAtStart = c == '^' && wasAtStart;
        }
    }
    return text;
}

/// The status where the program has complained.
std::optional<int> readRequest(Call& call, GrepRequest& request)
{
    std::vector<std::string> plain;
    bool isOver = false; // behind --
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const auto& word = call.words[i];
        if (isOver || word.size() < 2 || word.front() != '-') {
            plain.push_back(word);
            continue;
        }
        isOver = word == "--";
        if (isOver || word.starts_with("--color"))
            continue;
        if (const auto number = parseNumber(std::string_view(word).substr(1), 1'000'000)) { // -3
            request.before = request.after = *number;
            continue;
        }
        for (std::size_t at = 1; at < word.size(); ++at) {
            const char letter = word[at];
            if (std::string_view("eABCm").find(letter) != std::string_view::npos) {
                auto value = word.substr(at + 1);
                if (value.empty() && i + 1 == call.words.size())
                    return call.fail(2, std::string("grep: option requires an argument -- '") + letter + "'\nUsage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.");
                value = value.empty() ? call.words[++i] : value;
                const auto number = parseNumber(value, 1'000'000);
                if (letter == 'e')
                    request.patterns.push_back(value);
                else if (!number)
                    return call.fail(2, letter == 'm' ? "grep: invalid max count" : "grep: " + value + ": invalid context length argument");
                else if (letter == 'm')
                    request.most = *number;
                if (letter == 'B' || letter == 'C')
                    request.before = number.value_or(0);
                if (letter == 'A' || letter == 'C')
                    request.after = number.value_or(0);
                break;
            }
            switch (letter) {
            case 'v': request.isInverted = true; break;
            case 'y':
            case 'i': request.ignoresCase = true; break;
            case 'c': request.isCount = true; break;
            case 'F': request.syntax = GrepRequest::Syntax::Fixed; break;
            case 'E': request.syntax = GrepRequest::Syntax::Extended; break;
            case 'G': request.syntax = GrepRequest::Syntax::Basic; break;
            case 'q': request.isQuiet = true; break;
            case 'n': request.isNumbered = true; break;
            case 'o': request.showsMatches = true; break;
            case 'w': request.extent = request.extent == GrepRequest::Extent::Line ? request.extent : GrepRequest::Extent::Word; break;
            case 'x': request.extent = GrepRequest::Extent::Line; break;
            case 'h':
            case 's': break;
            default: return call.fail(2, "grep: the lab does not have the option -" + std::string(1, letter));
            }
        }
    }
    if (request.patterns.empty() && !plain.empty()) {
        request.patterns.push_back(plain.front());
        plain.erase(plain.begin());
    }
    request.files = std::move(plain);
    if (request.patterns.empty())
        return call.fail(2, "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.");
    return request.files.size() > 1 ? std::optional(call.fail(2, "grep: the lab reads one file")) : std::nullopt;
}

std::string complaintOf(const RE2& expression, const std::string& pattern)
{
    switch (expression.error_code()) {
    case RE2::ErrorMissingBracket: return pattern.ends_with('[') ? "Invalid regular expression" : "Unmatched [, [^, [:, [., or [=";
    case RE2::ErrorMissingParen: return "Unmatched ( or \\(";
    case RE2::ErrorUnexpectedParen: return "Unmatched ) or \\)";
    case RE2::ErrorBadCharRange: return "Invalid range end";
    case RE2::ErrorRepeatSize: return "the lab repeats at most 1000 times, and nothing from more to less: " + pattern;
    case RE2::ErrorPatternTooLarge: return "the pattern takes too much: " + pattern;
    default: return "the lab does not understand the pattern " + pattern + ": " + expression.error();
    }
}

/// One expression of all patterns. Null: the program has complained.
std::unique_ptr<RE2> expressionOf(Call& call, const GrepRequest& request)
{
    RE2::Options options;
    options.set_longest_match(true);
    options.set_posix_syntax(false);
    options.set_log_errors(false);
    options.set_case_sensitive(!request.ignoresCase);
    options.set_max_mem(mostMemory);
    std::string all;
    for (const auto& pattern : request.patterns) {
        const auto own = translated(pattern, request.syntax);
        if (!own) {
            call.fail(2, "grep: the lab does not have patterns that refer back to a group: " + pattern);
            return {};
        }
        if (const RE2 alone(*own, options); !alone.ok()) {
            call.fail(2, "grep: " + complaintOf(alone, pattern));
            return {};
        }
        all += (all.empty() ? "(?:" : "|(?:") + *own + ")";
    }
    const bool isWord = request.extent == GrepRequest::Extent::Word;
    const bool isLine = request.extent == GrepRequest::Extent::Line;
    auto expression = std::make_unique<RE2>((isLine ? "^(" : isWord ? "(?:^|\\W)(" : "(") + all + (isLine ? ")$" : isWord ? ")(?:\\W|$)" : ")"), options);
    if (!expression->ok()) {
        call.fail(2, "grep: " + complaintOf(*expression, request.patterns.front()));
        return {};
    }
    return expression;
}

/// What of a line matches, one after the other, without those that are empty.
std::vector<std::string_view> matchesOf(const RE2& expression, std::string_view line)
{
    std::vector<std::string_view> found;
    re2::StringPiece match[2];
    std::size_t at = 0;
    while (at < line.size() && expression.Match({line.data(), line.size()}, at, line.size(), RE2::UNANCHORED, match, 2)) {
        const auto begin = static_cast<std::size_t>(match[1].data() - line.data());
        if (!match[1].empty())
            found.push_back(line.substr(begin, match[1].size()));
        at = std::max(begin + match[1].size(), at + 1);
    }
    return found;
}

/// Prints the lines that were found, with what surrounds them.
class Printer {
public:
    Printer(Call& call, const GrepRequest& request, const RE2& expression, std::vector<std::string_view> lines) : m_call(call), m_request(request), m_expression(expression), m_lines(std::move(lines)) {}

    void found(std::size_t index)
    {
        if (m_request.showsMatches) {
            for (const auto match : m_request.isInverted ? std::vector<std::string_view>() : matchesOf(m_expression, m_lines[index]))
                print(index, ':', match);
            return;
        }
        const auto first = std::max(m_next, index - std::min(index, m_request.before));
        if (m_next > 0 && first > m_next && m_request.before + m_request.after > 0)
            m_call.output += "--\n";
        for (auto each = first; each < index; ++each)
            print(each, '-', m_lines[each]);
        print(index, ':', m_lines[index]);
        m_next = index + 1;
        m_tail = m_request.after;
    }
    void passed(std::size_t index)
    {
        if (m_tail == 0 || m_request.showsMatches)
            return;
        print(index, '-', m_lines[index]);
        m_next = index + 1;
        --m_tail;
    }

private:
    void print(std::size_t index, char mark, std::string_view text)
    {
        if (m_request.isNumbered)
            m_call.output += std::to_string(index + 1) + mark;
        m_call.output.append(text).append("\n");
    }

    Call& m_call;
    const GrepRequest& m_request;
    const RE2& m_expression;
    std::vector<std::string_view> m_lines;
    std::size_t m_next = 0; ///< the line behind the last that was printed
    std::size_t m_tail = 0; ///< lines that are still to be shown behind a match
};

} // namespace

int runGrep(Call& call)
{
    GrepRequest request;
    if (const auto status = readRequest(call, request))
        return *status;
    const auto expression = expressionOf(call, request);
    if (!expression)
        return 2;
    const auto input = inputOf(call, request.files);
    if (!input)
        return 2;
    const auto lines = linesOf(*input);
    Printer printer(call, request, *expression, lines);
    std::size_t found = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool isMatch = found < request.most && RE2::PartialMatch({lines[i].data(), lines[i].size()}, *expression) != request.isInverted;
        found += isMatch ? 1 : 0;
        if (request.isCount || request.isQuiet)
            continue;
        if (isMatch)
            printer.found(i);
        else
            printer.passed(i);
    }
    if (request.isCount && !request.isQuiet)
        call.output += std::to_string(found) + "\n";
    return found > 0 ? 0 : 1;
}

} // namespace hoplens::lab
