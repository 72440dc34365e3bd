// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "lab/call.h"
#include "lab/shell_export.h"
#include "lab/worlds.h"
#include "store/snapshot_file.h"

#include <filesystem>

namespace hoplens::lab {
namespace {

constexpr int failed = 1;

/// A file that nobody has yet: what is typed may come from a lesson, which must not write over anything.
int writeNew(Call& call, const std::string& path, const std::string& text)
{
    const auto& name = call.words.front();
    if (call.disk != DiskAccess::Full)
        return call.fail(failed, name + ": here the lab writes no file of the computer");
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, error)))
        return call.fail(failed, name + ": " + path + ": File exists");
    if (const auto written = writeFile(path, text); !written)
        return call.fail(failed, name + ": " + hoplens::describe(written.error()));
    return 0;
}

} // namespace

int runSave(Call& call)
{
    if (call.words.size() != 2 || call.words[1].starts_with('-'))
        return call.fail(2, "usage: save FILE.json");
    auto snapshot = call.world.snapshot();
    const int status = writeNew(call, call.words[1], writeSnapshot(snapshot));
    if (status == 0)
        call.output += (call.world.isModelled() ? std::string("without the objects of kubectl (kubectl get all -o yaml has them) ") : std::string()) + "the network is in " + call.words[1] + ": hoplens show " + call.words[1] + ", or load " + call.words[1] + " in a lab\n";
    return status;
}

int runLoad(Call& call)
{
    if (call.words.size() != 2 || call.words[1].starts_with('-'))
        return call.fail(2, "usage: load WORLD: empty, lesson, two-hosts, or a file that hoplens reads");
    auto loaded = call.disk == DiskAccess::Full ? loadWorld(call.words[1]) : Result<StartingNetwork>(failure({ErrorCode::NotFound, "here the lab reads no file of the computer", call.words[1]}));
    if (auto own = startingWorld(call.words[1]); own && call.disk != DiskAccess::Full)
        loaded = StartingNetwork{std::move(*own)};
    if (!loaded)
        return call.fail(failed, "load: " + hoplens::describe(loaded.error()));
    call.world.load(std::move(loaded->snapshot), std::move(loaded->model), std::move(loaded->objects));
    call.space = call.world.home();
    return 0;
}

int runExport(Call& call)
{
    if (call.words.size() < 2 || call.words[1] != "--shell" || call.words.size() > 3)
        return call.fail(2, "usage: export --shell [FILE]: a script that builds this network with the real tools");
    const auto script = exportShell(call.world.snapshot(), call.world.home());
    if (call.words.size() == 2) {
        call.output += script;
        return 0;
    }
    return writeNew(call, call.words[2], script);
}

} // namespace hoplens::lab
