// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/proxy_drift.h"
#include "filter/ipset_text.h"
#include "filter/iptables_save.h"
#include "filter/ipvs_text.h"
#include "filter/nft_listing.h"
#include "proxy/ipvs_proxy.h"
#include "proxy/oracle_cases.h"

using namespace hoplens;
using namespace hoplens::test;

namespace {

constexpr const char* objects = R"(
{apiVersion: v1, kind: Node, metadata: {name: node-1}, status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80}]}}
---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: cart-1, namespace: shop, labels: {kubernetes.io/service-name: cart}}, addressType: IPv4, ports: [{name: http, port: 8080}], endpoints: [{addresses: [10.244.0.6]}, {addresses: [10.244.0.7]}]}
---
{apiVersion: v1, kind: Service, metadata: {name: old, namespace: shop}, spec: {clusterIP: 10.96.0.2, type: NodePort, ports: [{name: http, port: 80, nodePort: 30001}]}}
---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: old-1, namespace: shop, labels: {kubernetes.io/service-name: old}}, addressType: IPv4, ports: [{name: http, port: 8080}], endpoints: [{addresses: [10.244.0.8]}]}
)";

kube::Objects twoServices()
{
    kube::Objects read;
    kube::readManifests(objects, "objects", read);
    return read;
}

proxy::ProxySettings settings(const kube::Objects& all, proxy::ProxyMode mode)
{
    auto own = *cluster::nodeProxy(all, &all.nodes.front(), "node-1", {mode, {}, "", ""});
    own.families = {IpFamily::V4};
    return own;
}

std::string sentences(const std::vector<DriftEntry>& entries)
{
    std::string all;
    for (const auto& entry : entries)
        all += std::string(name(entry.kind)) + ": " + entry.sentence + "\n";
    return all;
}

std::string rulesOf(const std::vector<DriftEntry>& entries)
{
    std::string all = sentences(entries);
    for (const auto& entry : entries)
        for (const auto& rule : entry.rules)
            all += "  " + rule + "\n";
    return all;
}

/// What IPVS has besides rules, on a node with this alone.
void addIpvs(Namespace& node, const std::vector<VirtualServer>& servers, const std::vector<Address>& bound)
{
    node.virtualServers = servers;
    node.sysctls.ipvsConntrack = true;
    Link device;
    device.index = 5;
    device.name = "kube-ipvs0";
    device.kind = LinkKind::Dummy;
    node.links.push_back(device);
    for (const auto& address : bound) {
        InterfaceAddress own;
        own.linkIndex = device.index;
        own.prefix = Prefix::host(address);
        node.addresses.push_back(own);
    }
}

/// What kube-proxy hands to iptables-restore in the mode IPVS has its own chains alone: it sets the jumps to them one by one.
std::string withJumps(const std::string& restored)
{
    auto text = QString::fromStdString(restored);
    const auto into = [&](const QString& table, const QString& chains, const QString& jumps) {
        text.insert(text.indexOf("COMMIT", text.indexOf("*" + table)), jumps);
        text.replace("*" + table + "\n", "*" + table + "\n:" + chains.split(' ').join(" ACCEPT [0:0]\n:") + " ACCEPT [0:0]\n");
    };
    into("nat", "PREROUTING INPUT OUTPUT POSTROUTING", "-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n-A OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n"
                "-A POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING\n");
    into("filter", "INPUT FORWARD OUTPUT", "-A INPUT -m comment --comment \"kubernetes ipvs access filter\" -j KUBE-IPVS-FILTER\n-A INPUT -m comment --comment \"kube-proxy firewall rules\" -j KUBE-PROXY-FIREWALL\n"
                   "-A INPUT -m comment --comment \"kubernetes health check rules\" -j KUBE-NODE-PORT\n-A FORWARD -m comment --comment \"kube-proxy firewall rules\" -j KUBE-PROXY-FIREWALL\n"
                   "-A FORWARD -m comment --comment \"kubernetes forwarding rules\" -j KUBE-FORWARD\n-A OUTPUT -m comment --comment \"kubernetes ipvs access filter\" -j KUBE-IPVS-OUT-FILTER\n");
    return text.toStdString();
}

} // namespace

/// Rules that a node has against those that it should have.
class tst_proxy_drift : public QObject {
    Q_OBJECT
private:
    /// observed: of which objects the node's rules are; expected: what its proxy was told since.
    static std::string drift(const kube::Objects& observed, const kube::Objects& expected, proxy::ProxyMode mode, const std::function<void(Namespace&)>& change = [](Namespace&) {})
    {
        const kube::ServiceEndpoints before(observed);
        const kube::ServiceEndpoints now(expected);
        const auto own = settings(expected, mode);
        Namespace node;
        node.rules = *cluster::predictedRules(before, own, own.families);
        if (mode == proxy::ProxyMode::Ipvs) {
            const auto state = proxy::ipvsState(proxy::ProxiedServices(own, IpFamily::V4, before));
            addIpvs(node, proxy::serversOf(state), state.boundAddresses);
        }
        change(node);
        const auto entries = findDrift(node, now, own, own.families);
        return entries ? sentences(*entries) : describe(entries.error());
    }

private slots:
    void differencesAreToldByObject_data()
    {
        QTest::addColumn<proxy::ProxyMode>("mode");
        QTest::newRow("iptables") << proxy::ProxyMode::Iptables;
        QTest::newRow("nftables") << proxy::ProxyMode::Nftables;
    }
    void differencesAreToldByObject()
    {
        QFETCH(proxy::ProxyMode, mode);
        const auto all = twoServices();
        QCOMPARE(drift(all, all, mode), std::string());
        auto less = all;
        less.endpointSlices[0].endpoints.pop_back();
        QCOMPARE(drift(less, all, mode), std::string("endpoint-missing: Service shop/cart:http: endpoint 10.244.0.7:8080 is missing from the kernel\n"));
        QCOMPARE(drift(all, less, mode), std::string("endpoint-left-over: Service shop/cart:http: the kernel still sends to 10.244.0.7:8080, which is no endpoint\n"));
        auto gone = all;
        gone.services.pop_back();
        gone.endpointSlices.pop_back();
        QCOMPARE(drift(all, gone, mode), std::string("service-left-over: the kernel has rules of a Service that no longer exists: shop/old:http\n"));
        QCOMPARE(drift(gone, all, mode), std::string("service-missing: Service shop/old:http: the kernel has no rules of it\n"));
        auto moved = all;
        moved.services[0].clusterIps = {"10.96.0.77"};
        QVERIFY(drift(all, moved, mode).starts_with("rule-differs: Service shop/cart:http: its rules are others"));
    }

    void virtualServersAreTold()
    {
        const auto all = twoServices();
        const auto ipvs = [&](const kube::Objects& observed, const kube::Objects& expected, const std::function<void(Namespace&)>& change = [](Namespace&) {}) { return QString::fromStdString(drift(observed, expected, proxy::ProxyMode::Ipvs, change)); };
        QCOMPARE(ipvs(all, all), QString());
        auto less = all;
        less.endpointSlices[0].endpoints.pop_back();
        QCOMPARE(ipvs(less, all), QString("endpoint-missing: Service shop/cart:http: endpoint 10.244.0.7:8080 is missing from the kernel\n"));
        QCOMPARE(ipvs(all, less), QString("endpoint-left-over: Service shop/cart:http: the kernel still sends to 10.244.0.7:8080, which is no endpoint\n"));
        auto gone = all;
        gone.services.pop_back();
        gone.endpointSlices.pop_back();
        QCOMPARE(ipvs(gone, all), QString("frame-missing: 1 rule that every Service needs is missing from the kernel\nservice-missing: Service shop/old:http: the kernel has no rules of it\n"));
        QCOMPARE(ipvs(all, gone), QString("address-left-over: the kernel still serves tcp 10.96.0.2:80, which is no Service's\naddress-left-over: the kernel still serves tcp 192.0.2.1:30001, which is no Service's\n"));
        const auto server = [](Namespace& node) -> VirtualServer& { return *std::ranges::find(node.virtualServers, *Address::parse("10.96.0.2"), &VirtualServer::address); };
        QCOMPARE(ipvs(all, all, [&](Namespace& node) { server(node).realServers.front().weight = 0; }), QString("endpoint-missing: Service shop/old:http: endpoint 10.244.0.8:8080 is missing from the kernel\n"));
        QCOMPARE(ipvs(all, all, [&](Namespace& node) { server(node).scheduler = "lc"; }), QString("rule-differs: Service shop/old:http: its rules are others than kube-proxy writes\n"));
        QCOMPARE(ipvs(all, all, [&](Namespace& node) { server(node).persistentSeconds = 60; }), QString("rule-differs: Service shop/old:http: its rules are others than kube-proxy writes\n"));
        QCOMPARE(ipvs(all, all, [&](Namespace& node) { std::erase_if(node.virtualServers, [](const VirtualServer& own) { return own.port == 30001; }); }), QString("address-missing: Service shop/old:http: tcp 192.0.2.1:30001 is missing from the kernel\n"));
        QCOMPARE(ipvs(all, all, [&](Namespace& node) { node.virtualServers.push_back({6, *Address::parse("192.0.2.1"), 31000, 0, "rr"}); }), QString("address-left-over: the kernel still serves tcp 192.0.2.1:31000, which is no Service's\n"));
        QCOMPARE(ipvs(all, all, [](Namespace& node) { node.addresses.pop_back(); }), QString("rule-differs: Service shop/old:http: its rules are others than kube-proxy writes\n"));
        QCOMPARE(ipvs(all, all, [](Namespace& node) { node.links.clear(); }), QString("frame-missing: the device kube-ipvs0, which has the addresses of every Service, is missing\n"));
        QCOMPARE(ipvs(all, all, [](Namespace& node) { for (auto& set : node.rules.sets) if (set.name == "KUBE-CLUSTER-IP") set.elements.erase(set.elements.begin()); }), QString("rule-differs: Service shop/cart:http: its rules are others than kube-proxy writes\n"));
        // What is being let go still has its place, and the servers of others are not kube-proxy's; what was not read is not compared.
        QCOMPARE(ipvs(all, all, [&](Namespace& node) { server(node).realServers.push_back({*Address::parse("10.244.0.99"), 8080, 0}); }), QString());
        QCOMPARE(ipvs(all, all, [](Namespace& node) { node.virtualServers.push_back({0, {}, 0, 7, "rr"}); }), QString());
        const auto unread = [](Namespace& node) {
            node.virtualServers.clear();
            node.notes.push_back({"virtual servers", "not read", ""});
        };
        QCOMPARE(ipvs(all, all, unread), QString());
        Namespace node;
        unread(node);
        QCOMPARE(notCompared(node, proxy::ProxyMode::Ipvs), std::vector<std::string_view>{"virtual servers"});
        Namespace old; // of a snapshot that nobody asked about IPVS for
        addIpvs(old, {}, {});
        QVERIFY(notCompared(old, proxy::ProxyMode::Ipvs).empty());
        old.sysctls.ipvsConntrack.reset();
        QCOMPARE(notCompared(old, proxy::ProxyMode::Ipvs), std::vector<std::string_view>{"virtual servers"});
        QVERIFY(notCompared(node, proxy::ProxyMode::Iptables).empty());
    }

    void noDriftFromRealIpvs_data()
    {
        QTest::addColumn<QString>("folder");
        HOPLENS_NEED_ORACLES("kube-proxy/ipvs");
        for (const auto& name : oracleCases("kube-proxy/ipvs"))
            QTest::newRow(qPrintable(name)) << oracleFolder("kube-proxy/ipvs/") + name;
    }
    void noDriftFromRealIpvs()
    {
        QFETCH(QString, folder);
        auto read = readCase(folder, "config.yaml");
        const auto family = read.settings.families.front();
        Namespace node;
        QVERIFY(parseIpsetSave(contentOf(folder + "/expected.ipset"), "ipset", node.rules).has_value());
        QVERIFY(parseIptablesSave(withJumps(contentOf(folder + "/expected.restore")), "rules", family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6, RuleOrigin::IptablesNft, node.rules).has_value());
        const auto servers = parseIpvsadm(contentOf(folder + "/expected.ipvsadm"), "ipvsadm");
        QVERIFY2(servers.has_value(), servers ? "" : describe(servers.error()).c_str());
        std::vector<Address> bound;
        for (const auto& line : QString::fromStdString(contentOf(folder + "/expected.kube-ipvs0")).split('\n', Qt::SkipEmptyParts))
            bound.push_back(*Address::parse(line.toStdString()));
        addIpvs(node, *servers, bound);
        const auto recognised = recogniseProxy(node);
        QVERIFY(recognised && recognised->mode == proxy::ProxyMode::Ipvs);
        // Addresses of the node itself are in what its servers stand at alone, where the case does not tell them.
        if (read.settings.interfaceAddresses.empty())
            for (const auto& server : *servers)
                for (const auto& words : read.settings.nodePortAddresses)
                    if (const auto block = proxy::parseSloppyPrefix(words); block && block->length != 0 && block->contains(server.address))
                        read.settings.interfaceAddresses.push_back(Prefix::host(server.address));
        const auto entries = findDrift(node, kube::ServiceEndpoints(read.objects), read.settings, std::span(&family, 1));
        QVERIFY(entries.has_value());
        QCOMPARE(QString::fromStdString(rulesOf(*entries)), QString());
    }

    void othersRulesMakeNoDifference()
    {
        const auto all = twoServices();
        const auto foreign = [](Namespace& node) {
            auto text = writeIptablesSave(node.rules, TableFamily::Ip, RuleOrigin::IptablesNft, CounterStyle::Omit);
            const auto at = text.find("-A INPUT");
            text.insert(at, "-A INPUT -s 203.0.113.7/32 -j DROP\n-A INPUT -j OTHER\n");
            text.insert(text.find(":KUBE-"), ":OTHER - [0:0]\n:KUBE-PROXY-CANARY - [0:0]\n");
            RuleSet rules;
            QVERIFY(parseIptablesSave(text, "changed", TableFamily::Ip, RuleOrigin::IptablesNft, rules).has_value());
            node.rules = std::move(rules);
        };
        QCOMPARE(drift(all, all, proxy::ProxyMode::Iptables, foreign), std::string());
        const auto without = [](Namespace& node) {
            auto text = writeIptablesSave(node.rules, TableFamily::Ip, RuleOrigin::IptablesNft, CounterStyle::Omit);
            const auto at = text.find("-A PREROUTING");
            text.erase(at, text.find('\n', at) + 1 - at);
            RuleSet rules;
            QVERIFY(parseIptablesSave(text, "changed", TableFamily::Ip, RuleOrigin::IptablesNft, rules).has_value());
            node.rules = std::move(rules);
        };
        QVERIFY(drift(all, all, proxy::ProxyMode::Iptables, without).starts_with("frame-missing: 1 rule that every Service needs is missing"));
    }

    /// What real kube-proxy wrote of the same objects is no drift, in whichever release it was.
    void noDriftFromRealOnes_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("rules");
        QTest::addColumn<QString>("config");
        HOPLENS_NEED_ORACLES("kube-proxy/iptables");
        for (const auto& name : oracleCases("kube-proxy/iptables"))
            if (QFile::exists(oracleFolder("kube-proxy/iptables/") + name + "/expected.iptables-save"))
                QTest::newRow(qPrintable("iptables " + name)) << oracleFolder("kube-proxy/iptables/") + name << "expected.iptables-save" << "config.yaml";
        for (const auto& name : oracleCases("kube-proxy/nftables"))
            if (QFile::exists(oracleFolder("kube-proxy/nftables/") + name + "/expected.nft-list"))
                QTest::newRow(qPrintable("nftables " + name)) << oracleFolder("kube-proxy/nftables/") + name << "expected.nft-list" << "config.yaml";
        for (const auto& release : oracleCases("kube-proxy/captures"))
            for (const auto& name : oracleCases("kube-proxy/captures/" + release))
                if (release.endsWith("-iptables"))
                    QTest::newRow(qPrintable(release + " " + name)) << oracleFolder("kube-proxy/captures/" + release + "/") + name << "iptables-save.txt" << "kube-proxy-config.yaml";
    }
    void noDriftFromRealOnes()
    {
        QFETCH(QString, folder);
        QFETCH(QString, rules);
        QFETCH(QString, config);
        auto read = readCase(folder, qPrintable(config));
        const kube::ServiceEndpoints endpoints(read.objects);
        Namespace node;
        node.name = "host";
        const auto text = contentOf(folder + "/" + rules);
        const auto family = read.settings.families.size() == 1 ? read.settings.families.front() : IpFamily::V4;
        const auto notes = rules.contains("nft") ? parseNftListing(text, "rules", node.rules) : parseIptablesSave(text, "rules", family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6, RuleOrigin::IptablesNft, node.rules);
        QVERIFY2(notes.has_value(), notes ? "" : describe(notes.error()).c_str());
        const auto recognised = recogniseProxy(node);
        QVERIFY(recognised && recognised->mode == read.settings.mode);
        const auto interfaces = read.settings.interfaceAddresses;
        adoptObserved(read.settings, node, true);
        if (!interfaces.empty())
            read.settings.interfaceAddresses = interfaces;
        std::string least = "?";
        for (const auto layout : recognised->layouts) {
            read.settings.layout = layout;
            const auto entries = findDrift(node, endpoints, read.settings, std::span(&family, 1));
            QVERIFY(entries.has_value());
            if (least == "?" || entries->empty())
                least = rulesOf(*entries);
        }
        QVERIFY2(least.empty(), least.c_str());
    }
};

QTEST_GUILESS_MAIN(tst_proxy_drift)
#include "tst_proxy_drift.moc"
