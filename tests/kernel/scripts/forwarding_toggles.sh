ip netns add left; ip netns add right
ip link add l0 type veth peer name l1 netns left; ip link add q0 type veth peer name q1 netns right
ip link set l0 up; ip link set q0 up; ip -n left link set l1 up; ip -n right link set q1 up
ip addr add 10.1.0.1/24 dev l0; ip addr add 10.2.0.1/24 dev q0; ip -n left addr add 10.1.0.2/24 dev l1; ip -n right addr add 10.2.0.2/24 dev q1
ip -n left route add default via 10.1.0.1; ip -n right route add default via 10.2.0.1
ip netns exec left ping -c 1 -W 1 10.2.0.2
ip netns exec left ping -c 1 -W 1 10.2.0.1
echo 1 > /proc/sys/net/ipv4/ip_forward
ip netns exec left ping -c 1 -W 1 10.2.0.2
ip netns exec left traceroute -n -q 1 -N 1 10.2.0.2
sysctl -w net.ipv4.conf.l0.forwarding=0
ip netns exec left ping -c 1 -W 1 10.2.0.2
ip netns exec right ping -c 1 -W 1 10.1.0.2
sysctl -w net.ipv4.conf.q0.forwarding=0
sysctl -w net.ipv4.conf.l0.forwarding=1
ip netns exec left ping -c 1 -W 1 10.2.0.2
sysctl -w net.ipv4.ip_forward=1
ip link set q0 down
ip netns exec left ping -c 1 -W 1 10.2.0.2
ip netns exec left ping -c 1 -W 1 10.2.0.1
ip netns exec left ping -c 1 -W 1 10.9.0.1
ip netns exec right ping -c 1 -W 1 10.1.0.2
