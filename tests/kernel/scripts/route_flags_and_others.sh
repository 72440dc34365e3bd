# Flags and metrics of routes, multiport's short words, what arp calls the loopback, ends of addresses, settings of those to come.
ip link add v1 type veth peer name v2
ip addr add 10.0.0.1/24 dev v1
ip link set v1 up
ip route add 10.1.0.0/24 dev v1 mtu 1300
ip route add 10.2.0.0/24 via 10.0.0.2 dev v1 onlink mtu 1200
ip route add 10.3.0.0/24 mtu 1200 nexthop via 10.0.0.2 nexthop via 10.0.0.3
ip route add 10.4.0.0/24 via 10.0.0.2 metric 5 mtu 1200
ip route
ip -j route
iptables -A INPUT -p tcp -m multiport --dports 80,443 --dport 80
iptables -A INPUT -p tcp -m multiport --dport 80
iptables -A INPUT -p tcp -m multiport --dport 80,81
iptables -A INPUT -p tcp -m tcp --dport 80 -m multiport --dports 80
iptables -A INPUT -p tcp -m tcp -m multiport --dport 80
iptables -A INPUT -p tcp -m multiport --sport 80
iptables -A INPUT -p tcp -m multiport --destination-port 80
iptables -A INPUT -p tcp -m multiport --port 80
iptables -S
ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:01 dev lo
arp -n
arp -an
ip addr add 10.6.0.3 peer 10.7.0.4/24 dev v2
ip addr del 10.6.0.3/24 dev v2
ip addr del 10.6.0.3 peer 10.7.0.9/24 dev v2
ip addr add 10.6.0.3 peer 10.7.0.4/24 dev v2
ip addr del 10.6.0.3 peer 10.7.0.4/24 dev v2
ip addr add 10.6.0.3 peer 10.7.0.4 dev v2
ip addr del 10.6.0.3 dev v2
ip addr del 10.6.0.3/32 dev v2
ip addr del 10.6.0.3 peer 10.7.0.4 dev v2
ip -br addr
echo 2 > /proc/sys/net/ipv4/conf/default/rp_filter
sysctl net.ipv4.conf.v1.rp_filter
sysctl net.ipv4.conf.lo.rp_filter
ip link add w1 type veth peer name w2
sysctl net.ipv4.conf.w1.rp_filter
sysctl -w net.ipv4.conf.w1.rp_filter=2
echo 1 > /proc/sys/net/ipv4/conf/default/rp_filter
sysctl net.ipv4.conf.w1.rp_filter
sysctl net.ipv4.conf.w2.rp_filter
echo 1 > /proc/sys/net/ipv4/conf/default/forwarding
sysctl net.ipv4.conf.w1.forwarding
echo 1 > /proc/sys/net/ipv4/conf/default/proxy_arp
sysctl net.ipv4.conf.w1.proxy_arp
