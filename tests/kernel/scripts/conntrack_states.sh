ip netns add inner; ip netns add outer; ip netns add gw
ip -n gw link add gi type veth peer name ei netns inner; ip -n gw link add go type veth peer name eo netns outer
ip -n gw link set gi up; ip -n gw link set go up; ip -n inner link set ei up; ip -n outer link set eo up; ip -n gw link set lo up; ip -n inner link set lo up; ip -n outer link set lo up
ip -n inner addr add 10.0.0.2/24 dev ei; ip -n gw addr add 10.0.0.1/24 dev gi; ip -n gw addr add 20.0.0.1/24 dev go; ip -n outer addr add 20.0.0.2/24 dev eo
ip -n inner route add default via 10.0.0.1; ip netns exec gw sysctl -w net.ipv4.ip_forward=1
ip -n outer route add default via 20.0.0.1
ip netns exec gw iptables -P FORWARD DROP
ip netns exec gw iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
ip netns exec gw iptables -A FORWARD -i gi -m conntrack --ctstate NEW -j ACCEPT
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec outer nc -zv -w 1 10.0.0.2 80
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec outer ping -c 1 -W 1 10.0.0.2
ip netns exec inner nc -zuv -w 1 20.0.0.2 5353
ip netns exec gw iptables -I FORWARD -p tcp --syn --dport 80 -j REJECT
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec gw iptables -D FORWARD 1
ip netns exec gw iptables -t raw -A PREROUTING -p icmp -j CT --notrack
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -I FORWARD -m conntrack --ctstate UNTRACKED -j ACCEPT
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -S
