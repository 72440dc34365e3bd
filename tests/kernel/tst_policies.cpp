// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/snapshot_collector.h"
#include "diff/policy_drift.h"
#include "laboratory_test.h"
#include "policy/felix_rules.h"
#include "policy/reach.h"
#include "policy/verdict.h"
#include "probe.h"
#include "trace/place.h"
#include "trace/words.h"

#include <QRandomGenerator>
#include <QTest>
#include <thread>

using namespace hoplens;
using namespace hoplens::test;

namespace {

constexpr int podCount = 12;
constexpr int clusterCount = 50;
constexpr int calicoClusterCount = 20;
constexpr int flowsPerCluster = 24;

std::string addressOf(const kube::Objects& objects, const std::string& workload)
{
    for (const auto& pod : objects.pods)
        if (pod.meta.nameSpace + "/" + pod.meta.name + "[Pod]" == workload)
            return pod.ips.front();
    return {};
}

/// The connections that may be opened, as rules of a router that lets nothing else through.
QString rulesOf(const kube::Objects& objects, const std::vector<policy::Connection>& connections)
{
    QString rules = "flush ruleset\ntable ip policies {\n  chain forward {\n    type filter hook forward priority 0; policy drop;\n    ct state established,related accept\n";
    for (const auto& connection : connections) {
        const auto from = addressOf(objects, connection.source);
        const auto to = addressOf(objects, connection.destination);
        for (const auto protocol : policy::allProtocols)
            for (const auto& range : connection.ports.ranges(protocol))
                if (!from.empty() && !to.empty())
                    rules += QString::fromStdString("    ip saddr " + from + " ip daddr " + to + " " + std::string(kube::lowerName(protocol)) + " dport " + std::to_string(range.first) + "-" + std::to_string(range.last) + " accept\n").replace(QString::fromStdString("dport " + std::to_string(range.first) + "-" + std::to_string(range.first) + " accept"), QString::fromStdString("dport " + std::to_string(range.first) + " accept"));
    }
    return rules + "    reject with icmp type admin-prohibited\n  }\n}\n";
}

} // namespace

/// Verdicts about random clusters against real packets: pods are namespaces behind a router that enforces the list of connections.
class tst_policies : public LaboratoryTest {
    Q_OBJECT
private:
    struct Counts {
        int allowed = 0;
        int denied = 0;
        int named = 0; ///< policies that decided, in traces
    };

    static unsigned firstSeed() { return qEnvironmentVariableIsSet("HOPLENS_SEED") ? qEnvironmentVariable("HOPLENS_SEED").toUInt() : 1000u; }

    static void listen(Prober& prober)
    {
        std::thread([&] {
            for (int i = 0; i < podCount; ++i)
                for (const auto& [protocol, port] : askedPorts())
                    prober.listen(QString("p%1").arg(i), port);
        }).join();
    }

    /// The verdict, the packet, and the trace through the rules that the kernel has.
    void compare(Prober& prober, unsigned seed, const kube::Objects& objects, const policy::PolicyModel& model, int flows, Counts& counts)
    {
        Result<Snapshot> snapshot;
        std::thread([&] { snapshot = SnapshotCollector({}).collect(); }).join();
        QVERIFY(snapshot.has_value());
        const World world(*snapshot);
        QRandomGenerator random(seed);
        for (int i = 0; i < flows; ++i) {
            const int from = random.bounded(podCount);
            const int to = (from + 1 + random.bounded(podCount - 1)) % podCount;
            const auto asked = askedPorts();
            const auto& [protocol, port] = asked[static_cast<std::size_t>(random.bounded(static_cast<int>(asked.size())))];
            const auto peer = [&](int number) { return std::size_t{std::ranges::find(model.peers().workloads(), objects.pods[static_cast<std::size_t>(number)].meta.nameSpace + "/p" + std::to_string(number) + "[Pod]", &policy::Workload::name)->classes.front()}; };
            const auto verdict = decide(model, peer(from), peer(to), protocol, port);
            const bool isAllowed = verdict.decision() == policy::Decision::Allowed;
            const ProbeFlow flow{QString("p%1").arg(from), kube::protocolNumber(protocol), *Address::parse(objects.pods[static_cast<std::size_t>(to)].ips.front()), port, static_cast<std::uint16_t>(20000 + (seed * 37 + static_cast<unsigned>(i) * 101) % 40000)};
            Observation seen;
            std::thread([&] { seen = prober.probe(flow, 400); }).join();
            const auto told = QString("seed %1: %2: the verdict %3, the packet %4").arg(seed).arg(flow.text(), isAllowed ? "allowed" : "denied", seen.text());
            QVERIFY2((seen.view == Observation::View::Answered) == isAllowed, qPrintable(told));
            (isAllowed ? counts.allowed : counts.denied)++;
            const auto origin = resolvePlace(world, "netns/p" + std::to_string(from));
            auto wanted = parseFlow(flow.destination.text() + ":" + std::to_string(port), std::string(kube::lowerName(protocol)));
            QVERIFY(origin && wanted);
            const auto trace = PathTracer(world).trace(*origin, *wanted, FlowAge::New);
            QCOMPARE(trace.branches.size(), std::size_t{1});
            QVERIFY2((trace.branches[0].outcome == Outcome::Delivered) == isAllowed, qPrintable(told));
            std::string steps;
            for (const auto& step : trace.branches[0].steps)
                steps += describeStep(world, step) + "\n";
            if (steps.find("cali-") == std::string::npos)
                continue;
            for (const auto* side : {&verdict.egress, &verdict.ingress})
                if (side->policy && (side == &verdict.egress || verdict.egress.decision == policy::Decision::Allowed)) { // who was asked at all
                    QVERIFY2(steps.find("(of " + side->policy->name + ", " + (side == &verdict.egress ? "egress)" : "ingress)")) != std::string::npos, qPrintable(told + "\n" + QString::fromStdString(steps)));
                    ++counts.named;
                }
        }
    }

private slots:
    void initTestCase()
    {
        HOPLENS_ENTER_LABORATORY();
        std::thread([&] {
            m_laboratory.addNamespace("router");
            for (int i = 0; i < podCount; ++i)
                m_laboratory.addNamespace(QString("p%1").arg(i));
            m_laboratory.sysctl("router", "ipv4/ip_forward", "1");
        }).join();
        for (int i = 0; i < podCount; ++i) {
            const auto number = QString::number(i);
            const auto pod = "p" + number;
            const auto address = QString("10.0.0.%1").arg(i + 1);
            QCOMPARE(ip("router", {"link add cali" + number + " type veth peer name eth0 netns " + pod, "link set cali" + number + " up", "addr add 169.254.1.1/32 dev cali" + number, "route add " + address + " dev cali" + number}), QString());
            QCOMPARE(ip(pod, {"link set eth0 up", "addr add " + address + "/32 dev eth0", "route add 169.254.1.1 dev eth0", "route add default via 169.254.1.1 dev eth0"}), QString());
        }
    }
    void cleanupTestCase() { m_laboratory.removeAll(); }

    /// Rules made of the list of all pairs.
    void packetsGoWhereVerdictsSay()
    {
        Prober prober(m_laboratory);
        listen(prober);
        Counts counts;
        for (unsigned seed = firstSeed(); seed < firstSeed() + clusterCount; ++seed) {
            const auto objects = randomCluster(seed, podCount, 9);
            const auto model = policy::PolicyModel::make(objects, {false, true, false});
            QVERIFY(model.has_value());
            std::vector<policy::Connection> connections;
            QVERIFY(policy::eachConnection(*model, [&](const policy::Connection& connection) { connections.push_back(connection); }));
            QCOMPARE(run("router", "nft", {"-f", "-"}, rulesOf(objects, connections)), QString());
            compare(prober, seed, objects, *model, flowsPerCluster, counts);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%d clusters, %d connections allowed, %d denied", clusterCount, counts.allowed, counts.denied);
        QVERIFY(counts.allowed > 200 && counts.denied > 200);
    }

    /// Chains and sets as Calico's agent lays them out: the trace names the policies, and nothing drifts.
    void chainsOfCalicoDecide()
    {
        Prober prober(m_laboratory);
        listen(prober);
        Counts counts;
        for (unsigned seed = firstSeed(); seed < firstSeed() + calicoClusterCount; ++seed) {
            const auto objects = randomCluster(seed, podCount, 9);
            const auto model = policy::PolicyModel::make(objects, {true, true, false});
            QVERIFY(model.has_value());
            const FelixRules felix(objects, "REJECT"); // one need not wait for what is dropped
            QCOMPARE(run("router", "nft", {"flush", "ruleset"}), QString());
            QCOMPARE(run("router", "ipset", {"destroy"}), QString());
            QCOMPARE(run("router", "ipset", {"restore"}, QString::fromStdString(felix.sets())), QString());
            QCOMPARE(run("router", "iptables-nft-restore", {}, QString::fromStdString(felix.rules())), QString());
            compare(prober, seed, objects, *model, flowsPerCluster / 2, counts);
            if (QTest::currentTestFailed())
                return;
            Result<Snapshot> snapshot;
            std::thread([&] { snapshot = SnapshotCollector({}).collect(); }).join();
            QVERIFY(snapshot.has_value());
            const auto& spaces = snapshot->hosts.front().namespaces;
            const auto router = std::ranges::find(spaces, "router", &Namespace::name);
            QVERIFY(router != spaces.end());
            const auto drift = findPolicyDrift(*router, objects);
            QVERIFY(drift.has_value());
            for (const auto& entry : drift->entries)
                QFAIL(entry.sentence.c_str());
            for (const auto& sentence : drift->notCompared)
                QFAIL(sentence.c_str());
            QCOMPARE(drift->workloads, objects.pods.size());
        }
        qInfo("%d clusters, %d connections allowed, %d denied, %d policies named", calicoClusterCount, counts.allowed, counts.denied, counts.named);
        QVERIFY(counts.allowed > 50 && counts.denied > 50 && counts.named > 50);
    }
};

QTEST_GUILESS_MAIN(tst_policies)
#include "tst_policies.moc"
