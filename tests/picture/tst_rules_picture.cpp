// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/kube_rules.h"
#include "filter/iptables_save.h"
#include "picture/network_picture.h"
#include "picture/rules_picture.h"

#include <QElapsedTimer>
#include <QTest>

using namespace hoplens;

namespace {

RuleSet rulesOf(const std::string& text)
{
    RuleSet rules;
    if (!parseIptablesSave(text, "rules", TableFamily::Ip, RuleOrigin::IptablesNft, rules))
        qFatal("the rules are not rules");
    return rules;
}

std::uint32_t chainNamed(const RuleSet& rules, std::string_view name)
{
    for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
        if (rules.chainName(ChainId{c}) == name)
            return c;
    qFatal("no such chain");
}

bool hasCard(const RulesPicture& picture, std::uint32_t chain)
{
    return std::ranges::any_of(picture.cards, [&](const ChainCard& card) { return card.chain.value == chain; });
}

} // namespace

class tst_rules_picture : public QObject {
    Q_OBJECT
private slots:
    void hooksThenWhatTheyJumpTo()
    {
        const auto rules = rulesOf("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n-A INPUT -j A\n-A INPUT -p tcp -j A\n-A A -j B\n-A B -s 10.0.0.1/32 -j RETURN\nCOMMIT\n");
        const auto jumps = indexJumps(rules);
        const auto input = chainNamed(rules, "INPUT");
        const auto a = chainNamed(rules, "A");
        const auto b = chainNamed(rules, "B");
        QCOMPARE(jumps.targets[input], std::vector<std::uint32_t>{a}); // each once
        QCOMPARE(jumps.callers[b], std::vector<std::uint32_t>{a});
        auto picture = drawRules(rules, jumps, {});
        QVERIFY(hasCard(picture, input) && hasCard(picture, chainNamed(rules, "FORWARD"))); // it drops
        QVERIFY(!hasCard(picture, chainNamed(rules, "OUTPUT")));                            // lets all pass
        QVERIFY(!hasCard(picture, a));
        picture = drawRules(rules, jumps, {{input, a}, {}, {}});
        QVERIFY(hasCard(picture, a) && hasCard(picture, b));
        for (std::size_t i = 0; i < picture.cards.size(); ++i)
            for (std::size_t k = i + 1; k < picture.cards.size(); ++k)
                QVERIFY(!picture.cards[i].box.overlaps(picture.cards[k].box));
        const auto svg = writeSvg(picture.picture, Theme::Light);
        QVERIFY(svg.find("policy drop") != std::string::npos);
    }

    void chainsThatCallEachOtherEnd()
    {
        // iptables refuses such loops, a hand-made file does not.
        RuleSet rules = rulesOf("*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n-A INPUT -j A\n-A A -j B\n-A B -j A\nCOMMIT\n");
        RulesShown shown;
        for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
            shown.opened.insert(c);
        const auto picture = drawRules(rules, indexJumps(rules), shown);
        QCOMPARE(picture.cards.size(), std::size_t{4}); // INPUT in its hook and at the root of its tree, A, B
    }

    void aHundredThousandRulesStayReadable()
    {
        const auto rules = rulesOf(test::kubeProxyRules(10000));
        QVERIFY(rules.rules.size() > 100000);
        QElapsedTimer timer;
        timer.start();
        const auto jumps = indexJumps(rules);
        RulesShown shown;
        shown.opened = {chainNamed(rules, "PREROUTING"), chainNamed(rules, "KUBE-SERVICES")};
        const auto last = jumps.targets[chainNamed(rules, "KUBE-SERVICES")].back();
        shown.met = {chainNamed(rules, "PREROUTING"), chainNamed(rules, "KUBE-SERVICES"), last};
        const auto picture = drawRules(rules, jumps, shown);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString("%1 ms").arg(timer.elapsed())));
        QVERIFY(picture.cards.size() < 60);
        QVERIFY(hasCard(picture, last)); // the one on the way is among the few that are drawn
        QVERIFY(picture.picture.height < 4000);
        QVERIFY(writeSvg(picture.picture, Theme::Light).find("more: find them in the list") != std::string::npos);
    }

    void nothingToDrawSaysSo()
    {
        const RuleSet rules;
        const auto picture = drawRules(rules, indexJumps(rules), {});
        QVERIFY(picture.cards.empty());
        QVERIFY(!picture.picture.shapes.empty());
    }
};

QTEST_APPLESS_MAIN(tst_rules_picture)
#include "tst_rules_picture.moc"
