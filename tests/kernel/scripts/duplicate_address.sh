for n in one two ask; do ip netns add $n; ip link add p$n type veth peer name eth0 netns $n; done
ip link add br0 type bridge; ip link set br0 up
for n in one two ask; do ip link set p$n master br0; ip link set p$n up; ip -n $n link set eth0 up; done
ip -n one addr add 10.0.0.5/24 dev eth0; ip -n ask addr add 10.0.0.9/24 dev eth0
ip netns exec ask ping -c 1 -W 1 10.0.0.5
ip -n ask neigh flush all
ip -n one addr del 10.0.0.5/24 dev eth0; ip -n two addr add 10.0.0.5/24 dev eth0
ip netns exec ask ping -c 1 -W 1 10.0.0.5
ip netns exec one ping -c 1 -W 1 10.0.0.5
ip -n ask neigh flush all
ip -n ask neigh add 10.0.0.5 lladdr 02:00:00:00:00:55 dev eth0
ip netns exec ask ping -c 1 -W 1 10.0.0.5
ip -n two link set eth0 address 02:00:00:00:00:55
ip netns exec ask ping -c 1 -W 1 10.0.0.5
