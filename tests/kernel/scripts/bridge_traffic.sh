for n in a b c; do ip netns add $n; ip link add p$n type veth peer name e0 netns $n; done
ip link add br0 type bridge
for n in a b c; do ip link set p$n master br0; ip link set p$n up; ip -n $n link set e0 up; done
ip link set br0 up
ip -n a addr add 10.2.0.1/24 dev e0; ip -n b addr add 10.2.0.2/24 dev e0; ip -n c addr add 10.3.0.3/24 dev e0
ip netns exec a ping -c 1 -W 1 10.2.0.2
ip netns exec a ping -c 1 -W 1 10.3.0.3
ip netns exec c ping -c 1 -W 1 10.2.0.2
ip -n c addr add 10.2.0.3/24 dev e0
ip netns exec c ping -c 1 -W 1 10.2.0.2
ip link set pb nomaster
ip netns exec a ping -c 1 -W 1 10.2.0.2
ip link set pb master br0
ip link set br0 down
ip netns exec a ping -c 1 -W 1 10.2.0.3
ip link set br0 up; ip addr add 10.2.0.254/24 dev br0
ping -c 1 -W 1 10.2.0.1
ip neigh show 10.2.0.1 | grep -c REACHABLE
ip netns exec a ping -c 1 -W 1 10.2.0.254
ip link set pa down
ip netns exec a ping -c 1 -W 1 10.2.0.2
