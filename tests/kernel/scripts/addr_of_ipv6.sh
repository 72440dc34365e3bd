ip link add v1 type veth peer name v2
ip link add br0 type bridge
ip link set v1 master br0
ip link set v1 up
ip link set v2 up
ip addr add 10.1.0.1/24 dev v2
ip -6 addr show dev v1
ip -6 addr show v2
ip -6 -j addr
ip -4 addr
ip -4 addr show v2
ip -6 -br addr | grep -v fe80
ip -6 link show v1
ip -6 link
ip -6 -o addr | grep lo
ip -6 addr show up
ip -6 addr show type veth
ip -6 addr show master br0
ip addr add fd05::1/64 dev v1 nodad
ip addr show to fd05::/16
ip -6 addr show label v1
ip -6 addr show scope global
