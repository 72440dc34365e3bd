ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.5.0.1/24 dev v1; ip -n peer addr add 10.5.0.2/24 dev v2
ip link add vx0 type vxlan id 42 remote 10.5.0.2 local 10.5.0.1 dstport 4789
ip -n peer link add vx0 type vxlan id 42 remote 10.5.0.1 local 10.5.0.2 dstport 4789
ip link set vx0 up; ip -n peer link set vx0 up
ip addr add 192.168.9.1/24 dev vx0; ip -n peer addr add 192.168.9.2/24 dev vx0
ping -c 1 -W 1 192.168.9.2
