ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
arp -n
arp -s 10.0.0.50 02:00:00:00:00:50
arp -n | sort
arp -n 10.0.0.50
arp 10.0.0.50
arp -a 10.0.0.50
arp -n 10.0.0.99
arp -an | sort
arp -i v1 -n | sort
arp -s 10.0.0.60 zz
arp -s 10.0.0.60
arp -s 77.0.0.1 02:00:00:00:00:60
arp -d 10.0.0.50
arp -d 10.0.0.50
arp -d
arp -d 10.0.0.51
arp -n
arp -e | sort
ip neigh
