ip netns add n1
ip link add v1 type veth peer name v2
ip link set v1 up
ip link set v2 up
ip addr flush dev v1
ip link set v2 down
ip link set v2 up
ip -6 addr show v1
ip -6 addr show v2
ip link set v2 netns n1
ip -n n1 link set v2 up
ip -6 addr show v1
ip -n n1 -6 addr show v2
ip link set v1 down
ip link set v1 up
ip -6 addr show v1
ip addr flush dev v1
ip link set v1 mtu 1200
ip link set v1 mtu 1500
ip -6 addr show v1
ip addr flush dev v1
sysctl -qw net.ipv6.conf.v1.disable_ipv6=1
sysctl -qw net.ipv6.conf.v1.disable_ipv6=0
ip -6 addr show v1
ip -6 route show table all | grep -v "^local fe80"
