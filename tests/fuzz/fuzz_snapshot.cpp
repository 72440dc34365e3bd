// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/finding.h"
#include "picture/network_picture.h"
#include "store/snapshot_file.h"
#include "trace/trace_json.h"

using namespace hoplens;

/// A snapshot from anybody: reading, checking, tracing and drawing it must end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto snapshot = readSnapshot(std::string_view(reinterpret_cast<const char*>(data), size), "input");
    if (!snapshot)
        return 0;
    (void)writeSvg(drawNetwork(*snapshot), Theme::Light);
    const World world(*snapshot);
    (void)findProblems(world);
    Flow flow;
    flow.destination = *Address::parse("8.8.8.8");
    for (std::uint32_t s = 0; s < world.size() && s < 4; ++s) {
        const auto trace = PathTracer(world).trace({SpaceId{s}}, flow);
        (void)writeTraceJson(world, trace);
    }
    return 0;
}
