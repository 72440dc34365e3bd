// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/modelled_cluster.h"

#include "cluster/space_builder.h"
#include "proxy/ipvs_proxy.h"

#include <algorithm>
#include <deque>
#include <set>

namespace hoplens::cluster {
namespace {

const Address gateway4 = *Address::parse("169.254.1.1");
const Address gateway6 = *Address::parse("fe80::1");
const Prefix everything4{Address::any(IpFamily::V4), 0};
const Prefix everything6{Address::any(IpFamily::V6), 0};

/// A pod, or what an endpoint stands for.
struct Place {
    std::string nameSpace;
    std::string name;
    std::string node;
    std::vector<Address> addresses;
    std::vector<std::pair<std::uint8_t, std::uint16_t>> listens;
};

class ClusterBuilder {
public:
    ClusterBuilder(const kube::ServiceEndpoints& endpoints, const ProxyChoice& choice) : m_endpoints(endpoints), m_objects(endpoints.objects()), m_choice(choice) {}

    Result<ModelledCluster> build()
    {
        if (auto done = addNodes(); !done)
            return failure(done.error());
        addPods();
        addServiceRoutes();
        m_network->space().notes.push_back({"the model", "the network between the nodes is the model's own: it knows the way to every pod", ""});
        for (auto& host : m_cluster.snapshot.hosts)
            for (auto& space : host.namespaces)
                std::ranges::stable_sort(space.routes, {}, [](const Route& route) { return route.table != 255; });
        m_cluster.snapshot.source = "objects";
        return std::move(m_cluster);
    }

private:
    struct NodeSpace {
        std::string name;
        std::size_t host = 0;
        SpaceBuilder builder;
        std::int32_t uplink = 0;
        std::int32_t networkPort = 0; ///< of the network's own
        std::int32_t bridge = 0;
        std::vector<Address> addresses;
    };

    Host& hostOf(const NodeSpace& node) { return m_cluster.snapshot.hosts[node.host]; }

    Result<void> addNodes()
    {
        auto& hosts = m_cluster.snapshot.hosts;
        hosts.resize(m_objects.nodes.size() + 1);
        auto& outer = hosts[0];
        outer.name = "network";
        outer.hasSctp = true;
        outer.namespaces.resize(1);
        m_network.emplace(outer.namespaces[0], m_nextInode++, "network");
        auto& networkSpace = m_network->space();
        networkSpace.isHost = true;
        forward(networkSpace);
        m_network->addAddress(1, Prefix::host(*Address::parse("169.254.0.1")));
        const auto outside = m_network->addLink("uplink", LinkKind::Physical);
        m_network->addAddress(outside, *Prefix::parse("198.18.0.1/30"));
        m_network->addRoute(everything4, outside, Address::parse("198.18.0.2"));
        m_network->addAddress(outside, *Prefix::parse("2001:db8:ffff::1/64"));
        m_network->addRoute(everything6, outside, Address::parse("2001:db8:ffff::2"));

        std::vector<const kube::Node*> nodes;
        for (const auto& node : m_objects.nodes)
            nodes.push_back(&node);
        std::ranges::sort(nodes, {}, [](const kube::Node* node) { return node->meta.name; });
        std::map<std::string, std::size_t> podsOf;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            auto settings = nodeProxy(m_objects, nodes[i], nodes[i]->meta.name, m_choice);
            if (!settings)
                return failure(settings.error());
            auto& host = hosts[i + 1];
            host.name = nodes[i]->meta.name;
            host.hasSctp = true;
            host.namespaces.reserve(1 + placesOn(host.name));
            host.namespaces.resize(1);
            auto& node = m_nodes.emplace_back(NodeSpace{host.name, i + 1, SpaceBuilder(host.namespaces[0], m_nextInode++, host.name), 0, 0, 0, {}});
            if (auto done = addNode(node, *settings); !done)
                return done;
            m_cluster.nodes[host.name] = host.namespaces[0].inode;
            m_cluster.proxies.push_back(std::move(*settings));
        }
        return {};
    }

    static void forward(Namespace& space)
    {
        for (auto* of : {&space.sysctls.all4and6, &space.links.front().sysctls}) {
            of->forwarding4 = 1;
            of->forwarding6 = 1;
        }
    }

    Result<void> addNode(NodeSpace& node, const proxy::ProxySettings& settings)
    {
        auto& space = node.builder.space();
        space.isHost = true;
        forward(space);
        if (settings.mode == proxy::ProxyMode::Iptables && settings.localhostNodePorts && proxy::nodePortAddresses(settings, IpFamily::V4).hasLoopback)
            space.sysctls.all4and6.routeLocalnet = 1;
        const auto [port, uplink] = connect(*m_network, "to-" + node.name.substr(0, 12), node.builder, "eth0");
        node.uplink = uplink;
        node.networkPort = port;
        for (const auto& own : settings.interfaceAddresses)
            if (!own.address.isLoopback() && !own.address.isLinkLocal()) {
                node.addresses.push_back(own.address);
                node.builder.addAddress(uplink, Prefix::host(own.address));
                m_network->addRoute(Prefix::host(own.address), port);
                m_network->addNeighbour(port, own.address, node.builder.mac(uplink));
            }
        const auto router = *Address::parse("169.254.0.1");
        node.builder.addRoute(everything4, uplink, router);
        node.builder.addNeighbour(uplink, router, m_network->mac(port));
        node.builder.addRoute(everything6, uplink, gateway6);
        node.builder.addNeighbour(uplink, gateway6, m_network->mac(port));
        if (settings.detectLocal == proxy::DetectLocal::BridgeInterface) {
            node.bridge = node.builder.addLink(settings.localInterface, LinkKind::Bridge);
            auto& link = space.links[static_cast<std::size_t>(node.bridge) - 1];
            link.kindName = "bridge";
            link.data = BridgeData{};
        }
        if (settings.mode == proxy::ProxyMode::Ipvs)
            addVirtualServers(node, settings);
        auto rules = predictedRules(m_endpoints, settings, settings.families);
        if (!rules)
            return failure(rules.error());
        space.rules = std::move(*rules);
        space.notes.push_back({"sockets", "what listens on the node itself is not told", ""});
        return {};
    }

    void addVirtualServers(NodeSpace& node, const proxy::ProxySettings& settings)
    {
        auto& space = node.builder.space();
        space.sysctls.ipvsConntrack = true; // kube-proxy turns it on
        const auto device = node.builder.addLink("kube-ipvs0", LinkKind::Dummy);
        for (const auto family : settings.families) {
            const auto state = proxy::ipvsState(proxy::ProxiedServices(settings, family, m_endpoints));
            for (const auto& address : state.boundAddresses)
                node.builder.addAddress(device, Prefix::host(address));
            std::ranges::move(proxy::serversOf(state), std::back_inserter(space.virtualServers));
        }
    }

    NodeSpace* nodeOf(const std::string& name)
    {
        const auto at = std::ranges::find(m_nodes, name, &NodeSpace::name);
        return at == m_nodes.end() ? nullptr : &*at;
    }

    /// Pods, and endpoints that no pod is known for. Made once.
    const std::vector<Place>& places()
    {
        if (m_hasPlaces)
            return m_places;
        m_hasPlaces = true;
        std::map<Address, std::size_t> at;
        for (const auto& pod : m_objects.pods) {
            if (kube::isFinished(pod) || pod.spec.hostNetwork)
                continue;
            Place place{pod.meta.nameSpace, pod.meta.name, pod.spec.nodeName, {}, {}};
            for (const auto& text : pod.ips)
                if (const auto address = Address::parse(text))
                    place.addresses.push_back(*address);
            for (const auto& container : pod.spec.containers)
                for (const auto& port : container.ports)
                    place.listens.emplace_back(kube::protocolNumber(port.protocol), port.port);
            for (const auto& address : place.addresses)
                at.emplace(address, m_places.size());
            m_places.push_back(std::move(place));
        }
        for (const auto& service : m_objects.services)
            for (const auto* slice : m_endpoints.slices(service))
                for (const auto& endpoint : slice->endpoints)
                    for (const auto& text : endpoint.addresses)
                        if (const auto address = Address::parse(text))
                            addListeners(*address, *slice, endpoint, at);
        return m_places;
    }

    void addListeners(const Address& address, const kube::EndpointSlice& slice, const kube::Endpoint& endpoint, std::map<Address, std::size_t>& at)
    {
        auto known = at.find(address);
        if (known == at.end()) {
            if (isNodeAddress(address)) {
                for (const auto& port : slice.ports)
                    m_nodeListens.emplace_back(address, kube::protocolNumber(port.protocol), port.port);
                return;
            }
            const auto node = endpoint.nodeName.empty() ? nodeOfBlock(address) : endpoint.nodeName;
            if (node.empty())
                return; // somewhere beyond the cluster
            Place place{slice.meta.nameSpace, endpoint.target ? endpoint.target->name : address.text(), node, {address}, {}};
            known = at.emplace(address, m_places.size()).first;
            m_places.push_back(std::move(place));
        }
        for (const auto& port : slice.ports)
            m_places[known->second].listens.emplace_back(kube::protocolNumber(port.protocol), port.port);
    }

    bool isNodeAddress(const Address& address) const
    {
        return std::ranges::any_of(m_objects.nodes, [&](const kube::Node& node) { return std::ranges::any_of(node.addresses, [&](const kube::Node::NodeAddress& own) { return Address::parse(own.address) == address; }); });
    }

    std::string nodeOfBlock(const Address& address) const
    {
        for (const auto& node : m_objects.nodes)
            for (const auto& text : node.podCidrs)
                if (const auto block = Prefix::parse(text); block && block->contains(address))
                    return node.meta.name;
        return {};
    }

    std::size_t placesOn(const std::string& node)
    {
        return static_cast<std::size_t>(std::ranges::count(places(), node, &Place::node));
    }

    void addPods()
    {
        for (const auto& place : places())
            if (auto* node = nodeOf(place.node))
                addPod(place, *node);
            else if (!place.addresses.empty())
                m_cluster.snapshot.notes.push_back({"pods", place.nameSpace + "/" + place.name + " is on the node \"" + place.node + "\", which is not told", ""});
        for (const auto& [address, protocol, port] : m_nodeListens)
            for (auto& node : m_nodes)
                if (std::ranges::find(node.addresses, address) != node.addresses.end())
                    node.builder.listen(address, protocol, port);
    }

    void addPod(const Place& place, NodeSpace& node)
    {
        auto& space = hostOf(node).namespaces.emplace_back();
        SpaceBuilder pod(space, m_nextInode++, place.nameSpace + "/" + place.name);
        m_cluster.pods[space.name] = space.inode;
        const auto& settings = m_cluster.proxies[node.host - 1];
        const auto prefix = settings.detectLocal == proxy::DetectLocal::InterfaceNamePrefix ? settings.localInterface : std::string("veth");
        const auto [outer, inner] = connect(node.builder, prefix + std::to_string(space.inode), pod, "eth0");
        if (node.bridge != 0)
            joinBridge(node, outer, pod.mac(inner));
        const auto gate = node.bridge != 0 ? node.bridge : outer;
        for (const auto& address : place.addresses) {
            const bool isV4 = address.family == IpFamily::V4;
            const auto& router = isV4 ? gateway4 : gateway6;
            pod.addAddress(inner, Prefix::host(address));
            pod.addRoute(isV4 ? everything4 : everything6, inner, router);
            pod.addNeighbour(inner, router, node.builder.mac(gate));
            node.builder.addRoute(Prefix::host(address), gate);
            node.builder.addNeighbour(gate, address, pod.mac(inner));
            const auto own = std::ranges::find(node.addresses, address.family, &Address::family);
            m_network->addRoute(Prefix::host(address), node.networkPort, own == node.addresses.end() ? std::nullopt : std::optional(*own));
            if (own == node.addresses.end())
                m_network->addNeighbour(node.networkPort, address, node.builder.mac(node.uplink));
            for (const auto& [protocol, port] : place.listens)
                if (port != 0)
                    pod.listen(address, protocol, port);
        }
        space.notes.push_back({"sockets", "what listens in " + space.name + " beyond its container ports and endpoints is not told", ""});
    }

    static void joinBridge(NodeSpace& node, std::int32_t outer, const MacAddress& inner)
    {
        auto& space = node.builder.space();
        auto& port = space.links[static_cast<std::size_t>(outer) - 1];
        port.master = node.bridge;
        port.port = BridgePort{};
        port.port->hairpin = true;
        FdbEntry entry;
        entry.linkIndex = outer;
        entry.mac = inner;
        space.fdb.push_back(entry);
    }

    /// What is announced to the network: addresses of load balancers and external ones, by the nodes that take them.
    void addServiceRoutes()
    {
        std::map<Address, std::set<std::size_t>> ways;
        for (std::size_t n = 0; n < m_nodes.size(); ++n)
            for (const auto family : m_cluster.proxies[n].families) {
                const proxy::ProxiedServices services(m_cluster.proxies[n], family, m_endpoints);
                for (const auto* port : services.ports())
                    for (const auto* addresses : {&port->externalIps, &port->loadBalancerIps})
                        for (const auto& address : *addresses)
                            if (!port->isExternalLocal || !port->local.empty() || addresses == &port->externalIps)
                                ways[address].insert(n);
            }
        for (const auto& [address, nodes] : ways) {
            const bool isNodes = std::ranges::any_of(m_nodes, [&, address = address](const NodeSpace& node) { return std::ranges::find(node.addresses, address) != node.addresses.end(); });
            std::vector<NextHop> hops;
            for (const auto n : nodes) {
                const auto own = std::ranges::find(m_nodes[n].addresses, address.family, &Address::family);
                if (own == m_nodes[n].addresses.end())
                    continue;
                NextHop hop;
                hop.linkIndex = m_nodes[n].networkPort;
                hop.gateway = *own;
                hop.onlink = true;
                hops.push_back(hop);
            }
            if (!isNodes && !hops.empty())
                m_network->addRoute(Prefix::host(address), std::move(hops));
        }
    }

    const kube::ServiceEndpoints& m_endpoints;
    const kube::Objects& m_objects;
    const ProxyChoice& m_choice;
    ModelledCluster m_cluster;
    std::optional<SpaceBuilder> m_network;
    std::deque<NodeSpace> m_nodes;
    std::vector<Place> m_places;
    bool m_hasPlaces = false;
    std::vector<std::tuple<Address, std::uint8_t, std::uint16_t>> m_nodeListens;
    std::uint64_t m_nextInode = 1;
};

} // namespace

Result<ModelledCluster> modelCluster(const kube::ServiceEndpoints& endpoints, const ProxyChoice& choice) { return ClusterBuilder(endpoints, choice).build(); }

} // namespace hoplens::cluster
