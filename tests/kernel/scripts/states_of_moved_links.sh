ip netns add n1; ip netns add n2
ip link add v1 type veth peer name v2
ip link set v1 up
ip -br link
ip link set v2 netns n1
ip -br link
ip -n n1 -br link
ip link set v1 down
ip link set v1 up
ip -br link
ip -n n1 link set v2 up
ip -br link
ip -n n1 -br link
ip -n n1 link set v2 down
ip -br link
ip -n n1 -br link
ip -n n1 link set v2 up
ip link set v1 netns n2
ip -n n2 -br link
ip -n n1 -br link
ip -n n2 link set v1 up
ip -n n2 -br link
ip -n n2 link set v1 down
ip -n n1 -br link
ip -n n1 link set v2 netns n2
ip -n n2 link set v2 up
ip -n n2 -br link
ip -n n2 link add mv link v2 type macvlan
ip -n n2 link set mv up
ip -n n2 -br link
ip -n n2 link set mv netns n1
ip -n n1 link set mv up
ip -n n1 -br link
ip -n n2 link set v1 up
ip -n n1 -br link
ip -n n2 link set v1 down
ip -n n1 -br link
ip -n n1 link set mv address 02:00:00:00:00:09
ip -n n1 link set mv down
ip -n n1 link set mv up
ip -n n1 -br link
