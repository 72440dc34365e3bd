ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip neigh add 10.0.0.5 lladdr 02:00:00:00:00:05 dev v1 nud permanent
ip neigh add 10.0.0.6 lladdr 02:00:00:00:00:06 dev v1
ip neigh add 10.0.0.5 lladdr 02:00:00:00:00:05 dev v1
ip n | sort
ip neigh replace 10.0.0.5 lladdr 02:00:00:00:00:07 dev v1
ip neigh show 10.0.0.5
ip n s dev v1 | sort
ip neigh change 10.0.0.9 lladdr 02:00:00:00:00:07 dev v1
ip neigh add 10.0.0.7 dev v1
ip neigh add 10.0.0.7 lladdr zz dev v1
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07
ip neigh add lladdr 02:00:00:00:00:07 dev v1
ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 dev nope
ip neigh add foo lladdr 02:00:00:00:00:07 dev v1
ip neigh add 10.0.0.8 lladdr 02:00:00:00:00:08 dev v1 nud reachable
ip neigh add 10.0.0.10 lladdr 02:00:00:00:00:08 dev v1 nud frob
ip neigh show nud permanent | sort
ip neigh del 10.0.0.5 dev v1
ip neigh del 10.0.0.99 dev v1
ip neigh del 10.0.0.6
ip neigh flush dev v1
ip neigh show dev v1
ip neigh flush
ip neigh flush all
ip neigh
ip neighbour show dev nope
ip neigh frob
ip neighbor
