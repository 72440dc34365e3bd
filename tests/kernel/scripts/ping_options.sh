ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
ping -c1 10.0.0.2
ping -q -c 1 10.0.0.2
ping -n -c 1 10.0.0.2
ping -c 1 -s 100 10.0.0.2
ping -c 1 -s 0 10.0.0.2
ping -c 1 -I 10.0.0.1 10.0.0.2
ping -c 1 -I 9.9.9.9 10.0.0.2
ping -4 -c 1 10.0.0.2
ping -c 1 -t 1 10.0.0.2
ping -c 0 10.0.0.2
ping -c x 10.0.0.2
ping -c 1 -t 0 10.0.0.2
ping -c 1 -t 300 10.0.0.2
ping -c 1 -W 1 -q 10.0.0.99
