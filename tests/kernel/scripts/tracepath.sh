ip netns add h1; ip netns add h2; ip netns add r2
ip link add v1 type veth peer name e0 netns h1
ip link add v2 type veth peer name e0 netns r2
ip -n r2 link add e1 type veth peer name e0 netns h2
ip addr add 10.1.0.1/24 dev v1; ip addr add 10.2.0.1/24 dev v2
ip -n h1 addr add 10.1.0.2/24 dev e0; ip -n r2 addr add 10.2.0.2/24 dev e0; ip -n r2 addr add 10.3.0.1/24 dev e1; ip -n h2 addr add 10.3.0.2/24 dev e0
ip link set v1 up; ip link set v2 up; ip -n h1 link set e0 up; ip -n h2 link set e0 up; ip -n r2 link set e0 up; ip -n r2 link set e1 up; ip -n h1 link set lo up
ip -n h1 route add default via 10.1.0.1; ip -n h2 route add default via 10.3.0.1; ip -n r2 route add default via 10.2.0.1; ip route add 10.3.0.0/24 via 10.2.0.2
sysctl -qw net.ipv4.ip_forward=1; ip netns exec r2 sysctl -qw net.ipv4.ip_forward=1
ip netns exec h1 tracepath -n 10.3.0.2 | grep -v "^ 1:"
ip netns exec h1 tracepath -n 10.1.0.1 | grep -v "^ 1:"
ip netns exec h1 tracepath -n 10.1.0.2
ip netns exec h1 tracepath -n -m 2 10.3.0.2 | grep -v "^ 1:"
ip netns exec h1 tracepath -n 127.0.0.1
ip netns exec h1 tracepath nope
ip netns exec h1 tracepath
ip netns exec h1 tracepath -n -m 3 10.1.0.77 | grep -v "^ 1:"
iptables -A FORWARD -j REJECT
ip netns exec h1 tracepath -n 10.3.0.2 | grep -v "^ 1:"
ip netns exec h1 tracepath -n -m 0 10.3.0.2
ip -n h1 route del default
ip netns exec h1 tracepath -n 10.3.0.2
