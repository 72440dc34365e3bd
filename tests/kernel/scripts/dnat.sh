ip netns add inner; ip netns add outer; ip netns add gw
ip -n gw link add gi type veth peer name ei netns inner; ip -n gw link add go type veth peer name eo netns outer
ip -n gw link set gi up; ip -n gw link set go up; ip -n inner link set ei up; ip -n outer link set eo up; ip -n gw link set lo up; ip -n inner link set lo up; ip -n outer link set lo up
ip -n inner addr add 10.0.0.2/24 dev ei; ip -n gw addr add 10.0.0.1/24 dev gi; ip -n gw addr add 20.0.0.1/24 dev go; ip -n outer addr add 20.0.0.2/24 dev eo
ip -n inner route add default via 10.0.0.1; ip netns exec gw sysctl -w net.ipv4.ip_forward=1
ip netns exec gw iptables -t nat -A PREROUTING -i go -p tcp --dport 80 -j DNAT --to-destination 10.0.0.2:8080
ip netns exec outer nc -zv -w 1 20.0.0.1 80
ip netns exec outer nc -zv -w 1 20.0.0.1 81
ip netns exec gw nc -zv -w 1 20.0.0.1 80
ip netns exec gw iptables -t nat -A OUTPUT -d 20.0.0.1 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.2:8080
ip netns exec gw nc -zv -w 1 20.0.0.1 80
ip netns exec inner nc -zv -w 1 20.0.0.1 80
ip netns exec gw iptables -t nat -A PREROUTING -i gi -d 20.0.0.1 -p tcp --dport 80 -j DNAT --to-destination 10.0.0.2:8080
ip netns exec inner nc -zv -w 1 20.0.0.1 80
ip netns exec gw iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -d 10.0.0.2 -j MASQUERADE
ip netns exec inner nc -zv -w 1 20.0.0.1 80
ip netns exec gw iptables -A FORWARD -p tcp --dport 80 -j DROP
ip netns exec outer nc -zv -w 1 20.0.0.1 80
ip netns exec gw iptables -A FORWARD -p tcp --dport 8080 -j REJECT
ip netns exec outer nc -zv -w 1 20.0.0.1 80
ip netns exec gw iptables -R FORWARD 2 -p tcp --dport 8080 -j REJECT --reject-with tcp-reset
ip netns exec outer nc -zv -w 1 20.0.0.1 80
ip netns exec gw iptables -t nat -D PREROUTING 1
ip netns exec outer nc -zv -w 1 20.0.0.1 80
