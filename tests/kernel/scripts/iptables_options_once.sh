# An option stands once, whatever module or target it is of.
iptables -A INPUT -p tcp --dport 1 --dport 2
iptables -A INPUT -p tcp --sport 1 --sport 2
iptables -A INPUT -p udp --dport 1 --dport 2
iptables -A INPUT -s 10.0.0.1 -s 10.0.0.2
iptables -A INPUT -d 10.0.0.1 -d 10.0.0.2
iptables -A INPUT -p tcp -p udp
iptables -A INPUT -i v1 -i v2
iptables -A OUTPUT -o v1 -o v2
iptables -A INPUT -j ACCEPT -j DROP
iptables -A INPUT -j ACCEPT -g DB
iptables -A INPUT -p tcp --syn --syn
iptables -A INPUT -p tcp --tcp-flags SYN SYN --tcp-flags ACK ACK
iptables -A INPUT -p tcp --syn --tcp-flags ACK ACK
iptables -A INPUT -p icmp --icmp-type 8 --icmp-type 0
iptables -A INPUT -m limit --limit 1/s --limit 2/s
iptables -A INPUT -m limit --limit-burst 1 --limit-burst 2
iptables -A INPUT -m conntrack --ctstate NEW --ctstate ESTABLISHED
iptables -A INPUT -m state --state NEW --state ESTABLISHED
iptables -A INPUT -m mark --mark 1 --mark 2
iptables -A INPUT -p tcp -m multiport --dports 1 --dports 2
iptables -A INPUT -p tcp -m multiport --dports 1 --sports 2
iptables -A INPUT -m comment --comment a --comment b
iptables -A INPUT -m addrtype --dst-type LOCAL --dst-type UNICAST
iptables -A INPUT -m set --match-set a src --match-set b src
iptables -A INPUT -j REJECT --reject-with tcp-reset --reject-with icmp-port-unreachable
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1 --to-destination 10.0.0.2
iptables -t nat -A POSTROUTING -j SNAT --to-source 10.0.0.1 --to-source 10.0.0.2
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1 --to-ports 2
iptables -t mangle -A OUTPUT -j MARK --set-mark 1 --set-mark 2
iptables -A INPUT -j LOG --log-prefix a --log-prefix b
iptables -A INPUT -p tcp --dport 1 ! --dport 2
iptables -A INPUT -p tcp --dport 1 --sport 2 --sport 3
iptables -A INPUT -p tcp --dport 1 --dport x
iptables -A INPUT -p tcp --frob --dport 1 --dport 2
iptables -A INPUT -p tcp --dport 1 --dport 2 --frob
iptables -A INPUT -m mac --mac-source 02:00:00:00:00:01 --mac-source 02:00:00:00:00:02
iptables -A INPUT -m physdev --physdev-in a --physdev-in b
iptables -A INPUT -m length --length 1 --length 2
iptables -A INPUT -m ttl --ttl-eq 1 --ttl-eq 2
iptables -A INPUT -m statistic --mode nth --every 2 --every 3
iptables -A INPUT -m iprange --src-range 10.0.0.1-10.0.0.2 --src-range 10.0.0.1-10.0.0.2
iptables -A INPUT -m tos --tos 1 --tos 2
iptables -A OUTPUT -m owner --uid-owner 1 --uid-owner 2
ip6tables -A INPUT -p tcp --dport 1 --dport 2
ip6tables -A INPUT -p icmpv6 --icmpv6-type 1 --icmpv6-type 2
iptables -N A -N B
iptables -A INPUT -A OUTPUT
iptables -E WEB DB
iptables -N DB
iptables -E WEB DB
iptables -E DB DB
iptables -S
