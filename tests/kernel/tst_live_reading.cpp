// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/snapshot_collector.h"
#include "filter/iptables_save.h"
#include "laboratory.h"
#include "store/snapshot_file.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <fcntl.h>

using namespace hoplens;
using namespace hoplens::test;

/// Reading the kernel: what is read, that reading changes nothing, and that the rules are those that iptables' own programs print.
class tst_live_reading : public QObject {
    Q_OBJECT
private:
    Laboratory m_laboratory;

    QString output(const QString& space, const QString& program, const QStringList& arguments = {})
    {
        const Laboratory::Visit inside(m_laboratory, space);
        QProcess process;
        process.start(program, arguments);
        process.waitForFinished();
        QStringList lines;
        for (const auto& line : QString::fromUtf8(process.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts))
            if (!line.startsWith('#'))
                lines << QString(line).replace(QRegularExpression("\\[[0-9]+:[0-9]+\\]$"), "[0:0]");
        return lines.join('\n');
    }

    Namespace collected(const QString& name)
    {
        const auto snapshot = SnapshotCollector({}).collect();
        return *snapshot->find(std::string_view(name.toStdString()));
    }

    /// "table: -A …" for each rule, in order.
    static QStringList rulesOf(const QString& text)
    {
        QStringList lines;
        QString table;
        for (const auto& line : text.split('\n', Qt::SkipEmptyParts)) {
            if (line.startsWith('*'))
                table = line.mid(1);
            if (line.startsWith("-A"))
                lines << table + ": " + line;
        }
        return lines;
    }

private slots:
    void initTestCase()
    {
        if (const auto obstacle = Laboratory::obstacle(); !obstacle.isEmpty()) {
            if (qEnvironmentVariableIsSet("CI"))
                QFAIL(qPrintable("in CI the kernel tests must run: " + obstacle));
            QSKIP(qPrintable("NOT RUN: " + obstacle));
        }
        QVERIFY(Laboratory::enter());
    }
    void cleanup() { m_laboratory.removeAll(); }

    void rulesAreThoseThatIptablesPrints_data()
    {
        QTest::addColumn<QString>("backend");
        QTest::addColumn<bool>("v6");
        QTest::newRow("legacy") << "legacy" << false;
        QTest::newRow("nft") << "nft" << false;
        QTest::newRow("legacy, IPv6") << "legacy" << true;
        QTest::newRow("nft, IPv6") << "nft" << true;
    }

    void rulesAreThoseThatIptablesPrints()
    {
        QFETCH(QString, backend);
        QFETCH(bool, v6);
        m_laboratory.addNamespace("a");
        const QString one = v6 ? "fd00::1" : "10.0.0.1";
        const QString block = v6 ? "fd00::/64" : "10.0.0.0/8";
        QString rules = "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:USER - [0:0]\n";
        for (const QString& rule : QStringList{
                 "-A INPUT -s " + block + " -i eth+ -p tcp -m tcp --dport 80 -j ACCEPT", "-A INPUT ! -d " + one + " -p udp -m udp ! --sport 5:10 -j USER",
                 "-A INPUT -p tcp -m multiport --dports 80,443:445 -m comment --comment \"hi there\" -j ACCEPT", "-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
                 "-A INPUT -m mark ! --mark 0x1/0xff -j RETURN", "-A INPUT -m connmark --mark 0x2 -j ACCEPT", "-A INPUT -m addrtype --dst-type LOCAL -j USER",
                 "-A INPUT -m statistic --mode random --probability 0.5 -j DROP", "-A INPUT -m statistic --mode nth --every 3 --packet 1 -j DROP", "-A INPUT -m iprange --src-range " + one + "-" + one + "9 -j DROP",
                 "-A INPUT -m mac --mac-source 02:00:00:00:00:01 -j DROP", "-A OUTPUT -m owner --uid-owner 5 -j ACCEPT", "-A INPUT -m length --length 10:20 -j DROP", "-A INPUT -m pkttype --pkt-type multicast -j DROP",
                 "-A FORWARD -m physdev --physdev-in veth0 --physdev-is-bridged -j ACCEPT", "-A INPUT -p tcp -m tcp --tcp-flags SYN,ACK SYN -j ACCEPT", "-A INPUT -g USER",
                 v6 ? "-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT" : "-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT", v6 ? "-A INPUT -j REJECT --reject-with icmp6-adm-prohibited" : "-A INPUT -j REJECT --reject-with icmp-host-prohibited"})
            rules += rule + "\n";
        rules += "COMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n";
        rules += "-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination " + (v6 ? "[fd00::5]:8080" : QString("10.0.0.5:8080")) + "\n-A PREROUTING -p udp -j REDIRECT --to-ports 53\n-A POSTROUTING -o eth0 -j MASQUERADE\n-A POSTROUTING -j SNAT --to-source " + one + "\n";
        rules += "-A PREROUTING -d " + block + " -j NETMAP --to " + (v6 ? "fd01::/64" : "11.0.0.0/8") + "\nCOMMIT\n*mangle\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -j MARK --set-xmark 0x4/0xf\n-A PREROUTING -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff\nCOMMIT\n";
        const QString program = (v6 ? "ip6tables-" : "iptables-") + backend;
        QCOMPARE(m_laboratory.run("a", program + "-restore", {}, rules), QString());
        const auto theirs = output("a", program + "-save");
        const auto space = collected("a");
        const auto ours = QString::fromStdString(writeIptablesSave(space.rules, v6 ? TableFamily::Ip6 : TableFamily::Ip, backend == "nft" ? RuleOrigin::IptablesNft : RuleOrigin::IptablesLegacy, CounterStyle::Omit));
        // Tables and chains come in each program's own order; the rules of a chain must be the same, in the same order.
        for (const auto& table : {"filter", "nat", "mangle"})
            for (const auto& chain : {"INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING"}) {
                const auto prefix = QString("%1: -A %2 ").arg(table, chain);
                QCOMPARE(rulesOf(ours).filter(prefix).join('\n'), rulesOf(theirs).filter(prefix).join('\n'));
            }
        QVERIFY(ours.contains(":INPUT DROP"));
        // And what we write loads again, and is then the same.
        m_laboratory.addNamespace("b");
        QCOMPARE(m_laboratory.run("b", program + "-restore", {}, ours), QString());
        auto again = rulesOf(output("b", program + "-save"));
        auto first = rulesOf(theirs);
        again.sort();
        first.sort();
        QCOMPARE(again.join('\n'), first.join('\n'));
    }

    void collectingChangesNothing()
    {
        m_laboratory.addNamespace("a");
        m_laboratory.run("a", "nft", {"-f", "-"}, "table ip t { chain c { type filter hook input priority 0; counter; } }\n");
        const auto state = [this] { return output("a", "ip", {"-d", "addr"}) + output("a", "ip", {"route", "show", "table", "all"}) + output("a", "ip", {"neigh"}) + output("a", "nft", {"list", "ruleset"}) + output("a", "cat", {"/proc/thread-self/net/ip_tables_names"}) + output("a", "cat", {"/proc/thread-self/net/ip6_tables_names"}); };
        const auto before = state();
        const auto space = collected("a");
        QVERIFY(!space.links.empty());
        QCOMPARE(state(), before);
        QVERIFY2(output("a", "cat", {"/proc/thread-self/net/ip_tables_names"}).isEmpty(), "a legacy table came into being");
    }

    void vethEndsFindEachOtherAcrossNamespaces()
    {
        m_laboratory.addNamespace("a");
        m_laboratory.addNamespace("b");
        m_laboratory.ip({}, {"link add x netns a type veth peer name y netns b"});
        const auto snapshot = SnapshotCollector({}).collect();
        const auto* a = snapshot->find(std::string_view("a"));
        const auto* b = snapshot->find(std::string_view("b"));
        QCOMPARE(a->link("x")->lower, std::optional(LinkKey{b->inode, b->link("y")->index}));
        QCOMPARE(b->link("y")->lower, std::optional(LinkKey{a->inode, a->link("x")->index}));
    }

    void aNamespaceHeldByAThreadOrADescriptorAloneIsFound()
    {
        m_laboratory.addNamespace("gone");
        std::uint64_t inode = 0;
        {
            const auto snapshot = SnapshotCollector({}).collect();
            inode = snapshot->find(std::string_view("gone"))->inode;
        }
        const FileDescriptor held(::open("/run/netns/gone", O_RDONLY | O_CLOEXEC));
        m_laboratory.removeAll(); // the name goes; the descriptor keeps the namespace
        const auto snapshot = SnapshotCollector({}).collect();
        QVERIFY(snapshot->find(inode) != nullptr);
    }

    void aLiveSnapshotSurvivesItsFile()
    {
        m_laboratory.addNamespace("a");
        m_laboratory.ip("a", {"link add br0 type bridge", "link add vx type vxlan id 7 remote 10.0.0.1 dstport 4789", "addr add fd00::1/64 dev br0 nodad", "rule add fwmark 1 table 7 pref 5"});
        const auto snapshot = SnapshotCollector({}).collect();
        const auto text = writeSnapshot(*snapshot);
        const auto read = readSnapshot(text, "file");
        QVERIFY2(read, read ? "" : describe(read.error()).c_str());
        QCOMPARE(writeSnapshot(*read), text);
    }
};

QTEST_GUILESS_MAIN(tst_live_reading)
#include "tst_live_reading.moc"
