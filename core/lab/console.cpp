// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"

#include "lab/lab_files.h"
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
         call.output += writeWhatChanged(whatChanged(World(call.world.start(), call.world.startGate()), call.world.traced()));
         return 0;
     }},
    {"column", runColumn},
    {"conntrack", runConntrack},
    {"curl", runCurl},
    {"cut", runCut},
    {"echo", runEcho},
    {"export", runExport},
    {"false", [](Call&) { return 1; }},
    {"grep", runGrep},
    {"head", runHead},
    {"hostname", runHostname},
    {"ifconfig", runIfconfig},
    {"ip", runIp},
    {"ip6tables", runIptables},
    {"ip6tables-restore", runIptablesRestore},
    {"ip6tables-save", runIptablesSave},
    {"ipset", runIpset},
    {"iptables", runIptables},
    {"iptables-legacy", runIptables},
    {"iptables-nft", runIptables},
    {"iptables-restore", runIptablesRestore},
    {"iptables-save", runIptablesSave},
    {"kubectl", runKubectl},
    {"less", runCat},
    {"listen", runListen},
    {"load", runLoad},
    {"mkdir", [](Call&) { return 0; }}, // a path is all that a file needs
    {"more", runCat},
    {"mount", [](Call& call) { // what an exported script begins with; there are no file systems
         return call.words == std::vector<std::string>{"mount", "-t", "tmpfs", "tmpfs", "/run"} ? 0 : call.failUnknowing(1, "mount: the lab has no file systems");
     }},
    {"nc", runNc},
    {"nft", runNft},
    {"ping", runPing},
    {"ping6", runPing},
    {"printf", runPrintf},
    {"rm", runRm},
    {"route", runRoute},
    {"save", runSave},
    {"sleep", runSleep},
    {"sort", runSort},
    {"ss", runSs},
    {"ssh", runSsh},
    {"sysctl", runSysctl},
    {"tail", runTail},
    {"tee", runTee},
    {"trace", runTrace},
    {"tracepath", runTracepath},
    {"traceroute", runTraceroute},
    {"true", [](Call&) { return 0; }},
    {"wc", runWc},
});

constexpr int notFound = 127;
constexpr int interrupted = 130;
constexpr int deepestShell = 20;
constexpr std::size_t longestCommand = 1 << 18;
constexpr std::size_t mostSent = 1000;
constexpr std::size_t mostExpanded = 4u << 20;      ///< of one command, or the words of a loop
constexpr std::size_t mostPrinted = 64u << 20;      ///< in one run
constexpr std::size_t mostVariableBytes = 16u << 20;
constexpr int deepestCall = 200;

/// "b,c" and "1..3"; empty where braces stand for themselves.
std::vector<std::string> bracedChoices(std::string_view inside)
{
    constexpr std::uint64_t most = 1000;
    std::vector<std::string> choices;
    if (const auto dots = inside.find(".."); dots != std::string_view::npos) {
        const auto low = parseNumber(inside.substr(0, dots), 1'000'000);
        const auto high = parseNumber(inside.substr(dots + 2), 1'000'000);
        if (!low || !high || (*low < *high ? *high - *low : *low - *high) >= most)
            return {};
        for (auto number = *low;; number = *low < *high ? number + 1 : number - 1) {
            choices.push_back(std::to_string(number));
            if (number == *high)
                return choices;
        }
    }
    if (inside.find(',') == std::string_view::npos || inside.find_first_of("{ ") != std::string_view::npos)
        return {};
    for (std::size_t begin = 0; begin <= inside.size();) {
        const auto end = std::min(inside.find(',', begin), inside.size());
        choices.emplace_back(inside.substr(begin, end - begin));
        begin = end + 1;
    }
    return choices;
}

std::string helpText()
{
    std::string text = "The lab has:";
    for (const auto name : programNames())
        text += " " + std::string(name);
    return text + "\nsudo (before any of them); bash: a shell that stays where it runs (ip netns exec NAME bash); exit: leaves it, and the lab; ssh HOST COMMAND: a command on another machine of the network; changes: which connections end otherwise than in the beginning; listen PORT: a server starts;\nand undo, redo, history, help, for … in …; do …; done, NAME=VALUE, && || ; | > >>. Nothing that is typed here touches this computer, but that save, load, export --shell FILE and kubectl -f read and write its files.\n";
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
            return {"", m_status, true, script.error().waitsFor};
        m_status = 2;
        return {"line " + std::to_string(script.error().line) + ": " + script.error().message + "\n", m_status};
    }
    if (!script->pipelines.empty())
        m_history.emplace_back(text.substr(0, text.find_last_not_of('\n') + 1));
    m_isLeaving = false;
    runScript(*script);
    const bool hasLeft = std::exchange(m_isLeaving, false);
    if (m_isInterrupted || m_commandCount > m_mostCommands)
        m_status = interrupted;
    if (m_commandCount > m_mostCommands)
        m_text += "the script was ended after " + std::to_string(m_mostCommands) + " commands\n";
    const auto* here = m_outer.empty() ? nullptr : m_world.find(m_space);
    return {std::move(m_text), m_status, false, "", m_commandCount > m_mostCommands, m_isUnknown, std::move(m_sent), hasLeft, here ? here->name : std::string()};
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
        if (m_isInterrupted || m_isLeaving || m_commandCount > m_mostCommands)
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
        Errors errors;
        if (!takeInput(command, passed))
            m_status = 1;
        else
            m_status = command.body ? runLoop(command, output) : runCommand(command, std::move(passed), output, errors);
        if (command.body && command.output) {
            m_status = redirect(*command.output, "for", output) ? m_status : 1;
            m_world.commit("for " + command.variable);
        }
        passed = std::move(output);
        if (!errors.printed.empty() && errors.isFirst)
            m_text += std::exchange(errors.printed, {});
        if (&command == &pipeline.commands.back())
            m_text += std::exchange(passed, {});
        m_text += errors.printed;
        if (m_text.size() > mostPrinted)
            endFor("it printed more than " + std::to_string(mostPrinted >> 20) + " MiB");
    }
}

/// What it prints, errors too, is its output.
int Console::runLoop(const Command& loop, std::string& output)
{
    auto kept = std::exchange(m_text, {});
    for (const auto& word : expand(loop.words)) {
        m_variables[loop.variable] = word;
        runScript(*loop.body);
        if (m_isLeaving || m_isInterrupted || ++m_commandCount > m_mostCommands)
            break;
    }
    output = std::exchange(m_text, std::move(kept));
    return m_status;
}

std::vector<Word> Console::withoutBraces(const Word& word)
{
    constexpr std::size_t mostWords = 10'000;
    std::vector<Word> done;
    std::vector<Word> open = {word};
    while (!open.empty() && done.size() + open.size() < mostWords) {
        auto one = std::move(open.back());
        open.pop_back();
        bool isSplit = false;
        for (std::size_t p = 0; p < one.pieces.size() && !isSplit; ++p) {
            const auto& piece = one.pieces[p];
            if (piece.kind != Word::Piece::Kind::Text || piece.isQuoted)
                continue;
            const auto close = piece.text.find('}');
            const auto begin = close == std::string::npos ? close : piece.text.rfind('{', close); // the innermost
            if (begin == std::string::npos)
                continue;
            const auto choices = bracedChoices(std::string_view(piece.text).substr(begin + 1, close - begin - 1));
            for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
                auto& made = open.emplace_back(one);
                made.pieces[p].text = piece.text.substr(0, begin) + *choice + piece.text.substr(close + 1);
            }
            isSplit = !choices.empty();
        }
        if (!isSplit)
            done.push_back(std::move(one));
    }
    return done;
}

/// What a word becomes: variables in place, and those that are not quoted split at blanks.
void Console::endFor(const std::string& reason)
{
    if (!m_isInterrupted)
        m_text += "the script was ended: " + reason + "\n";
    m_isInterrupted = true;
}

std::vector<std::string> Console::expand(const std::vector<Word>& words)
{
    std::size_t length = 0;
    std::vector<std::string> expanded;
    std::vector<Word> plain;
    for (const auto& word : words)
        std::ranges::move(withoutBraces(word), std::back_inserter(plain));
    for (const auto& word : plain) {
        std::vector<std::string> parts(1);
        bool isThere = false;
        for (const auto& piece : word.pieces) {
            const auto text = piece.kind == Word::Piece::Kind::Text ? piece.text : valueOf(piece.text);
            length += text.size();
            if (length > mostExpanded) {
                endFor("what its variables hold makes words of more than " + std::to_string(mostExpanded >> 20) + " MiB");
                return {"true"};
            }
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

int Console::runCommand(const Command& command, std::string input, std::string& output, Errors& errors)
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
    if (words.size() == 2 && words.front() == "export" && isAssignment(words.back())) // there is no other process to see it
        words.erase(words.begin());
    if (!words.empty() && isAssignment(words.front()) && words.size() == 1) {
        const auto equals = words.front().find('=');
        m_variableBytes += words.front().size();
        if (m_variableBytes > mostVariableBytes) { // what was there before still counts, so count anew
            m_variableBytes = words.front().size();
            for (const auto& [name, value] : m_variables)
                m_variableBytes += name.size() + value.size();
        }
        if (m_variableBytes > mostVariableBytes)
            endFor("its variables hold more than " + std::to_string(mostVariableBytes >> 20) + " MiB");
        else
            m_variables[words.front().substr(0, equals)] = words.front().substr(equals + 1);
        return 0;
    }
    if (words.empty())
        return 0;
    const auto runInner = [this](Call& inner) {
        if (m_callDepth == deepestCall)
            return inner.fail(1, "the lab runs programs within programs no deeper than " + std::to_string(deepestCall));
        ++m_callDepth;
        const int ended = runWords(inner);
        --m_callDepth;
        return ended;
    };
    if (!m_world.find(m_space) && m_depth == 0) { // another network was loaded, or came back
        m_space = m_world.home();
        m_outer.clear();
    }
    if (!m_world.find(m_space)) {
        m_text += "the namespace of this shell is gone\n";
        return 1;
    }
    Call call{m_world, m_space, std::move(words), std::move(input), {}, {}, runInner, {}, m_disk, command.input.has_value()};
    int status = runWords(call);
    std::string told = call.words.front();
    for (std::size_t i = 1; i < call.words.size(); ++i)
        told += " " + call.words[i];
    output = std::move(call.output);
    if (command.mergesErrors)
        output += call.errors;
    else if (!command.dropsErrors)
        errors = {std::move(call.errors), call.complainsFirst};
    if (command.output && !redirect(*command.output, call.words.front(), output))
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
    const auto told = std::ranges::find_if(call.words, [](const std::string& word) { return word != "sudo"; });
    if (told == call.words.end())
        return call.fail(1, "usage: sudo COMMAND");
    call.words.erase(call.words.begin(), told);
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
    if (name == "sh" || name == "bash")
        return runShell(call);
    if (name == "exit")
        return leaveShell(call);
    if (name == "help") {
        call.output += helpText();
        return 0;
    }
    if (name == "history") {
        for (std::size_t i = 0; i < m_history.size(); ++i)
            call.output += std::to_string(i + 1) + "  " + m_history[i] + "\n";
        return 0;
    }
    if (name == "unset") {
        for (const auto& variable : std::span(call.words).subspan(1))
            m_variables.erase(variable);
        return 0;
    }
    static constexpr auto notHere = std::to_array<std::string_view>({"test", "[", "[[", "read", "alias", "type", "which", "awk", "sed", "tr", "ls", "netstat", "tc", "traceroute6", "date", "id", "whoami", "clear", "man", "watch", "tcpdump", "dig", "nslookup", "host", "nmap", "wget"});
    if (std::ranges::find(notHere, name) != notHere.end())
        return call.failUnknowing(notFound, "the lab does not have " + name);
    const auto program = findProgram(name);
    return program ? program(call) : call.failUnknowing(notFound, name + ": command not found");
}

int Console::runShell(Call& call)
{
    const auto& words = call.words;
    const auto& name = words.front();
    std::string text;
    if (words.size() == 3 && words[1] == "-c") {
        text = words[2];
    } else if (words.size() == 2 && !words[1].starts_with('-')) {
        auto file = readLabFile(m_world, call.space, words[1]);
        if (!file.trouble.empty())
            return call.fail(notFound, name + ": " + words[1] + ": " + file.trouble);
        text = std::move(file.text);
    } else if (words.size() == 1 && (!call.input.empty() || call.readsFile)) {
        text = call.input;
    } else if (words.size() == 1 && m_depth == 0 && m_outer.size() < deepestShell) {
        m_outer.push_back({std::exchange(m_space, call.space), std::exchange(m_variables, {})}); // nobody exports any
        return 0;
    } else {
        return call.fail(2, "usage: " + name + ", " + name + " -c COMMANDS, or " + name + " FILE");
    }
    if (m_depth == deepestShell)
        return call.fail(2, name + ": shells within shells are more than " + std::to_string(deepestShell) + " deep");
    const auto script = parseScript(text);
    if (!script)
        return call.fail(2, name + ": " + std::to_string(script.error().line) + ": " + script.error().message);
    ++m_depth;
    const auto space = std::exchange(m_space, call.space);
    const auto variables = std::exchange(m_variables, {}); // nobody exports any
    auto kept = std::exchange(m_text, {});
    m_status = 0;
    runScript(*script);
    m_isLeaving = false;
    call.output += std::exchange(m_text, std::move(kept));
    m_variables = variables;
    m_space = space;
    --m_depth;
    return m_status;
}

int Console::leaveShell(Call& call)
{
    const auto status = call.words.size() > 1 ? parseNumber(call.words[1]) : std::optional<std::uint64_t>(m_status);
    if (!status)
        call.errors += "bash: exit: " + call.words[1] + ": numeric argument required\n";
    const int ended = status ? static_cast<int>(*status & 0xff) : 2;
    if (m_depth > 0 || m_outer.empty()) {
        m_isLeaving = true;
        return ended;
    }
    m_space = m_outer.back().space;
    m_variables = std::move(m_outer.back().variables);
    m_outer.pop_back();
    return ended;
}

bool Console::takeInput(const Command& command, std::string& input)
{
    if (command.hereDocument)
        input = expand({*command.hereDocument}).front();
    if (!command.input)
        return true;
    const auto path = expand({*command.input});
    auto file = path.size() == 1 && m_world.find(m_space) ? readLabFile(m_world, m_space, path.front()) : FileText{{}, "ambiguous redirect"};
    if (!file.trouble.empty())
        m_text += "bash: " + (path.empty() ? std::string() : path.front()) + ": " + file.trouble + "\n";
    input = std::move(file.text);
    return file.trouble.empty();
}

/// Into a file of the lab or a setting, of the namespace where the shell runs.
bool Console::redirect(const Redirection& redirection, const std::string& program, std::string& output)
{
    const auto target = expand({redirection.target});
    const auto text = std::exchange(output, {});
    if (target.size() != 1 || !m_world.find(m_space)) {
        m_text += "bash: ambiguous redirect\n";
        return false;
    }
    const auto trouble = writeLabFile(m_world, m_space, target.front(), text, redirection.appends);
    // A setting that refuses what is written does so to the program that writes.
    if (!trouble.empty())
        m_text += "bash: " + (trouble.starts_with("write error") ? program : target.front()) + ": " + trouble + "\n";
    m_isUnknown = m_isUnknown || trouble.find("the lab ") != std::string::npos;
    return trouble.empty();
}

} // namespace hoplens::lab
