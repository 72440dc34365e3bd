ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip route add 10.5.0.0/16 nexthop via 10.0.0.2 nexthop via 10.1.0.2
ip route
ip route add default nexthop via 10.0.0.2 weight 3 nexthop via 10.1.0.2 weight 1
ip route
ip route add 10.6.0.0/16 nexthop via 10.0.0.2 nexthop via 9.9.9.9
ip route add 10.6.0.0/16 nexthop
ip route add 10.6.0.0/16 nexthop via 10.0.0.2
ip route show 10.6.0.0/16
ip route replace default nexthop via 10.0.0.7 dev v1 nexthop dev v2
ip route show default
ip link set v1 down
ip link set v1 up
ip route
ip route del default
ip route del 10.6.0.0/16
ip route
