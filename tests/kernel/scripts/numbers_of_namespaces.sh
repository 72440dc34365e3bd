ip netns add n1
ip netns add n2
ip link add v3 type veth peer name v4 netns n2
ip link set v3 netns n1
ip link add v1 type veth peer name v2
ip link set v1 netns n2
ip -n n2 link
ip -n n1 link
ip link
ip link set v2 netns n1
ip -n n2 link
ip -n n1 link
ip -n n1 link set v3 netns n2
ip -n n2 link
ip -n n1 -j link
