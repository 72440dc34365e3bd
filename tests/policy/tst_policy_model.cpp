// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/filled_objects.h"
#include "cluster/policy_gate.h"
#include "findings/policy_findings.h"
#include "kube/manifests.h"
#include "policy/exposure.h"
#include "policy/reach_diff.h"
#include "policy/reach_text.h"
#include "policy/verdict.h"
#include "policy/what_if.h"
#include "random_policies.h"

#include <QTest>
#include <set>

using namespace hoplens;
using namespace hoplens::policy;

namespace {

kube::Objects read(const std::string& text)
{
    kube::Objects objects;
    kube::readManifests(text, "p.yaml", objects);
    return objects;
}

std::string withPods(const std::string& policies)
{
    return R"({apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: red}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: ops, labels: {team: blue}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: front, namespace: shop, labels: {app: front, tier: web}}, spec: {serviceAccountName: web}, status: {podIP: 10.0.0.1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}, status: {podIP: 10.0.0.2}}
---
{apiVersion: v1, kind: Pod, metadata: {name: probe, namespace: ops, labels: {app: probe}}, status: {podIP: 10.0.1.1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: agent, namespace: ops, labels: {app: agent}}, spec: {hostNetwork: true}, status: {podIP: 192.0.2.1}}
---
)" + policies;
}

/// "allowed", "denied" or "unknown", of one connection between pods or addresses.
QString verdict(const PolicyModel& model, const std::string& from, const std::string& to, std::uint16_t port, kube::Protocol protocol = kube::Protocol::Tcp)
{
    const auto peer = [&](const std::string& name) {
        if (const auto address = Address::parse(name))
            return model.peers().find(*address).value_or(model.peers().anyPod());
        const auto own = std::ranges::find(model.peers().workloads(), name + "[Pod]", &Workload::name);
        return own == model.peers().workloads().end() ? model.peers().anyPod() : std::size_t{own->classes.at(0)};
    };
    const auto single = name(decide(model, peer(from), peer(to), protocol, port).decision());
    // All pairs say the same.
    Reach reach(model);
    for (const auto& arrivals : reach.arrivals(peer(to)))
        if (arrivals.ports.contains(protocol, port)) {
            const auto all = arrivals.unknown.test(peer(from)) ? "unknown" : arrivals.allowed.test(peer(from)) ? "allowed" : "denied";
            if (single != all)
                return QString("alone %1, among all pairs %2").arg(QString::fromStdString(std::string(single)), all);
        }
    return QString::fromStdString(std::string(single));
}

PolicyModel modelOf(const kube::Objects& objects, const PeerOptions& options = {})
{
    auto model = PolicyModel::make(objects, options);
    if (!model)
        qFatal("%s", describe(model.error()).c_str());
    return std::move(*model);
}

std::vector<Connection> connectionsOf(const PolicyModel& model)
{
    std::vector<Connection> all;
    (void)eachConnection(model, [&](const Connection& connection) { all.push_back(connection); });
    return all;
}

} // namespace

/// Policies of each kind, one by one, and what must hold of all of them.
class tst_policy_model : public QObject {
    Q_OBJECT
private slots:
    void portSets()
    {
        PortSet ports;
        ports.add(kube::Protocol::Tcp, {80, 80});
        ports.add(kube::Protocol::Tcp, {82, 90});
        ports.add(kube::Protocol::Tcp, {81, 81});
        QCOMPARE(QString::fromStdString(ports.text()), QString("TCP 80-90"));
        auto rest = PortSet::all();
        rest.subtract(ports);
        QCOMPARE(QString::fromStdString(rest.text()), QString("TCP 1-79, 91-65535; UDP; SCTP"));
        QVERIFY(!rest.contains(kube::Protocol::Tcp, 80) && rest.contains(kube::Protocol::Tcp, 65535) && rest.contains(kube::Protocol::Udp, 80));
        rest.unite(ports);
        QVERIFY(rest.isAll());
        rest.intersect(ports);
        QCOMPARE(rest, ports);
        rest.subtract(PortSet::all());
        QVERIFY(rest.isEmpty());
    }

    void calicoSelectors_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches"); // of {app: web, tier: front, empty: ""}
        QTest::newRow("all") << "all()" << true;
        QTest::newRow("nothing written") << "  " << true;
        QTest::newRow("global") << "global()" << false;
        QTest::newRow("equals") << "app == 'web'" << true;
        QTest::newRow("other quotes") << "app == \"web\"" << true;
        QTest::newRow("unlike") << "app != 'db'" << true;
        QTest::newRow("unlike what is not there") << "none != 'db'" << true;
        QTest::newRow("has") << "has(empty)" << true;
        QTest::newRow("has not") << "!has(app)" << false;
        QTest::newRow("in") << "tier in { 'back', 'front' }" << true;
        QTest::newRow("in nothing") << "tier in {}" << false;
        QTest::newRow("not in") << "tier not in {'back'}" << true;
        QTest::newRow("contains") << "app contains 'e'" << true;
        QTest::newRow("starts") << "app starts with 'we'" << true;
        QTest::newRow("ends") << "app ends with 'we'" << false;
        QTest::newRow("and before or") << "app == 'db' && has(app) || tier == 'front'" << true;
        QTest::newRow("brackets") << "app == 'db' && (has(app) || tier == 'front')" << false;
        QTest::newRow("not of brackets") << "!(app == 'db' || has(none))" << true;
        QTest::newRow("keys with signs") << "!has(kubernetes.io/metadata-name_x)" << true;
    }
    void calicoSelectors()
    {
        QFETCH(QString, text);
        QFETCH(bool, matches);
        const kube::Labels labels{{"app", "web"}, {"tier", "front"}, {"empty", ""}};
        const auto selector = CalicoSelector::parse(text.toStdString());
        QVERIFY2(selector.has_value(), selector ? "" : describe(selector.error()).c_str());
        const auto label = [&](const std::string& key) -> const std::string* {
            const auto at = labels.find(key);
            return at == labels.end() ? nullptr : &at->second;
        };
        QCOMPARE(selector->matches(label), matches);
        LabelIndex index(2);
        index.add(1, labels);
        QCOMPARE(index.matching(selector->root()).test(1), matches);
    }

    void badCalicoSelectors()
    {
        for (const char* text : {"app", "app ==", "app == web", "has(app", "app in 'x'", "app in {'x'", "(has(a)", "has(a) has(b)", "&& has(a)", "== 'x'", "a not b", "a starts 'x'", "a == 'x' ||"}) {
            const auto selector = CalicoSelector::parse(text);
            QVERIFY2(!selector.has_value(), text);
            QVERIFY2(selector.error().message.find("at character") != std::string::npos, text);
        }
        QVERIFY(!CalicoSelector::parse(std::string(10000, '(')));
        QVERIFY(!CalicoSelector::parse(std::string(10000, '!') + "all()"));
    }

    void networkPolicies()
    {
        const auto objects = read(withPods(R"(
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: cart, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: front}}}, {namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {app: probe}}}, {ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.128/25]}}], ports: [{port: http}, {port: 9000, endPort: 9010, protocol: UDP}]}], egress: [{ports: [{protocol: SCTP}]}]}}
)"));
        const auto model = modelOf(objects);
        QCOMPARE(verdict(model, "shop/front", "shop/cart", 8080), QString("allowed"));
        QCOMPARE(verdict(model, "shop/front", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 9005, kube::Protocol::Udp), QString("allowed"));
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 9011, kube::Protocol::Udp), QString("denied"));
        QCOMPARE(verdict(model, "203.0.113.5", "shop/cart", 8080), QString("allowed"));
        QCOMPARE(verdict(model, "203.0.113.200", "shop/cart", 8080), QString("denied"));
        QCOMPARE(verdict(model, "shop/cart", "shop/front", 80), QString("denied"));
        QCOMPARE(verdict(model, "shop/cart", "198.51.100.1", 80, kube::Protocol::Sctp), QString("allowed"));
        QCOMPARE(verdict(model, "shop/front", "ops/probe", 80), QString("allowed"));
        // What uses its host's network is neither isolated nor found by selectors.
        QCOMPARE(verdict(model, "shop/front", "ops/agent", 80), QString("allowed"));
        QCOMPARE(verdict(model, "ops/agent", "shop/cart", 8080), QString("denied"));
        const auto& peers = model.peers();
        const EndName from{"front", peers.workloads()[0].classes[0]};
        const EndName to{"cart", peers.workloads()[1].classes[0]};
        const auto words = QString::fromStdString(describe(model, decide(model, from.peer, to.peer, kube::Protocol::Tcp, 8080), from, to, kube::Protocol::Tcp, 8080));
        QVERIFY2(words.startsWith("Allowed: front to cart port 8080/TCP.\n") && words.contains("NetworkPolicy shop/cart, ingress rule 1 (p.yaml:14)"), qPrintable(words));
    }

    /// Pods that are addressed by a block, and IPv6, as it is asked for.
    void blocks()
    {
        const auto objects = read(withPods(R"(
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: cart, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/16}}, {ipBlock: {cidr: "2001:db8::/32", except: ["2001:db8:1::/48"]}}]}]}}
)"));
        QCOMPARE(verdict(modelOf(objects), "shop/front", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(modelOf(objects, {true, false, false}), "shop/front", "shop/cart", 80), QString("allowed"));
        QCOMPARE(verdict(modelOf(objects, {true, false, false}), "ops/agent", "shop/cart", 80), QString("denied"));
        const auto notes = [&](const PeerOptions& options, const char* what) { return std::ranges::count_if(modelOf(objects, options).notes(), [&](const kube::ObjectNote& note) { return note.text.find(what) != std::string::npos; }); };
        QCOMPARE(notes({}, "left to the network plugin"), 1);
        QCOMPARE(notes({true, false, false}, "left to the network plugin"), 0);
        QCOMPARE(notes({}, "ops/agent[Pod] uses the network of its node"), 1);
        QVERIFY(!modelOf(objects).peers().find(*Address::parse("2001:db8::1")));
        const auto both = modelOf(objects, {false, false, true});
        QCOMPARE(verdict(both, "2001:db8:2::1", "shop/cart", 80), QString("allowed"));
        QCOMPARE(verdict(both, "2001:db8:1::1", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(both, "2001:db9::", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(both, "shop/cart", "ffff::1", 80), QString("allowed"));
    }

    void tiers()
    {
        const auto objects = read(withPods(R"(
{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: first}, spec: {priority: 5, subject: {namespaces: {matchLabels: {team: red}}}, ingress: [{action: Pass, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: probe}}}}], ports: [{portNumber: {port: 81, protocol: TCP}}]}, {action: Deny, from: [{namespaces: {matchLabels: {team: blue}}}], ports: [{portRange: {start: 80, end: 90, protocol: TCP}}]}, {action: Allow, from: [{namespaces: {}}], ports: [{namedPort: http}]}]}}
---
{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: second}, spec: {tier: Admin, priority: 6, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: cart}}}}, egress: [{action: Deny, to: [{networks: [198.51.100.0/24]}], protocols: [{tcp: {destinationPort: {range: {start: 1, end: 100}}}}, {udp: {}}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: closed, namespace: shop}, spec: {podSelector: {matchLabels: {app: front}}}}
---
{apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, metadata: {name: default}, spec: {subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {matchLabels: {team: blue}}}]}]}}
)"));
        QVERIFY2(objects.notes.empty(), objects.notes.empty() ? "" : objects.notes.front().text.c_str());
        const auto model = modelOf(objects);
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 85), QString("denied"));  // by the first
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 81), QString("denied"));  // passed on, then by the baseline
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 8080), QString("allowed"));
        QCOMPARE(verdict(model, "shop/front", "shop/cart", 85), QString("allowed"));
        QCOMPARE(verdict(model, "ops/probe", "shop/front", 443), QString("denied")); // nobody may, by the NetworkPolicy
        QCOMPARE(verdict(model, "shop/cart", "shop/front", 443), QString("denied"));
        QCOMPARE(verdict(model, "shop/cart", "198.51.100.7", 100), QString("denied"));
        QCOMPARE(verdict(model, "shop/cart", "198.51.100.7", 101), QString("allowed"));
        QCOMPARE(verdict(model, "shop/cart", "198.51.100.7", 101, kube::Protocol::Udp), QString("denied"));
        QCOMPARE(verdict(model, "shop/cart", "198.51.101.7", 100), QString("allowed"));
    }

    void calico()
    {
        const auto objects = read(withPods(R"(
{apiVersion: crd.projectcalico.org/v1, kind: Tier, metadata: {name: security}, spec: {order: 100}}
---
{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: guard}, spec: {tier: security, order: 1, selector: "app == 'cart'", types: [Ingress], ingress: [{action: Log, source: {selector: all()}}, {action: Deny, protocol: TCP, source: {selector: "app in {'probe'}"}, destination: {ports: [80, "100:110"]}}, {action: Pass}]}}
---
{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: cart, namespace: shop}, spec: {order: 10, selector: "app == 'cart'", types: [Ingress, Egress], ingress: [{action: Allow, protocol: TCP, source: {serviceAccounts: {names: [web]}}}, {action: Allow, protocol: TCP, source: {namespaceSelector: "projectcalico.org/name == 'ops'"}, destination: {notPorts: [90]}}, {action: Allow, source: {selector: "kind == 'office'", namespaceSelector: global()}}], egress: [{action: Deny, destination: {nets: [198.51.100.0/24], notNets: [198.51.100.128/25]}}, {action: Allow}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: also, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{ports: [{port: 7000}]}]}}
---
{apiVersion: projectcalico.org/v3, kind: GlobalNetworkSet, metadata: {name: office, labels: {kind: office}}, spec: {nets: [203.0.113.0/24]}}
---
{apiVersion: projectcalico.org/v3, kind: NetworkSet, metadata: {name: other, namespace: shop, labels: {kind: office}}, spec: {nets: [203.0.114.0/24]}}
)"));
        QVERIFY2(objects.notes.empty(), objects.notes.empty() ? "" : objects.notes.front().text.c_str());
        const auto model = modelOf(objects);
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 105), QString("denied"));
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 81), QString("allowed"));
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 90), QString("denied"));
        QCOMPARE(verdict(model, "shop/front", "shop/cart", 90), QString("allowed"));
        QCOMPARE(verdict(model, "shop/front", "shop/cart", 90, kube::Protocol::Udp), QString("denied"));
        QCOMPARE(verdict(model, "192.0.2.9", "shop/cart", 7000), QString("allowed")); // by Kubernetes' own, in the same tier
        QCOMPARE(verdict(model, "203.0.113.9", "shop/cart", 90), QString("allowed"));
        QCOMPARE(verdict(model, "203.0.114.9", "shop/cart", 90), QString("denied"));
        QCOMPARE(verdict(model, "shop/cart", "198.51.100.1", 80), QString("denied"));
        QCOMPARE(verdict(model, "shop/cart", "198.51.100.200", 80), QString("allowed"));
    }

    /// What an API says besides the obvious.
    void finePrint()
    {
        // Networks of cluster policies count inside the cluster, too; selectors that leave out leave out network sets.
        const auto admin = modelOf(read(withPods("{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [10.0.0.2/32]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}], ports: [{portNumber: {protocol: TCP, port: 81}}]}]}}")));
        QCOMPARE(verdict(admin, "shop/front", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(admin, "shop/front", "ops/probe", 80), QString("allowed"));
        QCOMPARE(verdict(admin, "shop/front", "ops/probe", 81), QString("denied"));
        const auto sets = modelOf(read(withPods(R"({apiVersion: projectcalico.org/v3, kind: GlobalNetworkSet, metadata: {name: bad, labels: {role: bad}}, spec: {nets: [198.51.100.0/24]}}
---
{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: g}, spec: {selector: "app == 'front' && pcns.team == 'red'", types: [Egress], egress: [{action: Allow, destination: {notSelector: "role == 'bad'"}}]}}
)")));
        QCOMPARE(verdict(sets, "shop/front", "198.51.100.7", 80), QString("denied"));
        QCOMPARE(verdict(sets, "shop/front", "198.51.101.7", 80), QString("allowed"));
        // A tier of Calico's may be called as it likes, and a rule about a family is about that alone.
        const auto tiers = modelOf(read(withPods(R"({apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: admin}, spec: {order: 100}}
---
{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: g}, spec: {tier: admin, selector: "app == 'cart'", types: [Ingress], ingress: [{action: Deny, ipVersion: 6}, {action: Allow, source: {selector: "app == 'front'"}}]}}
---
{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {matchLabels: {team: none}}}]}]}}
)")), {false, false, true});
        QCOMPARE(verdict(tiers, "ops/probe", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(tiers, "shop/front", "shop/cart", 80), QString("allowed"));
        // A baseline of the old kind comes behind those with a priority.
        const auto both = modelOf(read(withPods(R"({apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, metadata: {name: default}, spec: {subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}
---
{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: c}, spec: {tier: Baseline, priority: 0, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{namespaces: {matchLabels: {team: red}}}]}]}}
)")));
        QCOMPARE(verdict(both, "shop/front", "shop/cart", 80), QString("allowed"));
        QCOMPARE(verdict(both, "ops/probe", "shop/cart", 80), QString("denied"));
    }

    void whatIsNotModelledIsUnknown()
    {
        const auto objects = read(withPods(R"(
{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: shop}, spec: {endpointSelector: {matchLabels: {app: cart}}}}
---
{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {selector: "app == 'front'", ingress: [{action: Allow, http: {methods: [GET]}, protocol: TCP, destination: {ports: [80]}}, {action: Allow, protocol: TCP, destination: {ports: [81]}}]}}
)"));
        const auto model = modelOf(objects);
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 80), QString("unknown"));
        QCOMPARE(verdict(model, "shop/cart", "ops/probe", 80), QString("unknown"));
        QCOMPARE(verdict(model, "ops/probe", "shop/front", 80), QString("unknown"));
        QCOMPARE(verdict(model, "ops/probe", "shop/front", 81), QString("allowed"));
        QCOMPARE(verdict(model, "ops/probe", "shop/front", 82), QString("denied"));
        QCOMPARE(verdict(model, "ops/probe", "shop/front", 80, kube::Protocol::Udp), QString("denied"));
    }

    /// A policy that cannot be read makes every answer wrong: there is none.
    /// What is sure stays so beside what is not.
    void doubtsAreAsNarrowAsTheyCanBe()
    {
        const auto names = read(withPods(R"(
{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {matchLabels: {team: red}}}, egress: [{action: Deny, to: [{domainNames: ["*.example.org"]}, {namespaces: {matchLabels: {team: blue}}}]}]}}
)"));
        const auto named = modelOf(names);
        QCOMPARE(verdict(named, "shop/front", "ops/probe", 80), QString("denied"));
        QCOMPARE(verdict(named, "shop/front", "shop/cart", 80), QString("allowed"));
        QCOMPARE(verdict(named, "shop/front", "203.0.113.1", 80), QString("unknown"));

        const auto nets = read(withPods(R"(
{apiVersion: v1, kind: Pod, metadata: {name: both, namespace: ops, labels: {app: both}}, status: {podIP: 10.0.1.7, podIPs: [{ip: 10.0.1.7}, {ip: "fd00::7"}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: pending, namespace: ops, labels: {app: pending}}}
---
{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: out}, spec: {selector: "app == 'front'", types: [Egress], egress: [{action: Deny, destination: {nets: [10.0.1.0/24]}}, {action: Allow, destination: {notNets: [10.0.0.0/30]}}]}}
)"));
        const auto netted = modelOf(nets);
        QCOMPARE(verdict(netted, "shop/front", "ops/probe", 80), QString("denied"));
        QCOMPARE(verdict(netted, "shop/front", "shop/cart", 80), QString("denied")); // in what the second leaves out
        QCOMPARE(verdict(netted, "shop/front", "10.0.1.9", 80), QString("denied"));
        QCOMPARE(verdict(netted, "shop/front", "203.0.113.1", 80), QString("allowed"));
        QCOMPARE(verdict(netted, "shop/front", "ops/both", 80), QString("unknown"));
        QCOMPARE(verdict(netted, "shop/front", "ops/pending", 80), QString("unknown"));
        QCOMPARE(verdict(netted, "shop/cart", "ops/pending", 80), QString("allowed"));
    }

    void accountsByTheirLabels()
    {
        const std::string policies = R"(
{apiVersion: v1, kind: Pod, metadata: {name: admin, namespace: ops, labels: {app: admin}}, spec: {serviceAccountName: admin}, status: {podIP: 10.0.1.9}}
---
{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: cart, namespace: shop}, spec: {selector: "app == 'cart'", ingress: [{action: Allow, source: {namespaceSelector: all(), serviceAccounts: {selector: "role == 'web'"}}}]}}
---
{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: admins}, spec: {serviceAccountSelector: "role == 'admin'", types: [Egress], egress: [{action: Deny}]}}
)";
        const auto untold = read(withPods(policies));
        QCOMPARE(verdict(modelOf(untold), "shop/front", "shop/cart", 80), QString("unknown"));
        const auto told = read(withPods(policies + R"(
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: shop, labels: {role: web}}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: shop}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: ops, labels: {role: other}}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: admin, namespace: ops, labels: {role: admin}}}
)"));
        const auto model = modelOf(told);
        QCOMPARE(verdict(model, "shop/front", "shop/cart", 80), QString("allowed"));
        QCOMPARE(verdict(model, "ops/probe", "shop/cart", 80), QString("denied"));
        QCOMPARE(verdict(model, "ops/admin", "ops/probe", 80), QString("denied"));
        QCOMPARE(verdict(model, "ops/probe", "ops/admin", 80), QString("allowed"));
    }

    void hostEndpointsAreUnknown()
    {
        const auto objects = read(withPods("{apiVersion: projectcalico.org/v3, kind: HostEndpoint, metadata: {name: node-1-eth0}, spec: {node: node-1, interfaceName: eth0}}"));
        const auto model = modelOf(objects);
        QCOMPARE(verdict(model, "shop/front", "ops/agent", 80), QString("unknown"));
        QCOMPARE(verdict(model, "ops/agent", "shop/front", 80), QString("unknown"));
        QCOMPARE(verdict(model, "shop/front", "shop/cart", 80), QString("allowed"));
    }

    void waysIn()
    {
        const std::string services = R"(
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {selector: {app: cart}, ports: [{name: web, port: 80, targetPort: http}, {name: metrics, port: 9000}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: probe, namespace: ops}, spec: {selector: {app: probe}, ports: [{port: 80, targetPort: 7070}]}}
---
)";
        const auto reached = [&](const std::string& way) {
            const auto objects = read(withPods(services + way));
            const auto model = modelOf(objects);
            QStringList found;
            for (const auto& connection : connectionsOf(model))
                if (connection.source == "{ingress-controller}")
                    found << QString::fromStdString(connection.destination + " " + connection.ports.text());
            for (const auto& note : model.notes())
                if (note.text.find("passed over") != std::string::npos)
                    found << "note";
            return found.join(", ");
        };
        const std::string route = "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: shop}, spec: ";
        QCOMPARE(reached(route + "{parentRefs: [{name: g}], rules: [{backendRefs: [{name: cart, port: 80}]}]}}"), QString("shop/cart[Pod] TCP 8080"));
        QCOMPARE(reached(route + "{rules: [{backendRefs: [{name: cart, port: 80}], filters: [{type: RequestMirror, requestMirror: {backendRef: {name: cart, port: 9000}}}]}]}}"), QString("shop/cart[Pod] TCP 8080, 9000"));
        QCOMPARE(reached(route + "{rules: [{backendRefs: [{name: cart, port: 8080}]}]}}"), QString()); // of the Service, it means
        QCOMPARE(reached(route + "{parentRefs: [{kind: Service, group: '', name: cart}], rules: [{backendRefs: [{name: cart, port: 80}]}]}}"), QString());
        QCOMPARE(reached(route + "{rules: [{backendRefs: [{name: gone, port: 80}]}]}}"), QString("note"));
        const auto across = route + "{rules: [{backendRefs: [{name: probe, namespace: ops, port: 80}]}]}}";
        QCOMPARE(reached(across), QString("note"));
        const std::string grant = "\n---\n{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: g, namespace: ops}, spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ";
        QCOMPARE(reached(across + grant + "shop}], to: [{group: '', kind: Service}]}}"), QString("ops/probe[Pod] TCP 7070"));
        QCOMPARE(reached(across + grant + "shop}], to: [{group: '', kind: Service, name: other}]}}"), QString("note"));
        QCOMPARE(reached(across + grant + "ops}], to: [{group: '', kind: Service}]}}"), QString("note"));
        QCOMPARE(reached("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: shop}, spec: {defaultBackend: {service: {name: gone, port: {number: 80}}}}}"), QString("note"));
    }

    void lostPoliciesCostTheAnswer()
    {
        for (const char* bad : {"{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, ingress: [{from: [{}]}]}}", "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, ingress: [{ports: [{port: 90, endPort: 80}]}]}}",
                                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/99}}]}]}}", "{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: a}, spec: {selector: 'app ==', ingress: [{action: Allow}]}}",
                                "{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: a}, spec: {ingress: [{action: Perhaps}]}}",
                                "{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: a}, spec: {ingress: [{action: Allow, source: {selektor: all()}}]}}", "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkSet, metadata: {name: a}, spec: {nets: [x]}}", "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: a}, spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}}"}) {
            const auto model = PolicyModel::make(read(withPods(bad)), {});
            QVERIFY2(!model, bad);
            QVERIFY2(model.error().where.starts_with("p.yaml:"), model.error().where.c_str());
        }
    }

    void workloads()
    {
        const auto objects = read(R"(
{apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly}, spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: job}}, spec: {containers: [{name: c}]}}}}}}
---
{apiVersion: v1, kind: ReplicationController, metadata: {name: old}, spec: {selector: {app: old}, template: {metadata: {labels: {app: old}}, spec: {containers: [{name: c}]}}}}
---
{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: cart-77, ownerReferences: [{kind: Deployment, name: cart, controller: true}]}, spec: {template: {metadata: {labels: {app: cart}}}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: cart}, spec: {template: {metadata: {labels: {app: cart}}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart-77-a, labels: {app: cart}, ownerReferences: [{kind: ReplicaSet, name: cart-77, controller: true}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: done, labels: {app: cart}}, status: {phase: Succeeded}}
)");
        std::set<std::string> names;
        const auto model = modelOf(objects);
        for (const auto& workload : model.peers().workloads())
            names.insert(workload.name);
        QCOMPARE(names, (std::set<std::string>{"default/cart[Deployment]", "default/nightly[CronJob]", "default/old[ReplicationController]"}));
        QCOMPARE(model.notes().size(), std::size_t{1});
    }

    void formsAreEscaped()
    {
        PortSet web;
        web.add(kube::Protocol::Tcp, {80, 80});
        const std::vector<Connection> connections = {{"a/\"x\"[Pod]", "b/y[Pod]", PortSet::all(), {}}, {"b/y[Pod]", "0.0.0.0-255.255.255.255", web, {}}};
        QCOMPARE(QString::fromStdString(reachAsCsv(connections)), QString("src,dst,ports,unknown\n\"a/\"\"x\"\"[Pod]\",\"b/y[Pod]\",\"all\",\"\"\n\"b/y[Pod]\",\"0.0.0.0-255.255.255.255\",\"TCP 80\",\"\"\n"));
        QVERIFY(reachAsMarkdown(std::vector<Connection>{{"a|b", "c[Pod]", web, {}}}).ends_with("| a\\|b | c[Pod] | TCP 80 |\n"));
        QVERIFY(reachAsDot(connections).find("\"a/\\\"x\\\"[Pod]\" -> \"b/y[Pod]\" [label=\"all\"]") != std::string::npos);
        QVERIFY(reachAsMatrix(connections).find("2 a/\"x\"[Pod]" + std::string(15, ' ') + ". #") != std::string::npos);
        QCOMPARE(grouped(connections, [](const std::string& workload) { return namespaceOf(workload); }).size(), std::size_t{2});
    }

    void differences()
    {
        const auto open = read(withPods("{apiVersion: v1, kind: Namespace, metadata: {name: x}}"));
        const auto closed = read(withPods("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: cart, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]}}"));
        const auto changes = reachDifference(connectionsOf(modelOf(open)), connectionsOf(modelOf(closed)));
        QString text;
        for (const auto& change : changes)
            text += QString::fromStdString(change.source + ">" + change.destination + " -" + change.denied.text() + " +" + change.allowed.text() + "\n");
        QCOMPARE(text, QString("0.0.0.0-9.255.255.255>shop/cart[Pod] -all +none\n10.0.0.0-10.255.255.255>shop/cart[Pod] -TCP 1-79, 81-65535; UDP; SCTP +none\n11.0.0.0-255.255.255.255>shop/cart[Pod] -all +none\n"
                               "ops/agent[Pod]>shop/cart[Pod] -all +none\nops/probe[Pod]>shop/cart[Pod] -all +none\nshop/front[Pod]>shop/cart[Pod] -TCP 1-79, 81-65535; UDP; SCTP +none\n"));
        const auto back = reachDifference(connectionsOf(modelOf(closed)), connectionsOf(modelOf(open)));
        QCOMPARE(back.size(), changes.size());
        for (std::size_t i = 0; i < back.size(); ++i)
            QVERIFY(back[i].allowed == changes[i].denied && back[i].denied.isEmpty());
        QVERIFY(reachDifference(connectionsOf(modelOf(open)), connectionsOf(modelOf(open))).empty());
    }

    void openToWhoIsNotThere()
    {
        QStringList told;
        for (const auto& exposure : exposures(modelOf(read(withPods(R"(
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: in, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: http}]}, {from: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 443}]}, {from: [{podSelector: {matchLabels: {app: new}}}, {namespaceSelector: {matchLabels: {team: red}}, podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [web, a]}, {key: job, operator: Exists}]}}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: front}}}]}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: edge, namespace: shop}, spec: {type: LoadBalancer, selector: {app: cart}, ports: [{name: a, port: 80, targetPort: 443}, {name: b, port: 81, targetPort: http}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: inner, namespace: shop}, spec: {selector: {app: cart}, ports: [{port: 443}]}}
)")))))
            if (exposure.workload == "shop/cart[Pod]" || exposure.workload == "shop/front[Pod]")
                told << QString::fromStdString(exposure.workload + " " + std::string(name(exposure.direction)) + " " + exposure.who + " " + exposure.ports.text() + (exposure.isByDefault ? " by default" : ""));
        QCOMPARE(told.join('\n'), QString("shop/cart[Pod] ingress any pod of the cluster TCP 8080\nshop/cart[Pod] ingress outside TCP 443\nshop/cart[Pod] ingress outside, by the LoadBalancer Service shop/edge TCP 443\nshop/cart[Pod] ingress pods with app=new in shop (none yet) TCP 1-8079, 8081-65535; UDP; SCTP\n"
                                           "shop/cart[Pod] ingress pods with tier not in (web, a), job in namespaces with team=red (none yet) TCP 1-8079, 8081-65535; UDP; SCTP\n"
                                           "shop/front[Pod] ingress any pod of the cluster all by default\nshop/front[Pod] ingress outside all by default\nshop/front[Pod] egress any pod of the cluster all by default\nshop/front[Pod] egress outside all by default"));
    }

    void findings()
    {
        std::set<std::string> ids;
        for (const auto& finding : findPolicyProblems(read(withPods(R"(
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: nobody, namespace: shop}, spec: {podSelector: {matchLabels: {app: gone}}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: shop}, spec: {podSelector: {matchLabels: {app: front}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: cart}}}], ports: [{port: web}]}, {to: [{podSelector: {matchLabels: {app: gone}}}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: world, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: host, namespace: ops}, spec: {podSelector: {matchLabels: {app: agent}}}}
---
{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: one}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {matchLabels: {team: red}}}]}]}}
---
{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: two}, spec: {priority: 2, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {matchLabels: {team: red}}}]}, {action: Deny, from: [{namespaces: {}}]}]}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: kube-flannel-ds, namespace: kube-flannel}, spec: {template: {spec: {hostNetwork: true}}}}
)"))))
            ids.insert(finding.id);
        for (const char* id : {"policy-selects-nothing", "policy-rule-matches-no-port", "policy-rule-matches-nobody", "policy-allows-the-world", "policy-selects-host-network", "egress-forgets-dns", "policy-rule-shadowed", "policies-contradict", "policies-have-no-effect", "workload-without-egress-policy"})
            QVERIFY2(ids.contains(id), id);
        QVERIFY(!ids.contains("workload-without-ingress-policy")); // all have one here
        const auto half = findPolicyProblems(read(withPods("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: one, namespace: shop}, spec: {podSelector: {matchLabels: {app: cart}}}}")));
        QVERIFY(std::ranges::any_of(half, [](const Finding& finding) { return finding.id == "workload-without-ingress-policy"; }));
        const auto unusable = findPolicyProblems(read(withPods("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, ingress: [{from: [{}]}]}}")));
        QVERIFY(unusable.size() == 1 && unusable.front().id == "policies-unusable");
        QVERIFY(findPolicyProblems(read(withPods("{}"))).empty());
        // With DNS allowed nothing is forgotten.
        for (const char* to : {"{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}", "{ports: [{port: 53, protocol: UDP}]}", "{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ports: [{port: 53, protocol: UDP}]}"}) {
            const auto found = findPolicyProblems(read(withPods("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: shop}, spec: {podSelector: {}, policyTypes: [Egress], egress: [" + std::string(to) + "]}}")));
            QVERIFY2(std::ranges::none_of(found, [](const Finding& finding) { return finding.id == "egress-forgets-dns"; }), to);
        }
    }

    // What must hold of all clusters

    void classesSayWhatEachPodWouldSay()
    {
        for (unsigned seed = 1; seed <= 60; ++seed) {
            const auto objects = test::randomCluster(seed, 12, 9);
            const auto model = modelOf(objects);
            Reach reach(model);
            for (const auto& to : objects.pods)
                for (const auto& from : objects.pods) {
                    if (&from == &to)
                        continue;
                    const auto peer = [&](const kube::Pod& pod) { return std::ranges::find(model.peers().workloads(), pod.meta.nameSpace + "/" + pod.meta.name + "[Pod]", &Workload::name)->classes.front(); };
                    for (const auto& [protocol, port] : test::askedPorts()) {
                        const bool isAllowed = test::bruteForce(objects, from, to, protocol, port);
                        const auto told = QString("seed %1: %2 → %3 port %4").arg(seed).arg(QString::fromStdString(from.meta.name), QString::fromStdString(to.meta.name)).arg(port);
                        QVERIFY2((decide(model, peer(from), peer(to), protocol, port).decision() == Decision::Allowed) == isAllowed, qPrintable(told));
                        for (const auto& arrivals : reach.arrivals(peer(to)))
                            if (arrivals.ports.contains(protocol, port))
                                QVERIFY2(arrivals.allowed.test(peer(from)) == isAllowed, qPrintable(told));
                    }
                }
        }
    }

    void orderSaysNothing()
    {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            auto objects = test::randomCluster(seed, 12, 9);
            const auto before = connectionsOf(modelOf(objects));
            std::ranges::reverse(objects.networkPolicies);
            std::ranges::reverse(objects.clusterPolicies);
            std::ranges::reverse(objects.pods);
            std::ranges::reverse(objects.namespaces);
            QVERIFY(!before.empty());
            QVERIFY(reachDifference(before, connectionsOf(modelOf(objects))).empty());
        }
    }

    /// A further rule of ingress never takes a connection away, where its policy selected the pods before.
    void moreRulesAllowMore()
    {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            auto objects = test::randomCluster(seed, 12, 9);
            const auto before = connectionsOf(modelOf(objects));
            for (auto& policy : objects.networkPolicies)
                if (policy.isIngress) {
                    policy.ingress.push_back({{}, {{kube::Protocol::Tcp, kube::PortReference(443), std::nullopt, 0}}, 0});
                    break;
                }
            for (const auto& change : reachDifference(before, connectionsOf(modelOf(objects))))
                QVERIFY(change.denied.isEmpty());
        }
    }

    /// What is found by looking at what changed alone is what a comparison of everything finds.
    void changesAreFoundWhereTheyAre()
    {
        for (unsigned seed = 1; seed <= 40; ++seed) {
            const auto objects = test::randomCluster(seed, 12, 9);
            auto edited = objects;
            auto& policy = edited.networkPolicies[seed % edited.networkPolicies.size()];
            switch (seed % 4) {
            case 0: edited.networkPolicies.erase(edited.networkPolicies.begin()); break;
            case 1: policy.pods = {}; break;
            case 2: std::swap(policy.ingress, policy.egress), std::swap(policy.isIngress, policy.isEgress); break;
            default: edited.networkPolicies.push_back(test::randomCluster(seed + 1000, 3, 2).networkPolicies.front()), edited.networkPolicies.back().meta.name = "new"; break;
            }
            const auto before = modelOf(objects);
            const auto now = PolicyModel::changed(before, edited);
            QVERIFY(now.has_value());
            QCOMPARE(&now->peers(), &before.peers());
            const auto changes = whatChanged(before, *now);
            QVERIFY(changes.has_value());
            for (std::size_t to = 0; to < before.peers().size(); ++to)
                for (std::size_t from = 0; from < before.peers().size(); ++from)
                    for (const auto& [protocol, port] : test::askedPorts()) {
                        if (!before.peers().isPod(from) && !before.peers().isPod(to))
                            continue;
                        const bool was = decide(before, from, to, protocol, port).decision() == Decision::Allowed;
                        const bool is = decide(*now, from, to, protocol, port).decision() == Decision::Allowed;
                        int told = 0;
                        for (const auto& change : *changes)
                            if (change.to == to && change.ports.contains(protocol, port))
                                told += (change.allowed.test(from) ? 1 : 0) - (change.denied.test(from) ? 1 : 0);
                        QVERIFY2(told == static_cast<int>(is) - static_cast<int>(was), qPrintable(QString("seed %1: %2 → %3 port %4").arg(seed).arg(from).arg(to).arg(port)));
                    }
        }
        // A block that cuts the addresses in a new way makes other peers.
        auto cut = test::randomCluster(1, 12, 9);
        const auto before = modelOf(cut);
        auto edited = cut;
        edited.networkPolicies.front().isIngress = true;
        edited.networkPolicies.front().ingress.push_back({{{std::nullopt, std::nullopt, kube::IpBlock{*Prefix::parse("10.9.0.0/16"), {}}, 0}}, {}, 0});
        const auto now = PolicyModel::changed(before, edited);
        QVERIFY(now.has_value() && !whatChanged(before, *now));
        // So does a kind of policy that tells pods apart by what no policy before asked for.
        const auto plain = read(withPods("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a, namespace: shop}, spec: {podSelector: {}, egress: [{}]}}"));
        const auto calico = read(withPods("{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: a}, spec: {selector: \"app == 'cart'\", ingress: [{action: Allow, source: {serviceAccounts: {names: [web]}}}, {action: Allow, source: {nets: [10.0.1.0/24]}}]}}"));
        const auto plainModel = modelOf(plain);
        const auto changed = PolicyModel::changed(plainModel, calico);
        QVERIFY(changed.has_value());
        QCOMPARE(verdict(*changed, "shop/front", "shop/cart", 80), QString("allowed"));
        QCOMPARE(verdict(*changed, "ops/probe", "shop/cart", 80), QString("allowed"));
        QCOMPARE(verdict(*changed, "10.0.0.9", "shop/cart", 80), QString("denied"));
    }

    void ownersStandForTheirPods()
    {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            auto pods = test::randomCluster(seed, 8, 9);
            auto owners = pods;
            owners.pods.clear();
            for (auto& pod : pods.pods) {
                kube::Workload workload;
                workload.kind = "Deployment";
                workload.meta = pod.meta;
                workload.podMeta = pod.meta;
                workload.podSpec = pod.spec;
                owners.workloads.push_back(workload);
                pod.meta.owners = {{"Deployment", pod.meta.name, "", true}};
            }
            QVERIFY(reachDifference(connectionsOf(modelOf(pods)), connectionsOf(modelOf(owners))).empty());
        }
    }
};

QTEST_GUILESS_MAIN(tst_policy_model)
#include "tst_policy_model.moc"
