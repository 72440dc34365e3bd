// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <memory>
#include <optional>
#include <vector>

namespace hoplens::lab {

/// A word as it is written, in pieces that are quoted or not.
struct Word {
    struct Piece {
        enum class Kind : std::uint8_t { Text, Variable } kind = Kind::Text;
        std::string text;      ///< or the name of the variable
        bool isQuoted = false; ///< what a variable holds is not split into words
    };
    std::vector<Piece> pieces;
};

struct Redirection {
    Word target;
    bool appends = false;
};

struct Script;

/// One program with its words, or a loop over words.
struct Command {
    std::vector<Word> words;
    std::optional<Redirection> output;
    std::optional<Word> input;                ///< a file
    std::shared_ptr<const Word> hereDocument; ///< << END: the lines before END
    bool mergesErrors = false; ///< 2>&1
    bool dropsErrors = false;  ///< 2>/dev/null
    std::string variable;      ///< of a loop: for VARIABLE in words; do body; done
    std::shared_ptr<const Script> body;
    std::uint32_t line = 0;
};

/// Commands whose output is the next one's input.
struct Pipeline {
    enum class When : std::uint8_t { Always, AfterSuccess, AfterFailure } when = When::Always;
    std::vector<Command> commands;
};

struct Script {
    std::vector<Pipeline> pipelines;
};

struct ScriptError {
    std::uint32_t line = 0;
    std::string message;
    bool isUnfinished = false; ///< more lines would make it right
    std::string waitsFor = {}; ///< what stands in the line that may end an open quote or here-document; empty: any line may
};

/// Reads what a person types or a file has: words with quotes and variables, comments, ; && || |, > >> < and <<, lines that go on, for loops.
/// Errors: with the line, where a quote or a loop does not end (isUnfinished), and where there is what a shell has and this one has not.
/// Cost: linear; loops at most 20 deep.
tl::expected<Script, ScriptError> parseScript(std::string_view text);

} // namespace hoplens::lab
