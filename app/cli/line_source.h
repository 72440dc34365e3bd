// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace hoplens::cli {

/// Where the lines of a conversation come from, one after the other.
class LineSource {
public:
    LineSource() = default;
    LineSource(const LineSource&) = delete;
    LineSource& operator=(const LineSource&) = delete;
    virtual ~LineSource() = default;

    enum class Event : std::uint8_t { Line, Abandoned, End, Failed };
    struct Answer {
        Event event = Event::End; ///< Abandoned: what was typed so far is not wanted any more; Failed: it cannot be shown, which was told
        std::string line = {};    ///< without its end; of a Line alone
    };
    /// prompt: stands in front of the line, also of one that nobody types.
    virtual Answer next(const std::string& prompt) = 0;
    /// Somebody sits there, and goes on after a mistake.
    virtual bool isTyped() const = 0;
};

/// A script. A line of more than a mebibyte is cut behind that, so that its reader can refuse it.
class ScriptLines : public LineSource {
public:
    /// Whether each line is printed behind its prompt, as if somebody typed it, or a terminal shows it already.
    enum class Echo : std::uint8_t { Lines, None };
    /// input must outlive it.
    explicit ScriptLines(std::istream& input, Echo echo = Echo::Lines) : m_input(input), m_echo(echo) {}
    Answer next(const std::string& prompt) override;
    bool isTyped() const override { return m_echo == Echo::None; }

private:
    std::istream& m_input;
    Echo m_echo;
};

/// A person at a terminal, with GNU Readline: arrow keys, history, Tab. Ctrl-C abandons the line. One at a time.
class TypedLines : public LineSource {
public:
    /// Words that can stand at the end of a line.
    using Completion = std::function<std::vector<std::string>(const std::string& line)>;
    explicit TypedLines(Completion complete);
    ~TypedLines() override;
    Answer next(const std::string& prompt) override;
    bool isTyped() const override { return true; }
};

inline constexpr std::size_t longestCommand = 1 << 20;

} // namespace hoplens::cli
