// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/worlds.h"

#include "api/api_server.h"
#include "base/file.h"
#include "lab/lab_kernel.h"

#include "filter/iptables_save.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace hoplens::lab {
namespace {

/// Builds a world with the lab's own kernel, and afterwards makes cables between hosts look like network cards.
class WorldBuilder {
public:
    explicit WorldBuilder(const char* host) : m_world(hostAlone(host)) {}

    std::uint64_t home() const { return m_world.home(); }

    std::uint64_t addSpace(const char* name)
    {
        LabKernel(m_world).addNamespace(name);
        const auto space = m_world.find(std::string_view(name))->inode;
        m_world.change(space).paths.clear(); // another machine: no ip netns of this one shows it
        setUp(space, "lo");
        return space;
    }

    /// A cable between two network cards, or a card and a port of a switch.
    void plug(std::uint64_t a, const char* cardOfA, std::uint64_t b, const char* cardOfB)
    {
        NewLink cable;
        cable.kind = "veth";
        cable.name = cardOfA;
        cable.peerName = cardOfB;
        cable.peerSpace = b;
        LabKernel(m_world).addLink(a, cable);
        setUp(a, cardOfA);
        setUp(b, cardOfB);
        for (const auto& [space, card] : {std::pair(a, cardOfA), {b, cardOfB}})
            for (auto& link : m_world.change(space).links)
                if (link.name == card) {
                    link.kindName.clear();
                    link.lowerIndex = 0;
                    link.lowerNsid.reset();
                    link.queueDiscipline = "fq_codel";
                }
        for (const auto space : {a, b})
            m_world.change(space).peers.clear();
    }

    void addBridge(std::uint64_t space, const char* name)
    {
        NewLink bridge;
        bridge.kind = "bridge";
        bridge.name = name;
        LabKernel(m_world).addLink(space, bridge);
        setUp(space, name);
    }

    void enslave(std::uint64_t space, const char* port, const char* bridge)
    {
        LinkChange change;
        change.master = m_world.find(space)->link(bridge)->index;
        LabKernel(m_world).changeLink(space, m_world.find(space)->link(port)->index, change);
    }

    void setUp(std::uint64_t space, const char* name)
    {
        LinkChange change;
        change.isUp = true;
        LabKernel(m_world).changeLink(space, m_world.find(space)->link(name)->index, change);
    }

    void addAddress(std::uint64_t space, const char* link, const char* prefix)
    {
        InterfaceAddress address;
        address.linkIndex = m_world.find(space)->link(link)->index;
        address.prefix = *Prefix::parse(prefix);
        address.broadcast = address.prefix.length < 31 ? std::optional(address.prefix.last()) : std::nullopt;
        LabKernel(m_world).addAddress(space, address);
    }

    void addRoute(std::uint64_t space, const char* destination, const char* gateway)
    {
        Route route;
        route.destination = *Prefix::parse(destination);
        route.protocol = 3;
        NextHop hop;
        hop.gateway = Address::parse(gateway);
        route.nextHops.push_back(hop);
        LabKernel(m_world).addRoute(space, route, LabKernel::RouteOrder::Add);
    }

    Namespace& change(std::uint64_t space) { return m_world.change(space); }

    Snapshot finish()
    {
        auto snapshot = m_world.snapshot();
        snapshot.source = "lab";
        return snapshot;
    }

private:
    static Snapshot hostAlone(const char* name)
    {
        Snapshot snapshot;
        Host& host = snapshot.hosts.emplace_back();
        host.name = name;
        Snapshot seed;
        seed.hosts.emplace_back();
        LabWorld scratch(std::move(seed));
        LabKernel(scratch).addNamespace("host");
        auto space = scratch.snapshot().hosts.front().namespaces.front();
        space.inode = 1;
        space.isHost = true;
        space.paths.clear();
        host.namespaces.push_back(std::move(space));
        return snapshot;
    }

    LabWorld m_world;
};

void forward(Namespace& space)
{
    space.sysctls.all4and6.forwarding4 = 1;
    if (space.sysctls.defaults)
        space.sysctls.defaults->forwarding4 = 1;
    for (auto& link : space.links)
        link.sysctls.forwarding4 = 1;
}

/// As a desktop's network manager has it from the router's DHCP.
void leaseFromDhcp(Namespace& host)
{
    constexpr std::uint32_t noPrefixRoute = 0x200;
    constexpr std::uint32_t metric = 100;
    constexpr std::uint8_t protocolDhcp = 16;
    constexpr std::uint32_t lease = 86400; // seconds
    const auto* card = host.link("enp0s3");
    for (auto& address : host.addresses)
        if (address.linkIndex == card->index) {
            address.flags |= noPrefixRoute;
            if (address.prefix.address.family == IpFamily::V4)
                address.validLifetime = address.preferredLifetime = lease;
        }
    for (auto& route : host.routes) {
        if (route.table != 254 || route.destination.address.family != IpFamily::V4)
            continue;
        route.metric = metric;
        if (route.destination.length == 0)
            route.protocol = protocolDhcp;
    }
}

Snapshot lessonWorld()
{
    WorldBuilder build("lesson");
    const auto host = build.home();
    build.setUp(host, "lo");
    const auto router = build.addSpace("router");
    const auto internet = build.addSpace("Internet");
    build.plug(host, "enp0s3", router, "lan");
    build.plug(router, "wan", internet, "eth0");
    build.addAddress(host, "enp0s3", "10.0.2.15/24");
    build.addAddress(router, "lan", "10.0.2.2/24");
    build.addAddress(router, "wan", "203.0.113.2/30");
    build.addAddress(internet, "eth0", "203.0.113.1/30");
    build.addAddress(internet, "eth0", "8.8.8.8/32");
    build.addRoute(host, "0.0.0.0/0", "10.0.2.2");
    build.addRoute(router, "0.0.0.0/0", "203.0.113.1");
    leaseFromDhcp(build.change(host));
    auto& routing = build.change(router);
    forward(routing);
    // What comes from its own network is translated; the router of a virtual machine knows no other.
    parseIptablesSave("*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -s 10.0.2.0/24 -o wan -j MASQUERADE\nCOMMIT\n", "router", TableFamily::Ip, RuleOrigin::IptablesNft, routing.rules).value();
    forward(build.change(host));
    return build.finish();
}

Snapshot twoHosts()
{
    WorldBuilder build("a");
    const auto a = build.home();
    build.setUp(a, "lo");
    const auto b = build.addSpace("b");
    const auto lan = build.addSpace("switch");
    build.addBridge(lan, "backplane");
    build.plug(a, "eth0", lan, "port1");
    build.plug(b, "eth0", lan, "port2");
    for (const char* port : {"port1", "port2"})
        build.enslave(lan, port, "backplane");
    build.addAddress(a, "eth0", "192.168.50.1/24");
    build.addAddress(b, "eth0", "192.168.50.2/24");
    return build.finish();
}

} // namespace

Result<Snapshot> startingWorld(std::string_view name)
{
    if (name == "lesson")
        return lessonWorld();
    if (name == "two-hosts")
        return twoHosts();
    if (name == "empty") {
        WorldBuilder build("lab");
        build.setUp(build.home(), "lo");
        return build.finish();
    }
    return failure({ErrorCode::NotFound, "there is no world of this name; known: empty, lesson, two-hosts", std::string(name), 0, "Or give a snapshot file."});
}

namespace {

/// All objects of a file or of the manifests in a folder, as documents.
Result<std::vector<api::Document>> documentsOf(const std::string& path)
{
    std::vector<std::string> files;
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        for (std::filesystem::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error))
            if (const auto ending = at->path().extension(); ending == ".yaml" || ending == ".yml" || ending == ".json")
                files.push_back(at->path().string());
        std::ranges::sort(files);
    } else {
        files.push_back(path);
    }
    std::vector<api::Document> documents;
    for (const auto& file : files) {
        const auto text = readFile(file);
        if (!text)
            return failure(text.error());
        if (text->find("apiVersion") == std::string::npos)
            continue; // in a folder others are there, too: dumps of ip -j
        auto own = api::readObjects(*text, file);
        if (!own) // it may have held a policy
            return failure(own.error());
        std::ranges::copy_if(*own, std::back_inserter(documents), [](const api::Document& document) { return document.is_object() && document.contains("kind") && document.contains("apiVersion"); });
    }
    return documents;
}

} // namespace

Result<StartingNetwork> loadWorld(const std::string& name)
{
    auto own = startingWorld(name);
    if (own)
        return StartingNetwork{std::move(*own)};
    std::error_code ignored;
    if (name.find_first_of("./") == std::string::npos && !std::filesystem::exists(name, ignored))
        return failure(own.error());
    auto input = readClusterInput(name, {});
    if (!input)
        return failure(input.error());
    std::set<std::uint64_t> inodes; // by which the lab finds a namespace
    for (const auto& host : input->snapshot.hosts)
        for (const auto& space : host.namespaces)
            if (!inodes.insert(space.inode).second)
                return failure({ErrorCode::InvalidInput, "two namespaces, on whichever hosts, have the inode " + std::to_string(space.inode) + ": the lab cannot tell them apart", name});
    StartingNetwork network{std::move(input->snapshot)};
    if (!input->cluster)
        return network;
    auto documents = documentsOf(name);
    if (!documents)
        return failure(documents.error());
    constexpr std::int64_t usualTime = 1'767'225'600;
    auto objects = api::stateOf(std::move(*documents), network.snapshot.takenAt > 0 ? network.snapshot.takenAt : usualTime);
    if (!objects)
        return failure({ErrorCode::InvalidInput, "reading objects: " + objects.error().text, name});
    network.objects = std::move(*objects);
    if (!input->isModelled)
        return network;
    auto modelled = modelledInput(api::typedObjects(*network.objects), name, {});
    if (!modelled)
        return failure(modelled.error());
    network.snapshot = std::move(modelled->snapshot);
    network.model = std::move(modelled->cluster);
    return network;
}

} // namespace hoplens::lab
