ip -j link
ip netns add h1
ip link add v1 type veth peer name e0 netns h1
ip link add br0 type bridge
ip link set v1 master br0
ip addr add 10.1.0.1/24 brd + dev br0
ip addr add 10.5.0.1/32 dev v1
ip addr add 10.1.0.77/24 dev br0
ip addr add 10.6.0.1 peer 10.6.0.2 dev v1
ip -n h1 addr add 10.1.0.2/24 dev e0
ip link set v1 up; ip link set br0 up; ip -n h1 link set e0 up
ip link add va type veth peer name vb
ip -j link
ip -j addr show lo
ip -j addr show v1
ip -j -4 addr
ip -j -br link
ip -j -4 -br addr
ip -p -j addr show lo
ip -json -pretty link show br0
ip -j route
ip route add 10.7.0.0/16 via 10.1.0.2
ip route add blackhole 10.8.0.0/16 metric 5
ip route add 10.9.0.0/16 dev br0 src 10.1.0.1 metric 100 table 7
ip route add default via 10.1.0.2
ip rule add from 10.9.9.0/24 table 7 pref 100
ip rule add fwmark 0x5/0xff lookup 7 pref 101
ip rule add to 10.2.0.1 blackhole pref 102
ip neigh add 10.1.0.9 lladdr 02:00:00:00:00:09 dev br0
ip -j route
ip -p -j route
ip -j -4 route show table all
ip -j -6 route | grep -c fe80
ip -j rule
ip -j neigh show nud permanent
ip -j neigh show dev br0 nud permanent
ip -j netns
ip -j route get 10.7.0.1
ip -j route get 127.0.0.1
ip -j link show nope
ip -j route show 10.77.0.0/16
ip -j link set nope up
ip -j link show type vxlan
