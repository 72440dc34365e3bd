# The kernel lists neighbours in the order of a hash that chance seeds: they are sorted.
ip netns add ns1
ip link add v1 type veth peer name v2 netns ns1
ip link set v1 up; ip -n ns1 link set v2 up
ip addr add 10.0.0.1/24 dev v1
ip -n ns1 addr add 10.0.0.2/24 dev v2
ip route add default via 10.0.0.2
ip route add 10.5.0.0/16 via 10.0.0.2 metric 50
ip route add unreachable 10.10.0.0/16
ip route add 10.6.1.7 dev v1
route
route -n
route add default gw 10.0.0.9
route add -net 10.7.0.0/16 gw 10.0.0.2
route add -net 10.8.0.0 netmask 255.255.0.0 dev v1
route add -host 10.7.7.7 dev v1
route add -host 10.7.7.7 dev v1
route add -net 10.8.0.1/16 dev v1
route del default gw 10.0.0.9
route del -net 10.7.0.0/16
route del -net 10.7.0.0/16
route add -net 10.7.0.0/16 gw 10.77.0.2
route add foo
route -n
ip route
ping -c 1 10.0.0.2
arp | sort
arp -n | sort
arp -a | sort
arp -an | sort
arp -s 10.0.0.77 02:00:00:00:00:07
arp -s 10.0.0.78 02:00:00:00:00:07 -i v1
arp -n | sort
arp -d 10.0.0.77
arp -d 10.0.0.99
arp -n | sort
ip netns exec ns1 arp
ip netns exec ns1 arp -n
ip link add br0 type bridge
ip link set v1 master br0
brctl show
brctl show br0
brctl show nope
ip link add br1 type bridge
brctl show
brctl addbr br2
brctl addbr br2
brctl addif br1 v1
brctl delif br0 v1
brctl addif br1 v1
brctl delif br0 v1
brctl delbr br2
brctl show
ifconfig v1
ifconfig nope
ifconfig v1 10.44.0.1
ifconfig v1 10.45.0.1 netmask 255.255.255.0
ifconfig v1 10.46.0.1/16 up
ifconfig v1 down
ifconfig v1 up
ifconfig v1 mtu 1400
ifconfig v1
ifconfig lo
ifconfig | grep -v packets
ss -ltn
