// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

int showLinks(Call& call, Arguments words)
{
    const auto& space = call.here();
    const Link* one = nullptr;
    if (!words.atEnd() && isBeginning(words.peek(), "show"))
        words.take();
    while (!words.atEnd()) {
        if (words.take() != "dev" || words.atEnd())
            continue; // as the real one passes over what it does not know
        one = space.link(words.peek());
        if (!one)
            return call.fail(1, "Cannot find device \"" + words.peek() + "\"");
        words.take();
    }
    for (const auto& link : space.links) {
        const auto* master = link.master != 0 ? space.link(link.master) : nullptr;
        if (!master || !link.port || (one && one != &link))
            continue;
        call.output += std::to_string(link.index) + ": " + linkLabel(space, link) + ": <" + linkFlags(space, link) + "> mtu " + std::to_string(link.mtu) + " master " + master->name + " state " + std::string(name(link.port->state)) + " priority 32 cost 2 \n";
    }
    return 0;
}

} // namespace

int runBridge(Call& call)
{
    Arguments words(std::span(call.words).subspan(1));
    if (words.atEnd())
        return call.fail(255, "Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { link }");
    const auto word = words.take();
    if (isBeginning(word, "link"))
        return showLinks(call, words);
    return call.fail(255, "Object \"" + word + "\" is unknown, try \"bridge help\".");
}

} // namespace hoplens::lab
