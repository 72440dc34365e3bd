ip netns add ns1
ip link add br0 type bridge
ip link set br0 up
ip link add v1 type veth peer name v1
ip link add averyverylongname0 type veth
ip link set v9 netns ns1
ip link add v1 type veth peer name v2
ip link set v1 netns nope
ip link set v1 up foo
ip link set v1 mtu 900
ip link set v1 mtu abc
ip link set v1 mtu 70000
ip link set v1 name w1
ip link show w1
ip link set w1 name v2
ip link set w1 address 02:00:00:00:00:01
ip link set w1 address 02:00:00:00:00
ip link show w1
ip link set w1 master nope
ip link set w1 master v2
ip link set lo master br0
ip link del lo
ip link set br0 netns ns1
ip link add link v2 name m1 type macvlan mode bridge
ip link show m1
ip link add x type nonsense
ip link add x
ip link show type bridge
ip link show up
ip link show master br0
ip a s w1
ip addr show dev nope
ip addr add 10.0.0.1/24
ip addr add 10.0.0.1/40 dev w1
ip addr add 10.0.0.1/24 dev w1 scope link
ip addr add 10.7.0.1/24 brd + dev w1
ip addr show w1
ip -4 -br addr
ip -br addr show
