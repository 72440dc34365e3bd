// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
#include "lab/lab_world.h"

namespace hoplens::lab {

/// One program at work: what it was told, where, and what it prints.
struct Call {
    LabWorld& world;
    std::uint64_t space = 0;            ///< inode of the namespace that it runs in
    std::vector<std::string> words;     ///< its own name first
    std::string input;                  ///< what a pipe hands it
    std::string output = {};
    std::string errors = {};
    FunctionRef<int(Call& inner)> run;  ///< another program, as `ip netns exec` starts it

    const Namespace& here() const { return *world.find(space); }
    /// Prints a line to standard error and gives the status.
    int fail(int status, const std::string& line)
    {
        errors += line + "\n";
        return status;
    }
};

/// Returns the exit status.
using Program = int (*)(Call& call);

/// Null: there is no program of this name.
Program findProgram(std::string_view name);
/// Names of all, for completion and help.
std::vector<std::string_view> programNames();

int runIp(Call& call);
int runPing(Call& call);
int runTrace(Call& call);
int runSysctl(Call& call);
int runCat(Call& call);
int runEcho(Call& call);
int runBridge(Call& call);
int runIptables(Call& call);
int runGrep(Call& call);
int runHead(Call& call);
int runTail(Call& call);
int runWc(Call& call);
int runSort(Call& call);

/// The value of a file below /proc/sys; nullopt: there is none, or the lab does not have it.
std::optional<std::string> readSetting(const Namespace& space, std::string_view path);
/// False: as above, or the value is none that it takes.
bool writeSetting(LabWorld& world, std::uint64_t space, std::string_view path, std::string_view value);

} // namespace hoplens::lab
