// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/snapshot_collector.h"
#include "laboratory.h"
#include "trace/place.h"
#include "trace/words.h"

#include <QTest>

using namespace hoplens;
using namespace hoplens::test;

/// The first network of a class on containers: each step asked of the model and of the kernel.
class tst_lesson : public QObject {
    Q_OBJECT
private:
    Laboratory m_laboratory;

    bool pings(const QString& from, const QString& to) { return m_laboratory.run(from, "ping", {"-c", "1", "-W", "1", to}).isEmpty(); }

    TraceBranch traced(const QString& from, const QString& to)
    {
        m_snapshot = std::make_unique<Snapshot>(*SnapshotCollector({}).collect());
        m_world = std::make_unique<World>(*m_snapshot);
        Flow flow;
        flow.destination = *Address::parse(to.toStdString());
        m_trace = PathTracer(*m_world).trace({m_world->byName(from.toStdString())}, flow);
        return m_trace.branches.front();
    }

    void fourOnABridge()
    {
        m_laboratory.addNamespace("gateway");
        m_laboratory.addNamespace("internet");
        QStringList gateway = {"link add my-bridge type bridge", "link set my-bridge up", "addr add 192.168.1.10/24 brd + dev my-bridge"};
        QStringList cables;
        for (int i = 1; i <= 4; ++i) {
            const auto name = QString("ns%1").arg(i);
            m_laboratory.addNamespace(name);
            cables << QString("link add veth-%1 netns %1 type veth peer name veth-%1-bridge netns gateway").arg(name);
            gateway << QString("link set veth-%1-bridge master my-bridge").arg(name) << QString("link set veth-%1-bridge up").arg(name);
        }
        cables << "link add uplink netns gateway type veth peer name eth0 netns internet";
        gateway << "link set uplink up" << "addr add 10.0.2.15/24 dev uplink" << "route add default via 10.0.2.2";
        QCOMPARE(m_laboratory.ip({}, cables), QString());
        QCOMPARE(m_laboratory.ip("gateway", gateway), QString());
        for (int i = 1; i <= 4; ++i)
            QCOMPARE(m_laboratory.ip(QString("ns%1").arg(i), {QString("addr add 192.168.1.%1/24 dev veth-ns%1").arg(i), QString("link set veth-ns%1 up").arg(i)}), QString());
        QCOMPARE(m_laboratory.ip("internet", {"addr add 10.0.2.2/24 dev eth0", "addr add 8.8.8.8/32 dev lo", "link set eth0 up"}), QString());
    }

    std::unique_ptr<Snapshot> m_snapshot;
    std::unique_ptr<World> m_world;
    Trace m_trace;

private slots:
    void initTestCase()
    {
        HOPLENS_ENTER_LABORATORY();
    }
    void cleanup() { m_laboratory.removeAll(); }

    void hostAddressesAloneDoNotReachEachOther()
    {
        m_laboratory.addNamespace("ns1");
        m_laboratory.addNamespace("ns2");
        QCOMPARE(m_laboratory.ip({}, {"link add veth-ns1 netns ns1 type veth peer name veth-ns2 netns ns2"}), QString());
        m_laboratory.ip("ns1", {"addr add 192.168.1.1 dev veth-ns1", "link set veth-ns1 up"});
        m_laboratory.ip("ns2", {"addr add 192.168.1.2 dev veth-ns2", "link set veth-ns2 up"});
        const auto branch = traced("ns1", "192.168.1.2");
        QCOMPARE(branch.outcome, Outcome::Unreachable);
        QCOMPARE(branch.reason, Reason::NoRoute);
        QVERIFY(!pings("ns1", "192.168.1.2"));
    }

    void peerAddressesReachEachOther()
    {
        m_laboratory.addNamespace("ns1");
        m_laboratory.addNamespace("ns2");
        QCOMPARE(m_laboratory.ip({}, {"link add veth-ns1 netns ns1 type veth peer name veth-ns2 netns ns2"}), QString());
        m_laboratory.ip("ns1", {"addr add 192.168.1.1 peer 192.168.1.2 dev veth-ns1", "link set veth-ns1 up"});
        m_laboratory.ip("ns2", {"addr add 192.168.1.2 peer 192.168.1.1 dev veth-ns2", "link set veth-ns2 up"});
        const auto branch = traced("ns1", "192.168.1.2");
        QVERIFY2(isAnswered(branch), describeTrace(*m_world, m_trace).c_str());
        QVERIFY(pings("ns1", "192.168.1.2"));
    }

    void fourOnABridgeReachEachOther()
    {
        fourOnABridge();
        for (int a = 1; a <= 4; ++a)
            for (int b = 1; b <= 4; ++b) {
                const auto from = QString("ns%1").arg(a);
                const auto to = QString("192.168.1.%1").arg(b);
                QVERIFY2(isAnswered(traced(from, to)), describeTrace(*m_world, m_trace).c_str());
                QVERIFY(pings(from, to));
            }
    }

    void outsideIsUnreachableWithoutARoute()
    {
        fourOnABridge();
        QCOMPARE(traced("ns1", "8.8.8.8").reason, Reason::NoRoute);
        QVERIFY(!pings("ns1", "8.8.8.8"));
    }

    void outsideGetsThePacketButItsAnswerIsLostWithoutMasquerade()
    {
        fourOnABridge();
        m_laboratory.ip("ns1", {"route add default via 192.168.1.10"});
        QCOMPARE(traced("ns1", "8.8.8.8").reason, Reason::ForwardingOff);
        QVERIFY(!pings("ns1", "8.8.8.8"));
        m_laboratory.sysctl("gateway", "ipv4/ip_forward", "1");
        const auto branch = traced("ns1", "8.8.8.8");
        QCOMPARE(branch.outcome, Outcome::Delivered);
        QVERIFY(!isAnswered(branch));
        QCOMPARE(branch.replies.front().reason, Reason::NoRoute);
        QVERIFY(!pings("ns1", "8.8.8.8"));
    }

    void outsideAnswersAfterMasquerade()
    {
        fourOnABridge();
        m_laboratory.ip("ns1", {"route add default via 192.168.1.10"});
        m_laboratory.sysctl("gateway", "ipv4/ip_forward", "1");
        for (const QString program : {"iptables-legacy", "iptables-nft"}) {
            QCOMPARE(m_laboratory.run("gateway", program, {"-t", "nat", "-A", "POSTROUTING", "-s", "192.168.1.0/24", "-j", "MASQUERADE"}), QString());
            const auto branch = traced("ns1", "8.8.8.8");
            QVERIFY2(isAnswered(branch), describeTrace(*m_world, m_trace).c_str());
            QCOMPARE(branch.delivered->sourceSeen.text(), std::string("10.0.2.15"));
            QVERIFY(pings("ns1", "8.8.8.8"));
            QCOMPARE(m_laboratory.run("gateway", program, {"-t", "nat", "-F"}), QString());
        }
    }

    /// With the uplink's other end out of sight the packet departs, and the model says whether an answer could come.
    void unseenOutsideIsDeparture()
    {
        fourOnABridge();
        m_laboratory.ip("ns1", {"route add default via 192.168.1.10"});
        m_laboratory.sysctl("gateway", "ipv4/ip_forward", "1");
        auto snapshot = *SnapshotCollector({}).collect();
        for (auto& space : snapshot.hosts[0].namespaces)
            for (auto& link : space.links)
                if (link.name == "uplink") {
                    link.kind = LinkKind::Physical;
                    link.lower.reset();
                    link.lowerIndex = 0;
                }
        std::erase_if(snapshot.hosts[0].namespaces, [](const Namespace& space) { return space.name == "internet"; });
        const World world(snapshot);
        Flow flow;
        flow.destination = *Address::parse("8.8.8.8");
        const auto trace = PathTracer(world).trace({world.byName("ns1")}, flow);
        QCOMPARE(trace.branches.front().outcome, Outcome::Departed);
        QVERIFY(!trace.branches.front().mayAnswerReturn);
        QCOMPARE(describeTrace(world, trace), std::string("192.168.1.1 leaves through my-bridge and uplink, but nothing rewrites its source: the reply has no way back. Add a MASQUERADE rule for 192.168.1.0/24."));
    }
};

QTEST_GUILESS_MAIN(tst_lesson)
#include "tst_lesson.moc"
