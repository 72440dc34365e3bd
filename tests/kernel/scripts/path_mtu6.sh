ip netns add h1; ip netns add r; ip netns add h2
ip -n h1 link add e0 type veth peer name ra netns r
ip -n h2 link add e0 type veth peer name rb netns r
ip -n r addr add fd01::1/64 dev ra nodad; ip -n h1 addr add fd01::2/64 dev e0 nodad
ip -n r addr add fd02::1/64 dev rb nodad; ip -n h2 addr add fd02::2/64 dev e0 nodad
ip -n h2 link set e0 mtu 1400; ip -n r link set rb mtu 1400
for n in h1 h2; do ip -n $n link set e0 up; done; ip -n r link set ra up; ip -n r link set rb up; ip -n h1 link set lo up
ip netns exec r sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n h1 route add default via fd01::1; ip -n h2 route add default via fd02::1
sleep 2
ip -n h1 -j route get fd02::2
ip netns exec h1 ping -c 1 -W 1 -s 1000 fd02::2
ip netns exec h1 ping -c 1 -W 1 -s 1390 fd02::2
ip -n h1 route get fd02::2
ip -n h1 -j route get fd02::2
ip -n h1 -6 route show cache
ip -n h1 -6 -j route show cache
ip netns exec h1 ping -c 2 -W 1 -i 0.2 -s 1390 fd02::2
ip netns exec h1 ping -c 2 -W 1 -i 0.2 -s 1390 -M do fd02::2
ip netns exec h1 ping -c 2 -W 1 -i 0.2 -s 2390 fd02::2
ip netns exec h1 tracepath -n fd02::2
ip -n h1 -6 route flush cache
ip netns exec h1 ping -c 2 -W 1 -i 0.2 -s 1390 fd02::2
ip -n h1 -6 route flush cache
ip netns exec h1 tracepath -n fd02::2
ip netns exec h2 ping -c 2 -W 1 -i 0.2 -s 1390 fd01::2
ip netns exec h2 ping -c 2 -W 1 -i 0.2 -s 1390 -M dont fd01::2
ip netns exec h2 ping -c 2 -W 1 -i 0.2 -s 1390 -M do fd01::2
ip netns exec h1 ping -c 1 -W 1 -M probe fd02::2
ip -n h1 -j route get fd01::2
ip -n h1 -d route get fd02::7
ip -n h1 -d -j route get fd02::7
