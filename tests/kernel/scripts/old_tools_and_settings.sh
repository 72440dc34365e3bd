ip netns add n1
ip netns exec n1 route -n
route -n
ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
route -n
ip netns exec n1 route -n
ip addr add 10.0.0.1/24 dev v1
route -n
ip addr flush dev v1
route -n
ip -n n1 route add 10.0.0.0/8 dev lo
ip netns exec n1 route -n
ip -n n1 route
ip netns exec n1 route -n
arp -d 10.0.0.3
arp -d 10.0.0.3 -i v1
arp -d 10.0.0.3 -i nope
ip addr add 10.0.0.1/24 dev v1
arp -d 10.0.0.3
arp -d 10.0.0.3 -i v1
arp -d 10.0.0.3 -i v2
arp -d 10.5.0.3
arp -d 10.5.0.3 -i v1
arp -s 10.5.0.3 02:00:00:00:00:01
arp -s 10.0.0.3 02:00:00:00:00:01
arp -s 10.0.0.4 02:00:00:00:00:01 -i v2
arp -s 10.0.0.5 02:00:00:00:00:0z -i v2
arp -n | sort
arp -d 10.0.0.3 -i v2
arp -d 10.0.0.3
arp -d 10.0.0.3
ping -c 1 -W 1 -I 10.0.0.1 10.0.0.1
ping -c 1 -W 1 -I 10.0.0.1 10.5.0.1
ping -c 1 -W 1 -I 10.0.0.9 10.0.0.1
ping -c 1 -W 1 -I 10.0.0.9 10.5.0.1
ping -c 1 -W 1 -I 10.0.0.1 10.0.0.77
ping -c 1 -W 1 -I nope 10.0.0.1
ip netns exec n1 ping -c 1 -W 1 -I 10.0.0.1 10.0.0.4
ip netns exec n1 ping -c 1 -W 1 -I 10.0.0.1 127.0.0.1
nc -z -w 1 10.0.0.1 0
nc -z -w 1 10.0.0.1 70000
nc -z -w 1 10.0.0.1 x
ifconfig nope 10.0.0.3
ifconfig nope 10.0.0.3/24
ifconfig nope 10.0.0.3 netmask 255.255.0.0
ifconfig nope up
ifconfig nope down
ifconfig nope mtu 1400
ifconfig v2 mtu x
ifconfig v2 frob
bridge fdb add 02:00:00:00:00:50 dev lo master
bridge fdb add 02:00:00:00:00:50 dev lo
bridge fdb del 02:00:00:00:00:50 dev lo master
bridge fdb add 02:00:00:00:00:50 dev v1 master
ip link add vx type vxlan id 6 dstport 4789 dev nope
ip link add vx type vxlan id 6 dstport 4789 dev lo
ip link add vy type vxlan id 6 dstport 4789 dev v1
ip link add vz type vxlan id 6 dstport 4789
ip -br link
sysctl net.ipv4.nope net.ipv4.ip_forward
sysctl -w net.ipv4.nope=1 net.ipv4.ip_forward=1
sysctl net.ipv4.conf.default.rp_filter
sysctl -w net.ipv4.conf.default.rp_filter=1
sysctl -w net.ipv4.conf.default.forwarding=1
ip link add br7 type bridge
sysctl net.ipv4.conf.br7.rp_filter net.ipv4.conf.br7.forwarding net.ipv4.conf.br7.proxy_arp
sysctl net.ipv4.conf.default.forwarding net.ipv6.conf.default.forwarding net.ipv6.conf.default.disable_ipv6
sysctl -w net.ipv4.ip_forward=1
sysctl net.ipv4.conf.default.forwarding net.ipv4.conf.all.forwarding net.ipv4.conf.lo.forwarding
echo x > /proc/sys/net/ipv4/conf/all/rp_filter
echo 1 > /proc/sys/net/ipv4/conf/nope/rp_filter
cat /proc/sys/net/ipv4/conf/nope/rp_filter
echo -1 > /proc/sys/net/ipv4/conf/all/rp_filter
cat /proc/sys/net/ipv4/conf/all/rp_filter
echo 300 > /proc/sys/net/ipv4/conf/all/rp_filter
cat /proc/sys/net/ipv4/conf/all/rp_filter
echo "1 2" > /proc/sys/net/ipv4/conf/all/rp_filter
echo 5000000000 > /proc/sys/net/ipv4/conf/all/rp_filter
echo 0x10 > /proc/sys/net/ipv4/conf/all/rp_filter
cat /proc/sys/net/ipv4/conf/all/rp_filter
echo 2 > /proc/sys/net/ipv4/icmp_echo_ignore_all
cat /proc/sys/net/ipv4/icmp_echo_ignore_all
echo 300 > /proc/sys/net/ipv4/icmp_echo_ignore_all
echo 0 > /proc/sys/net/ipv4/ip_default_ttl
echo 64 > /proc/sys/net/ipv4/ip_default_ttl
printf 'a:b:c\nd e\n' | cut -d : -f 2
printf 'a:b:c\nd e\n' | cut -d: -f1,3
printf 'a:b:c\nd e\n' | cut -d: -f2-
printf 'abcdef\n' | cut -c 2-3
printf 'abcdef\n' | cut -c2
printf 'abcdef\n' | cut
printf 'a\tb\n' | cut -f 2
printf 'a:b\nxy\n' | cut -s -d: -f1
printf 'a b\nab\n b c\n' | grep -w b
printf 'a b\nab\n b c\n' | grep -vw b
printf 'a b\nab\n b c\n' | grep -wc b
ip -br link | cut -d ' ' -f 1
