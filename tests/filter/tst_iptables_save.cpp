// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_save.h"

#include <QTest>

using namespace hoplens;

namespace {

std::string table(const std::string& rules) { return "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [3:180]\n:OUTPUT ACCEPT [0:0]\n:USER - [0:0]\n" + rules + "COMMIT\n"; }

Result<std::vector<Note>> read(const std::string& text, RuleSet& rules) { return parseIptablesSave(text, "rules.txt", TableFamily::Ip, RuleOrigin::IptablesLegacy, rules); }

} // namespace

class tst_iptables_save : public QObject {
    Q_OBJECT
private slots:
    void rulesComeBackAsTheyWere_data()
    {
        QTest::addColumn<QString>("rule");
        for (const char* rule : {
                 "-A INPUT -s 10.0.0.0/8 -d 192.168.1.1/32 -i eth0 -p tcp -m tcp --dport 80 -j ACCEPT",
                 "-A INPUT ! -s 10.0.0.0/8 ! -i eth+ -j DROP",
                 "-A INPUT -p tcp -m tcp ! --sport 1:1023 --tcp-flags FIN,SYN,RST,ACK SYN -j RETURN",
                 "-A INPUT -p udp -m multiport --dports 53,67:68 -j ACCEPT",
                 "-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT",
                 "-A INPUT -p icmp -m icmp --icmp-type 3/4 -j ACCEPT",
                 "-A INPUT -m conntrack --ctstate INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED,SNAT,DNAT -j ACCEPT",
                 "-A INPUT -m conntrack ! --ctstate ESTABLISHED -j DROP",
                 "-A INPUT -m state --state NEW -j ACCEPT",
                 "-A INPUT -m mark ! --mark 0x4000/0x4000 -j RETURN",
                 "-A INPUT -m connmark --mark 0x1 -j ACCEPT",
                 "-A INPUT -m comment --comment \"ns1/svc1:p80 cluster \\\"IP\\\"\" -j USER",
                 "-A INPUT -m addrtype --dst-type LOCAL -j USER",
                 "-A INPUT -m addrtype ! --src-type LOCAL,BROADCAST --limit-iface-in -j USER",
                 "-A INPUT -m addrtype --dst-type LOCAL -m addrtype --dst-type BROADCAST -j USER",
                 "-A INPUT -m addrtype --dst-type LOCAL -m addrtype --src-type UNICAST -j USER",
                 "-A INPUT -m statistic --mode random --probability 0.33333333349 -j USER",
                 "-A INPUT -m statistic --mode random --probability 0.50000000000 -m statistic --mode nth --every 2 --packet 0 -j USER",
                 "-A INPUT -m statistic --mode nth --every 3 --packet 0 -j USER",
                 "-A INPUT -m set ! --match-set blocked src,dst -j DROP",
                 "-A INPUT -m iprange ! --src-range 10.0.0.1-10.0.0.9 -j DROP",
                 "-A INPUT -m limit --limit 3/min --limit-burst 7 -j ACCEPT",
                 "-A INPUT -m recent --rcheck --seconds 30 --name knock --mask 255.255.255.255 --rsource -j ACCEPT",
                 "-A INPUT -m mac --mac-source 02:00:00:aa:bb:cc -j ACCEPT",
                 "-A OUTPUT -m owner ! --uid-owner 0-999 -j ACCEPT",
                 "-A INPUT -m length --length 0:1500 -j ACCEPT",
                 "-A INPUT -m ttl --ttl-gt 63 -j ACCEPT",
                 "-A INPUT -m dscp --dscp 0x2e -j ACCEPT",
                 "-A INPUT -m pkttype --pkt-type broadcast -j DROP",
                 "-A FORWARD -m physdev --physdev-in veth0 --physdev-is-bridged -j ACCEPT",
                 "-A INPUT -j REJECT --reject-with icmp-host-prohibited",
                 "-A INPUT -g USER",
                 "-A INPUT -j MARK --set-xmark 0x4000/0x4000",
                 "-A INPUT -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xffff",
                 "-A INPUT -j LOG --log-prefix \"dropped: \" --log-level 7",
                 "-A INPUT",
             })
            QTest::newRow(rule) << QString(rule);
    }

    void rulesComeBackAsTheyWere()
    {
        QFETCH(QString, rule);
        RuleSet rules;
        const auto notes = read(table(rule.toStdString() + "\n"), rules);
        QVERIFY2(notes, notes ? "" : describe(notes.error()).c_str());
        QVERIFY(notes->empty());
        const auto written = writeIptablesSave(rules, TableFamily::Ip, RuleOrigin::IptablesLegacy, CounterStyle::Omit);
        QVERIFY2(QString::fromStdString(written).contains("\n" + rule + "\n"), written.c_str());
    }

    void natTargetsComeBackAsTheyWere_data()
    {
        QTest::addColumn<QString>("target");
        for (const char* target : {"DNAT --to-destination 10.0.0.5:8080", "DNAT --to-destination 10.0.0.5-10.0.0.9", "SNAT --to-source 1.2.3.4 --persistent", "MASQUERADE", "MASQUERADE --random-fully", "REDIRECT --to-ports 8080", "NETMAP --to 10.9.0.0/16"})
            QTest::newRow(target) << QString(target);
    }

    void natTargetsComeBackAsTheyWere()
    {
        QFETCH(QString, target);
        const auto line = "-A PREROUTING -p tcp -j " + target;
        RuleSet rules;
        QVERIFY(read("*nat\n:PREROUTING ACCEPT [0:0]\n" + line.toStdString() + "\nCOMMIT\n", rules));
        QVERIFY(QString::fromStdString(writeIptablesSave(rules, TableFamily::Ip, RuleOrigin::IptablesLegacy, CounterStyle::Omit)).contains("\n" + line + "\n"));
    }

    void countersAndPoliciesAreKept()
    {
        RuleSet rules;
        QVERIFY(read(table("[7:420] -A INPUT -j ACCEPT\n"), rules));
        const auto written = QString::fromStdString(writeIptablesSave(rules, TableFamily::Ip, RuleOrigin::IptablesLegacy, CounterStyle::Print));
        QVERIFY(written.contains("[7:420] -A INPUT -j ACCEPT"));
        QVERIFY(written.contains(":FORWARD DROP [3:180]"));
    }

    void interleavedChainsAreGrouped()
    {
        RuleSet rules;
        QVERIFY(read(table("-A USER -j ACCEPT\n-A INPUT -j USER\n-A USER -j DROP\n"), rules));
        for (std::uint32_t r = 0; r < rules.rules.size(); ++r) {
            const auto& chain = rules.chains[rules.chainOf(RuleId{r}).value];
            QVERIFY(r >= chain.rules.first && r < chain.rules.first + chain.rules.count);
        }
        QCOMPARE(rules.rules.size(), std::size_t{3});
    }

    void aModuleWithoutAnOptionDecidesSomething()
    {
        RuleSet rules;
        const auto notes = parseIptablesSave("*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m socket -j DROP\nCOMMIT\n", "rules.txt", TableFamily::Ip, RuleOrigin::IptablesNft, rules);
        QVERIFY(notes.has_value());
        QCOMPARE(notes->size(), std::size_t(1));
        QVERIFY(std::holds_alternative<UnknownOperation>(rules.operations[rules.rules[0].firstOperation]));
    }

    void unknownModuleCostsOneRuleAndIsNamedWithItsLine()
    {
        RuleSet rules;
        const auto notes = read(table("-A INPUT -m quantum --spin up -j ACCEPT\n-A INPUT -j DROP\n"), rules);
        QVERIFY(notes);
        QCOMPARE(notes->size(), std::size_t{1});
        QVERIFY(QString::fromStdString(notes->front().text).startsWith("rules.txt:6: match module \"quantum\""));
        QCOMPARE(rules.rules.size(), std::size_t{2});
        QVERIFY(std::holds_alternative<UnknownOperation>(rules.operations[rules.rules[0].firstOperation]));
    }

    void brokenTextIsRefusedWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        QTest::newRow("cut off") << QByteArray("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACC") << "rules.txt:3: the text ends inside table filter";
        QTest::newRow("undeclared chain") << QByteArray("*filter\n-A NOWHERE -j ACCEPT\nCOMMIT\n") << "rules.txt:2: the rule is for chain NOWHERE";
        QTest::newRow("outside a table") << QByteArray("-A INPUT -j ACCEPT\n") << "rules.txt:1: ";
        QTest::newRow("not UTF-8") << QByteArray("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT \xff\xfe\nCOMMIT\n") << "rules.txt:3: the text is not UTF-8";
        QTest::newRow("unclosed quote") << QByteArray("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment \"oh\nCOMMIT\n") << "rules.txt:3: a quoted string has no closing quote";
        QTest::newRow("bad policy") << QByteArray("*filter\n:INPUT MAYBE [0:0]\nCOMMIT\n") << "rules.txt:2: the policy of chain INPUT";
    }

    void brokenTextIsRefusedWithItsLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        RuleSet rules;
        const auto notes = read(text.toStdString(), rules);
        QVERIFY(!notes);
        QVERIFY2(QString::fromStdString(describe(notes.error())).startsWith(message), describe(notes.error()).c_str());
    }
};

QTEST_APPLESS_MAIN(tst_iptables_save)
#include "tst_iptables_save.moc"
