// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_json.h"
#include "filter/nft_text.h"

#include <QTest>

using namespace hoplens;

/// Reading `nft -j list ruleset`. That it reads as the kernel does is tested with the kernel (tst_live_reading).
class tst_nft_json : public QObject {
    Q_OBJECT
private:
    static std::string inTable(const std::string& entries)
    {
        return R"({"nftables": [{"metainfo": {"version": "1.0.6"}}, {"table": {"family": "inet", "name": "t", "handle": 1}}, {"chain": {"family": "inet", "table": "t", "name": "in", "handle": 1, "type": "filter", "hook": "input", "prio": 5, "policy": "drop"}})" + (entries.empty() ? "" : ", " + entries) + "]}";
    }
    static std::string rule(const std::string& statements) { return R"({"rule": {"family": "inet", "table": "t", "chain": "in", "handle": 7, "expr": [)" + statements + "]}}"; }

private slots:
    void tablesChainsAndRules()
    {
        RuleSet rules;
        const auto notes = parseNftJson(inTable(rule(R"({"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"set": [22, {"range": [80, 90]}]}}}, {"counter": {"packets": 3, "bytes": 180}}, {"accept": null})")), "f", rules);
        QVERIFY(notes.has_value());
        QVERIFY(notes->empty());
        QCOMPARE(rules.chains.size(), 1u);
        QVERIFY(rules.chains[0].dropPolicy);
        QCOMPARE(rules.chains[0].priority, 5);
        QCOMPARE(rules.rules[0].counters.packets, 3u);
        QCOMPARE(nftRuleText(rules, RuleId{0}), std::string("tcp dport { 22, 80-90 } accept"));
        QVERIFY(writeNft(rules).find("\t\ttcp dport { 22, 80-90 } counter packets 3 bytes 180 accept\n") != std::string::npos);
    }

    void whatIsNotModelledMakesItsRuleUnknown_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("statement") << R"({"tproxy": {"port": 1}})";
        QTest::newRow("iptables extension") << R"({"xt": {"type": "match", "name": "statistic"}})";
        QTest::newRow("header") << R"({"match": {"op": "==", "left": {"payload": {"protocol": "esp", "field": "spi"}}, "right": 5}})";
        QTest::newRow("raw payload") << R"({"match": {"op": "==", "left": {"payload": {"base": "th", "offset": 0, "len": 16}}, "right": 5}})";
        QTest::newRow("operator") << R"({"match": {"op": "~", "left": {"meta": {"key": "mark"}}, "right": 5}})";
        QTest::newRow("word") << R"({"match": {"op": "==", "left": {"meta": {"key": "skuid"}}, "right": "nobody"}})";
        QTest::newRow("set that is not there") << R"({"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@none"}})";
        QTest::newRow("address of the other family") << R"({"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "::1"}})";
        QTest::newRow("null") << "null";
    }
    void whatIsNotModelledMakesItsRuleUnknown()
    {
        QFETCH(QString, statement);
        RuleSet rules;
        const auto notes = parseNftJson(inTable(rule(statement.toStdString() + R"(, {"accept": null})")), "f", rules);
        QVERIFY(notes.has_value());
        QCOMPARE(notes->size(), 1u);
        QVERIFY(QString::fromStdString(notes->front().text).startsWith("f: inet t in, handle 7: "));
        QVERIFY(std::ranges::any_of(rules.operations, [](const Operation& operation) { return std::holds_alternative<UnknownOperation>(operation); }));
    }

    void brokenTextIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("cut off") << QString::fromStdString(inTable({})).left(120) << "the JSON is broken";
        QTest::newRow("other JSON") << R"({"schema": "x"})" << "not the output of nft -j list ruleset";
        QTest::newRow("table missing") << R"({"nftables": [{"chain": {"family": "ip", "table": "t", "name": "c"}}]})" << "table \"ip t\" is used before it is declared";
        QTest::newRow("chain missing") << R"({"nftables": [{"table": {"family": "ip", "name": "t"}}, {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": []}}]})" << "a rule is for chain c";
        QTest::newRow("hook") << R"({"nftables": [{"table": {"family": "ip", "name": "t"}}, {"chain": {"family": "ip", "table": "t", "name": "c", "hook": "h", "prio": 0}}]})" << "a hook \"h\" that is not known";
        QTest::newRow("deep") << "{\"nftables\": " + QString("[").repeated(100000) << "nested deeper";
    }
    void brokenTextIsRefused()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        RuleSet rules;
        const auto notes = parseNftJson(text.toStdString(), "f", rules);
        QVERIFY(!notes.has_value());
        QCOMPARE(notes.error().code, ErrorCode::InvalidInput);
        QVERIFY2(QString::fromStdString(notes.error().message).contains(says), notes.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(tst_nft_json)
#include "tst_nft_json.moc"
