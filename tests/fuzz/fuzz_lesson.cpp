// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lesson.h"
#include "lab/worlds.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace hoplens;

/// A lesson file is anybody's: it is read or refused with a place, and what is read can be taken to its end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto start = *lab::startingWorld("empty");
    constexpr std::size_t longest = 8192;
    const auto lesson = lab::parseLesson(std::string_view(reinterpret_cast<const char*>(data), std::min(size, longest)), "x.md");
    if (!lesson) {
        if (!lesson.error().where.starts_with("x.md:"))
            std::abort();
        return 0;
    }
    lab::LabWorld world(start);
    lab::Console console(world, 200);
    lab::LessonRun run(*lesson, world, console);
    do {
        for (std::size_t block = 0; block < run.step().blocks.size(); ++block) {
            if (run.step().blocks[block].kind == lab::LessonBlock::Kind::Task)
                (void)run.check(block);
            if (run.step().blocks[block].kind == lab::LessonBlock::Kind::Prediction)
                (void)run.predict(block, true);
        }
    } while (run.next().isMoved);
    if (run.points() > run.possiblePoints())
        std::abort();
    return 0;
}
