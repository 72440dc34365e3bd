// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"
#include "lab/worlds.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hoplens;
using namespace hoplens::lab;

namespace {

struct Lab {
    explicit Lab(const std::string& name = "lesson") : Lab(*loadWorld(name)) {}
    explicit Lab(StartingNetwork network) : world(std::move(network.snapshot), std::move(network.model), std::move(network.objects)), console(world) {}
    QString operator()(const std::string& text)
    {
        const auto answer = console.run(text);
        status = answer.status;
        return QString::fromStdString(answer.text);
    }
    LabWorld world;
    Console console;
    int status = 0;
};

constexpr const char* service = "cat > svc.yaml <<'END'\n"
                                "apiVersion: v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  type: NodePort\n  selector:\n    app: api\n  ports:\n  - port: 8081\n    targetPort: 5000\n    nodePort: 30007\n"
                                "END\n";

constexpr const char* shop = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: cart}}\n  template:\n    metadata: {labels: {app: cart}}\n    spec: {containers: [{name: c, image: cart, ports: [{containerPort: 8080}]}]}\n---\n"
                             "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec: {clusterIP: 10.96.7.7, selector: {app: cart}, ports: [{port: 80, targetPort: 8080}]}\n---\n"
                             "apiVersion: v1\nkind: Pod\nmetadata: {name: client}\nspec: {containers: [{name: c, image: alpine}]}\n";

} // namespace

/// kubectl over objects, and the network that follows from them.
class tst_kubectl : public QObject {
    Q_OBJECT
private slots:
    void tablesAreLaidOut()
    {
        Lab lab;
        QCOMPARE(lab("kubectl get services"), QString("NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\nkubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   0s\n"));
        lab(std::string(service) + "kubectl apply -f svc.yaml");
        const auto address = QString::fromStdString(api::textAt(*lab.world.objects().find({"Service", "default", "api"}), {"spec", "clusterIP"}));
        QCOMPARE(lab("kubectl get svc api --no-headers -o wide"), QString("api   NodePort   %1   <none>   8081:30007/TCP   0s    app=api\n").arg(address));
        QCOMPARE(lab("kubectl get ep,svc api -o name"), QString("endpoints/api\nservice/api\n"));
        QCOMPARE(lab("kubectl get endpoints api"), QString("NAME   ENDPOINTS   AGE\napi    <none>      0s\n"));
        QCOMPARE(lab("kubectl get pods"), QString("No resources found in default namespace.\n"));
        QCOMPARE(lab.status, 0);
        lab("kubectl run a --image=x --labels app=api; kubectl run b --image=x --labels app=api; kubectl run c --image x -l app=api");
        lab("kubectl run c --image x --labels=app=api; kubectl run d --image=x --labels=app=api");
        QVERIFY(lab("kubectl get ep api").contains("10.244.0.2:5000,10.244.0.3:5000,10.244.0.4:5000 + 1 more..."));
        QCOMPARE(lab("kubectl get pod a -o wide").split('\n')[1], QString("a      1/1     Running   0          3s    10.244.0.2   lesson   <none>           <none>"));
    }

    void applyMerges()
    {
        Lab lab;
        QCOMPARE(lab(std::string(service) + "kubectl apply -f svc.yaml"), QString("service/api created\n"));
        QCOMPARE(lab("kubectl apply -f svc.yaml"), QString("service/api unchanged\n"));
        QCOMPARE(lab("kubectl label svc api tier=back"), QString("service/api labeled\n"));
        // What others wrote stays, what the file no longer says goes.
        QCOMPARE(lab("grep -v nodePort svc.yaml > s2.yaml; kubectl apply -f s2.yaml; kubectl get svc api --show-labels --no-headers | grep -c tier=back"), QString("service/api configured\n1\n"));
        QVERIFY(!lab("kubectl get svc api").contains("30007"));
        QVERIFY(lab("kubectl get svc api").contains("NodePort"));
        QCOMPARE(lab("undo; kubectl get svc api | grep -c 30007"), QString("undo: kubectl apply -f s2.yaml\n1\n"));
        QCOMPARE(lab("kubectl delete -f svc.yaml; kubectl get svc,ep api"), QString("service \"api\" deleted\nError from server (NotFound): services \"api\" not found\nError from server (NotFound): endpoints \"api\" not found\n"));
        QCOMPARE(lab.status, 1);
    }

    void workloadsHavePods()
    {
        Lab lab;
        QCOMPARE(lab("kubectl create deployment web --image=nginx:1.25 --replicas=3 --port=80; kubectl expose deploy web --port=80"), QString("deployment.apps/web created\nservice/web exposed\n"));
        QCOMPARE(lab("kubectl get deploy web --no-headers"), QString("web   3/3   3     3     1s\n"));
        QCOMPARE(lab("kubectl get pods -l app=web -o name | wc -l"), QString("3\n"));
        QCOMPARE(lab("kubectl scale deployment/web --replicas=1; kubectl get po -o name | wc -l"), QString("deployment.apps/web scaled\n1\n"));
        // Another template: other pods, of another ReplicaSet.
        const auto before = lab("kubectl get po -o name");
        lab("kubectl get deploy web -o yaml > w.yaml; kubectl delete deploy web");
        QCOMPARE(lab("kubectl get po,rs -o name"), QString());
        QVERIFY(lab("kubectl create -f w.yaml").contains("created"));
        QVERIFY(before != lab("kubectl get po -o name"));
        lab("cat > ds.yaml <<END\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, namespace: kube-system}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {hostNetwork: true, containers: [{name: c, image: i}]}}}\nEND\nkubectl apply -f ds.yaml");
        QCOMPARE(lab("kubectl -n kube-system get daemonset --no-headers"), QString("agent   1     1     1     1     1     <none>   0s\n"));
        QVERIFY(lab("kubectl get pods -n kube-system -o wide").contains("10.0.2.15"));
    }

    void whatIsWrongIsRefused_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("answer");
        QTest::newRow("type") << "kubectl get foo" << "error: the server doesn't have a resource type \"foo\"\n";
        QTest::newRow("name") << "kubectl get svc nope" << "Error from server (NotFound): services \"nope\" not found\n";
        QTest::newRow("grouped name") << "kubectl get deploy nope" << "Error from server (NotFound): deployments.apps \"nope\" not found\n";
        QTest::newRow("twice") << "kubectl create ns default" << "Error from server (AlreadyExists): namespaces \"default\" already exists\n";
        QTest::newRow("namespace") << "kubectl -n nope run a --image=x" << "Error from server (NotFound): namespaces \"nope\" not found\n";
        QTest::newRow("image") << "kubectl run a" << "error: required flag(s) \"image\" not set\n";
        QTest::newRow("label") << "kubectl label ns default kubernetes.io/metadata.name=x" << "error: 'kubernetes.io/metadata.name' already has a value (default), and --overwrite is false\n";
        QTest::newRow("file") << "kubectl apply -f nope.yaml" << "error: the path \"nope.yaml\" does not exist\n";
        QTest::newRow("port taken") << "kubectl create service nodeport a --tcp=80 && kubectl expose svc kubernetes --name=b" << "service/a created\nerror: cannot expose a service\n";
        QTest::newRow("flag") << "kubectl get pods --frob" << "error: unknown flag: --frob\n";
        QTest::newRow("verb") << "kubectl frob" << "error: unknown command \"frob\" for \"kubectl\"\n";
        QTest::newRow("format") << "kubectl get ns -o frob" << "error: the lab does not have the output format \"frob\": it has json, name, wide, yaml\n";
        QTest::newRow("no port") << "echo '{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}}' | kubectl apply -f -" << "The Service \"a\" is invalid: spec.ports: Required value\n";
        QTest::newRow("unknown field") << "echo '{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"ports\": [{\"port\": 80, \"prot\": 1}], \"kind\": 2}}' | kubectl create -f -" << "Error from server (BadRequest): error when creating \"-\": Service in version \"v1\" cannot be handled as a Service: strict decoding error: unknown field \"spec.kind\", unknown field \"spec.ports[0].prot\"\n";
        QTest::newRow("unknown field of a template") << "echo '{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"template\": {\"spec\": {\"containers\": [{\"name\": \"a\", \"img\": \"b\"}], \"volumes\": [{\"x\": 1}]}}}}' | kubectl create -f - | grep -o 'unknown field.*'" << "Error from server (BadRequest): error when creating \"-\": Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"spec.template.spec.containers[0].img\"\n";
        QTest::newRow("unknown kind") << "echo '{\"apiVersion\": \"v1\", \"kind\": \"Foo\", \"metadata\": {\"name\": \"a\"}}' | kubectl apply -f -" << "error: resource mapping not found for name: \"a\" namespace: \"\": no matches for kind \"Foo\" in version \"v1\"\nensure CRDs are installed first\n";
        QTest::newRow("a kind that is only kept") << "echo '{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"a\"}}' | kubectl apply -f -" << "secret/a created\n";
        QTest::newRow("custom resource") << "echo '{\"apiVersion\": \"crd.projectcalico.org/v1\", \"kind\": \"IPPool\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"any\": 1}}' | kubectl apply -f -" << "ippool/a created\n";
        QTest::newRow("watch") << "kubectl get ns default -w --no-headers | wc -l" << "2\n";
        QTest::newRow("exec by a workload") << "kubectl create deploy a --image=b --replicas=0; kubectl exec deploy/a -- ip a" << "deployment.apps/a created\nerror: timed out waiting for the condition: no pod is of deploy/a\n";
        QTest::newRow("exec by none") << "kubectl exec deploy/a -- ip a" << "Error from server (NotFound): deployments.apps \"a\" not found\n";
        const auto applied = [](const QByteArray& object, const QByteArray& kind, const QByteArray& fault) { return std::pair("echo '{\"metadata\": {\"name\": \"a\"}, " + object + "}' | kubectl apply -f -", "Error from server (BadRequest): error when creating \"-\": " + kind + " in version \"v1\" cannot be handled as a " + kind + ": json: cannot unmarshal " + fault + "\n"); };
        const auto deployment = [&](const QByteArray& spec, const QByteArray& fault) { return applied("\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"spec\": " + spec, "Deployment", fault); };
        const auto row = [](const char* name, const std::pair<QByteArray, QByteArray>& each) { QTest::newRow(name) << QString::fromUtf8(each.first) << QString::fromUtf8(each.second); };
        row("a number in words", deployment("{\"replicas\": \"two\"}", "string into Go struct field DeploymentSpec.spec.replicas of type int32"));
        row("a part of a number", deployment("{\"replicas\": 1.5}", "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"));
        row("a large number", deployment("{\"replicas\": 3000000000}", "number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32"));
        row("a text for an object", deployment("\"x\"", "string into Go struct field Deployment.spec of type v1.DeploymentSpec"));
        row("a number for labels", applied("\"apiVersion\": \"v1\", \"kind\": \"Service\", \"spec\": {\"selector\": 3}", "Service", "number into Go struct field ServiceSpec.spec.selector of type map[string]string"));
        row("a label that is a number", deployment("{\"template\": {\"metadata\": {\"labels\": {\"a\": 1}}}}", "number into Go struct field ObjectMeta.spec.template.metadata.labels of type string"));
        row("an object for a list", deployment("{\"template\": {\"spec\": {\"containers\": {}}}}", "object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container"));
        row("a port of a container", deployment("{\"template\": {\"spec\": {\"containers\": [{\"ports\": [{\"containerPort\": true}]}]}}}", "bool into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32"));
        QTest::newRow("too many pods") << "kubectl create deploy a --image=b --replicas=1001; kubectl create deploy a --image=b --replicas=1 && kubectl scale deploy a --replicas=5000" << "error: the lab runs at most 1000 pods of one workload: Deployment \"a\" asks for 1001\ndeployment.apps/a created\nerror: the lab runs at most 1000 pods of one workload: Deployment \"a\" asks for 5000\n";
        QTest::newRow("annotations") << "echo '{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\", \"annotations\": \"x\"}, \"spec\": {}}' | kubectl apply -f - | grep -c BadRequest" << "Error from server (BadRequest): error when creating \"-\": Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field ObjectMeta.metadata.annotations of type map[string]string\n0\n";
    }
    void whatIsWrongIsRefused()
    {
        QFETCH(QString, command);
        QFETCH(QString, answer);
        Lab lab;
        QCOMPARE(lab(command.toStdString()), answer);
    }

    void objectsAreWrittenAsYaml()
    {
        Lab lab;
        lab("cat > c.yaml <<'END'\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: \"80\"\n  b: 'x: y'\n  c: \"l1\\nl2\\n\"\n  d: plain words\n  e: \"\"\n  f: \"true\"\nEND\nkubectl create -f c.yaml");
        const auto text = lab("kubectl get cm c -o yaml");
        QVERIFY2(text.startsWith("apiVersion: v1\ndata:\n  a: \"80\"\n  b: 'x: y'\n  c: |\n    l1\n    l2\n  d: plain words\n  e: \"\"\n  f: \"true\"\nkind: ConfigMap\n"), qPrintable(text));
        // What is printed is read again as what it was.
        lab("kubectl get cm c -o yaml > c2.yaml; kubectl delete cm c; kubectl create -f c2.yaml");
        QCOMPARE(lab("kubectl get cm c -o yaml").section("kind:", 0, 0), text.section("kind:", 0, 0));
    }

    void ingressAndServiceAreDescribed()
    {
        Lab lab;
        lab("kubectl create deployment web --image=nginx --port=80; kubectl expose deploy web --port=80 --target-port=8080");
        lab("cat > i.yaml <<END\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: in}\nspec:\n  rules:\n  - host: my.org\n    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}, {path: /x, pathType: Prefix, backend: {service: {name: gone, port: {number: 80}}}}]}\nEND\nkubectl apply -f i.yaml");
        const auto ingress = lab("kubectl describe ingress in");
        QVERIFY2(ingress.contains("  my.org  \n          /     web:80 (10.244.0.2:8080)\n          /x    gone:80 (<error: services \"gone\" not found>)\n"), qPrintable(ingress));
        const auto web = lab("kubectl describe svc web");
        QVERIFY2(web.contains(QRegularExpression("TargetPort: +8080/TCP\n")), qPrintable(web));
        QVERIFY2(web.contains(QRegularExpression("Endpoints: +10\\.244\\.0\\.2:8080\n")), qPrintable(web));
        QVERIFY(lab("kubectl describe pod -l app=web").contains("Controlled By:  ReplicaSet/web-"));
    }

    /// Where the network is a model of the objects, it follows them, with its policies.
    void theNetworkFollows()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("shop.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(shop) > 0 && file.flush());
        Lab lab(file.fileName().toStdString());
        QVERIFY(lab("kubectl exec client -- nc -zv 10.96.7.7 80").contains("succeeded"));
        lab("cat > deny.yaml <<END\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {matchLabels: {app: cart}}}\nEND\nkubectl apply -f deny.yaml");
        QVERIFY(lab("kubectl exec client -- nc -zv -w 2 10.96.7.7 80").contains("timed out"));
        QVERIFY(lab("changes").contains("policy-denies"));
        QVERIFY(lab("undo; kubectl exec client -- nc -zv 10.96.7.7 80").contains("succeeded"));
        QVERIFY(lab("kubectl scale deploy cart --replicas=0; kubectl exec client -- nc -zv -w 2 10.96.7.7 80").contains("refused"));
        QVERIFY(lab("redo").contains("nothing to redo"));
        QVERIFY(lab("undo; kubectl exec client -- nc -zv 10.96.7.7 80").contains("succeeded"));
        // A copy has the same policies.
        lab("kubectl apply -f deny.yaml");
        LabWorld copy(lab.world);
        Console console(copy);
        QVERIFY(QString::fromStdString(console.run("kubectl exec client -- nc -zv -w 2 10.96.7.7 80").text).contains("timed out"));
    }

    void filesOfTheComputerAreKept()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath("n.json").toStdString();
        Lab lab;
        QVERIFY(lab("save " + path).contains("writes no file"));
        QVERIFY(lab("load " + path).contains("reads no file"));
        QVERIFY(lab("export --shell " + path).contains("writes no file"));
        QVERIFY(!QFile::exists(folder.filePath("n.json")));
        Console console(lab.world, 1000, DiskAccess::Full);
        QCOMPARE(console.run("ip netns add kept; save " + path).status, 0);
        QCOMPARE(QString::fromStdString(console.run("save " + path).text), QString::fromStdString("save: " + path + ": File exists\n"));
        QCOMPARE(QString::fromStdString(console.run("load empty; ip netns; load " + path + "; ip netns").text), QString("kept\n"));
        QCOMPARE(QString::fromStdString(console.run("undo; ip netns").text), QString::fromStdString("undo: load " + path + "\n"));
    }

    /// What the lab exports builds the same network in a lab.
    void exportsBuildTheSame()
    {
        Lab lab("empty");
        lab("ip netns add a; ip netns add b; ip link add br0 type bridge; ip link set br0 up; for n in a b; do ip link add v-$n type veth peer name e netns $n; ip link set v-$n master br0; ip link set v-$n up; ip -n $n link set e up; done");
        lab("ip addr add 10.0.0.1/24 dev br0; ip -n a addr add 10.0.0.2/24 dev e; ip -n b addr add 10.0.0.3/24 dev e; ip -n a route add default via 10.0.0.1; ip -n b rule add from 10.0.0.3 lookup 100 pref 50; ip -n b route add default via 10.0.0.1 table 100; iptables -A FORWARD -s 10.0.0.3 -j DROP; sysctl -w net.ipv4.ip_forward=1; ip -n a neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev e");
        const auto script = lab("export --shell").toStdString();
        Lab other("empty");
        QCOMPARE(other(script), QString());
        for (const auto* listing : {"ip -4 addr", "ip -n a addr", "ip -n b addr", "ip route", "ip -n a route show table all", "ip -n b route show table all", "ip -n b rule", "iptables -S", "ip -n a neigh show nud permanent", "cat /proc/sys/net/ipv4/ip_forward", "ip netns exec a ping -c 1 10.0.0.3"})
            QCOMPARE(other(listing), lab(listing));
        Lab hostile("empty");
        hostile.world.change(hostile.world.home()).links.push_back(Link{9, "x; rm -rf $HOME", LinkKind::Bridge});
        QVERIFY(hostile("export --shell").contains("# not built, in "));
        QVERIFY(!hostile("export --shell").contains(QRegularExpression("^[^#\n]*rm -rf", QRegularExpression::MultilineOption)));
    }
};

QTEST_MAIN(tst_kubectl)
#include "tst_kubectl.moc"
