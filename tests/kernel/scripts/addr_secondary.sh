ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1
ip addr add 10.0.0.2/24 dev v1
ip addr add 10.0.0.3/24 dev v1
ip addr add 10.0.0.4/25 dev v1
ip -4 addr show v1
ip -4 route show table local | sort
ip addr del 10.0.0.1/24 dev v1
ip -4 addr show v1
ip -4 route
ip addr add 10.6.0.1/24 dev v1
ip addr add 10.6.0.2/24 dev v1
ip addr del 10.6.0.1/24 dev v1
ip -4 addr show v1
ip -4 route get 10.6.0.9
ip addr add 10.7.0.1/24 dev v2
ip addr add 10.7.0.1/24 dev v1
ip -4 route
ping -c 1 -W 1 10.0.0.4
