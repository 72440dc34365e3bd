ip link add v1 type veth peer name v2
ip link set v1 up
ip link set v2 up
ip addr add 10.1.0.1/24 dev v1
ip addr add fd01::1/64 dev v1 nodad
ip route add default via 10.1.0.2
ip route add 10.5.0.0/24 via 10.1.0.2 table 7
ip rule add to 10.5.0.0/24 table 7
ip -d route get 10.1.0.2
ip -d route get 10.9.0.2
ip -d route get 10.5.0.2
ip -d route get 10.1.0.1
ip -d route get 10.1.0.255
ip -d -j route get 10.9.0.2
ip -d -j route get 10.1.0.1
ip -d route get 10.9.0.2 from 10.1.0.1
ip route get fd01::1
ip route get fd01::1 from fd01::1
ip -j route get fd01::5 from fd01::1
ip -6 route get fd01::5 oif v1
ip -6 route get fd01::5 mark 3
ip -j -6 route get fd01::5 mark 3
ip -j route get 10.9.0.2 mark 5
ip -o route get 10.9.0.2
ip -br route get 10.9.0.2
ip route show cache foo
ip route flush cache foo
ip route flush cache
ip route flush cache dev v1
ip -4 route flush cache
ip route flush
ip route show cached
ip route list cache
