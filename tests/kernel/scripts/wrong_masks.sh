ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.130/25 dev v2
ping -c 1 -W 1 10.0.0.130
ip netns exec peer ping -c 1 -W 1 10.0.0.1
ip -n peer route add 10.0.0.1 dev v2
ping -c 1 -W 1 10.0.0.130
ip -n peer addr flush dev v2
ip -n peer addr add 10.0.0.2 dev v2
ip -n peer route add default dev v2
ping -c 1 -W 1 10.0.0.2
ip -n peer addr add 10.0.0.1/24 dev v2
ip netns exec peer ping -c 1 -W 1 10.0.0.1
ping -c 1 -W 1 10.0.0.2
ip -n peer addr flush dev v2; ip -n peer addr add 10.0.0.0/31 dev v2; ip addr flush dev v1; ip addr add 10.0.0.1/31 dev v1
ping -c 1 -W 1 10.0.0.0
ip route
