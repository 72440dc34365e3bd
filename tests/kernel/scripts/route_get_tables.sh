ip link add v1 type veth peer name v2
ip link set v1 up
ip link set v2 up
ip addr add 10.1.0.1/24 dev v1
ip route get 10.1.0.1
ip route get 10.1.0.255
ip -d route get 10.1.0.1
ip -j route get 10.1.0.1
ip -d route get 10.1.0.255
ip -d route get 10.1.0.7
ip -j route get 10.1.0.255
ip rule add from 10.9.9.9 table 7
ip route get 10.1.0.1
ip route get 10.1.0.255
ip -j route get 10.1.0.255
ip rule del table 7
ip route get 10.1.0.1
ip route get 10.1.0.255
ip -d route get 10.1.0.7
