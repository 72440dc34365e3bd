iptables -t nat -A PREROUTING -d 10.0.0.1 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.1:8080
iptables -t nat -A POSTROUTING ! -s 10.0.0.0/8 -o eth0 -j SNAT --to-source 1.1.1.1-1.1.1.3:1000-2000
iptables -A INPUT -p tcp -m multiport --sports 1:1024,8080 -m comment --comment "low ports" -j ACCEPT
iptables -A INPUT -p udp --sport 68 --dport 67 -j ACCEPT
iptables -A INPUT -p tcp --tcp-flags SYN,ACK,FIN SYN -j DROP
iptables -A INPUT -p icmp --icmp-type time-exceeded -j ACCEPT
iptables -A INPUT -p icmp --icmp-type destination-unreachable -j ACCEPT
iptables -A INPUT ! -i eth+ -s 192.168.0.0/255.255.0.0 -j REJECT --reject-with icmp-net-prohibited
iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m limit --limit 3/minute --limit-burst 3 -j LOG --log-prefix "ssh: " --log-level 4
iptables -L
iptables -L -n
iptables -L --line-numbers
iptables -vL OUTPUT
iptables -t nat -L
iptables -t nat -nvL --line-numbers
iptables -n -L FORWARD -t mangle
iptables --list --numeric
iptables --list-rules
iptables -L -n INPUT 2
