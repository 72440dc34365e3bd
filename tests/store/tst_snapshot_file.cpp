// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "filter/iptables_save.h"
#include "store/snapshot_file.h"

#include <QTemporaryDir>
#include <QTest>

using namespace hoplens;

namespace {

Snapshot sample()
{
    Snapshot snapshot;
    snapshot.source = "test";
    snapshot.takenAt = 1700000000;
    auto& space = snapshot.hosts.emplace_back(Host{"h", "Linux", {}}).namespaces.emplace_back();
    space.inode = 7;
    space.name = "host";
    space.isHost = true;
    Link bridge;
    bridge.index = 2;
    bridge.name = "br0";
    bridge.kind = LinkKind::Bridge;
    bridge.carrier = false;
    bridge.data = BridgeData{.vlanFiltering = true, .vlans = {{1, true, true}}};
    Link port;
    port.index = 3;
    port.name = "p\"<&";
    port.kind = LinkKind::Veth;
    port.master = 2;
    port.port = BridgePort{};
    space.links = {bridge, port};
    space.addresses.push_back({2, *Prefix::parse("10.0.0.1/24")});
    Route route;
    route.destination = *Prefix::parse("0.0.0.0/0");
    route.nextHops = {{*Address::parse("10.0.0.2"), 2, 3}};
    space.routes = {route};
    space.virtualServers = {{6, *Address::parse("10.96.0.1"), 443, 0, "rr", 10800, "", {{*Address::parse("172.17.0.2"), 6443, 2, ForwardMethod::Route}}}, {0, {}, 0, 7, "wlc", {}, "", {}}};
    space.sysctls.ipvsConntrack = true;
    space.notes = {{"sockets", "not permitted", "Run as root."}};
    (void)parseIptablesSave("*nat\n:PREROUTING ACCEPT [1:2]\n-A PREROUTING -p tcp -m tcp --dport 80 -m comment --comment \"a b\" -j DNAT --to-destination 10.0.0.5:8080\nCOMMIT\n", "t", TableFamily::Ip, RuleOrigin::IptablesLegacy, space.rules);
    return snapshot;
}

} // namespace

class tst_snapshot_file : public QObject {
    Q_OBJECT
private slots:
    void everyFactSurvivesTheFile()
    {
        const auto text = writeSnapshot(sample());
        const auto read = readSnapshot(text, "s.json");
        QVERIFY2(read, read ? "" : describe(read.error()).c_str());
        QCOMPARE(writeSnapshot(*read), text);
        const auto& space = read->hosts[0].namespaces[0];
        QVERIFY(!space.links[0].carrier);
        QVERIFY(space.links[1].port.has_value());
        QVERIFY(std::get<BridgeData>(space.links[0].data).vlanFiltering);
        QCOMPARE(space.routes[0].nextHops[0].weight, std::uint16_t{3});
        QCOMPARE(writeIptablesSave(space.rules, TableFamily::Ip, RuleOrigin::IptablesLegacy, CounterStyle::Print), writeIptablesSave(sample().hosts[0].namespaces[0].rules, TableFamily::Ip, RuleOrigin::IptablesLegacy, CounterStyle::Print));
    }

    void newerVersionIsRefused()
    {
        const auto read = readSnapshot("{\"schema\": \"hoplens/snapshot/99\"}", "s.json");
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Unsupported);
    }

    void brokenFilesAreRefusedInWords_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("part");
        auto twice = sample();
        twice.hosts[0].namespaces.push_back(twice.hosts[0].namespaces[0]);
        QTest::newRow("two of one name") << QByteArray::fromStdString(writeSnapshot(twice)) << "two namespaces of host";
        QTest::newRow("cut off") << QByteArray::fromStdString(writeSnapshot(sample()).substr(0, 700)) << "not complete";
        QTest::newRow("a number beyond numbers") << QByteArray("{\"schema\": 4E555}") << "too large";
        QTest::newRow("other JSON") << QByteArray("{\"a\": 1}") << "not a Hoplens snapshot";
        QTest::newRow("bad UTF-8") << QByteArray("{\"schema\": \"\xff\"}") << "not UTF-8";
        QTest::newRow("bad address") << QByteArray("{\"schema\": \"hoplens/snapshot/1\", \"hosts\": [{\"namespaces\": [{\"addresses\": [{\"prefix\": \"10.0.0.1/77\"}]}]}]}") << "snapshot.hosts[0].namespaces[0].addresses[0].prefix: this is not a network";
        QTest::newRow("jump to nowhere") << QByteArray("{\"schema\": \"hoplens/snapshot/1\", \"hosts\": [{\"namespaces\": [{\"rules\": {\"operations\": [{\"alternative\": 9, \"verdict\": 4, \"chain\": 5}]}}]}]}") << "a jump's chain in the rule set point nowhere";
        QTest::newRow("bridge without data") << QByteArray("{\"schema\": \"hoplens/snapshot/1\", \"hosts\": [{\"namespaces\": [{\"links\": [{\"index\": 1, \"name\": \"b\", \"kind\": \"bridge\"}]}]}]}") << "lacks the data of its kind";
        QTest::newRow("deep nesting") << QByteArray("{\"schema\": " + QByteArray(100000, '[')) << "not complete";
    }

    void brokenFilesAreRefusedInWords()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, part);
        const auto read = readSnapshot(text.toStdString(), "s.json");
        QVERIFY(!read);
        QVERIFY2(QString::fromStdString(describe(read.error())).contains(part), describe(read.error()).c_str());
    }

    void tooLargeFilesAreRefusedUnread()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("large"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(200 << 20));
        const auto content = readFile(folder.filePath("large").toStdString());
        QVERIFY(!content);
        QCOMPARE(content.error().code, ErrorCode::LimitExceeded);
    }

    void writingLeavesNoHalfFile()
    {
        QTemporaryDir folder;
        const auto target = folder.filePath("nowhere/file").toStdString();
        QVERIFY(!writeFile(target, "text"));
        const auto good = folder.filePath("file").toStdString();
        QVERIFY(writeFile(good, "text"));
        QCOMPARE(*readFile(good), std::string("text"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }
};

QTEST_APPLESS_MAIN(tst_snapshot_file)
#include "tst_snapshot_file.moc"
