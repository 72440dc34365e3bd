// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/iptables_proxy.h"
#include "proxy/iptables_words.h"

#include <algorithm>

// What releases before 1.25 write: one chain for a policy Local (KUBE-XLB-), a firewall chain for each address of a load balancer whether
// it has ranges or not, and packets marked to be dropped by the kubelet's KUBE-MARK-DROP. 1.20 marks what is to be masqueraded in
// KUBE-SERVICES and KUBE-NODEPORTS; 1.23 does so in the chain of the Service.

namespace hoplens::proxy {
namespace {

using namespace words;

class OldPortWriter {
public:
    OldPortWriter(const ProxiedPort& port, const ProxySettings& settings, EndpointComments comments) : m_port(port), m_settings(settings), m_chains(port), m_endpoints(port.isInternalLocal ? port.local : port.cluster), m_isFirst(settings.layout < ProxyLayout::V1_23), m_hasEndpoints(!m_endpoints.empty()), m_hasComments(comments == EndpointComments::Written) {}

    PortRules write()
    {
        writeClusterIp();
        for (const auto& address : m_port.externalIps)
            writeExternalIp(address);
        for (const auto& address : m_port.loadBalancerIps)
            writeLoadBalancer(address);
        if (m_port.nodePort != 0)
            writeNodePort();
        if (m_port.healthPort != 0 && !m_isFirst)
            m_rules.filterNodePorts.push_back(comment(m_port.display + " health check node port") + " -m tcp -p tcp --dport " + std::to_string(m_port.healthPort) + " -j ACCEPT");
        if (m_hasEndpoints)
            writeEndpoints();
        if (m_port.isExternalLocal)
            writeBalancer();
        for (auto* chain : {&m_service, &m_balancer, &m_firewall})
            if (!chain->rules.empty() || (chain == &m_balancer && m_port.isExternalLocal))
                m_rules.chains.push_back(std::move(*chain));
        if (m_hasEndpoints)
            for (const auto i : m_port.reachable)
                m_rules.chains.push_back(endpointChain(m_port, m_port.endpoints[i], m_chains.ofEndpoint(m_port.endpoints[i]), m_hasComments ? comment(m_port.display) : ""));
        return std::move(m_rules);
    }

private:
    IpFamily family() const { return m_port.clusterIp.family; }
    const std::string& externalChain() const { return m_port.isExternalLocal ? m_chains.balancer : m_chains.cluster; }
    void refuse(std::vector<std::string>& rules, const std::string& what) { rules.push_back(comment(m_port.display + " has no endpoints") + what + " -j REJECT"); }

    void writeClusterIp()
    {
        const auto about = comment(m_port.display + " cluster IP") + to(m_port, m_port.clusterIp);
        if (!m_hasEndpoints)
            return refuse(m_rules.filterServices, to(m_port, m_port.clusterIp));
        const auto fromElsewhere = ifNotLocal(m_settings, family());
        if (m_settings.masqueradeAll || !fromElsewhere.empty())
            (m_isFirst ? m_rules.natServices : m_service.rules).push_back(about + (m_settings.masqueradeAll ? "" : fromElsewhere) + jump("KUBE-MARK-MASQ"));
        m_rules.natServices.push_back(about + jump(m_chains.cluster));
    }

    void writeExternalIp(const Address& address)
    {
        if (!m_hasEndpoints)
            return refuse(m_rules.externalServices, to(m_port, address));
        const auto about = comment(m_port.display + " external IP") + to(m_port, address);
        if (!m_isFirst) {
            if (!m_port.isExternalLocal)
                m_service.rules.push_back(about + ifNotLocal(m_settings, family()) + jump("KUBE-MARK-MASQ"));
            m_rules.natServices.push_back(about + jump(externalChain()));
            return;
        }
        if (!m_port.isExternalLocal)
            m_rules.natServices.push_back(about + jump("KUBE-MARK-MASQ"));
        m_rules.natServices.push_back(about + " -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL" + jump(externalChain()));
        m_rules.natServices.push_back(about + " -m addrtype --dst-type LOCAL" + jump(externalChain()));
    }

    void writeLoadBalancer(const Address& address)
    {
        if (!m_hasEndpoints)
            return refuse(m_rules.externalServices, to(m_port, address));
        const auto about = comment(m_port.display + " loadbalancer IP");
        m_rules.natServices.push_back(about + to(m_port, address) + jump(m_chains.firewall));
        if (!m_port.isExternalLocal)
            m_firewall.rules.push_back(about + jump("KUBE-MARK-MASQ"));
        if (m_port.sourceRanges.empty())
            m_firewall.rules.push_back(about + jump(externalChain()));
        for (const auto& range : m_port.sourceRanges)
            m_firewall.rules.push_back(about + " -s " + range.text() + jump(externalChain()));
        const auto own = m_settings.families.size() < 2 || m_isFirst ? m_settings.nodeIp(family()) : std::nullopt;
        if (own && std::ranges::any_of(m_port.sourceRanges, [&](const Prefix& range) { return range.contains(*own); }))
            m_firewall.rules.push_back(about + " -s " + address.text() + jump(externalChain()));
        m_firewall.rules.push_back(about + jump("KUBE-MARK-DROP"));
    }

    void writeNodePort()
    {
        if (!m_hasEndpoints)
            return refuse(m_rules.externalServices, " -m addrtype --dst-type LOCAL" + toNodePort(m_port));
        const auto about = comment(m_port.display) + toNodePort(m_port);
        if (m_port.isExternalLocal)
            m_rules.natNodePorts.push_back(about + (family() == IpFamily::V4 ? " -s 127.0.0.0/8" : " -s ::1/128") + jump("KUBE-MARK-MASQ"));
        else
            (m_isFirst ? m_rules.natNodePorts : m_service.rules).push_back(about + jump("KUBE-MARK-MASQ"));
        m_rules.natNodePorts.push_back(about + jump(externalChain()));
    }

    template <class Label> void balance(const std::vector<std::uint32_t>& endpoints, std::vector<std::string>& rules, Label label)
    {
        if (m_port.affinitySeconds)
            for (const auto i : endpoints) {
                const auto own = m_chains.ofEndpoint(m_port.endpoints[i]);
                rules.push_back((m_hasComments ? comment(m_port.display) : "") + remembers(m_port, own) + jump(own));
            }
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            const auto left = endpoints.size() - i;
            rules.push_back(label(i) + (left > 1 ? " -m statistic --mode random --probability " + probability(left) : "") + jump(m_chains.ofEndpoint(m_port.endpoints[endpoints[i]])));
        }
    }

    void writeEndpoints()
    {
        balance(m_endpoints, m_service.rules, [this](std::size_t) { return m_hasComments ? comment(m_port.display) : std::string(); });
    }

    void writeBalancer()
    {
        if (!m_hasEndpoints)
            return;
        auto& rules = m_balancer.rules;
        if (const auto local = ifLocal(m_settings, family()); !local.empty())
            rules.push_back(comment("Redirect pods trying to reach external loadbalancer VIP to clusterIP") + local + jump(m_chains.cluster));
        rules.push_back(comment("masquerade LOCAL traffic for " + m_port.display + " LB IP") + " -m addrtype --src-type LOCAL" + jump("KUBE-MARK-MASQ"));
        rules.push_back(comment("route LOCAL traffic for " + m_port.display + " LB IP to service chain") + " -m addrtype --src-type LOCAL" + jump(m_chains.cluster));
        if (m_port.local.empty())
            return rules.push_back(comment(m_port.display + " has no local endpoints") + jump("KUBE-MARK-DROP"));
        balance(m_port.local, rules, [this](std::size_t i) { return m_isFirst ? comment("Balancing rule " + std::to_string(i) + " for " + m_port.display) : m_hasComments ? comment(m_port.display) : std::string(); });
    }

    const ProxiedPort& m_port;
    const ProxySettings& m_settings;
    PortChains m_chains;
    const std::vector<std::uint32_t>& m_endpoints; ///< of the Service's own chain
    bool m_isFirst;                                ///< the layout of 1.20
    bool m_hasEndpoints;
    bool m_hasComments;
    ChainText m_service{m_chains.cluster, {}};
    ChainText m_balancer{m_chains.balancer, {}};
    ChainText m_firewall{m_chains.firewall, {}};
    PortRules m_rules;
};

} // namespace

PortRules oldIptablesRules(const ProxiedPort& port, const ProxySettings& settings, EndpointComments comments) { return OldPortWriter(port, settings, comments).write(); }

} // namespace hoplens::proxy
