// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/evaluator.h"
#include "filter/iptables_save.h"
#include "filter/rule_set_builder.h"

#include <QTest>
#include <random>

using namespace hoplens;

namespace {

class NoRoutes final : public FilterEnvironment {
public:
    std::optional<RouteType> addressType(const Address& address, std::int32_t) const override { return address.bits.low % 3 == 0 ? RouteType::Local : RouteType::Unicast; }
    std::optional<std::int32_t> routeInterface(const Address&, std::int32_t, std::uint32_t) const override { return 1; }
    std::optional<bool> reversePathPasses(const Packet&, const Link&, const RpfilterMatch&, std::uint32_t) const override { return true; }
};

RuleSet parsed(const std::string& rules)
{
    RuleSet out;
    const auto notes = parseIptablesSave("*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n:C - [0:0]\n" + rules + "COMMIT\n", "rules", TableFamily::Ip, RuleOrigin::IptablesLegacy, out);
    if (!notes)
        qFatal("%s", describe(notes.error()).c_str());
    return out;
}

FilterInput udp(const char* source, const char* destination, std::uint16_t port)
{
    FilterInput input;
    input.packet.tuple = {*Address::parse(source), *Address::parse(destination), 40000, port, 17};
    return input;
}

std::vector<FilterResult> evaluated(const RuleSet& rules, const FilterInput& input, IndexMode mode = IndexMode::Indexed)
{
    const RuleIndex index(rules, mode);
    std::vector<FilterResult> results;
    FilterEvaluator(rules, index).evaluate(ChainId{0}, input, NoRoutes(), results);
    return results;
}

std::string describeResults(const std::vector<FilterResult>& results)
{
    std::string text;
    for (const auto& result : results) {
        text += std::to_string(static_cast<int>(result.action)) + "@" + std::to_string(result.probability) + " mark " + std::to_string(result.mark) + ":";
        for (const auto& entry : result.trail)
            text += " " + std::to_string(entry.rule.value) + "/" + std::to_string(static_cast<int>(entry.action));
        text += "\n";
    }
    return text;
}

} // namespace

class tst_evaluator : public QObject {
    Q_OBJECT
private slots:
    void jumpReturnsAndGotoDoesNot()
    {
        const auto rules = parsed("-A INPUT -j A\n-A INPUT -g B\n-A INPUT -j DROP\n-A A -j RETURN\n-A A -j DROP\n");
        const auto results = evaluated(rules, udp("10.0.0.1", "10.0.0.2", 80));
        QCOMPARE(results.size(), std::size_t{1});
        QCOMPARE(results[0].action, FilterAction::Accept); // B ends, and with it INPUT: the policy decides
        QVERIFY(!results[0].rule.valid());
    }

    void statisticSplitsWithItsProbability()
    {
        const auto rules = parsed("-A INPUT -m statistic --mode random --probability 0.25 -j DROP\n-A INPUT -j ACCEPT\n");
        const auto results = evaluated(rules, udp("10.0.0.1", "10.0.0.2", 80));
        QCOMPARE(results.size(), std::size_t{2});
        QCOMPARE(results[0].action, FilterAction::Drop);
        QCOMPARE(results[0].probability, 0.25);
        QCOMPARE(results[1].probability, 0.75);
    }

    void limitIsABranchOfUnknownProbability()
    {
        const auto rules = parsed("-A INPUT -m limit --limit 3/min -j ACCEPT\n-A INPUT -j DROP\n");
        const auto results = evaluated(rules, udp("10.0.0.1", "10.0.0.2", 80));
        QCOMPARE(results.size(), std::size_t{2});
        QVERIFY(results[0].probability < 0 && results[1].probability < 0);
        QVERIFY(results[0].action != results[1].action);
        QCOMPARE(results[0].assumptions.size(), std::size_t{1});
    }

    void unknownMatchMakesTheVerdictUnknownOnlyWhereItCounts()
    {
        const auto rules = parsed("-A INPUT -d 10.0.0.9/32 -m string --string x --algo bm -j DROP\n-A INPUT -m u32 --u32 0x0 -j LOG\n-A INPUT -j ACCEPT\n");
        QCOMPARE(evaluated(rules, udp("10.0.0.1", "10.0.0.2", 80))[0].action, FilterAction::Accept);
        const auto reached = evaluated(rules, udp("10.0.0.1", "10.0.0.9", 80));
        QCOMPARE(reached[0].action, FilterAction::Unknown);
        QVERIFY(QString::fromStdString(reached[0].unknownReason).contains("filter INPUT rule 1"));
    }

    void absentIpsetIsUnknown()
    {
        const auto rules = parsed("-A INPUT -m set --match-set nowhere src -j DROP\n");
        QCOMPARE(evaluated(rules, udp("10.0.0.1", "10.0.0.2", 80))[0].action, FilterAction::Unknown);
    }

    void listOfSetsAsksItsMembers()
    {
        auto rules = parsed("-A INPUT -m set --match-set all dst -j DROP\n");
        NamedSet member;
        member.name = "one";
        member.type = "hash:ip";
        const Value bits = Address::parse("10.0.0.2")->bits;
        member.elements = {SetElement{static_cast<std::uint32_t>(rules.intervals.size())}};
        rules.intervals.push_back({bits, bits});
        NamedSet list;
        list.name = "all";
        list.type = "list:set";
        list.members = {SetId{0}};
        rules.sets = {member, list};
        linkIpsets(rules);
        QCOMPARE(evaluated(rules, udp("10.0.0.1", "10.0.0.2", 80))[0].action, FilterAction::Drop);
        QCOMPARE(evaluated(rules, udp("10.0.0.1", "10.0.0.3", 80))[0].action, FilterAction::Accept);
    }

    void bitmapOfPortsKnowsTcpAndUdpAlone_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<bool>("matches");
        QTest::newRow("tcp") << 6 << true;
        QTest::newRow("udp") << 17 << true;
        QTest::newRow("sctp") << 132 << false;
        QTest::newRow("icmp") << 1 << false;
    }
    void bitmapOfPortsKnowsTcpAndUdpAlone()
    {
        QFETCH(int, protocol);
        auto rules = parsed("-A INPUT -m set --match-set ports dst -j DROP\n");
        NamedSet set;
        set.name = "ports";
        set.type = "bitmap:port";
        set.elements = {SetElement{static_cast<std::uint32_t>(rules.intervals.size())}};
        rules.intervals.push_back({Value::of(80), Value::of(80)});
        rules.sets = {set};
        linkIpsets(rules);
        auto input = udp("10.0.0.1", "10.0.0.2", 80);
        input.packet.tuple.protocol = static_cast<std::uint8_t>(protocol);
        QTEST(evaluated(rules, input)[0].action == FilterAction::Drop, "matches");
    }

    void marksAccumulate()
    {
        const auto rules = parsed("-A INPUT -j MARK --set-xmark 0x10/0xf0\n-A INPUT -j MARK --set-xmark 0x1/0x1\n-A INPUT -m mark --mark 0x11 -j DROP\n");
        QCOMPARE(evaluated(rules, udp("10.0.0.1", "10.0.0.2", 80))[0].action, FilterAction::Drop);
    }

    /// The index finds exactly the rules that walking every rule finds: random rule sets, random packets.
    void indexAgreesWithLinearEvaluation()
    {
        std::mt19937 random(20240607);
        const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
        const auto address = [&] { return "10.0." + std::to_string(pick(3)) + "." + std::to_string(pick(6)); };
        int decided = 0;
        for (int round = 0; round < 300; ++round) {
            std::string text;
            for (int i = 0; i < 60; ++i) {
                const char chain = "IABC"[pick(4)];
                text += std::string("-A ") + (chain == 'I' ? "INPUT" : std::string(1, chain));
                if (pick(2) == 0)
                    text += (pick(6) == 0 ? " ! -s " : " -s ") + address() + (pick(4) == 0 ? "/24" : "/32");
                if (pick(2) == 0)
                    text += (pick(6) == 0 ? " ! -d " : " -d ") + address() + (pick(4) == 0 ? "/24" : "/32");
                if (pick(2) == 0)
                    text += " -p udp -m udp --dport " + std::to_string(80 + pick(4)) + (pick(4) == 0 ? ":82" : "");
                if (pick(9) == 0)
                    text += " -m statistic --mode random --probability 0.5";
                if (pick(9) == 0)
                    text += " -m mark --mark 0x" + std::to_string(pick(3));
                // Jumps go forward only, as the kernel demands.
                const std::string onward = chain == 'I' ? "A" : chain == 'A' ? "B" : "C";
                static const std::array<std::string, 6> targets = {" -j ACCEPT", " -j DROP", " -j RETURN", " -j MARK --set-xmark 0x1/0x1", " -j MARK --set-xmark 0x2/0xff", ""};
                text += pick(4) == 0 && chain != 'C' ? (pick(3) == 0 ? " -g " : " -j ") + onward : targets[static_cast<std::size_t>(pick(6))];
                text += "\n";
            }
            const auto rules = parsed(text);
            for (int flow = 0; flow < 20; ++flow) {
                const auto input = udp(address().c_str(), address().c_str(), static_cast<std::uint16_t>(79 + pick(6)));
                const auto indexed = evaluated(rules, input, IndexMode::Indexed);
                QCOMPARE(describeResults(indexed), describeResults(evaluated(rules, input, IndexMode::Linear)));
                decided += indexed.front().rule.valid();
            }
        }
        QVERIFY(decided > 1000);
    }
};

QTEST_APPLESS_MAIN(tst_evaluator)
#include "tst_evaluator.moc"
