// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology_generator.h"

namespace hoplens::test {
namespace {

/// Puts together networks of a few shapes; each random choice leaves something that a real network could have.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : m_random(seed) { m_plan.seed = seed; }

    Plan run()
    {
        m_dual = m_plan.isDualStack = chance(m_random, 45);
        switch (pick(m_random, 5)) {
        case 0: star(); break;
        case 1: chain(); break;
        case 2: macvlans(); break;
        case 3:
            m_plan.hasTunnel = true;
            tunnel();
            break;
        default: crossing(); break;
        }
        if (!m_dual)
            for (const auto& host : m_plan.spaces)
                m_plan.sysctls[host].prepend("ipv6/conf/default/disable_ipv6=1"), m_plan.sysctls[host].prepend("ipv6/conf/all/disable_ipv6=1");
        extras();
        for (const auto& space : m_plan.spaces)
            if (chance(m_random, m_routers.contains(space) ? 75 : 18))
                addRules(m_plan, space, m_interfaces[space], m_random);
        servers();
        flows();
        return std::move(m_plan);
    }

private:
    QString space(const QString& name)
    {
        m_plan.spaces << name;
        return name;
    }
    QString mac()
    {
        ++m_macs;
        return QString("02:00:00:00:%1:%2").arg(m_macs / 256, 2, 16, QChar('0')).arg(m_macs % 256, 2, 16, QChar('0'));
    }

    void veth(const QString& a, const QString& nameA, const QString& b, const QString& nameB)
    {
        m_plan.links << QString("link add %1 netns %2 address %3 type veth peer name %4 netns %5 address %6").arg(nameA, a, mac(), nameB, b, mac());
        m_interfaces[a] << nameA;
        m_interfaces[b] << nameB;
    }
    void up(const QString& space, const QString& device, int percentDown = 2)
    {
        if (!chance(m_random, percentDown))
            m_plan.ip[space] << "link set " + device + " up";
    }
    void address(const QString& space, const QString& device, int subnet, int host, int length = 24)
    {
        const auto v4 = QString("10.%1.%2.%3").arg(m_base).arg(subnet).arg(host);
        m_plan.ip[space] << QString("addr add %1/%2 dev %3").arg(v4).arg(length).arg(device);
        m_plan.addresses.push_back(*Address::parse(v4.toStdString()));
        if (m_dual) {
            const auto v6 = QString("fd00:%1:%2::%3").arg(m_base).arg(subnet).arg(host);
            m_plan.ip[space] << QString("addr add %1/64 dev %2 nodad").arg(v6, device);
            m_plan.addresses.push_back(*Address::parse(v6.toStdString()));
        }
    }
    QString v4(int subnet, int host) const { return QString("10.%1.%2.%3").arg(m_base).arg(subnet).arg(host); }
    QString v6(int subnet, int host) const { return QString("fd00:%1:%2::%3").arg(m_base).arg(subnet).arg(host); }
    void route(const QString& space, const QString& destination4, const QString& destination6, int subnet, int host, const QString& more = {})
    {
        m_plan.ip[space] << "route add " + destination4 + " via " + v4(subnet, host) + more;
        if (m_dual && !destination6.isEmpty())
            m_plan.ip[space] << "route add " + (destination6 == "default" ? QString("::/0") : destination6) + " via " + v6(subnet, host);
    }
    void router(const QString& space, int percentForwarding = 90)
    {
        m_routers << space;
        if (chance(m_random, percentForwarding))
            m_plan.sysctls[space] << "ipv4/ip_forward=1";
        if (m_dual && chance(m_random, percentForwarding))
            m_plan.sysctls[space] << "ipv6/conf/all/forwarding=1";
    }
    void bridge(const QString& space, const QString& name, const QStringList& ports)
    {
        m_plan.ip[space] << "link add " + name + " address " + mac() + " type bridge";
        m_interfaces[space] << name;
        for (const auto& port : ports) {
            m_plan.ip[space] << "link set " + port + " master " + name;
            if (chance(m_random, 6))
                m_plan.ip[space] << "link set " + port + " type bridge_slave isolated on";
            if (port != "vx0" && chance(m_random, 6)) // a tunnel that hairpins sends each broadcast round: whose copy comes first is a race
                m_plan.ip[space] << "link set " + port + " type bridge_slave hairpin on";
        }
        up(space, name);
        if (chance(m_random, 50))
            m_plan.sysctls[space] << "bridge/bridge-nf-call-iptables=0" << "bridge/bridge-nf-call-ip6tables=0";
    }

    /// Some hosts on a bridge, behind a router with another network.
    void star()
    {
        const auto center = space("r");
        const int count = 2 + pick(m_random, 5);
        QStringList ports;
        for (int i = 1; i <= count; ++i) {
            const auto host = space(QString("n%1").arg(i));
            veth(host, "eth0", center, QString("p%1").arg(i));
            ports << QString("p%1").arg(i);
            up(host, "eth0");
            up(center, ports.back());
            address(host, "eth0", 1, i, chance(m_random, 8) ? 32 : 24);
            if (chance(m_random, 85))
                route(host, "default", "default", 1, 254);
        }
        bridge(center, "br0", ports);
        if (chance(m_random, 90))
            address(center, "br0", 1, 254);
        router(center);
        const auto far = space("f");
        veth(center, "up0", far, "eth0");
        up(center, "up0");
        up(far, "eth0");
        address(center, "up0", 2, 254);
        address(far, "eth0", 2, 1);
        m_plan.ip[far] << "addr add 203.0.113.7/32 dev lo";
        m_plan.addresses.push_back(*Address::parse("203.0.113.7"));
        if (chance(m_random, 70))
            route(far, v4(1, 0) + "/24", "fd00:" + QString::number(m_base) + ":1::/64", 2, 254);
        if (chance(m_random, 80))
            route(center, "default", "default", 2, 1);
    }

    /// Routers in a row with routes that may have gaps.
    void chain()
    {
        const int count = 3 + pick(m_random, 4);
        for (int i = 1; i <= count; ++i)
            space(QString("n%1").arg(i));
        for (int i = 1; i < count; ++i) {
            const auto a = QString("n%1").arg(i);
            const auto b = QString("n%1").arg(i + 1);
            veth(a, "right", b, "left");
            up(a, "right");
            up(b, "left");
            address(a, "right", i, 1);
            address(b, "left", i, 2);
        }
        for (int i = 1; i <= count; ++i) {
            const auto here = QString("n%1").arg(i);
            if (i > 1 && i < count)
                router(here);
            for (int subnet = 1; subnet < count; ++subnet) {
                if (subnet == i || subnet == i - 1 || chance(m_random, 10))
                    continue;
                const QString to6 = QString("fd00:%1:%2::/64").arg(m_base).arg(subnet);
                if (subnet > i)
                    route(here, v4(subnet, 0) + "/24", to6, i, 2);
                else
                    route(here, v4(subnet, 0) + "/24", to6, i - 1, 1);
            }
        }
    }

    void macvlans()
    {
        const auto node = space("r");
        const auto other = space("f");
        veth(node, "eth0", other, "eth0");
        up(node, "eth0", 0);
        up(other, "eth0");
        address(other, "eth0", 1, 200);
        if (chance(m_random, 60))
            address(node, "eth0", 1, 254);
        static const QStringList modes = {"bridge", "bridge", "private", "vepa", "passthru"};
        const auto mode = modes[pick(m_random, static_cast<int>(modes.size()))];
        const int count = mode == "passthru" ? 1 : 2 + pick(m_random, 3);
        for (int i = 1; i <= count; ++i) {
            const auto host = space(QString("n%1").arg(i));
            m_plan.ip[node] << QString("link add mv%1 link eth0 %2type macvlan mode %3").arg(i).arg(mode == "passthru" ? QString() : "address " + mac() + " ").arg(mode) << QString("link set mv%1 netns %2").arg(i).arg(host);
            m_interfaces[host] << QString("mv%1").arg(i);
            m_late[host] << QString("link set mv%1 up").arg(i);
            m_late[host] << QString("addr add %1/24 dev mv%2").arg(v4(1, i)).arg(i);
            m_plan.addresses.push_back(*Address::parse(v4(1, i).toStdString()));
            if (m_dual) {
                m_late[host] << QString("addr add %1/64 dev mv%2 nodad").arg(v6(1, i)).arg(i);
                m_plan.addresses.push_back(*Address::parse(v6(1, i).toStdString()));
            }
        }
        router(node, 50);
    }

    /// Two nodes with a bridge each, joined by vxlan over a routed or direct underlay.
    void tunnel()
    {
        const auto left = space("h1");
        const auto right = space("h2");
        veth(left, "eth0", right, "eth0");
        up(left, "eth0", 0);
        up(right, "eth0", 0);
        address(left, "eth0", 9, 1);
        address(right, "eth0", 9, 2);
        const int vniRight = chance(m_random, 92) ? 42 : 43;
        for (int side = 1; side <= 2; ++side) {
            const auto here = side == 1 ? left : right;
            const int count = 1 + pick(m_random, 3);
            QStringList ports;
            for (int i = 1; i <= count; ++i) {
                const auto host = space(QString("n%1%2").arg(side).arg(i));
                const auto port = QString("p%1").arg(i);
                veth(host, "eth0", here, port);
                up(host, "eth0");
                up(here, port);
                address(host, "eth0", 1, side * 10 + i);
                if (chance(m_random, 70))
                    route(host, "default", "default", 1, 200 + side);
                ports << port;
            }
            m_plan.ip[here] << QString("link add vx0 address %1 type vxlan id %2 local %3 remote %4 dstport 4789 dev eth0%5").arg(mac()).arg(side == 1 ? 42 : vniRight).arg(v4(9, side), v4(9, 3 - side), chance(m_random, 50) ? QString() : " nolearning");
            m_interfaces[here] << "vx0";
            up(here, "vx0");
            bridge(here, "br0", ports + QStringList{"vx0"});
            if (chance(m_random, 80))
                address(here, "br0", 1, 200 + side);
            router(here, 60);
        }
    }

    /// Two routers between two networks: equal-cost routes, asymmetric return.
    void crossing()
    {
        const auto a = space("n1");
        const auto b = space("n2");
        for (int i = 1; i <= 2; ++i) {
            const auto middle = space(QString("r%1").arg(i));
            veth(a, QString("e%1").arg(i), middle, "left");
            veth(middle, "right", b, QString("e%1").arg(i));
            for (const auto& [where, device] : {std::pair{a, QString("e%1").arg(i)}, {middle, QString("left")}, {middle, QString("right")}, {b, QString("e%1").arg(i)}})
                up(where, device);
            address(a, QString("e%1").arg(i), i, 1);
            address(middle, "left", i, 254);
            address(middle, "right", 10 + i, 254);
            address(b, QString("e%1").arg(i), 10 + i, 1);
            router(middle);
        }
        m_plan.ip[b] << "addr add " + v4(50, 1) + "/32 dev lo";
        m_plan.addresses.push_back(*Address::parse(v4(50, 1).toStdString()));
        for (int i = 1; i <= 2; ++i)
            m_plan.ip[QString("r%1").arg(i)] << "route add " + v4(50, 1) + "/32 via " + v4(10 + i, 1);
        if (chance(m_random, 50))
            m_plan.ip[a] << "route add " + v4(50, 0) + "/24 nexthop via " + v4(1, 254) + " weight 1 nexthop via " + v4(2, 254) + " weight " + QString::number(1 + pick(m_random, 3));
        else
            m_plan.ip[a] << "route add " + v4(50, 0) + "/24 via " + v4(1 + pick(m_random, 2), 254);
        for (int i = 11; i <= 12; ++i)
            if (chance(m_random, 85))
                m_plan.ip[a] << "route add " + v4(i, 0) + "/24 via " + v4(chance(m_random, 70) ? i - 10 : 23 - i, 254);
        for (int i = 1; i <= 2; ++i)
            if (chance(m_random, 85))
                m_plan.ip[b] << "route add " + v4(i, 0) + "/24 via " + v4(10 + (chance(m_random, 65) ? i : 3 - i), 254);
        if (chance(m_random, 40)) {
            m_plan.ip[a] << "rule add to " + v4(50, 0) + "/24 fwmark 0x5 table 100 pref 100" << "route add " + v4(50, 1) + "/32 via " + v4(2, 254) + " table 100";
        }
        if (chance(m_random, 30))
            m_plan.ip[a] << QString("rule add ipproto udp dport 5000 table 101 pref 101") << "route add default via " + v4(1, 254) + " table 101";
    }

    void extras()
    {
        for (const auto& host : m_plan.spaces) {
            m_plan.ip[host] += m_late[host];
            if (chance(m_random, 12))
                m_plan.sysctls[host] << QString("ipv4/conf/all/rp_filter=%1").arg(1 + pick(m_random, 2));
            if (chance(m_random, 5))
                m_plan.sysctls[host] << QString("ipv4/conf/all/arp_ignore=%1").arg(1 + pick(m_random, 2));
            if (chance(m_random, 4))
                m_plan.sysctls[host] << "ipv4/icmp_echo_ignore_all=1";
            if (chance(m_random, 6))
                m_plan.sysctls[host] << "ipv4/conf/all/proxy_arp=1";
            if (chance(m_random, 4))
                m_plan.sysctls[host] << "ipv4/conf/all/accept_local=1";
            if (chance(m_random, 6)) {
                static const QStringList types = {"blackhole", "unreachable", "prohibit"};
                const auto& target = m_plan.addresses[static_cast<std::size_t>(pick(m_random, static_cast<int>(m_plan.addresses.size())))];
                if (target.family == IpFamily::V4)
                    m_plan.ip[host] << "route add " + types[pick(m_random, 3)] + " " + QString::fromStdString(target.text()) + "/32";
            }
            if (chance(m_random, 5))
                m_plan.ip[host] << QString("rule add from 10.%1.1.0/24 %2 pref 50").arg(m_base).arg(chance(m_random, 50) ? "prohibit" : "lookup main");
        }
        m_plan.addresses.push_back(*Address::parse(v4(1, 77).toStdString())); // nobody
        m_plan.addresses.push_back(*Address::parse("198.51.100.9"));         // nowhere
    }

    void servers()
    {
        for (const auto& host : m_plan.spaces)
            if (chance(m_random, 75))
                m_plan.servers[host] = chance(m_random, 50) ? std::vector<std::uint16_t>{80, 5000} : std::vector<std::uint16_t>{80};
    }

    void flows()
    {
        for (int i = 0; i < 10; ++i) {
            ProbeFlow flow;
            flow.from = m_plan.spaces[pick(m_random, static_cast<int>(m_plan.spaces.size()))];
            flow.destination = m_plan.addresses[static_cast<std::size_t>(pick(m_random, static_cast<int>(m_plan.addresses.size())))];
            const int kind = pick(m_random, 20);
            const bool isV4 = flow.destination.family == IpFamily::V4;
            const std::uint8_t echo = isV4 ? 1 : 58;
            flow.protocol = kind < 6 ? echo : kind < 12 ? 6 : kind < 18 ? 17 : 132;
            flow.port = kind < 6 ? 0 : chance(m_random, 65) ? 80 : chance(m_random, 60) ? 5000 : 7777;
            flow.sourcePort = static_cast<std::uint16_t>(20000 + i * 37 + pick(m_random, 30));
            m_plan.flows.push_back(flow);
        }
    }

    Plan m_plan;
    Random m_random;
    QStringList m_routers;
    std::map<QString, QStringList> m_interfaces;
    std::map<QString, QStringList> m_late;
    bool m_dual = false;
    int m_base = 20;
    int m_macs = 0;
};

} // namespace

Plan generatePlan(std::uint64_t seed) { return Generator(seed).run(); }

QString Plan::script() const
{
    QString text = QString("# seed %1\n").arg(seed);
    for (const auto& space : spaces)
        text += "ip netns add " + space + "\n";
    for (const auto& line : links)
        text += "ip " + line + "\n";
    for (const auto& space : spaces) {
        if (ip.contains(space))
            for (const auto& line : ip.at(space))
                text += "ip -n " + space + " " + line + "\n";
        if (sysctls.contains(space))
            for (const auto& line : sysctls.at(space))
                text += "# " + space + " sysctl " + line + "\n";
        for (const auto& [what, rules] : {std::pair{"ipset restore", &ipset}, {"iptables-legacy-restore", &legacy}, {"iptables-nft-restore", &compat}, {"ip6tables-legacy-restore", &legacy6}, {"ip6tables-nft-restore", &compat6}, {"nft -f", &nft}})
            if (rules->contains(space))
                text += "# " + space + " " + what + "\n" + rules->at(space);
        if (servers.contains(space))
            text += QString("# %1 listens on %2 ports\n").arg(space).arg(servers.at(space).size());
    }
    return text;
}

QStringList build(Laboratory& laboratory, Prober& prober, const Plan& plan)
{
    QStringList problems;
    const auto note = [&](const QString& problem) {
        if (!problem.isEmpty())
            problems << problem;
    };
    for (const auto& space : plan.spaces)
        laboratory.addNamespace(space);
    note(laboratory.ip({}, plan.links));
    for (const auto& space : plan.spaces) {
        if (plan.sysctls.contains(space))
            for (const auto& line : plan.sysctls.at(space))
                laboratory.sysctl(space, line.section('=', 0, 0), line.section('=', 1));
    }
    for (const auto& space : plan.spaces)
        if (plan.ip.contains(space))
            note(laboratory.ip(space, plan.ip.at(space)));
    for (const auto& space : plan.spaces)
        laboratory.hurryNeighbours(space);
    for (const auto& space : plan.spaces) {
        const auto load = [&](const std::map<QString, QString>& rules, const QString& program, const QStringList& arguments) {
            if (rules.contains(space))
                note(laboratory.run(space, program, arguments, rules.at(space)));
        };
        load(plan.ipset, "ipset", {"restore", "-exist"});
        load(plan.legacy, "iptables-legacy-restore", {});
        load(plan.compat, "iptables-nft-restore", {});
        load(plan.legacy6, "ip6tables-legacy-restore", {});
        load(plan.compat6, "ip6tables-nft-restore", {});
        load(plan.nft, "nft", {"-f", "-"});
        if (plan.servers.contains(space))
            for (const auto port : plan.servers.at(space))
                prober.listen(space, port);
    }
    return problems;
}

} // namespace hoplens::test
