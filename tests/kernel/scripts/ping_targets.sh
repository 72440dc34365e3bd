ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 brd + dev v1; ip -n peer addr add 10.0.0.2/24 brd + dev v2
ping -c 1 -W 1 10.0.0.0
ping -c 1 -W 1 nosuchhost
ping -c 1 -W 1 localhost
ping -c 1 -W 1 10.0.0.2/24
ping -c 1 -W 1 10.0.0.256
ping -c 1 -W 1 8.8.8.8
ping -c 1 -W 1 240.0.0.1
ip route add default via 10.0.0.2
ping -c 1 -W 1 8.8.8.8
ip -n peer link set v2 down
ping -c 1 -W 1 10.0.0.2
ping -c 1 -W 1 10.0.0.1
ip netns exec peer ping -c 1 -W 1 127.0.0.1
ip netns exec peer ping -c 1 -W 1 10.0.0.2
