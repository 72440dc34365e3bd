// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_save.h"
#include "fixtures/bridged_hosts.h"
#include "picture/network_picture.h"
#include "picture/picture_words.h"

#include <QElapsedTimer>
#include <QTest>

using namespace hoplens;

class tst_network_layout : public QObject {
    Q_OBJECT
private slots:
    void stationsAreThoseThatAPacketCanMeet_data()
    {
        QTest::addColumn<bool>("forwards");
        QTest::addColumn<QString>("rules");
        QTest::addColumn<QStringList>("expected");
        const QString masquerade = "*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -s 10.0.0.0/24 -j MASQUERADE\nCOMMIT\n";
        const QString filter = "*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -p tcp -j ACCEPT\nCOMMIT\n";
        QTest::newRow("neither forwards nor filters") << false << QString() << QStringList();
        QTest::newRow("forwards") << true << QString() << QStringList{"route no route", "FORWARD no rules"};
        QTest::newRow("translates") << true << masquerade << QStringList{"route no route", "FORWARD no rules", "POSTROUTING MASQUERADE"};
        QTest::newRow("a host of its own") << false << filter << QStringList{"route no route", "INPUT filter"};
    }
    void stationsAreThoseThatAPacketCanMeet()
    {
        QFETCH(bool, forwards);
        QFETCH(QString, rules);
        auto snapshot = test::onABridge(3);
        auto& floor = snapshot.hosts[0].namespaces[0];
        floor.sysctls.all4and6.forwarding4 = forwards;
        if (!rules.isEmpty())
            QVERIFY(parseIptablesSave(rules.toStdString(), "rules", TableFamily::Ip, RuleOrigin::IptablesNft, floor.rules).has_value());
        const auto layout = layOutNetwork(snapshot.hosts[0]);
        QStringList shown;
        for (const auto& station : layout.stations) {
            shown << QString::fromStdString(station.title + " " + station.detail);
            QVERIFY(std::ranges::none_of(layout.bars, [&](const BridgeBar& bar) { return bar.box.overlaps(station.box); }));
            QVERIFY(station.box.right() < layout.host.right());
        }
        QTEST(shown, "expected");
    }

    void unreadRulesAreNotNoRules()
    {
        auto snapshot = test::onABridge(1);
        auto& floor = snapshot.hosts[0].namespaces[0];
        floor.notes.push_back({"nftables", "not permitted", "Run it as root."});
        const auto layout = layOutNetwork(snapshot.hosts[0]);
        QVERIFY(std::ranges::any_of(layout.stations, [](const KernelStation& station) { return station.detail == "? rules not readable"; }));
    }

    void roomsNeverOverlap_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {0, 1, 4, 9, 60, 61, 500, 3000})
            QTest::addRow("%d", count) << count;
    }
    void roomsNeverOverlap()
    {
        QFETCH(int, count);
        const auto snapshot = test::onABridge(count);
        const auto layout = layOutNetwork(snapshot.hosts[0]);
        QCOMPARE(static_cast<int>(layout.rooms.size()), count);
        for (std::size_t a = 0; a < layout.rooms.size(); ++a) {
            QVERIFY(layout.rooms[a].box.right() <= layout.host.right() && layout.rooms[a].box.bottom() <= layout.host.bottom());
            for (std::size_t b = a + 1; b < layout.rooms.size(); ++b)
                QVERIFY2(!layout.rooms[a].box.overlaps(layout.rooms[b].box), qPrintable(QString("%1 and %2").arg(a).arg(b)));
        }
    }
    void barsKeepClearOfRooms()
    {
        const auto snapshot = test::onABridge(500);
        const auto layout = layOutNetwork(snapshot.hosts[0]);
        QVERIFY(layout.bars.size() > 10);
        for (const auto& bar : layout.bars)
            for (const auto& room : layout.rooms)
                QVERIFY(!bar.box.overlaps(room.box));
    }
    void namesOrderAsPeopleCount()
    {
        const auto snapshot = test::onABridge(12);
        const auto layout = layOutNetwork(snapshot.hosts[0]);
        QCOMPARE(layout.rooms[1].space->name, std::string("ns2"));
        QCOMPARE(layout.rooms[9].space->name, std::string("ns10"));
    }
    void theSamePictureEachTime() { QCOMPARE(writeSvg(drawNetwork(test::onABridge(40)), Theme::Dark), writeSvg(drawNetwork(test::onABridge(40)), Theme::Dark)); }
    void namesAreEscaped()
    {
        const auto svg = QString::fromStdString(writeSvg(drawNetwork(test::onABridge(1)), Theme::Light));
        QVERIFY(svg.contains("&lt;host&gt;") && !svg.contains("<host>"));
    }
    void cutTextKeepsWholeLetters()
    {
        const std::string text = "10.244.0.1/24 · brücke · → ▸ ✕ 你好";
        for (double width = 0; width < 400; width += 1.7) {
            const auto cut = fittedText(text, width, 12, Face::Sans);
            QVERIFY2(QString::fromStdString(cut).toStdString() == cut && !QString::fromStdString(cut).contains(QChar::ReplacementCharacter), cut.c_str());
            QVERIFY(cut == text || textWidth(cut, 12, Face::Sans) <= std::max(width, 12.0));
        }
        QElapsedTimer timer;
        timer.start();
        (void)fittedText(std::string(1 << 20, 'x'), 100, 12, Face::Sans);
        QVERIFY(timer.elapsed() < 500);
    }
    void whatXmlDoesNotHaveIsReplaced()
    {
        auto snapshot = test::onABridge(1);
        snapshot.hosts[0].namespaces[1].name = "a\xef\xbf\xbf""b\x01";
        const auto svg = writeSvg(drawNetwork(snapshot), Theme::Light);
        QVERIFY(svg.find("\xef\xbf\xbf") == std::string::npos && svg.find('\x01') == std::string::npos);
    }

    void textContrastIsEnough()
    {
        const auto luminance = [](const std::string& color) {
            double parts[3];
            for (int i = 0; i < 3; ++i) {
                const double c = std::stoi(color.substr(static_cast<std::size_t>(1 + 2 * i), 2), nullptr, 16) / 255.0;
                parts[i] = c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        };
        for (const auto theme : {Theme::Light, Theme::Dark})
            for (const auto ink : {Ink::Text, Ink::Muted, Ink::Problem, Ink::Overlay})
                for (const auto ground : {Ink::Canvas, Ink::Surface, Ink::Raised, Ink::BridgeFill}) {
                    const double a = luminance(inkColor(ink, theme));
                    const double b = luminance(inkColor(ground, theme));
                    QVERIFY((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05) >= 4.5);
                }
    }
};

QTEST_APPLESS_MAIN(tst_network_layout)
#include "tst_network_layout.moc"
