ip netns add inner; ip netns add outer; ip netns add gw
ip -n gw link add gi type veth peer name ei netns inner; ip -n gw link add go type veth peer name eo netns outer
ip -n gw link set gi up; ip -n gw link set go up; ip -n inner link set ei up; ip -n outer link set eo up; ip -n gw link set lo up; ip -n inner link set lo up; ip -n outer link set lo up
ip -n inner addr add 10.0.0.2/24 dev ei; ip -n gw addr add 10.0.0.1/24 dev gi; ip -n gw addr add 20.0.0.1/24 dev go; ip -n outer addr add 20.0.0.2/24 dev eo
ip -n inner route add default via 10.0.0.1; ip netns exec gw sysctl -w net.ipv4.ip_forward=1
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -t nat -A POSTROUTING -o go -j MASQUERADE
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec outer ping -c 1 -W 1 10.0.0.2
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec gw iptables -t nat -F
ip netns exec gw iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -j SNAT --to-source 20.0.0.1
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -t nat -R POSTROUTING 1 -s 10.0.0.0/24 -j SNAT --to-source 20.0.0.77
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip -n gw addr add 20.0.0.77/24 dev go
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec gw iptables -t nat -L POSTROUTING -n
ip netns exec gw iptables -t nat -S POSTROUTING
