// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/proxied_services.h"

#include <string>
#include <vector>

namespace hoplens::proxy {

/// A chain and its rules, each as text after "-A NAME", as kube-proxy hands it to iptables-restore.
struct ChainText {
    std::string name;
    std::vector<std::string> rules;
    bool operator==(const ChainText&) const = default;
};

/// What one port of a Service adds in the iptables mode.
struct PortRules {
    std::vector<std::string> natServices;      ///< in nat KUBE-SERVICES
    std::vector<std::string> natNodePorts;     ///< in nat KUBE-NODEPORTS
    std::vector<std::string> filterServices;   ///< in filter KUBE-SERVICES
    std::vector<std::string> externalServices; ///< in filter KUBE-EXTERNAL-SERVICES
    std::vector<std::string> filterNodePorts;  ///< in filter KUBE-NODEPORTS
    std::vector<std::string> firewall;         ///< in filter KUBE-PROXY-FIREWALL
    std::vector<ChainText> chains;             ///< of its own, in nat
    bool operator==(const PortRules&) const = default;
};

/// Chain names of a port and its endpoints: the same in every release.
struct PortChains {
    explicit PortChains(const ProxiedPort& port);
    std::string cluster;  ///< KUBE-SVC-
    std::string local;    ///< KUBE-SVL-
    std::string external; ///< KUBE-EXT-
    std::string firewall; ///< KUBE-FW-
    std::string balancer; ///< KUBE-XLB-, before 1.25
    std::string ofEndpoint(const ProxiedEndpoint& endpoint) const;

private:
    std::string m_hashed;
};

/// The chains of a Service's port in each mode that balance among its endpoints. display: "shop/cart:http"; protocol: "tcp".
std::vector<std::string> serviceChainNames(const std::string& display, const std::string& protocol);

/// In large clusters rules about endpoints have none.
enum class EndpointComments : std::uint8_t { Written, LeftOut };

/// The rules of one port. Cost: linear in its endpoints, two hashes for each. Any thread.
PortRules iptablesRules(const ProxiedPort& port, const ProxySettings& settings, EndpointComments comments);
/// The same as releases before 1.25 wrote them.
PortRules oldIptablesRules(const ProxiedPort& port, const ProxySettings& settings, EndpointComments comments);

/// A whole table: built-in chains with the jumps, kube-proxy's own and those of the ports.
struct TableText {
    std::string name;
    std::vector<ChainText> builtIn;
    std::vector<ChainText> chains; ///< in the order of their names
    bool operator==(const TableText&) const = default;
};

/// Both tables. Dispatch rules are in the order of the Services' names, where kube-proxy's own order is chance. Its empty canary chains,
/// which no packet meets, are left out.
std::vector<TableText> iptablesTables(const ProxiedServices& services);

/// What iptables-restore loads.
std::string restoreText(const std::vector<TableText>& tables);

} // namespace hoplens::proxy
