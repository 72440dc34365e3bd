// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology_generator.h"

namespace hoplens::test {
namespace {

class RuleGenerator {
public:
    RuleGenerator(Plan& plan, const QString& space, const QStringList& interfaces, Random& random) : m_plan(plan), m_space(space), m_interfaces(interfaces), m_random(random) {}

    void iptables(std::map<QString, QString>& v4, std::map<QString, QString>& v6)
    {
        if (chance(m_random, 35)) {
            m_plan.ipset[m_space] = QString("create s1 hash:ip\nadd s1 %1\nadd s1 %2\ncreate s2 hash:net,port\nadd s2 10.20.0.0/16,udp:80\nadd s2 10.20.1.0/24,tcp:5000\nadd s2 10.20.1.0/30,udp:80 nomatch\ncreate s3 bitmap:port range 1-9000\nadd s3 80\n").arg(address4(), address4());
            m_hasSets = true;
        }
        m_v6 = false;
        v4[m_space] = tables();
        if (chance(m_random, 40)) {
            m_v6 = true;
            v6[m_space] = tables();
        }
    }

    void native()
    {
        const bool inet = chance(m_random, 60);
        m_inet = inet;
        QString text = QString("table %1 t {\n").arg(inet ? "inet" : "ip");
        text += "\tset nets { type ipv4_addr; flags interval; elements = { 10.20.1.0/25, 10.20.2.1-10.20.2.9 }\n\t}\n";
        text += "\tset pairs { type ipv4_addr . inet_service; elements = { " + address4() + " . 80, " + address4() + " . 5000 }\n\t}\n";
        text += "\tmap verdicts { type inet_service : verdict; elements = { 80 : jump sub, 5000 : accept, 7777 : drop }\n\t}\n";
        text += "\tchain sub {\n" + nftRules(1 + pick(m_random, 3), false, false) + "\t}\n";
        for (const QString hook : {"prerouting", "input", "forward", "output", "postrouting"}) {
            if (!chance(m_random, 45))
                continue;
            text += QString("\tchain %1 {\n\t\ttype filter hook %1 priority %2; policy %3;\n").arg(hook).arg(pick(m_random, 3) * 10 - 10 + (hook == "prerouting" ? -140 : 0)).arg(chance(m_random, 15) ? "drop" : "accept");
            text += nftRules(1 + pick(m_random, 5), true, hook != "prerouting" && hook != "postrouting") + "\t}\n";
        }
        if (chance(m_random, 35))
            text += "\tchain dn {\n\t\ttype nat hook prerouting priority -100;\n\t\t" + QString(chance(m_random, 50) ? "" : "udp dport 80 ") + (inet ? "dnat ip to " : "dnat to ") + address4() + "\n\t}\n";
        if (chance(m_random, 45))
            text += "\tchain sn {\n\t\ttype nat hook postrouting priority 100;\n\t\t" + (chance(m_random, 60) ? "oifname \"" + interface() + "\" " : QString("ip saddr 10.20.1.0/24 ")) + "masquerade\n\t}\n";
        if (chance(m_random, 20))
            text += "\tchain choose {\n\t\ttype nat hook prerouting priority -101;\n\t\tip protocol udp dnat to numgen random mod 2 map { 0 : " + address4() + ", 1 : " + address4() + " }\n\t}\n";
        m_plan.nft[m_space] = text.replace("dnat to numgen", inet ? "dnat ip to numgen" : "dnat to numgen") + "}\n";
    }

private:
    QString address4()
    {
        for (int i = 0; i < 20; ++i) {
            const auto& address = m_plan.addresses[static_cast<std::size_t>(pick(m_random, static_cast<int>(m_plan.addresses.size())))];
            if (address.family == IpFamily::V4)
                return QString::fromStdString(address.text());
        }
        return "10.20.1.1";
    }
    QString address()
    {
        if (!m_v6)
            return address4();
        for (int i = 0; i < 20; ++i) {
            const auto& address = m_plan.addresses[static_cast<std::size_t>(pick(m_random, static_cast<int>(m_plan.addresses.size())))];
            if (address.family == IpFamily::V6)
                return QString::fromStdString(address.text());
        }
        return "fd00:20:1::1";
    }
    QString interface() { return m_interfaces.isEmpty() ? "lo" : m_interfaces[pick(m_random, static_cast<int>(m_interfaces.size()))]; }
    QString bang(int percent = 12) { return chance(m_random, percent) ? "! " : ""; }

    QString matches(const QString& chain, const QString& table)
    {
        QString text;
        const bool in = chain == "PREROUTING" || chain == "INPUT" || chain == "FORWARD";
        const bool out = chain == "OUTPUT" || chain == "POSTROUTING" || chain == "FORWARD";
        if (chance(m_random, 30))
            text += bang() + "-s " + address() + (m_v6 ? (chance(m_random, 50) ? "/64" : "/128") : chance(m_random, 50) ? "/24" : "/32") + " ";
        if (chance(m_random, 30))
            text += bang() + "-d " + address() + (m_v6 ? "/128" : chance(m_random, 40) ? "/25" : "/32") + " ";
        if (in && chance(m_random, 20))
            text += bang() + "-i " + (chance(m_random, 20) ? interface().left(1) + "+" : interface()) + " ";
        if (out && chance(m_random, 20))
            text += bang() + "-o " + interface() + " ";
        switch (pick(m_random, 7)) {
        case 0: text += "-p udp " + QString(chance(m_random, 60) ? "-m udp " + bang() + "--dport " + (chance(m_random, 70) ? "80" : "100:6000") + " " : ""); break;
        case 1: text += "-p tcp " + QString(chance(m_random, 60) ? "-m tcp --dport 80 " : chance(m_random, 50) ? "-m tcp --tcp-flags SYN,ACK SYN " : ""); break;
        case 2: text += m_v6 ? "-p ipv6-icmp -m icmp6 --icmpv6-type 128 " : "-p icmp " + QString(chance(m_random, 50) ? "-m icmp " + bang() + "--icmp-type 8 " : ""); break;
        case 3: text += "-p udp -m multiport " + bang() + (chance(m_random, 70) ? "--dports 80,4000:6000 " : "--ports 80,9000 "); break;
        default: break;
        }
        switch (pick(m_random, 14)) {
        case 0: text += "-m conntrack " + bang() + "--ctstate " + (chance(m_random, 50) ? "NEW " : "ESTABLISHED,RELATED "); break;
        case 1: text += "-m conntrack --ctstate " + QString(chance(m_random, 50) ? "DNAT " : "INVALID "); break;
        case 2: text += "-m mark " + bang() + "--mark 0x1/0x3 "; break;
        case 3: text += QString("-m addrtype ") + bang() + (chance(m_random, 50) ? "--dst-type LOCAL " : "--src-type LOCAL "); break;
        case 4: text += "-m statistic --mode random --probability 0.5 "; break;
        case 5:
            if (m_hasSets && !m_v6)
                text += "-m set " + bang() + "--match-set " + (chance(m_random, 40) ? "s1 src " : chance(m_random, 50) ? "s2 dst,dst " : "s3 dst ");
            break;
        case 6: text += m_v6 ? "" : "-m iprange " + bang() + "--src-range 10.20.1.1-10.20.1.5 "; break;
        case 7: text += "-m length " + bang() + "--length 0:60 "; break;
        case 8: text += m_v6 ? "-m hl --hl-lt 64 " : "-m ttl --ttl-lt 64 "; break;
        case 9: text += "-m conntrack --ctorigdst " + address() + " "; break;
        case 10:
            if (chain == "OUTPUT")
                text += "-m owner " + bang() + "--uid-owner 0 ";
            else if (chain == "FORWARD" && !m_v6)
                text += "-m physdev " + bang() + "--physdev-is-bridged ";
            break;
        case 11:
            if (chain == "PREROUTING" && table != "nat")
                text += "-m rpfilter " + QString(chance(m_random, 50) ? "--invert " : "--loose ");
            break;
        case 12: text += "-m connmark --mark 0x2 "; break;
        default: break;
        }
        return text;
    }

    QString target(const QString& chain, const QString& table)
    {
        if (table == "nat") {
            const bool first = chain == "PREROUTING" || chain == "OUTPUT";
            if (!first) {
                if (chain == "INPUT")
                    return "-j ACCEPT";
                return chance(m_random, 65) ? "-j MASQUERADE" : "-j SNAT --to-source " + address();
            }
            if (chance(m_random, 20))
                return "-p udp -j REDIRECT --to-ports 80";
            if (chance(m_random, 20) && !m_v6)
                return "-j NETMAP --to 10.20.2.0/24";
            return "-j DNAT --to-destination " + address();
        }
        if (table == "mangle" && chance(m_random, 60)) {
            switch (pick(m_random, 4)) {
            case 0: return "-j MARK --set-xmark 0x5/0xffffffff";
            case 1: return "-j CONNMARK --set-xmark 0x2/0xf";
            case 2: return "-j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff";
            default: return chain == "PREROUTING" ? (m_v6 ? "-j HL --hl-set 33" : "-j TTL --ttl-set 33") : "-j MARK --set-xmark 0x1/0x1";
            }
        }
        if (table == "raw" && chance(m_random, 50))
            return "-j CT --notrack";
        const bool canReject = table == "filter" && chain != "PREROUTING" && chain != "POSTROUTING";
        switch (pick(m_random, canReject ? 8 : 6)) {
        case 0: return "-j DROP";
        case 1:
        case 2: return "-j ACCEPT";
        case 3: return "-j RETURN";
        case 4: return "-j USER";
        case 5: return "-g USER";
        case 6: return m_v6 ? "-j REJECT --reject-with icmp6-adm-prohibited" : "-j REJECT --reject-with icmp-host-prohibited";
        default: return m_v6 ? "-j REJECT --reject-with icmp6-port-unreachable" : "-j REJECT --reject-with icmp-port-unreachable";
        }
    }

    QString tables()
    {
        static const std::vector<std::pair<QString, QStringList>> all = {{"raw", {"PREROUTING", "OUTPUT"}}, {"mangle", {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"}}, {"nat", {"PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"}}, {"filter", {"INPUT", "FORWARD", "OUTPUT"}}};
        QString text;
        for (const auto& [table, chains] : all) {
            if (!chance(m_random, table == "filter" ? 80 : table == "nat" ? 55 : 25))
                continue;
            text += "*" + table + "\n";
            for (const auto& chain : chains)
                text += ":" + chain + (table == "filter" && chance(m_random, 12) ? " DROP" : " ACCEPT") + " [0:0]\n";
            if (table != "nat") {
                text += ":USER - [0:0]\n";
                for (int i = pick(m_random, 3); i >= 0; --i)
                    text += "-A USER " + matches("USER", table) + (chance(m_random, 50) ? "-j RETURN\n" : chance(m_random, 60) ? "-j ACCEPT\n" : "-j DROP\n");
            }
            for (int i = 1 + pick(m_random, table == "filter" ? 8 : 3); i > 0; --i) {
                const auto chain = chains[pick(m_random, static_cast<int>(chains.size()))];
                const auto what = target(chain, table);
                text += "-A " + chain + " " + (what.startsWith("-p") ? QString() : matches(chain, table)) + what + "\n";
            }
            text += "COMMIT\n";
        }
        return text;
    }

    QString nftRules(int count, bool base, bool canReject)
    {
        QString text;
        for (; count > 0; --count) {
            text += "\t\t";
            const int match = pick(m_random, 14);
            switch (match) {
            case 0: text += "ip saddr " + address4() + " "; break;
            case 1: text += "ip daddr != " + address4() + " "; break;
            case 2: text += "ip saddr @nets "; break;
            case 3: text += "ip daddr . udp dport @pairs "; break;
            case 4: text += "udp dport { 80, 5000-6000 } "; break;
            case 5: text += "ct state established,related "; break;
            case 6: text += "ct state new meta l4proto { icmp, udp } "; break;
            case 7: text += "meta mark & 0x1 == 0x1 "; break;
            case 8: text += "fib daddr type local "; break;
            case 9: text += "ip protocol icmp icmp type echo-request "; break;
            case 10: text += "ip ttl < 64 "; break;
            case 11: text += m_inet ? "ip6 daddr fd00:20::/32 " : "ip daddr 10.20.0.0/20 "; break;
            case 12: text += "tcp flags & (syn | ack) == syn "; break;
            default: break;
            }
            switch (pick(m_random, base ? 9 : 5)) {
            case 0: text += "counter drop\n"; break;
            case 1:
            case 2: text += "counter accept\n"; break;
            case 3: text += "counter return\n"; break;
            case 4: text += "counter meta mark set 0x1\n"; break;
            case 5: text += "counter jump sub\n"; break;
            case 6: text += canReject ? "counter reject\n" : "counter\n"; break;
            case 7: text += match == 6 || match == 9 || match == 12 ? "counter\n" : "udp dport vmap @verdicts\n"; break;
            default: text += "counter goto sub\n"; break;
            }
        }
        return text;
    }

    Plan& m_plan;
    QString m_space;
    QStringList m_interfaces;
    Random& m_random;
    bool m_v6 = false;
    bool m_inet = false;
    bool m_hasSets = false;
};

} // namespace

void addRules(Plan& plan, const QString& space, const QStringList& interfaces, Random& random)
{
    RuleGenerator generator(plan, space, interfaces, random);
    switch (pick(random, 4)) {
    case 0: generator.iptables(plan.legacy, plan.legacy6); break;
    case 1: generator.iptables(plan.compat, plan.compat6); break;
    case 2: generator.native(); break;
    default:
        generator.iptables(chance(random, 50) ? plan.legacy : plan.compat, plan.compat6);
        if (chance(random, 40))
            generator.native();
    }
}

} // namespace hoplens::test
