ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip route replace 10.5.0.0/16 via 10.0.0.2
ip route replace 10.5.0.0/16 via 10.0.0.3
ip route replace 10.5.0.0/16 via 10.1.0.3 metric 5
ip route append 10.5.0.0/16 via 10.0.0.4
ip route append 10.5.0.0/16 via 10.0.0.4
ip route prepend 10.5.0.0/16 via 10.0.0.5
ip route
ip route get 10.5.0.1
ip route change 10.5.0.0/16 via 10.0.0.6
ip route change 10.55.0.0/16 via 10.0.0.6
ip route replace default dev v1
ip route replace default dev v2
ip route del default dev v1
ip route del default
ip route flush 10.5.0.0/16
ip route
ip route flush
ip route flush dev v2
ip route
ip route flush table main
ip route
