ip netns add r; ip netns add q; ip link add e netns r type veth peer name e netns q; ip -n r link set e up; ip -n q link set e up; ip -n r a a fd00::1/64 dev e nodad; ip -n q a a fd00::2/64 dev e nodad; ip netns exec r sysctl -qw net.ipv6.conf.all.forwarding=1; ip -n q -6 r a default via fd00::1
sleep 2
ip -n r -6 r a unreachable default
ip netns exec q ping -c 1 -W 1 2001:db8::1
ip -n r -6 r d unreachable default
ip netns exec q ping -c 1 -W 1 2001:db8::1
ip -n r -6 r a prohibit default
ip netns exec q ping -c 1 -W 1 2001:db8::1
ip -n r addr add 2001:db8:9::1/128 dev lo
ip -n r -6 route show table all | grep 9::
ip netns exec q ping -c 1 -W 1 2001:db8:9::1
ip netns exec r ping -c 1 -W 1 2001:db8:9::1
ip -n q addr add 2001:db8:8::1/64 dev lo
ip -n q -6 route show table all | grep 8::
ip -n q link set lo up
ip -n q -6 route show table all | grep 8::
ip -n q link set lo down
ip -n q -6 route show table all | grep 8::
ip -n q -6 addr show dev lo
ip netns add a; ip netns add b
ip link add e netns a type veth peer name e netns b; ip -n a link set e up; ip -n b link set e up; ip -n a addr add 10.0.0.1/24 dev e; ip -n b addr add 10.0.1.3/16 dev e
ip netns exec b ping -c 1 -W 1 10.0.0.1
ip -n a neigh
ip netns exec a arp -n
ip -n b neigh | sort
