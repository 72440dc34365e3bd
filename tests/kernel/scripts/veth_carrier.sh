ip link add v1 type veth peer name v2
ip link set v1 up
ip l sh v1
ip l sh v2
ip link set v2 up; ip link set v1 down
ip -br l
ip addr add 10.0.0.1/24 dev v1
ip route
ip link set v1 up
ip -4 route
ip link set v2 down
ip -4 route
ip -4 route get 10.0.0.9
ping -c 1 -W 1 10.0.0.9
ping -c 1 -W 1 10.0.0.1
ip link set v2 up
ip link del v2
ip -4 route
ip -br link
