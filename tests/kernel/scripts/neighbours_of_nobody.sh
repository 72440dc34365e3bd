ip link add v1 type veth peer name v2
ip link set v1 up
ip link set v2 up
ip route add default dev v1
traceroute -n -q 1 -N 1 -w 1 -m 3 10.2.0.3
ip neigh
ping -c 1 -W 1 10.2.0.4
ip neigh show 10.2.0.4
nc -z -w 1 10.2.0.5 80
ip neigh show 10.2.0.5
ip addr add 10.0.0.4/24 dev lo
traceroute -n -q 1 -N 1 -w 1 -m 3 10.2.0.6
ip neigh show 10.2.0.6
