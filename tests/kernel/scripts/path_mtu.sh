ip netns add h1; ip netns add h2; ip netns add r
ip -n h1 link add e0 type veth peer name ra netns r; ip -n h2 link add e0 type veth peer name rb netns r
ip -n r addr add 10.1.0.1/24 dev ra; ip -n r addr add 10.2.0.1/24 dev rb; ip -n h1 addr add 10.1.0.2/24 dev e0; ip -n h2 addr add 10.2.0.2/24 dev e0
for n in h1 h2 r; do ip -n $n link set lo up; done; ip -n r link set ra up; ip -n r link set rb up; ip -n h1 link set e0 up; ip -n h2 link set e0 up
ip -n h1 route add default via 10.1.0.1; ip -n h2 route add default via 10.2.0.1; ip netns exec r sysctl -qw net.ipv4.ip_forward=1
ip netns exec h1 ping -c 1 -W 1 -s 2000 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 2000 -M do 10.2.0.2
ip -n r link set rb mtu 1400; ip -n h2 link set e0 mtu 1400
ip netns exec h1 ping -c 1 -W 1 -s 2000 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 1390 10.2.0.2
ip -n h1 route get 10.2.0.2
ip -n h1 -j route get 10.2.0.2
ip -n h1 route
ip -n h1 route show cache
ip -n h1 -d route show cache
ip -n h1 -j route show cache
ip -n h1 route show cache dev e0
ip -n h1 route show cache 10.2.0.3
ip netns exec h1 ping -c 2 -i 0.2 -W 1 -s 1390 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 1390 -M do 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 1390 -M dont 10.2.0.2
ip -n h1 route flush cache
ip -n h1 route get 10.2.0.2
ip netns exec h1 ping -c 3 -i 0.2 -W 1 -s 1390 10.2.0.2
ip -n h1 route flush cache
ip netns exec h1 ping -c 2 -i 0.2 -W 1 -s 1390 -M do 10.2.0.2
ip -n h1 route flush cache
ip netns exec h1 ping -c 2 -i 0.2 -W 1 -q -s 1390 10.2.0.2
ip -n h1 route flush cache
ip netns exec h1 tracepath -n 10.2.0.2
ip netns exec h1 tracepath -n 10.2.0.2
ip netns exec h1 tracepath -n 10.1.0.1
ip -n h1 route flush cache
ip netns exec h1 ping -c 2 -i 0.2 -W 1 -s 1390 -M dont 10.2.0.2
ip -n h1 route get 10.2.0.2
ip netns exec h2 ping -c 1 -W 1 -s 1390 10.1.0.2
ip netns exec h2 ping -c 1 -W 1 -s 1390 -M do 10.1.0.2
ip netns exec r ping -c 1 -W 1 -s 3000 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 1390 10.2.0.2
ip -n h1 route add 10.2.0.0/24 via 10.1.0.1
ip -n h1 route get 10.2.0.2
ip -n h1 route del 10.2.0.0/24
ip -n h1 route get 10.2.0.2
ip -n h1 link set e0 mtu 1300
ip -n h1 route get 10.2.0.2
ip -n h1 link set e0 mtu 1500
ip -n h1 route get 10.2.0.2
ip -n h1 link set e0 down
ip -n h1 link set e0 up
ip -n h1 route add default via 10.1.0.1
ip -n h1 route get 10.2.0.2
ip netns exec r iptables -A FORWARD -p icmp -m length --length 1400: -j DROP
ip netns exec h1 ping -c 1 -W 1 -s 1390 10.2.0.2
ip netns exec r iptables -F
ip netns exec r iptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT
ip netns exec r iptables -A FORWARD -m length --length 2000: -j DROP
ip netns exec h1 ping -c 1 -W 1 -s 1000 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 -s 2390 10.2.0.2
ip netns exec r iptables -vnL FORWARD
