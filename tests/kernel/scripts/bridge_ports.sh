ip link add br0 type bridge
ip link add br1 type bridge
ip link add a1 type veth peer name b1
ip link add a2 type veth peer name b2
ip link set a1 master br0; ip link set a2 master br0
ip link set a1 up; ip link set b1 up; ip link set a2 up; ip link set br0 up
bridge link
bridge link show dev a1
bridge link show dev b1
ip link show master br0
ip link set a1 master br1
bridge link
ip link set a2 nomaster
bridge link
ip link set br1 master br0
ip link set br0 master br0
ip link set lo master br0
ip link set b2 master nope
ip link del br1
bridge link
ip -br link
bridge frob
bridge link frob
