// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "collect/live_monitor.h"
#include "collect/snapshot_collector.h"
#include "filter/iptables_save.h"
#include "crossings.h"
#include "fixtures/bridged_hosts.h"
#include "kube_rules.h"
#include "netlink/netlink_socket.h"
#include "picture/network_picture.h"
#include "trace/trace_json.h"

#include <benchmark/benchmark.h>

#include <arpa/inet.h>
#include <atomic>
#include <condition_variable>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <linux/netfilter/nf_tables.h>
#include <linux/netconf.h>
#include <linux/net_namespace.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>
#include <mutex>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sched.h>
#include <sstream>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace hoplens;
using namespace hoplens::test;

namespace {

void parseRules(benchmark::State& state)
{
    const auto text = kubeProxyRules(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        RuleSet rules;
        benchmark::DoNotOptimize(parseIptablesSave(text, "bench", TableFamily::Ip, RuleOrigin::IptablesLegacy, rules));
    }
    state.counters["MB"] = static_cast<double>(text.size()) / 1e6;
}
BENCHMARK(parseRules)->Arg(10000)->Unit(benchmark::kMillisecond);

/// A node with kube-proxy's rules and the pods of the last service on veths beside it.
Snapshot node(int services)
{
    Snapshot snapshot;
    auto& host = snapshot.hosts.emplace_back(Host{"node", {}, {}});
    host.namespaces.resize(1);
    auto& space = host.namespaces[0];
    space.inode = 1;
    space.name = "host";
    space.isHost = true;
    Link lo;
    lo.index = 1;
    lo.name = "lo";
    lo.kind = LinkKind::Loopback;
    lo.flags = 9;
    Link uplink;
    uplink.index = 2;
    uplink.name = "eth0";
    uplink.flags = 1;
    space.links = {lo, uplink};
    space.addresses = {{2, *Prefix::parse("192.0.2.1/24")}};
    Route local;
    local.type = RouteType::Local;
    local.table = 255;
    local.destination = *Prefix::parse("192.0.2.1/32");
    local.nextHops = {{std::nullopt, 2}};
    Route rest;
    rest.destination = *Prefix::parse("0.0.0.0/0");
    rest.nextHops = {{*Address::parse("192.0.2.254"), 2}};
    space.routes = {local, rest};
    space.neighbours = {{2, *Address::parse("192.0.2.254"), MacAddress{{2, 0, 0, 0, 0, 9}}, NeighbourState::Permanent}};
    space.policyRules = {{.priority = 0, .table = 255}, {.priority = 32766, .table = 254}};
    (void)parseIptablesSave(kubeProxyRules(services), "bench", TableFamily::Ip, RuleOrigin::IptablesLegacy, space.rules);
    return snapshot;
}

/// The first packet of a new flow to the last service, from the node itself, in all three branches, explained step by step.
void traceToService(benchmark::State& state)
{
    const int services = static_cast<int>(state.range(0));
    const auto snapshot = node(services);
    const World world(snapshot);
    const PathTracer tracer(world);
    Flow flow;
    flow.protocol = 17;
    flow.destination = *Address::parse("10.96." + std::to_string((services - 1) / 250) + "." + std::to_string((services - 1) % 250 + 1));
    flow.destinationPort = 80;
    std::size_t branches = 0;
    for (auto _ : state) {
        const auto trace = tracer.trace({SpaceId{0}}, flow);
        branches = trace.branches.size();
        benchmark::DoNotOptimize(trace);
    }
    if (branches != 3)
        state.SkipWithError("three branches are expected");
}
BENCHMARK(traceToService)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMicrosecond);

/// The peer of traceToService: the kernel itself passes the first packet of a new flow to the last service, in a namespace that
/// bench.sh made and loaded with the same rules. Each packet has another source port or address.
void kernelFirstPacket(benchmark::State& state)
{
    const int services = static_cast<int>(state.range(0));
    const int socket = ::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
    if (socket < 0) {
        state.SkipWithError("a raw socket needs root");
        return;
    }
    struct {
        iphdr ip;
        udphdr udp;
        std::uint32_t payload;
    } packet = {};
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(0x0a600000u + static_cast<std::uint32_t>((services - 1) / 250 << 8 | ((services - 1) % 250 + 1)));
    packet.ip.version = 4;
    packet.ip.ihl = 5;
    packet.ip.ttl = 64;
    packet.ip.protocol = IPPROTO_UDP;
    packet.ip.tot_len = htons(sizeof packet);
    packet.ip.saddr = htonl(0xc0000201u);
    packet.ip.daddr = to.sin_addr.s_addr;
    packet.udp.dest = htons(80);
    packet.udp.len = htons(sizeof packet - sizeof packet.ip);
    std::uint16_t port = 1024;
    for (auto _ : state) {
        packet.udp.source = htons(++port);
        if (::sendto(socket, &packet, sizeof packet, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0) {
            state.SkipWithError("the kernel refuses the packet");
            break;
        }
    }
    ::close(socket);
}
BENCHMARK(kernelFirstPacket)->Arg(100)->Arg(10000)->Iterations(60000)->Unit(benchmark::kMicrosecond);

void collectHost(benchmark::State& state)
{
    std::size_t namespaces = 0;
    for (auto _ : state) {
        const auto snapshot = SnapshotCollector({}).collect();
        namespaces = snapshot->hosts[0].namespaces.size();
        benchmark::DoNotOptimize(snapshot);
    }
    state.counters["namespaces"] = static_cast<double>(namespaces);
}
BENCHMARK(collectHost)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The peer of collectHost: the same netlink requests in each namespace of /run/netns, from as many threads, with the answers
/// The netlink requests that collectHost sends in one of these namespaces, with the answers thrown away.
void dumpBare(std::span<const int> peers)
{
    const auto dump = [](netlink::Socket& socket, int type, netlink::Bytes body) { (void)socket.dump(static_cast<std::uint16_t>(type), body, [](const netlink::Message&) {}, [] {}); };
    const auto get = [](netlink::Socket& socket, int type, netlink::Bytes body) { (void)socket.get(static_cast<std::uint16_t>(type), body, [](const netlink::Message&) {}); };
    auto route = netlink::Socket::open(NETLINK_ROUTE);
    const ifinfomsg links{};
    dump(*route, RTM_GETLINK, netlink::bytesOf(links));
    const ifaddrmsg addresses{};
    dump(*route, RTM_GETADDR, netlink::bytesOf(addresses));
    const rtmsg routes{};
    dump(*route, RTM_GETROUTE, netlink::bytesOf(routes));
    dump(*route, RTM_GETRULE, netlink::bytesOf(routes));
    ndmsg neighbours{};
    dump(*route, RTM_GETNEIGH, netlink::bytesOf(neighbours));
    neighbours.ndm_flags = NTF_PROXY;
    dump(*route, RTM_GETNEIGH, netlink::bytesOf(neighbours));
    if (peers.size() > 1) { // the one with the bridge
        const ndmsg bridge{.ndm_family = AF_BRIDGE};
        dump(*route, RTM_GETNEIGH, netlink::bytesOf(bridge));
    }
    for (const auto family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}}) {
        std::vector<std::uint8_t> settings(NLMSG_ALIGN(sizeof(netconfmsg)), 0);
        settings[0] = family; // ncm_family
        const std::int32_t all = NETCONFA_IFINDEX_ALL;
        netlink::putAttribute(settings, NETCONFA_IFINDEX, netlink::bytesOf(all));
        get(*route, RTM_GETNETCONF, settings);
    }
    for (const int peer : peers) {
        std::vector<std::uint8_t> space(NLMSG_ALIGN(sizeof(rtgenmsg)), 0);
        netlink::putAttribute(space, NETNSA_FD, netlink::bytesOf(peer));
        get(*route, RTM_GETNSID, space);
    }
    const tcmsg disciplines{};
    dump(*route, RTM_GETQDISC, netlink::bytesOf(disciplines));
    auto netfilter = netlink::Socket::open(NETLINK_NETFILTER);
    const nfgenmsg any{};
    for (const int message : {NFT_MSG_GETTABLE, NFT_MSG_GETCHAIN, NFT_MSG_GETSET, NFT_MSG_GETRULE})
        dump(*netfilter, NFNL_SUBSYS_NFTABLES << 8 | message, netlink::bytesOf(any));
    std::vector<std::uint8_t> ipsets(netlink::bytesOf(any).begin(), netlink::bytesOf(any).end());
    const std::uint8_t protocol = IPSET_PROTOCOL;
    netlink::putAttribute(ipsets, IPSET_ATTR_PROTOCOL, netlink::bytesOf(protocol));
    dump(*netfilter, NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_LIST, ipsets);
    get(*netfilter, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET_STATS, netlink::bytesOf(any));
}

/// A plain program's dump of the same messages: argument threads, as many as collecting has or one.
void bareNetlinkDumps(benchmark::State& state)
{
    std::vector<FileDescriptor> opened;
    opened.emplace_back(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    for (const auto& entry : std::filesystem::directory_iterator("/run/netns"))
        opened.emplace_back(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC));
    std::vector<int> spaces;
    for (const auto& descriptor : opened)
        spaces.push_back(descriptor.get());
    for (auto _ : state) {
        std::atomic<std::size_t> next = 0;
        std::vector<std::jthread> threads;
        for (std::int64_t t = 0; t < state.range(0); ++t)
            threads.emplace_back([&] {
                for (std::size_t i = next++; i < spaces.size(); i = next++)
                    if (::setns(spaces[i], CLONE_NEWNET) == 0)
                        dumpBare(i == 0 ? std::span(spaces) : std::span(spaces).first(1));
            });
    }
    state.counters["namespaces"] = static_cast<double>(spaces.size());
}
BENCHMARK(bareNetlinkDumps)->Arg(1)->Arg(CollectOptions{}.threads)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Adds an address to the loopback of a namespace, or takes it away: the smallest change there is.
void changeAddress(int socket, std::uint32_t address, bool add)
{
    struct {
        nlmsghdr header;
        ifaddrmsg body;
        nlattr attribute;
        std::uint32_t address;
    } request = {};
    request.header = {sizeof request, static_cast<std::uint16_t>(add ? RTM_NEWADDR : RTM_DELADDR), static_cast<std::uint16_t>(NLM_F_REQUEST | (add ? NLM_F_CREATE : 0)), 1, 0};
    request.body = {AF_INET, 32, 0, RT_SCOPE_HOST, 1};
    request.attribute = {sizeof request.attribute + sizeof request.address, IFA_LOCAL};
    request.address = htonl(address);
    (void)!::send(socket, &request, sizeof request, 0);
}

/// From a change in one of the namespaces of /run/netns to the model that has it.
void monitorLatency(benchmark::State& state)
{
    std::mutex mutex;
    std::condition_variable condition;
    bool isComplete = false;
    std::optional<Address> wanted;
    bool isSeen = false;
    auto monitor = LiveMonitor::start([&](SnapshotChange change) {
        const std::lock_guard lock(mutex);
        isComplete = isComplete || change.whole.has_value();
        for (const auto& space : change.namespaces)
            isSeen = isSeen || (wanted && std::ranges::any_of(space.addresses, [&](const InterfaceAddress& address) { return address.prefix.address == *wanted; }));
        condition.notify_one();
    });
    if (!monitor) {
        state.SkipWithError("monitoring needs root");
        return;
    }
    std::vector<int> sockets;
    std::jthread([&] {
        for (const auto& entry : std::filesystem::directory_iterator("/run/netns")) {
            const int descriptor = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
            if (descriptor >= 0 && ::setns(descriptor, CLONE_NEWNET) == 0)
                sockets.push_back(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
            ::close(descriptor);
        }
    }).join();
    std::unique_lock lock(mutex);
    condition.wait(lock, [&] { return isComplete; });
    std::vector<double> latencies;
    std::uint32_t number = 0x0a640000u;
    for (auto _ : state) {
        const int socket = sockets[static_cast<std::size_t>(number) * 7919 % sockets.size()];
        changeAddress(socket, ++number, false); // left by a run that was broken off
        wanted = Address::v4(number);
        isSeen = false;
        const auto start = std::chrono::steady_clock::now();
        lock.unlock();
        changeAddress(socket, number, true);
        lock.lock();
        if (!condition.wait_for(lock, std::chrono::seconds(5), [&] { return isSeen; })) {
            state.SkipWithError("a change was not seen within five seconds");
            break;
        }
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        state.SetIterationTime(seconds);
        latencies.push_back(seconds * 1e6);
        changeAddress(socket, number, false);
    }
    lock.unlock();
    for (const int socket : sockets)
        ::close(socket);
    std::ranges::sort(latencies);
    if (!latencies.empty()) {
        state.counters["p50_us"] = latencies[latencies.size() / 2];
        state.counters["p99_us"] = latencies[latencies.size() * 99 / 100];
        state.counters["max_us"] = latencies.back();
    }
    state.counters["namespaces"] = static_cast<double>(sockets.size());
}
BENCHMARK(monitorLatency)->Iterations(3000)->UseManualTime()->Unit(benchmark::kMicrosecond);

/// Many namespaces on twenty bridges.
Host bigHost(int count) { return test::bridgedHost(count, 20); }

/// Joins every `every`-th namespace to the next by a cable of their own, so that the network is more than a tree.
void addRing(Host& host, std::size_t every)
{
    for (std::size_t i = 1; i + 1 < host.namespaces.size(); i += every) {
        auto& one = host.namespaces[i];
        auto& other = host.namespaces[i + 1];
        one.peers[7] = other.inode;
        other.peers[7] = one.inode;
        for (auto* space : {&one, &other}) {
            Link link;
            link.index = 3;
            link.name = "side";
            link.kind = LinkKind::Veth;
            link.flags = 1;
            link.lowerIndex = 3;
            link.lowerNsid = 7;
            space->links.push_back(link);
        }
    }
    // The rest of bigHost names its other ends by place alone.
    for (auto& space : host.namespaces)
        for (auto& link : space.links)
            if (link.lower && link.lowerIndex == 0) {
                link.lowerIndex = link.lower->index;
                link.lowerNsid = static_cast<std::int32_t>(link.lower->namespaceInode) + 100;
                space.peers[*link.lowerNsid] = link.lower->namespaceInode;
            }
}

void layOut(benchmark::State& state)
{
    const auto host = bigHost(static_cast<int>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(layOutNetwork(host));
}
BENCHMARK(layOut)->Arg(10000)->Unit(benchmark::kMillisecond);

void layOutAndWriteSvg(benchmark::State& state)
{
    Snapshot snapshot;
    snapshot.hosts.push_back(bigHost(static_cast<int>(state.range(0))));
    for (auto _ : state)
        benchmark::DoNotOptimize(writeSvg(drawNetwork(snapshot), Theme::Light));
    if (const char* file = std::getenv("HOPLENS_DOT"))
        (void)writeFile(file, writeDot(snapshot));
}
BENCHMARK(layOutAndWriteSvg)->Arg(10000)->Unit(benchmark::kMillisecond);


/// The cables of our drawing: everything that joins a room to another or to its bridge.
std::vector<std::vector<Point>> ownLines(const Snapshot& snapshot)
{
    std::vector<std::vector<Point>> lines;
    for (const auto& shape : drawNetwork(snapshot).shapes)
        if (shape.kind == ShapeKind::Path && (shape.stroke == Ink::Link || shape.stroke == Ink::Overlay || shape.stroke == Ink::Problem))
            lines.push_back(shape.points);
    return lines;
}

/// The edges of `sfdp -Tplain`, from node to node.
std::vector<std::vector<Point>> plainLines(const std::string& file)
{
    std::map<std::string, Point> nodes;
    std::vector<std::vector<Point>> lines;
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
        std::istringstream words(line);
        std::string kind;
        std::string first;
        std::string second;
        words >> kind >> std::quoted(first);
        if (kind == "node") {
            Point at;
            words >> at.x >> at.y;
            nodes[first] = {at.x * 72, at.y * 72};
        } else if (kind == "edge") {
            words >> std::quoted(second);
            lines.push_back({nodes[first], nodes[second]});
        }
    }
    return lines;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc >= 3 && std::string(argv[1]) == "--write-dot") { // and its crossings, as we draw it
        Snapshot snapshot;
        snapshot.hosts.push_back(bigHost(10000));
        addRing(snapshot.hosts[0], 40);
        resolveLinkPeers(snapshot);
        const auto lines = ownLines(snapshot);
        std::printf("ours: %zu cables, %zu crossings\n", lines.size(), countCrossings(lines));
        return writeFile(argv[2], writeDot(snapshot)) ? 0 : 1;
    }
    if (argc == 3 && std::string(argv[1]) == "--count-crossings") {
        const auto lines = plainLines(argv[2]);
        std::printf("sfdp: %zu cables, %zu crossings\n", lines.size(), countCrossings(lines));
        return 0;
    }
    if (argc == 4 && std::string(argv[1]) == "--write-rules")
        return writeFile(argv[2], kubeProxyRules(std::atoi(argv[3]))) ? 0 : 1;
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
