// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/proxied_port.h"

#include <map>
#include <span>
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

/// Beyond this many endpoints of all ports kube-proxy leaves comments out of rules about endpoints.
inline constexpr std::size_t largeCluster = 1000;
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

/// Both tables of a family. ports: rules of all ports in the order that dispatch rules shall have. Empty canary chains are left out.
std::vector<TableText> iptablesTables(std::vector<PortRules> ports, const ProxySettings& settings, IpFamily family);

/// A proxy of one family on one node, Service by Service: a change costs what its Service costs. One thread.
class IptablesProxy {
public:
    IptablesProxy(ProxySettings settings, IpFamily family) : m_settings(std::move(settings)), m_family(family) {}

    /// Takes a Service with its endpoints, in the place of what it was before.
    void set(const kube::Service& service, std::span<const kube::EndpointSlice* const> slices);
    void remove(const std::string& nameSpace, const std::string& name);

    const ProxySettings& settings() const { return m_settings; }
    IpFamily family() const { return m_family; }
    /// The ports of a Service; empty where it is not served.
    std::span<const ProxiedPort> ports(const std::string& nameSpace, const std::string& name) const;
    /// All ports, in the order of their Services' names.
    std::vector<const ProxiedPort*> ports() const;
    std::vector<TableText> tables() const;

private:
    struct Served {
        std::vector<ProxiedPort> ports;
        std::vector<PortRules> rules;
    };
    void write(Served& served) const;
    bool isLarge() const { return m_endpoints > largeCluster; }
    void count(std::size_t before, std::size_t after);

    ProxySettings m_settings;
    IpFamily m_family;
    std::map<std::pair<std::string, std::string>, Served> m_services; ///< by namespace and name
    std::size_t m_endpoints = 0;
};

/// What iptables-restore loads.
std::string restoreText(const std::vector<TableText>& tables);

} // namespace hoplens::proxy
