// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/words.h"
#include "filter/flow_match.h"
#include "filter/iptables_save.h"
#include "filter/rule_words.h"

#include <QTest>

using namespace hoplens;

namespace {

RuleSet rulesOf(const QByteArray& lines)
{
    RuleSet rules;
    const std::string text = "*filter\n:FORWARD ACCEPT [0:0]\n:OTHER - [0:0]\n" + lines.toStdString() + "COMMIT\n";
    if (!parseIptablesSave(text, "rules", TableFamily::Ip, RuleOrigin::IptablesNft, rules))
        qFatal("the rules are not rules");
    return rules;
}

} // namespace

class tst_rule_words : public QObject {
    Q_OBJECT
private slots:
    void rulesAreSaidInWords_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QString>("matches");
        QTest::addColumn<QString>("target");
        QTest::newRow("addresses") << QByteArray("-s 10.0.0.0/8 ! -d 10.1.0.0/16 -j DROP") << "from 10.0.0.0/8, not to 10.1.0.0/16" << "drop";
        QTest::newRow("port") << QByteArray("-p tcp -m tcp --dport 80 -j ACCEPT") << "protocol tcp, port 80" << "accept";
        QTest::newRow("interfaces") << QByteArray("-i eth+ ! -o lo -j OTHER") << "in through eth*, not out through lo" << "jump to OTHER";
        QTest::newRow("state") << QByteArray("-m conntrack --ctstate NEW,RELATED -j RETURN") << "connection is related,new" << "return";
        QTest::newRow("everything") << QByteArray("-g OTHER") << "everything" << "go to OTHER";
        QTest::newRow("chance") << QByteArray("-m statistic --mode random --probability 0.33333333349 -j OTHER") << "by chance in 33.3 % of cases" << "jump to OTHER";
        QTest::newRow("a comment") << QByteArray("-p udp -m comment --comment \"a <b>\" -j ACCEPT") << "protocol udp  — a <b>" << "accept";
        QTest::newRow("masked mark") << QByteArray("-m mark ! --mark 0x1/0xff -j ACCEPT") << "mark other than 0x1/0xff" << "accept";
        QTest::newRow("as iptables spells it") << QByteArray("-m addrtype ! --dst-type LOCAL -j RETURN") << "-m addrtype ! --dst-type LOCAL " << "return";
        QTest::newRow("not known") << QByteArray("-m u32 --u32 \"0>>22=1\" -j ACCEPT") << "? " << "accept";
    }
    void rulesAreSaidInWords()
    {
        QFETCH(QByteArray, rule);
        const auto rules = rulesOf("-A FORWARD " + rule + "\n");
        const auto words = describeRule(rules, RuleId{0});
        QFETCH(QString, matches);
        QFETCH(QString, target);
        const auto said = QString::fromStdString(words.matches);
        QVERIFY2(matches.endsWith("? ") ? said.startsWith(matches) : said.trimmed() == matches.trimmed(), qPrintable(said));
        QCOMPARE(QString::fromStdString(words.target), target);
    }

    void whatAFlowCanMeet_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<bool>("can");
        QTest::newRow("its address") << QByteArray("-d 10.0.0.2/32 -j DROP") << true;
        QTest::newRow("another") << QByteArray("-d 10.0.0.3/32 -j DROP") << false;
        QTest::newRow("a network") << QByteArray("-s 10.0.0.0/24 -j DROP") << true;
        QTest::newRow("not that network") << QByteArray("! -s 10.0.0.0/24 -j DROP") << false;
        QTest::newRow("its port") << QByteArray("-p tcp -m tcp --dport 80 -j DROP") << true;
        QTest::newRow("another port") << QByteArray("-p tcp -m tcp --dport 81 -j DROP") << false;
        QTest::newRow("another protocol") << QByteArray("-p udp -j DROP") << false;
        QTest::newRow("an interface is not looked at") << QByteArray("-i eth9 -j DROP") << true;
        QTest::newRow("everything") << QByteArray("-j DROP") << true;
    }
    void whatAFlowCanMeet()
    {
        QFETCH(QByteArray, rule);
        const auto rules = rulesOf("-A FORWARD " + rule + "\n");
        Packet packet;
        packet.tuple.protocol = 6;
        packet.tuple.source = *Address::parse("10.0.0.1");
        packet.tuple.destination = *Address::parse("10.0.0.2");
        packet.tuple.sourcePort = 40000;
        packet.tuple.destinationPort = 80;
        QTEST(canMatch(rules, RuleId{0}, packet), "can");
    }

    void phrasesTakeValuesInAnyOrder()
    {
        setTranslator([](const char*, const char* english) -> std::string { return std::string_view(english) == "%1 leaves through %2" ? "door %2 vertrekt %1" : ""; });
        QCOMPARE(say("test", "%1 leaves through %2")("the %2 packet", "eth0"), std::string("door eth0 vertrekt the %2 packet"));
        QCOMPARE(say("test", "unknown %1")("x"), std::string("unknown x"));
        setTranslator(nullptr);
        QCOMPARE(say("test", "%1 leaves through %2")("it", "eth0"), std::string("it leaves through eth0"));
        QCOMPARE(say("test", "100 %")(), std::string("100 %"));
    }
};

QTEST_APPLESS_MAIN(tst_rule_words)
#include "tst_rule_words.moc"
