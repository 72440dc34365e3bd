iptables -A FORWARD -j DROP -p tcp --dport 8080
iptables -A FORWARD -j LOG -p tcp --dport 80 --log-prefix x
iptables -A FORWARD -j ACCEPT -m state --state NEW -p tcp --dport 22
iptables -t nat -A PREROUTING -j DNAT -p tcp --dport 80 --to-destination 1.2.3.4:80
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 1.2.3.4:80 --dport 80
iptables -A FORWARD -j REJECT -p tcp --reject-with tcp-reset --dport 99
iptables -C FORWARD -p tcp --dport 8080 -j DROP
iptables -A INPUT -p tcp --dport 22 --syn -j ACCEPT
iptables -C INPUT -p tcp --syn --dport 22 -j ACCEPT
iptables -t nat -A PREROUTING -p tcp --dport 81 -j DNAT --to 10.0.0.2:80
iptables -t nat -A POSTROUTING -j SNAT --to 1.2.3.4
iptables -t nat -A PREROUTING -p tcp --dport 82 -j REDIRECT --to-port 8080
iptables -A INPUT -m state -j DROP
iptables -A INPUT -m conntrack -j DROP
iptables -A INPUT -m comment -j ACCEPT
iptables -A INPUT -p tcp -m multiport -j ACCEPT
iptables -A INPUT -p icmp -m icmp -j ACCEPT
iptables -A INPUT -p tcp -m udp --dport 53 -j ACCEPT
iptables -A INPUT -m tcp --dport 53 -j ACCEPT
iptables -A INPUT -p udp --syn -j ACCEPT
iptables -A INPUT -m state --ctstate NEW -j ACCEPT
iptables -A INPUT ! -j ACCEPT
iptables -A INPUT -j ACCEPT !
iptables -A INPUT ! -i + -j ACCEPT
iptables -A INPUT -j LOG --log-level foo
iptables -A INPUT -m state --state established -j ACCEPT
iptables 1 -Z
iptables -Z 1
iptables -N LOG
iptables -N DNAT
iptables -N RETURN
iptables -L -n --line
iptables --app INPUT -j ACCEPT
iptables -S INPUT 0
iptables -A INPUT -p tcp -m conntrack --ctstate NEW --dport 80 -j ACCEPT
iptables -A INPUT -p tcp -m conntrack --ctstate NEW -m tcp --dport 80 -j ACCEPT
iptables -S
iptables -t nat -S
iptables -L -n
ping -c 1 127.0.0.9 > /dev/null && echo UP
ip link show nope > /dev/null && echo there
ip link show nope 2> /dev/null || echo none
ip link show nope > /dev/null 2>&1 || echo none
for i in 1 2 3; do echo $i; done | wc -l
for i in 1 2 3; do echo $i; done > /dev/null
echo abc | grep -q b && echo found
echo abc | grep '[a-c]'
echo abc | grep 'x\|b'
echo abc | grep -E 'x|b'
echo abc | grep -E 'x+' || echo not
