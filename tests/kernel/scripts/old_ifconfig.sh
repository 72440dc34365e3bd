ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
ifconfig v1
ifconfig v1 10.0.0.5
ifconfig v1 10.0.0.5 netmask 255.255.255.0
ifconfig v1 10.0.0.6/24
ip -4 -br addr
ifconfig v1 mtu 1400
ifconfig v1 foo
ifconfig v1 0.0.0.0
ip -4 addr show v1
ifconfig v1 down
ifconfig -a | grep -c flags
ifconfig | grep -c flags
ip -br link show v1
