ip netns add h1
ip link add v1 type veth peer name e0 netns h1
ip link add br0 type bridge
ip link set v1 master br0
ip addr add 10.1.0.1/24 dev br0
ip link add mv link br0 type macvlan mode bridge
ip link add vx type vxlan id 5 dstport 4789 local 10.1.0.1 remote 10.1.0.2 dev br0
ip link add va type veth peer name vb
ip -o link
ip -o -4 addr
ip -o addr show lo
ip -o -4 addr show br0
ip -d link show lo
ip -d link show va
ip -d link show vb
ip -d link show mv
ip -d link show vx
ip -d link show br0
ip -d link show v1
ip -d -4 addr show br0
ip -d addr show va
ip route add 10.9.0.0/16 dev lo
ip -d route
ip -details -4 route show table all
ip -o route
ip -oneline link show va
ip -o -br link show va
ip -d link show nope
