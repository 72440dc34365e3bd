ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip route add 10.5.0.0/16 via 10.0.0.2
ip route add 10.5.1.0/24 via 10.1.0.2 proto static
ip route add default via 10.0.0.9
ip route add 10.6.0.0/16 dev v2 src 10.1.0.1 scope link
ip r s
ip r ls
ip r l
ip r sh dev v1
ip route show 10.5.0.0/16
ip route show 10.5.1.7
ip route show to 10.5.0.0/16
ip route show root 10.5.0.0/16
ip route show match 10.5.1.7
ip route show exact 10.5.0.0/16
ip route show via 10.0.0.2
ip route show proto static
ip route show proto kernel
ip route show scope link
ip route show src 10.0.0.1
ip route show default
ip route show 0/0
ip route show table all | grep -v local | grep -v ff00 | grep -v fe80
ip -o route
ip -br route
ip -4 r | wc -l
ip -6 r s table main | grep -c fe80
ip ro li
