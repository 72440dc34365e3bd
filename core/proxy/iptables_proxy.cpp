// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/iptables_proxy.h"

#include "proxy/chain_names.h"
#include "proxy/iptables_words.h"

#include <algorithm>

namespace hoplens::proxy {
namespace {

using namespace words;

constexpr std::size_t hashLength = 16;

/// Rules of one port as releases since 1.25 write them.
class PortWriter {
public:
    PortWriter(const ProxiedPort& port, const ProxySettings& settings, EndpointComments comments) : m_port(port), m_settings(settings), m_chains(port), m_hasComments(comments == EndpointComments::Written) {}

    PortRules write()
    {
        writeClusterIp();
        writeExternalIps();
        writeLoadBalancer();
        writeNodePort();
        if (m_port.healthPort != 0)
            m_rules.filterNodePorts.push_back(comment(m_port.display + " health check node port") + " -m tcp -p tcp --dport " + std::to_string(m_port.healthPort) + " -j ACCEPT");
        writeExternalChain();
        writeFirewallChain();
        if (m_port.usesCluster() && !m_port.cluster.empty())
            writeBalancing(m_chains.cluster, m_port.cluster);
        if (m_port.usesLocal() && !m_port.local.empty())
            writeBalancing(m_chains.local, m_port.local);
        for (const auto i : m_port.reachable)
            m_rules.chains.push_back(endpointChain(m_port, m_port.endpoints[i], m_chains.ofEndpoint(m_port.endpoints[i]), m_hasComments ? comment(m_port.display) : ""));
        return std::move(m_rules);
    }

private:
    IpFamily family() const { return m_port.clusterIp.family; }
    const std::string& internalChain() const { return m_port.isInternalLocal ? m_chains.local : m_chains.cluster; }
    std::string refusal() const { return comment(m_port.display + (m_port.hasEndpoints ? " has no local endpoints" : " has no endpoints")); }
    std::string refusalTarget() const { return m_port.hasEndpoints ? " -j DROP" : " -j REJECT"; }

    void writeClusterIp()
    {
        if (m_port.hasInternal)
            m_rules.natServices.push_back(comment(m_port.display + " cluster IP") + to(m_port, m_port.clusterIp) + jump(internalChain()));
        else
            m_rules.filterServices.push_back(refusal() + to(m_port, m_port.clusterIp) + refusalTarget());
    }

    void writeExternalIps()
    {
        for (const auto& address : m_port.externalIps) {
            if (m_port.hasEndpoints)
                m_rules.natServices.push_back(comment(m_port.display + " external IP") + to(m_port, address) + jump(m_chains.external));
            if (!m_port.hasExternal)
                m_rules.externalServices.push_back(refusal() + to(m_port, address) + refusalTarget());
        }
    }

    void writeLoadBalancer()
    {
        for (const auto& address : m_port.loadBalancerIps) {
            if (m_port.hasEndpoints)
                m_rules.natServices.push_back(comment(m_port.display + " loadbalancer IP") + to(m_port, address) + jump(m_port.hasFirewall() ? m_chains.firewall : m_chains.external));
            if (m_port.hasFirewall())
                m_rules.firewall.push_back(comment(m_port.display + " traffic not accepted by " + m_chains.firewall) + to(m_port, address) + " -j DROP");
            if (!m_port.hasExternal)
                m_rules.externalServices.push_back(refusal() + to(m_port, address) + refusalTarget());
        }
    }

    void writeNodePort()
    {
        if (m_port.nodePort == 0)
            return;
        if (m_port.hasEndpoints) {
            if (m_settings.layout >= ProxyLayout::V1_33 && m_settings.hasLocalhostCounter && hasLocalhostNodePorts()) {
                const std::string protocol(lowerName(m_port.protocol));
                m_rules.natNodePorts.push_back(comment(m_port.display) + " -m " + protocol + " -p " + protocol + " -d 127.0.0.0/8 --dport " + std::to_string(m_port.nodePort) + " -m nfacct --nfacct-name localhost_nps_accepted_pkts" + jump(m_chains.external));
            }
            m_rules.natNodePorts.push_back(comment(m_port.display) + toNodePort(m_port) + jump(m_chains.external));
        }
        if (!m_port.hasExternal)
            m_rules.externalServices.push_back(refusal() + " -m addrtype --dst-type LOCAL" + toNodePort(m_port) + refusalTarget());
    }

    bool hasLocalhostNodePorts() const { return family() == IpFamily::V4 && m_settings.localhostNodePorts && nodePortAddresses(m_settings, family()).hasLoopback; }

    void writeExternalChain()
    {
        if (!m_port.hasEndpoints || !m_port.isExternal())
            return;
        ChainText chain{m_chains.external, {}};
        const auto about = [this](const std::string& what) { return comment(what + " " + m_port.display + " external destinations"); };
        if (!m_port.isExternalLocal) {
            chain.rules.push_back(about("masquerade traffic for") + jump("KUBE-MARK-MASQ"));
        } else {
            if (const auto local = ifLocal(m_settings, family()); !local.empty())
                chain.rules.push_back(about("pod traffic for") + local + jump(m_chains.cluster));
            chain.rules.push_back(about("masquerade LOCAL traffic for") + " -m addrtype --src-type LOCAL" + jump("KUBE-MARK-MASQ"));
            chain.rules.push_back(about("route LOCAL traffic for") + " -m addrtype --src-type LOCAL" + jump(m_chains.cluster));
        }
        if (m_port.hasExternal)
            chain.rules.push_back(jump(m_port.isExternalLocal ? m_chains.local : m_chains.cluster));
        m_rules.chains.push_back(std::move(chain));
    }

    void writeFirewallChain()
    {
        if (!m_port.hasFirewall())
            return;
        ChainText chain{m_chains.firewall, {}};
        const auto about = comment(m_port.display + " loadbalancer IP");
        for (const auto& range : m_port.sourceRanges)
            chain.rules.push_back(about + " -s " + range.text() + jump(m_chains.external));
        // Up to 1.27 a proxy of both families did not know the address of its node.
        const bool knowsNode = m_settings.layout >= ProxyLayout::V1_30 || m_settings.families.size() < 2;
        const auto own = knowsNode ? m_settings.nodeIp(family()) : std::nullopt;
        if (own && std::ranges::any_of(m_port.sourceRanges, [&](const Prefix& range) { return range.contains(*own); }))
            for (const auto& address : m_port.loadBalancerIps)
                chain.rules.push_back(about + " -s " + address.text() + jump(m_chains.external));
        if (m_settings.layout >= ProxyLayout::V1_27)
            chain.rules.push_back(comment("other traffic to " + m_port.display + " will be dropped by KUBE-PROXY-FIREWALL"));
        m_rules.chains.push_back(std::move(chain));
    }

    void writeBalancing(const std::string& name, const std::vector<std::uint32_t>& endpoints)
    {
        ChainText chain{name, {}};
        if (m_port.hasInternal && name == internalChain()) {
            const auto fromElsewhere = ifNotLocal(m_settings, family());
            if (m_settings.masqueradeAll || !fromElsewhere.empty())
                chain.rules.push_back(comment(m_port.display + " cluster IP") + to(m_port, m_port.clusterIp) + (m_settings.masqueradeAll ? "" : fromElsewhere) + jump("KUBE-MARK-MASQ"));
        }
        const auto label = [this](const ProxiedEndpoint& endpoint) { return m_hasComments ? comment(m_port.display + " -> " + endpoint.text) : std::string(); };
        if (m_port.affinitySeconds)
            for (const auto i : endpoints) {
                const auto own = m_chains.ofEndpoint(m_port.endpoints[i]);
                chain.rules.push_back(label(m_port.endpoints[i]) + remembers(m_port, own) + jump(own));
            }
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            const auto& endpoint = m_port.endpoints[endpoints[i]];
            const auto left = endpoints.size() - i;
            chain.rules.push_back(label(endpoint) + (left > 1 ? " -m statistic --mode random --probability " + probability(left) : "") + jump(m_chains.ofEndpoint(endpoint)));
        }
        m_rules.chains.push_back(std::move(chain));
    }

    const ProxiedPort& m_port;
    const ProxySettings& m_settings;
    PortChains m_chains;
    bool m_hasComments;
    PortRules m_rules;
};

std::vector<std::string> nodePortDispatch(const ProxySettings& settings, IpFamily family)
{
    const auto about = comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain");
    const auto addresses = nodePortAddresses(settings, family);
    const bool hasLocalhost = family == IpFamily::V4 && settings.localhostNodePorts && addresses.hasLoopback;
    const bool isOld = settings.layout < ProxyLayout::V1_27; // localhost node ports could not be turned off
    if (addresses.isAll)
        return {about + " -m addrtype --dst-type LOCAL" + (isOld ? "" : family == IpFamily::V6 ? " ! -d ::1/128" : hasLocalhost ? "" : " ! -d 127.0.0.0/8") + jump("KUBE-NODEPORTS")};
    std::vector<std::string> rules;
    for (const auto& address : addresses.addresses)
        if (!address.isLoopback() || hasLocalhost || (isOld && family == IpFamily::V4))
            rules.push_back(about + " -d " + address.text() + jump("KUBE-NODEPORTS"));
    return rules;
}

std::vector<std::string> forwardRules(const ProxySettings& settings)
{
    const auto mark = hexadecimal(settings.masqueradeMark);
    std::vector<std::string> rules;
    if (!settings.isTcpBeLiberal)
        rules.push_back(std::string(" -m conntrack --ctstate INVALID") + (settings.layout >= ProxyLayout::V1_33 && settings.hasInvalidCounter ? " -m nfacct --nfacct-name ct_state_invalid_dropped_pkts" : "") + " -j DROP");
    rules.push_back(comment("kubernetes forwarding rules") + " -m mark --mark " + mark + "/" + mark + " -j ACCEPT");
    const auto known = [&](const char* what) { rules.push_back(comment(what) + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"); };
    if (settings.layout >= ProxyLayout::V1_23)
        return known("kubernetes forwarding conntrack rule"), rules;
    known("kubernetes forwarding conntrack pod source rule");
    known("kubernetes forwarding conntrack pod destination rule");
    return rules;
}

std::vector<std::string> firewallRules(const ProxySettings& settings, IpFamily family)
{
    std::vector<std::string> rules;
    const bool isKubelets = settings.layout < ProxyLayout::V1_27;
    if (isKubelets)
        rules.push_back(comment("kubernetes firewall for dropping marked packets") + " -m mark --mark 0x8000/0x8000 -j DROP");
    if (family == IpFamily::V4 && (isKubelets || (settings.localhostNodePorts && nodePortAddresses(settings, family).hasLoopback)))
        rules.push_back(comment("block incoming localnet connections") + " -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP");
    return rules;
}

/// The jumps of the built-in chains, as they stand when all were put first, one after the other.
std::vector<ChainText> filterJumps(ProxyLayout layout)
{
    const auto fresh = [](const char* what, const char* chain) { return std::string(" -m conntrack --ctstate NEW") + comment(what) + jump(chain); };
    const auto balancer = fresh("kubernetes load balancer firewall", "KUBE-PROXY-FIREWALL");
    const auto external = fresh("kubernetes externally-visible service portals", "KUBE-EXTERNAL-SERVICES");
    const auto services = fresh("kubernetes service portals", "KUBE-SERVICES");
    const auto health = comment("kubernetes health check service ports") + jump("KUBE-NODEPORTS");
    const auto forward = comment("kubernetes forwarding rules") + jump("KUBE-FORWARD");
    const auto firewall = jump("KUBE-FIREWALL");
    if (layout == ProxyLayout::V1_20)
        return {{"INPUT", {external, firewall}}, {"FORWARD", {forward, services, external}}, {"OUTPUT", {services, firewall}}};
    if (layout == ProxyLayout::V1_23)
        return {{"INPUT", {health, external, firewall}}, {"FORWARD", {forward, services, external}}, {"OUTPUT", {services, firewall}}};
    if (layout == ProxyLayout::V1_25)
        return {{"INPUT", {balancer, health, external, firewall}}, {"FORWARD", {balancer, forward, services, external}}, {"OUTPUT", {balancer, services, firewall}}};
    return {{"INPUT", {firewall, balancer, health, external}}, {"FORWARD", {balancer, forward, services, external}}, {"OUTPUT", {firewall, balancer, services}}};
}

void moveTo(std::vector<std::string>& all, std::vector<std::string>&& some) { std::ranges::move(some, std::back_inserter(all)); }

} // namespace

PortChains::PortChains(const ProxiedPort& port) : m_hashed(port.display + std::string(lowerName(port.protocol)))
{
    const auto hash = hashName(m_hashed, hashLength);
    cluster = "KUBE-SVC-" + hash;
    local = "KUBE-SVL-" + hash;
    external = "KUBE-EXT-" + hash;
    firewall = "KUBE-FW-" + hash;
    balancer = "KUBE-XLB-" + hash;
}

std::string PortChains::ofEndpoint(const ProxiedEndpoint& endpoint) const { return "KUBE-SEP-" + hashName(m_hashed + endpoint.text, hashLength); }

PortRules iptablesRules(const ProxiedPort& port, const ProxySettings& settings, EndpointComments comments)
{
    return settings.layout < ProxyLayout::V1_25 ? oldIptablesRules(port, settings, comments) : PortWriter(port, settings, comments).write();
}

std::vector<TableText> iptablesTables(const ProxiedServices& services)
{
    const auto& settings = services.settings();
    const auto family = services.family();
    const auto comments = services.isLarge() ? EndpointComments::LeftOut : EndpointComments::Written;
    const auto mark = hexadecimal(settings.masqueradeMark);
    const bool hasHealth = settings.layout >= ProxyLayout::V1_23;
    ChainText natServices{"KUBE-SERVICES", {}}, natNodePorts{"KUBE-NODEPORTS", {}};
    ChainText filterServices{"KUBE-SERVICES", {}}, external{"KUBE-EXTERNAL-SERVICES", {}}, nodePorts{"KUBE-NODEPORTS", {}}, balancer{"KUBE-PROXY-FIREWALL", {}};
    TableText nat{"nat", {}, {}};
    for (const auto* served : services.ports()) {
        auto port = iptablesRules(*served, settings, comments);
        moveTo(natServices.rules, std::move(port.natServices));
        moveTo(natNodePorts.rules, std::move(port.natNodePorts));
        moveTo(filterServices.rules, std::move(port.filterServices));
        moveTo(external.rules, std::move(port.externalServices));
        moveTo(nodePorts.rules, std::move(port.filterNodePorts));
        moveTo(balancer.rules, std::move(port.firewall));
        std::ranges::move(port.chains, std::back_inserter(nat.chains));
    }
    moveTo(natServices.rules, nodePortDispatch(settings, family));

    TableText filter{"filter", filterJumps(settings.layout), {std::move(external), {"KUBE-FIREWALL", firewallRules(settings, family)}, {"KUBE-FORWARD", forwardRules(settings)}}};
    if (hasHealth)
        filter.chains.push_back(std::move(nodePorts));
    if (settings.layout >= ProxyLayout::V1_25)
        filter.chains.push_back(std::move(balancer));
    filter.chains.push_back(std::move(filterServices));

    const auto portals = comment("kubernetes service portals") + jump("KUBE-SERVICES");
    nat.builtIn = {{"PREROUTING", {portals}}, {"INPUT", {}}, {"OUTPUT", {portals}}, {"POSTROUTING", {comment("kubernetes postrouting rules") + jump("KUBE-POSTROUTING")}}};
    nat.chains.push_back(std::move(natServices));
    nat.chains.push_back(std::move(natNodePorts));
    nat.chains.push_back({"KUBE-MARK-MASQ", {" -j MARK --or-mark " + mark}});
    if (settings.layout < ProxyLayout::V1_27) // the kubelet's
        nat.chains.push_back({"KUBE-MARK-DROP", {" -j MARK --or-mark 0x8000"}});
    nat.chains.push_back({"KUBE-POSTROUTING", masqueradeRules(settings)});
    std::ranges::sort(nat.chains, {}, &ChainText::name);
    return {std::move(filter), std::move(nat)};
}

std::string restoreText(const std::vector<TableText>& tables)
{
    std::size_t size = 0;
    for (const auto& table : tables)
        for (const auto& chain : table.chains)
            for (const auto& rule : chain.rules)
                size += rule.size() + 40;
    std::string text;
    text.reserve(size + 4096);
    for (const auto& table : tables) {
        text += "*" + table.name + "\n";
        for (const auto& chain : table.builtIn)
            text += ":" + chain.name + " ACCEPT [0:0]\n";
        for (const auto& chain : table.chains)
            text += ":" + chain.name + " - [0:0]\n";
        for (const auto* chains : {&table.builtIn, &table.chains})
            for (const auto& chain : *chains)
                for (const auto& rule : chain.rules) {
                    text += "-A ";
                    text += chain.name;
                    text += rule;
                    text += '\n';
                }
        text += "COMMIT\n";
    }
    return text;
}

} // namespace hoplens::proxy
