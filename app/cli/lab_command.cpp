// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "lab/console.h"
#include "lab/worlds.h"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <unistd.h>

namespace hoplens::cli {
namespace {

std::atomic<lab::Console*> running = nullptr; ///< what Ctrl-C ends

void interruptRunning(int)
{
    if (auto* console = running.load())
        console->interrupt();
}

Result<Snapshot> worldOf(const std::string& name)
{
    auto world = lab::startingWorld(name);
    if (world || !(name.find('/') != std::string::npos || name.find('.') != std::string::npos))
        return world;
    auto input = loadInput(name);
    if (!input)
        return failure(input.error());
    return std::move(input->snapshot);
}

constexpr std::size_t longest = 1 << 20; ///< of a command

/// False: there is no further line, or it is too long.
bool readLine(std::istream& input, std::string& line)
{
    line.clear();
    for (int c = input.get(); c != std::istream::traits_type::eof(); c = input.get()) {
        if (c == '\n')
            return true;
        line += static_cast<char>(c);
        if (line.size() > longest)
            return true; // told by who reads it
    }
    return !line.empty();
}

/// Commands of a script with what they print, as a terminal shows them; on a terminal itself the person types them.
int converse(std::istream& input, lab::Console& console, bool isTyped)
{
    int last = status::done;
    std::string open;
    std::string line;
    for (;;) {
        if (isTyped && print(open.empty() ? "$ " : "> ") != status::done)
            return status::done;
        if (!readLine(input, line))
            break;
        if (open.size() + line.size() > longest)
            return fail({ErrorCode::LimitExceeded, "reading a command: it is longer than a mebibyte"});
        if (!isTyped && print((open.empty() ? "$ " : "> ") + line + "\n") != status::done)
            return status::done;
        open += line + "\n";
        std::signal(SIGINT, interruptRunning); // Ctrl-C ends what runs, and where nothing runs, the lab
        const auto answer = console.run(open);
        std::signal(SIGINT, SIG_DFL);
        if (answer.isUnfinished)
            continue;
        open.clear();
        last = answer.status;
        if (print(answer.text) != status::done)
            return status::done;
    }
    if (!open.empty())
        return fail({ErrorCode::InvalidInput, "the script ends within a quote or a loop", "", 0, "Close it."});
    return last;
}

} // namespace

int lab(const LabArguments& arguments)
{
    auto start = worldOf(arguments.world);
    if (!start)
        return fail(start.error());
    lab::LabWorld world(std::move(*start));
    lab::Console console(world);
    running = &console;
    int last = status::done;
    if (arguments.script == "-") {
        last = converse(std::cin, console, ::isatty(STDIN_FILENO) == 1);
    } else {
        std::ifstream script(arguments.script);
        if (!script || std::filesystem::is_directory(arguments.script))
            return fail({ErrorCode::NotFound, "reading the script: there is no such file, or it cannot be read", arguments.script});
        last = converse(script, console, false);
    }
    running = nullptr;
    return last;
}

} // namespace hoplens::cli
