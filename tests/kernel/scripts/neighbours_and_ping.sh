# The kernel lists neighbours in the order of a hash that chance seeds: they are sorted.
ip netns add ns1
ip netns add ns2
ip link add v1 type veth peer name v2 netns ns1
ip link set v1 up; ip -n ns1 link set v2 up
ip addr add 10.0.0.1/24 dev v1
ip -n ns1 addr add 10.0.0.2/24 dev v2
ip route add default via 10.0.0.2
ip route add blackhole 10.9.0.0/16
ip route add unreachable 10.10.0.0/16
ip route add prohibit 10.11.0.0/16
ip neigh | sort
ping -c 1 10.0.0.2
ip neigh | sort
ip neigh add 10.0.0.77 lladdr 02:00:00:00:00:07 dev v1
ip neigh add 10.0.0.77 lladdr 02:00:00:00:00:07 dev v1
ip neigh show dev v1 | sort
ip neigh del 10.0.0.77 dev v1
ip neigh del 10.0.0.77 dev v1
ping -c 1 -W 1 10.0.0.99
ping -c 1 -W 1 10.9.1.1
ping -c 1 -W 1 10.10.1.1
ping -c 1 -W 1 10.11.1.1
ip route del default
ping -c 1 8.8.8.8
ip -n ns2 route
ip netns exec ns2 ping -c 1 127.0.0.1
ip netns exec ns2 ping -c 1 10.0.0.1
ping -c 1 300.1.1.1
ping
ip link set v1 down
ip route
ip addr show v1
ip link set v1 up
ip route
sysctl net.ipv4.ip_forward
sysctl -w net.ipv4.ip_forward=1
sysctl -n net.ipv4.ip_forward
sysctl net.ipv4.nope
cat /proc/sys/net/ipv4/ip_forward
cat /nope
echo 0 > /proc/sys/net/ipv4/ip_forward
cat /proc/sys/net/ipv4/ip_forward
ip netns del ns2
ip netns del ns1
ip link
ip route
