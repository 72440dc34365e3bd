ip link add br0 type bridge
ip link add v1 type veth peer name v2
ip link set v1 master br0
ip link set v1 up; ip link set br0 up
ip -br link show type veth
ip -br link show type bridge
ip -br link show master br0
ip -br link show up
ip -o link show v1
ip -o addr show lo
ip -o -4 addr
ip -br addr show up
ip -br a s dev lo
ip -4 -o a
ip -6 -br a s lo
ip link show type nope
ip link show master nope
ip -brief link show br0
ip -oneline link show lo
