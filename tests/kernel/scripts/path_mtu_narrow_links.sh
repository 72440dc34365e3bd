ip netns add h1; ip netns add h2; ip netns add r
ip -n h1 link add e0 type veth peer name ra netns r; ip -n h2 link add e0 type veth peer name rb netns r
ip -n r addr add 10.1.0.1/24 dev ra; ip -n r addr add 10.2.0.1/24 dev rb; ip -n h1 addr add 10.1.0.2/24 dev e0; ip -n h2 addr add 10.2.0.2/24 dev e0
for n in h1 h2 r; do ip -n $n link set lo up; done; ip -n r link set ra up; ip -n r link set rb up; ip -n h1 link set e0 up; ip -n h2 link set e0 up
ip -n h1 route add default via 10.1.0.1; ip -n h2 route add default via 10.2.0.1; ip netns exec r sysctl -qw net.ipv4.ip_forward=1
ip -n r link set rb mtu 500; ip -n h2 link set e0 mtu 500
ip netns exec h1 ping -c 3 -i 0.2 -W 1 -s 1390 10.2.0.2
ip -n h1 route get 10.2.0.2
ip -n h1 -j route get 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 1390 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 510 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 510 -M do 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 600 -M do 10.2.0.2
ip -n h1 route flush cache
ip netns exec h1 tracepath -n 10.2.0.2
ip -n r link set ra mtu 1400
ip netns exec h1 ping -c 1 -W 1 -s 1440 10.1.0.1
ip netns exec h1 ping -c 2 -i 0.2 -W 1 -s 1440 10.1.0.1
ip netns exec h1 tracepath -n 10.1.0.1
ip -n r link set ra mtu 1500
ip -n r link set rb mtu 1500
ip netns exec h1 ping -c 1 -W 1 -s 1440 10.2.0.2
