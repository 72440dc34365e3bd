ip netns add left; ip netns add right
ip link add l0 type veth peer name l1 netns left; ip link add q0 type veth peer name q1 netns right
ip link set l0 up; ip link set q0 up; ip -n left link set l1 up; ip -n right link set q1 up
ip -n left addr add 10.0.0.2/16 dev l1; ip -n right addr add 10.0.1.2/16 dev q1
ip addr add 10.0.0.1/24 dev l0; ip addr add 10.0.1.1/24 dev q0
ip netns exec left ping -c 1 -W 1 10.0.1.2
sysctl -w net.ipv4.ip_forward=1
ip netns exec left ping -c 1 -W 1 10.0.1.2
sysctl -w net.ipv4.conf.l0.proxy_arp=1
sysctl -w net.ipv4.conf.q0.proxy_arp=1
ip -n left neigh flush dev l1; ip -n right neigh flush dev q1
ip netns exec left ping -c 1 -W 1 10.0.0.1
ip netns exec right ping -c 1 -W 1 10.0.0.1
sysctl net.ipv4.conf.l0.proxy_arp
