ip netns add ns1
ip link show lo
ip addr show lo
ip -4 route show table all
ip link add br0 type bridge
ip link set br0 up
ip -br link
ip link show br0
ip link add v1 type veth peer name v2
ip link
ip link set v1 master br0
ip link show br0
ip -br link
ip link set v1 up
ip link
ip link set v2 up
ip link
bridge link
ip link set v2 down
ip link
ip addr add 10.0.0.1/24 dev v2
ip -4 route show table all
ip link set v2 up
ip -4 route show table all
ip link set v1 down
ip -4 route show table all
ip link show v2
ip addr add 10.0.0.2/24 dev v2
ip addr add 10.0.0.5 peer 10.0.0.6 dev v2
ip addr show v2
ip -4 route show table all
ip addr del 10.0.0.1/24 dev v2
ip addr
ip addr del 10.0.0.2 dev v2
ip addr flush dev v2
ip addr show v2
ip route
ip link del v1
ip link
