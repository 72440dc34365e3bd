iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2:99999
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2:90-80
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2:
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2:0
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2:80-99999
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2:http
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination :80
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.2:x
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 99999
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 90-80
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports http
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports x
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 0
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 99999
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 9-8
iptables -t nat -A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.2:70000
iptables -t nat -A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.300
iptables -t nat -A POSTROUTING -p tcp -j SNAT --to-source 10.0.0.0/24
iptables -A INPUT -p tcp -dport 22
iptables -A INPUT -p tcp -sport 22
iptables -A INPUT -p tcp --dport 22 -J ACCEPT
iptables -A INPUT -m state --state NEW ESTABLISHED -j ACCEPT
iptables -L INPUT OUTPUT
iptables -A INPUT -m limit --limit 0/s
iptables -A INPUT -m limit --limit x
iptables -A INPUT -p icmp --icmp-type echo
iptables -A INPUT -p icmp --icmp-type 300
iptables -A INPUT -p icmp --icmp-type nope
iptables -A INPUT -p icmp --icmp-type net
iptables -A INPUT -p icmp --icmp-type 3/300
iptables -A INPUT -p tcp --tcp-flags SYN
iptables -A INPUT -p tcp --tcp-flags SYN,NOPE SYN
iptables -A INPUT -p tcp -m tcp --dport 22 80
iptables -A INPUT -s 10.0.0.1 10.0.0.2 -j ACCEPT
iptables -t nat -S
iptables -S
