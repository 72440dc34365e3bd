for n in r1 r2 r3 h; do ip netns add $n; ip -n $n link set lo up; done
ip link add w0 type veth peer name w1 netns r1; ip -n r1 link add x1 type veth peer name x2 netns r2; ip -n r2 link add y2 type veth peer name y3 netns r3; ip -n r3 link add z3 type veth peer name z4 netns h
ip link set w0 up; ip -n r1 link set w1 up; ip -n r1 link set x1 up; ip -n r2 link set x2 up; ip -n r2 link set y2 up; ip -n r3 link set y3 up; ip -n r3 link set z3 up; ip -n h link set z4 up
ip addr add 10.1.0.1/24 dev w0; ip -n r1 addr add 10.1.0.2/24 dev w1; ip -n r1 addr add 10.2.0.1/24 dev x1; ip -n r2 addr add 10.2.0.2/24 dev x2; ip -n r2 addr add 10.3.0.1/24 dev y2; ip -n r3 addr add 10.3.0.2/24 dev y3; ip -n r3 addr add 10.4.0.1/24 dev z3; ip -n h addr add 10.4.0.2/24 dev z4
ip route add default via 10.1.0.2; ip -n r1 route add default via 10.2.0.2; ip -n r2 route add 10.4.0.0/16 via 10.3.0.2; ip -n r2 route add 10.1.0.0/24 via 10.2.0.1; ip -n r3 route add default via 10.3.0.1; ip -n h route add default via 10.4.0.1
for n in r1 r2 r3; do ip netns exec $n sysctl -w net.ipv4.ip_forward=1; done
traceroute -n -q 1 -N 1 10.4.0.2
traceroute -n -q 1 -N 1 -m 2 10.4.0.2
traceroute -I -n -q 1 -N 1 10.4.0.2
traceroute -T -n -q 1 -N 1 10.4.0.2
traceroute -n -q 1 -N 1 10.3.0.2
traceroute -n -q 1 -N 1 10.1.0.1
ping -c 1 -W 1 -t 1 10.4.0.2
ping -c 1 -W 1 -t 3 10.4.0.2
ping -c 1 -W 1 -t 4 10.4.0.2
