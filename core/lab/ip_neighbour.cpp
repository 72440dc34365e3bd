// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

/// Those that one may give an entry; into the others time alone brings it.
constexpr std::array<std::pair<std::string_view, NeighbourState>, 4> states = {{{"permanent", NeighbourState::Permanent}, {"reachable", NeighbourState::Reachable}, {"stale", NeighbourState::Stale}, {"noarp", NeighbourState::NoArp}}};

std::string stateName(NeighbourState state)
{
    std::string text(name(state));
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

/// What `ip neigh show` and `flush` are told to take.
struct NeighbourFilter {
    const Link* link = nullptr;
    std::optional<NeighbourState> state; ///< nullopt: all but those that nobody asks for
    bool isAll = false;                  ///< those, too
    std::optional<Prefix> to;
    bool isProxy = false;
    std::optional<IpFamily> family;

    bool takes(const Neighbour& neighbour) const
    {
        const bool isOfState = isProxy || isAll || (state ? neighbour.state == *state : neighbour.state != NeighbourState::NoArp);
        return neighbour.isProxy == isProxy && isOfState && (!link || neighbour.linkIndex == link->index) && (!family || neighbour.address.family == *family) && (!to || to->contains(neighbour.address));
    }
};

/// nullopt: the program has complained, with `status`.
std::optional<NeighbourFilter> readFilter(IpCall& ip, Arguments words, int& status)
{
    NeighbourFilter filter;
    filter.family = ip.family;
    const auto stop = [&](int with) {
        status = with;
        return std::nullopt;
    };
    while (!words.atEnd()) {
        auto word = words.take();
        if (word == "proxy") {
            filter.isProxy = true;
            continue;
        }
        if (word == "unused" || word == "vrf" || word == "proto" || word == "master" || word == "nomaster")
            return stop(ip.fail(255, "ip: the lab does not select neighbours by " + word));
        const bool isNamed = word == "nud" || word == "dev" || word == "to";
        if (isNamed && words.atEnd())
            return stop(ip.incomplete());
        const auto value = isNamed ? words.take() : word;
        if (word == "nud") {
            using enum NeighbourState;
            static constexpr std::array all = {Permanent, Reachable, Stale, NoArp, Failed, Incomplete, Delay, Probe, None};
            const auto state = std::ranges::find(all, value, [](NeighbourState each) { return name(each); });
            if (state == all.end() && value != "all")
                return stop(ip.invalid("nud state is bad", value));
            filter.isAll = value == "all";
            if (!filter.isAll)
                filter.state = *state;
        } else if (word == "dev") {
            filter.link = ip.here().link(value);
            if (!filter.link)
                return stop(ip.fail(1, "Cannot find device \"" + value + "\""));
        } else {
            filter.to = ip.prefix(value);
            if (!filter.to)
                return stop(ip.badPrefix(value));
        }
    }
    return filter;
}

/// device: empty where it was asked for by name.
std::string neighbourLine(const Neighbour& neighbour, const std::string& device)
{
    return neighbour.address.text() + (device.empty() ? "" : " dev " + device) + (neighbour.mac ? " lladdr " + neighbour.mac->text() : "") + (neighbour.isProxy ? " proxy" : " " + stateName(neighbour.state)) + " \n";
}

int show(IpCall& ip, Arguments words)
{
    int status = 0;
    const auto filter = readFilter(ip, words, status);
    if (!filter)
        return status;
    if (ip.style)
        ip.entries();
    const auto& space = ip.here();
    for (const auto& neighbour : space.neighbours) {
        const auto* link = space.link(neighbour.linkIndex);
        if (!link || !filter->takes(neighbour))
            continue;
        if (!ip.style) {
            ip.call.output += neighbourLine(neighbour, filter->link ? std::string() : link->name);
            continue;
        }
        OrderedJson entry{{"dst", neighbour.address.text()}};
        if (!filter->link)
            entry["dev"] = link->name;
        if (neighbour.mac)
            entry["lladdr"] = neighbour.mac->text();
        if (neighbour.isProxy)
            entry["proxy"] = nullptr;
        else
            entry["state"] = OrderedJson::array({stateName(neighbour.state)});
        ip.entries().push_back(std::move(entry));
    }
    return 0;
}

enum class NeighbourOrder : std::uint8_t { Add, Replace, Change, Delete };

int modify(IpCall& ip, Arguments words, NeighbourOrder order)
{
    Neighbour wanted;
    wanted.state = NeighbourState::Permanent;
    std::optional<LinkAddress> address;
    std::string device;
    bool hasTarget = false;
    while (!words.atEnd()) {
        auto word = words.take();
        const bool hasValue = !words.atEnd();
        static constexpr std::array<std::string_view, 5> valued = {"lladdr", "dev", "nud", "to", "proxy"};
        if (!hasValue && std::ranges::find(valued, word) != valued.end())
            return ip.incomplete();
        if (word == "lladdr") {
            address = LinkAddress::parse(words.take());
            if (!address->complaint.empty())
                return ip.fail(1, address->complaint);
        } else if (word == "dev") {
            device = words.take();
        } else if (word == "nud") {
            const auto state = std::ranges::find(states, words.peek(), &std::pair<std::string_view, NeighbourState>::first);
            if (state == states.end())
                return ip.invalid("nud state is bad", words.peek());
            wanted.state = state->second;
            words.take();
        } else {
            wanted.isProxy = wanted.isProxy || word == "proxy";
            if (word == "to" || word == "proxy")
                word = words.take();
            const auto target = Address::parse(word);
            if (!target)
                return ip.fail(1, "Error: any valid address is expected rather than \"" + word + "\".");
            if (hasTarget)
                return ip.garbage("to", word);
            wanted.address = *target;
            hasTarget = true;
        }
    }
    if (device.empty() && wanted.isProxy && hasTarget)
        return ip.fail(255, "ip: the lab does not have proxies for every device");
    if (device.empty() || !hasTarget)
        return ip.fail(255, "Device and destination are required arguments.");
    const auto* link = ip.here().link(device);
    if (!link)
        return ip.fail(1, "Cannot find device \"" + device + "\"");
    wanted.linkIndex = link->index;
    const bool isOfLoopback = link->isLoopback() && wanted.address.family == IpFamily::V4 && !wanted.isProxy; // there nobody has an address of his own
    if (isOfLoopback && !wanted.address.isUnspecified() && (order == NeighbourOrder::Delete || order == NeighbourOrder::Change))
        return ip.fail(2, refusal(ENOENT)); // what is there is nobody's
    if (order == NeighbourOrder::Delete)
        return ip.answer(ip.kernel().deleteNeighbour(ip.call.space, wanted));
    if (wanted.isProxy) {
        wanted.state = NeighbourState::None;
        return ip.answer(ip.kernel().addNeighbour(ip.call.space, wanted, true));
    }
    if (address && address->octets.size() < MacAddress{}.octets.size())
        return ip.fail(2, "Error: Invalid link address.");
    if (address)
        wanted.mac = address->mac();
    if (isOfLoopback)
        wanted.address = Address::any(IpFamily::V4);
    const bool isThere = std::ranges::any_of(ip.here().neighbours, [&](const Neighbour& known) { return !known.isProxy && known.linkIndex == wanted.linkIndex && known.address == wanted.address; });
    if (order == NeighbourOrder::Change && !isThere)
        return ip.fail(2, refusal(ENOENT));
    if (!wanted.mac && wanted.state != NeighbourState::NoArp)
        return ip.fail(2, "Error: No link layer address given.");
    return ip.answer(ip.kernel().addNeighbour(ip.call.space, wanted, order != NeighbourOrder::Add || link->isLoopback()));
}

int get(IpCall& ip, Arguments words)
{
    if (ip.style)
        return ip.fail(255, "ip: the lab does not have -j with ip neigh get");
    std::optional<Address> address;
    std::string device;
    while (!words.atEnd()) {
        auto word = words.take();
        if ((word == "dev" || word == "to" || word == "proxy") && words.atEnd())
            return ip.incomplete();
        if (word == "proxy")
            return ip.fail(255, "ip: the lab does not have ip neigh get of a proxy: show proxy does the same");
        if (word == "dev") {
            device = words.take();
            continue;
        }
        if (word == "to")
            word = words.take();
        address = Address::parse(word);
        if (!address)
            return ip.fail(1, "Error: any valid address is expected rather than \"" + word + "\".");
    }
    if (device.empty() || !address)
        return ip.fail(1, "Device and address are required arguments.");
    const auto* link = ip.here().link(device);
    if (!link)
        return ip.fail(1, "Cannot find device \"" + device + "\"");
    for (const auto& neighbour : ip.here().neighbours)
        if (!neighbour.isProxy && neighbour.linkIndex == link->index && neighbour.address == *address) {
            ip.call.output += neighbourLine(neighbour, device);
            return 0;
        }
    return ip.fail(2, "Error: Neighbour entry not found.");
}

int flush(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return ip.fail(1, "Flush requires arguments.");
    NeighbourFilter filter;
    filter.family = ip.family;
    if (words.peek() != "all") { // which is all but the permanent ones
        int status = 0;
        const auto read = readFilter(ip, words, status);
        if (!read)
            return status;
        filter = *read;
    }
    const auto isGone = [&](const Neighbour& neighbour) { return filter.takes(neighbour) && (filter.state || filter.isAll || neighbour.state != NeighbourState::Permanent); };
    if (!filter.isProxy && std::ranges::any_of(ip.here().neighbours, isGone))
        std::erase_if(ip.call.world.change(ip.call.space).neighbours, isGone);
    return 0;
}

} // namespace

int ipNeighbour(IpCall& ip, Arguments words)
{
    ip.kernel().tellLinks(ip.call.space); // the program lists them first
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
        return get(ip, words);
    if (isBeginning(word, "delete"))
        return modify(ip, words, NeighbourOrder::Delete);
    if (isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list"))
        return show(ip, words);
    if (isBeginning(word, "flush"))
        return flush(ip, words);
    if (word == "help")
        return ip.fail(255, "Usage: ip neigh { add | del | replace | change } [ proxy ] ADDRESS [ lladdr LLADDR ] [ nud STATE ] dev DEV\n       ip neigh [ show | flush ] [ dev DEV ]");
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip neigh help\".");
}

} // namespace hoplens::lab
