ip netns add inner; ip netns add outer
ip link add gi type veth peer name ei netns inner; ip link add go type veth peer name eo netns outer
ip link set gi up; ip link set go up; ip -n inner link set ei up; ip -n outer link set eo up
ip addr add 10.0.0.1/24 dev gi; ip addr add 20.0.0.1/24 dev go; ip -n inner addr add 10.0.0.2/24 dev ei; ip -n outer addr add 20.0.0.2/24 dev eo
ip -n inner route add default via 10.0.0.1
sysctl -w net.ipv4.ip_forward=1
iptables -t nat -A POSTROUTING -o go -j SNAT --to-source 20.0.0.77
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip addr add 20.0.0.77/24 dev go
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip addr del 20.0.0.77/24 dev go
ip -n outer neigh flush all
iptables -t nat -R POSTROUTING 1 -o go -j SNAT --to-source 30.0.0.1
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip -n outer route add 30.0.0.0/24 via 20.0.0.1
ip netns exec inner ping -c 1 -W 1 20.0.0.2
