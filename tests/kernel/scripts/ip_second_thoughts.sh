ip link add v0 type veth peer name v1
ip link set v0 up
ip link set v1 up
ip -6 addr add 2001:db8:1::1/64 dev v0 nodad
ip -6 addr add 2001:db8:1::1/64 dev v0
ip addr add 2001:db8:1::1/64 dev v0
ip addr add 2001:db8:1::1/128 dev v0
ip -6 route del default
ip -6 route add prohibit fd00:e::/64
ip -6 route add unreachable fd00:d::/64
ip -6 route add blackhole fd00:c::/64
ping -c 1 -W 1 fd00:e::1
ping -c 1 -W 1 fd00:d::1
ping -c 1 -W 1 fd00:c::1
sysctl -w net.ipv4.ip_forward
sysctl -w net.ipv4.ip_forward = 1
sysctl net.ipv4.ip_forward = 1
sysctl net/ipv4/ip_forward
sysctl -n net/ipv4/ip_forward
sysctl -w net/ipv4/ip_forward=1
sysctl -w net.ipv4.ip_forwarding=1
sysctl net.ipv4.conf.all.nope
sysctl net.ipv4.conf.v0/1.rp_filter
ip link show v0 v1
ip link show dev v0 v1
ip addr show v0 v1
ip link set v0 mtu 1400 mtu 1300
ip link set v0 up up
ip link set v0 address 02:00:00:00:00:01 address 02:00:00:00:00:02
ip link set a up
ip link set t up
ip link set d up
ip link set n up
ip link set l up
ip link add a type veth peer name b
ip link del a
ip link set x up
ip link set m up
ip link set g up
ip link set p up
ip link set al up
ip link set v0 a 02:00:00:00:00:03
ip link show v0
ip route get 10.0.0.2 iif v0
ip -6 route add fd00:9::/64 dev v0 src fd00::77
ip -6 route del 2001:db8::/64 table 77
ip -6 route add 2001:db8::/64 dev v0 table 77
ip -6 route del 2001:db8::/64 table 77
ip -6 route del 2001:db8::/64 table 77
ip -6 route show table 78
ping -c 1 -W 1 -I nope fd00::2
ping -c 1 -W 1 -I nope 10.0.0.1
ping -c 1 -W 1 2001:db8:1::9%v0
ip -6 addr add fd00::b/64 dev v0 preferred_lft 0 nodad
ip -6 addr add fd00::c/64 dev v0 preferred_lft 10 valid_lft 5 nodad
ip -6 addr show dev v0 scope global
ip link add vx type vxlan id 101
ip link add vx type vxlan dstport 4789
ip link add vx type vxlan id 101 dstport 4789
ip link add link v0 mp type macvlan mode passthru
ip link add link v0 mq type macvlan mode bridge
ip link add link v1 mq type macvlan mode bridge
ip link add link v1 mr type macvlan mode passthru
ip link add link mp ms type macvlan
ip link add link mq ms type macvlan
ip -br link
sysctl -w net.ipv6.conf.v0.disable_ipv6=1
ip addr add fd00::8/64 dev v0
ip -6 addr add fe80::8/64 dev v0
