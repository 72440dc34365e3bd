ip link add v1 type veth peer name v2
ip addr add 10.0.0.1/24 dev v1
ip route get 10.0.0.1 oif v1
ip route get 10.0.0.1
ip route get 10.0.0.2 oif v1
ip link set v1 up
ip route get 10.0.0.2 oif v1
ip route get 10.0.0.2 oif v2
ip route get 127.0.0.1 oif v2
ip netns add n
ip -n n addr add 10.0.0.4 scope link dev lo
ip -n n route get 10.0.0.4 oif lo
ip -n n route get 10.0.0.4
ip -6 addr add fd00::1/64 dev v1 nodad
ip link set v1 down
ip -6 route get fd00::1 oif v1
