// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/snapshot_collector.h"
#include "laboratory_test.h"
#include "store/input_file.h"
#include "trace/place.h"
#include "trace/words.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace hoplens;
using namespace hoplens::test;

/// What ip, bridge, sysctl, iptables-save and nft print of a network says the same as reading the kernel.
class tst_dump_folder : public LaboratoryTest {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    static std::string told(const Snapshot& snapshot, const std::string& from, const std::string& to)
    {
        const World world(snapshot);
        const auto flow = parseFlow(to, {});
        const auto origin = resolvePlace(world, from);
        if (!flow || !origin)
            return "no such place";
        return describeTrace(world, PathTracer(world).trace(*origin, *flow, FlowAge::New));
    }

    static QStringList ipsets(const RuleSet& rules)
    {
        QStringList words;
        for (const auto& set : rules.sets) {
            if (set.table.valid())
                continue;
            if (!set.isReadable) {
                words << QString::fromStdString(set.name + " unreadable");
                continue;
            }
            const auto called = QString::fromStdString(set.name + " " + set.type + (set.family == IpFamily::V6 ? " inet6" : ""));
            words << called;
            for (const auto& element : set.elements) {
                auto line = called + (element.nomatch ? " not" : "");
                for (std::uint8_t d = 0; d < set.dimensions; ++d)
                    line += " " + QString::fromStdString(Address{IpFamily::V6, rules.intervals[element.firstInterval + d].low}.text() + "-" + Address{IpFamily::V6, rules.intervals[element.firstInterval + d].high}.text());
                words << line;
            }
            for (const auto member : set.members)
                words << called + " in it: " + QString::fromStdString(rules.sets[member.value].name);
        }
        words.sort();
        return words;
    }

private slots:
    void initTestCase()
    {
        HOPLENS_ENTER_LABORATORY();
        for (const auto* name : {"left", "middle", "right"})
            std::thread([&] { m_laboratory.addNamespace(name); }).join();
        QCOMPARE(ip("middle", {"link add br0 type bridge", "link set br0 up", "addr add 10.5.0.1/24 dev br0", "link add to-left type veth peer name eth0 netns left", "link add to-right type veth peer name eth0 netns right", "link set to-left master br0 up", "link set to-right up", "addr add 10.6.0.1/24 dev to-right", "rule add fwmark 0x10/0xff table 100", "rule add pref 50 table main suppress_prefixlength 0", "rule add pref 60 to 10.66.0.0/16 nop", "route add blackhole 10.9.0.0/16"}), QString());
        QCOMPARE(ip("left", {"link set eth0 up", "addr add 10.5.0.2/24 dev eth0", "route add default via 10.5.0.1"}), QString());
        QCOMPARE(ip("right", {"link set eth0 up", "addr add 10.6.0.2/24 dev eth0", "addr add fd06::2/64 dev eth0"}), QString());
        std::thread([&] { m_laboratory.sysctl("middle", "ipv4/ip_forward", "1"); }).join();
        QCOMPARE(run("middle", "iptables-nft", {"-t", "nat", "-A", "POSTROUTING", "-s", "10.5.0.0/24", "-o", "to-right", "-j", "MASQUERADE"}), QString());
        QCOMPARE(run("middle", "ipset", {"restore"}, "create hosts hash:ip,port family inet\nadd hosts 10.6.0.88,tcp:80\nadd hosts 10.6.0.89,udp:53\ncreate nets hash:net\nadd nets 10.6.0.96/27\nadd nets 10.6.0.97 nomatch\ncreate both list:set\nadd both nets\ncreate ports bitmap:port range 0-1000\nadd ports 80-82\ncreate three hash:ip,port,net family inet6\nadd three fd00::1,sctp:7,fd01::/64\ncreate wide hash:ip netmask 24\nadd wide 10.6.1.1\ncreate odd hash:ip bitmask 255.0.255.0\nadd odd 10.6.2.2\ncreate map bitmap:ip range 10.6.0.0/16 netmask 24\n"), QString());
        QCOMPARE(run("middle", "iptables-nft", {"-A", "FORWARD", "-m", "set", "--match-set", "hosts", "dst,dst", "-j", "DROP"}), QString());
        QCOMPARE(run("middle", "iptables-nft", {"-A", "FORWARD", "-m", "set", "--match-set", "both", "dst", "-j", "DROP"}), QString());
        QCOMPARE(run("middle", "nft", {"-f", "-"}, "table inet own { chain forward { type filter hook forward priority 5; ip daddr 10.6.0.77 drop\n}\n}\n"), QString());
        for (const QString& name : {QString("left"), QString("middle"), QString("right")}) {
            QVERIFY(QDir(m_folder.path()).mkdir(name));
            const auto to = m_folder.filePath(name) + "/";
            const QString script = QString("ip -j -d addr show > %1address.json; ip -j -4 route show table all > %1route.json; ip -j -6 route show table all > %1route6.json; ip -j -4 rule show > %1rule.json; ip -j -6 rule show > %1rule6.json; "
                                           "ip -j neigh show > %1neighbour.json; ip -j neigh show proxy > %1proxy.json; cat /proc/net/ip_tables_names /proc/net/ip6_tables_names > %1legacy-tables.txt 2>/dev/null; bridge -j fdb show > %1fdb.json; sysctl -a > %1sysctl.txt 2>/dev/null; iptables-nft-save > %1iptables-save.txt; ipset save > %1ipset.txt; ip6tables-nft-save > %1ip6tables-save.txt; tc -j qdisc show > %1tc.json; nft -j list ruleset > %1nft.json; true").arg(to);
            QCOMPARE(run(name, "sh", {"-c", script}), QString());
        }
    }
    void cleanupTestCase() { m_laboratory.removeAll(); }

    void theSameVerdicts_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("begins");
        QTest::newRow("over the bridge") << "netns/left" << "10.5.0.1" << "Delivered to middle";
        QTest::newRow("through, translated") << "netns/left" << "10.6.0.2" << "Delivered to right (10.6.0.2), which sees 10.6.0.1";
        QTest::newRow("dropped by nftables") << "netns/left" << "10.6.0.77" << "middle drops it";
        QTest::newRow("dropped by a set") << "netns/left" << "10.6.0.88:80" << "middle drops it";
        QTest::newRow("dropped by a set of sets") << "netns/left" << "10.6.0.98" << "middle drops it";
        QTest::newRow("thrown away") << "netns/left" << "10.9.1.1" << "middle throws";
        QTest::newRow("no route") << "netns/right" << "10.5.0.2" << "right has no route";
    }
    void theSameVerdicts()
    {
        const auto dumped = readInputFile(m_folder.path().toStdString());
        QVERIFY2(dumped.has_value(), dumped ? "" : describe(dumped.error()).c_str());
        const auto live = SnapshotCollector({}).collect();
        QVERIFY(live.has_value());
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, begins);
        const auto words = QString::fromStdString(told(*dumped, from.toStdString(), to.toStdString()));
        QVERIFY2(words.startsWith(begins), qPrintable(words));
        QCOMPARE(words, QString::fromStdString(told(*live, from.toStdString(), to.toStdString())));
    }

    void theSameFacts()
    {
        const auto dumped = readInputFile(m_folder.path().toStdString());
        const auto live = SnapshotCollector({}).collect();
        QVERIFY(dumped && live);
        for (const auto& space : dumped->hosts[0].namespaces) {
            const auto* other = live->find(std::string_view(space.name));
            QVERIFY(other);
            QCOMPARE(space.links.size(), other->links.size());
            for (const auto& link : space.links) {
                const auto* twin = other->link(std::string_view(link.name));
                QVERIFY2(twin, link.name.c_str());
                QCOMPARE(link.index, twin->index);
                QCOMPARE(link.kind, twin->kind);
                QCOMPARE(link.isUp(), twin->isUp());
                QCOMPARE(link.carrier, twin->carrier);
                QCOMPARE(link.mtu, twin->mtu);
                QCOMPARE(link.mac.text(), twin->mac.text());
                QCOMPARE(link.master, twin->master);
                QCOMPARE(link.lower.has_value(), twin->lower.has_value());
                QVERIFY2(link.sysctls == twin->sysctls, link.name.c_str());
            }
            const auto usual = [](const Namespace& of) {
                QStringList routes;
                for (const auto& route : of.routes)
                    routes << QString::fromStdString(std::string(name(route.type)) + " " + route.destination.text() + " " + std::to_string(route.table) + " " + std::to_string(route.metric) + (route.nextHops.empty() ? "" : " " + std::to_string(route.nextHops[0].linkIndex)));
                routes.sort();
                return routes;
            };
            QCOMPARE(usual(space), usual(*other));
            QCOMPARE(space.addresses.size(), other->addresses.size());
            QCOMPARE(space.policyRules.size(), other->policyRules.size());
            const auto& a = space.sysctls;
            const auto& b = other->sysctls;
            QVERIFY(a.all4and6 == b.all4and6);
            if (std::ranges::any_of(space.links, [](const Link& link) { return link.kind == LinkKind::Bridge; })) { // the collector reads these there alone
                QCOMPARE(a.bridgeCallIptables, b.bridgeCallIptables);
                QCOMPARE(a.bridgeCallIp6tables, b.bridgeCallIp6tables);
                QCOMPARE(a.bridgeCallArptables, b.bridgeCallArptables);
            }
            QCOMPARE(a.defaultTtl, b.defaultTtl);
            QCOMPARE(a.multipathHashLayer4, b.multipathHashLayer4);
            QCOMPARE(a.nonlocalBind, b.nonlocalBind);
            QCOMPARE(a.icmpEchoIgnoreAll, b.icmpEchoIgnoreAll);
            QCOMPARE(space.rules.rules.size(), other->rules.rules.size());
            QCOMPARE(ipsets(space.rules), ipsets(other->rules));
            QCOMPARE(ipsets(space.rules).filter("unreadable"), (space.name == "middle" ? QStringList{"map unreadable", "odd unreadable", "wide unreadable"} : QStringList()));
        }
    }

    void whatIsMissingIsNoted()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::copy(m_folder.filePath("left/address.json"), folder.filePath("address.json")));
        auto snapshot = readInputFile(folder.path().toStdString());
        QVERIFY(snapshot.has_value());
        QVERIFY(snapshot->hosts[0].namespaces[0].isMissing("routes") && snapshot->hosts[0].namespaces[0].isMissing("nftables"));
        QVERIFY(told(*snapshot, "host", "10.6.0.2").starts_with("Unknown"));
        // What is there, but says nonsense: never a definite answer out of it.
        const auto with = [&](const char* file, const QByteArray& content) {
            QTemporaryDir other;
            for (const QString space : {"left", "middle", "right"}) {
                QDir(other.path()).mkdir(space);
                for (const auto& name : QDir(m_folder.filePath(space)).entryList(QDir::Files))
                    QFile::copy(m_folder.filePath(space + "/" + name), other.filePath(space + "/" + name));
            }
            QFile changed(other.filePath(QString("left/") + file));
            if (!changed.open(QIODevice::WriteOnly | QIODevice::Truncate))
                return std::string("not written");
            changed.write(content);
            changed.close();
            const auto read = readInputFile(other.path().toStdString());
            return read ? told(*read, "netns/left", "10.6.0.2") : describe(read.error());
        };
        for (const QByteArray& routes : {QByteArray("[{\"dst\":\"default\",\"gateway\":\"zzz\",\"dev\":\"eth0\"}]"), QByteArray("[{\"dst\":\"default\",\"from\":\"zzz\",\"dev\":\"eth0\"}]"), QByteArray("[{\"dst\":\"10.0.0.0/8\",\"prefsrc\":\"fd00::7\",\"dev\":\"eth0\"}]")})
            QVERIFY2(with("route.json", routes).starts_with("Unknown"), routes.constData());
        for (const QByteArray& rules : {QByteArray("[{\"priority\":1,\"src\":\"all\",\"fwmark\":\"0xzz\",\"table\":\"main\"}]"), QByteArray("[{\"priority\":1,\"src\":\"all\",\"iif\":5,\"table\":\"main\"}]")})
            QVERIFY2(with("rule.json", rules).starts_with("Unknown"), rules.constData());
        QVERIFY(with("address.json", "[{\"ifindex\":2,\"ifname\":\"a\"},{\"ifindex\":2,\"ifname\":\"b\"}]").find("two interfaces") != std::string::npos);
        QVERIFY2(!with("proxy.json", "[]").starts_with("Unknown"), with("proxy.json", "[]").c_str()); // the folder as it is does answer
        // Lines that are not there, and a file that nobody wrote.
        QVERIFY(with("sysctl.txt", "net.ipv4.ip_forward = 1\n").starts_with("Unknown"));
        QVERIFY(with("legacy-tables.txt", "nat\n").starts_with("Unknown"));
        QVERIFY(with("tc.json", "[{\"kind\":\"clsact\",\"handle\":\"ffff:\",\"dev\":\"eth0\",\"parent\":\"ffff:fff1\"}]").starts_with("Unknown"));
        QTemporaryDir empty;
        snapshot = readInputFile(empty.path().toStdString());
        QVERIFY(!snapshot && snapshot.error().code == ErrorCode::NotFound);
        for (const QByteArray& nonsense : {QByteArray("{"), QByteArray("{}"), QByteArray("[1]"), QByteArray("[{\"ifindex\":-1}]"), QByteArray(1 << 20, '[')}) {
            QFile file(folder.filePath("address.json"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(nonsense);
            file.close();
            snapshot = readInputFile(folder.path().toStdString());
            QVERIFY(!snapshot.has_value());
            QVERIFY(describe(snapshot.error()).find("address.json") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(tst_dump_folder)
#include "tst_dump_folder.moc"
