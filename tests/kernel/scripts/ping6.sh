ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip -6 addr add fd00::1/64 dev v1; ip -n peer -6 addr add fd00::2/64 dev v2
sleep 2
ping -c 1 -W 1 fd00::2
ping -6 -c 1 -W 1 fd00::2
ping6 -c 1 -W 1 fd00::2
ping -4 -c 1 -W 1 fd00::2
ping -6 -c 1 -W 1 10.0.0.2
ping -c 1 -W 1 ::1
ping6 -c 1 -W 1 fd01::1
ping6 -c 1 -W 1 2001:db8::zz
ping6 -c 1 -W 1 fe80::1
ping -c 1 -W 4 fd00::99
ip -6 route add unreachable fd05::/16
ip -6 route add blackhole fd06::/32
ping6 -c 1 -W 1 fd06::1
nc -6 -zv -w 1 fd00::2 80
nc -zv -w 1 fd01::2 80
ip netns exec peer ip6tables -A INPUT -p ipv6-icmp --icmpv6-type echo-request -j REJECT
ping6 -c 1 -W 1 fd00::2
ip netns exec peer ip6tables -A INPUT -p tcp --dport 80 -j REJECT --reject-with icmp6-adm-prohibited
