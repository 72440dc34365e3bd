ip link add v1 type veth peer name v2
ip link set v1 up
ip link set v2 up
ip addr add 10.1.0.2/24 brd + dev v2
ip addr add 10.1.0.1/24 broadcast 10.0.0.255 dev v2
ip route show table local dev v2
ip addr add 10.1.0.3/24 broadcast 10.0.0.255 dev v2
ip addr del 10.1.0.1/24 dev v2
ip route show table local dev v2
ip addr del 10.1.0.3/24 dev v2
ip route show table local dev v2
ip addr add 10.3.0.1/24 brd + dev v2 noprefixroute
ip route show table local dev v2
ip route show dev v2
ip addr add 10.4.0.1/24 brd 10.4.0.7 dev v2 noprefixroute
ip route show table local dev v2
ip addr del 10.4.0.1/24 dev v2
ip addr del 10.3.0.1/24 dev v2
ip route show table local dev v2
ip addr add 10.5.0.1/32 brd 10.5.0.255 dev v2
ip addr add 10.6.0.1/31 brd 10.6.0.255 dev v2
ip addr add 10.7.0.1/24 brd 255.255.255.255 dev v2
ip route show table local dev v2
ip addr add 10.1.0.9/24 brd 10.9.9.9 dev v2
ip addr del 10.1.0.2/24 dev v2
ip route show table local dev v2
ip addr flush dev v2
ip route show table local dev v2
ip addr add 10.1.0.2/24 brd 10.1.0.255 dev v2
ip addr add 10.1.0.3/24 brd 10.1.0.255 dev v2
ip addr add 10.2.0.3/24 brd 10.1.0.255 dev v2
ip route show table local dev v2
ip addr del 10.1.0.2/24 dev v2
ip route show table local dev v2
ip addr add 10.8.0.0/24 dev v2
ip addr add 10.8.1.255/24 dev v2
ip route show table local dev v2
