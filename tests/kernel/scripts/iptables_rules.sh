iptables -L
iptables-save | grep -v "^#"
iptables -t raw -S
iptables-save | grep -v "^#"
iptables -t nat -A PREROUTING -j REJECT
iptables -A FORWARD -j TTL --ttl-dec 1
iptables -A FORWARD -j MARK --set-mark 1
iptables -t nat -A PREROUTING -j MARK --set-mark 0
iptables -t nat -A PREROUTING -j MARK --and-mark 0xf
iptables -t nat -A PREROUTING -j MARK --xor-mark 0xf
iptables -t nat -A PREROUTING -j MARK --set-mark 0xffffffff
iptables -t nat -A PREROUTING -j CONNMARK --set-mark 5
iptables -t nat -A PREROUTING -j CONNMARK --save-mark
iptables -t nat -A PREROUTING -j CONNMARK --restore-mark
iptables -t nat -A PREROUTING -j CONNMARK --restore-mark --nfmask 0xf --ctmask 0xf
iptables -t nat -A PREROUTING -j CONNMARK --set-xmark 0x5/0xf
iptables -t nat -A PREROUTING -j CT --notrack
iptables -t raw -A PREROUTING -j CT --notrack
iptables -t nat -N N1
iptables -t nat -A N1 -j MASQUERADE
iptables -t nat -A PREROUTING -j N1
iptables -t nat -A POSTROUTING -j N1
iptables -t nat -A N1 -j DNAT --to-destination 1.1.1.1
iptables -t nat -A INPUT -j SNAT --to-source 1.1.1.1
iptables -t nat -A OUTPUT -j REDIRECT --to-ports 80-90
iptables -t nat -A OUTPUT -p tcp -j REDIRECT --to-ports 80-90
iptables -t nat -A OUTPUT -p tcp -j DNAT --to-destination 1.1.1.1:80-90 --random --persistent
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1000-2000 --random-fully
iptables -t nat -A POSTROUTING -j SNAT --to-source 1.1.1.1-1.1.1.9
iptables -t nat -A PREROUTING -j NETMAP --to 10.0.0.0/24
iptables -t mangle -A FORWARD -j TTL --ttl-set 5
iptables -t mangle -A FORWARD -j TTL --ttl-inc 5
iptables -t mangle -A FORWARD -j TOS --set-tos 0x10
iptables -t mangle -A FORWARD -j DSCP --set-dscp 10
iptables -t mangle -A FORWARD -j REJECT
iptables -A FORWARD -m connmark --mark 1 -j ACCEPT
iptables -A FORWARD -m connmark ! --mark 1/2 -j ACCEPT
iptables -A FORWARD -m mark ! --mark 1 -j ACCEPT
iptables -A FORWARD -m conntrack ! --ctstate INVALID,DNAT -j ACCEPT
iptables -A FORWARD -m conntrack --ctstatus SEEN_REPLY --ctdir REPLY -j ACCEPT
iptables -A FORWARD -m conntrack --ctproto tcp --ctorigsrc 1.1.1.1 --ctorigdst 2.2.2.0/24 --ctorigdstport 80 -j ACCEPT
iptables -A FORWARD -m state ! --state NEW -j ACCEPT
iptables -A FORWARD -p icmp --icmp-type 3/1 -j ACCEPT
iptables -A FORWARD -p icmp ! --icmp-type any -j ACCEPT
iptables -A FORWARD -p icmp --icmp-type any -j ACCEPT
iptables -A FORWARD -p icmp --icmp-type 13 -j ACCEPT
iptables -A FORWARD -p tcp ! --dport 80 ! --sport 1:2 -j ACCEPT
iptables -A FORWARD -p tcp --tcp-flags ALL NONE -j ACCEPT
iptables -A FORWARD -p udp -m udp -j ACCEPT
iptables -A FORWARD -p sctp --dport 80 -j ACCEPT
iptables -A FORWARD -p tcp -m multiport ! --sports 1,2 -j ACCEPT
iptables -A FORWARD -p tcp -m multiport --ports 1,2 -j ACCEPT
iptables -A FORWARD -m addrtype ! --src-type LOCAL,BROADCAST --dst-type UNICAST --limit-iface-in -j ACCEPT
iptables -A FORWARD -m addrtype --dst-type UNICAST --limit-iface-in -j ACCEPT
iptables -A FORWARD -m statistic --mode nth --every 3 --packet 1 -j ACCEPT
iptables -A FORWARD -m statistic --mode random ! --probability 0.1 -j ACCEPT
iptables -A FORWARD -m iprange ! --dst-range 1.1.1.1-1.1.1.2 -j ACCEPT
iptables -A FORWARD -m iprange --src-range 1.1.1.1-1.1.1.2 --dst-range 1.1.1.1-1.1.1.2 -j ACCEPT
iptables -A FORWARD -m mac ! --mac-source 02:00:00:00:0a:01 -j ACCEPT
iptables -A FORWARD -m length ! --length 5 -j ACCEPT
iptables -A FORWARD -m tos --tos 0x10 -j ACCEPT
iptables -A FORWARD -m dscp --dscp 10 -j ACCEPT
iptables -A FORWARD -m ttl --ttl-lt 5 -j ACCEPT
iptables -A FORWARD -m ttl --ttl-gt 5 -j ACCEPT
iptables -A FORWARD -m ttl ! --ttl-eq 5 -j ACCEPT
iptables -A FORWARD -m pkttype --pkt-type multicast -j ACCEPT
iptables -A FORWARD -m pkttype ! --pkt-type unicast -j ACCEPT
iptables -A FORWARD -m physdev --physdev-is-bridged --physdev-in v1 ! --physdev-out v2 -j ACCEPT
iptables -A FORWARD -m physdev --physdev-is-in -j ACCEPT
iptables -t raw -A PREROUTING -m rpfilter --invert --loose --validmark -j DROP
iptables -A FORWARD -m limit --limit 3/hour --limit-burst 9 -j ACCEPT
iptables -A FORWARD -m limit -j ACCEPT
iptables -A FORWARD -m limit --limit 10/s -j ACCEPT
iptables -A FORWARD -j LOG
iptables -A FORWARD -j LOG --log-level debug --log-prefix x
iptables -A FORWARD ! -s 0.0.0.0/0 -j ACCEPT
iptables -A FORWARD -s 127.0.0.1 -d 127.0.0.0/8 -j ACCEPT
iptables -A FORWARD -s 10.1.2.3/255.0.255.0 -j ACCEPT
iptables -A FORWARD -s 10 -j ACCEPT
iptables -A FORWARD -s 10.1 -j ACCEPT
iptables -A FORWARD -s nosuchhost -j ACCEPT
iptables -A FORWARD -p TCP -j ACCEPT
iptables -A FORWARD -p 6 --dport 1 -j ACCEPT
iptables -A FORWARD -p esp -j ACCEPT
iptables -A FORWARD -p ipv6-icmp -j ACCEPT
iptables -A FORWARD -p 200 -j ACCEPT
iptables -A FORWARD -p 300 -j ACCEPT
iptables -A FORWARD -i averyveryverylongname -j ACCEPT
iptables -A FORWARD -g N9
iptables -N N9
iptables -A FORWARD -g N9
iptables -A FORWARD -j REJECT --reject-with icmp-host-prohibited
iptables -A FORWARD -j REJECT --reject-with tcp-reset
iptables -A FORWARD -j REJECT --reject-with foo
iptables -A FORWARD -j MARK
iptables -A FORWARD -j DNAT
iptables -A FORWARD -m mark -j ACCEPT
iptables -A FORWARD -m mark --mark x -j ACCEPT
iptables -A FORWARD -m conntrack --ctstate FOO -j ACCEPT
iptables -A FORWARD -p tcp --dport foo -j ACCEPT
iptables -A FORWARD -p tcp --dport 5:1 -j ACCEPT
iptables -A FORWARD -p tcp --dport -j ACCEPT
iptables -A FORWARD -m multiport --dports 80 -j ACCEPT
iptables -A FORWARD -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 -j ACCEPT
iptables -A FORWARD -p tcp -m set --match-set foo src -j ACCEPT
iptables -A OUTPUT -m owner --uid-owner 0 -j ACCEPT
iptables -A OUTPUT -m owner ! --gid-owner 5-7 -j ACCEPT
iptables -I FORWARD -s 9.9.9.9,9.9.9.8 -d 8.8.8.8,8.8.4.4 -j DROP
iptables -S
iptables -t nat -S
iptables -t mangle -S
iptables -t raw -S
iptables -L -n -x -v
iptables -L -n
iptables -L
iptables -t nat -L -n
iptables -t nat -L
iptables -t mangle -L -n
iptables -t mangle -L
iptables -t raw -L -n
iptables -D FORWARD
iptables -D FORWARD -m conntrack --ctstate FOO -j ACCEPT
iptables -A FORWARD -A INPUT -j ACCEPT
iptables -S -L
iptables -P INPUT DROP ACCEPT
iptables -F -X
iptables -A FORWARD 3 -j ACCEPT
iptables -F FORWARD 3
iptables -N
iptables -N A B
ip6tables -A INPUT -p ipv6-icmp --icmpv6-type 128 -j ACCEPT
ip6tables -A INPUT -s fd00::1 -p tcp --dport 80 -j REJECT
ip6tables -A INPUT -s 10.0.0.1 -j REJECT
iptables -A INPUT -s fd00::1 -j REJECT
ip6tables -A INPUT -m hl --hl-eq 3 -j ACCEPT
ip6tables -L -n
ip6tables -L
ip6tables -S
ip6tables -L -n -v
