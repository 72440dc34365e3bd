// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/route_objects.h"

#include <QTest>

using namespace hoplens;

/// What the kernels of the test machines do not offer, from text in the kernel's format (net/sctp/proc.c).
class tst_sockets : public QObject {
    Q_OBJECT
private slots:
    void sctpEndpoints()
    {
        const auto decoded = netlink::decodeSctpEndpoints(" ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n"
                                                          "00000000a1b2c3d4 00000000d4c3b2a1 2   10  29   3868     1001 41234 192.0.2.7 198.51.100.7 \n"
                                                          "00000000a1b2c3d5 00000000d4c3b2a2 2   10  30   2905     0 41235 0000:0000:0000:0000:0000:0000:0000:0000 \n"
                                                          "00000000a1b2c3d6 00000000d4c3b2a3 2   7   31   2906     0 41236 192.0.2.7 \n");
        QVERIFY(decoded.has_value());
        const auto& sockets = *decoded;
        QCOMPARE(sockets.size(), std::size_t{3});
        QCOMPARE(QString::fromStdString(sockets[0].address.text()), QString("192.0.2.7"));
        QCOMPARE(QString::fromStdString(sockets[1].address.text()), QString("198.51.100.7"));
        QCOMPARE(sockets[1].port, std::uint16_t{3868});
        QCOMPARE(sockets[1].userId, 1001u);
        QCOMPARE(sockets[1].inode, std::uint64_t{41234});
        QCOMPARE(sockets[1].protocol, std::uint8_t{132});
        QVERIFY(sockets[2].address.isUnspecified());
        QCOMPARE(sockets[2].port, std::uint16_t{2905});
    }

    void unclearSctpTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isClear");
        QTest::newRow("nothing") << QByteArray() << true;
        QTest::newRow("nobody") << QByteArray(" ENDPT     SOCK\n") << true;
        QTest::newRow("an empty line") << QByteArray("head\n\n") << false;
        QTest::newRow("no address") << QByteArray("head\n1 2 3 10 5 6 7 8\n") << false;
        QTest::newRow("not an address") << QByteArray("head\n1 2 3 10 5 6 7 8 not-an-address") << false;
        QTest::newRow("not a port") << QByteArray("head\n1 2 3 10 5 70000 7 8 192.0.2.1\n") << false;
    }
    void unclearSctpTextIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto decoded = netlink::decodeSctpEndpoints({text.data(), static_cast<std::size_t>(text.size())});
        QTEST(decoded.has_value(), "isClear");
        QVERIFY(!decoded || decoded->empty());
    }
};

QTEST_APPLESS_MAIN(tst_sockets)
#include "tst_sockets.moc"
