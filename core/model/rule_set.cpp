// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rule_set.h"

#include <algorithm>
#include <array>

namespace hoplens {

ChainId RuleSet::chainOf(RuleId rule) const
{
    const auto after = std::upper_bound(chains.begin(), chains.end(), rule.value,
                                        [](std::uint32_t index, const Chain& chain) { return index < chain.rules.first + chain.rules.count; });
    return ChainId{static_cast<std::uint32_t>(after - chains.begin())};
}

std::string_view name(TableFamily family)
{
    static constexpr std::array names = {"ip", "ip6", "inet", "arp", "bridge", "netdev"};
    return names[static_cast<std::size_t>(family)];
}

std::string_view name(Hook hook)
{
    static constexpr std::array names = {"ingress", "prerouting", "input", "forward", "output", "postrouting", "egress"};
    return names[static_cast<std::size_t>(hook)];
}

std::string_view name(RuleOrigin origin)
{
    static constexpr std::array names = {"iptables-legacy", "iptables-nft", "nftables"};
    return names[static_cast<std::size_t>(origin)];
}

std::int32_t iptablesPriority(std::string_view table, Hook hook)
{
    if (table == "raw")
        return -300;
    if (table == "mangle")
        return -150;
    if (table == "nat")
        return hook == Hook::Postrouting || hook == Hook::Input ? 100 : -100;
    if (table == "security")
        return 50;
    return 0;
}

} // namespace hoplens
