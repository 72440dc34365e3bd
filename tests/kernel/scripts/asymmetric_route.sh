ip netns add left; ip netns add right; ip netns add far
ip link add l0 type veth peer name l1 netns left; ip link add q0 type veth peer name q1 netns right; ip -n left link add l2 type veth peer name fl netns far; ip -n right link add q2 type veth peer name fr netns far
ip link set l0 up; ip link set q0 up; ip -n left link set l1 up; ip -n left link set l2 up; ip -n right link set q1 up; ip -n right link set q2 up; ip -n far link set fl up; ip -n far link set fr up; ip -n far link set lo up
ip addr add 10.1.0.1/24 dev l0; ip addr add 10.2.0.1/24 dev q0; ip -n left addr add 10.1.0.2/24 dev l1; ip -n left addr add 10.3.0.1/24 dev l2; ip -n right addr add 10.2.0.2/24 dev q1; ip -n right addr add 10.4.0.1/24 dev q2; ip -n far addr add 10.3.0.2/24 dev fl; ip -n far addr add 10.4.0.2/24 dev fr
ip netns exec left sysctl -w net.ipv4.ip_forward=1 && ip netns exec right sysctl -w net.ipv4.ip_forward=1
ip route add 10.9.0.0/24 via 10.1.0.2
ip -n left route add 10.9.0.0/24 via 10.3.0.2; ip -n far addr add 10.9.0.1/32 dev lo
ip -n far route add 10.1.0.0/24 via 10.4.0.1
ip -n right route add 10.1.0.0/24 via 10.2.0.1
ping -c 1 -W 1 10.9.0.1
sysctl net.ipv4.conf.q0.rp_filter net.ipv4.conf.all.rp_filter
ip netns exec far sysctl -w net.ipv4.conf.fl.rp_filter=1
ping -c 1 -W 1 10.9.0.1
ip netns exec far sysctl -w net.ipv4.conf.fl.rp_filter=2
ping -c 1 -W 1 10.9.0.1
sysctl -w net.ipv4.conf.q0.rp_filter=1
ping -c 1 -W 1 10.9.0.1
sysctl -w net.ipv4.conf.q0.rp_filter=0
ip netns exec right iptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT; ip netns exec right iptables -A FORWARD -j DROP
ping -c 1 -W 1 10.9.0.1
ip netns exec right iptables -F
ip netns exec right iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP
nc -zv -w 1 10.9.0.1 80
ping -c 1 -W 1 10.9.0.1
