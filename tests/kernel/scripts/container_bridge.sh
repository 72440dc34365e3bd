for n in c1 c2; do ip netns add $n; ip link add h$n type veth peer name eth0 netns $n; ip -n $n link set lo up; done
ip link add docker0 type bridge; ip addr add 172.17.0.1/16 brd + dev docker0
for n in c1 c2; do ip link set h$n master docker0; ip link set h$n up; ip -n $n link set eth0 up; done
ip link set docker0 up
ip -n c1 addr add 172.17.0.2/16 dev eth0; ip -n c2 addr add 172.17.0.3/16 dev eth0
ip -n c1 route add default via 172.17.0.1; ip -n c2 route add default via 172.17.0.1
ip netns add net
ip link add up0 type veth peer name eth0 netns net
ip link set up0 up; ip -n net link set eth0 up; ip addr add 8.8.0.1/24 dev up0; ip -n net addr add 8.8.0.8/24 dev eth0
ip netns exec c1 ping -c 1 -W 1 172.17.0.3
ip netns exec c1 ping -c 1 -W 1 8.8.0.8
sysctl -w net.ipv4.ip_forward=1
iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
ip netns exec c1 ping -c 1 -W 1 8.8.0.8
ip netns exec c1 traceroute -n -q 1 -N 1 8.8.0.8
iptables -t nat -A PREROUTING ! -i docker0 -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
ip netns exec net nc -zv -w 1 8.8.0.1 8080
iptables -P FORWARD DROP
ip netns exec net nc -zv -w 1 8.8.0.1 8080
iptables -A FORWARD -o docker0 -d 172.17.0.2 -p tcp --dport 80 -j ACCEPT
iptables -A FORWARD -i docker0 -j ACCEPT
ip netns exec net nc -zv -w 1 8.8.0.1 8080
ip netns exec c2 nc -zv -w 1 8.8.0.1 8080
ip netns exec c1 ping -c 1 -W 1 172.17.0.3
ip netns exec c1 ip neigh show 172.17.0.3 | wc -l
ip -br link show master docker0 | sort
ip netns del c1
sleep 1
ip -br link show master docker0
ping -c 1 -W 1 172.17.0.2
