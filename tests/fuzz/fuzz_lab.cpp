// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"
#include "lab/worlds.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace hoplens;

/// Anything may be typed; whatever it did can be taken back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto start = *lab::startingWorld("lesson");
    constexpr std::size_t longest = 4096; // loops multiply what a script costs
    lab::LabWorld world(start);
    lab::Console console(world, 500);
    const auto before = console.run("ip addr; ip -4 route show table all; ip netns; iptables -S").text;
    (void)console.run(std::string_view(reinterpret_cast<const char*>(data), std::min(size, longest)));
    while (world.undo()) {
    }
    if (console.run("ip addr; ip -4 route show table all; ip netns; iptables -S").text != before)
        std::abort();
    return 0;
}
