ip link add v1 type veth peer name v2
ip link add v1 type veth peer name v3
ip link add v3 type veth peer name v2
ip link add type veth
ip -br link | sort
ip link set
ip link set nope up
ip link set dev
ip link set v1
ip link set v1 updown
ip link set v1 mtu
ip link set v1 mtu 60
ip link set v1 mtu 68
ip link set v1 mtu 9000
ip link show dev v1
ip link set v1 name
ip link set v1 name ""
ip link set v1 name "a b"
ip link set v1 name a/b
ip link set v1 name abcdefghijklmnop
ip link set v1 name abcdefghijklmno
ip link show abcdefghijklmno
ip link del
ip link del nope
ip link del dev v2
ip link frob
ip frob
ip link list nope
