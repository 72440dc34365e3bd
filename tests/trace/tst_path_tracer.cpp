// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_save.h"
#include "trace/trace_json.h"
#include "trace/words.h"

#include <QTest>

using namespace hoplens;

namespace {

/// Two hosts on a bridge with VLAN filtering, which the kernel of the test machine does not have.
struct VlanWorld {
    Snapshot snapshot;

    VlanWorld(std::uint16_t first, std::uint16_t second)
    {
        auto& host = snapshot.hosts.emplace_back(Host{"h", {}, {}});
        host.namespaces.resize(3);
        auto& middle = host.namespaces[0];
        middle.inode = 1;
        middle.name = "host";
        middle.isHost = true;
        Link bridge;
        bridge.index = 10;
        bridge.name = "br0";
        bridge.kind = LinkKind::Bridge;
        bridge.flags = 1;
        bridge.mac = {{2, 0, 0, 0, 0, 10}};
        bridge.data = BridgeData{.vlanFiltering = true, .vlans = {{1, true, true}}};
        for (int i = 1; i <= 2; ++i) {
            Link port;
            port.index = i;
            port.name = "p" + std::to_string(i);
            port.kind = LinkKind::Veth;
            port.flags = 1;
            port.master = 10;
            port.mac = {{2, 0, 0, 0, 1, static_cast<std::uint8_t>(i)}};
            port.lowerIndex = 5;
            port.lowerNsid = i;
            port.port = BridgePort{};
            port.port->vlans = {{i == 1 ? first : second, true, true}};
            middle.links.push_back(port);
            middle.peers[i] = static_cast<std::uint64_t>(i + 1);
            auto& space = host.namespaces[static_cast<std::size_t>(i)];
            space.inode = static_cast<std::uint64_t>(i + 1);
            space.name = "n" + std::to_string(i);
            space.peers[0] = 1;
            Link end;
            end.index = 5;
            end.name = "eth0";
            end.kind = LinkKind::Veth;
            end.flags = 1;
            end.mac = {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(i)}};
            end.lowerIndex = i;
            end.lowerNsid = 0;
            space.links.push_back(end);
            const auto address = *Address::parse("10.0.0." + std::to_string(i));
            space.addresses.push_back({5, {address, 24}});
            Route local;
            local.type = RouteType::Local;
            local.table = 255;
            local.destination = Prefix::host(address);
            local.nextHops = {{std::nullopt, 5}};
            Route connected;
            connected.destination = *Prefix::parse("10.0.0.0/24");
            connected.scope = 253;
            connected.nextHops = {{std::nullopt, 5}};
            space.routes = {local, connected};
            space.policyRules = {{.priority = 0, .table = 255}, {.priority = 32766, .table = 254}};
        }
        middle.links.push_back(bridge);
        resolveLinkPeers(snapshot);
    }

    Trace trace() const
    {
        const World world(snapshot);
        Flow flow;
        flow.destination = *Address::parse("10.0.0.2");
        return PathTracer(world).trace({world.byName("n1")}, flow);
    }
};

} // namespace

class tst_path_tracer : public QObject {
    Q_OBJECT
private slots:
    void oneVlanConnects()
    {
        const VlanWorld world(7, 7);
        QVERIFY(isAnswered(world.trace().branches.front()));
    }

    void differentVlansDoNot()
    {
        const VlanWorld world(7, 8);
        const auto trace = world.trace();
        QCOMPARE(trace.branches.front().outcome, Outcome::Unreachable);
        QCOMPARE(trace.branches.front().reason, Reason::NoNeighbour);
    }

    /// As the kernel has it: nothing is tracked for a nat table's sake alone, and without tracking the table is not asked.
    void aNatTableThatTranslatesNothingIsNotRun_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<bool>("runs");
        QTest::newRow("no translation") << "-A OUTPUT -p icmp -j RETURN" << false;
        QTest::newRow("a translation elsewhere in the table") << "-A OUTPUT -p icmp -j RETURN\n-A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE" << true;
        QTest::newRow("a question about connections") << "-A OUTPUT -p icmp -m conntrack --ctstate NEW -j RETURN" << true;
    }
    void aNatTableThatTranslatesNothingIsNotRun()
    {
        QFETCH(QString, rule);
        QFETCH(bool, runs);
        VlanWorld world(7, 7);
        auto& rules = world.snapshot.hosts[0].namespaces[1].rules;
        const auto text = "*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n" + rule.toStdString() + "\nCOMMIT\n";
        QVERIFY(parseIptablesSave(text, "rules", TableFamily::Ip, RuleOrigin::IptablesLegacy, rules).has_value());
        const auto trace = world.trace();
        QVERIFY(isAnswered(trace.branches.front()));
        const auto isRule = [](const Step& step) { return step.kind == StepKind::Rule && step.rule.valid(); };
        QCOMPARE(std::ranges::any_of(trace.branches.front().steps, isRule), runs);
    }

    void isolatedPortsDoNotTalk()
    {
        VlanWorld world(7, 7);
        for (auto& link : world.snapshot.hosts[0].namespaces[0].links)
            if (link.port)
                link.port->isolated = true;
        QCOMPARE(world.trace().branches.front().reason, Reason::NoNeighbour);
    }

    void anOpaqueProgramMakesTheAnswerUnknown()
    {
        VlanWorld world(7, 7);
        world.snapshot.hosts[0].namespaces[2].links[0].opaquePrograms = {"xdp"};
        const auto trace = world.trace();
        QCOMPARE(trace.branches.front().outcome, Outcome::Unknown);
        QVERIFY(QString::fromStdString(trace.branches.front().unknownBecause).contains("opaque program (xdp) sits on eth0"));
    }

    void aDeviceOfUnknownKindMakesTheAnswerUnknown()
    {
        VlanWorld world(7, 7);
        auto& link = world.snapshot.hosts[0].namespaces[1].links[0];
        link.kind = LinkKind::Other;
        link.kindName = "quantum";
        QCOMPARE(world.trace().branches.front().outcome, Outcome::Unknown);
    }

    void sctpIsAnsweredAsTheKernelCan_data()
    {
        QTest::addColumn<std::optional<bool>>("hasSctp");
        QTest::addColumn<bool>("listens");
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<Reason>("reason");
        QTest::newRow("not known") << std::optional<bool>() << false << Outcome::Unknown << Reason::UnknownFact;
        QTest::newRow("not spoken") << std::optional(false) << false << Outcome::Rejected << Reason::NoProtocol;
        QTest::newRow("nobody listens") << std::optional(true) << false << Outcome::Rejected << Reason::NoListener;
        QTest::newRow("somebody listens") << std::optional(true) << true << Outcome::Delivered << Reason::None;
    }
    void sctpIsAnsweredAsTheKernelCan()
    {
        QFETCH(std::optional<bool>, hasSctp);
        QFETCH(bool, listens);
        VlanWorld world(7, 7);
        world.snapshot.hosts[0].hasSctp = hasSctp;
        if (listens)
            world.snapshot.hosts[0].namespaces[2].sockets.push_back({.protocol = 132, .address = Address::any(IpFamily::V6), .port = 3868});
        const World built(world.snapshot);
        Flow flow;
        flow.protocol = 132;
        flow.destination = *Address::parse("10.0.0.2");
        flow.destinationPort = 3868;
        const auto trace = PathTracer(built).trace({built.byName("n1")}, flow);
        QTEST(trace.branches.front().outcome, "outcome");
        QTEST(trace.branches.front().reason, "reason");
    }

    void anUncollectedPeerMakesTheAnswerUnknown()
    {
        VlanWorld world(7, 7);
        std::erase_if(world.snapshot.hosts[0].namespaces, [](const Namespace& space) { return space.isHost; });
        resolveLinkPeers(world.snapshot);
        QCOMPARE(world.trace().branches.front().outcome, Outcome::Unknown);
    }

    void aBridgeLoopEnds()
    {
        VlanWorld world(7, 7);
        // A cable from the bridge to itself: a broadcast would go round for ever.
        auto& middle = world.snapshot.hosts[0].namespaces[0];
        for (int i = 3; i <= 4; ++i) {
            Link port = middle.links[0];
            port.index = i;
            port.name = "loop" + std::to_string(i);
            port.lowerIndex = 7 - i;
            port.lowerNsid.reset();
            middle.links.push_back(port);
        }
        std::ranges::sort(middle.links, {}, &Link::index);
        resolveLinkPeers(world.snapshot);
        QVERIFY(!world.trace().branches.empty());
    }

    void jsonIsTheSameEachTime()
    {
        const VlanWorld built(7, 7);
        const World world(built.snapshot);
        const auto first = writeTraceJson(world, built.trace());
        QVERIFY(QString::fromStdString(first).contains("\"schema\": \"hoplens/trace/1\""));
        const World again(built.snapshot);
        QCOMPARE(writeTraceJson(again, built.trace()), first);
    }

    void linesFitAHundredColumns()
    {
        const VlanWorld built(7, 8);
        const World world(built.snapshot);
        for (const auto& line : QString::fromStdString(writeTraceText(world, built.trace(), TraceDetail::Everything)).split('\n'))
            QVERIFY2(line.size() <= 100, qPrintable(line));
    }
};

QTEST_APPLESS_MAIN(tst_path_tracer)
#include "tst_path_tracer.moc"
