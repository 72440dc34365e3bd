// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/service_findings.h"

#include "cluster/service_reasons.h"

#include <algorithm>
#include <map>
#include <set>

namespace hoplens {
namespace {

using namespace kube;

constexpr std::uint16_t firstNodePort = 30000; ///< kube-apiserver's default --service-node-port-range
constexpr std::uint16_t lastNodePort = 32767;
constexpr std::size_t manyRules = 10'000; ///< in iptables mode: each new connection is compared with half of those in KUBE-SERVICES

class ServiceChecker {
public:
    ServiceChecker(const ServiceEndpoints& endpoints, const proxy::ProxySettings& proxy, const hoplens::Namespace* node) : m_endpoints(endpoints), m_objects(endpoints.objects()), m_proxy(proxy), m_node(node) {}

    std::vector<Finding> check()
    {
        for (const auto& service : m_objects.services) {
            if (service.type == ServiceType::ExternalName)
                continue;
            checkEndpoints(service);
            checkNodePorts(service);
            checkLoadBalancer(service);
            checkLocalPolicy(service);
            checkAffinity(service);
            checkPodRange(service);
        }
        checkClaims();
        checkClusterIps();
        checkProxy();
        std::ranges::sort(m_findings, {}, [](const Finding& finding) { return std::tie(finding.severity, finding.id, finding.space, finding.objects); });
        return std::move(m_findings);
    }

private:
    static std::string nameOf(const Service& service) { return service.meta.nameSpace + "/" + service.meta.name; }

    void add(Severity severity, const char* id, const Service& service, std::vector<std::string> objects, std::string sentence, std::string remedy)
    {
        m_findings.push_back({severity, id, nameOf(service), std::move(objects), std::move(sentence), std::move(remedy)});
    }

    void checkEndpoints(const Service& service)
    {
        std::set<std::string> told;
        if (!service.selector.empty() && m_endpoints.origin(service) == EndpointOrigin::None)
            return; // neither pods nor slices were told
        for (const auto& port : service.ports)
            for (const auto& why : whyNoEndpointsOf(service, port)) {
                const bool isPort = why.starts_with("targetPort");
                if (told.insert(why).second)
                    add(Severity::Problem, isPort ? "target-port-matches-nothing" : "service-selects-nothing", service, {"port " + std::to_string(port.port)}, "Service " + nameOf(service) + (isPort ? ", port " + std::to_string(port.port) + ": " : " has no endpoint: ") + why + ".",
                        isPort ? "Name the container's port so, or write its number as targetPort." : service.selector.empty() ? "Write EndpointSlices for it, or a selector." : "Compare the selector with the labels of the pods, and see why they are not ready.");
            }
    }
    std::vector<std::string> whyNoEndpointsOf(const Service& service, const ServicePort& port) const { return cluster::whyNoEndpoints(m_endpoints, service, port); }

    void checkNodePorts(const Service& service)
    {
        for (const auto& port : service.ports)
            if (port.nodePort != 0 && (port.nodePort < firstNodePort || port.nodePort > lastNodePort))
                add(Severity::Warning, "node-port-out-of-range", service, {"node port " + std::to_string(port.nodePort)}, "Service " + nameOf(service) + " wants the node port " + std::to_string(port.nodePort) + ", outside of 30000-32767.", "The API server refuses it unless its --service-node-port-range is wider.");
    }

    void checkClaims()
    {
        std::map<std::pair<std::uint16_t, kube::Protocol>, std::vector<const Service*>> claims;
        for (const auto& service : m_objects.services)
            for (const auto& port : service.ports)
                if (port.nodePort != 0)
                    claims[{port.nodePort, port.protocol}].push_back(&service);
        for (const auto& [claim, services] : claims)
            if (services.size() > 1)
                add(Severity::Problem, "node-port-claimed-twice", *services[0], {"node port " + std::to_string(claim.first), nameOf(*services[1])}, "The node port " + std::to_string(claim.first) + "/" + std::string(name(claim.second)) + " is claimed by " + nameOf(*services[0]) + " and by " + nameOf(*services[1]) + ".", "Give one of them another node port, or none: the cluster chooses.");
    }

    void checkClusterIps()
    {
        std::map<std::string, const Service*> owners;
        for (const auto& service : m_objects.services)
            for (const auto& address : service.clusterIps) {
                if (address == "None")
                    continue;
                const auto [at, isNew] = owners.emplace(address, &service);
                if (!isNew)
                    add(Severity::Problem, "cluster-ip-claimed-twice", service, {address, nameOf(*at->second)}, "The cluster IP " + address + " is of " + nameOf(*at->second) + " and of " + nameOf(service) + ": which of them gets a packet hangs on the order of rules.", "Leave clusterIP out: the cluster gives each Service its own.");
                if (!proxy::parseSloppyAddress(address))
                    add(Severity::Problem, "cluster-ip-invalid", service, {address}, "The cluster IP " + address + " of Service " + nameOf(service) + " is no address: kube-proxy passes the Service over.", "Leave clusterIP out, or write an address.");
            }
    }

    void checkLoadBalancer(const Service& service)
    {
        if (service.type == ServiceType::LoadBalancer && service.loadBalancer.empty())
            add(Severity::Warning, "load-balancer-pending", service, {}, "Service " + nameOf(service) + " is of the type LoadBalancer, and nothing gave it an address: it is pending.", "A cloud's controller or MetalLB has to; without one it can be reached by its node ports alone.");
    }

    void checkLocalPolicy(const Service& service)
    {
        const bool isExternal = service.type == ServiceType::LoadBalancer || service.type == ServiceType::NodePort || !service.externalIps.empty();
        if (service.externalTrafficPolicy != TrafficPolicy::Local || !isExternal || m_objects.nodes.empty())
            return;
        std::set<std::string> having;
        bool isAny = false;
        for (const auto* slice : m_endpoints.slices(service))
            for (const auto& endpoint : slice->endpoints)
                if (endpoint.ready.value_or(true)) {
                    isAny = true;
                    having.insert(endpoint.nodeName);
                }
        std::vector<std::string> lacking;
        for (const auto& node : m_objects.nodes)
            if (!having.contains(node.meta.name))
                lacking.push_back(node.meta.name);
        if (!isAny || lacking.empty())
            return;
        std::string list;
        for (std::size_t i = 0; i < lacking.size() && i < 6; ++i)
            list += (i > 0 ? ", " : "") + lacking[i];
        if (lacking.size() > 6)
            list += " and " + std::to_string(lacking.size() - 6) + " more";
        add(Severity::Hint, "local-policy-without-endpoints", service, lacking, "Service " + nameOf(service) + " has externalTrafficPolicy Local and no endpoint on " + list + ": packets from outside that come there are dropped.", "The load balancer must ask the health check node port, or the pods must run on every node.");
    }

    void checkAffinity(const Service& service)
    {
        if (!service.hasClientIpAffinity)
            return;
        std::string proxied;
        for (const auto& ingress : m_objects.ingresses) {
            bool uses = ingress.meta.nameSpace == service.meta.nameSpace && ingress.defaultBackend && ingress.defaultBackend->service == service.meta.name;
            for (const auto& rule : ingress.rules)
                for (const auto& path : rule.paths)
                    uses = uses || (ingress.meta.nameSpace == service.meta.nameSpace && path.backend.service == service.meta.name);
            if (uses)
                proxied = "the Ingress " + ingress.meta.name;
        }
        if (std::ranges::any_of(service.loadBalancer, &LoadBalancerIngress::isProxied))
            proxied = "a load balancer that is a proxy (ipMode Proxy)";
        if (!proxied.empty())
            add(Severity::Warning, "affinity-over-proxy", service, {}, "Service " + nameOf(service) + " keeps clients by their address, and is reached through " + proxied + ": all its clients have one address, and one pod gets them all.", "Let the proxy keep sessions, by a cookie, and leave sessionAffinity out.");
    }

    void checkPodRange(const Service& service)
    {
        if (service.selector.empty())
            return; // endpoints by hand may be anywhere
        std::vector<Prefix> blocks = m_proxy.localCidrs;
        for (const auto& node : m_objects.nodes) {
            for (const auto& text : node.podCidrs)
                if (const auto block = Prefix::parse(text))
                    blocks.push_back(*block);
            for (const auto& own : node.addresses)
                if (const auto address = Address::parse(own.address))
                    blocks.push_back(Prefix::host(*address));
        }
        const auto isKnown = [&](const Address& address) { return std::ranges::any_of(blocks, [&](const Prefix& block) { return block.contains(address); }) || std::ranges::none_of(blocks, [&](const Prefix& block) { return block.address.family == address.family && block.length < address.width(); }); };
        for (const auto* slice : m_endpoints.slices(service))
            for (const auto& endpoint : slice->endpoints)
                for (const auto& text : endpoint.addresses)
                    if (const auto address = Address::parse(text); address && !isKnown(*address))
                        return add(Severity::Warning, "endpoint-outside-pod-range", service, {text}, "Service " + nameOf(service) + " has the endpoint " + text + ", which is in no node's pod network.", "See which EndpointSlice has it (" + slice->meta.name + "), and who wrote that.");
    }

    void checkProxy()
    {
        const auto recognised = m_node ? recogniseProxy(*m_node) : std::nullopt;
        if (!recognised)
            return checkSize(m_proxy.mode);
        for (const auto mode : recognised->leftovers)
            m_findings.push_back({Severity::Warning, "proxy-leftovers", m_node->name, {std::string(name(mode))}, "The node has rules of kube-proxy's mode " + std::string(name(mode)) + " beside those of " + std::string(name(recognised->mode)) + ": what an earlier mode left.", "kube-proxy --cleanup removes them, before it is started in the new mode."});
        if (m_proxy.mode == proxy::ProxyMode::Ipvs && recognised->mode == proxy::ProxyMode::Iptables)
            m_findings.push_back({Severity::Warning, "proxy-mode-missing", m_node->name, {}, "kube-proxy is configured for ipvs, and the rules are those of iptables: the kernel may lack ip_vs.", "See whether the kernel has ip_vs, ip_vs_rr and nf_conntrack; kube-proxy falls back without them."});
        checkSize(recognised->mode);
    }

    void checkSize(proxy::ProxyMode mode)
    {
        if (mode != proxy::ProxyMode::Iptables)
            return;
        std::size_t rules = 0;
        std::size_t dispatch = 0;
        for (const auto family : m_proxy.families) {
            const proxy::ProxiedServices services(m_proxy, family, m_endpoints);
            for (const auto* port : services.ports()) {
                dispatch += 1 + port->externalIps.size() + port->loadBalancerIps.size();
                rules += 2 + port->reachable.size() * 3 + (port->isExternal() ? 2 : 0);
            }
        }
        if (rules >= manyRules)
            m_findings.push_back({Severity::Hint, "many-rules", m_node ? m_node->name : "", {}, "kube-proxy's mode iptables needs about " + std::to_string(rules) + " rules for these Services; the first packet of each connection is compared with up to " + std::to_string(dispatch) + " of them, one after the other, and a change writes many anew.", "The modes nftables and ipvs look addresses up in a table: their cost does not grow with the number of Services."});
    }

    const ServiceEndpoints& m_endpoints;
    const Objects& m_objects;
    const proxy::ProxySettings& m_proxy;
    const hoplens::Namespace* m_node;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> findServiceProblems(const ServiceEndpoints& endpoints, const proxy::ProxySettings& proxy, const hoplens::Namespace* node) { return ServiceChecker(endpoints, proxy, node).check(); }

} // namespace hoplens
