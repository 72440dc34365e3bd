// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace hoplens::lab {
namespace {

constexpr std::array<std::pair<std::uint8_t, std::string_view>, 4> scopes = {{{0, "global"}, {200, "site"}, {253, "link"}, {254, "host"}}};

std::string scopeName(std::uint8_t scope)
{
    const auto known = std::ranges::find(scopes, scope, &std::pair<std::uint8_t, std::string_view>::first);
    return known == scopes.end() ? std::to_string(scope) : std::string(known->second);
}

std::string lifetime(const std::optional<std::uint32_t>& seconds) { return seconds ? std::to_string(*seconds) + "sec" : std::string("forever"); }

std::string addressLines(const Link& link, const InterfaceAddress& address)
{
    const bool isV4 = address.prefix.address.family == IpFamily::V4;
    auto text = std::string(isV4 ? "    inet " : "    inet6 ") + address.prefix.address.text();
    if (address.peer)
        text += " peer " + address.peer->text();
    text += "/" + std::to_string(address.prefix.length) + " ";
    if (address.broadcast)
        text += "brd " + address.broadcast->text() + " ";
    text += "scope " + scopeName(address.scope) + " ";
    if ((address.flags & addressIsSecondary) != 0)
        text += isV4 ? "secondary " : "temporary ";
    if (address.validLifetime)
        text += "dynamic ";
    if (!isV4 && (address.flags & addressIsNotChecked) != 0)
        text += "nodad ";
    if ((address.flags & addressHasNoRoute) != 0)
        text += "noprefixroute ";
    return text + (isV4 ? link.name : "") + "\n       valid_lft " + lifetime(address.validLifetime) + " preferred_lft " + lifetime(address.preferredLifetime) + "\n";
}

int show(IpCall& ip, Arguments words)
{
    const auto& space = ip.here();
    const Link* one = nullptr;
    bool isUpOnly = false;
    while (!words.atEnd()) {
        auto word = words.take();
        if (word == "up") {
            isUpOnly = true;
            continue;
        }
        static constexpr std::array<std::string_view, 8> others = {"type", "scope", "to", "primary", "secondary", "permanent", "dynamic", "label"};
        if (std::ranges::find(others, word) != others.end())
            return ip.fail(255, "ip: the lab does not select addresses by " + word);
        if (word == "dev" && words.atEnd())
            return ip.incomplete();
        if (word == "dev")
            word = words.take();
        if (one)
            return ip.garbage("dev", word);
        one = space.link(word);
        if (!one)
            return ip.fail(1, "Device \"" + word + "\" does not exist.");
    }
    if (ip.style)
        ip.entries();
    // Of one family alone the line with the hardware address is left out.
    const auto head = [&](const std::string& lines) { return ip.family && !ip.isDetailed ? lines.substr(0, lines.find('\n') + 1) : lines; };
    for (const auto& link : space.links) {
        const auto isShown = [&](const InterfaceAddress& address) { return address.linkIndex == link.index && (!ip.family || address.prefix.address.family == *ip.family); };
        if ((one && &link != one) || (isUpOnly && !link.isUp()) || (ip.family && std::ranges::none_of(space.addresses, isShown)))
            continue;
        if (ip.isDetailed && !areDetailsKnown(ip.call, link))
            return ip.fail(255, "ip: the lab does not know the details of " + link.name + ", which was not made in it");
        if (ip.isDetailed && ip.style)
            return ip.fail(255, "ip: the lab does not have -d with -j for addresses");
        if (ip.style) {
            auto entry = ip.isBrief ? briefLinkJson(space, link) : linkJson(space, link);
            for (const char* word : {"linkmode", ip.isBrief ? "address" : "", ip.isBrief ? "flags" : ""})
                entry.erase(word);
            for (const char* word : {"link_type", "address", "broadcast"})
                if (ip.family)
                    entry.erase(word);
            entry["addr_info"] = OrderedJson::array();
            for (const auto family : {IpFamily::V4, IpFamily::V6})
                for (const auto& address : space.addresses)
                    if (isShown(address) && address.prefix.address.family == family) {
                        auto own = addressJson(link, address);
                        if (ip.isBrief)
                            for (const char* word : {"family", "broadcast", "scope", "secondary", "temporary", "dynamic", "noprefixroute", "label", "valid_life_time", "preferred_life_time"})
                                own.erase(word);
                        entry["addr_info"].push_back(std::move(own));
                    }
            ip.entries().push_back(std::move(entry));
            continue;
        }
        if (ip.isOneLine) {
            for (const auto family : {IpFamily::V4, IpFamily::V6})
                for (const auto& address : space.addresses)
                    if (isShown(address) && address.prefix.address.family == family)
                        ip.call.output += std::to_string(link.index) + ": " + link.name + ip.lines(addressLines(link, address));
            continue;
        }
        std::string addresses;
        for (const auto family : {IpFamily::V4, IpFamily::V6})
            for (const auto& address : space.addresses)
                if (isShown(address) && address.prefix.address.family == family)
                    addresses += ip.isBrief ? address.prefix.address.text() + (address.peer ? " peer " + address.peer->text() : "") + "/" + std::to_string(address.prefix.length) + " " : addressLines(link, address);
        ip.call.output += ip.isBrief ? briefHead(space, link) + addresses + "\n" : head(ip.isDetailed ? detailedLines(linkLines(ip.call.world, space, link, ""), space, link, "") : linkLines(ip.call.world, space, link, "")) + addresses;
    }
    return 0;
}

enum class AddressOrder : std::uint8_t { Add, Replace, Change, Delete };

int modify(IpCall& ip, Arguments words, AddressOrder order)
{
    const bool isNew = order != AddressOrder::Delete;
    InterfaceAddress wanted;
    std::string name;
    bool hasAddress = false;
    bool hasLength = false;
    bool wantsBroadcast = false;
    bool isNetworkBroadcast = false; ///< "brd -"
    while (!words.atEnd()) {
        auto word = words.take();
        const bool hasValue = !words.atEnd();
        static constexpr std::array<std::string_view, 6> valued = {"dev", "peer", "broadcast", "brd", "scope", "local"};
        if (!hasValue && std::ranges::find(valued, word) != valued.end())
            return ip.incomplete();
        if (word == "label" || word == "valid_lft" || word == "preferred_lft" || word == "metric" || word == "proto")
            return ip.fail(255, "ip: the lab does not have addresses with " + word);
        if (word == "nodad" || word == "noprefixroute") {
            wanted.flags |= word == "nodad" ? addressIsNotChecked : addressHasNoRoute;
        } else if (word == "dev" && hasValue) {
            name = words.take();
        } else if (word == "peer" && hasValue) {
            const auto peer = ip.prefix(words.peek());
            if (!peer)
                return ip.badPrefix(words.peek());
            words.take();
            wanted.peer = peer->address;
            wanted.prefix.length = peer->length;
        } else if ((word == "broadcast" || word == "brd") && hasValue) {
            const auto value = words.take();
            wantsBroadcast = value == "+" || value == "-";
            isNetworkBroadcast = value == "-";
            wanted.broadcast = wantsBroadcast ? std::nullopt : Address::parse(value);
            if (!wantsBroadcast && !wanted.broadcast)
                return ip.fail(1, "Error: any valid prefix is expected rather than \"" + value + "\".");
        } else if (word == "scope" && hasValue) {
            const auto value = words.take();
            const auto known = std::ranges::find(scopes, value, &std::pair<std::uint8_t, std::string_view>::second);
            if (known == scopes.end())
                return ip.invalid("invalid scope value.", value);
            wanted.scope = known->first;
        } else {
            if (word == "local" && hasValue)
                word = words.take();
            if (hasAddress)
                return ip.garbage("local", word);
            const auto prefix = ip.prefix(word);
            if (!prefix)
                return ip.badPrefix(word);
            wanted.prefix.address = prefix->address;
            if (!wanted.peer)
                wanted.prefix.length = prefix->length;
            hasAddress = true;
            hasLength = word.find('/') != std::string::npos;
        }
    }
    if (name.empty())
        return ip.fail(1, "Not enough information: \"dev\" argument is required.");
    if (!isNew && hasAddress && !hasLength && !wanted.peer)
        ip.call.errors += "Warning: Executing wildcard deletion to stay compatible with old scripts.\n         Explicitly specify the prefix length (" + wanted.prefix.address.text() + "/" + std::to_string(wanted.prefix.length) + ") to avoid this warning.\n         This special behaviour is likely to disappear in further releases,\n         fix your scripts!\n";
    const auto* link = ip.here().link(name);
    if (!link)
        return ip.fail(1, "Cannot find device \"" + name + "\"");
    if (!hasAddress)
        return ip.fail(2, isNew && ip.family ? refusal(EINVAL) : refusal(EOPNOTSUPP));
    if (wantsBroadcast && wanted.prefix.length < 31)
        wanted.broadcast = isNetworkBroadcast ? wanted.prefix.first() : wanted.prefix.last();
    wanted.linkIndex = link->index;
    if (isNew && wanted.prefix.address.family == IpFamily::V4 && wanted.prefix.address.bits.low >> 24 == 127)
        wanted.scope = 254;
    if (order == AddressOrder::Replace || order == AddressOrder::Change) { // the same address stays as it is; `change` wants one that is there
        const auto isSame = [&](const InterfaceAddress& own) { return own.linkIndex == wanted.linkIndex && own.prefix == wanted.prefix && own.peer == wanted.peer; };
        if (std::ranges::any_of(ip.here().addresses, isSame))
            return 0;
        if (order == AddressOrder::Change && wanted.prefix.address.family == IpFamily::V6)
            return ip.fail(2, refusal(ENOENT));
    }
    return ip.answer(isNew ? ip.kernel().addAddress(ip.call.space, wanted) : ip.kernel().deleteAddress(ip.call.space, wanted));
}

int flush(IpCall& ip, Arguments words)
{
    std::string name;
    while (!words.atEnd()) {
        const auto word = words.take();
        name = word == "dev" && !words.atEnd() ? words.take() : word;
    }
    if (name.empty())
        return ip.fail(1, "Flush requires arguments.");
    const auto* link = ip.here().link(name);
    if (!link)
        return ip.fail(1, "Device \"" + name + "\" does not exist.");
    const auto index = link->index;
    for (const auto& address : std::vector(ip.here().addresses))
        if (address.linkIndex == index && (!ip.family || address.prefix.address.family == *ip.family))
            ip.kernel().deleteAddress(ip.call.space, address); // one that followed another is gone already
    return 0;
}

} // namespace

int ipAddress(IpCall& ip, Arguments words)
{
    if (words.atEnd())
        return show(ip, words);
    const auto word = words.take();
    if (isBeginning(word, "add"))
        return modify(ip, words, AddressOrder::Add);
    if (isBeginning(word, "change") || word == "chg")
        return modify(ip, words, AddressOrder::Change);
    if (isBeginning(word, "replace"))
        return modify(ip, words, AddressOrder::Replace);
    if (isBeginning(word, "delete"))
        return modify(ip, words, AddressOrder::Delete);
    if (isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list"))
        return show(ip, words);
    if (isBeginning(word, "flush"))
        return flush(ip, words);
    if (word == "help")
        return ip.fail(255, "Usage: ip address {add|change|replace} IFADDR dev IFNAME [ LIFETIME ]\n       ip address del IFADDR dev IFNAME\n       ip address flush dev IFNAME\n       ip address [ show [ dev IFNAME ] [ up ] ]");
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip address help\".");
}

} // namespace hoplens::lab
