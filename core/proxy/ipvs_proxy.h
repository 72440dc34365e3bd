// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/iptables_proxy.h"

namespace hoplens::proxy {

/// Where IPVS sends connections to one address and port.
struct VirtualServer {
    Address address;
    std::uint16_t port = 0;
    kube::Protocol protocol = kube::Protocol::Tcp;
    std::string scheduler;
    std::optional<std::int32_t> persistentSeconds;
    bool hashesPorts = false;                                   ///< scheduler mh: by address and port of the source
    std::vector<std::pair<Address, std::uint16_t>> realServers; ///< by masquerading, weight 1
    std::string display;                                        ///< the Service's port
    bool operator==(const VirtualServer&) const = default;
};

struct IpsetText {
    std::string name;
    std::string definition; ///< "hash:ip,port family inet hashsize 1024 maxelem 65536"
    std::vector<std::string> entries;
    bool operator==(const IpsetText&) const = default;
};

/// What kube-proxy keeps in the IPVS mode.
struct IpvsState {
    std::vector<VirtualServer> servers;
    std::vector<IpsetText> sets;
    std::vector<TableText> tables;
    std::vector<Address> boundAddresses; ///< of the device kube-ipvs0
};
IpvsState ipvsState(const ProxiedServices& services);

/// As ipvsadm -Sn prints it.
std::string ipvsadmText(const std::vector<VirtualServer>& servers);
/// As ipset save prints it.
std::string ipsetText(const std::vector<IpsetText>& sets);

} // namespace hoplens::proxy
