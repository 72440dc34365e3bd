# Who does not answer is remembered: INCOMPLETE while it is asked, FAILED once it is given up.
ip link add v1 type veth peer name v2
ip netns add n
ip link set v2 netns n
ip addr add 10.0.0.1/24 dev v1
ip addr add 2001:db8::1/64 dev v1 nodad
ip link set v1 up
ip -n n addr add 10.0.0.2/24 dev v2
ip -n n link set v2 up
sleep 2
ping -c1 -W1 10.0.0.9
ip neigh
arp -n
arp -a
cat /proc/net/arp
sleep 3
ip neigh
ip -j neigh
arp -n
arp -an
ip neigh show nud failed
ip neigh show nud incomplete
ip neigh get 10.0.0.9 dev v1
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev v1
ip neigh del 10.0.0.9 dev v1
ip neigh
ping -c1 10.0.0.8
ip neigh
ip neigh replace 10.0.0.8 lladdr 02:00:00:00:00:08 dev v1
ip neigh
ip neigh del 10.0.0.8 dev v1
ping -c2 -W1 10.0.0.7
ip neigh show 10.0.0.7
nc -w1 -z 10.0.0.6 80
ip neigh show 10.0.0.6
nc -z -w 5 10.0.0.5 80
ip neigh show 10.0.0.5
nc -u -z -w 1 10.0.0.4 80
ip neigh show 10.0.0.4
nc -u -z -v -w 1 10.0.0.5 80
ip neigh show 10.0.0.5
curl -s -m 1 http://10.0.0.14/
ip neigh show 10.0.0.14
traceroute -n -w 1 -q 1 -m 1 10.0.0.3
ip neigh show 10.0.0.3
ip netns exec n ping -c1 -W1 10.0.0.33
ip -n n neigh
ip neigh flush dev v1
ip neigh
ping -c1 10.0.0.8
ip neigh flush all
ip neigh
ping -c1 10.0.0.8
ip neigh change 10.0.0.8 lladdr 02:00:00:00:00:08 dev v1
ip neigh
ping -c1 2001:db8::9
ip -6 neigh show 2001:db8::9
ping -c1 -W1 2001:db8::8
ip -6 neigh show 2001:db8::8
ip link set v1 down
ip neigh
sleep
sleep x
