// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/iptables_proxy.h"

namespace hoplens::proxy {

/// An element of one of the table's sets or maps: "{ 10.0.0.1 . tcp . 80 : goto … }" without the braces.
struct ElementText {
    std::string set;
    std::string element;
    bool operator==(const ElementText&) const = default;
};

/// What a port adds in the nftables mode.
struct NftPortRules {
    std::vector<ChainText> chains;     ///< each rule in nft's words
    std::vector<ChainText> sets;       ///< name, and its definition as the only rule
    std::vector<ElementText> elements;
    bool operator==(const NftPortRules&) const = default;
};
NftPortRules nftablesRules(const ProxiedPort& port, const ProxySettings& settings);

/// The whole table kube-proxy of a family, as kube-proxy of 1.33 and later has it.
struct NftTableText {
    std::string family; ///< "ip", "ip6"
    std::vector<ChainText> sets;
    std::vector<ChainText> maps;
    std::vector<ChainText> chains; ///< a base chain's first line is its definition, in braces
    std::vector<ElementText> elements;
};
NftTableText nftablesTable(const ProxiedServices& services);

/// What nft -f loads: one command a line.
std::string nftText(const NftTableText& table);

} // namespace hoplens::proxy
