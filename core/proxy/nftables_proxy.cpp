// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/nftables_proxy.h"

#include "proxy/chain_names.h"
#include "proxy/iptables_words.h"

#include <algorithm>
#include <set>

namespace hoplens::proxy {
namespace {

constexpr std::size_t hashLength = 8;
constexpr std::size_t longestName = 240;

std::string hashed(const std::string& text)
{
    auto name = hashName(text, hashLength) + "-" + text;
    return name.size() > longestName ? name.substr(0, longestName - 3) + "..." : name;
}

std::string plainName(const ProxiedPort& port) { return port.nameSpace + "/" + port.service + "/" + std::string(lowerName(port.protocol)) + "/" + port.portName; }

std::string endpointName(const ProxiedPort& port, const ProxiedEndpoint& endpoint)
{
    auto address = endpoint.address.text();
    std::ranges::replace(address, ':', '.');
    return hashed(plainName(port) + "__" + address + "/" + std::to_string(endpoint.port));
}

std::string ipOf(IpFamily family) { return family == IpFamily::V4 ? "ip" : "ip6"; }

std::string commented(const std::string& text) { return " comment \"" + text + "\""; }

/// `ip saddr 10.0.0.0/8`, `iifname cbr0`; sign: "" or "!= ".
std::string localMatch(const ProxySettings& settings, IpFamily family, const std::string& sign)
{
    switch (settings.detectLocal) {
    case DetectLocal::None: return {};
    case DetectLocal::Cidr: {
        const auto cidr = settings.localCidr(family);
        return cidr ? ipOf(family) + " saddr " + sign + cidr->text() : std::string();
    }
    case DetectLocal::BridgeInterface: return "iifname " + sign + settings.localInterface;
    case DetectLocal::InterfaceNamePrefix: return "iifname " + sign + settings.localInterface + "*";
    }
    return {};
}

class NftPortWriter {
public:
    NftPortWriter(const ProxiedPort& port, const ProxySettings& settings) : m_port(port), m_settings(settings), m_base(hashed(plainName(port))), m_ip(ipOf(port.clusterIp.family)), m_hasFirewall(!port.loadBalancerIps.empty() && !port.sourceRanges.empty()) {}

    NftPortRules write()
    {
        addElement("cluster-ips", m_port.clusterIp.text());
        if (m_port.hasInternal)
            addElement("service-ips", at(m_port.clusterIp) + " : goto " + (m_port.isInternalLocal ? local() : cluster()));
        else
            addElement("no-endpoint-services", at(m_port.clusterIp) + refusal());
        for (const auto* addresses : {&m_port.externalIps, &m_port.loadBalancerIps})
            for (const auto& address : *addresses)
                writeExternal("service-ips", "no-endpoint-services", at(address));
        for (const auto& address : m_port.loadBalancerIps)
            if (m_hasFirewall)
                addElement("firewall-ips", at(address) + " : goto firewall-" + m_base);
        if (m_port.nodePort != 0)
            writeExternal("service-nodeports", "no-endpoint-nodeports", protocol() + " . " + std::to_string(m_port.nodePort));
        writeExternalChain();
        if (m_hasFirewall)
            writeFirewall();
        if (m_port.usesCluster() && !m_port.cluster.empty())
            writeBalancing(cluster(), m_port.cluster);
        if (m_port.usesLocal() && !m_port.local.empty())
            writeBalancing(local(), m_port.local);
        writeEndpoints();
        return std::move(m_rules);
    }

private:
    std::string cluster() const { return "service-" + m_base; }
    std::string local() const { return "local-" + m_base; }
    std::string external() const { return "external-" + m_base; }
    std::string protocol() const { return std::string(lowerName(m_port.protocol)); }
    std::string mark() const { return "mark set mark or " + words::hexadecimal(m_settings.masqueradeMark); }
    std::string at(const Address& address) const { return address.text() + " . " + protocol() + " . " + std::to_string(m_port.port); }
    std::string refusal() const { return commented(m_port.display) + " : " + (m_port.hasEndpoints ? "drop" : "goto reject-chain"); }
    void addElement(const std::string& set, const std::string& element) { m_rules.elements.push_back({set, element}); }

    void writeExternal(const std::string& map, const std::string& refusals, const std::string& key)
    {
        if (m_port.hasEndpoints)
            addElement(map, key + " : goto " + external());
        if (!m_port.hasExternal)
            addElement(refusals, key + refusal());
    }

    void writeExternalChain()
    {
        if (!m_port.hasEndpoints || !m_port.isExternal())
            return;
        ChainText chain{external(), {}};
        if (!m_port.isExternalLocal) {
            chain.rules.push_back(mark() + commented("masquerade"));
        } else {
            if (const auto pods = localMatch(m_settings, m_port.clusterIp.family, ""); !pods.empty())
                chain.rules.push_back(pods + " goto " + cluster() + commented("short-circuit pod traffic"));
            chain.rules.push_back("fib saddr type local " + mark() + commented("masquerade local traffic"));
            chain.rules.push_back("fib saddr type local goto " + cluster() + commented("short-circuit local traffic"));
        }
        if (m_port.hasExternal)
            chain.rules.push_back("goto " + (m_port.isExternalLocal ? local() : cluster()));
        m_rules.chains.push_back(std::move(chain));
    }

    void writeFirewall()
    {
        std::string allowed;
        for (const auto& range : m_port.sourceRanges)
            allowed += (allowed.empty() ? "" : " , ") + range.text();
        const auto own = m_settings.nodeIp(m_port.clusterIp.family);
        if (own && std::ranges::any_of(m_port.sourceRanges, [&](const Prefix& range) { return range.contains(*own); }))
            for (const auto& address : m_port.loadBalancerIps)
                allowed += " , " + address.text();
        m_rules.chains.push_back({"firewall-" + m_base, {m_ip + " saddr != { " + allowed + " } drop"}});
    }

    void writeBalancing(const std::string& name, const std::vector<std::uint32_t>& endpoints)
    {
        ChainText chain{name, {}};
        const auto among = "numgen random mod " + std::to_string(endpoints.size()) + " ";
        std::string choices;
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            const auto& endpoint = m_port.endpoints[endpoints[i]];
            choices += (i == 0 ? "" : " , ") + std::to_string(i) + " : ";
            if (!m_port.affinitySeconds) {
                choices += endpoint.address.text() + " . " + std::to_string(endpoint.port);
                continue;
            }
            const auto base = endpointName(m_port, endpoint);
            choices += "goto endpoint-" + base;
            chain.rules.push_back(m_ip + " saddr @affinity-" + base + " goto endpoint-" + base);
        }
        if (m_port.affinitySeconds)
            chain.rules.push_back(among + "vmap { " + choices + " }");
        else
            chain.rules.push_back("meta l4proto " + protocol() + " dnat " + m_ip + " addr . port to " + among + "map { " + choices + " }");
        m_rules.chains.push_back(std::move(chain));
    }

    void writeEndpoints()
    {
        for (const auto i : m_port.reachable) {
            const auto& endpoint = m_port.endpoints[i];
            const auto address = endpoint.address.text();
            if (endpoint.isLocal)
                addElement("hairpin-connections", address + " . " + address + " . " + protocol() + " . " + std::to_string(endpoint.port));
            if (!m_port.affinitySeconds)
                continue;
            const auto base = endpointName(m_port, endpoint);
            m_rules.sets.push_back({"affinity-" + base, {std::string("type ") + (m_ip == "ip" ? "ipv4_addr" : "ipv6_addr") + " ; flags dynamic,timeout ; timeout " + std::to_string(*m_port.affinitySeconds) + "s ;"}});
            m_rules.chains.push_back({"endpoint-" + base, {"update @affinity-" + base + " { " + m_ip + " saddr }", "meta l4proto " + protocol() + " dnat to " + endpoint.text}});
        }
    }

    const ProxiedPort& m_port;
    const ProxySettings& m_settings;
    std::string m_base;
    std::string m_ip;
    bool m_hasFirewall;
    NftPortRules m_rules;
};

std::vector<ChainText> fixedChains(const ProxySettings& settings, IpFamily family)
{
    const auto ip = ipOf(family);
    const auto mark = words::hexadecimal(settings.masqueradeMark);
    const auto addresses = nodePortAddresses(settings, family);
    const auto notLoopback = family == IpFamily::V4 ? "ip daddr != 127.0.0.0/8 " : "ip6 daddr != ::1 ";
    const auto toNode = addresses.isAll ? std::string(notLoopback) : ip + " daddr @nodeport-ips ";
    const auto byAddress = ip + " daddr . meta l4proto . th dport vmap @";
    const auto byPort = "meta l4proto . th dport vmap @";
    const auto hooked = [](const char* type, const char* hook, const char* priority) { return std::string("{ type ") + type + " hook " + hook + " priority " + priority + " ; }"; };
    const auto fresh = [](const char* chain) { return std::string("ct state new jump ") + chain; };

    ChainText services{"services", {}};
    const auto fromElsewhere = localMatch(settings, family, "!= ");
    const auto marking = "mark set mark or " + mark;
    if (settings.masqueradeAll)
        services.rules.push_back(ip + " daddr @cluster-ips " + marking + commented("masquerade all clusterIP traffic"));
    else if (!fromElsewhere.empty())
        services.rules.push_back(ip + " daddr @cluster-ips " + fromElsewhere + " " + marking + commented("masquerade clusterIP traffic from outside cluster"));
    services.rules.push_back(byAddress + "service-ips");
    services.rules.push_back((addresses.isAll ? "fib daddr type local " : "") + toNode + byPort + "service-nodeports");

    ChainText clusterIps{"cluster-ips-check", {ip + " daddr @cluster-ips reject" + commented("Reject traffic to invalid ports of ClusterIPs")}};
    std::string blocks;
    for (const auto& block : settings.serviceCidrs)
        if (block.address.family == family)
            blocks += (blocks.empty() ? "" : " , ") + block.text();
    if (!blocks.empty())
        clusterIps.rules.push_back(ip + " daddr { " + blocks + " } drop" + commented("Drop traffic to unallocated ClusterIPs"));
    return {
        {"filter-prerouting-pre-dnat", {hooked("filter", "prerouting", "-110"), fresh("firewall-check")}},
        {"filter-output-pre-dnat", {hooked("filter", "output", "-110"), fresh("firewall-check")}},
        {"filter-input", {hooked("filter", "input", "0"), fresh("nodeport-endpoints-check"), fresh("service-endpoints-check")}},
        {"filter-forward", {hooked("filter", "forward", "0"), fresh("service-endpoints-check"), fresh("cluster-ips-check")}},
        {"filter-output", {hooked("filter", "output", "0"), fresh("service-endpoints-check"), fresh("cluster-ips-check")}},
        {"nat-prerouting", {hooked("nat", "prerouting", "-100"), "jump services"}},
        {"nat-output", {hooked("nat", "output", "-100"), "jump services"}},
        {"nat-postrouting", {hooked("nat", "postrouting", "100"), "jump masquerading"}},
        {"reject-chain", {"{ comment \"helper for @no-endpoint-services / @no-endpoint-nodeports\" ; }", "reject"}},
        {"masquerading", {"mark and " + mark + " != 0 mark set mark xor " + mark + " masquerade fully-random", "ct status dnat " + ip + " saddr . " + ip + " daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random"}},
        std::move(clusterIps),
        {"service-endpoints-check", {byAddress + "no-endpoint-services"}},
        {"nodeport-endpoints-check", {toNode + byPort + "no-endpoint-nodeports"}},
        {"firewall-check", {byAddress + "firewall-ips"}},
        std::move(services)};
}

} // namespace

std::vector<std::string> serviceChainNames(const std::string& display, const std::string& protocol)
{
    const auto colon = display.find(':');
    const auto plain = display.substr(0, colon) + "/" + protocol + "/" + (colon == std::string::npos ? "" : display.substr(colon + 1));
    const auto hash = hashName(display + protocol, 16);
    return {"KUBE-SVC-" + hash, "KUBE-SVL-" + hash, "service-" + hashed(plain), "local-" + hashed(plain)};
}

NftPortRules nftablesRules(const ProxiedPort& port, const ProxySettings& settings) { return NftPortWriter(port, settings).write(); }

NftTableText nftablesTable(const ProxiedServices& services)
{
    const auto& settings = services.settings();
    const auto family = services.family();
    const std::string address = family == IpFamily::V4 ? "ipv4_addr" : "ipv6_addr";
    NftTableText table{ipOf(family), {}, {}, fixedChains(settings, family), {}};
    table.sets = {{"cluster-ips", {"type " + address + " ;" + commented("Active ClusterIPs") + " ;"}}, {"hairpin-connections", {"type " + address + " . " + address + " . inet_proto . inet_service ;" + commented("service hairpin connections") + " ;"}}};
    table.maps = {
        {"firewall-ips", {"type " + address + " . inet_proto . inet_service : verdict ;" + commented("destinations that are subject to LoadBalancerSourceRanges") + " ;"}},
        {"no-endpoint-nodeports", {"type inet_proto . inet_service : verdict ;" + commented("vmap to drop or reject packets to service nodeports with no endpoints") + " ;"}},
        {"no-endpoint-services", {"type " + address + " . inet_proto . inet_service : verdict ;" + commented("vmap to drop or reject packets to services with no endpoints") + " ;"}},
        {"service-ips", {"type " + address + " . inet_proto . inet_service : verdict ;" + commented("ClusterIP, ExternalIP and LoadBalancer IP traffic") + " ;"}},
        {"service-nodeports", {"type inet_proto . inet_service : verdict ;" + commented("NodePort traffic") + " ;"}}};
    if (const auto addresses = nodePortAddresses(settings, family); !addresses.isAll) {
        table.sets.push_back({"nodeport-ips", {"type " + address + " ;" + commented("IPs that accept NodePort traffic") + " ;"}});
        for (const auto& own : addresses.addresses)
            if (!own.isLoopback())
                table.elements.push_back({"nodeport-ips", own.text()});
    }
    std::set<std::string> known; // two ports may share an address or an endpoint
    for (const auto* port : services.ports()) {
        auto rules = nftablesRules(*port, settings);
        std::ranges::move(rules.chains, std::back_inserter(table.chains));
        std::ranges::move(rules.sets, std::back_inserter(table.sets));
        for (auto& element : rules.elements)
            if ((element.set != "cluster-ips" && element.set != "hairpin-connections") || known.insert(element.set + element.element).second)
                table.elements.push_back(std::move(element));
    }
    return table;
}

std::string nftText(const NftTableText& table)
{
    const auto in = " " + table.family + " kube-proxy ";
    std::string text = "add table" + in + "{ comment \"rules for kube-proxy\" ; }\n";
    const auto define = [&](const char* what, const std::string& name, const std::string& definition) { text += std::string("add ") + what + in + name + (definition.empty() ? "" : " " + definition) + "\n"; };
    for (const auto& chain : table.chains)
        define("chain", chain.name, !chain.rules.empty() && chain.rules.front().starts_with('{') ? chain.rules.front() : "");
    for (const auto& set : table.sets)
        define("set", set.name, "{ " + set.rules.front() + " }");
    for (const auto& map : table.maps)
        define("map", map.name, "{ " + map.rules.front() + " }");
    for (const auto& chain : table.chains)
        for (const auto& rule : chain.rules)
            if (!rule.starts_with('{'))
                define("rule", chain.name, rule);
    for (const auto& element : table.elements)
        define("element", element.set, "{ " + element.element + " }");
    return text;
}

} // namespace hoplens::proxy
