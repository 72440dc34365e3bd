ip netns add a
ip netns add b
ip link add va type veth peer name vb
ip l set va netns a
ip l set vb netns b
ip l s va up
ip -n a l s va up; ip -n b l s vb up
ip -n a a add 10.1.1.1/24 dev va
ip -n b a a 10.1.1.2/24 dev vb
ip netns exec a ping -c 1 -W 1 10.1.1.2
ip -n a l
ip -n b -br a
ip -n a -br l
ip -n a -br -4 a
ip netns exec b ip r
ip -n b link del vb
ip -n a l
ip -n a -br a
ip -n a r
ip netns exec a ping -c 1 -W 1 10.1.1.2
ip -n c l
ip netns exec c ip l
ip netns del c
