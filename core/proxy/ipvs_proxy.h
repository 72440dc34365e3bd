// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"
#include "proxy/iptables_proxy.h"

namespace hoplens::proxy {

/// What IPVS serves for one port of a Service, at one of its addresses.
struct ServedPort {
    VirtualServer server;
    std::string display; ///< "shop/cart:http"
    bool operator==(const ServedPort&) const = default;
};

struct IpsetText {
    std::string name;
    std::string definition; ///< "hash:ip,port family inet hashsize 1024 maxelem 65536"
    std::vector<std::string> entries;
    bool operator==(const IpsetText&) const = default;
};

/// What kube-proxy keeps in the IPVS mode.
struct IpvsState {
    std::vector<ServedPort> servers;
    std::vector<IpsetText> sets;
    std::vector<TableText> tables;
    std::vector<Address> boundAddresses; ///< of the device kube-ipvs0
};
IpvsState ipvsState(const ProxiedServices& services);

std::vector<VirtualServer> serversOf(const IpvsState& state);
/// As ipset save prints it.
std::string ipsetText(const std::vector<IpsetText>& sets);

} // namespace hoplens::proxy
