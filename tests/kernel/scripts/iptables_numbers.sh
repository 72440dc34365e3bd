iptables -A INPUT -s 10.0.0.1 -j ACCEPT
iptables -A INPUT -s 10.0.0.2 -j DROP
iptables -A INPUT -s 10.0.0.3 -j REJECT
iptables -I INPUT -s 10.0.0.4 -j ACCEPT
iptables -I INPUT 2 -s 10.0.0.5 -p udp --dport 53 -j ACCEPT
iptables -L INPUT -n --line-numbers
iptables -L INPUT 2 -n --line-numbers
iptables -S INPUT 3
iptables -D INPUT 3
iptables -R INPUT 1 -s 10.0.0.44 -j DROP
iptables -R INPUT 9 -s 10.0.0.44 -j DROP
iptables -D INPUT 7
iptables -D INPUT -s 10.0.0.9 -j DROP
iptables -C INPUT -s 10.0.0.2 -j DROP && echo there
iptables -C INPUT -s 10.0.0.9 -j DROP || echo absent
iptables -C INPUT -s 10.0.0.2/32 -j DROP; echo $?
iptables -D INPUT -s 10.0.0.2 -j DROP
iptables -D INPUT -s 10.0.0.2 -j DROP
iptables -L INPUT -n --line-numbers -v
iptables -Z INPUT 1
iptables -I INPUT x -j DROP
iptables -I INPUT -1 -j DROP
iptables -D INPUT 1 2
iptables -S
