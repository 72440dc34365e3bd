// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"
#include "lab/worlds.h"

#include <QRegularExpression>
#include <QTest>

using namespace hoplens;

namespace {

/// What hangs on the machine: numbers of interfaces, hardware addresses, lifetimes, times, how far the Internet is, and how a slide folds lines.
QString normalised(QString text)
{
    static const std::pair<QRegularExpression, const char*> replacements[] = {
        {QRegularExpression(R"(group\s*\n\s*default)"), "group default"},
        {QRegularExpression(R"(^\d+: )", QRegularExpression::MultilineOption), "#: "},
        {QRegularExpression(R"(@if\d+)"), "@if#"},
        {QRegularExpression(R"((?!00:00:00|ff:ff:ff)([0-9a-f]{2}:){5}[0-9a-f]{2})"), "MAC"},
        {QRegularExpression(R"(fe80::[0-9a-f:]+)"), "fe80::X"},
        {QRegularExpression(R"(\d+sec)"), "Nsec"},
        {QRegularExpression(R"(scope host noprefixroute)"), "scope host"},
        {QRegularExpression(R"(ttl=\d+ time=[\d.]+ ms)"), "ttl=N time=T"},
        {QRegularExpression(R"(time \d+ms)"), "time T"},
        {QRegularExpression(R"(rtt min.*)"), "rtt R"},
        {QRegularExpression(R"(\(([\d.]+)\) 56\(84\) bytes of data[.:])"), "(\\1) 56(84) bytes of data."},
        {QRegularExpression(R"(link-netns(id)? \w+)"), "link-netns N"},
        {QRegularExpression(R"(\n\s*\n)"), "\n"},
        {QRegularExpression(R"([ \t]+)"), " "},
        {QRegularExpression(R"(^ | $)", QRegularExpression::MultilineOption), ""},
    };
    for (const auto& [what, with] : replacements)
        text.replace(what, QString(with));
    return text.trimmed();
}

struct Transcript {
    const char* slide;
    const char* command;
    const char* printed; ///< empty: nothing
};

constexpr const char* loopbackDown = "1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN mode DEFAULT group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n";
constexpr const char* addressesOfNs1 = "1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
                                       "41: veth-ns1@if40: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n    link/ether ee:13:29:33:9e:4c brd ff:ff:ff:ff:ff:ff link-netns ns2\n"
                                       "    inet 192.168.1.1/32 scope global veth-ns1\n        valid_lft forever preferred_lft forever\n    inet6 fe80::ec13:29ff:fe33:9e4c/64 scope link\n        valid_lft forever preferred_lft forever\n";
constexpr const char* addressesOfNs2 = "1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
                                       "40: veth-ns2@if41: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n    link/ether 62:92:b2:f6:91:4e brd ff:ff:ff:ff:ff:ff link-netns ns1\n"
                                       "    inet 192.168.1.2/32 scope global veth-ns2\n        valid_lft forever preferred_lft forever\n    inet6 fe80::6092:b2ff:fef6:914e/64 scope link\n        valid_lft forever preferred_lft forever\n";
constexpr const char* lowerLayerDown = "1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
                                       "50: veth-ns1@if49: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state LOWERLAYERDOWN group\ndefault qlen 1000\n    link/ether e6:34:ec:62:23:29 brd ff:ff:ff:ff:ff:ff link-netnsid 0\n";
constexpr const char* onePing = "PING %1 (%1) 56(84) bytes of data.\n64 bytes from %1: icmp_seq=1 ttl=64 time=0.068 ms\n\n--- %1 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss, time 0ms\nrtt min/avg/max/mdev = 0.068/0.068/0.068/0.000 ms\n";
constexpr const char* threePings = "PING %1 (%1) 56(84) bytes of data:\n64 bytes from %1: icmp_seq=1 ttl=64 time=0.064 ms\n64 bytes from %1: icmp_seq=2 ttl=64 time=0.095 ms\n64 bytes from %1: icmp_seq=3 ttl=64 time=0.048 ms\n"
                                   "^C\n--- %1 ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss, time 2071ms\nrtt min/avg/max/mdev = 0.048/0.069/0.095/0.019 ms\n";

/// In the order of the slides.
const std::vector<Transcript>& transcripts()
{
    static const std::string withAddress = std::string(lowerLayerDown) + "    inet 192.168.1.1/24 scope global veth-ns1\n        valid_lft forever preferred_lft forever\n";
    static const std::vector<Transcript> all = {
        {"Networking: Switches (Layer 2)", "ip link", "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n   link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n2: enp0s3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP mode DEFAULT group default qlen 1000\n   link/ether 08:00:27:3c:1d:45 brd ff:ff:ff:ff:ff:ff\n"},
        {"Networking: Switches (Layer 2)", "ip addr", "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n   link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n   inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n   inet6 ::1/128 scope host\n       valid_lft forever preferred_lft forever\n"
                                                   "2: enp0s3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000\n   link/ether 08:00:27:3c:1d:45 brd ff:ff:ff:ff:ff:ff\n   inet 10.0.2.15/24 brd 10.0.2.255 scope global dynamic noprefixroute enp0s3\n       valid_lft 57659sec preferred_lft 57659sec\n   inet6 fe80::97cb:42be:abd5:d2f8/64 scope link noprefixroute\n       valid_lft forever preferred_lft forever\n"},
        // The slide's host has a resolver that calls its router _gateway; the lab asks nobody for names.
        {"Networking: Routers", "route", "Kernel IP routing table\nDestination      Gateway         Genmask         Flags Metric Ref    Use Iface\ndefault          10.0.2.2       0.0.0.0         UG    100    0      0 enp0s3\n10.0.2.0         0.0.0.0        255.255.255.0   U     100    0      0 enp0s3\n"},
        {"Ip forwarding", "more /proc/sys/net/ipv4/ip_forward", "1\n"},
        {"Ip forwarding", "sysctl net.ipv4.ip_forward", "net.ipv4.ip_forward = 1\n"},
        {"Ip forwarding", "sudo sysctl -w net.ipv4.ip_forward=0", "net.ipv4.ip_forward = 0\n"},
        {"Ip forwarding", "sudo sysctl -w net.ipv4.ip_forward=1", "net.ipv4.ip_forward = 1\n"},
        {"Network namespaces", "sudo ip netns add ns1", ""},
        {"Network namespaces", "sudo ip netns add ns2", ""},
        {"Network namespaces", "ip netns", "ns2\nns1\n"},
        {"Network namespaces", "sudo ip -n ns1 link", loopbackDown},
        {"Network namespaces", "sudo ip -n ns2 link", loopbackDown},
        {"Connecting network namespaces", "sudo ip link add veth-ns1 type veth peer name veth-ns2", ""},
        {"Connecting network namespaces", "sudo ip link set veth-ns1 netns ns1", ""},
        {"Connecting network namespaces", "sudo ip link set veth-ns2 netns ns2", ""},
        {"Connecting network namespaces", "sudo ip -n ns1 addr add 192.168.1.1 dev veth-ns1", ""},
        {"Connecting network namespaces", "sudo ip -n ns2 addr add 192.168.1.2 dev veth-ns2", ""},
        {"Connecting network namespaces", "sudo ip -n ns1 link set veth-ns1 up", ""},
        {"Connecting network namespaces", "sudo ip -n ns2 link set veth-ns2 up", ""},
        {"Verify the virtual ethernet interfaces", "sudo ip -n ns1 addr", addressesOfNs1},
        {"Verify the virtual ethernet interfaces", "sudo ip -n ns2 addr", addressesOfNs2},
        {"Setting up routes so that the two namespaces can ping each other", "sudo ip -n ns1 addr add 192.168.1.1 peer 192.168.1.2 dev veth-ns1", ""},
        {"Setting up routes so that the two namespaces can ping each other", "sudo ip -n ns2 addr add 192.168.1.2 peer 192.168.1.1 dev veth-ns2", ""},
        {"Setting up routes so that the two namespaces can ping each other", "sudo ip netns exec ns1 ping 192.168.1.2", threePings},
        {"Setting up routes so that the two namespaces can ping each other", "sudo ip netns exec ns2 ping 192.168.1.1", threePings},
        {"ARP = Address Resolution protocol", "sudo ip netns exec ns1 arp", "Address          HWtype  HWaddress      Flags Mask    Iface\n192.168.1.2      ether   c2:46:93:42:7e:7d C              veth-ns1\n"},
        {"ARP = Address Resolution protocol", "sudo ip netns exec ns2 arp", "Address          HWtype  HWaddress      Flags Mask    Iface\n192.168.1.1      ether   fe:67:90:90:3d:c3 C              veth-ns2\n"},
        {"ARP = Address Resolution protocol", "arp | grep 192.168", ""},
        {"Using Linux Bridge to connect multiple net namespaces", "sudo ip link add my-bridge type bridge", ""},
        {"Using Linux Bridge to connect multiple net namespaces", "sudo ip link set dev my-bridge up", ""},
        {"Using Linux Bridge to connect multiple net namespaces", "sudo ip netns add ns3", ""},
        {"Using Linux Bridge to connect multiple net namespaces", "sudo ip netns add ns4", ""},
        {"Using Linux Bridge to connect multiple net namespaces", "sudo ip -n ns1 link del veth-ns1", ""},
        {"Create links from all namespaces to the bridge", "sudo ip link add veth-ns1 type veth peer name veth-ns1-bridge", ""},
        {"Create links from all namespaces to the bridge", "sudo ip link add veth-ns2 type veth peer name veth-ns2-bridge", ""},
        {"Create links from all namespaces to the bridge", "sudo ip link add veth-ns3 type veth peer name veth-ns3-bridge", ""},
        {"Create links from all namespaces to the bridge", "sudo ip link add veth-ns4 type veth peer name veth-ns4-bridge", ""},
        {"Create links from all namespaces to the bridge", "for i in 1 2 3 4; do sudo ip link set veth-ns$i netns ns$i; sudo ip link set veth-ns$i-bridge master my-bridge; done", ""},
        // The transcript was made with this end already up, which the slides do later.
        {"Configure IP addresses and netmasks", "sudo ip -n ns1 link set veth-ns1 up", ""},
        {"Configure IP addresses and netmasks", "sudo ip netns exec ns1 ip address show", lowerLayerDown},
        {"Configure IP addresses and netmasks", "sudo ip netns exec ns1 ip addr add 192.168.1.1/24 dev veth-ns1", ""},
        {"Configure IP addresses and netmasks", "sudo ip netns exec ns1 ip address show", withAddress.c_str()},
        {"Configure IP addresses and netmasks", "for i in 2 3 4; do sudo ip netns exec ns$i ip addr add 192.168.1.$i/24 dev veth-ns$i; done", ""},
        {"Configure IP addresses and netmasks", "sudo ip addr add 192.168.1.10/24 brd + dev my-bridge", ""},
        {"Activate all the network interfaces", "sudo ip link set veth-ns1-bridge up", ""},
        {"Activate all the network interfaces", "sudo ip link set veth-ns2-bridge up", ""},
        {"Activate all the network interfaces", "sudo ip link set veth-ns3-bridge up", ""},
        {"Activate all the network interfaces", "sudo ip link set veth-ns4-bridge up", ""},
        {"Activate all the network interfaces", "sudo ip netns exec ns1 ip link set veth-ns1 up", ""},
        {"Activate all the network interfaces", "sudo ip netns exec ns2 ip link set veth-ns2 up", ""},
        {"Activate all the network interfaces", "sudo ip netns exec ns3 ip link set veth-ns3 up", ""},
        {"Activate all the network interfaces", "sudo ip netns exec ns4 ip link set veth-ns4 up", ""},
        {"Activate all the network interfaces", "bridge link show my-bridge", "49: veth-ns1-bridge@if50: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master my-bridge state forwarding priority 32 cost 2\n51: veth-ns2-bridge@if52: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master my-bridge state forwarding priority 32 cost 2\n53: veth-ns3-bridge@if54: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master my-bridge state forwarding priority 32 cost 2\n55: veth-ns4-bridge@if56: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master my-bridge state forwarding priority 32 cost 2\n"},
        {"Verify connectivity from the host through the bridge to the namespaces", "ping 192.168.1.1 -c 1", onePing},
        {"Verify connectivity from the host through the bridge to the namespaces", "ping 192.168.1.4 -c 1", onePing},
        {"Verify connectivity from one namespace to another", "sudo ip netns exec ns1 ping 192.168.1.3 -c 1", onePing},
        {"Verify connectivity from one namespace to another", "sudo ip netns exec ns2 ping 192.168.1.4 -c 1", onePing},
        {"Verify the routes in the different namespaces", "sudo ip netns exec ns1 ip route", "192.168.1.0/24 dev veth-ns1 proto kernel scope link src 192.168.1.1\n"},
        {"Verify the routes in the different namespaces", "sudo ip netns exec ns2 ip route", "192.168.1.0/24 dev veth-ns2 proto kernel scope link src 192.168.1.2\n"},
        {"Verify the routes in the different namespaces", "sudo ip netns exec ns3 ip route", "192.168.1.0/24 dev veth-ns3 proto kernel scope link src 192.168.1.3\n"},
        {"Verify the routes in the different namespaces", "sudo ip netns exec ns4 ip route", "192.168.1.0/24 dev veth-ns4 proto kernel scope link src 192.168.1.4\n"},
        {"Verify the routes in the different namespaces", "sudo ip netns exec ns1 ping 8.8.8.8 -c 1", "ping: connect: Network is unreachable\n"},
        {"Verify the routes in the different namespaces", "sudo ip netns exec ns1 ip route add default via 192.168.1.10", ""},
        {"Verify the routes in the different namespaces", "sudo ip netns exec ns1 ping 8.8.8.8 -c 1", "PING 8.8.8.8 (8.8.8.8) 56(84) bytes of data.\n\n--- 8.8.8.8 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms\n"},
        {"Modify iptable rules to allow for replies from remote server (SNAT)", "sudo iptables \\\n-t nat \\\n-A POSTROUTING \\\n-s 192.168.1.0/24 \\\n-j MASQUERADE", ""},
        {"Modify iptable rules to allow for replies from remote server (SNAT)", "sudo ip netns exec ns1 ping 8.8.8.8 -c 1", onePing},
    };
    return all;
}

} // namespace

/// Every transcript of a lesson on networking, slide by slide, replayed on one network from the first to the last.
class tst_transcripts : public QObject {
    Q_OBJECT
private:
    lab::LabWorld m_world{*lab::startingWorld("lesson")};
    lab::Console m_console{m_world};

private slots:
    void slides_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < transcripts().size(); ++i)
            QTest::addRow("%zu %s: %s", i, transcripts()[i].slide, transcripts()[i].command) << static_cast<int>(i);
    }
    void slides()
    {
        QFETCH(int, number);
        const auto& transcript = transcripts()[static_cast<std::size_t>(number)];
        const auto words = QString(transcript.command).split(' ');
        QString target; // of a ping, in the transcript that several share
        for (const auto& word : words)
            if (word.startsWith("192.168.1.") || word == "8.8.8.8")
                target = word;
        const auto wanted = QString(transcript.printed).contains("%1") ? QString(transcript.printed).replace("%1", target) : QString(transcript.printed);
        const auto answer = m_console.run(transcript.command);
        QCOMPARE(normalised(QString::fromStdString(answer.text)), normalised(wanted));
    }
};

QTEST_GUILESS_MAIN(tst_transcripts)
#include "tst_transcripts.moc"
