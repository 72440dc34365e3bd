ip link add v1 type veth peer name v2
ip link add br0 type bridge
ip link set v1 master br0
ip link set v1 up
ip link set v2 up
ip link set br0 up
ip -6 route show table local | grep -v "^local fe80"
ip -6 addr
sysctl -w net.ipv6.conf.v2.disable_ipv6=1
ip -6 route show table all | grep -v "^local fe80"
sysctl -w net.ipv6.conf.v2.disable_ipv6=0
ip -6 route show table all | grep -v "^local fe80"
ip link set v2 mtu 1200
ip -6 route show table all | grep -v "^local fe80"
ip link set v2 mtu 1500
ip -6 route show table all | grep -v "^local fe80"
ip link add vx type vxlan id 3 dstport 4789 remote 10.0.0.1
ip link set vx up
ip -6 route show table all | grep -v "^local fe80"
ip link set v2 multicast off
ip link set v2 down
ip link set v2 up
ip -6 route show table all | grep -v "^local fe80"
ip link set v2 arp off
ip -6 route show table all | grep -v "^local fe80"

