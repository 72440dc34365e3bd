ip netns add h1
ip link add v1 type veth peer name e0 netns h1
ip addr add 10.1.0.1/24 dev v1
ip -n h1 addr add 10.1.0.2/24 dev e0
ip -n h1 addr add 10.1.0.3/24 dev e0
ip link set v1 up; ip -n h1 link set e0 up; ip -n h1 link set lo up
ip netns exec h1 ping -c 1 -W 1 10.1.0.1
ipset create bad hash:ip
iptables -A INPUT -m set --match-set bad src -j DROP
ip netns exec h1 ping -c 1 -W 1 10.1.0.1
ipset add bad 10.1.0.2
ip netns exec h1 ping -c 1 -W 1 10.1.0.1
ip netns exec h1 ping -c 1 -W 1 -I 10.1.0.3 10.1.0.1
ipset del bad 10.1.0.2
ip netns exec h1 ping -c 1 -W 1 10.1.0.1
ipset create nets hash:net
ipset add nets 10.1.0.0/24
ipset add nets 10.1.0.2/32 nomatch
iptables -I INPUT -m set --match-set nets src -j REJECT
ip netns exec h1 ping -c 1 -W 1 10.1.0.1
ip netns exec h1 ping -c 1 -W 1 -I 10.1.0.3 10.1.0.1
iptables -F
ipset destroy
ip netns exec h1 ping -c 1 -W 1 -I 10.1.0.3 10.1.0.1
