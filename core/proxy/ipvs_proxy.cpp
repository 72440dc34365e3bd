// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/ipvs_proxy.h"

#include "proxy/iptables_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <unordered_set>

namespace hoplens::proxy {
namespace {

using namespace words;

enum SetName : std::size_t { LoopBack, ClusterIp, ExternalIp, ExternalIpLocal, LoadBalancer, LoadBalancerFw, LoadBalancerLocal, SourceIp, SourceCidr, NodePortTcp, NodePortLocalTcp, NodePortUdp, NodePortLocalUdp, NodePortSctp, NodePortLocalSctp, HealthCheck, IpvsIps };

struct SetKind {
    const char* name;
    const char* type;
    const char* comment;
};
constexpr std::array<SetKind, 17> setKinds = {{
    {"LOOP-BACK", "hash:ip,port,ip", "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose"},
    {"CLUSTER-IP", "hash:ip,port", "Kubernetes service cluster ip + port for masquerade purpose"},
    {"EXTERNAL-IP", "hash:ip,port", "Kubernetes service external ip + port for masquerade and filter purpose"},
    {"EXTERNAL-IP-LOCAL", "hash:ip,port", "Kubernetes service external ip + port with externalTrafficPolicy=local"},
    {"LOAD-BALANCER", "hash:ip,port", "Kubernetes service lb portal"},
    {"LOAD-BALANCER-FW", "hash:ip,port", "Kubernetes service load balancer ip + port for load balancer with sourceRange"},
    {"LOAD-BALANCER-LOCAL", "hash:ip,port", "Kubernetes service load balancer ip + port with externalTrafficPolicy=local"},
    {"LOAD-BALANCER-SOURCE-IP", "hash:ip,port,ip", "Kubernetes service load balancer ip + port + source IP for packet filter purpose"},
    {"LOAD-BALANCER-SOURCE-CIDR", "hash:ip,port,net", "Kubernetes service load balancer ip + port + source cidr for packet filter purpose"},
    {"NODE-PORT-TCP", "bitmap:port", "Kubernetes nodeport TCP port for masquerade purpose"},
    {"NODE-PORT-LOCAL-TCP", "bitmap:port", "Kubernetes nodeport TCP port with externalTrafficPolicy=local"},
    {"NODE-PORT-UDP", "bitmap:port", "Kubernetes nodeport UDP port for masquerade purpose"},
    {"NODE-PORT-LOCAL-UDP", "bitmap:port", "Kubernetes nodeport UDP port with externalTrafficPolicy=local"},
    {"NODE-PORT-SCTP-HASH", "hash:ip,port", "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'"},
    {"NODE-PORT-LOCAL-SCTP-HASH", "hash:ip,port", "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'"},
    {"HEALTH-CHECK-NODE-PORT", "bitmap:port", "Kubernetes health check node port"},
    {"IPVS-IPS", "hash:ip", "Kubernetes IPVS addresses"},
}};

constexpr std::size_t longestSetName = 31;

class StateWriter {
public:
    explicit StateWriter(const ProxiedServices& services) : m_settings(services.settings()), m_family(services.family())
    {
        for (const auto& kind : setKinds) {
            const bool isBitmap = std::string_view(kind.type) == "bitmap:port";
            auto name = std::string(m_family == IpFamily::V4 ? "KUBE-" : "KUBE-6-") + kind.name;
            name.resize(std::min(name.size(), longestSetName));
            m_state.sets.push_back({std::move(name), std::string(kind.type) + (isBitmap ? " range 0-65535" : std::string(" family ") + (m_family == IpFamily::V4 ? "inet" : "inet6") + " hashsize 1024 maxelem 65536"), {}});
        }
        findNodeAddresses();
        for (const auto* port : services.ports())
            addPort(*port);
        std::ranges::sort(m_state.boundAddresses);
        for (const auto& address : m_state.boundAddresses)
            addEntry(IpvsIps, address.text());
        std::erase_if(m_state.boundAddresses, [](const Address& address) { return address.isLoopback(); }); // lo has it
        m_state.tables = {filterTable(), natTable()};
    }

    IpvsState take() { return std::move(m_state); }

private:
    void addEntry(SetName set, const std::string& entry)
    {
        if (m_known[set].insert(entry).second)
            m_state.sets[set].entries.push_back(entry);
    }
    bool isFilled(SetName set) const { return !m_state.sets[set].entries.empty(); }

    void findNodeAddresses()
    {
        const auto wanted = nodePortAddresses(m_settings, m_family);
        const auto consider = [&](const Address& address) {
            const bool isLinkLocal6 = wanted.isAll && m_family == IpFamily::V6 && address.isLinkLocal();
            if (address.family == m_family && !address.isLoopback() && !isLinkLocal6 && std::ranges::find(m_nodeAddresses, address) == m_nodeAddresses.end())
                m_nodeAddresses.push_back(address);
        };
        if (wanted.isAll)
            for (const auto& own : m_settings.interfaceAddresses)
                consider(own.address);
        else
            std::ranges::for_each(wanted.addresses, consider);
    }

    void bind(const Address& address)
    {
        const auto isOfNode = std::ranges::any_of(m_settings.interfaceAddresses, [&](const Prefix& own) { return own.address == address; });
        if (!isOfNode && m_bound.insert(address).second)
            m_state.boundAddresses.push_back(address);
    }

    /// Without a local endpoint a policy Local falls back to all, unlike in the other modes.
    static const std::vector<std::uint32_t>& chosen(const ProxiedPort& port, bool isLocal) { return isLocal && !port.local.empty() ? port.local : port.cluster; }

    void addServer(const ProxiedPort& port, const Address& address, std::uint16_t number, bool isLocal)
    {
        const auto protocolNumber = kube::protocolNumber(port.protocol);
        ServedPort served{{protocolNumber, address, number, 0, m_settings.scheduler, port.affinitySeconds, m_settings.scheduler == "mh" ? "sh-port" : "", {}}, port.display};
        for (const auto i : chosen(port, isLocal))
            served.server.realServers.push_back({port.endpoints[i].address, port.endpoints[i].port});
        // Of two that claim the same address and port the kernel has one, with what was written last.
        const auto [at, isNew] = m_serverAt.emplace(std::tuple(address, number, port.protocol), m_state.servers.size());
        if (isNew)
            m_state.servers.push_back(std::move(served));
        else
            m_state.servers[at->second] = std::move(served);
    }

    void addPort(const ProxiedPort& port)
    {
        const std::string protocol(lowerName(port.protocol));
        const auto at = [&](const Address& address, std::uint16_t number) { return address.text() + "," + protocol + ":" + std::to_string(number); };
        for (const auto& endpoint : port.endpoints)
            if (endpoint.isLocal)
                addEntry(LoopBack, at(endpoint.address, endpoint.port) + "," + endpoint.address.text());
        addEntry(ClusterIp, at(port.clusterIp, port.port));
        bind(port.clusterIp);
        addServer(port, port.clusterIp, port.port, port.isInternalLocal);
        for (const auto& address : port.externalIps) {
            addEntry(port.isExternalLocal ? ExternalIpLocal : ExternalIp, at(address, port.port));
            bind(address);
            addServer(port, address, port.port, port.isExternalLocal);
        }
        for (const auto& address : port.loadBalancerIps)
            addLoadBalancer(port, address, at(address, port.port));
        if (port.nodePort != 0)
            addNodePort(port, protocol);
        if (port.healthPort != 0)
            addEntry(HealthCheck, std::to_string(port.healthPort));
    }

    void addLoadBalancer(const ProxiedPort& port, const Address& address, const std::string& entry)
    {
        addEntry(LoadBalancer, entry);
        if (port.isExternalLocal)
            addEntry(LoadBalancerLocal, entry);
        if (!port.sourceRanges.empty()) {
            addEntry(LoadBalancerFw, entry);
            bool allowsNode = false;
            const auto own = m_settings.nodeIp(m_family);
            for (const auto& range : port.sourceRanges) {
                addEntry(SourceCidr, entry + "," + range.text());
                allowsNode = allowsNode || (own && range.contains(*own));
            }
            if (allowsNode)
                addEntry(SourceIp, entry + "," + address.text());
            else // the node itself must not reach it by the address that it has bound
                m_outFilter.push_back(" -s " + address.text() + " -m ipvs --vaddr " + address.text() + " --vproto " + std::string(lowerName(port.protocol)) + " --vport " + std::to_string(port.port) + " -j DROP");
        }
        bind(address);
        addServer(port, address, port.port, port.isExternalLocal);
    }

    void addNodePort(const ProxiedPort& port, const std::string& protocol)
    {
        if (m_nodeAddresses.empty())
            return;
        const auto number = std::to_string(port.nodePort);
        if (port.protocol == kube::Protocol::Sctp) {
            for (const auto& address : m_nodeAddresses) {
                addEntry(NodePortSctp, address.text() + "," + protocol + ":" + number);
                if (port.isExternalLocal)
                    addEntry(NodePortLocalSctp, address.text() + "," + protocol + ":" + number);
            }
        } else {
            const bool isTcp = port.protocol == kube::Protocol::Tcp;
            addEntry(isTcp ? NodePortTcp : NodePortUdp, number);
            if (port.isExternalLocal)
                addEntry(isTcp ? NodePortLocalTcp : NodePortLocalUdp, number);
        }
        for (const auto& address : m_nodeAddresses)
            addServer(port, address, port.nodePort, port.isExternalLocal);
    }

    std::string inSet(SetName set, const char* directions) const { return " -m set --match-set " + m_state.sets[set].name + " " + directions; }
    std::string about(SetName set) const { return comment(setKinds[set].comment); }

    TableText natTable() const
    {
        const auto mark = hexadecimal(m_settings.masqueradeMark);
        const auto toMark = jump("KUBE-MARK-MASQ");
        ChainText services{"KUBE-SERVICES", {m_family == IpFamily::V4 ? " -s 127.0.0.0/8 -j RETURN" : " -s ::1/128 -j RETURN"}};
        auto& rules = services.rules;
        if (isFilled(LoadBalancer))
            rules.push_back(about(LoadBalancer) + inSet(LoadBalancer, "dst,dst") + jump("KUBE-LOAD-BALANCER"));
        if (isFilled(ClusterIp)) {
            const auto fromElsewhere = ifNotLocal(m_settings, m_family);
            const bool byDestination = m_settings.masqueradeAll || !fromElsewhere.empty();
            rules.push_back(about(ClusterIp) + inSet(ClusterIp, byDestination ? "dst,dst" : "src,dst") + (m_settings.masqueradeAll ? "" : fromElsewhere) + toMark);
        }
        if (isFilled(ExternalIp))
            rules.push_back(about(ExternalIp) + inSet(ExternalIp, "dst,dst") + toMark);
        for (const auto set : {ExternalIp, ExternalIpLocal})
            if (isFilled(set)) {
                rules.push_back(about(set) + inSet(set, "dst,dst") + " -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT");
                rules.push_back(about(set) + inSet(set, "dst,dst") + " -m addrtype --dst-type LOCAL -j ACCEPT");
            }
        rules.push_back(" -m addrtype --dst-type LOCAL" + jump("KUBE-NODE-PORT"));
        for (const auto set : {ClusterIp, LoadBalancer})
            if (isFilled(set))
                rules.push_back(inSet(set, "dst,dst") + " -j ACCEPT");

        ChainText balancer{"KUBE-LOAD-BALANCER", {}};
        if (isFilled(LoadBalancerLocal))
            balancer.rules.push_back(about(LoadBalancerLocal) + inSet(LoadBalancerLocal, "dst,dst") + " -j RETURN");
        balancer.rules.push_back(toMark);

        ChainText nodePort{"KUBE-NODE-PORT", {}};
        struct OfProtocol {
            const char* protocol;
            SetName local;
            SetName all;
            const char* directions;
        };
        for (const auto& [protocol, local, all, directions] : {OfProtocol{"tcp", NodePortLocalTcp, NodePortTcp, "dst"}, {"udp", NodePortLocalUdp, NodePortUdp, "dst"}, {"sctp", NodePortLocalSctp, NodePortSctp, "dst,dst"}}) {
            if (isFilled(local))
                nodePort.rules.push_back(std::string(" -p ") + protocol + about(local) + inSet(local, directions) + " -j RETURN");
            if (isFilled(all))
                nodePort.rules.push_back(std::string(" -p ") + protocol + about(all) + inSet(all, directions) + toMark);
        }

        ChainText postrouting{"KUBE-POSTROUTING", {}};
        if (isFilled(LoopBack))
            postrouting.rules.push_back(about(LoopBack) + inSet(LoopBack, "dst,dst,src") + " -j MASQUERADE");
        for (auto& rule : masqueradeRules(m_settings))
            postrouting.rules.push_back(std::move(rule));
        const auto portals = comment("kubernetes service portals") + jump("KUBE-SERVICES");
        return {"nat", {{"PREROUTING", {portals}}, {"INPUT", {}}, {"OUTPUT", {portals}}, {"POSTROUTING", {comment("kubernetes postrouting rules") + jump("KUBE-POSTROUTING")}}},
                {std::move(balancer), {"KUBE-MARK-MASQ", {" -j MARK --or-mark " + mark}}, std::move(nodePort), std::move(postrouting), std::move(services)}};
    }

    TableText filterTable() const
    {
        const auto mark = hexadecimal(m_settings.masqueradeMark);
        ChainText firewall{"KUBE-PROXY-FIREWALL", {}};
        if (isFilled(LoadBalancerFw))
            firewall.rules.push_back(about(LoadBalancerFw) + inSet(LoadBalancerFw, "dst,dst") + jump("KUBE-SOURCE-RANGES-FIREWALL"));
        ChainText ranges{"KUBE-SOURCE-RANGES-FIREWALL", {}};
        for (const auto set : {SourceCidr, SourceIp})
            if (isFilled(set))
                ranges.rules.push_back(about(set) + inSet(set, "dst,dst,src") + " -j RETURN");
        ranges.rules.push_back(" -j DROP");
        ChainText access{"KUBE-IPVS-FILTER", {}};
        for (const auto set : {LoadBalancer, ClusterIp, ExternalIp, ExternalIpLocal})
            access.rules.push_back(inSet(set, "dst,dst") + " -j RETURN");
        access.rules.push_back(inSet(HealthCheck, "dst") + " -j RETURN");
        access.rules.push_back(" -m conntrack --ctstate NEW" + inSet(IpvsIps, "dst") + " -j REJECT");
        const auto filtered = comment("kube-proxy firewall rules") + jump("KUBE-PROXY-FIREWALL");
        const auto accessed = [](const char* chain) { return comment("kubernetes ipvs access filter") + jump(chain); };
        return {"filter",
                {{"INPUT", {accessed("KUBE-IPVS-FILTER"), filtered, comment("kubernetes health check rules") + jump("KUBE-NODE-PORT")}}, {"FORWARD", {filtered, comment("kubernetes forwarding rules") + jump("KUBE-FORWARD")}}, {"OUTPUT", {accessed("KUBE-IPVS-OUT-FILTER")}}},
                {{"KUBE-FORWARD", {comment("kubernetes forwarding rules") + " -m mark --mark " + mark + "/" + mark + " -j ACCEPT", comment("kubernetes forwarding conntrack rule") + " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"}},
                 std::move(access),
                 {"KUBE-IPVS-OUT-FILTER", m_outFilter},
                 {"KUBE-NODE-PORT", {about(HealthCheck) + inSet(HealthCheck, "dst") + " -j ACCEPT"}},
                 std::move(firewall),
                 std::move(ranges)}};
    }

    const ProxySettings& m_settings;
    IpFamily m_family;
    std::vector<Address> m_nodeAddresses;
    std::vector<std::string> m_outFilter;
    std::array<std::unordered_set<std::string>, setKinds.size()> m_known; ///< entries of each set
    std::unordered_set<Address> m_bound;
    std::map<std::tuple<Address, std::uint16_t, kube::Protocol>, std::size_t> m_serverAt;
    IpvsState m_state;
};

} // namespace

IpvsState ipvsState(const ProxiedServices& services) { return StateWriter(services).take(); }

std::vector<VirtualServer> serversOf(const IpvsState& state)
{
    std::vector<VirtualServer> servers;
    for (const auto& served : state.servers)
        servers.push_back(served.server);
    return servers;
}

std::string ipsetText(const std::vector<IpsetText>& sets)
{
    std::string text;
    for (const auto& set : sets) {
        text += "create " + set.name + " " + set.definition + "\n";
        for (const auto& entry : set.entries)
            text += "add " + set.name + " " + entry + "\n";
    }
    return text;
}

} // namespace hoplens::proxy
