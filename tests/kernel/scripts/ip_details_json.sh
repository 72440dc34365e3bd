# What -d tells, as JSON.
ip link add v1 type veth peer name v2
ip link add br0 type bridge
ip link set v1 master br0
ip link add vx type vxlan id 7 dstport 4789 dev v2 remote 10.0.0.1
ip link add vy type vxlan id 8 dstport 4790 local 10.0.0.1
ip link add mv link v2 type macvlan mode bridge
ip link add mp link v2 type macvlan mode private
ip netns add n
ip link add w1 type veth peer name w2 netns n
ip addr add 10.0.0.1/24 dev v2
ip link set v2 up; ip link set v1 up; ip link set br0 up
sleep 2
ip -d -j link show lo
ip -d -j link show v2
ip -d -j link show v1
ip -d -j link show br0
ip -d -j link show vx
ip -d -j link show vy
ip -d -j link show mv
ip -d -j link show mp
ip -d -j link show w1
ip -d -j addr show v2
ip -d -j -4 addr
ip -d -j addr show br0
ip -d -j route
ip -d -j rule
ip -d -j neigh
ip -d -j link show type veth
ip -d -j -br link
ip -d addr show v2
