ip link add v1 type veth peer name v2
ip link set v1 arp off
ip link show v1
ip link set v1 multicast off
ip link show v1
ip link set v1 promisc on
ip link show v1
ip link set v1 allmulticast on
ip link show v1
ip link set v1 arp on multicast on promisc off allmulticast off
ip link set v1 txqueuelen 500
ip link show v1
ip link set v1 address 02:00:00:00:00:11
ip link set v1 address 01:00:5e:00:00:01
ip link set v1 address zz
ip link set v1 address 00:00:00:00:00:00
ip link show v1
ip link set v1 up mtu 1400
ip link set v1 down mtu 1300 name w1
ip link show w1
ip link set w1 nomaster
ip link show w1alt
