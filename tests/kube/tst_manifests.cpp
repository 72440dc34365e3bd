// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/manifests.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace hoplens;
using namespace hoplens::kube;

namespace {

Objects read(const char* text)
{
    Objects objects;
    readManifests(text, "shop.yaml", objects);
    return objects;
}

const char* const pod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod-$N","namespace":"shop","uid":"0f5c5f30-0000-0000-0000-$N","labels":{"app":"a","pod-template-hash":"abc"},"annotations":{"note":"x"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs","uid":"u","controller":true}]},"spec":{"nodeName":"node-1","containers":[{"name":"main","image":"registry.example/main:1","ports":[{"name":"web","containerPort":8080,"protocol":"TCP"}],"resources":{"limits":{"cpu":"1","memory":"128Mi"}},"volumeMounts":[{"name":"token","mountPath":"/var/run"}]}],"tolerations":[{"key":"a","operator":"Exists"}],"dnsPolicy":"ClusterFirst"},"status":{"phase":"Running","podIP":"10.244.1.$N","podIPs":[{"ip":"10.244.1.$N"}],"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2024-01-01T00:00:00Z"}]}})";

QString notesOf(const Objects& objects)
{
    QString all;
    for (const auto& note : objects.notes)
        all += QString::fromStdString(note.where + ": " + note.text + "\n");
    return all;
}

} // namespace

class tst_manifests : public QObject {
    Q_OBJECT
private slots:
    void aServiceIsReadWhole()
    {
        const auto objects = read(R"(apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop, labels: {app: cart}}
spec:
  type: LoadBalancer
  clusterIPs: [10.96.0.7, "fd00::7"]
  ipFamilies: [IPv4, IPv6]
  selector: {app: cart}
  externalIPs: [198.51.100.9]
  externalTrafficPolicy: Local
  internalTrafficPolicy: Local
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
  healthCheckNodePort: 30001
  loadBalancerSourceRanges: [203.0.113.0/25]
  ports:
  - {name: http, port: "80", targetPort: web, nodePort: 30080}
  - {name: dns, port: 53, protocol: UDP, targetPort: 5353}
status: {loadBalancer: {ingress: [{ip: 1.2.3.4, ipMode: Proxy}, {hostname: lb.example}]}}
)");
        QCOMPARE(notesOf(objects), QString());
        QCOMPARE(objects.services.size(), std::size_t{1});
        const auto& service = objects.services[0];
        QCOMPARE(service.meta.nameSpace, std::string("shop"));
        QCOMPARE(service.type, ServiceType::LoadBalancer);
        QCOMPARE(service.clusterIps, (std::vector<std::string>{"10.96.0.7", "fd00::7"}));
        QVERIFY(service.externalTrafficPolicy == TrafficPolicy::Local && service.internalTrafficPolicy == TrafficPolicy::Local && service.hasClientIpAffinity);
        QCOMPARE(service.affinitySeconds, 60);
        QCOMPARE(service.ports[0].port, std::uint16_t{80}); // quoted, and a number all the same
        QVERIFY(service.ports[0].targetPort == PortReference(std::string("web")));
        QVERIFY(service.ports[1].targetPort == PortReference(5353) && service.ports[1].protocol == Protocol::Udp);
        QVERIFY(service.loadBalancer[0].isProxied && service.loadBalancer[1].hostname == "lb.example");
    }

    void anchorsMergesAndManyDocuments()
    {
        const auto objects = read(R"(%YAML 1.2
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: a, labels: &labels {app: x, tier: front}}
  status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
- apiVersion: v1
  kind: Pod
  metadata: {name: b, labels: {<<: *labels, tier: back}}
  spec: {hostNetwork: yes}
...
# nothing here
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  text: |
    ---not a marker
    --- neither
--- {apiVersion: v1, kind: Namespace, metadata: {name: n}}
)");
        QCOMPARE(notesOf(objects), QString());
        QCOMPARE(objects.pods.size(), std::size_t{2});
        QVERIFY(objects.pods[0].isReady == true && objects.pods[0].ips == std::vector<std::string>{"10.0.0.1"});
        QCOMPARE(objects.pods[1].meta.labels.at("app"), std::string("x"));
        QCOMPARE(objects.pods[1].meta.labels.at("tier"), std::string("back"));
        QVERIFY(objects.pods[1].spec.hostNetwork && !objects.pods[1].isReady);
        QCOMPARE(objects.configMaps[0].data.at("text"), std::string("---not a marker\n--- neither\n"));
        QCOMPARE(objects.namespaces.size(), std::size_t{1});
    }

    void oneBadDocumentCostsOne_data()
    {
        QTest::addColumn<QByteArray>("bad");
        QTest::addColumn<QString>("note");
        QTest::newRow("a tab") << QByteArray("kind: Pod\nmetadata:\n\tname: x\n") << "shop.yaml:7:1: this is no YAML, the document is left out: a tab stands";
        QTest::newRow("a bracket") << QByteArray("kind: [Pod\nb: c\n") << "shop.yaml:6:2: this is no YAML";
        QTest::newRow("a port") << QByteArray("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n  ports:\n  - port: http\n") << "shop.yaml:10:11: Service default/x is left out: `port` wants a whole number between 0 and 65535, not \"http\"";
        QTest::newRow("a list") << QByteArray("apiVersion: v1\nkind: Pod\nmetadata: [x]\n") << "shop.yaml:7:11: Pod default/ is left out: `metadata` wants a map";
        QTest::newRow("no kind") << QByteArray("a: b\n") << "shop.yaml:5: this is no Kubernetes object: it has no kind";
        QTest::newRow("an alias to nothing") << QByteArray("a: *b\n") << "shop.yaml:5:4: this is no YAML";
        QTest::newRow("an alias to itself") << QByteArray("kind: &a [*a]\n") << "shop.yaml:5:11: this is no YAML, the document is left out: an alias stands within";
        QTest::newRow("text alone") << QByteArray("hello\n") << "shop.yaml:5: this is no object";
    }
    void oneBadDocumentCostsOne()
    {
        QFETCH(QByteArray, bad);
        QFETCH(QString, note);
        const auto objects = read("apiVersion: v1\nkind: Namespace\nmetadata: {name: before}\n---\n" + bad + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: after}\n");
        QCOMPARE(objects.namespaces.size(), std::size_t{2});
        QCOMPARE(objects.notes.size(), std::size_t{1});
        QVERIFY2(notesOf(objects).startsWith(note), qPrintable(notesOf(objects)));
    }

    void whatIsNotKnownIsNoted()
    {
        const auto objects = read(R"(apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata: {name: other}
spec: {selector: all()}
---
apiVersion: crd.antrea.io/v1beta1
kind: NetworkPolicy
metadata: {name: third, namespace: n}
---
apiVersion: example.org/v1
kind: Service
metadata: {name: other}
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec: {ports: [{port: 80, colour: red}], loud: true}
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec: {clusterIP: None, ports: [{port: 81}]}
)");
        QCOMPARE(objects.networkPolicies.size(), std::size_t{0});
        QCOMPARE(objects.services.size(), std::size_t{1});
        QVERIFY(objects.services[0].isHeadless() && objects.services[0].ports[0].port == 81);
        const auto notes = notesOf(objects);
        QCOMPARE(objects.calicoPolicies.size(), std::size_t{1});
        QCOMPARE(objects.otherPolicies.size(), std::size_t{1});
        QVERIFY(notes.contains("1 object of the kind Service.example.org"));
        QVERIFY(notes.contains("Service: spec.loud is not known") && notes.contains("ports.colour"));
        QVERIFY(notes.contains("Service default/s is told again"));
    }

    /// Two APIs can have a kind of the same name.
    void kindsOfOtherGroupsStayApart()
    {
        const auto objects = read(R"(apiVersion: example.org/v1
kind: AdminNetworkPolicy
metadata: {name: a}
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: a}
spec: {priority: 1, subject: {namespaces: {}}}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: a}
---
apiVersion: other.io/v2
kind: CiliumNetworkPolicy
metadata: {name: a, namespace: default}
)");
        QCOMPARE(objects.clusterPolicies.size(), std::size_t{1});
        QCOMPARE(objects.otherPolicies.size(), std::size_t{3});
        QVERIFY(objects.lostPolicies.empty());
    }

    void jsonSaysTheSame()
    {
        const auto objects = read(R"({"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n"},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80,"name":"web"}]}]}},{"apiVersion":"v1","kind":"Service","metadata":{"name":"bad"},"spec":{"ports":[{"port":70000}]}}]})");
        QCOMPARE(objects.pods.size(), std::size_t{1});
        QCOMPARE(objects.pods[0].spec.containers[0].ports[0].name, std::string("web"));
        QVERIFY2(notesOf(objects).startsWith("shop.yaml, item 1: Service default/bad is left out: `port` wants a whole number between 0 and 65535, not \"70000\""), qPrintable(notesOf(objects)));
        QVERIFY2(notesOf(read("{\n \"kind\": \"Pod\",\n \"a\": ]\n}")).startsWith("shop.yaml:3:7: this is no JSON"), qPrintable(notesOf(read("{\n \"kind\": \"Pod\",\n \"a\": ]\n}"))));
        QCOMPARE(read("{apiVersion: v1, kind: Namespace, metadata: {name: flow}}").namespaces.size(), std::size_t{1}); // YAML that looks like it
    }

    /// What would break out of a rule's comment never becomes an object.
    void hostileNamesAreLeftOut()
    {
        for (const char* bad : {"apiVersion: v1\nkind: Service\nmetadata: {name: 'a\" -j ACCEPT'}\n", "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: \"b\\n-A INPUT\"}\n", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{name: 'x y', port: 1}]}\n"}) {
            const auto objects = read(bad);
            QCOMPARE(objects.size(), std::size_t{0});
            QVERIFY2(notesOf(objects).contains("is left out"), qPrintable(notesOf(objects)));
        }
    }

    void hostileTextIsRefused()
    {
        QByteArray bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (int i = 1; i < 12; ++i) {
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [";
            for (int k = 0; k < 10; ++k)
                bomb += (k ? ",*a" : "*a") + QByteArray::number(i - 1);
            bomb += "]\n";
        }
        QVERIFY2(notesOf(read(bomb)).contains("aliases written out"), qPrintable(notesOf(read(bomb))));
        QVERIFY(notesOf(read(QByteArray(100000, '['))).contains("no JSON"));
        QVERIFY(notesOf(read(QByteArray("a: ") + QByteArray(100000, '['))).contains("no YAML"));
        QVERIFY(notesOf(read("\xff\xfe")).contains("UTF-8"));
        QVERIFY(read("").size() == 0);
    }

    void foldersAndFiles()
    {
        QTemporaryDir folder;
        const auto write = [&](const QString& name, const QByteArray& content) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
        };
        QVERIFY(QDir(folder.path()).mkdir("sub"));
        write("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
        write("sub/b.json", R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"b"}})");
        write("readme.txt", "\xff");
        const auto objects = loadManifests(folder.path().toStdString());
        QVERIFY(objects.has_value());
        QCOMPARE(objects->namespaces.size(), std::size_t{2});
        QVERIFY(!loadManifests(folder.filePath("none").toStdString()));
        const auto none = loadManifests(folder.filePath("readme.txt").toStdString());
        QVERIFY(!none && describe(none.error()).find("readme.txt") != std::string::npos);
    }

    void tenThousandObjectsAreReadAtOnce()
    {
        QByteArray json = R"({"apiVersion":"v1","kind":"List","items":[)";
        for (int i = 0; i < 10000; ++i) {
            json += (i ? "," : "") + QByteArray(pod).replace("$N", QByteArray::number(i));
        }
        json += "]}";
        double best = 1000; // milliseconds of this process's own time: what else the machine does is not ours
        for (int i = 0; i < 20 && best >= 100; ++i) {
            const auto begin = std::clock();
            Objects objects;
            readManifests(std::string_view(json.constData(), static_cast<std::size_t>(json.size())), "pods.json", objects);
            best = std::min(best, static_cast<double>(std::clock() - begin) * 1000 / CLOCKS_PER_SEC);
            QCOMPARE(objects.pods.size(), std::size_t{10000});
            QCOMPARE(notesOf(objects), QString());
        }
        qInfo("10,000 pods, %lld KiB: %.0f ms", static_cast<long long>(json.size() / 1024), best);
#if !defined(__SANITIZE_ADDRESS__) && defined(NDEBUG)
        QVERIFY(best < 100);
#endif
    }
};

QTEST_GUILESS_MAIN(tst_manifests)
#include "tst_manifests.moc"
