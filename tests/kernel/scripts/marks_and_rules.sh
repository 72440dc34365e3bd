ip netns add inner; ip netns add outer; ip netns add gw
ip -n gw link add gi type veth peer name ei netns inner; ip -n gw link add go type veth peer name eo netns outer
ip -n gw link set gi up; ip -n gw link set go up; ip -n inner link set ei up; ip -n outer link set eo up; ip -n gw link set lo up; ip -n inner link set lo up; ip -n outer link set lo up
ip -n inner addr add 10.0.0.2/24 dev ei; ip -n gw addr add 10.0.0.1/24 dev gi; ip -n gw addr add 20.0.0.1/24 dev go; ip -n outer addr add 20.0.0.2/24 dev eo
ip -n inner route add default via 10.0.0.1; ip netns exec gw sysctl -w net.ipv4.ip_forward=1
ip -n outer route add default via 20.0.0.1
ip netns exec gw iptables -t mangle -A PREROUTING -p icmp -j MARK --set-mark 7
ip netns exec gw iptables -A FORWARD -m mark --mark 7 -j DROP
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec inner nc -zv -w 1 20.0.0.2 81
ip netns exec gw iptables -F
ip -n gw rule add fwmark 7 table 77
ip -n gw route add unreachable default table 77
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec inner nc -zv -w 1 20.0.0.2 81
ip -n gw route replace prohibit default table 77
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip -n gw rule del fwmark 7
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -t mangle -A FORWARD -j MARK --or-mark 8
ip netns exec gw iptables -A FORWARD -m mark --mark 8/8 -j REJECT --reject-with icmp-host-prohibited
ip netns exec inner ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -t mangle -L -n
ip netns exec gw iptables -t mangle -F PREROUTING
ip netns exec gw iptables -t mangle -S
ip netns exec gw iptables-save -t mangle | grep -v '^#'
