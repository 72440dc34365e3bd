// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <cerrno>

namespace hoplens::lab {
namespace {

std::string stateName(NeighbourState state)
{
    std::string text(name(state));
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

int show(IpCall& ip, Arguments words)
{
    const auto& space = ip.here();
    const Link* one = nullptr;
    while (!words.atEnd()) {
        auto word = words.take();
        if (word == "dev" && !words.atEnd())
            word = words.take();
        one = space.link(word);
        if (!one)
            return ip.fail(1, "Cannot find device \"" + word + "\"");
    }
    for (const auto& neighbour : space.neighbours) {
        const auto* link = space.link(neighbour.linkIndex);
        if (neighbour.isProxy || !link || (one && link != one) || neighbour.state == NeighbourState::NoArp || (ip.family && neighbour.address.family != *ip.family))
            continue;
        ip.call.output += neighbour.address.text() + (one ? "" : " dev " + link->name) + (neighbour.mac ? " lladdr " + neighbour.mac->text() : "") + " " + stateName(neighbour.state) + " \n";
    }
    return 0;
}

int modify(IpCall& ip, Arguments words, bool isNew, bool replaces)
{
    Neighbour wanted;
    wanted.state = NeighbourState::Permanent;
    std::string device;
    bool hasAddress = false;
    while (!words.atEnd()) {
        auto word = words.take();
        const bool hasValue = !words.atEnd();
        if (word == "lladdr" && hasValue) {
            wanted.mac = MacAddress::parse(words.peek());
            if (!wanted.mac)
                return ip.fail(1, "\"" + words.peek() + "\" is invalid lladdr.");
            words.take();
        } else if (word == "dev" && hasValue) {
            device = words.take();
        } else if (word == "nud" && hasValue) {
            const auto state = words.take();
            wanted.state = state == "reachable" ? NeighbourState::Reachable : state == "stale" ? NeighbourState::Stale : state == "noarp" ? NeighbourState::NoArp : NeighbourState::Permanent;
        } else {
            if (word == "to" && hasValue)
                word = words.take();
            const auto address = Address::parse(word);
            if (!address)
                return ip.fail(1, "Error: any valid address is expected rather than \"" + word + "\".");
            if (hasAddress)
                return ip.garbage("to", word);
            wanted.address = *address;
            hasAddress = true;
        }
    }
    if (device.empty() || !hasAddress)
        return ip.fail(255, "Device and destination are required arguments.");
    const auto* link = ip.here().link(device);
    if (!link)
        return ip.fail(1, "Cannot find device \"" + device + "\"");
    wanted.linkIndex = link->index;
    return ip.answer(isNew ? ip.kernel().addNeighbour(ip.call.space, wanted, replaces) : ip.kernel().deleteNeighbour(ip.call.space, wanted));
}

int flush(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return ip.fail(255, "Flush requires arguments.");
    auto word = words.take();
    if (word == "dev" && !words.atEnd())
        word = words.take();
    const auto* link = ip.here().link(word);
    if (!link)
        return ip.fail(1, "Cannot find device \"" + word + "\"");
    const auto index = link->index;
    std::erase_if(ip.call.world.change(ip.call.space).neighbours, [&](const Neighbour& neighbour) { return neighbour.linkIndex == index && neighbour.state != NeighbourState::Permanent && neighbour.state != NeighbourState::NoArp; });
    return 0;
}

} // namespace

int ipNeighbour(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return show(ip, words);
    const auto word = words.take();
    if (isBeginning(word, "add"))
        return modify(ip, words, true, false);
    if (isBeginning(word, "replace"))
        return modify(ip, words, true, true);
    if (isBeginning(word, "delete"))
        return modify(ip, words, false, false);
    if (isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list"))
        return show(ip, words);
    if (isBeginning(word, "flush"))
        return flush(ip, words);
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip neigh help\".");
}

int ipNetns(IpCall& ip, Arguments words)
{
    auto& call = ip.call;
    if (words.atEnd() || isBeginning(words.peek(), "list") || isBeginning(words.peek(), "show") || isBeginning(words.peek(), "lst")) {
        const auto& spaces = call.world.host().namespaces;
        for (auto space = spaces.rbegin(); space != spaces.rend(); ++space) { // as a folder of tmpfs is read: the newest first
            if (namedSpace(call.world, space->name) != &*space)
                continue;
            const auto number = std::ranges::find(ip.here().peers, space->inode, [](const auto& peer) { return peer.second; });
            call.output += space->name + (number != ip.here().peers.end() ? " (id: " + std::to_string(number->first) + ")" : "") + "\n";
        }
        return 0;
    }
    const auto word = words.take();
    if (word == "help")
        return call.fail(255, "Usage:\tip netns list\n\tip netns add NAME\n\tip netns delete NAME\n\tip netns exec NAME cmd ...");
    if (isBeginning(word, "add") || isBeginning(word, "delete")) {
        const bool isNew = isBeginning(word, "add");
        if (words.atEnd())
            return call.fail(1, "No netns name specified");
        const auto name = words.take();
        const auto* known = namedSpace(call.world, name);
        if (name.find('/') != std::string::npos || name.empty() || name.starts_with('.'))
            return call.fail(255, "Invalid netns name \"" + name + "\"");
        if (isNew && known)
            return call.fail(1, "Cannot create namespace file \"/run/netns/" + name + "\": File exists");
        if (!isNew && !known)
            return call.fail(1, "Cannot remove namespace file \"/run/netns/" + name + "\": No such file or directory");
        if (isNew)
            ip.kernel().addNamespace(name);
        else
            ip.kernel().deleteNamespace(known->inode);
        return 0;
    }
    if (isBeginning(word, "exec")) {
        if (words.atEnd())
            return call.fail(1, "No netns name specified");
        const auto name = words.take();
        if (words.atEnd())
            return call.fail(1, "No command specified");
        const auto* space = namedSpace(call.world, name);
        if (!space)
            return call.fail(255, "Cannot open network namespace \"" + name + "\": No such file or directory");
        if (!findProgram(words.peek()))
            return call.fail(1, "exec of \"" + words.peek() + "\" failed: No such file or directory");
        Call inner{call.world, space->inode, {words.rest().begin(), words.rest().end()}, call.input, {}, {}, call.run};
        const int status = call.run(inner);
        call.output += inner.output;
        call.errors += inner.errors;
        return status;
    }
    return call.fail(255, "Command \"" + word + "\" is unknown, try \"ip netns help\".");
}

} // namespace hoplens::lab
