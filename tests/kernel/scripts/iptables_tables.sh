for t in filter nat mangle raw security; do iptables -t $t -S; done
for t in filter nat mangle raw; do iptables -t $t -A OUTPUT -p tcp --dport 80 -j ACCEPT; done
for t in nat mangle raw; do iptables -t $t -A PREROUTING -p udp -j ACCEPT; done
iptables -t raw -A INPUT -j ACCEPT
iptables -t raw -A FORWARD -j ACCEPT
iptables -t nat -A FORWARD -j ACCEPT
iptables -t filter -A PREROUTING -j ACCEPT
iptables -A POSTROUTING -j ACCEPT
iptables -t nat
iptables -t Nat -L
iptables -t nat -A POSTROUTING -j DROP
iptables -t raw -A PREROUTING -j DROP -p 89
iptables -t mangle -A PREROUTING -j REJECT
iptables -t raw -A PREROUTING -j MASQUERADE
iptables -t mangle -A POSTROUTING -j SNAT --to 1.1.1.1
iptables -t nat -A PREROUTING -j SNAT --to 1.1.1.1
iptables -t nat -A OUTPUT -j MASQUERADE
iptables -t nat -A POSTROUTING -j REDIRECT
iptables -t filter -A INPUT -j DNAT --to 1.1.1.1
iptables -t raw -A PREROUTING -j CT --notrack
iptables -t raw -A PREROUTING -j NOTRACK
