// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "base/file.h"
#include "collect/snapshot_collector.h"
#include "store/input_file.h"

#include <cerrno>
#include <iostream>
#include <unistd.h>

namespace hoplens::cli {
namespace {

/// Names come from files that anybody may have written: no control character of theirs reaches the terminal.
std::string printable(std::string text)
{
    for (char& c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            c = '?';
    // The control characters of Latin 1 (U+0080 to U+009F), and those that turn the direction of writing (U+202A to U+202E, U+2066 to U+2069).
    const auto byte = [&text](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isControl = byte(i) == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9f;
        const bool isTurn = byte(i) == 0xe2 && ((byte(i + 1) == 0x80 && byte(i + 2) >= 0xaa && byte(i + 2) <= 0xae) || (byte(i + 1) == 0x81 && byte(i + 2) >= 0xa6 && byte(i + 2) <= 0xa9));
        if (isControl || isTurn)
            text.replace(i, isControl ? 2 : 3, "?");
    }
    return text;
}

void printNotes(const std::vector<Note>& notes)
{
    for (const auto& note : notes)
        std::cerr << "note: " << printable(note.subject + ": " + note.text + (note.remedy.empty() ? "" : ". " + note.remedy)) << '\n';
}

} // namespace

Result<Snapshot> loadInput(const std::string& input)
{
    auto snapshot = input == "live" ? SnapshotCollector({}).collect() : readInputFile(input);
    if (snapshot) {
        printNotes(snapshot->notes);
        for (const auto& host : snapshot->hosts)
            for (const auto& space : host.namespaces)
                printNotes(space.notes);
    }
    return snapshot;
}

int fail(const Error& error)
{
    std::cerr << "hoplens: " << printable(describe(error)) << '\n';
    return error.code == ErrorCode::InvalidInput || error.code == ErrorCode::NotFound ? status::usage : status::failure;
}

int print(const std::string& text)
{
    const auto written = writeFile("-", printable(text));
    if (written || written.error().systemError == EPIPE)
        return status::done;
    return fail(written.error());
}

} // namespace hoplens::cli
