// SPDX-License-Identifier: GPL-3.0-or-later
#include "line_source.h"

#include "command_line.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <istream>

#include <poll.h>
#include <unistd.h>

// Readline's headers want stdio's FILE before them.
#include <cstdio>

#include <readline/history.h>
#include <readline/readline.h>

namespace hoplens::cli {
namespace {

TypedLines::Completion completion; ///< Readline's callbacks are handed nothing of ours
std::optional<std::string> typed;  ///< the line that was ended; without one, the end of the input
bool isEnded = false;
volatile std::sig_atomic_t isAbandoned = 0;

void abandon(int) { isAbandoned = 1; }

void take(char* line)
{
    typed = line ? std::optional<std::string>(line) : std::nullopt;
    isEnded = true;
    std::free(line); // Readline's, by malloc
    rl_callback_handler_remove();
}

char* nextMatch(const char*, int state)
{
    static std::vector<std::string> matches;
    static std::size_t next = 0;
    if (state == 0) {
        matches = completion(std::string(rl_line_buffer, static_cast<std::size_t>(rl_point)));
        next = 0;
    }
    return next < matches.size() ? ::strdup(matches[next++].c_str()) : nullptr;
}

char** match(const char* text, int, int)
{
    rl_attempted_completion_over = 1; // files of this computer are none of the lab's
    return rl_completion_matches(text, nextMatch);
}

} // namespace

LineSource::Answer ScriptLines::next(const std::string& prompt)
{
    Answer answer;
    if (m_echo == Echo::None && print(prompt) != status::done)
        return {Event::Failed};
    bool isThere = false;
    for (int c = m_input.get(); c != std::istream::traits_type::eof(); c = m_input.get()) {
        isThere = true;
        if (c == '\n')
            break;
        answer.line += static_cast<char>(c);
        if (answer.line.size() > longestCommand)
            break;
    }
    const bool isShown = m_echo == Echo::None || !isThere || print(prompt + answer.line + "\n") == status::done;
    if (!isShown)
        return {Event::Failed};
    if (isThere)
        answer.event = Event::Line;
    return answer;
}

TypedLines::TypedLines(Completion complete)
{
    completion = std::move(complete);
    rl_readline_name = "hoplens";
    rl_attempted_completion_function = match;
    rl_completer_word_break_characters = " \t;|&";
    rl_catch_signals = 0;
    using_history();
}

TypedLines::~TypedLines() { completion = {}; }

LineSource::Answer TypedLines::next(const std::string& prompt)
{
    isEnded = false;
    isAbandoned = 0;
    struct sigaction before = {};
    struct sigaction ours = {};
    ours.sa_handler = abandon; // without SA_RESTART: it wakes poll
    ::sigaction(SIGINT, &ours, &before);
    rl_callback_handler_install(prompt.c_str(), take);
    while (!isEnded && isAbandoned == 0) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (::poll(&input, 1, -1) > 0)
            rl_callback_read_char();
        else if (errno != EINTR)
            break;
    }
    ::sigaction(SIGINT, &before, nullptr);
    if (isAbandoned != 0) {
        rl_echo_signal_char(SIGINT);
        rl_free_line_state();
        rl_callback_sigcleanup();
        rl_callback_handler_remove();
        print("\n");
        return {Event::Abandoned};
    }
    if (!isEnded || !typed) {
        rl_callback_handler_remove();
        print("\n");
        return {};
    }
    if (!typed->empty())
        add_history(typed->c_str());
    return {Event::Line, std::move(*typed)};
}

} // namespace hoplens::cli
