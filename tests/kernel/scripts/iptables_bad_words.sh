iptables -A
iptables -A INPUT -p
iptables -A INPUT -s
iptables -A INPUT -s 10.0.0.256 -j DROP
iptables -A INPUT -p tcp --dport http-foo -j DROP
iptables -A INPUT -p tcp --dport 65536 -j DROP
iptables -A INPUT -p tcp --dport 0 -j DROP
iptables -A INPUT -p tcp --dport -1 -j DROP
iptables -A INPUT -p tcp --dport 80,443 -j DROP
iptables -A INPUT -p tcp --dports 80,443 -j DROP
iptables -A INPUT -p tcp -m multiport --dports 80,,443 -j DROP
iptables -A INPUT -p tcp -m multiport --dports 80,x -j DROP
iptables -A INPUT -p icmp --dport 80 -j DROP
iptables -A INPUT --icmp-type 8 -j DROP
iptables -A INPUT -j LOG --log-prefix "a very long prefix that is too long indeed"
iptables -A input -j DROP
iptables -A INPUT -J DROP
iptables -A INPUT -i -j DROP
iptables -A INPUT -j DROP extra
iptables -A INPUT -s !10.0.0.1 -j DROP
iptables -S
