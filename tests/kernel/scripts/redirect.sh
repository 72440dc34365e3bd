ip netns add inner; ip netns add outer; ip netns add gw
ip -n gw link add gi type veth peer name ei netns inner; ip -n gw link add go type veth peer name eo netns outer
ip -n gw link set gi up; ip -n gw link set go up; ip -n inner link set ei up; ip -n outer link set eo up; ip -n gw link set lo up; ip -n inner link set lo up; ip -n outer link set lo up
ip -n inner addr add 10.0.0.2/24 dev ei; ip -n gw addr add 10.0.0.1/24 dev gi; ip -n gw addr add 20.0.0.1/24 dev go; ip -n outer addr add 20.0.0.2/24 dev eo
ip -n inner route add default via 10.0.0.1; ip netns exec gw sysctl -w net.ipv4.ip_forward=1
ip netns exec gw iptables -t nat -A PREROUTING -i gi -p tcp --dport 80 -j REDIRECT --to-ports 3128
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec inner nc -zv -w 1 1.2.3.4 80
ip netns exec inner nc -zv -w 1 10.0.0.1 80
ip netns exec inner nc -zv -w 1 10.0.0.1 3128
ip netns exec gw iptables -A INPUT -p tcp --dport 3128 -m conntrack ! --ctstate DNAT -j REJECT
ip netns exec inner nc -zv -w 1 10.0.0.1 3128
ip netns exec inner nc -zv -w 1 10.0.0.1 80
ip netns exec inner iptables -t nat -A OUTPUT -p tcp --dport 90 -j REDIRECT --to-port 91
ip netns exec inner nc -zv -w 1 20.0.0.2 90
ip netns exec inner nc -zv -w 1 127.0.0.1 90
ip netns exec inner iptables -t nat -A OUTPUT -p icmp -d 9.9.9.9 -j DNAT --to-destination 10.0.0.1
ip netns exec inner ping -c 1 -W 1 9.9.9.9
ip netns exec gw iptables -t nat -A PREROUTING -d 20.0.0.50 -j DNAT --to 20.0.0.2
ip -n outer route add 10.0.0.0/24 via 20.0.0.1
ip netns exec inner ping -c 1 -W 1 20.0.0.50
