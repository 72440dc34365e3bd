// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/proxy_settings.h"

#include <algorithm>
#include <array>

namespace hoplens::proxy {
namespace {

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

} // namespace

std::string_view name(ProxyMode mode)
{
    constexpr std::array<std::string_view, 3> names = {"iptables", "nftables", "ipvs"};
    return names[static_cast<std::size_t>(mode)];
}

std::string_view name(ProxyLayout layout)
{
    constexpr std::array<std::string_view, 6> names = {"1.20", "1.23", "1.25", "1.27", "1.30", "1.33"};
    return names[static_cast<std::size_t>(layout)];
}

std::optional<ProxyLayout> layoutOf(std::string_view version)
{
    if (version.starts_with('v'))
        version.remove_prefix(1);
    if (!version.starts_with("1."))
        return std::nullopt;
    version.remove_prefix(2);
    const auto minor = parseNumber(version.substr(0, version.find_first_not_of("0123456789")), 999);
    constexpr std::array<std::uint64_t, 6> first = {20, 23, 25, 27, 30, 33};
    const auto next = minor ? std::ranges::upper_bound(first, *minor) : first.begin();
    if (next == first.begin())
        return std::nullopt;
    return static_cast<ProxyLayout>(next - first.begin() - 1);
}

std::optional<Address> ProxySettings::nodeIp(IpFamily family) const
{
    const auto at = std::ranges::find(nodeIps, family, &Address::family);
    return at == nodeIps.end() ? std::nullopt : std::optional(*at);
}

std::optional<Prefix> ProxySettings::localCidr(IpFamily family) const
{
    const auto at = std::ranges::find(localCidrs, family, [](const Prefix& prefix) { return prefix.address.family; });
    return at == localCidrs.end() ? std::nullopt : std::optional(*at);
}

void completeFromNode(ProxySettings& settings, const kube::Node& node)
{
    if (settings.nodeName.empty())
        settings.nodeName = node.meta.name;
    if (settings.isWhole)
        return;
    for (const char* type : {"InternalIP", "ExternalIP"})
        for (const auto& own : node.addresses)
            if (const auto address = own.type == type ? Address::parse(own.address) : std::nullopt; address && !settings.nodeIp(address->family))
                settings.nodeIps.push_back(*address);
    if (const auto zone = node.meta.labels.find("topology.kubernetes.io/zone"); settings.zone.empty() && zone != node.meta.labels.end())
        settings.zone = zone->second;
}

std::optional<Address> parseSloppyAddress(std::string_view text)
{
    if (text.find(':') != std::string_view::npos)
        return Address::parse(text);
    std::string plain;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('.', at), text.size());
        auto part = text.substr(at, end - at);
        while (part.size() > 1 && part.front() == '0')
            part.remove_prefix(1);
        plain += (at == 0 ? "" : ".") + std::string(part);
        at = end + 1;
    }
    return Address::parse(plain);
}

std::optional<Prefix> parseSloppyPrefix(std::string_view text)
{
    text = trimmed(text);
    const auto slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    const auto address = parseSloppyAddress(text.substr(0, slash));
    const auto length = address ? parseNumber(text.substr(slash + 1), static_cast<std::uint64_t>(address->width())) : std::nullopt;
    if (!length)
        return std::nullopt;
    const Prefix prefix{*address, static_cast<std::uint8_t>(*length)};
    return Prefix{prefix.first(), prefix.length};
}

NodePortAddresses nodePortAddresses(const ProxySettings& settings, IpFamily family)
{
    std::vector<Prefix> blocks;
    bool isPrimary = settings.nodePortAddresses.empty() && settings.mode == ProxyMode::Nftables;
    for (const auto& words : settings.nodePortAddresses) {
        if (words == "primary")
            isPrimary = true;
        else if (const auto block = parseSloppyPrefix(words); block && block->address.family == family)
            blocks.push_back(*block);
    }
    if (isPrimary) // kube-proxy takes the loopback address for that of a node without one of the family
        blocks.push_back(Prefix::host(settings.nodeIp(family).value_or(family == IpFamily::V4 ? Address::v4(0x7f000001) : Address{IpFamily::V6, {0, 1}})));
    NodePortAddresses result;
    result.isAll = blocks.empty() || std::ranges::any_of(blocks, [](const Prefix& block) { return block.length == 0; });
    if (result.isAll)
        return result;
    const auto localhost = Address::v4(0x7f000000);
    result.hasLoopback = std::ranges::any_of(blocks, [&](const Prefix& block) { return block.address.isLoopback() || block.contains(localhost); });
    for (const auto& own : settings.interfaceAddresses)
        if (own.address.family == family && std::ranges::any_of(blocks, [&](const Prefix& block) { return block.contains(own.address); }))
            if (std::ranges::find(result.addresses, own.address) == result.addresses.end())
                result.addresses.push_back(own.address);
    return result;
}

} // namespace hoplens::proxy
