ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip route add 10.5.0.0/16 via 10.0.0.2
ip route add 10.5.7.0/24 via 10.1.0.2
ip route add 10.5.7.7 dev v1
ip route get 10.5.0.1
ip route get 10.5.7.1
ip route get 10.5.7.7
ip route get 10.0.0.1
ip route get 127.0.0.1
ip route get 10.0.0.255
ip route get 224.0.0.1
ip route get 255.255.255.255
ip route get 8.8.8.8
ip route get 10.5.0.1 oif v2
ip route get 10.5.0.1 from 10.1.0.1
ip route get 10.5.0.1 from 10.66.0.1
ip route get 10.0.0.7 from 10.5.0.1 iif v2
ip route get 10.0.0.1 from 10.5.0.1 iif v1
ip route get
ip route get foo
ip route get 10.0.0.9 dev nope
ip route get 10.0.0.9 dev v2
ip route get to 10.0.0.9
ip route get 10.0.0.9 mark 5
ip route get ::1
ip route get 0.0.0.0
