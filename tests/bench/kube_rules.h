// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <string>

namespace hoplens::test {

/// iptables-save text of `services` ClusterIP services with three endpoints each, laid out as kube-proxy writes it.
inline std::string kubeProxyRules(int services)
{
    std::string nat = "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:KUBE-MARK-MASQ - [0:0]\n:KUBE-POSTROUTING - [0:0]\n:KUBE-SERVICES - [0:0]\n";
    std::string rules = "-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n-A OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n-A POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING\n-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN\n-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0\n-A KUBE-POSTROUTING -m comment --comment \"kubernetes service traffic requiring SNAT\" -j MASQUERADE --random-fully\n";
    char line[512];
    for (int s = 0; s < services; ++s) {
        std::snprintf(line, sizeof line, ":KUBE-SVC-%016d - [0:0]\n", s);
        nat += line;
        const int a = s / 250;
        const int b = s % 250 + 1;
        std::snprintf(line, sizeof line, "-A KUBE-SERVICES -d 10.96.%d.%d/32 -p udp -m comment --comment \"ns%d/svc%d:p80 cluster IP\" -m udp --dport 80 -j KUBE-SVC-%016d\n", a, b, s % 40, s, s);
        rules += line;
        std::snprintf(line, sizeof line, "-A KUBE-SVC-%016d ! -s 10.244.0.0/16 -d 10.96.%d.%d/32 -p udp -m comment --comment \"ns%d/svc%d:p80 cluster IP\" -m udp --dport 80 -j KUBE-MARK-MASQ\n", s, a, b, s % 40, s);
        rules += line;
        static const char* chances[] = {"-m statistic --mode random --probability 0.33333333349 ", "-m statistic --mode random --probability 0.50000000000 ", ""};
        for (int e = 0; e < 3; ++e) {
            const int id = s * 3 + e;
            std::snprintf(line, sizeof line, ":KUBE-SEP-%016d - [0:0]\n", id);
            nat += line;
            std::snprintf(line, sizeof line, "-A KUBE-SVC-%016d -m comment --comment \"ns%d/svc%d:p80 -> 10.244.%d.%d:8080\" %s-j KUBE-SEP-%016d\n", s, s % 40, s, id / 250 % 250, id % 250 + 1, chances[e], id);
            rules += line;
            std::snprintf(line, sizeof line, "-A KUBE-SEP-%016d -s 10.244.%d.%d/32 -m comment --comment \"ns%d/svc%d:p80\" -j KUBE-MARK-MASQ\n", id, id / 250 % 250, id % 250 + 1, s % 40, s);
            rules += line;
            std::snprintf(line, sizeof line, "-A KUBE-SEP-%016d -p udp -m comment --comment \"ns%d/svc%d:p80\" -m udp -j DNAT --to-destination 10.244.%d.%d:8080\n", id, s % 40, s, id / 250 % 250, id % 250 + 1);
            rules += line;
        }
    }
    return nat + rules + "COMMIT\n";
}

} // namespace hoplens::test
