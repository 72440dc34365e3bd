ip netns add inner; ip netns add outer; ip netns add gw
ip -n gw link add gi type veth peer name ei netns inner; ip -n gw link add go type veth peer name eo netns outer
ip -n gw link set gi up; ip -n gw link set go up; ip -n inner link set ei up; ip -n outer link set eo up; ip -n gw link set lo up; ip -n inner link set lo up; ip -n outer link set lo up
ip -n inner addr add 10.0.0.2/24 dev ei; ip -n gw addr add 10.0.0.1/24 dev gi; ip -n gw addr add 20.0.0.1/24 dev go; ip -n outer addr add 20.0.0.2/24 dev eo
ip -n inner route add default via 10.0.0.1; ip netns exec gw sysctl -w net.ipv4.ip_forward=1
ip -n outer route add default via 20.0.0.1
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -A FORWARD -d 20.0.0.2 -j REJECT
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec inner curl -sS --connect-timeout 1 http://20.0.0.2/
ip netns exec gw iptables -R FORWARD 1 -p tcp -d 20.0.0.2 -j REJECT --reject-with tcp-reset
ip netns exec inner nc -zv -w 1 20.0.0.2 80
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -F; ip netns exec gw iptables -A FORWARD -j DROP
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec inner ping -c 1 -W 1 20.0.0.1
ip netns exec inner curl -sS --connect-timeout 1 http://20.0.0.2/
ip netns exec gw iptables -P INPUT DROP
ip netns exec inner ping -c 1 -W 1 20.0.0.1
ip netns exec gw ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
ip netns exec gw ping -c 1 -W 1 20.0.0.2
ip netns exec inner iptables -A OUTPUT -d 20.0.0.1 -j REJECT
ip netns exec inner nc -zv -w 1 20.0.0.1 80
ip netns exec inner iptables -R OUTPUT 1 -d 20.0.0.1 -j DROP
ip netns exec inner ping -c 1 -W 1 20.0.0.1
ip netns exec inner nc -zv -w 1 20.0.0.1 80
