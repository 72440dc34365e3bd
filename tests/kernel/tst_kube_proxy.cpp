// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/snapshot_collector.h"
#include "cluster/node_proxy.h"
#include "diff/proxy_drift.h"
#include "laboratory_test.h"
#include "proxy/ipvs_proxy.h"
#include "proxy/oracle_cases.h"
#include "trace/place.h"

#include <QRegularExpression>
#include <arpa/inet.h>
#include <atomic>
#include <cmath>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace hoplens;
using namespace hoplens::test;

namespace {

sockaddr_in addressOf(const char* text, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, text, &address.sin_addr);
    return address;
}

/// Tells everybody who connects its own name and the address that it sees.
class Server {
public:
    Server(const Laboratory& laboratory, const QString& space, std::uint16_t port) : m_name(space.toStdString())
    {
        std::thread([&] {
            const Laboratory::Visit visit(laboratory, space);
            m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            const auto own = addressOf("0.0.0.0", port);
            if (::bind(m_socket, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 || ::listen(m_socket, 256) != 0)
                qFatal("a server could not listen in %s", m_name.c_str());
        }).join();
        m_thread = std::thread([this] { serve(); });
    }
    ~Server()
    {
        m_isEnding = true;
        ::shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        ::close(m_socket);
    }

private:
    void serve() const
    {
        while (!m_isEnding) {
            sockaddr_in peer{};
            socklen_t size = sizeof peer;
            const int client = ::accept(m_socket, reinterpret_cast<sockaddr*>(&peer), &size);
            if (client < 0)
                continue;
            char text[INET_ADDRSTRLEN];
            const std::string answer = m_name + " " + inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text);
            (void)!::write(client, answer.data(), answer.size());
            linger now{1, 0}; // no connection stays behind in a state of waiting
            ::shutdown(client, SHUT_WR);
            char byte;
            (void)!::read(client, &byte, 1);
            ::setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            ::close(client);
        }
    }

    std::string m_name;
    int m_socket = -1;
    std::atomic<bool> m_isEnding = false;
    std::thread m_thread;
};

/// What a server said; "refused", "silent" where none did. Called in the client's namespace.
std::string ask(const char* address, std::uint16_t port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto to = addressOf(address, port);
    std::string said = "silent";
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS)
        said = "refused"; // no way there
    pollfd waiting{socket, POLLOUT, 0};
    if (said != "refused" && ::poll(&waiting, 1, 700) == 1) {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) {
            said = "refused";
        } else {
            waiting.events = POLLIN;
            char text[128];
            const auto length = ::poll(&waiting, 1, 700) == 1 ? ::read(socket, text, sizeof text) : 0;
            said = length > 0 ? std::string(text, static_cast<std::size_t>(length)) : "silent";
        }
    }
    linger now{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(socket);
    return said;
}

constexpr const char* objects = R"(
apiVersion: v1
kind: Node
metadata: {name: node}
spec: {podCIDR: 10.244.0.0/16}
status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}
---
apiVersion: v1
kind: Service
metadata: {name: plain, namespace: shop}
spec: {clusterIP: 10.96.0.1, type: NodePort, externalIPs: [198.51.100.1], ports: [{name: http, port: 80, nodePort: 30080}]}
---
apiVersion: v1
kind: Service
metadata: {name: sticky, namespace: shop}
spec: {clusterIP: 10.96.0.2, sessionAffinity: ClientIP, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: shop}
spec: {clusterIP: 10.96.0.3, type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24], ports: [{name: http, port: 80, nodePort: 30081}]}
status: {loadBalancer: {ingress: [{ip: 198.51.100.3}]}}
---
apiVersion: v1
kind: Service
metadata: {name: near, namespace: shop}
spec: {clusterIP: 10.96.0.4, type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 32000, ports: [{name: http, port: 80, nodePort: 30082}]}
status: {loadBalancer: {ingress: [{ip: 198.51.100.4}]}}
---
apiVersion: v1
kind: Service
metadata: {name: alone, namespace: shop}
spec: {clusterIP: 10.96.0.5, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty, namespace: shop}
spec: {clusterIP: 10.96.0.6, type: NodePort, ports: [{name: http, port: 80, nodePort: 30083}]}
)";

std::string slice(const char* service, const char* endpoints)
{
    return std::string("---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: ") + service + "-1, namespace: shop, labels: {kubernetes.io/service-name: " + service + "}}\naddressType: IPv4\nports: [{name: http, port: 8080}]\nendpoints: " + endpoints + "\n";
}

} // namespace

/// Predicted rules in a real kernel: they load, and real connections go where the trace says.
class tst_kube_proxy : public LaboratoryTest {
    Q_OBJECT
private:
    kube::Objects cluster() const
    {
        const auto three = "[{addresses: [10.244.0.2], nodeName: node}, {addresses: [10.244.0.3], nodeName: node}, {addresses: [10.244.1.2], nodeName: other}]";
        const auto text = std::string(objects) + slice("plain", three) + slice("sticky", three) + slice("edge", three) + slice("near", three) + slice("alone", "[{addresses: [10.244.0.2], nodeName: node}]");
        kube::Objects read;
        kube::readManifests(text, "objects", read);
        return read;
    }

private slots:
    void initTestCase()
    {
        HOPLENS_ENTER_LABORATORY();
        for (const auto* name : {"check", "node", "pod1", "pod2", "pod3", "client", "stranger"})
            std::thread([&] { m_laboratory.addNamespace(name); }).join();
        QStringList node;
        // pod3 is of another node, as a route and a device have it; the client is outside and within the ranges, the stranger outside them.
        for (const auto& [name, address, gateway] : {std::tuple("pod1", "10.244.0.2", "10.244.255.1"), {"pod2", "10.244.0.3", "10.244.255.1"}, {"pod3", "10.244.1.2", "192.0.2.1"}, {"client", "203.0.113.5", "192.0.2.1"}, {"stranger", "198.18.0.5", "192.0.2.1"}}) {
            node << QString("link add to-%1 type veth peer name eth0 netns %1").arg(name) << QString("link set to-%1 up").arg(name) << QString("addr add %1/32 dev to-%2").arg(gateway, name) << QString("route add %1/32 dev to-%2").arg(address, name);
        }
        node << "route add default dev to-pod3"; // so that what is not translated is forwarded, and meets the filter
        QCOMPARE(ip("node", node), QString());
        for (const auto& [name, address, gateway] : {std::tuple("pod1", "10.244.0.2", "10.244.255.1"), {"pod2", "10.244.0.3", "10.244.255.1"}, {"pod3", "10.244.1.2", "192.0.2.1"}, {"client", "203.0.113.5", "192.0.2.1"}, {"stranger", "198.18.0.5", "192.0.2.1"}})
            QCOMPARE(ip(name, {"link set eth0 up", QString("addr add %1/32 dev eth0").arg(address), QString("route add %1/32 dev eth0").arg(gateway), QString("route add default via %1").arg(gateway)}), QString());
        std::thread([&] {
            m_laboratory.sysctl("node", "ipv4/ip_forward", "1");
            m_laboratory.sysctl("node", "ipv4/conf/all/route_localnet", "1");
        }).join();
    }
    void cleanupTestCase() { m_laboratory.removeAll(); }

    void everyCaseLoads_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("folder");
        if (oracleCases("kube-proxy/iptables").isEmpty())
            QSKIP("SKIPPED LOUDLY: the data of real kube-proxy processes is not beside this checkout (../shared/oracles)");
        for (const auto* mode : {"iptables", "nftables", "ipvs"})
            for (const auto& name : oracleCases(QString("kube-proxy/") + mode))
                QTest::newRow(qPrintable(QString(mode) + " " + name)) << mode << oracleFolder(QString("kube-proxy/") + mode + "/" + name);
    }
    void everyCaseLoads()
    {
        QFETCH(QString, mode);
        QFETCH(QString, folder);
        const auto read = readCase(folder, "config.yaml");
        const kube::ServiceEndpoints endpoints(read.objects);
        const auto family = read.settings.families.front();
        const auto restore = family == IpFamily::V4 ? "iptables-nft-restore" : "ip6tables-nft-restore";
        if (mode == "nftables") {
            QCOMPARE(run("check", "nft", {"-c", "-f", "-"}, QString::fromStdString(cluster::predictedText(endpoints, read.settings, family))), QString());
            return;
        }
        if (mode == "iptables") {
            QCOMPARE(run("check", restore, {"--test"}, QString::fromStdString(cluster::predictedText(endpoints, read.settings, family))), QString());
            return;
        }
        const auto state = proxy::ipvsState(proxy::ProxiedServices(read.settings, family, endpoints));
        auto text = QString::fromStdString(proxy::restoreText(state.tables));
        if (text.contains("-m ipvs")) {
            qInfo("without its rules about -m ipvs, which this kernel does not have");
            text.remove(QRegularExpression("-A [^\n]* -m ipvs [^\n]*\n"));
        }
        QCOMPARE(run("check", "ipset", {"restore"}, QString::fromStdString(proxy::ipsetText(state.sets))), QString());
        const auto error = run("check", restore, {"--test"}, text);
        QCOMPARE(run("check", "ipset", {"destroy"}), QString());
        QCOMPARE(error, QString());
    }

    void connectionsGoWhereTheTraceSays_data()
    {
        QTest::addColumn<proxy::ProxyMode>("mode");
        QTest::newRow("iptables") << proxy::ProxyMode::Iptables;
        QTest::newRow("nftables") << proxy::ProxyMode::Nftables;
    }
    void connectionsGoWhereTheTraceSays()
    {
        QFETCH(proxy::ProxyMode, mode);
        const auto all = cluster();
        QVERIFY2(all.notes.empty(), all.notes.empty() ? "" : all.notes.front().text.c_str());
        const kube::ServiceEndpoints endpoints(all);
        auto settings = cluster::nodeProxy(all, &all.nodes.front(), "node", {mode, {}, "", ""});
        QVERIFY(settings.has_value());
        settings->detectLocal = proxy::DetectLocal::Cidr;
        settings->localCidrs = {*Prefix::parse("10.244.0.0/16")};
        settings->hasInvalidCounter = settings->hasLocalhostCounter = false; // this kernel may not count by name
        settings->families = {IpFamily::V4};
        const auto text = QString::fromStdString(cluster::predictedText(endpoints, *settings, IpFamily::V4));
        QCOMPARE(run("node", "nft", {"flush", "ruleset"}), QString());
        QCOMPARE(mode == proxy::ProxyMode::Iptables ? run("node", "iptables-nft-restore", {}, text) : run("node", "nft", {"-f", "-"}, text), QString());

        const auto snapshot = SnapshotCollector({}).collect();
        QVERIFY(snapshot.has_value());
        // What was loaded is what was predicted.
        const auto drift = findDrift(*snapshot->find(std::string_view("node")), endpoints, *settings, settings->families);
        QVERIFY(drift.has_value());
        QString differences;
        for (const auto& entry : *drift) {
            differences += QString::fromStdString(entry.sentence + "\n");
            for (const auto& rule : entry.rules)
                differences += QString::fromStdString("  " + rule + "\n");
        }
        QVERIFY2(differences.isEmpty(), qPrintable(differences));

        const Server pod1(m_laboratory, "pod1", 8080), pod2(m_laboratory, "pod2", 8080), pod3(m_laboratory, "pod3", 8080);
        const auto listening = SnapshotCollector({}).collect();
        QVERIFY(listening.has_value());
        const World world(*listening);
        int asked = 0;
        for (const auto& [from, address, port] : {std::tuple("pod1", "10.96.0.1", 80), {"pod3", "10.96.0.1", 80}, {"client", "10.96.0.1", 80}, {"node", "10.96.0.1", 80}, {"client", "192.0.2.1", 30080}, {"pod1", "192.0.2.1", 30080}, {"node", "192.0.2.1", 30080}, {"node", "127.0.0.1", 30080}, {"client", "198.51.100.1", 80},
                                                  {"client", "198.51.100.3", 80}, {"stranger", "198.51.100.3", 80}, {"stranger", "192.0.2.1", 30081}, {"client", "198.51.100.4", 80}, {"pod1", "198.51.100.4", 80}, {"client", "192.0.2.1", 30082}, {"node", "192.0.2.1", 30082},
                                                  {"pod1", "10.96.0.5", 80}, {"pod2", "10.96.0.5", 80}, {"pod1", "10.96.0.6", 80}, {"client", "192.0.2.1", 30083}, {"node", "10.96.0.6", 80}, {"client", "10.96.0.2", 80}}) {
            const auto flow = parseFlow(std::string(address) + ":" + std::to_string(port), "tcp");
            const auto origin = resolvePlace(world, std::string("netns/") + from);
            QVERIFY(flow && origin);
            const auto trace = PathTracer(world).trace(*origin, *flow, FlowAge::New);
            std::map<std::string, double> said; // who answers, and whom it sees; how likely
            for (const auto& branch : trace.branches) {
                QVERIFY2(branch.outcome != Outcome::Unknown, (std::string(from) + " to " + address + ": " + branch.unknownBecause).c_str());
                const auto& at = branch.delivered;
                said[at && !branch.replies.empty() ? world.space(at->space).data.name + " " + at->sourceSeen.text() : branch.outcome == Outcome::Rejected || branch.outcome == Outcome::Unreachable ? "refused" : "silent"] += std::abs(branch.probability);
            }
            std::map<std::string, int> heard;
            std::thread([&, address = address, port = port] {
                const Laboratory::Visit visit(m_laboratory, from);
                for (int i = 0; i < (said.size() > 1 ? 24 : 2); ++i)
                    ++heard[ask(address, static_cast<std::uint16_t>(port))];
            }).join();
            QString both = QString("%1 to %2:%3\n").arg(from, address).arg(port);
            for (const auto& [who, share] : said)
                both += QString("  the trace: %1 (%2)\n").arg(who.c_str()).arg(share);
            for (const auto& [who, count] : heard)
                both += QString("  the packets: %1 (%2)\n").arg(who.c_str()).arg(count);
            for (const auto& [who, count] : heard)
                QVERIFY2(said.contains(who), qPrintable(both));
            ++asked;
            const bool isSticky = QString(address) == "10.96.0.2";
            QVERIFY2(isSticky ? heard.size() == 1 : heard.size() == said.size(), qPrintable(both)); // affinity: the first choice stays
        }
        qInfo("%d kinds of connection", asked);

        // The shares of 2,000 connections: within four standard deviations.
        std::map<std::string, int> heard;
        std::thread([&] {
            const Laboratory::Visit visit(m_laboratory, "client");
            for (int i = 0; i < 2000; ++i)
                ++heard[ask("10.96.0.1", 80).substr(0, 4)];
        }).join();
        QCOMPARE(heard.size(), std::size_t{3});
        for (const auto& [who, count] : heard) {
            const double expected = 2000 / 3.0;
            QVERIFY2(std::abs(count - expected) < 4 * std::sqrt(2000 * (1 / 3.0) * (2 / 3.0)), qPrintable(QString("%1: %2 of 2000").arg(who.c_str()).arg(count)));
        }
    }
};

QTEST_GUILESS_MAIN(tst_kube_proxy)
#include "tst_kube_proxy.moc"
