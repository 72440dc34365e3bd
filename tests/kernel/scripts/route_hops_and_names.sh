ip link add br type bridge
ip link add b type bridge
ip link add na type bridge
ip link add n type bridge
ip link add m type bridge
ip link add d type bridge
ip link add t type bridge
ip link add li type bridge
ip link add al type bridge
ip link add i type bridge
ip link add q type bridge
ip link add ad type bridge
ip link show
ip link add v0 type veth peer name v1
ip link set v0 up
ip addr add 10.0.0.1/24 dev v0
ip route get 10.0.0.2 iif v0
ip route get 10.0.0.2 iif v0 from 10.0.0.5
ip route get 10.0.0.1 iif v0
ip route get 10.9.0.1 iif v0
ip route get 10.0.0.2 iif lo
ip route add 10.6.0.0/24 nexthop via 10.0.0.2 nexthop via 10.0.0.3
ip route del 10.6.0.0/24 via 10.0.0.2
ip route
ip route add 10.6.0.0/24 nexthop via 10.0.0.2 nexthop via 10.0.0.3
ip route show via 10.0.0.2
ip route show dev v0
ip route flush dev v0
ip route
ip route del 10.6.0.0/24 via 10.0.0.9
ip route del 10.6.0.0/24 dev v0
ip -6 addr add fd00::1/64 dev v0 nodad
ip -6 route add 2001:db8:5::/48 nexthop via fd00::2 nexthop via fd00::3
ip -6 route
ip -6 route del 2001:db8:5::/48 via fd00::3
ip -6 route
ip -6 route add 2001:db8:6::/48 nexthop via fd00::2 nexthop via fd00::3 nexthop via fd00::4
ip -6 route show 2001:db8:6::/48
ip -j -6 route show 2001:db8:6::/48
ip -6 route show via fd00::2
ip -6 route del 2001:db8:6::/48
ip -6 route
ip route add multicast 239.0.0.0/8 dev v0
ip route show
ip link set v0 down
ip route add multicast 238.0.0.0/8 dev v0
ip route add broadcast 10.77.0.255 dev v0
ip route add local 10.78.0.1 dev v0
ip route show table all
