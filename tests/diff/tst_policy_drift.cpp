// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/policy_drift.h"
#include "filter/calico_chains.h"
#include "filter/ipset_text.h"
#include "filter/iptables_save.h"
#include "kube/manifests.h"
#include "policy/felix_rules.h"

#include <QTest>

using namespace hoplens;
using namespace hoplens::test;

namespace {

/// A node with rules, and a route to each of so many pods.
Namespace nodeWith(const std::string& sets, const std::string& rules, int pods)
{
    Namespace node;
    node.isHost = true;
    if (const auto read = parseIpsetSave(sets, "sets", node.rules); !read)
        qFatal("%s", describe(read.error()).c_str());
    if (const auto read = parseIptablesSave(rules, "rules", TableFamily::Ip, RuleOrigin::IptablesNft, node.rules); !read || !read->empty())
        qFatal("%s", read ? read->front().text.c_str() : describe(read.error()).c_str());
    for (int i = 0; i < pods; ++i) {
        Link link;
        link.index = 10 + i;
        link.name = "cali" + std::to_string(i);
        node.links.push_back(link);
        Route route;
        route.destination = *Prefix::parse("10.0.0." + std::to_string(i + 1) + "/32");
        NextHop hop;
        hop.linkIndex = link.index;
        route.nextHops.push_back(hop);
        node.routes.push_back(route);
    }
    return node;
}

Namespace nodeOf(const kube::Objects& objects)
{
    const FelixRules felix(objects);
    return nodeWith(felix.sets(), felix.rules(), static_cast<int>(objects.pods.size()));
}

QString told(const Result<PolicyDrift>& drift)
{
    if (!drift)
        return QString::fromStdString(describe(drift.error()));
    std::string all;
    for (const auto& entry : drift->entries) {
        all += std::string(name(entry.kind)) + ": " + entry.sentence + "\n";
        for (const auto& detail : entry.details)
            all += "  " + detail + "\n";
    }
    for (const auto& sentence : drift->notCompared)
        all += "not compared: " + sentence + "\n";
    return QString::fromStdString(all);
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    if (at == std::string::npos)
        qFatal("nothing to replace: %s", from.c_str());
    return text.replace(at, from.size(), to);
}

/// Two pods of shop and one of ops; front may reach cart at 8080, and nobody else may.
kube::Objects shop()
{
    kube::Objects objects;
    kube::readManifests(R"(
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: ops}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}, status: {podIP: 10.0.0.1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: front, namespace: shop, labels: {app: front}}, status: {podIP: 10.0.0.2}}
---
{apiVersion: v1, kind: Pod, metadata: {name: probe, namespace: ops}, status: {podIP: 10.0.0.3}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: cart, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{podSelector: {matchLabels: {app: front}}}], ports: [{port: 8080}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, spec: {podSelector: {}}}
)",
        "shop.yaml", objects);
    return objects;
}

} // namespace

/// Chains as Calico's agent lays them out against the policies that they stand for.
class tst_policy_drift : public QObject {
    Q_OBJECT
private slots:
    void namesOfChains()
    {
        QCOMPARE(QString::fromStdString(calicoPolicyName("shop/knp.default.cart")), QString("NetworkPolicy shop/cart"));
        QCOMPARE(QString::fromStdString(calicoPolicyName("shop/default.cart")), QString("Calico NetworkPolicy shop/default.cart"));
        QCOMPARE(QString::fromStdString(calicoPolicyName("platform.deny")), QString("Calico GlobalNetworkPolicy platform.deny"));
        QCOMPARE(QString::fromStdString(calicoPolicyName("kanp.adminnetworkpolicy.first")), QString("AdminNetworkPolicy first"));
        const auto node = nodeOf(shop());
        QVERIFY(hasCalicoChains(node.rules));
        QStringList found;
        for (std::uint32_t c = 0; c < node.rules.chains.size(); ++c)
            if (const auto chain = calicoChain(node.rules, ChainId{c}); chain && chain->isIngress)
                found << QString::fromStdString((chain->kind == CalicoChain::Kind::Policy ? "policy " : chain->kind == CalicoChain::Kind::Profile ? "profile " : "workload ") + chain->subject);
        found.sort();
        QCOMPARE(found.join(", "), QString("policy , policy shop/knp.default.cart, profile kns.ops, profile kns.shop, workload cali0, workload cali1, workload cali2"));
    }

    void rulesOfThePoliciesDoNotDrift()
    {
        std::size_t connections = 0;
        for (unsigned seed = 1; seed <= 60; ++seed) {
            const auto objects = randomCluster(seed, 10, 9);
            const auto drift = findPolicyDrift(nodeOf(objects), objects);
            QVERIFY2(drift.has_value() && drift->entries.empty() && drift->notCompared.empty(), qPrintable(QString("seed %1:\n").arg(seed) + told(drift)));
            QCOMPARE(drift->workloads, objects.pods.size());
            connections += drift->connections;
        }
        QVERIFY(connections > 50'000);
    }

    /// The rules of one cluster against the policies of another, over the same pods: drift is found where the slow way finds a difference.
    void differencesAreFound()
    {
        int different = 0;
        for (unsigned seed = 1; seed <= 60; ++seed) {
            const auto objects = randomCluster(seed, 10, 9);
            auto edited = objects;
            edited.networkPolicies[seed % edited.networkPolicies.size()].ingress.clear();
            edited.networkPolicies[(seed + 1) % edited.networkPolicies.size()].isIngress = false;
            bool differs = false;
            for (const auto& from : objects.pods)
                for (const auto& to : objects.pods)
                    for (const auto& [protocol, port] : askedPorts())
                        differs = differs || (&from != &to && (bruteForceSide(objects, true, from, to, protocol, port) != bruteForceSide(edited, true, from, to, protocol, port) || bruteForceSide(objects, false, from, to, protocol, port) != bruteForceSide(edited, false, from, to, protocol, port)));
            const auto drift = findPolicyDrift(nodeOf(edited), objects);
            QVERIFY(drift.has_value());
            const bool isFound = std::ranges::any_of(drift->entries, [](const PolicyDriftEntry& entry) { return entry.kind == PolicyDriftKind::ConnectionDiffers; });
            QVERIFY2(isFound || !differs, qPrintable(QString("seed %1").arg(seed)));
            different += differs ? 1 : 0;
        }
        QVERIFY(different > 20);
    }

    void driftIsTold_data()
    {
        QTest::addColumn<QString>("inSets"); // "from → to"
        QTest::addColumn<QString>("inRules");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("detail");
        QTest::newRow("nothing") << "" << "" << "" << "";
        QTest::newRow("a member too many") << "add cali40s:1 10.0.0.2 → add cali40s:1 10.0.0.2\nadd cali40s:1 10.0.0.3" << "" << "connection-differs: shop/cart, ingress: the rules at cali0 do otherwise than the policies say, for" << "from ops/probe, TCP port 8080: policies deny it, the rules let it pass";
        QTest::newRow("a member missing") << "add cali40s:1 10.0.0.2\n → " << "" << "connection-differs: shop/cart, ingress" << "from shop/front, TCP port 8080: policies allow it (NetworkPolicy shop/cart), the rules drop it";
        QTest::newRow("another port") << "" << "--dports 8080 → --dports 8081" << "connection-differs: shop/cart, ingress" << "from shop/front, TCP port 8081: policies deny it, the rules let it pass";
        QTest::newRow("a policy not asked") << "" << "-A cali-tw-cali1 -m mark --mark 0x0/0x20000 -j cali-pi-_ → -A cali-tw-cali1 -m mark --mark 0x0/0x20000 -m comment --comment was -j cali-pri-kns.shop\n#" << "policy-missing: shop/front, ingress: NetworkPolicy shop/deny selects it, and the chains of cali1 do not ask it" << "policies deny it, the rules let it pass";
        QTest::newRow("a policy of nobody") << "" << "Policy shop/knp.default.cart ingress → Policy shop/knp.default.gone ingress" << "" << ""; // its chain's name tells who it is
    }
    void driftIsTold()
    {
        QFETCH(QString, inSets);
        QFETCH(QString, inRules);
        QFETCH(QString, sentence);
        QFETCH(QString, detail);
        const auto objects = shop();
        const FelixRules felix(objects);
        const auto edited = [](const std::string& text, const QString& edit) {
            const auto parts = edit.split(" → ");
            return edit.isEmpty() ? text : replaced(text, parts[0].toStdString(), parts[1].toStdString());
        };
        const auto drift = findPolicyDrift(nodeWith(edited(felix.sets(), inSets), edited(felix.rules(), inRules), 3), objects);
        QVERIFY(drift.has_value());
        if (sentence.isEmpty()) {
            QCOMPARE(told(drift), QString());
        } else {
            QVERIFY2(told(drift).contains(sentence), qPrintable(told(drift)));
            QVERIFY2(told(drift).contains(detail), qPrintable(told(drift)));
        }
    }

    void aPodWithoutChainsIsTold()
    {
        const auto objects = shop();
        const FelixRules felix(objects);
        const auto rules = QString::fromStdString(felix.rules()).replace("cali2", "cali9").toStdString();
        QCOMPARE(told(findPolicyDrift(nodeWith(felix.sets(), rules, 3), objects)), QString("workload-missing: ops/probe: no chains of Calico's are about its interface cali2: nothing enforces its policies\n"));
    }

    /// Only what the model leaves out by this very name is passed over.
    void namesThatEndAlikeAreOthers()
    {
        auto objects = shop();
        const auto node = nodeOf(objects);
        objects.networkPolicies.erase(objects.networkPolicies.begin()); // cart
        kube::readManifests("{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: cart}, spec: {selector: \"app == 'nobody'\", doNotTrack: true, applyOnForward: true, ingress: [{action: Allow}]}}", "c.yaml", objects);
        QVERIFY2(told(findPolicyDrift(node, objects)).contains("NetworkPolicy shop/cart is none of the objects'"), qPrintable(told(findPolicyDrift(node, objects))));
    }

    void whatTheObjectsLeaveOpenIsNoted()
    {
        auto objects = shop();
        const auto node = nodeOf(objects);
        objects.namespaces.clear();
        objects.networkPolicies.front().ingress.front().peers.front().namespaces = kube::LabelSelector{{{"team", "red"}}, {}};
        const auto drift = findPolicyDrift(node, objects);
        QVERIFY(drift.has_value() && std::ranges::any_of(drift->notes, [](const kube::ObjectNote& note) { return note.text.find("the namespace shop is not told") != std::string::npos; }));
    }

    void policiesOfNobodyAreLeftOver()
    {
        auto objects = shop();
        const auto node = nodeOf(objects);
        objects.networkPolicies.erase(objects.networkPolicies.begin()); // cart
        const auto drift = findPolicyDrift(node, objects);
        QVERIFY2(told(drift).startsWith("policy-left-over: shop/cart, ingress: NetworkPolicy shop/cart is none of the objects', and the chains of cali0 ask it\nconnection-differs: shop/cart, ingress"), qPrintable(told(drift)));
        objects.networkPolicies.clear(); // what denies all has no rule that could tell its name
        QVERIFY(told(findPolicyDrift(node, objects)).contains("not compared: chains of policies at cali1 tell no name"));
    }

    void whatIsNotToldIsNotCompared()
    {
        const auto objects = shop();
        const FelixRules felix(objects);
        auto without = objects;
        without.pods.pop_back();
        QVERIFY(told(findPolicyDrift(nodeOf(objects), without)).contains("not compared: the pod behind cali2 (10.0.0.3) is not among the objects"));
        Namespace node = nodeWith(felix.sets(), felix.rules(), 3);
        for (auto& set : node.rules.sets)
            set.isReadable = false;
        QVERIFY(told(findPolicyDrift(node, objects)).contains("not compared: what the chains of cali0 do with some connections is not known"));
    }
};

QTEST_GUILESS_MAIN(tst_policy_drift)
#include "tst_policy_drift.moc"
