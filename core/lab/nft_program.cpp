// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/lab_files.h"
#include "lab/nft_transaction.h"

namespace hoplens::lab {
namespace {

constexpr std::string_view usage = R"(Usage: nft [ options ] [ cmds... ]

Options (general):
  -h, --help                      Show this help
  -v, --version                   Show version information

Options (ruleset input handling):
  -f, --file <filename>           Read input from <filename>
  -c, --check                     Check commands validity without actually applying the changes.

Ruleset list formatting:
  -a, --handle                    Output rule handle.
  -s, --stateless                 Omit stateful information of ruleset.
)";

} // namespace

int runNft(Call& call)
{
    Arguments words(std::span(call.words).subspan(1));
    NftListing listing;
    bool isCheck = false;
    std::optional<std::string> file;
    while (!words.atEnd() && words.peek().size() > 1 && words.peek().starts_with('-')) {
        const auto word = words.take();
        const auto missing = [&] { return call.fail(1, word.starts_with("--") ? "nft: option '" + word + "' requires an argument" : "nft: option requires an argument -- 'f'"); };
        std::string letters = word.starts_with("--") ? "" : word.substr(1);
        if (word == "--handle")
            letters = "a";
        else if (word == "--stateless")
            letters = "s";
        else if (word == "--check")
            letters = "c";
        else if (word == "--file")
            letters = "f";
        else if (word == "--version")
            letters = "v";
        else if (word == "--help")
            letters = "h";
        else if (word.starts_with("--"))
            return call.fail(1, "nft: unrecognized option '" + word + "'");
        for (const char letter : letters) {
            switch (letter) {
            case 'a': listing.withHandles = true; break;
            case 's': listing.isStateless = true; break;
            case 'c': isCheck = true; break;
            case 'v': call.output += "nftables v1.0.6 (Lester Gooch #5)\n"; return 0;
            case 'h': call.output += usage; return 0;
            case 'f':
                if (words.atEnd())
                    return missing();
                file = words.take();
                break;
            case 'j':
            case 'n':
            case 'y':
            case 'p':
            case 'N':
            case 'S':
            case 'u':
            case 'T':
            case 't':
            case 'i':
            case 'o':
            case 'd':
            case 'D':
            case 'e':
            case 'I': return call.fail(1, std::string("nft: the lab does not have the option -") + letter);
            default: return call.fail(1, std::string("nft: invalid option -- '") + letter + "'");
            }
        }
    }
    std::string text;
    std::string name;
    if (file && (*file == "-" || *file == "/dev/stdin")) {
        text = call.input;
        name = "/dev/stdin";
    } else if (file) {
        const auto read = readLabFile(call.world, call.space, *file);
        if (!read.trouble.empty())
            return call.fail(1, "internal:0:0-0: Error: Could not open file \"" + *file + "\": " + read.trouble + "\n\n");
        text = read.text;
        name = *file;
    } else if (words.atEnd()) {
        return call.fail(1, "nft: no command specified");
    } else {
        for (const auto& word : words.rest()) {
            if (!text.empty())
                text += ' ';
            text += word;
        }
    }
    auto rules = call.here().rules;
    NftTransaction transaction(rules, call.here().links, text, name, listing);
    const bool isDone = transaction.run();
    call.output += isDone ? transaction.output() : std::string();
    call.errors += transaction.errors();
    call.isUnknown = call.isUnknown || transaction.isUnknown();
    const bool isListing = text.starts_with("list ") && text.find_first_of(";\n") == std::string::npos;
    if (isDone && !isCheck && !isListing)
        call.world.change(call.space).rules = std::move(rules);
    return isDone ? 0 : 1;
}

} // namespace hoplens::lab
