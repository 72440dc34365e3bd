// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace hoplens::lab {
namespace {

using Object = int (*)(IpCall& ip, Arguments words);

/// In the order in which ip looks an abbreviation up. Null: the real one has it, and the lab has not.
constexpr std::array<std::pair<std::string_view, Object>, 24> objects = {{{"address", ipAddress}, {"addrlabel", nullptr}, {"maddress", nullptr}, {"route", ipRoute}, {"rule", ipRule}, {"neighbor", ipNeighbour}, {"neighbour", ipNeighbour}, {"ntable", nullptr}, {"link", ipLink}, {"l2tp", nullptr}, {"fou", nullptr}, {"macsec", nullptr}, {"tunnel", nullptr}, {"tuntap", nullptr}, {"token", nullptr}, {"tcp_metrics", nullptr}, {"monitor", nullptr}, {"xfrm", nullptr}, {"mroute", nullptr}, {"netns", ipNetns}, {"netconf", nullptr}, {"vrf", nullptr}, {"sr", nullptr}, {"nexthop", nullptr}}};

constexpr std::string_view usage = R"(Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | neighbor | netns | route | rule }
       OPTIONS := { -4 | -6 | -br[ief] | -d[etails] | -j[son] |
                    -o[neline] | -p[retty] | -n[etns] name }
)";

} // namespace

const Namespace* namedSpace(const LabWorld& world, std::string_view name)
{
    for (const auto& space : world.host().namespaces)
        if (std::ranges::find(space.paths, "/run/netns/" + std::string(name)) != space.paths.end())
            return &space;
    return nullptr;
}

LinkAddress LinkAddress::parse(std::string_view word)
{
    constexpr std::size_t longest = 32;
    LinkAddress address;
    while (address.octets.size() < longest) {
        const auto end = std::min(word.find(':'), word.size());
        const auto part = word.substr(0, end);
        unsigned number = 0;
        const auto digits = part.starts_with("0x") ? part.substr(2) : part;
        const auto [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
        if (error != std::errc() || number > 0xff) {
            address.complaint = "\"" + std::string(part) + "\" is invalid lladdr.";
            return address;
        }
        address.octets.push_back(static_cast<std::uint8_t>(number));
        if (end == word.size())
            break;
        word.remove_prefix(end + 1);
    }
    return address;
}

MacAddress LinkAddress::mac() const
{
    MacAddress mac;
    std::copy_n(octets.begin(), std::min(octets.size(), mac.octets.size()), mac.octets.begin());
    return mac;
}

std::optional<MacAddress> LinkAddress::ofLink(std::string_view word, std::string& complaint)
{
    const auto address = parse(word);
    complaint = address.complaint;
    if (complaint.empty() && address.octets.size() != MacAddress{}.octets.size())
        complaint = "Invalid address length " + std::to_string(address.octets.size()) + " - must be 6 bytes";
    return complaint.empty() ? std::optional(address.mac()) : std::nullopt;
}

std::optional<std::uint32_t> tableNamed(const std::string& word)
{
    if (word == "main" || word == "local" || word == "default" || word == "all")
        return word == "main" ? 254 : word == "local" ? 255 : word == "default" ? 253 : 0;
    const auto number = parseNumber(word, 0xffffffff);
    return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

std::optional<Prefix> IpCall::prefix(const std::string& word) const
{
    if (word == "default" || word == "all" || word == "any")
        return Prefix{Address::any(family.value_or(IpFamily::V4)), 0};
    // "10.8/16" is 10.8.0.0/16.
    const auto slash = std::min(word.find('/'), word.size());
    const auto dots = std::count(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(slash), '.');
    const bool isShort = slash > 0 && dots < 3 && word.find_first_not_of("0123456789.") >= slash && word[slash - 1] != '.';
    auto whole = word;
    for (auto i = dots; isShort && i < 3; ++i)
        whole.insert(slash, ".0");
    const auto prefix = Prefix::parse(whole);
    return prefix && (!family || prefix->address.family == *family) ? prefix : std::nullopt;
}

int IpCall::badPrefix(const std::string& word) const { return fail(1, std::string("Error: ") + (family ? (*family == IpFamily::V6 ? "inet6" : "inet") : "any valid") + " prefix is expected rather than \"" + word + "\"."); }

std::string IpCall::lines(std::string text) const
{
    if (!isOneLine)
        return text;
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '\n')
            text[i] = '\\';
    return text;
}

int runIp(Call& call)
{
    IpCall ip{call};
    Arguments words(std::span(call.words).subspan(1));
    const auto home = call.space;
    bool isPretty = false;
    while (!words.atEnd() && words.peek().starts_with('-')) {
        const auto option = words.take();
        if (option == "-4" || option == "-6") {
            ip.family = option == "-4" ? IpFamily::V4 : IpFamily::V6;
        } else if (isBeginning(option, "-brief") && option.size() >= 3) {
            ip.isBrief = true;
        } else if ((isBeginning(option, "-netns") && option.size() >= 2) && !words.atEnd()) {
            const auto& name = words.take();
            const auto* space = namedSpace(call.world, name);
            if (!space)
                return call.fail(255, "Cannot open network namespace \"" + name + "\": No such file or directory");
            call.space = space->inode;
        } else if (isBeginning(option, "-json") && option.size() >= 2) {
            ip.style = ip.style.value_or(JsonStyle::Compact);
        } else if (isBeginning(option, "-pretty") && option.size() >= 2) {
            isPretty = true;
        } else if (isBeginning(option, "-oneline") && option.size() >= 2) {
            ip.isOneLine = true;
        } else if (isBeginning(option, "-details") && option.size() >= 2) {
            ip.isDetailed = true;
        } else if (option == "-c" || option.starts_with("-color") || isBeginning(option, "-statistics")) {
            return call.fail(255, "ip: the lab does not have the option " + option);
        } else if (isBeginning(option, "-help") || option == "--help") {
            return call.fail(255, std::string(usage));
        } else {
            return call.fail(255, "Option \"" + option + "\" is unknown, try \"ip -help\".");
        }
    }
    int status = 255;
    if (words.atEnd() || isBeginning(words.peek(), "help")) {
        call.errors += usage;
    } else {
        const auto word = words.take();
        const auto object = std::ranges::find_if(objects, [&](const auto& each) { return isBeginning(word, each.first); });
        if (object == objects.end())
            status = call.fail(1, "Object \"" + word + "\" is unknown, try \"ip help\".");
        else if (!object->second)
            status = call.fail(255, "ip: the lab does not have " + std::string(object->first));
        else
            status = object->second(ip, words);
    }
    if (ip.list && status == 0)
        call.output += jsonText(*ip.list, isPretty ? JsonStyle::Pretty : JsonStyle::Compact);
    call.space = home;
    return status;
}

} // namespace hoplens::lab
