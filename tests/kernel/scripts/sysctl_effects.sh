ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
ip netns exec peer sysctl -w net.ipv4.icmp_echo_ignore_all=1
ping -c 1 -W 1 10.0.0.2
ip netns exec peer sysctl -w net.ipv4.icmp_echo_ignore_all=0
ip -n peer addr add 10.7.0.1/32 dev v2
ip route add 10.7.0.1 dev v1
ping -c 1 -W 1 10.7.0.1
ip netns exec peer sysctl -w net.ipv4.conf.v2.arp_ignore=1
ip neigh flush dev v1
ping -c 1 -W 1 10.7.0.1
ip netns exec peer sysctl -w net.ipv4.conf.v2.arp_ignore=2
ip netns exec peer sysctl -w net.ipv4.conf.all.rp_filter=1
ping -c 1 -W 1 10.0.0.2
ip addr add 10.8.0.1/32 dev lo
ping -c 1 -W 1 10.8.0.1
ip netns exec peer ping -c 1 -W 1 10.8.0.1
ip -n peer route add 10.8.0.1 dev v2
ip netns exec peer ping -c 1 -W 1 10.8.0.1
ip -n peer link set v2 mtu 1400
ip -n peer link set v2 address 02:00:00:00:00:99
ping -c 1 -W 1 10.0.0.2
sysctl -w net.ipv6.conf.all.disable_ipv6=1
