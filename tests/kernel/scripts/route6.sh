ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip -6 route add 2001:db8:1::/48 dev v1
ip -6 route add 2001:db8:2::/48 via fe80::1 dev v1
ip -6 route add 2001:db8:3::/48 via fe80::1
ip -6 route add default via fe80::1 dev v1 metric 10
ip -6 route add blackhole 2001:db8:4::/48
ip -6 route add unreachable 2001:db8:5::/48
ip -6 route add prohibit 2001:db8:6::/48
ip -6 route add 2001:db8:1::/48 dev v1
ip -6 route add 2001:db8:1::1/48 dev v1
ip -6 route add 10.0.0.0/8 dev v1
ip route add 2001:db8:7::/48 dev v1
ip -6 route
ip -6 route show default
ip -6 route show 2001:db8:1::/48
ip -6 route del 2001:db8:1::/48
ip -6 route del 2001:db8:1::/48
ip -6 route get 2001:db8:4::1
ip -6 route get 2001:db8:5::1
ip -6 route get 2001:db8:6::1
ip -6 route get ::1
ip -6 route get foo
ip -6 route replace default via fe80::2 dev v1 metric 10
ip -6 route
ip -6 route flush dev v1
ip -6 route
