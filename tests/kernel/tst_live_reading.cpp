// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/snapshot_collector.h"
#include "filter/iptables_save.h"
#include "filter/nft_json.h"
#include "filter/nft_text.h"
#include "laboratory.h"
#include "store/snapshot_file.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <cstring>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

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
        HOPLENS_ENTER_LABORATORY();
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

    /// The rules as nft prints them in JSON are those that are read from the kernel's messages, word for word.
    void nftJsonIsWhatTheKernelHas()
    {
        m_laboratory.addNamespace("a");
        QCOMPARE(m_laboratory.run("a", "nft", {"-f", "-"}, R"(table inet t {
	set a { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.1-192.168.1.9 }
	}
	set b { type ipv4_addr . inet_service; elements = { 1.1.1.1 . 80 }
	}
	set dyn { type ipv4_addr; flags dynamic;
	}
	map m { type ipv4_addr : verdict; elements = { 1.2.3.4 : jump other }
	}
	counter cnt { packets 0 bytes 0
	}
	chain other {
		counter drop
	}
	chain in {
		type filter hook input priority filter + 5; policy drop;
		ip saddr @a tcp dport { 22, 80-90 } ct state established,related counter accept comment "x y"
		ip saddr . tcp dport @b accept
		ip daddr vmap @m
		ip saddr vmap { 1.1.1.1 : accept, 2.2.2.0/24 : drop }
		meta mark & 0xff == 0x10 meta mark set meta mark | 0x1
		meta mark set ct mark
		ct mark set mark and 0xffff0000
		ct state vmap { established : accept, invalid : drop }
		tcp flags & (syn|ack) == syn reject with tcp reset
		tcp flags syn / syn,rst accept
		icmp type echo-request icmp code 0 limit rate 10/second accept
		icmpv6 type { nd-neighbor-solicit, echo-request } accept
		iifname "eth*" oifname != "lo" reject with icmpx type admin-prohibited
		fib daddr type local meta l4proto { tcp, udp } th dport 53 accept
		numgen random mod 3 vmap { 0 : jump other, 1 : goto other, 2 : return }
		ip dscp cs1 ip ttl < 5 drop
		ip6 saddr fe80::/10 ip6 daddr != fe80::1 accept
		ct original ip daddr 10.1.1.1 ct direction reply accept
		ct status dnat accept
		meta skuid 1000 drop
		log prefix "abc"
		ether saddr 00:11:22:33:44:55 drop
		notrack
		ip saddr != { 1.1.1.1, 2.2.2.2 } drop
		meta pkttype broadcast drop
		counter name cnt
		limit rate over 400/minute drop
		quota over 25 mbytes drop
		ct count over 5 drop
		add @dyn { ip saddr }
		udp sport != 5-10 ip length > 100 drop
	}
}
table ip n {
	map nm { type inet_service : ipv4_addr . inet_service; elements = { 80 : 10.0.0.1 . 8080 }
	}
	chain pre {
		type nat hook prerouting priority dstnat;
		dnat ip to tcp dport map @nm
		tcp dport 81 dnat to 10.0.0.5:8080
		tcp dport 82 redirect to :1000-1010
		dnat to numgen random mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 }
		dnat to 10.0.0.1-10.0.0.5 persistent
	}
	chain post {
		type nat hook postrouting priority srcnat;
		ip saddr 10.0.0.0/8 masquerade fully-random
		meta l4proto tcp snat to 1.2.3.4:1000-2000 random
	}
}
table ip6 s {
	chain pre {
		type nat hook prerouting priority dstnat;
		ip6 daddr fd00::1 tcp dport 80 dnat to [fd00::2]:8080
	}
}
)"),
                 QString());
        const auto space = collected("a");
        RuleSet rules;
        const auto notes = parseNftJson(output("a", "nft", {"-j", "list", "ruleset"}).toStdString(), "nft", rules);
        QVERIFY2(notes.has_value(), notes ? "" : describe(notes.error()).c_str());
        QVERIFY2(notes->empty(), notes->empty() ? "" : notes->front().text.c_str());
        // Elements of a set come in an order of their own.
        const auto lines = [](const RuleSet& set) {
            QStringList list;
            for (auto line : QString::fromStdString(writeNft(set)).split('\n')) {
                if (line == "\t\tflags dynamic") // which nft -j does not tell
                    continue;
                static const QRegularExpression braces("\\{ ([^}]*) \\}");
                if (const auto match = braces.match(line); match.hasMatch()) {
                    auto elements = match.captured(1).split(", ");
                    elements.sort();
                    line.replace(match.capturedStart(1), match.capturedLength(1), elements.join(", "));
                }
                list << line;
            }
            return list;
        };
        const auto theirs = lines(space.rules);
        const auto ours = lines(rules);
        QVERIFY(theirs.size() > 60);
        for (qsizetype i = 0; i < std::min(ours.size(), theirs.size()); ++i)
            QCOMPARE(ours[i], theirs[i]);
        QCOMPARE(ours.size(), theirs.size());
        // And what we write of the kernel's own messages is what nft lists.
        auto text = output("a", "nft", {"list", "ruleset"});
        text.remove(QRegularExpression(R"(\tcounter cnt \{[^}]*\}\n\n?)")); // which decides nothing, and is not kept
        const auto listed = text.split('\n', Qt::SkipEmptyParts);
        const auto written = QString::fromStdString(writeNft(space.rules)).split('\n', Qt::SkipEmptyParts);
        for (qsizetype i = 0; i < std::min(listed.size(), written.size()); ++i)
            QCOMPARE(written[i] == "\t\tmeta nfproto ipv4 dynset" ? QString("\t\tadd @dyn { ip saddr }") : written[i], listed[i]);
        QCOMPARE(written.size(), listed.size());
    }

    /// A program that rtnetlink does not show.
    void tcxProgramsAreSeen()
    {
        m_laboratory.addNamespace("a");
        FileDescriptor link;
        {
            const Laboratory::Visit inside(m_laboratory, "a");
            const bpf_insn instructions[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}}; // return 0
            bpf_attr load{};
            load.prog_type = BPF_PROG_TYPE_SCHED_CLS;
            load.insns = reinterpret_cast<std::uintptr_t>(instructions);
            load.insn_cnt = 2;
            load.license = reinterpret_cast<std::uintptr_t>("GPL");
            const FileDescriptor program(static_cast<int>(::syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof load)));
            QVERIFY(program.get() >= 0);
            bpf_attr attach{};
            attach.link_create.prog_fd = static_cast<std::uint32_t>(program.get());
            attach.link_create.target_ifindex = 1;
            attach.link_create.attach_type = 47; // BPF_TCX_EGRESS
            link = FileDescriptor(static_cast<int>(::syscall(SYS_bpf, BPF_LINK_CREATE, &attach, sizeof attach)));
            if (link.get() < 0 && errno == EINVAL && !qEnvironmentVariableIsSet("CI"))
                QSKIP("NOT RUN: this kernel has no tcx");
            QVERIFY2(link.get() >= 0, std::strerror(errno));
        }
        QCOMPARE(collected("a").link("lo")->opaquePrograms, std::vector<std::string>{"tcx egress"});
        link = FileDescriptor();
        QVERIFY(collected("a").link("lo")->opaquePrograms.empty());
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
