// SPDX-License-Identifier: GPL-3.0-or-later
#include "script_generator.h"

#include <array>
#include <functional>
#include <random>

namespace hoplens {
namespace {

class Typist {
public:
    explicit Typist(unsigned seed) : m_random(seed) {}

    QStringList script()
    {
        using Topic = QString (Typist::*)();
        static constexpr std::array<Topic, 13> topics = {&Typist::route, &Typist::rule, &Typist::neighbour, &Typist::space, &Typist::setting, &Typist::iptables, &Typist::chains, &Typist::nft, &Typist::set, &Typist::traffic, &Typist::oldTool, &Typist::shell, &Typist::listing};
        static constexpr std::array<Topic, 3> basics = {&Typist::link, &Typist::linkState, &Typist::address};
        std::vector<Topic> chosen = {basics.begin(), basics.end()};
        for (int i = 0; i < 3; ++i)
            chosen.push_back(topics[m_random() % topics.size()]);
        QStringList lines = {"ip netns add n1", "ip netns add n2", "ip link add v1 type veth peer name v2", "for s in v1 v2; do ip link set $s up; done"};
        constexpr int length = 20;
        for (int i = 0; i < length; ++i)
            lines << (this->*chosen[m_random() % chosen.size()])();
        lines << "iptables -S" << "iptables -t nat -S" << "nft list tables" << "ipset save | sort";
        for (const auto* where : {"", "-n n1 ", "-n n2 "})
            lines << QString("ip %1addr").arg(where) << QString("ip %1-4 route show table all").arg(where) << QString("ip %1-br link").arg(where) << QString("ip %1rule").arg(where);
        return lines;
    }

private:
    int any(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }
    QString one(const QStringList& of) { return of[any(static_cast<int>(of.size()))]; }
    QString name() { return one({"v1", "v2", "v3", "v4", "br0", "br1", "lo", "nope", "mv", "vx"}); }
    QString spaceName() { return one({"n1", "n2"}); }
    QString in() { return any(2) == 0 ? QString() : "-n " + spaceName() + " "; }
    QString within() { return any(3) == 0 ? "ip netns exec " + spaceName() + " " : QString(); }
    QString host() { return QString("10.%1.0.%2").arg(any(3)).arg(any(4) + 1); }
    QString prefix() { return QString("10.%1.0.0/%2").arg(any(4)).arg(one({"24", "16", "24"})); }
    QString number(int below) { return QString::number(any(below)); }

    QString link()
    {
        switch (any(9)) {
        case 0:
        case 1: return "ip " + in() + QString("link add v%1 type veth peer name v%2").arg(any(2) * 2 + 1).arg(any(2) * 2 + 2);
        case 2: return "ip " + in() + "link add " + one({"br0", "br1"}) + " type bridge";
        case 3: return "ip " + in() + "link add mv link " + name() + " type macvlan" + one({"", " mode bridge", " mode private"});
        case 4: return "ip " + in() + "link add vx type vxlan id " + number(20) + " dstport 4789" + one({" remote " + host(), " local " + host(), " dev " + name()});
        case 5: return "ip link set " + name() + " netns " + spaceName();
        case 6: return "ip link add " + one({"v1", "v3"}) + " type veth peer name " + one({"v2", "v4"}) + " netns " + spaceName();
        case 7: return "ip " + in() + "link set " + name() + one({" master br0", " master br1", " nomaster"});
        default: return "ip " + in() + "link del " + name();
        }
    }
    QString linkState()
    {
        switch (any(8)) {
        case 0: return "ip " + in() + "link set " + name() + " mtu " + one({"1400", "9000", "68", "1279", "x", "1500"});
        case 1: return "ip " + in() + "link set " + name() + " address 02:00:00:00:00:0" + number(3);
        case 2: return "ip " + in() + "link set " + name() + " name " + one({"v1", "v9", "br0", "too-long-for-a-link"});
        case 3: return "ip " + in() + "link set " + name() + one({" promisc on", " multicast off", " arp off", " txqueuelen 500", " arp on"});
        case 4: return "ip " + in() + one({"link", "-br link", "link show up", "link show type veth", "link show " + name(), "link show master br0"});
        default: return "ip " + in() + "link set " + name() + one({" up", " up", " down"});
        }
    }
    QString address()
    {
        const auto length = one({"/24", "/24", "/16", "", "/32"});
        switch (any(10)) {
        case 0: return "ip " + in() + "addr del " + host() + "/24 dev " + name();
        case 1: return "ip " + in() + "addr add " + host() + " peer " + host() + one({"", "/24", "/32"}) + " dev " + name();
        case 2: return "ip " + in() + "addr add " + host() + length + one({" brd +", " broadcast 10.0.0.255", " scope link", " label " + name() + ":1"}) + " dev " + name();
        case 3: return "ip " + in() + one({"addr replace ", "addr change "}) + host() + length + " dev " + name();
        case 4: return "ip " + in() + "addr flush dev " + name();
        case 5: return "ip " + in() + one({"addr", "-4 addr", "-br addr", "addr show dev " + name(), "addr show up", "addr show to 10.0.0.0/16", "-br -4 addr"});
        default: return "ip " + in() + "addr add " + host() + length + " dev " + name();
        }
    }
    QString route()
    {
        switch (any(12)) {
        case 0: return "ip " + in() + "route add default" + one({" via " + host(), " dev " + name()}) + one({"", " metric " + number(3), " src " + host()});
        case 1: return "ip " + in() + "route " + one({"append ", "replace ", "change ", "prepend "}) + prefix() + one({" via " + host(), " dev " + name()}) + one({"", " metric 1"});
        case 2: return "ip " + in() + "route add " + one({"blackhole ", "unreachable ", "prohibit ", "throw "}) + prefix() + one({"", " table 7"});
        case 3: return "ip " + in() + "route del " + prefix() + one({"", " via " + host(), " dev " + name(), " metric 1"});
        case 4: return "ip " + in() + "route get " + host() + one({"", " from " + host(), " oif " + name(), " mark 1"});
        case 5: return "ip " + in() + "route " + one({"", "show table 7", "show " + prefix(), "show dev " + name(), "show root " + prefix(), "show match " + host(), "show proto kernel"});
        case 6: return "ip " + in() + "route add " + prefix() + " via " + host() + " dev " + name() + " onlink";
        case 7: return "ip " + in() + "route add " + prefix() + " via " + host() + " table " + one({"7", "local", "main", "x"});
        case 8: return "ip " + in() + "route add " + prefix() + " nexthop via " + host() + " nexthop via " + host() + one({"", " weight 2"});
        case 9: return "ip " + in() + "route flush " + one({"dev " + name(), prefix(), "table 7", "root " + prefix()});
        default: return "ip " + in() + "route add " + prefix() + one({" via " + host(), " dev " + name()}) + one({"", " proto static", " src " + host(), " mtu 1300"});
        }
    }
    QString rule()
    {
        const auto selector = one({"from " + host(), "to " + prefix(), "iif " + name(), "oif " + name(), "fwmark 1", "fwmark 0x2/0xf", "from " + prefix() + " to " + host(), "ipproto tcp dport 80", "tos 0x10", "not from " + host()});
        switch (any(6)) {
        case 0: return "ip " + in() + one({"rule", "rule list", "rule show table 7", "-6 rule"});
        case 1: return "ip " + in() + "rule del " + one({"pref " + number(3), selector, selector + " table 7", "table 7"});
        case 2: return "ip " + in() + "rule add " + selector + one({" blackhole", " unreachable", " prohibit"});
        default: return "ip " + in() + "rule add " + one({"", "pref " + number(3) + " "}) + selector + one({" table 7", " lookup main", " table 7", ""});
        }
    }
    QString neighbour()
    {
        const auto mac = "02:00:00:00:00:" + one({"01", "02", "0z"});
        switch (any(6)) {
        case 0: return "ip " + in() + "neigh del " + host() + " dev " + name();
        case 1: return "ip " + in() + "neigh show nud permanent | sort";
        case 2: return "ip " + in() + "neigh flush dev " + name();
        case 3: return "ip " + in() + "neigh show " + host();
        default: return "ip " + in() + "neigh " + one({"add ", "replace ", "change "}) + host() + " lladdr " + mac + " dev " + name() + one({"", " nud permanent"});
        }
    }
    QString space()
    {
        switch (any(7)) {
        case 0: return "ip netns add " + one({"n1", "n3"});
        case 1: return "ip netns del " + one({"n3", "n4", "n2"});
        case 2: return "ip netns | cut -d ' ' -f 1 | sort";
        case 3: return "ip netns exec " + one({"n1", "n3"}) + " ip -br link";
        case 4: return "ip netns exec n1 ip netns exec n2 ip -br addr";
        case 5: return "ip -n n3 link set lo up";
        default: return "ip link set " + name() + " netns " + one({"n3", "n4", "n1"});
        }
    }
    QString setting()
    {
        const auto path = one({"net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf." + name() + ".rp_filter", "net.ipv4.conf." + name() + ".forwarding", "net.ipv4.conf.all.forwarding", "net.ipv4.conf.default.rp_filter", "net.ipv4.conf." + name() + ".proxy_arp", "net.ipv6.conf.all.forwarding", "net.ipv4.icmp_echo_ignore_all", "net.ipv4.nope"});
        auto file = "/proc/sys/" + QString(path).replace('.', '/');
        switch (any(5)) {
        case 0: return within() + "sysctl " + one({"", "-n "}) + path;
        case 1: return within() + "cat " + file;
        case 2: return "echo " + one({"0", "1", "2", "x"}) + " > " + (file.contains("nope") ? "/proc/sys/net/ipv4/ip_forward" : file);
        case 3: return within() + "sysctl " + path + " " + "net.ipv4.ip_forward";
        default: return within() + "sysctl " + one({"-w ", "-w ", "-q -w "}) + path + "=" + one({"0", "1", "1", "2", "x"});
        }
    }
    QString ruleText()
    {
        const QStringList matches = {"-s " + host(), "! -s 10.1.0.0/16", "-d " + prefix(), "-p tcp --dport " + number(100), "-p udp -m udp --sport 53", "-p icmp", "-p icmp --icmp-type echo-request", "-i v1", "-o v2", "! -i v+", "-m conntrack --ctstate NEW", "-m state --state RELATED,ESTABLISHED", "-p tcp -m multiport --dports 80,443", "-m comment --comment hi", "-m mark --mark 0x1/0xff", "-m limit --limit 5/min", "-p tcp --syn", "-p tcp --tcp-flags SYN,RST SYN", "-m addrtype --dst-type LOCAL", "-m iprange --src-range 10.0.0.1-10.0.0.9", "-m mac --mac-source 02:00:00:00:00:01", "-m length --length 100:200", "-m ttl --ttl-eq 64", "-m set --match-set s1 src", "-f", "-m statistic --mode random --probability 0.5", "-p 47", "--dport 80", "-p tcp --dport http:https", ""};
        const QStringList targets = {"ACCEPT", "DROP", "RETURN", "WEB", "DB", "REJECT", "REJECT --reject-with tcp-reset", "LOG", "LOG --log-prefix 'a b'", "MASQUERADE", "SNAT --to-source 10.0.0.7", "DNAT --to-destination 10.0.0.9", "DNAT --to-destination 10.0.0.9:80", "REDIRECT --to-ports 8080", "MARK --set-mark 3", "CONNMARK --save-mark", "TCPMSS --clamp-mss-to-pmtu", "NOTRACK", "NOPE"};
        return one(matches) + (any(3) == 0 ? " " + one(matches) : QString()) + one({" -j ", " -j ", " -j ", " -g "}) + one(targets);
    }
    QString chain() { return one({"INPUT", "FORWARD", "OUTPUT", "WEB", "DB", "POSTROUTING", "PREROUTING"}); }
    QString table() { return one({"", "", "-t nat ", "-t mangle ", "-t raw "}); }
    QString iptables()
    {
        const auto program = within() + one({"iptables ", "iptables ", "iptables ", "ip6tables "}) + table();
        switch (any(7)) {
        case 0: return program + "-I " + chain() + one({" ", " " + number(4) + " "}) + ruleText();
        case 1: return program + one({"-D " + chain() + " " + number(3), "-D " + chain() + " " + ruleText(), "-R " + chain() + " 1 " + ruleText(), "-C " + chain() + " " + ruleText()});
        case 2: return program + one({"-S", "-L -n", "-S " + chain(), "-L " + chain() + " -n --line-numbers", "-L -v -n", "-S " + chain() + " 1"});
        case 3: return within() + one({"iptables-save", "iptables-save -t nat", "iptables-save -t mangle"}) + " | grep -v '^#'";
        default: return program + "-A " + chain() + " " + ruleText();
        }
    }
    QString chains()
    {
        const auto program = within() + "iptables " + table();
        return program + one({"-N WEB", "-N DB", "-F", "-X", "-P FORWARD DROP", "-P INPUT ACCEPT", "-F WEB", "-X DB", "-E WEB DB", "-Z", "-A INPUT -j WEB", "-A WEB -j DB", "-A DB -j WEB", "-P OUTPUT REJECT", "-N INPUT", "-L WEB", "-S WEB", "-A WEB -s " + host() + " -j RETURN", "-D INPUT -j WEB"});
    }
    QString nft()
    {
        const auto family = one({"ip", "ip", "inet", "ip6"});
        const auto where = family + " " + one({"t", "t", "u"});
        const auto expression = one({"tcp dport 22", "tcp dport { 80, 443 }", "udp sport 53-60", "ip saddr " + host(), "ip daddr " + prefix(), "ip saddr { 10.0.0.1, 10.0.0.2 }", "iifname v1", "oifname != lo", "ct state established,related", "ct state new", "meta mark 5", "icmp type echo-request", "ip protocol tcp", "meta l4proto { tcp, udp }", "ip6 daddr fd00::/64", "limit rate 5/second", "tcp flags syn", "meta skuid 0", "ip saddr @s", "iif lo", "fib daddr type local", "frob", ""});
        const auto statement = one({"accept", "drop", "counter", "counter accept", "reject", "jump c", "goto c", "log prefix \\\"x\\\"", "meta mark set 7", "masquerade", "snat to 10.0.0.7", "dnat to 10.0.0.9", "return", "notrack", "redirect to :80", "accept comment \\\"hi\\\"", "ct mark set 1"});
        const auto chainName = one({"in", "in", "c", "post", "nope"});
        switch (any(14)) {
        case 0: return "nft " + one({"add", "add", "create", "delete"}) + " table " + where;
        case 1: return "nft \"add chain " + where + " in { type filter hook " + one({"input", "forward", "output"}) + " priority " + one({"0", "filter", "-5", "filter + 10"}) + "; " + one({"", "policy drop; ", "policy accept; "}) + "}\"";
        case 2: return "nft \"add chain " + where + " post { type nat hook " + one({"postrouting priority 100", "postrouting priority srcnat", "prerouting priority dstnat"}) + "; }\"";
        case 3: return "nft " + one({"add", "add", "delete", "flush"}) + " chain " + where + " " + one({"c", "in"});
        case 4: return "nft \"add set " + where + " s { type " + one({"ipv4_addr; ", "ipv4_addr; flags interval; ", "inet_service; "}) + "}\"";
        case 5: return "nft \"" + one({"add", "add", "delete"}) + " element " + where + " s { " + one({host(), prefix(), "80", host() + ", " + host()}) + " }\"";
        case 6: return "nft list " + one({"ruleset", "tables", "table " + where, "chain " + where + " in", "set " + where + " s", "chains", "sets"});
        case 7: return "nft " + one({"-a list ruleset", "-s list ruleset", "flush table " + where, "flush ruleset", "delete rule " + where + " in handle " + number(9), "rename chain " + where + " c d"});
        case 8: return "nft \"insert rule " + where + " " + chainName + " " + expression + " " + statement + "\"";
        default: return "nft \"add rule " + where + " " + chainName + " " + expression + " " + statement + "\"";
        }
    }
    QString set()
    {
        const auto which = one({"s1", "s2", "s3"});
        switch (any(8)) {
        case 0:
        case 1: return "ipset create " + which + " " + one({"hash:ip", "hash:net", "hash:ip,port", "bitmap:port range 0-1000", "list:set", "hash:frob"});
        case 2: return "ipset " + one({"del ", "test "}) + which + " " + one({host(), prefix(), host() + ",80", "80", "s1"});
        case 3: return "ipset list " + one({which, "", "-n", which + " -t"}) + " | sort";
        case 4: return "ipset " + one({"flush " + which, "destroy " + which, "rename " + which + " s2", "swap s1 " + which, "flush", "destroy"});
        default: return "ipset " + one({"", "-exist "}) + "add " + which + " " + one({host(), prefix().replace("/16", "/24"), host() + ",tcp:80", "80", "s1", "10.0.0.1-10.0.0.3"});
        }
    }
    /// Who was asked for in vain is given up after three seconds: a second packet to him waits that long, so that chance does not decide.
    QString traffic()
    {
        const auto to = host();
        const auto wait = m_sentTo.contains(to) ? QString("sleep 3; ") : QString();
        m_sentTo << to;
        switch (any(6)) {
        case 0: return wait + within() + "traceroute -n -q 1 -N 1 -w 1 -m 3 " + to;
        case 1: return wait + within() + "nc -z -w 1 " + to + " " + number(100);
        case 2: return wait + within() + "ping -c 1 -W 1 -I " + host() + " " + to;
        default: return wait + within() + "ping -c 1 -W 1 " + to;
        }
    }
    QString oldTool()
    {
        switch (any(9)) {
        case 0: return within() + "route -n";
        case 1: return "brctl " + one({"show | sort", "addbr br0", "addbr br1", "delbr br0", "addif br0 " + name(), "delif br0 " + name()});
        case 2: return within() + "arp -n | sort";
        case 3: return within() + "route " + one({"add ", "del "}) + one({"-net 10.8.0.0/16", "-net " + prefix(), "-host " + host(), "default"}) + one({" gw " + host(), " dev " + name(), ""});
        case 4: return within() + "ifconfig " + name() + " " + one({"up", "down", host(), host() + "/24", host() + " netmask 255.255.0.0", "mtu 1400"});
        case 5: return within() + "ifconfig " + one({"lo", name(), "-a"}) + " | grep -v packets | grep -v -w errors";
        case 6: return within() + "arp " + one({"-s " + host() + " 02:00:00:00:00:01", "-d " + host()}) + one({"", " -i " + name()});
        case 7: return "bridge link" + one({"", " show dev " + name(), " set dev " + name() + " hairpin on", " set dev " + name() + " cost 7"});
        default: return "bridge fdb " + one({"add", "del", "add"}) + " 02:00:00:00:00:5" + number(3) + " dev " + name() + one({" master", " master static", ""});
        }
    }
    QString shell()
    {
        return one({"for i in 1 2 3; do echo $i; done | tail -n 1", "A=v1; ip -br link show $A", "ip link show nope || echo no", "ip link show lo > /dev/null && echo yes", "echo \"a  b\" 'c $A' d\\ e", "ip -br link | wc -l", "ip addr | grep -c inet", "ip -br addr | grep -v lo | sort", "false; echo $?", "ip link | head -n 2 | tail -1", "echo $A$B | wc -c", "ip route | sort | head -3", "echo one; echo two # three", "ip -br link | column -t | grep lo", "for n in n1 n2; do ip -n $n -br link; done", "printf '%s\\n' b a c | sort -r", "true && false || echo end", "ip -br link | grep -E 'lo|v1' | wc -l", "ip netns exec n1 sh -c 'ip -br link; echo in'", "ip -n n1 link | grep -i LOOPBACK | head -1"});
    }
    QString listing()
    {
        return "ip " + in() + one({"-j link", "-j addr", "-j route", "-j rule", "-o link", "-o -4 addr", "-j -br addr", "-p -j route", "-d link show " + name(), "-4 -j addr show " + name(), "-d route", "-j -d route", "-o route", "-6 route | sort", "-j neigh show nud permanent"});
    }

    std::mt19937 m_random;
    QStringList m_sentTo;
};

} // namespace

QStringList randomScript(unsigned seed) { return Typist(seed).script(); }

} // namespace hoplens
