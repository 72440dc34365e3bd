ip link add v1 type veth peer name v2
ip link set v2 mtu 1000
ip -d link show v2
ip -d -j link show v2
ip -d addr show v2
ip link set v2 mtu 1280
ip -d link show v2
ip link set v2 up
ip link set v2 mtu 500
ip -d link show v2
ip -d -j addr show v2
ip link add br0 mtu 600 type bridge
ip -d link show br0
ip link add mv link v1 type macvlan mode private
ip link set v1 up
ip link set v2 up
ip link set mv up
ip -br link
ip link add m2 link v1 type macvlan
ip link set m2 up
ip -br link
