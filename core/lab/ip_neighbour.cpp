// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr std::array<std::pair<std::string_view, NeighbourState>, 4> states = {{{"permanent", NeighbourState::Permanent}, {"reachable", NeighbourState::Reachable}, {"stale", NeighbourState::Stale}, {"noarp", NeighbourState::NoArp}}};

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
    std::optional<NeighbourState> wanted; // nullopt: all but those that nobody asked for
    std::optional<Prefix> to;
    while (!words.atEnd()) {
        auto word = words.take();
        if (word == "nud" && !words.atEnd()) {
            const auto state = std::ranges::find(states, words.peek(), &std::pair<std::string_view, NeighbourState>::first);
            if (state == states.end())
                return ip.invalid("nud state is bad", words.peek());
            wanted = state->second;
            words.take();
            continue;
        }
        if (word == "dev" && words.atEnd())
            return ip.incomplete();
        if (word == "dev") {
            word = words.take();
            one = space.link(word);
            if (!one)
                return ip.fail(1, "Cannot find device \"" + word + "\"");
            continue;
        }
        if (word == "proxy" || word == "unused" || word == "vrf" || word == "proto" || word == "master")
            return ip.fail(255, "ip: the lab does not select neighbours by " + word);
        if (word == "to" && !words.atEnd())
            word = words.take();
        to = ip.prefix(word);
        if (!to)
            return ip.badPrefix(word);
    }
    if (ip.style)
        ip.entries();
    for (const auto& neighbour : space.neighbours) {
        const auto* link = space.link(neighbour.linkIndex);
        if (neighbour.isProxy || !link || (one && link != one) || (wanted ? neighbour.state != *wanted : neighbour.state == NeighbourState::NoArp) || (ip.family && neighbour.address.family != *ip.family) || (to && !to->contains(neighbour.address)))
            continue;
        if (ip.style) {
            OrderedJson entry{{"dst", neighbour.address.text()}};
            if (!one)
                entry["dev"] = link->name;
            if (neighbour.mac)
                entry["lladdr"] = neighbour.mac->text();
            entry["state"] = OrderedJson::array({stateName(neighbour.state)});
            ip.entries().push_back(std::move(entry));
            continue;
        }
        ip.call.output += neighbour.address.text() + (one ? "" : " dev " + link->name) + (neighbour.mac ? " lladdr " + neighbour.mac->text() : "") + " " + stateName(neighbour.state) + " \n";
    }
    return 0;
}

enum class NeighbourOrder : std::uint8_t { Add, Replace, Change, Delete };

int modify(IpCall& ip, Arguments words, NeighbourOrder order)
{
    Neighbour wanted;
    wanted.state = NeighbourState::Permanent;
    std::string device;
    bool hasAddress = false;
    while (!words.atEnd()) {
        auto word = words.take();
        const bool hasValue = !words.atEnd();
        static constexpr std::array<std::string_view, 4> valued = {"lladdr", "dev", "nud", "to"};
        if (!hasValue && std::ranges::find(valued, word) != valued.end())
            return ip.incomplete();
        if (word == "lladdr" && hasValue) {
            wanted.mac = MacAddress::parse(words.peek());
            if (!wanted.mac)
                return ip.fail(1, "\"" + words.peek() + "\" is invalid lladdr.");
            words.take();
        } else if (word == "dev" && hasValue) {
            device = words.take();
        } else if (word == "nud" && hasValue) {
            const auto state = std::ranges::find(states, words.peek(), &std::pair<std::string_view, NeighbourState>::first);
            if (state == states.end())
                return ip.invalid("nud state is bad", words.peek());
            wanted.state = state->second;
            words.take();
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
    if (order == NeighbourOrder::Delete)
        return ip.answer(ip.kernel().deleteNeighbour(ip.call.space, wanted));
    const bool isThere = std::ranges::any_of(ip.here().neighbours, [&](const Neighbour& known) { return !known.isProxy && known.linkIndex == wanted.linkIndex && known.address == wanted.address; });
    if (order == NeighbourOrder::Change && !isThere)
        return ip.fail(2, refusal(ENOENT));
    if (!wanted.mac && wanted.state != NeighbourState::NoArp)
        return ip.fail(2, "Error: No link layer address given.");
    return ip.answer(ip.kernel().addNeighbour(ip.call.space, wanted, order != NeighbourOrder::Add));
}

int flush(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return ip.fail(1, "Flush requires arguments.");
    auto word = words.take();
    const bool isAll = word == "all";
    if (word == "dev" && !words.atEnd())
        word = words.take();
    const auto* link = isAll ? nullptr : ip.here().link(word);
    if (!link && !isAll)
        return ip.fail(1, "Cannot find device \"" + word + "\"");
    const auto index = link ? link->index : 0;
    std::erase_if(ip.call.world.change(ip.call.space).neighbours, [&](const Neighbour& neighbour) { return (isAll || neighbour.linkIndex == index) && neighbour.state != NeighbourState::Permanent && neighbour.state != NeighbourState::NoArp; });
    return 0;
}

} // namespace

int ipNeighbour(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return show(ip, words);
    const auto word = words.take();
    if (isBeginning(word, "add"))
        return modify(ip, words, NeighbourOrder::Add);
    if (isBeginning(word, "replace"))
        return modify(ip, words, NeighbourOrder::Replace);
    if (isBeginning(word, "change"))
        return modify(ip, words, NeighbourOrder::Change);
    if (isBeginning(word, "get"))
        return ip.fail(255, "ip: the lab does not have ip neigh get: show does the same");
    if (isBeginning(word, "delete"))
        return modify(ip, words, NeighbourOrder::Delete);
    if (isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list"))
        return show(ip, words);
    if (isBeginning(word, "flush"))
        return flush(ip, words);
    if (word == "help")
        return ip.fail(255, "Usage: ip neigh { add | del | replace } ADDRESS [ lladdr LLADDR ] [ nud STATE ] dev DEV\n       ip neigh [ show | flush ] [ dev DEV ]");
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip neigh help\".");
}

} // namespace hoplens::lab
