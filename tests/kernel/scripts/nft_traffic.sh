ip netns add h1
ip netns add h2
ip link add v1 type veth peer name e0 netns h1
ip link add v2 type veth peer name e0 netns h2
ip addr add 10.1.0.1/24 dev v1
ip addr add 10.2.0.1/24 dev v2
ip -n h1 addr add 10.1.0.2/24 dev e0
ip -n h2 addr add 10.2.0.2/24 dev e0
ip link set v1 up; ip link set v2 up; ip -n h1 link set e0 up; ip -n h2 link set e0 up; ip -n h1 link set lo up; ip -n h2 link set lo up
ip -n h1 route add default via 10.1.0.1
ip -n h2 route add default via 10.2.0.1
sysctl -w net.ipv4.ip_forward=1
ip netns exec h1 ping -c 1 -W 1 10.2.0.2
nft add table inet f
nft 'add chain inet f through { type filter hook forward priority 0; policy drop; }'
ip netns exec h1 ping -c 1 -W 1 10.2.0.2
nft add rule inet f through ct state established,related accept
nft add rule inet f through icmp type echo-request ip saddr 10.1.0.0/24 accept
ip netns exec h1 ping -c 1 -W 1 10.2.0.2
ip netns exec h2 ping -c 1 -W 1 10.1.0.2
nft insert rule inet f through ip daddr 10.1.0.2 ip saddr 10.2.0.2 reject
ip netns exec h2 ping -c 1 -W 1 10.1.0.2
nft 'add set inet f bad { type ipv4_addr; flags interval; elements = { 10.1.0.0/28 } }'
nft insert rule inet f through ip saddr @bad reject with icmp host-unreachable
ip netns exec h1 ping -c 1 -W 1 10.2.0.2
nft delete element inet f bad '{ 10.1.0.0/28 }'
ip netns exec h1 ping -c 1 -W 1 10.2.0.2
nft 'add map inet f where { type ipv4_addr : verdict; elements = { 10.1.0.2 : drop } }'
nft insert rule inet f through ip saddr vmap @where
ip netns exec h1 ping -c 1 -W 1 10.2.0.2
nft flush map inet f where
ip netns exec h1 ping -c 1 -W 1 10.2.0.2
nft add table ip n
nft 'add chain ip n pre { type nat hook prerouting priority dstnat; }'
nft 'add chain ip n post { type nat hook postrouting priority srcnat; }'
nft add rule ip n post oifname v2 masquerade
nft add rule ip n pre ip daddr 10.9.9.9 dnat to 10.2.0.2
ip netns exec h1 ping -c 1 -W 1 10.9.9.9
nft flush ruleset
ip netns exec h1 ping -c 1 -W 1 10.9.9.9
nft 'add table ip z; add chain ip z o { type filter hook output priority 0; }; add rule ip z o oifname v1 drop'
ping -c 1 -W 1 10.1.0.2
ping -c 1 -W 1 10.2.0.2
