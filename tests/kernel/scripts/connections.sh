# Routers answer so many errors a second alone: one query a hop.
ip netns add r
ip netns add s
ip link add a0 type veth peer name r0 netns r
ip -n r link add r1 type veth peer name s0 netns s
ip link set a0 up; ip -n r link set r0 up; ip -n r link set r1 up; ip -n s link set s0 up; ip -n s link set lo up
ip addr add 10.0.0.1/24 dev a0
ip -n r addr add 10.0.0.254/24 dev r0
ip -n r addr add 10.1.0.254/24 dev r1
ip -n s addr add 10.1.0.2/24 dev s0
ip route add default via 10.0.0.254
ip -n s route add default via 10.1.0.254
ip netns exec r sysctl -w net.ipv4.ip_forward=1
traceroute -n -q 1 -N 1 10.1.0.2
ip route del default
traceroute -n -q 1 -N 1 10.1.0.2
ip route add default via 10.0.0.254
traceroute foo
ip -n r route add unreachable 10.2.0.0/16
nc -z -v 10.1.0.2 80
nc -z 10.1.0.2 80
nc -zv -w 1 10.1.0.77 80
ip netns exec r iptables -A FORWARD -p tcp --dport 81 -j DROP
nc -zv -w 1 10.1.0.2 81
nc -zv -w 1 10.2.0.1 81
curl -sS http://10.1.0.2/
curl -s http://10.1.0.2:81/ --connect-timeout 1
curl -sS --connect-timeout 1 http://10.1.0.2:81/
curl -sS foo.bar
