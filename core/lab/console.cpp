// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"

#include "lab/what_changed.h"

#include <algorithm>
#include <array>

namespace hoplens::lab {
namespace {

constexpr std::array programs = std::to_array<std::pair<std::string_view, Program>>({
    {"arp", runArp},
    {"brctl", runBrctl},
    {"bridge", runBridge},
    {"cat", runCat},
    {"changes", [](Call& call) {
         call.output += writeWhatChanged(whatChanged(call.world.start(), call.world.snapshot()));
         return 0;
     }},
    {"curl", runCurl},
    {"echo", runEcho},
    {"false", [](Call&) { return 1; }},
    {"grep", runGrep},
    {"head", runHead},
    {"hostname", runHostname},
    {"ifconfig", runIfconfig},
    {"ip", runIp},
    {"ip6tables", runIptables},
    {"ip6tables-restore", runIptablesRestore},
    {"ip6tables-save", runIptablesSave},
    {"iptables", runIptables},
    {"iptables-legacy", runIptables},
    {"iptables-nft", runIptables},
    {"iptables-restore", runIptablesRestore},
    {"iptables-save", runIptablesSave},
    {"less", runCat},
    {"listen", runListen},
    {"more", runCat},
    {"nc", runNc},
    {"ping", runPing},
    {"ping6", runPing},
    {"route", runRoute},
    {"sort", runSort},
    {"ss", runSs},
    {"sysctl", runSysctl},
    {"tail", runTail},
    {"trace", runTrace},
    {"traceroute", runTraceroute},
    {"true", [](Call&) { return 0; }},
    {"wc", runWc},
});

constexpr int notFound = 127;
constexpr int interrupted = 130;
constexpr std::size_t longestCommand = 1 << 18;
constexpr std::size_t mostSent = 1000;

std::string helpText()
{
    std::string text = "The lab has:";
    for (const auto name : programNames())
        text += " " + std::string(name);
    return text + "\nsudo (before any of them); exit: leaves; changes: which connections end otherwise than in the beginning; listen PORT: a server starts;\nand undo, redo, history, help, for … in …; do …; done, NAME=VALUE, && || ; | > >>. Nothing that is typed here touches this computer.\n";
}

} // namespace

Program findProgram(std::string_view name)
{
    const auto at = std::ranges::find(programs, name, &std::pair<std::string_view, Program>::first);
    return at == programs.end() ? nullptr : at->second;
}

std::vector<std::string_view> programNames()
{
    std::vector<std::string_view> names;
    for (const auto& [name, program] : programs)
        names.push_back(name);
    return names;
}

ConsoleAnswer Console::run(std::string_view text)
{
    m_text.clear();
    m_sent.clear();
    m_isUnknown = false;
    m_isInterrupted = false;
    m_commandCount = 0;
    const auto script = parseScript(text);
    if (!script) {
        if (script.error().isUnfinished)
            return {"", m_status, true};
        m_status = 2;
        return {"line " + std::to_string(script.error().line) + ": " + script.error().message + "\n", m_status};
    }
    if (!script->pipelines.empty())
        m_history.emplace_back(text.substr(0, text.find_last_not_of('\n') + 1));
    runScript(*script);
    if (m_isInterrupted || m_commandCount > m_mostCommands)
        m_status = interrupted;
    if (m_commandCount > m_mostCommands)
        m_text += "the script was ended after " + std::to_string(m_mostCommands) + " commands\n";
    return {std::move(m_text), m_status, false, m_isUnknown, std::move(m_sent)};
}

ConsoleAnswer Console::runAside(std::string_view text)
{
    const auto history = m_history.size();
    const auto variables = m_variables;
    auto answer = run(text);
    m_history.resize(std::min(history, m_history.size()));
    m_variables = variables;
    m_status = 0;
    m_world.forgetSteps();
    return answer;
}

void Console::runScript(const Script& script)
{
    for (const auto& pipeline : script.pipelines) {
        if (m_isInterrupted || m_commandCount > m_mostCommands)
            return;
        const bool isSkipped = (pipeline.when == Pipeline::When::AfterSuccess && m_status != 0) || (pipeline.when == Pipeline::When::AfterFailure && m_status == 0);
        if (!isSkipped)
            runPipeline(pipeline);
    }
}

void Console::runPipeline(const Pipeline& pipeline)
{
    std::string passed;
    for (const auto& command : pipeline.commands) {
        ++m_commandCount;
        std::string output;
        std::string errors;
        m_status = command.body ? runLoop(command, output) : runCommand(command, std::move(passed), output, errors);
        if (command.body && command.output)
            m_status = redirect(*command.output, m_world.home(), output) ? m_status : 1;
        passed = std::move(output);
        if (&command == &pipeline.commands.back())
            m_text += std::exchange(passed, {});
        m_text += errors;
    }
}

/// What it prints, errors too, is its output.
int Console::runLoop(const Command& loop, std::string& output)
{
    auto kept = std::exchange(m_text, {});
    for (const auto& word : expand(loop.words)) {
        m_variables[loop.variable] = word;
        runScript(*loop.body);
        if (m_isInterrupted || ++m_commandCount > m_mostCommands)
            break;
    }
    output = std::exchange(m_text, std::move(kept));
    return m_status;
}

/// What a word becomes: variables in place, and those that are not quoted split at blanks.
std::vector<std::string> Console::expand(const std::vector<Word>& words) const
{
    std::vector<std::string> expanded;
    for (const auto& word : words) {
        std::vector<std::string> parts(1);
        bool isThere = false;
        for (const auto& piece : word.pieces) {
            const auto text = piece.kind == Word::Piece::Kind::Text ? piece.text : valueOf(piece.text);
            isThere = isThere || piece.kind == Word::Piece::Kind::Text || piece.isQuoted || !text.empty();
            if (piece.kind == Word::Piece::Kind::Text || piece.isQuoted) {
                parts.back() += text;
                continue;
            }
            for (const char c : text)
                if (c == ' ' || c == '\t' || c == '\n')
                    parts.emplace_back();
                else
                    parts.back() += c;
        }
        if (parts.size() > 1)
            std::erase(parts, std::string());
        if (isThere)
            expanded.insert(expanded.end(), parts.begin(), parts.end());
    }
    return expanded;
}

std::string Console::valueOf(const std::string& name) const
{
    if (name == "?")
        return std::to_string(m_status);
    const auto at = m_variables.find(name);
    return at == m_variables.end() ? std::string() : at->second;
}

int Console::runCommand(const Command& command, std::string input, std::string& output, std::string& errors)
{
    auto words = expand(command.words);
    std::size_t length = 0;
    for (const auto& word : words)
        length += word.size();
    if (length > longestCommand) {
        m_text += "a command is longer than " + std::to_string(longestCommand) + " characters with what its variables hold\n";
        return 2;
    }
    const auto isAssignment = [](const std::string& word) {
        const auto equals = word.find('=');
        return equals != std::string::npos && equals > 0 && std::ranges::all_of(word.substr(0, equals), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
    };
    if (!words.empty() && isAssignment(words.front()) && words.size() == 1) {
        const auto equals = words.front().find('=');
        m_variables[words.front().substr(0, equals)] = words.front().substr(equals + 1);
        return 0;
    }
    if (words.empty())
        return 0;
    const auto runInner = [this](Call& inner) { return runWords(inner); };
    Call call{m_world, m_world.home(), std::move(words), std::move(input), {}, {}, runInner};
    int status = runWords(call);
    std::string told = call.words.front();
    for (std::size_t i = 1; i < call.words.size(); ++i)
        told += " " + call.words[i];
    output = std::move(call.output);
    if (command.mergesErrors)
        output += call.errors;
    else if (!command.dropsErrors)
        errors = std::move(call.errors);
    if (command.output && !redirect(*command.output, call.space, output))
        status = 1;
    m_isUnknown = m_isUnknown || call.isUnknown;
    if (m_sent.size() > mostSent)
        m_sent.clear();
    m_sent.insert(m_sent.end(), call.sent.begin(), call.sent.end());
    m_world.commit(told);
    return status;
}

int Console::runWords(Call& call)
{
    while (call.words.front() == "sudo") {
        call.words.erase(call.words.begin());
        if (call.words.empty())
            return call.fail(1, "usage: sudo COMMAND");
    }
    const auto& name = call.words.front();
    if (name == "undo" || name == "redo") {
        if (call.words.size() > 1)
            return call.fail(2, name + ": takes nothing back but one command: " + name + " alone");
        const auto what = name == "undo" ? m_world.undo() : m_world.redo();
        if (!what)
            return call.fail(1, name + ": there is nothing to " + name);
        call.output += name + ": " + *what + "\n";
        return 0;
    }
    if (name == "help") {
        call.output += helpText();
        return 0;
    }
    if (name == "history") {
        for (std::size_t i = 0; i < m_history.size(); ++i)
            call.output += std::to_string(i + 1) + "  " + m_history[i] + "\n";
        return 0;
    }
    const auto program = findProgram(name);
    return program ? program(call) : call.failUnknowing(notFound, name + ": command not found");
}

/// Into a setting of the namespace; there are no other files.
bool Console::redirect(const Redirection& redirection, std::uint64_t space, std::string& output)
{
    const auto target = expand({redirection.target});
    auto value = std::exchange(output, {});
    while (value.ends_with('\n'))
        value.pop_back();
    const auto path = target.empty() ? std::string() : target.front();
    if (path == "/dev/null")
        return true;
    if (!path.starts_with("/proc/sys/") || !readSetting(*m_world.find(space), path.substr(10))) {
        m_text += path + ": the lab has no such file\n";
        return false;
    }
    if (writeSetting(m_world, space, path.substr(10), value))
        return true;
    m_text += "write error: Invalid argument\n";
    return false;
}

} // namespace hoplens::lab
