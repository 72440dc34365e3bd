// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/cluster_places.h"
#include "cluster/environment.h"
#include "cluster/filled_objects.h"
#include "cluster/modelled_cluster.h"
#include "cluster/policy_gate.h"
#include "cluster/service_reasons.h"
#include "findings/service_findings.h"
#include "kube/manifests.h"

#include <QTest>
#include <set>

using namespace hoplens;

namespace {

kube::Objects read(const std::string& text)
{
    kube::Objects objects;
    kube::readManifests(text, "shop.yaml", objects);
    return objects;
}

constexpr const char* shop = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec: {containers: [{name: c, image: cart, ports: [{name: web, containerPort: 8080}]}]}
---
{apiVersion: v1, kind: Pod, metadata: {name: front, namespace: shop}, spec: {containers: [{name: c, image: x}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {type: NodePort, selector: {app: cart}, ports: [{port: 80, targetPort: web}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: typo, namespace: shop}, spec: {selector: {app: carts}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: port, namespace: shop}, spec: {selector: {app: cart}, ports: [{port: 80, targetPort: http}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: none, namespace: shop}, spec: {clusterIP: None, selector: {app: cart}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Node, metadata: {name: node-1}}
---
{apiVersion: v1, kind: Node, metadata: {name: node-2}}
)";

const kube::Service& service(const kube::Objects& objects, std::string_view name)
{
    return *std::ranges::find(objects.services, name, [](const kube::Service& of) { return std::string_view(of.meta.name); });
}

} // namespace

/// A cluster out of manifests: what is filled in, where packets go, and why they do not.
class tst_cluster : public QObject {
    Q_OBJECT
private slots:
    void whatIsNotToldIsFilledIn()
    {
        auto manifest = std::string(shop);
        manifest.replace(manifest.find("clusterIP: None, "), 17, "");
        const auto objects = cluster::fillObjects(read(manifest));
        QCOMPARE(objects.pods.size(), std::size_t{4});
        std::set<std::string> addresses;
        for (const auto& pod : objects.pods) {
            QVERIFY(pod.isReady == true && pod.ips.size() == 1 && pod.spec.nodeName.starts_with("node-"));
            QVERIFY(addresses.insert(pod.ips[0]).second);
        }
        for (const auto& each : objects.services)
            QVERIFY(addresses.insert(each.clusterIps.at(0)).second);
        QCOMPARE(service(objects, "cart").ports[0].nodePort, std::uint16_t{30000});
        QVERIFY(!objects.notes.empty());
        // What a cluster told is not touched.
        const auto told = read("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIP: 10.1.1.1, ports: [{port: 1}]}}\n---\n{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port: 1}]}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: p}, status: {phase: Pending}}\n");
        const auto filled = cluster::fillObjects(told);
        QVERIFY(filled.services == told.services && filled.pods == told.pods);
    }

    void packetsReachPodsThroughTheService_data()
    {
        QTest::addColumn<proxy::ProxyMode>("mode");
        QTest::newRow("iptables") << proxy::ProxyMode::Iptables;
        QTest::newRow("nftables") << proxy::ProxyMode::Nftables;
        QTest::newRow("ipvs") << proxy::ProxyMode::Ipvs;
    }
    void packetsReachPodsThroughTheService()
    {
        QFETCH(proxy::ProxyMode, mode);
        auto manifest = std::string(shop);
        manifest.replace(manifest.find("clusterIP: None, "), 17, "");
        const auto objects = cluster::fillObjects(read(manifest));
        const kube::ServiceEndpoints endpoints(objects);
        const auto model = cluster::modelCluster(endpoints, {mode, {}, "", ""});
        QVERIFY(model.has_value());
        const World world(model->snapshot);
        for (const auto& [from, to, mustSee] : {std::tuple("pod/shop/front", "svc/cart", ""), {"pod/cart-1", "svc/shop/cart:80", ""}, {"outside", "node/node-1:30000", "192.0.2."}, {"node/node-2", "svc/shop/cart", ""}}) {
            const auto origin = cluster::resolveClusterPlace(world, objects, from);
            const auto target = cluster::resolveClusterTarget(objects, to, cluster::homeOf(objects, std::string_view(from) == "outside" || std::string_view(from).starts_with("node") ? "pod/front" : from));
            QVERIFY2(origin && target, to);
            Flow flow;
            flow.protocol = 6;
            flow.destination = target->address;
            flow.destinationPort = target->port;
            if (origin->arrivesOn)
                flow.source = anybody(IpFamily::V4);
            const auto trace = PathTracer(world).trace(*origin, flow);
            double all = 0;
            std::set<std::string> reached;
            for (const auto& branch : trace.branches) {
                QVERIFY2(branch.outcome == Outcome::Delivered, (std::string(from) + ": " + branch.unknownBecause).c_str());
                QVERIFY(std::string_view(from) == "outside" || isAnswered(branch));
                reached.insert(world.space(branch.delivered->space).data.name);
                QVERIFY(branch.delivered->sourceSeen.text().starts_with(mustSee));
                all += branch.probability;
            }
            QCOMPARE(reached, (std::set<std::string>{"shop/cart-1", "shop/cart-2", "shop/cart-3"}));
            QVERIFY(std::abs(all - 1) < 1e-6);
        }
    }

    /// A packet of a connection that was made before goes where its first one was sent, and no further choice is made.
    void establishedConnectionsStayTranslated()
    {
        auto objects = cluster::fillObjects(read(R"({apiVersion: v1, kind: Node, metadata: {name: n}}
---
{apiVersion: v1, kind: Pod, metadata: {name: front}}
---
{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: s}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: s}}}
---
{apiVersion: v1, kind: Service, metadata: {name: sticky}, spec: {type: NodePort, sessionAffinity: ClientIP, selector: {app: s}, ports: [{port: 80}]}}
)"));
        const kube::ServiceEndpoints endpoints(objects);
        for (const auto mode : {proxy::ProxyMode::Iptables, proxy::ProxyMode::Nftables, proxy::ProxyMode::Ipvs}) {
            const auto model = cluster::modelCluster(endpoints, {mode, {}, "", ""});
            QVERIFY(model.has_value());
            const World world(model->snapshot);
            for (const char* to : {"svc/sticky", "node/n:30000"}) {
                const auto target = cluster::resolveClusterTarget(objects, to, "default");
                const auto origin = cluster::resolveClusterPlace(world, objects, "pod/front");
                QVERIFY(target && origin);
                const auto flow = cluster::flowTo(*target, "tcp");
                std::set<std::string> first, later;
                for (const auto& branch : PathTracer(world).trace(*origin, *flow, FlowAge::New).branches)
                    first.insert(branch.delivered ? world.space(branch.delivered->space).data.name + " " + branch.delivered->sourceSeen.text() : "nowhere");
                for (const auto& branch : PathTracer(world).trace(*origin, *flow, FlowAge::Established).branches) {
                    QVERIFY2(isAnswered(branch), to);
                    later.insert(branch.delivered ? world.space(branch.delivered->space).data.name + " " + branch.delivered->sourceSeen.text() : "nowhere");
                }
                QCOMPARE(later, first);
                QCOMPARE(first.size(), std::size_t{2});
            }
        }
    }

    /// Policies decide at the pods' interfaces, after kube-proxy's translation, about first packets alone.
    void policiesAreSteps()
    {
        const std::string manifest = R"({apiVersion: v1, kind: Node, metadata: {name: n}}
---
{apiVersion: v1, kind: Node, metadata: {name: m}}
---
{apiVersion: v1, kind: Pod, metadata: {name: front, labels: {app: front}}, spec: {nodeName: n}}
---
{apiVersion: v1, kind: Pod, metadata: {name: other, labels: {app: other}}, spec: {nodeName: n}}
---
{apiVersion: v1, kind: Pod, metadata: {name: near, labels: {app: cart}}, spec: {nodeName: n, containers: [{name: c, ports: [{name: web, containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: far, labels: {app: cart}}, spec: {nodeName: m, containers: [{name: c, ports: [{name: web, containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: cart}, spec: {clusterIP: 10.96.0.50, type: NodePort, selector: {app: cart}, ports: [{port: 80, targetPort: web, nodePort: 30000}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: in}, spec: {podSelector: {matchLabels: {app: cart}}, ingress: [{from: [{podSelector: {matchLabels: {app: front}}}], ports: [{port: web}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out}, spec: {podSelector: {matchLabels: {app: other}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: cart}}}], ports: [{port: 8080}]}]}}
)";
        auto mode = proxy::ProxyMode::Iptables;
        const auto trace = [&mode](const std::string& text, const char* from, const char* to, const char* protocol = "tcp", FlowAge age = FlowAge::New) {
            const auto objects = cluster::fillObjects(read(text));
            const kube::ServiceEndpoints endpoints(objects);
            const auto model = cluster::modelCluster(endpoints, {mode, {}, "", ""});
            const auto gate = cluster::policyGate(objects, *model);
            const World world(model->snapshot, gate.get());
            const auto origin = cluster::resolveClusterPlace(world, objects, from);
            auto flow = cluster::flowTo(*cluster::resolveClusterTarget(objects, to, "default"), protocol);
            if (origin->arrivesOn)
                flow->source = anybody(IpFamily::V4);
            const auto found = PathTracer(world).trace(*origin, *flow, age);
            QStringList told;
            for (const auto& branch : found.branches)
                told << QString::fromStdString(std::string(name(branch.outcome)) + (branch.reason == Reason::None ? "" : " " + std::string(name(branch.reason))) + " " + std::to_string(std::ranges::count(branch.steps, StepKind::Policy, &Step::kind)));
            told.removeDuplicates();
            return told.join(", ");
        };
        for (const auto each : {proxy::ProxyMode::Nftables, proxy::ProxyMode::Ipvs, proxy::ProxyMode::Iptables}) { // IPVS takes packets past FORWARD
            mode = each;
            QCOMPARE(trace(manifest, "pod/front", "svc/cart"), QString("delivered 1"));
            QCOMPARE(trace(manifest, "pod/other", "svc/cart"), QString("dropped policy-denies 2"));
            QCOMPARE(trace(manifest, "outside", "node/n:30000"), QString("dropped policy-denies 1"));
            QCOMPARE(trace(manifest, "pod/near", "svc/cart"), QString("delivered 0, dropped policy-denies 1"));
        }
        QCOMPARE(trace(manifest, "pod/other", "node/n:22"), QString("unknown unknown-fact 0")); // its own node it may always reach; who listens is not told
        QCOMPARE(trace(manifest, "pod/other", "node/m:22"), QString("dropped policy-denies 1"));
        QCOMPARE(trace(manifest, "pod/other", "pod/front:80"), QString("dropped policy-denies 1"));
        QCOMPARE(trace(manifest, "pod/front", "pod/near:8080"), QString("delivered 1"));
        QCOMPARE(trace(manifest, "node/n", "pod/near:8080"), QString("delivered 0")); // a node reaches its own pods
        QCOMPARE(trace(manifest, "pod/other", "svc/cart", "tcp", FlowAge::Established), QString("delivered 0"));
        QCOMPARE(trace(manifest, "pod/front", "pod/near", "icmp"), QString("unknown unknown-fact 1"));
        QCOMPARE(trace(manifest + "---\n{apiVersion: v1, kind: Pod, metadata: {name: kube-flannel-ds-x, namespace: kube-flannel}, spec: {hostNetwork: true, nodeName: n}}\n", "pod/other", "svc/cart"), QString("delivered 2"));
        QCOMPARE(trace(manifest + "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: bad}, spec: {podSelector: {}, ingress: [{from: [{}]}]}}\n", "pod/front", "svc/cart"), QString("unknown unknown-fact 1"));
    }

    /// What IPVS does beyond choosing: who is masqueraded, what the answer comes from, and what there is when no real server is.
    void virtualServersHaveTheirOwnWays()
    {
        const auto objects = cluster::fillObjects(read(R"({apiVersion: v1, kind: Node, metadata: {name: n}}
---
{apiVersion: v1, kind: Node, metadata: {name: m}}
---
{apiVersion: v1, kind: Pod, metadata: {name: front}, spec: {nodeName: n}}
---
{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: s}}, spec: {nodeName: n}}
---
{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {clusterIP: 10.96.0.50, type: NodePort, selector: {app: s}, ports: [{port: 80, targetPort: 8080, nodePort: 30000}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: none}, spec: {clusterIP: 10.96.0.51, type: NodePort, externalTrafficPolicy: Local, selector: {app: x}, ports: [{port: 80, nodePort: 30100}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: local}, spec: {clusterIP: 10.96.0.52, type: NodePort, externalTrafficPolicy: Local, selector: {app: s}, ports: [{port: 80, targetPort: 8080, nodePort: 30101}]}}
)"));
        const kube::ServiceEndpoints endpoints(objects);
        const auto model = cluster::modelCluster(endpoints, {proxy::ProxyMode::Ipvs, {}, "", ""});
        QVERIFY(model.has_value());
        const World world(model->snapshot);
        const auto trace = [&](const char* from, const char* to) {
            const auto origin = cluster::resolveClusterPlace(world, objects, from);
            auto flow = cluster::flowTo(*cluster::resolveClusterTarget(objects, to, "default"), "tcp");
            if (origin->arrivesOn)
                flow->source = anybody(IpFamily::V4);
            return PathTracer(world).trace(*origin, *flow);
        };
        const auto podAddress = [&](const char* name) { return *Address::parse(std::ranges::find(objects.pods, name, [](const kube::Pod& pod) { return std::string_view(pod.meta.name); })->ips.at(0)); };
        const auto nodeAddress = [&](std::string_view name) { return *Address::parse(std::ranges::find(objects.nodes, name, [](const kube::Node& node) { return std::string_view(node.meta.name); })->addresses.at(0).address); };
        struct Expected {
            const char* from;
            const char* to;
            Address seen;
        };
        for (const auto& [from, to, seen] : {Expected{"pod/front", "svc/s", podAddress("front")}, {"pod/a", "svc/s", nodeAddress("n")}, {"node/m", "svc/s", nodeAddress("m")}, {"outside", "node/m:30000", nodeAddress("m")}, {"outside", "node/n:30101", anybody(IpFamily::V4)}, {"pod/front", "node/n:30000", nodeAddress("n")}}) {
            const auto found = trace(from, to);
            QCOMPARE(found.branches.size(), std::size_t{1});
            const auto& branch = found.branches.front();
            const auto told = std::string(from) + " " + to + ": " + std::string(name(branch.outcome)) + " " + branch.unknownBecause + (branch.delivered ? " " + branch.delivered->sourceSeen.text() : "");
            QVERIFY2(branch.outcome == Outcome::Delivered && branch.delivered->sourceSeen == seen, told.c_str());
            QVERIFY2(isAnswered(branch) || std::string_view(from) == "outside", told.c_str());
            QCOMPARE(std::ranges::count(branch.steps, StepCode::RealServerChosen, &Step::code), 1);
        }
        for (const auto& [from, to] : {std::pair("pod/front", "svc/none"), {"outside", "node/n:30100"}}) {
            const auto found = trace(from, to);
            QCOMPARE(found.branches.size(), std::size_t{1});
            QCOMPARE(found.branches.front().outcome, Outcome::Rejected);
            QCOMPARE(found.branches.front().reason, Reason::NoRealServer);
        }
    }

    void whatIpvsTakesIsUnknownWhereItWasNotRead_data()
    {
        QTest::addColumn<bool>("isNoted");
        QTest::newRow("with a note") << true;
        QTest::newRow("in a snapshot that does not know of it") << false;
    }
    void whatIpvsTakesIsUnknownWhereItWasNotRead()
    {
        QFETCH(bool, isNoted);
        auto manifest = std::string(shop);
        manifest.replace(manifest.find("clusterIP: None, "), 17, "");
        const auto objects = cluster::fillObjects(read(manifest));
        const kube::ServiceEndpoints endpoints(objects);
        auto model = cluster::modelCluster(endpoints, {proxy::ProxyMode::Ipvs, {}, "", ""});
        QVERIFY(model.has_value());
        for (auto& host : model->snapshot.hosts)
            for (auto& space : host.namespaces)
                if (space.link("kube-ipvs0")) {
                    space.virtualServers.clear();
                    space.sysctls.ipvsConntrack.reset();
                    if (isNoted)
                        space.notes.push_back({"virtual servers", "ipvsadm.txt is not in the folder", "Add it."});
                }
        const World world(model->snapshot);
        for (const char* to : {"svc/cart", "node/node-1:30000"}) {
            const auto flow = cluster::flowTo(*cluster::resolveClusterTarget(objects, to, "shop"), "tcp");
            const auto trace = PathTracer(world).trace(*cluster::resolveClusterPlace(world, objects, "pod/shop/front"), *flow);
            QCOMPARE(trace.branches.size(), std::size_t{1});
            QCOMPARE(trace.branches[0].outcome, Outcome::Unknown);
            QVERIFY(trace.branches[0].unknownBecause.find("IPVS") != std::string::npos);
        }
    }

    /// Two ports with one name and protocol are one to kube-proxy, in every mode; a pod on a node that nobody told is no crash.
    void oddObjectsSpoilNothing()
    {
        const auto objects = cluster::fillObjects(read(R"({apiVersion: v1, kind: Service, metadata: {name: s}, spec: {clusterIP: 10.96.0.1, selector: {a: b}, ports: [{port: 80}, {port: 443}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: t}, spec: {clusterIP: 10.96.0.1, selector: {a: b}, ports: [{port: 80}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {nodeName: ghost, containers: []}}}}
)"));
        const kube::ServiceEndpoints endpoints(objects);
        for (const auto mode : {proxy::ProxyMode::Iptables, proxy::ProxyMode::Nftables, proxy::ProxyMode::Ipvs}) {
            const auto model = cluster::modelCluster(endpoints, {mode, {}, "", ""});
            QVERIFY2(model.has_value(), model ? "" : describe(model.error()).c_str());
        }
        const auto found = findServiceProblems(endpoints, {}, nullptr);
        QVERIFY(std::ranges::any_of(found, [](const Finding& finding) { return finding.id == "cluster-ip-claimed-twice"; }));
        // Without pods and slices nobody knows.
        const auto alone = read("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {clusterIP: 10.96.0.1, selector: {a: b}, ports: [{port: 80}]}}");
        const kube::ServiceEndpoints none(alone);
        QVERIFY(findServiceProblems(none, {}, nullptr).empty());
        QVERIFY(cluster::whyNoEndpoints(none, alone.services[0], alone.services[0].ports[0]).at(0).find("not known") != std::string::npos);
    }

    void itSaysWhyThereIsNoEndpoint()
    {
        const auto objects = cluster::fillObjects(read(shop));
        const kube::ServiceEndpoints endpoints(objects);
        const auto why = [&](const char* name) { return cluster::whyNoEndpoints(endpoints, service(objects, name), service(objects, name).ports[0]); };
        QVERIFY(why("cart").empty());
        QCOMPARE(why("typo"), (std::vector<std::string>{"selector app=carts matches no ready pod: 3 pods match app=cart"}));
        QCOMPARE(why("port"), (std::vector<std::string>{"targetPort http names no container port of protocol TCP"}));
        auto unready = read(R"({apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {a: b}, clusterIP: 10.0.0.1, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {a: b}}, status: {phase: Running, podIP: 10.1.0.1, conditions: [{type: Ready, status: "False"}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: hand}, spec: {clusterIP: 10.0.0.2, ports: [{port: 80}]}}
)");
        const kube::ServiceEndpoints none(unready);
        QCOMPARE(cluster::whyNoEndpoints(none, unready.services[0], unready.services[0].ports[0]), (std::vector<std::string>{"selector a=b matches no ready pod: p is not ready"}));
        QCOMPARE(cluster::whyNoEndpoints(none, unready.services[1], unready.services[1].ports[0]).size(), std::size_t{1});
        unready.services[0].publishNotReadyAddresses = true;
        const kube::ServiceEndpoints published(unready);
        QVERIFY(cluster::whyNoEndpoints(published, unready.services[0], unready.services[0].ports[0]).empty());
    }

    void targetsThatAreNone()
    {
        const auto objects = cluster::fillObjects(read(shop));
        const auto trouble = [&](const char* target) {
            const auto found = cluster::resolveClusterTarget(objects, target, "shop");
            return found ? std::string() : describe(found.error());
        };
        QVERIFY(trouble("svc/none").find("headless") != std::string::npos);
        QVERIFY(trouble("svc/nobody").find("Known: shop/cart, shop/none") != std::string::npos);
        QVERIFY(trouble("pod/cart-1:0").find("not a port") != std::string::npos);
        QVERIFY(trouble("svc/cart:https").find("has no port \"https\"") != std::string::npos);
        QVERIFY(trouble("node/x:1").find("Known: node-1, node-2") != std::string::npos);
    }

    void findings()
    {
        auto objects = cluster::fillObjects(read(std::string(shop) + R"(---
{apiVersion: v1, kind: Service, metadata: {name: wide, namespace: shop}, spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: cart}, ports: [{port: 80, nodePort: 80, targetPort: 8080}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: twice, namespace: shop}, spec: {type: NodePort, sessionAffinity: ClientIP, selector: {app: cart}, ports: [{port: 80, nodePort: 80, targetPort: 8080}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: shop}, spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: twice, port: {number: 80}}}}]}}]}}
)"));
        const kube::ServiceEndpoints endpoints(objects);
        std::map<std::string, std::string> found;
        for (const auto& finding : findServiceProblems(endpoints, {}, nullptr))
            found[finding.id] += finding.space + " ";
        QCOMPARE(found.at("service-selects-nothing"), std::string("shop/typo "));
        QCOMPARE(found.at("target-port-matches-nothing"), std::string("shop/port "));
        QCOMPARE(found.at("node-port-out-of-range"), std::string("shop/twice shop/wide "));
        QVERIFY(found.contains("node-port-claimed-twice"));
        QCOMPARE(found.at("load-balancer-pending"), std::string("shop/wide "));
        QCOMPARE(found.at("affinity-over-proxy"), std::string("shop/twice "));
        QVERIFY(!found.contains("many-rules") && !found.contains("endpoint-outside-pod-range"));
        for (auto& node : objects.nodes)
            node.podCidrs = {"172.16.0.0/16"};
        const kube::ServiceEndpoints moved(objects);
        QVERIFY(std::ranges::any_of(findServiceProblems(moved, {}, nullptr), [](const Finding& finding) { return finding.id == "endpoint-outside-pod-range"; }));
    }

    void variablesOfServices()
    {
        const auto objects = read(R"(
{apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.152.183.1, ports: [{name: https, port: 443}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: inventory-api-service, namespace: shop, creationTimestamp: "2021-01-01T10:00:00Z"}, spec: {clusterIP: 10.152.183.253, ports: [{port: 8081}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: late, namespace: shop, creationTimestamp: "2021-01-01T12:00:00Z"}, spec: {clusterIP: 10.152.183.9, ports: [{port: 1}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: elsewhere, namespace: other}, spec: {clusterIP: 10.152.183.10, ports: [{port: 1}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: client, namespace: shop, creationTimestamp: "2021-01-01T11:00:00Z"}}
)");
        std::vector<std::string> younger;
        QStringList all;
        for (const auto& variable : cluster::serviceEnvironment(objects, objects.pods[0], younger))
            all << QString::fromStdString(variable.name + "=" + variable.value);
        QCOMPARE(younger, (std::vector<std::string>{"shop/late"}));
        for (const char* wanted : {"INVENTORY_API_SERVICE_PORT_8081_TCP_ADDR=10.152.183.253", "INVENTORY_API_SERVICE_PORT_8081_TCP=tcp://10.152.183.253:8081", "INVENTORY_API_SERVICE_SERVICE_PORT=8081", "INVENTORY_API_SERVICE_SERVICE_HOST=10.152.183.253", "INVENTORY_API_SERVICE_PORT=tcp://10.152.183.253:8081", "KUBERNETES_SERVICE_PORT_HTTPS=443", "KUBERNETES_SERVICE_HOST=10.152.183.1"})
            QVERIFY2(all.contains(wanted), wanted);
        QCOMPARE(all.size(), 7 + 8);
        QVERIFY(!all.join(' ').contains("ELSEWHERE"));
    }
};

QTEST_GUILESS_MAIN(tst_cluster)
#include "tst_cluster.moc"
