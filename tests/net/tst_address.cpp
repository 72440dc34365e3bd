// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/address.h"

#include <QTest>

using namespace hoplens;

class tst_address : public QObject {
    Q_OBJECT
private slots:
    void textGoesThereAndBack()
    {
        for (const char* text : {"0.0.0.0", "192.168.1.10", "255.255.255.255", "::", "::1", "fd00:20:1::254", "2001:db8::1"})
            QCOMPARE(Address::parse(text)->text(), std::string(text));
    }
    void whatIsNoAddressIsRefused()
    {
        for (const char* text : {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "abc", ":::", "1.2.3.0x4", "12345::", "1..2.3"})
            QVERIFY2(!Address::parse(text), text);
    }
    void prefixesCoverTheirRange()
    {
        const auto prefix = *Prefix::parse("10.1.2.3/20");
        QCOMPARE(prefix.first().text(), std::string("10.1.0.0"));
        QCOMPARE(prefix.last().text(), std::string("10.1.15.255"));
        QVERIFY(prefix.contains(*Address::parse("10.1.9.9")));
        QVERIFY(!prefix.contains(*Address::parse("10.1.16.0")));
        QVERIFY(!prefix.contains(*Address::parse("fd00::1")));
        QCOMPARE(Prefix::parse("10.0.0.0/255.255.0.0")->length, std::uint8_t{16});
        QVERIFY(!Prefix::parse("10.0.0.0/255.0.255.0"));
        QVERIFY(!Prefix::parse("10.0.0.0/33"));
        QCOMPARE(Prefix::parse("fd00:1::5/65")->last().text(), std::string("fd00:1::7fff:ffff:ffff:ffff"));
    }
    void macAddressesAreReadStrictly()
    {
        QCOMPARE(MacAddress::parse("02:00:00:aa:bb:cc")->text(), std::string("02:00:00:aa:bb:cc"));
        for (const char* text : {"", "02:00:00:aa:bb", "02-00-00-aa-bb-cc", "02:00:00:aa:bb:cg"})
            QVERIFY(!MacAddress::parse(text));
    }
};

QTEST_APPLESS_MAIN(tst_address)
#include "tst_address.moc"
