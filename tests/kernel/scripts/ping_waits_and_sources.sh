# How long ping waits, and from where it asks: -w, -i, -I DEVICE, zones, -M do, the pipe.
ip link add v1 type veth peer name v2
ip netns add n
ip link set v2 netns n
ip link set v1 address 02:00:00:00:00:01
ip -n n link set v2 address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev v1
ip addr add 2001:db8::1/64 dev v1 nodad
ip link set v1 up
ip -n n addr add 10.0.0.2/24 dev v2
ip -n n addr add 2001:db8::2/64 dev v2 nodad
ip -n n link set v2 up
sleep 2
ping -c 1 fe80::ff:fe00:2%v1
ping -c 1 fe80::ff:fe00:2
ping -c 1 -I v1 fe80::ff:fe00:2
ping -c 1 fe80::ff:fe00:2%nope
ping -c 1 fe80::ff:fe00:1%v1
ping -c 1 -I v1 10.0.0.2
ping -c 1 -I v1 10.0.0.1
ping -qc1 -I v1 10.0.0.2
ping -c 1 -I nope 10.0.0.2
ping -c 1 -I 10.0.0.1 10.0.0.2
ping -c 1 -I v1 2001:db8::2
ping -c 1 -I lo 2001:db8::2
ping -c 1 -M do -s 1472 10.0.0.2
ping -c 2 -M do -s 1473 10.0.0.2
ping -c 1 -M do -s 1453 2001:db8::2
ping -c 1 -M nope 10.0.0.2
ping -c 3 -i 0.2 10.0.0.2
ping -w 2 10.0.0.2
ping -c 3 -w 1 10.0.0.2
ping -c 1x 10.0.0.2
ping -c -3 10.0.0.2
ping -s -1 10.0.0.2
ping -w x 10.0.0.2
ping -W -1 10.0.0.2
ping -nc 1 10.0.0.2
ip netns exec n iptables -A INPUT -p icmp -j REJECT
ping -c 2 10.0.0.2
ping -w 3 10.0.0.2
ping -q -c 2 10.0.0.2
ip netns exec n iptables -F
ip netns exec n iptables -A INPUT -p icmp -j DROP
ping -c 3 -W 1 10.0.0.2
ping -c 7 -i 0.2 -W 0.1 10.0.0.2
ping -c 1 -w 2 10.0.0.2
ping -c 1 -W 1 fe80::ff:fe00:9%v1
ping -c 3 -W 2 10.0.0.51
