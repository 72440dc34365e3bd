ip6tables -A INPUT -s fd00::/8 -p tcp --dport 22 -j ACCEPT
ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-request -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp --icmpv6-type neighbor-solicitation -j ACCEPT
ip6tables -A INPUT -p icmp -j ACCEPT
ip6tables -A INPUT -j REJECT --reject-with icmp6-adm-prohibited
ip6tables -A INPUT -j REJECT --reject-with icmp-host-prohibited
ip6tables -A INPUT -p tcp -j REJECT --reject-with tcp-reset
ip6tables -A INPUT -s 10.0.0.1 -j DROP
ip6tables -A INPUT -s 2001:db8::1/64 -j DROP
ip6tables -A INPUT -s ::/0 -d ::1 -j ACCEPT
ip6tables -t nat -A POSTROUTING -o eth0 -j MASQUERADE
ip6tables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination [fd00::5]:8080
ip6tables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination fd00::5
ip6tables -L -n --line-numbers
ip6tables -L INPUT -nv
ip6tables -S
ip6tables -t nat -S
ip6tables -N WEB6
ip6tables -P FORWARD DROP
ip6tables -D INPUT 1
ip6tables -D INPUT 99
ip6tables-save | grep -v '^#'
ip6tables-save | ip6tables-restore
ip6tables -F
ip6tables -X
ip6tables -S
iptables -S
