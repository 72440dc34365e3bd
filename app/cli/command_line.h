// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

#include <string>
#include <vector>

namespace hoplens::cli {

/// Exit statuses, as documented in the README.
namespace status {
inline constexpr int done = 0, failure = 1, usage = 2, notDelivered = 10, partlyDelivered = 11, unknown = 12, departed = 13, found = 10;
}


/// Loads an INPUT: `live`, a snapshot file, the text of iptables-save, or `-`. Notes about it go to standard error.
Result<Snapshot> loadInput(const std::string& input);

/// Prints an error for people on standard error and returns the exit status that fits it.
int fail(const Error& error);
/// Writes a result to standard output; a closed pipe ends quietly.
int print(const std::string& text);

struct CollectArguments {
    std::string output = "-";
    std::vector<std::string> namespaces = {};
};
struct ShowArguments {
    std::string input = "live";
    bool json = false;
};
struct DrawArguments {
    std::string input = "live";
    std::string output = {};
    bool dark = false;
};
struct TraceArguments {
    std::string input = "live";
    std::string from = {};
    std::string to = {};
    std::string protocol = "tcp";
    std::string source = {};
    int sourcePort = 0;
    int length = 0;
    std::uint32_t mark = 0;
    std::optional<std::uint32_t> userId = {};
    bool established = false;
    bool json = false;
    bool all = false;
};
struct RulesArguments {
    std::string input = "live";
    std::string as = "text";
    std::string chain = {};
    std::string table = {};
    std::string space = {};
};
struct CheckArguments {
    std::string input = "live";
    bool json = false;
};

int collect(const CollectArguments& arguments);
int show(const ShowArguments& arguments);
int draw(const DrawArguments& arguments);
int trace(const TraceArguments& arguments);
int rules(const RulesArguments& arguments);
int check(const CheckArguments& arguments);

} // namespace hoplens::cli
