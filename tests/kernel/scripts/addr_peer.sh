ip netns add a
ip link add v1 type veth peer name v2 netns a
ip link set v1 up; ip -n a link set v2 up
ip addr add 10.0.0.1 peer 10.0.0.2 dev v1
ip -n a addr add 10.0.0.2 peer 10.0.0.1/32 dev v2
ip addr show v1
ip route
ping -c 1 -W 1 10.0.0.2
ip addr add 10.0.1.1 peer 10.0.2.0/24 dev v1
ip route
ip addr del 10.0.0.1 dev v1
ip -4 -br addr
ip addr del 10.0.1.1 peer 10.0.2.0/24 dev v1
ip route
ip addr add 10.0.0.1/32 dev v1
ip route add 10.0.0.2 dev v1
ip route add default via 10.0.0.2
ip route
ping -c 1 -W 1 10.0.0.2
ip route get 8.8.8.8
