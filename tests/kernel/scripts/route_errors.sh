ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip route add 10.5.0.0/16
ip route add 10.5.0.0/16 via
ip route add 10.5.0.0/16 via foo
ip route add 10.5.0.0/16 via 10.0.0.300
ip route add 10.5.0.0/33 via 10.0.0.2
ip route add 10.5.1.1/16 via 10.0.0.2
ip route add 10.5.0.0/16 dev
ip route add 10.5.0.0/16 via 10.0.0.2 dev v2
ip route add 10.5.0.0/16 via 10.0.0.1
ip route add 10.5.0.0/16 via 10.0.0.255
ip route add 10.5.0.0/16 via 9.9.9.9
ip route add 10.5.0.0/16 via 9.9.9.9 dev v1 onlink
ip route add 10.5.0.0/16 dev v1 src 9.9.9.9
ip route add 10.5.0.0/16 via 10.0.0.2 table frob
ip route add 10.5.0.0/16 via 10.0.0.2 proto frob
ip route add 10.5.0.0/16 via 10.0.0.2 via 10.0.0.3
ip route add to 10.8.0.0/16 via 10.0.0.2
ip route add 10.8.8.0/24 via 10.0.0.2 mtu 1400
ip route add default
ip route add default via 127.0.0.1
ip route add default via 0.0.0.0
ip route add 10.0.0.0/24 dev v1
ip route add 0/0 via 10.0.0.2
ip route add 0.0.0.0/0 via 10.0.0.2
ip route add 10.8/16 via 10.0.0.2
ip route del 1.2.3.4
ip route frob
ip route show frob
ip route show dev nope
ip route
ip route via 10.0.0.2
