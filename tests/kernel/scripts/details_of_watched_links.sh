ip link add v1 type veth peer name v2
ip link set v1 promisc on
ip -d link show v1
ip -d -j link show v1
ip link set v1 allmulticast on
ip -d link show v1
ip link set v1 promisc off
ip -d link show v1
ip link add br0 type bridge
ip link set v2 master br0
ip -d link show v2
ip link set v2 promisc on
ip -d link show v2
ip -d addr show v2
