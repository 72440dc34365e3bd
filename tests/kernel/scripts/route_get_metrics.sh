ip link add v1 type veth peer name v2
ip link set v1 up
ip addr add 10.1.0.1/24 dev v1
ip route add 10.3.0.0/24 via 10.1.0.2 mtu 1300
ip route get 10.3.0.4
ip -j route get 10.3.0.4
ip route add 10.4.0.0/24 dev lo mtu 1300
ip route get 10.4.0.4
ip route add 10.5.0.0/16 via 10.2.0.1 dev v1 onlink
ip addr add 10.2.0.1/16 dev lo
ip route get 10.5.0.4
ip -6 addr add fd00::1/64 dev v1 nodad
ip -6 route add fd03::/64 via fd00::2 mtu 1400
ip -6 route get fd03::1
ip -j -6 route get fd03::1
iptables -t mangle -N WEB
iptables -P INPUT ACCEPT
iptables -t mangle -P INPUT ACCEPT
nft delete chain inet u in
