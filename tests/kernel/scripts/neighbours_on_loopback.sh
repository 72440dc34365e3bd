ip netns add n1
ip -n n1 neigh replace 10.0.0.3 lladdr 02:00:00:00:00:01 dev lo
ip -n n1 neigh
ip -n n1 neigh show nud all
ip -n n1 neigh change 10.0.0.1 lladdr 02:00:00:00:00:01 dev lo nud permanent
ip -n n1 neigh change 10.0.0.3 lladdr 02:00:00:00:00:01 dev lo nud permanent
ip -n n1 neigh add 10.0.0.3 lladdr 02:00:00:00:00:01 dev lo nud permanent
ip -n n1 neigh add 10.0.0.3 lladdr 02:00:00:00:00:01 dev lo nud permanent
ip -n n1 neigh show nud all
ip -n n1 neigh del 10.0.0.3 dev lo
ip -n n1 link set lo up
ip -n n1 neigh add 10.0.0.5 lladdr 02:00:00:00:00:01 dev lo nud permanent
ip -n n1 neigh change 10.0.0.5 lladdr 02:00:00:00:00:02 dev lo
ip -n n1 neigh show nud all
