// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

int list(IpCall& ip)
{
    auto& call = ip.call;
    const auto& spaces = call.world.host().namespaces;
    for (auto space = spaces.rbegin(); space != spaces.rend(); ++space) { // as a folder of tmpfs is read: the newest first
        if (namedSpace(call.world, space->name) != &*space)
            continue;
        const auto number = std::ranges::find(ip.here().peers, space->inode, [](const auto& peer) { return peer.second; });
        if (ip.style) {
            OrderedJson entry{{"name", space->name}};
            if (number != ip.here().peers.end())
                entry["id"] = number->first;
            ip.entries().push_back(std::move(entry));
            continue;
        }
        call.output += space->name + (number != ip.here().peers.end() ? " (id: " + std::to_string(number->first) + ")" : "") + "\n";
    }
    return 0;
}

/// Where the program has complained already: its status.
struct ReadName {
    std::string name;
    int status = 0;
};

ReadName readName(Call& call, Arguments& words)
{
    if (words.atEnd())
        return {{}, call.fail(1, "No netns name specified")};
    const auto& name = words.take();
    if (name.find('/') != std::string::npos || name.empty() || name.starts_with('.'))
        return {{}, call.fail(255, "Invalid netns name \"" + name + "\"")};
    return {name, 0};
}

int add(IpCall& ip, Arguments words)
{
    const auto [name, status] = readName(ip.call, words);
    if (status != 0)
        return status;
    if (namedSpace(ip.call.world, name))
        return ip.fail(1, "Cannot create namespace file \"/run/netns/" + name + "\": File exists");
    ip.kernel().addNamespace(name);
    return 0;
}

int remove(IpCall& ip, Arguments words)
{
    const auto [name, status] = readName(ip.call, words);
    if (status != 0)
        return status;
    const auto* space = namedSpace(ip.call.world, name);
    if (!space)
        return ip.fail(1, "Cannot remove namespace file \"/run/netns/" + name + "\": No such file or directory");
    ip.kernel().deleteNamespace(space->inode);
    return 0;
}

int execute(IpCall& ip, Arguments words)
{
    auto& call = ip.call;
    if (words.atEnd())
        return call.fail(1, "No netns name specified");
    const auto& name = words.take();
    if (words.atEnd())
        return call.fail(1, "No command specified");
    const auto* space = namedSpace(call.world, name);
    if (!space)
        return call.fail(255, "Cannot open network namespace \"" + name + "\": No such file or directory");
    if (!findProgram(words.peek()) && words.peek() != "sh" && words.peek() != "bash")
        return call.failUnknowing(1, "exec of \"" + words.peek() + "\" failed: No such file or directory");
    return call.runIn(space->inode, {words.rest().begin(), words.rest().end()});
}

} // namespace

int ipNetns(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return list(ip);
    const auto word = words.take();
    if (word == "help")
        return ip.fail(255, "Usage:\tip netns list\n\tip netns add NAME\n\tip netns delete NAME\n\tip netns exec NAME cmd ...");
    if (isBeginning(word, "list") || isBeginning(word, "show") || isBeginning(word, "lst"))
        return list(ip);
    if (isBeginning(word, "add"))
        return add(ip, words);
    if (isBeginning(word, "delete"))
        return remove(ip, words);
    if (isBeginning(word, "exec"))
        return execute(ip, words);
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip netns help\".");
}

} // namespace hoplens::lab
