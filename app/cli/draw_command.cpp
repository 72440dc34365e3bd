// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.h"

#include "base/file.h"
#include "picture/network_picture.h"

#include <iostream>

namespace hoplens::cli {

int draw(const DrawArguments& arguments)
{
    const auto ends = [&](std::string_view ending) { return arguments.output.ends_with(ending); };
    if (!ends(".svg") && !ends(".dot") && !ends(".mmd"))
        return fail({ErrorCode::InvalidInput, "the ending of the file says what to draw, and this one is not known", arguments.output, 0, "Use .svg, .dot or .mmd."});
    const auto input = loadInput(arguments.input);
    if (!input)
        return fail(input.error());
    const auto* snapshot = &input->snapshot;
    const auto text = ends(".svg") ? writeSvg(drawNetwork(*snapshot), arguments.dark ? Theme::Dark : Theme::Light) : ends(".dot") ? writeDot(*snapshot) : writeMermaid(*snapshot);
    if (const auto written = writeFile(arguments.output, text); !written)
        return fail(written.error());
    std::cerr << "picture written to " << arguments.output << '\n';
    return status::done;
}

} // namespace hoplens::cli
