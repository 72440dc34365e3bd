ip netns add one; ip netns add two
ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip link add m1 link v1 type macvlan mode bridge
ip link add m2 link v1 type macvlan mode bridge
ip link set m1 netns one; ip link set m2 netns two
ip -n one link set m1 up; ip -n two link set m2 up
ip -n one addr add 10.4.0.1/24 dev m1; ip -n two addr add 10.4.0.2/24 dev m2
ip netns exec one ping -c 1 -W 1 10.4.0.2
ip addr add 10.4.0.3/24 dev v1
ping -c 1 -W 1 10.4.0.1
ip -n one link show m1
ip link set v1 down
ip -n one link show m1
ip link del v1
ip -n one link
