ip netns add left; ip netns add right
ip link add l0 type veth peer name l1 netns left; ip link add q0 type veth peer name q1 netns right
ip link set l0 up; ip link set q0 up; ip -n left link set l1 up; ip -n right link set q1 up
ip addr add fd01::1/64 dev l0; ip addr add fd02::1/64 dev q0; ip -n left addr add fd01::2/64 dev l1; ip -n right addr add fd02::2/64 dev q1
sleep 2
ip netns exec left ping -c 1 -W 1 fd02::2
ip netns exec left ping -c 1 -W 1 fd02::1
sysctl -w net.ipv6.conf.all.forwarding=1
ip netns exec left ping -c 1 -W 1 fd02::2
ip netns exec left ping -c 1 -W 1 fd03::1
ip netns exec left nc -zv -w 1 fd02::2 80
ip6tables -A FORWARD -p tcp -j REJECT --reject-with tcp-reset
ip netns exec left nc -zv -w 1 fd02::2 80
ip6tables -P FORWARD DROP
ip netns exec left ping -c 1 -W 1 fd02::2
ip6tables -F; ip6tables -P FORWARD ACCEPT
ip6tables -t nat -A POSTROUTING -o q0 -j MASQUERADE
ip netns exec left ping -c 1 -W 1 fd02::2
ip -n left -6 neigh show fd01::1 | wc -l
