// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/proxy_drift.h"
#include "filter/iptables_save.h"
#include "filter/nft_listing.h"
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
