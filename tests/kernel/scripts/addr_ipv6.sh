ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip -6 addr show v1
ip addr add 2001:db8::1/64 dev v1 nodad
ip -6 addr add fd00::1 dev v1 nodad
ip addr add 2001:DB8:0:0::2/64 dev v1 nodad
ip -6 addr show dev v1
ip -6 route
ip addr add 2001:db8::1/129 dev v1
ip addr add 2001:db8:::1/64 dev v1
ip -6 addr add 10.0.0.1/24 dev v1
ip -4 addr add fd00::2/64 dev v1
ip addr del 2001:db8::9/64 dev v1
ip addr del 2001:db8::2/64 dev v1
ip -br -6 addr show v1
ip -6 route get 2001:db9::5
ip -6 route add 2001:dead::/32 via 2001:bad::1
ip link set v1 down
ip -6 addr show v1
ip link set v1 up
ip -6 addr show v1
ip -6 route
