ip link add v1 type veth peer name v2
ip link set v1 up
ip addr add fd01::1/64 dev v1 nodad
ip addr add 10.1.0.1/24 dev v1
ip route add default via fd01::2
ip route add any via fd01::3 metric 9
ip route add all dev v1 metric 7
ip route add default dev v1 via fd01::2 metric 8
ip route add via fd01::2 default metric 10
ip route add 0/0 via fd01::2 metric 11
ip route add 10.7.0.0/24 via fd01::2
ip route add ::/0 via 10.1.0.2
ip route change default via fd01::5
ip -6 route
ip route
ip route del default via fd01::5
ip route del default metric 9
ip -6 route
ip route get default
ip route replace default src fd01::1 via fd01::2
ip -6 route
