// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/call.h"
#include "lab/shell_text.h"

#include <atomic>
#include <map>

namespace hoplens::lab {

/// What a script printed, and how it ended.
struct ConsoleAnswer {
    std::string text;          ///< standard output and errors, as a terminal shows them
    int status = 0;            ///< of the last command
    bool isUnfinished = false; ///< more lines are wanted: a quote or a loop is open
    std::string waitsFor = {}; ///< as in ScriptError: before a line that has it there is no need to run again
    bool isCutOff = false;           ///< it ran more commands than a run may
    bool isUnknown = false;          ///< the engine could not know what a command asked
    std::vector<SentFlow> sent = {}; ///< by ping and the like, in their order; the last of many
    bool hasLeft = false;            ///< exit was typed in the outermost shell
    std::string shell = {};          ///< the namespace of the shell that waits now; empty: the outermost one
};

/// A shell over a LabWorld. It makes no system call but for memory; with DiskAccess::Full some of its programs read and write files. One thread, but for interrupt().
class Console {
public:
    /// mostCommands: what one run does at most; loops multiply.
    explicit Console(LabWorld& world, std::size_t mostCommands = 1'000'000, DiskAccess disk = DiskAccess::None) : m_world(world), m_mostCommands(mostCommands), m_disk(disk), m_space(world.home()) {}

    /// Runs what was typed: one command or a whole script.
    ConsoleAnswer run(std::string_view text);
    /// Runs a command that nobody typed: it is not in the history, and nobody takes it back.
    ConsoleAnswer runAside(std::string_view text);
    /// Words that could stand where the line ends, in order: programs, what they do, namespaces, interfaces, chains.
    std::vector<std::string> complete(std::string_view line) const;
    /// Ends what runs, from any thread.
    void interrupt() { m_isInterrupted = true; }
    const std::vector<std::string>& history() const { return m_history; }

private:
    void runScript(const Script& script);
    void runPipeline(const Pipeline& pipeline);
    /// What a command complained of, and whether that stands before what it printed.
    struct Errors {
        std::string printed;
        bool isFirst = false;
    };
    int runCommand(const Command& command, std::string input, std::string& output, Errors& errors);
    /// sh -c TEXT, sh FILE: a shell within this one, where the call runs. sh alone: what is typed from now on runs there, until exit.
    int runShell(Call& call);
    int leaveShell(Call& call);
    /// What a command reads: a here-document, a file, or the pipe. False: there is no such file.
    bool takeInput(const Command& command, std::string& input);
    int runWords(Call& call);
    /// program: whose output it is. False: it did not go there.
    bool redirect(const Redirection& redirection, const std::string& program, std::string& output);
    int runLoop(const Command& loop, std::string& output);
    /// The words that braces make of one: a{b,c} and {1..3}.
    static std::vector<Word> withoutBraces(const Word& word);
    /// What has grown too long ends the script.
    std::vector<std::string> expand(const std::vector<Word>& words);
    void endFor(const std::string& reason);
    std::string valueOf(const std::string& name) const;

    LabWorld& m_world;
    std::size_t m_mostCommands;
    DiskAccess m_disk;
    std::uint64_t m_space; ///< where the shell runs
    /// A shell that waits until the one within it is left.
    struct Outer {
        std::uint64_t space;
        std::map<std::string, std::string> variables;
    };
    std::vector<Outer> m_outer;
    bool m_isLeaving = false; ///< exit was met: the rest of the script is not run
    int m_depth = 0;       ///< of shells in shells
    int m_callDepth = 0;   ///< of programs that run programs
    std::size_t m_variableBytes = 0;
    std::size_t m_commandCount = 0;
    std::map<std::string, std::string> m_variables;
    std::vector<std::string> m_history;
    std::string m_text; ///< printed by what runs
    std::vector<SentFlow> m_sent;
    bool m_isUnknown = false;
    int m_status = 0;
    std::atomic_bool m_isInterrupted = false;
};

} // namespace hoplens::lab
