ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
route -n
route add default gw 10.0.0.2
route add default gw 10.0.0.2
route add -net 192.168.0.0/16 gw 10.0.0.3 metric 5
route add -net 172.16.0.0 netmask 255.240.0.0 dev v1
route add -host 1.2.3.4 gw 10.0.0.2
route add -net 192.168.77.0/24 reject
route -n
route
route add -net 10.9.1.0/24 gw 77.0.0.1
route add -net 10.9.1.0/24 dev nope
route add -net 10.9.1.7/24 gw 10.0.0.2
route add -net 10.9.1.0/24
route add -host 1.2.3.5
route del default
route del default
route del -host 1.2.3.4
route del -net 172.16.0.0 netmask 255.240.0.0
route del -net 192.168.0.0/16 gw 10.0.0.3
route del -net 192.168.77.0/24 reject
route -n
ip route
