ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip neigh add 10.0.0.1 lladdr 02:00:00:00:00:0z dev v1
ip neigh show 10.0.0.1
ip neigh add 10.0.0.2 lladdr zz dev nope
ip neigh add 10.0.0.2 lladdr zz dev v1
ip neigh add 10.0.0.2 lladdr 02:00:00:00:00 dev v1
ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:100 dev v1
ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:01:02 dev v1
ip neigh change 10.0.0.2 lladdr 02:00:00:00:00:01 dev v1
ip neigh replace 10.0.0.2 lladdr 02:00:00:00:00:01 dev v1 nud permanent
ip neigh change 10.0.0.2 lladdr 02:00:00:00:00:02 dev v1
ip neigh show 10.0.0.2
ip link set v1 address 02:00:00:00:00:0z
ip link set v1 address 02:00:00:00:00:zz
ip link set v1 address 02:00
ip neigh add 10.0.0.4 lladdr 02:00:00:00:00:02 dev lo
ip neigh add 10.0.0.4 lladdr 02:00:00:00:00:02 dev lo nud permanent
ip neigh show dev lo
ip link set v1 down
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:02 dev v1 nud permanent
ip neigh show dev v1
ip neigh del 10.0.0.9 dev v1
ip neigh add proxy 10.0.0.9 dev v1
ip neigh show proxy
ip neigh del proxy 10.0.0.9 dev v1
ip neigh get 10.0.0.2 dev v2
ip neigh flush 10.0.0.0/8
