ip netns add n1
ip link add v1 type veth peer name v2 netns n1
ip link set v1 up
ip -n n1 link set v2 up
ip addr add 10.1.0.1/24 dev v1
ip -n n1 addr add 10.1.0.7/24 dev v2
ip addr add 10.2.0.4/8 dev lo
ip route get 10.1.0.7
ip route get 10.5.0.7
ip route add 10.5.0.0/16 via 10.1.0.7
ip route get 10.5.0.7
ping -c 1 -W 1 10.1.0.7
ping -c 1 -W 1 -I 10.2.0.4 10.1.0.7
ip rule add from 10.99.0.0/16 table 7
ip route get 10.1.0.7
ip route get 10.5.0.7
ping -c 1 -W 1 10.1.0.7
ip rule del table 7
ip route get 10.1.0.7
ip route add 10.6.0.0/16 via 10.1.0.7
ip -n n1 rule add not from 10.2.0.3 prohibit
ip -n n1 route add 10.7.0.0/16 via 10.1.0.1
ip netns exec n1 route add -host 10.0.0.1 gw 10.1.0.2
ip -n n1 rule add pref 1 unreachable
ip netns exec n1 route add -host 10.0.0.1 gw 10.1.0.2
ip -n n1 rule add pref 0 blackhole
ip netns exec n1 route add -host 10.0.0.1 gw 10.1.0.2
