ip netns add a
ip link add v1 type veth peer name v2 netns a
ip link set v1 up; ip -n a link set v2 up
ip addr add 10.5.0.1/24 dev v1; ip -n a addr add 10.5.0.2/24 dev v2
ip link add vx0 type vxlan id 42 remote 10.5.0.2 dstport 4789 dev v1
ip -n a link add vx0 type vxlan id 42 remote 10.5.0.1 dstport 4789 dev v2
ip link show vx0
ip link set vx0 up; ip -n a link set vx0 up
ip addr add 192.168.9.1/24 dev vx0; ip -n a addr add 192.168.9.2/24 dev vx0
ping -c 1 -W 1 192.168.9.2
ip -br link
ip link show type vxlan
ip link add vx1 type vxlan
ip link add vx1 type vxlan id 99999999
ip link add vx1 type vxlan id 43 remote foo
ip link add vx1 type vxlan id 43 dstport 4789 remote 10.5.0.9
ip -br link show vx1
ip link set vx0 down
ping -c 1 -W 1 192.168.9.2
ip link del vx0
ip link del v1
ip -br link
