// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/ipset_text.h"
#include "filter/ipvs_text.h"

#include <QTest>

using namespace hoplens;

namespace {

QString failureOf(const auto& result) { return result ? QString("read") : QString::fromStdString(describe(result.error())); }

Address address(std::string_view text) { return *Address::parse(text); }

} // namespace

/// What ipset save, ipvsadm -Sn and the kernel's table of virtual servers say.
class tst_ipvs_text : public QObject {
    Q_OBJECT
private slots:
    void virtualServersOfTheKernel()
    {
        const auto read = parseVirtualServers("IP Virtual Server version 1.2.1 (size=4096)\n"
                                              "Prot LocalAddress:Port Scheduler Flags\n"
                                              "  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n"
                                              "TCP  0A600001:01BB rr persistent 10800 FFFFFFFF\n"
                                              "  -> AC110002:1923      Masq    1      2          0         \n"
                                              "  -> AC110003:1923      Masq    0      0          0         \n"
                                              "UDP  0A60000A:0035 wrr \n"
                                              "TCP  [fd00:0000:0000:0000:0000:0000:0000:0001]:0050 mh (sh-port)\n"
                                              "  -> [fd00:0010:0000:0000:0000:0000:0000:0002]:1F90      Masq    1      0          0         \n"
                                              "FWM  00000007 wlc \n"
                                              "  -> C0000205:0000      Route   3      0          0         \n",
                                              "ip_vs");
        QVERIFY2(read.has_value(), qPrintable(failureOf(read)));
        QCOMPARE(read->size(), std::size_t{4});
        QVERIFY(((*read)[0] == VirtualServer{6, address("10.96.0.1"), 443, 0, "rr", 10800, "", {{address("172.17.0.2"), 6435, 1, ForwardMethod::Masquerade}, {address("172.17.0.3"), 6435, 0, ForwardMethod::Masquerade}}}));
        QVERIFY((*read)[1].protocol == 17 && (*read)[1].scheduler == "wrr" && (*read)[1].realServers.empty() && !(*read)[1].persistentSeconds);
        QVERIFY((*read)[2].address == address("fd00::1") && (*read)[2].port == 80 && (*read)[2].realServers[0].port == 8080);
        QVERIFY((*read)[3].firewallMark == 7 && (*read)[3].realServers[0].method == ForwardMethod::Route && (*read)[3].realServers[0].weight == 3);
        for (const char* bad : {"TCP 0A600001 rr\n", "  -> AC110002:1923 Masq 1 0 0\n", "ICMP 0A600001:0001 rr\n", "TCP 0A600001:01BB\n", "FWM zz rr\n", "TCP 0A600001:01BB rr\n  -> AC110002:1923 Bounce 1 0 0\n", "TCP 0A600001:01BB rr persistent often\n"})
            QVERIFY2(failureOf(parseVirtualServers(bad, "ip_vs")).contains("ip_vs:"), bad);
    }

    void virtualServersOfItsProgram()
    {
        const std::string text = "-A -t 10.96.0.1:443 -s rr -p 10800\n-a -t 10.96.0.1:443 -r 172.17.0.2:6443 -m -w 1\n-A -u [fd00::a]:53 -s mh -b sh-port\n-a -u [fd00::a]:53 -r [fd00::2]:53 -m -w 1\n-A --sctp-service 10.96.0.9:90 -s wrr\n-A -f 9 -s lc\n-a -f 9 -r 192.0.2.5:0 -g -w 2\n-a -f 9 -r 192.0.2.6:0 -i -w 2\n";
        const auto read = parseIpvsadm(text, "ipvsadm.txt");
        QVERIFY2(read.has_value(), qPrintable(failureOf(read)));
        QCOMPARE(QString::fromStdString(ipvsadmText(*read)), QString::fromStdString(text));
        for (const char* bad : {"-A -t 10.96.0.1 -s rr\n", "-a -t 10.96.0.1:443 -r 172.17.0.2:6443 -m -w 1\n", "-A -t 10.96.0.1:443 -s\n", "-A -x 10.96.0.1:443 -s rr\n", "-A -f 0 -s rr\n", "-A -t 10.96.0.1:443 -s rr\n-a -t 10.96.0.1:443 -r 172.17.0.2:99999 -m\n", "table ip nat {\n"})
            QVERIFY2(failureOf(parseIpvsadm(bad, "ipvsadm.txt")).contains("ipvsadm.txt:"), bad);
    }

    void sets()
    {
        RuleSet rules;
        const auto notes = parseIpsetSave("create A hash:ip,port family inet hashsize 1024 maxelem 65536\nadd A 10.0.0.1,tcp:80\nadd A 10.0.0.2,udp:53 timeout 0\n"
                                          "create B bitmap:port range 0-65535\nadd B 30000-30002\n"
                                          "create C hash:net family inet6\nadd C fd00::/64\nadd C fd00::1 nomatch\n"
                                          "create D hash:ip,port,net\nadd D 10.0.0.1,sctp:1,192.0.2.0/24\n"
                                          "create L list:set size 8\nadd L A\nadd L C\n"
                                          "create X hash:net,iface family inet\nadd X 10.0.0.0/8,eth0\n"
                                          "create M hash:ip,mark markmask 0x000000ff\nadd M 10.0.0.1,0x01\ncreate N hash:ip,mark family inet markmask 0xffffffff\ncreate W hash:ip netmask 24\n",
                                          "ipset.txt", rules);
        QVERIFY2(notes.has_value(), qPrintable(failureOf(notes)));
        QCOMPARE(notes->size(), std::size_t{3});
        QVERIFY(notes->front().text.find("hash:net,iface") != std::string::npos);
        QVERIFY(notes->back().text.find("W is made with netmask") != std::string::npos);
        QCOMPARE(rules.sets.size(), std::size_t{9});
        QVERIFY(!rules.sets[6].isReadable && rules.sets[7].isReadable && !rules.sets[8].isReadable);
        const auto part = [&](std::size_t set, std::size_t element, std::size_t at) { return rules.intervals[rules.sets[set].elements[element].firstInterval + at]; };
        QVERIFY(rules.sets[0].dimensions == 3 && part(0, 1, 0).low == address("10.0.0.2").bits && part(0, 1, 1).low == Value::of(17) && part(0, 1, 2).low == Value::of(53));
        QVERIFY(part(1, 0, 0).low == Value::of(30000) && part(1, 0, 0).high == Value::of(30002));
        QVERIFY(rules.sets[2].family == IpFamily::V6 && rules.sets[2].elements[1].nomatch && !rules.sets[2].elements[0].nomatch);
        QVERIFY(rules.sets[3].dimensions == 4 && part(3, 0, 3).high == address("192.0.2.255").bits);
        QCOMPARE(rules.sets[4].members.size(), std::size_t{2});
        QVERIFY(!rules.sets[5].isReadable);
        for (const char* bad : {"add A 10.0.0.1\n", "create A\n", "create A hash:ip\ncreate A hash:ip\n", "create A hash:ip\nadd A 10.0.0.256\n", "create A hash:ip\nadd A fd00::1\n", "create A hash:ip\nadd A 10.0.0.1,tcp:80\n", "create A hash:ip,port\nadd A 10.0.0.1\n", "create A bitmap:port range 0-9\nadd A 9-1\n", "flush A\n"}) {
            RuleSet other;
            QVERIFY2(failureOf(parseIpsetSave(bad, "ipset.txt", other)).contains("ipset.txt:"), bad);
        }
    }
};

QTEST_GUILESS_MAIN(tst_ipvs_text)
#include "tst_ipvs_text.moc"
