# Where the other end is stands in every listing.
ip netns add n1
ip link add v3 type veth peer name v4 netns n1
ip addr add 10.0.0.3/24 dev v3
ip addr show to 10.0.0.0/16
ip addr show dev v3 to 10.0.0.0/16
ip addr show
ip -4 addr show
ip addr show dev v3
ip addr show scope global
ip addr show label v3
ip addr show primary
ip addr show up
ip -o addr show to 10.0.0.0/16
ip -j addr show to 10.0.0.0/16
ip -br addr show to 10.0.0.0/16
ip netns del n1
ip addr show to 10.0.0.0/16
