ip netns add a
ip netns add b
ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip link add m1 link v1 type macvlan mode bridge
ip link add m2 link v1 type macvlan mode bridge
ip link add m3 link v1 type macvlan mode private
ip link add m4 link v1 type macvlan
ip link add m5 type macvlan mode bridge
ip link add m5 link nope type macvlan
ip link add m5 link v1 type macvlan mode frob
ip link show m1
ip link show m4
ip link set m1 netns a; ip link set m2 netns b
ip -n a link show m1
ip -n a link set m1 up; ip -n b link set m2 up
ip -n a addr add 10.4.0.1/24 dev m1; ip -n b addr add 10.4.0.2/24 dev m2
ip netns exec a ping -c 1 -W 1 10.4.0.2
ip addr add 10.4.0.3/24 dev v1
ping -c 1 -W 1 10.4.0.1
ip addr add 10.4.0.4/24 dev v2
ip -n a link set m1 down
ip link show type macvlan
ip link del v1
ip -n a link
