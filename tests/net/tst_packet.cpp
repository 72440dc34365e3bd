// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/packet.h"

#include <QTest>

using namespace hoplens;

class tst_packet : public QObject {
    Q_OBJECT
private slots:
    void fragmentsCarryAMultipleOfEightBytes_data()
    {
        QTest::addColumn<bool>("isV6");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("mtu");
        QTest::addColumn<int>("longest");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("bytes");
        QTest::newRow("two") << false << 2028 << 1500 << 1500 << 2 << 2028 + 20;
        QTest::newRow("a short second") << false << 1418 << 1400 << 1396 << 2 << 1418 + 20;
        QTest::newRow("just three") << false << 20 + 3 * 1480 << 1500 << 1500 << 3 << 20 + 3 * 1480 + 40;
        QTest::newRow("one byte more") << false << 21 + 3 * 1480 << 1500 << 1500 << 4 << 21 + 3 * 1480 + 60;
        QTest::newRow("the least MTU") << false << 1028 << 68 << 68 << 21 << 1028 + 20 * 20;
        QTest::newRow("IPv6") << true << 2048 << 1500 << 1496 << 2 << 2048 - 40 + 2 * 48;
        QTest::newRow("IPv6 over the least MTU") << true << 5048 << 1280 << 1280 << 5 << 5048 - 40 + 5 * 48;
    }
    void fragmentsCarryAMultipleOfEightBytes()
    {
        QFETCH(bool, isV6);
        QFETCH(int, length);
        QFETCH(int, mtu);
        Packet packet;
        packet.etherType = isV6 ? EtherType::Ipv6 : EtherType::Ipv4;
        packet.length = static_cast<std::uint16_t>(length);
        QCOMPARE(packet.fragmentCount(), std::optional<std::uint32_t>(1));
        QCOMPARE(packet.longestPart(), packet.length);
        packet.fragment(static_cast<std::uint32_t>(mtu));
        QVERIFY(packet.isFragmented);
        QTEST(int(packet.longestPart()), "longest");
        QTEST(int(packet.fragmentCount().value_or(0)), "count");
        QTEST(int(packet.bytesInFragments().value_or(0)), "bytes");
    }
    void whatIsCutAgainIsNotCounted()
    {
        Packet packet;
        packet.length = 2972;
        packet.fragment(1500);
        packet.isFragmented = false; // put together
        packet.fragment(1500);
        QCOMPARE(packet.fragmentCount(), std::optional<std::uint32_t>(2));
        packet.fragment(1400);
        QCOMPARE(packet.longestPart(), std::uint16_t{1396});
        QVERIFY(!packet.fragmentCount() && !packet.bytesInFragments());
    }
    void whatWasPutTogetherLeavesInNoLongerFragments()
    {
        Packet packet;
        packet.length = 4000;
        packet.fragment(1400);
        packet.isFragmented = false;
        packet.fragment(9000);
        QCOMPARE(packet.longestPart(), std::uint16_t{1396});
        QCOMPARE(packet.fragmentCount(), std::optional<std::uint32_t>(3));
    }
};

QTEST_APPLESS_MAIN(tst_packet)
#include "tst_packet.moc"
