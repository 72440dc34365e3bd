// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr std::array<std::pair<std::uint8_t, std::string_view>, 4> scopes = {{{0, "global"}, {200, "site"}, {253, "link"}, {254, "host"}}};

std::string scopeName(std::uint8_t scope)
{
    const auto known = std::ranges::find(scopes, scope, &std::pair<std::uint8_t, std::string_view>::first);
    return known == scopes.end() ? std::to_string(scope) : std::string(known->second);
}

/// `*`, `?` and what stands for itself. Linear in the text for each star.
bool matchesPattern(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*') {
            ++p, ++t;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
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
    if (address.preferredLifetime == 0u)
        text += "deprecated ";
    if ((address.flags & addressHasNoRoute) != 0)
        text += "noprefixroute ";
    return text + (isV4 ? labelOf(link, address) : "") + "\n       valid_lft " + lifetime(address.validLifetime) + " preferred_lft " + lifetime(address.preferredLifetime) + "\n";
}

/// What `ip addr show` and `flush` are told to take.
struct AddressFilter {
    const Link* link = nullptr;
    bool isUpOnly = false;
    std::optional<IpFamily> family;
    bool isRunOfIpv6 = false; ///< -6
    std::optional<Prefix> within;
    std::optional<std::uint8_t> scope;
    std::optional<bool> isSecondary;
    std::optional<bool> isDynamic;
    std::string label; ///< a pattern
    std::string kind;
    std::optional<std::int32_t> master;

    bool takes(const Link& own) const
    {
        return (!link || link == &own) && (!isUpOnly || own.isUp()) && (kind.empty() || own.kindName == kind) && (!master || own.master == *master);
    }
    bool takes(const Link& own, const InterfaceAddress& address) const
    {
        return address.linkIndex == own.index && (!family || address.prefix.address.family == *family) && (!within || within->contains(address.prefix.address)) && (!scope || address.scope == *scope) && (!isSecondary || ((address.flags & addressIsSecondary) != 0) == *isSecondary) && (!isDynamic || address.validLifetime.has_value() == *isDynamic) && (label.empty() || matchesPattern(label, labelOf(own, address)));
    }
    /// Links as IPv6 itself lists them: it tells less of each, and of no kinds and masters.
    bool asksIpv6() const { return isRunOfIpv6 && !link; }
    /// Whether a link is shown: one without any address is, unless a family is asked for.
    bool shows(const Namespace& space, const Link& own) const
    {
        if (!takes(own) || (asksIpv6() && (!kind.empty() || master)))
            return false;
        const bool hasNone = std::ranges::none_of(space.addresses, [&](const InterfaceAddress& address) { return address.linkIndex == own.index; });
        return hasNone ? !family : std::ranges::any_of(space.addresses, [&](const InterfaceAddress& address) { return takes(own, address); });
    }
};

/// nullopt: the program has complained, with `status`.
std::optional<AddressFilter> readFilter(IpCall& ip, Arguments words, int& status)
{
    AddressFilter filter;
    filter.family = ip.family;
    filter.isRunOfIpv6 = ip.family == IpFamily::V6;
    const auto& space = ip.here();
    const auto stop = [&](int with) {
        status = with;
        return std::nullopt;
    };
    while (!words.atEnd()) {
        auto word = words.take();
        if (word == "up") {
            filter.isUpOnly = true;
            continue;
        }
        if (word == "primary" || word == "secondary" || word == "temporary") {
            filter.isSecondary = word != "primary";
            continue;
        }
        if (word == "permanent" || word == "dynamic") {
            filter.isDynamic = word == "dynamic";
            continue;
        }
        if (word == "tentative" || word == "deprecated" || word == "dadfailed" || word == "group" || word == "vrf")
            return stop(ip.fail(255, "ip: the lab does not select addresses by " + word));
        static constexpr std::array<std::string_view, 6> valued = {"dev", "to", "scope", "label", "type", "master"};
        const bool hasValue = std::ranges::find(valued, word) != valued.end();
        if (hasValue && words.atEnd())
            return stop(ip.incomplete());
        const auto value = hasValue ? words.take() : word;
        if (word == "to") {
            filter.within = ip.prefix(value);
            if (!filter.within)
                return stop(ip.badPrefix(value));
            filter.family = filter.within->address.family;
        } else if (word == "scope") {
            const auto known = std::ranges::find(scopes, value, &std::pair<std::uint8_t, std::string_view>::second);
            if (known == scopes.end())
                return stop(ip.invalid("invalid \"scope\"\n", value));
            filter.scope = known->first;
        } else if (word == "label") {
            filter.label = value;
        } else if (word == "type") {
            filter.kind = value;
        } else if (word == "master") {
            const auto* master = space.link(value);
            if (!master)
                return stop(ip.invalid("Device does not exist\n", value));
            filter.master = master->index;
        } else if (filter.link) {
            return stop(ip.garbage("dev", value));
        } else {
            filter.link = space.link(value);
            if (!filter.link)
                return stop(ip.fail(1, "Device \"" + value + "\" does not exist."));
        }
    }
    return filter;
}

/// In the order in which they are listed.
std::vector<const InterfaceAddress*> addressesOf(const Namespace& space, const Link& link, const AddressFilter& filter)
{
    std::vector<const InterfaceAddress*> found;
    for (const auto family : {IpFamily::V4, IpFamily::V6})
        for (const auto& address : space.addresses)
            if (address.prefix.address.family == family && filter.takes(link, address))
                found.push_back(&address);
    return found;
}

OrderedJson entryOf(const IpCall& ip, const Namespace& space, const Link& link, const AddressFilter& filter)
{
    auto entry = ip.isBrief ? briefLinkJson(space, link) : linkJson(space, link);
    for (const char* word : {"linkmode", ip.isBrief ? "address" : "", ip.isBrief ? "flags" : ""})
        entry.erase(word);
    for (const char* word : {"link_type", "address", "broadcast"})
        if (filter.family && !ip.isDetailed)
            entry.erase(word);
    for (const char* word : {"qdisc", "master", "group"})
        if (filter.asksIpv6())
            entry.erase(word);
    if (ip.isDetailed && !ip.isBrief)
        addDetails(entry, space, link, DetailsOf::Addresses);
    entry["addr_info"] = OrderedJson::array();
    for (const auto* address : addressesOf(space, link, filter)) {
        auto own = addressJson(link, *address);
        if (ip.isBrief)
            for (const char* word : {"family", "broadcast", "scope", "secondary", "temporary", "dynamic", "noprefixroute", "label", "valid_life_time", "preferred_life_time"})
                own.erase(word);
        entry["addr_info"].push_back(std::move(own));
    }
    return entry;
}

int show(IpCall& ip, Arguments words)
{
    const auto& space = ip.here();
    ip.kernel().tellLinks(space.inode);
    int status = 0;
    const auto filter = readFilter(ip, words, status);
    if (!filter)
        return status;
    if (ip.style)
        ip.entries();
    // Of one family alone the line with the hardware address is left out, but for where the other end is.
    const auto head = [&](std::string lines) {
        for (const char* word : {" qdisc ", " master ", " group "})
            if (const auto at = lines.find(word); filter->asksIpv6() && at < lines.find('\n'))
                lines.erase(at, lines.find(' ', at + std::strlen(word)) - at);
        if (!filter->family || ip.isDetailed)
            return lines;
        const auto peer = lines.find(" link-netns");
        return lines.substr(0, lines.find('\n')) + (peer == std::string::npos ? "\n" : lines.substr(peer));
    };
    for (const auto& link : space.links) {
        if (!filter->shows(space, link))
            continue;
        if (ip.isDetailed && !ip.isBrief && !areDetailsKnown(ip.call, link))
            return ip.fail(255, "ip: the lab does not know the details of " + link.name + ", which was not made in it");
        if (ip.style) {
            ip.entries().push_back(entryOf(ip, space, link, *filter));
            continue;
        }
        std::string addresses;
        for (const auto* address : addressesOf(space, link, *filter))
            if (ip.isOneLine)
                ip.call.output += std::to_string(link.index) + ": " + link.name + ip.lines(addressLines(link, *address));
            else
                addresses += ip.isBrief ? address->prefix.address.text() + (address->peer ? " peer " + address->peer->text() : "") + "/" + std::to_string(address->prefix.length) + " " : addressLines(link, *address);
        if (ip.isOneLine)
            continue;
        if (ip.isBrief)
            ip.call.output += briefHead(space, link) + addresses + "\n";
        else if (!filter->label.empty())
            ip.call.output += addresses;
        else
            ip.call.output += head(ip.isDetailed ? detailedLines(linkLines(ip.call.world, space, link, ""), space, link, "") : linkLines(ip.call.world, space, link, "")) + addresses;
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
        static constexpr std::array<std::string_view, 9> valued = {"dev", "peer", "broadcast", "brd", "scope", "local", "label", "valid_lft", "preferred_lft"};
        if (!hasValue && std::ranges::find(valued, word) != valued.end())
            return ip.incomplete();
        if (word == "metric" || word == "proto" || word == "home" || word == "mngtmpaddr" || word == "autojoin")
            return ip.fail(255, "ip: the lab does not have addresses with " + word);
        if (word == "nodad" || word == "noprefixroute") {
            wanted.flags |= word == "nodad" ? addressIsNotChecked : addressHasNoRoute;
        } else if (word == "dev" && hasValue) {
            name = words.take();
        } else if (word == "label") {
            wanted.label = words.take();
        } else if (word == "valid_lft" || word == "preferred_lft") {
            const auto value = words.take();
            const auto seconds = value == "forever" ? std::optional<std::uint64_t>(0xffffffff) : parseNumber(value, 0xffffffff);
            if (!seconds)
                return ip.invalid(word + " value", value);
            (word == "valid_lft" ? wanted.validLifetime : wanted.preferredLifetime) = *seconds == 0xffffffff ? std::nullopt : std::optional(static_cast<std::uint32_t>(*seconds));
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
    if (wanted.validLifetime == 0u)
        return ip.fail(255, "valid_lft is zero");
    if (wanted.validLifetime.value_or(0xffffffff) < wanted.preferredLifetime.value_or(0xffffffff))
        return ip.fail(1, "preferred_lft is greater than valid_lft");
    if (wanted.peer == wanted.prefix.address)
        wanted.peer.reset();
    const bool isWildcard = !isNew && hasAddress && !hasLength && !wanted.peer;
    if (isWildcard)
        ip.call.errors += "Warning: Executing wildcard deletion to stay compatible with old scripts.\n         Explicitly specify the prefix length (" + wanted.prefix.address.text() + "/" + std::to_string(wanted.prefix.length) + ") to avoid this warning.\n         This special behaviour is likely to disappear in further releases,\n         fix your scripts!\n";
    const auto* link = ip.here().link(name);
    if (!link)
        return ip.fail(1, "Cannot find device \"" + name + "\"");
    if (!hasAddress)
        return ip.fail(2, isNew && ip.family ? refusal(EINVAL) : refusal(EOPNOTSUPP));
    if (wantsBroadcast && wanted.prefix.length < 31)
        wanted.broadcast = isNetworkBroadcast ? wanted.prefix.first() : wanted.prefix.last();
    wanted.linkIndex = link->index;
    if (isWildcard) // whichever its other end
        for (const auto& known : ip.here().addresses)
            if (known.linkIndex == link->index && known.prefix == wanted.prefix)
                wanted.peer = known.peer;
    constexpr std::size_t longestLabel = 15;
    if (wanted.label.size() > longestLabel)
        return ip.fail(2, "Error: Attribute failed policy validation.");
    if (isNew && wanted.label == link->name)
        wanted.label.clear();
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
    if (words.atEnd())
        return ip.fail(1, "Flush requires arguments.");
    int status = 0;
    auto filter = readFilter(ip, words, status);
    if (!filter)
        return status;
    std::vector<InterfaceAddress> gone;
    for (const auto& link : ip.here().links)
        if (filter->takes(link))
            for (const auto* address : addressesOf(ip.here(), link, *filter))
                gone.push_back(*address);
    for (const auto& address : gone)
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
