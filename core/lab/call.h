// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
#include "lab/lab_world.h"
#include "net/packet.h"

namespace hoplens::lab {

/// A packet that a program sent, with the namespace that it ran in: who shows the network can show its way.
struct SentFlow {
    std::uint64_t space = 0;
    Flow flow;
};

/// Whether save, load, export and kubectl -f may read and write files of the computer. Nothing else ever does.
enum class DiskAccess : std::uint8_t { None, Full };

/// One program at work: what it was told, where, and what it prints.
struct Call {
    LabWorld& world;
    std::uint64_t space = 0;            ///< inode of the namespace that it runs in
    std::vector<std::string> words;     ///< its own name first
    std::string input;                  ///< what a pipe hands it
    std::string output = {};
    std::string errors = {};
    FunctionRef<int(Call& inner)> run;  ///< another program, as `ip netns exec` starts it
    std::vector<SentFlow> sent = {};
    DiskAccess disk = DiskAccess::None;
    bool readsFile = false;             ///< the input is a file's, and no pipe's
    bool complainsFirst = false;           ///< what it complains of comes before what it prints
    bool isUnknown = false;             ///< the engine cannot know what was asked

    const Namespace& here() const { return *world.find(space); }
    /// Runs a program in another namespace, with what this one reads; what it prints and sends is this one's.
    int runIn(std::uint64_t where, std::vector<std::string> program)
    {
        Call inner{world, where, std::move(program), input, {}, {}, run, {}, disk, readsFile};
        const int status = run(inner);
        output += inner.output;
        errors += inner.errors;
        complainsFirst = complainsFirst || inner.complainsFirst;
        isUnknown = isUnknown || inner.isUnknown;
        sent.insert(sent.end(), inner.sent.begin(), inner.sent.end());
        return status;
    }
    /// Prints a line to standard error and gives the status.
    /// A line that speaks of the lab tells of a limit of its own: what was asked is not known then.
    int fail(int status, const std::string& line)
    {
        isUnknown = isUnknown || line.find("the lab ") != std::string::npos;
        errors += line + "\n";
        return status;
    }
    /// The same, where the engine cannot know the answer.
    int failUnknowing(int status, const std::string& line)
    {
        isUnknown = true;
        return fail(status, line);
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
int runTraceroute(Call& call);
int runNc(Call& call);
int runCurl(Call& call);
int runListen(Call& call);
int runSs(Call& call);
int runRoute(Call& call);
int runArp(Call& call);
int runBrctl(Call& call);
int runIfconfig(Call& call);
int runHostname(Call& call);
int runSsh(Call& call);
int runTrace(Call& call);
int runSysctl(Call& call);
int runCat(Call& call);
int runEcho(Call& call);
int runPrintf(Call& call);
int runBridge(Call& call);
int runIptables(Call& call);
int runIptablesSave(Call& call);
int runIptablesRestore(Call& call);
int runNft(Call& call);
int runIpset(Call& call);
int runConntrack(Call& call);
int runTracepath(Call& call);
int runGrep(Call& call);
int runCut(Call& call);
int runHead(Call& call);
int runTail(Call& call);
int runWc(Call& call);
int runSleep(Call& call);
int runSort(Call& call);
int runColumn(Call& call);
int runTee(Call& call);
int runRm(Call& call);
int runKubectl(Call& call);
int runSave(Call& call);
int runLoad(Call& call);
int runExport(Call& call);

/// The value of a file below /proc/sys; nullopt: there is none, or the lab does not have it.
std::optional<std::string> readSetting(const Namespace& space, std::string_view path);
/// Whether a kernel has a setting of this path, as far as its name tells, be it that the lab has it or not.
bool isSettingOfKernel(const Namespace& space, std::string_view path);
/// False: as above, or the value is none that it takes.
bool writeSetting(LabWorld& world, std::uint64_t space, std::string_view path, std::string_view value);

} // namespace hoplens::lab
