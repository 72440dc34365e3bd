ip netns
ip netns add ns1
ip netns add ns2
ip netns list
ip netns add
ip netns del
ip netns frob
ip netns exec ns1
ip -n ns1 addr
ip link add v1 type veth peer name v2 netns ns1
ip link show v1
ip -n ns1 link show v2
ip link set v1 up; ip -n ns1 link set v2 up
ip addr add 10.0.0.1/24 dev v1
ip -n ns1 addr add 10.0.0.2/24 dev v2
ip route add default via 10.0.0.2
ip route add default via 10.0.0.3
ip route add 10.5.0.0/16 via 10.0.0.2 metric 50
ip route add 10.5.0.0/16 via 10.0.0.2 metric 40
ip route add 10.6.0.0/16 dev v1
ip route add 10.6.1.7 dev v1 src 10.0.0.1
ip route add blackhole 10.9.0.0/16
ip route add unreachable 10.10.0.0/16
ip route add prohibit 10.11.0.0/16 metric 7
ip route
ip route show 10.5.0.0/16
ip route show dev v1
ip route show table main
ip route add 10.6.0.1/16 dev v1
ip route add 10.66.0.0/16 dev nope
ip route add 10.66.0.0/16 via 10.77.0.1
ip route add 10.66.0.0/16 via 10.77.0.1 dev v1
ip route add 10.66.0.0/16 via 10.77.0.1 dev v1 onlink
ip route add 10.67.0.0/16 via 10.0.0.1
ip route add 10.68.0.0/16
ip route add 10.69.0.0/16 dev v1 src 10.44.0.1
ip route add foo dev v1
ip route add 10.70.0.0/16 frob
ip route del 10.5.0.0/16 metric 40
ip route del 10.5.0.0/16
ip route del 10.5.0.0/16
ip route replace default via 10.0.0.9
ip route change 10.99.0.0/16 via 10.0.0.9
ip route show default
ip route get 10.9.1.1
ip route get 10.10.1.1
ip route get 10.0.0.2
ip route get 10.0.0.1
ip route get 8.8.8.8
ip route add 10.71.0.0/16 via 10.0.0.2 table 100
ip route show table 100
ip rule add from 10.0.0.0/24 table 100
ip rule add fwmark 0x10 lookup 200 pref 77
ip rule
ip rule del pref 77
ip rule del pref 78
ip route flush table 100
ip route show table 100
