ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 label v1:1 dev v1
ip addr add 10.0.0.2/24 label v2:1 dev v1
ip addr add 10.1.0.2/24 label v1x dev v1
ip addr add 10.1.0.3/24 label v1:toolongforalabel dev v1
ip addr show v1
ip -j addr show v1
ip -o addr show v1
ip addr show label v1:1
ip addr show label 'v1*'
ip addr show to 10.0.0.0/16
ip addr show to 10.0.0.1
ip addr show dev v1 to 10.1.0.0/16
ip addr show scope link
ip addr show scope global
ip addr show dev v1 scope link
ip addr show type veth
ip addr show type bridge
ip addr show primary
ip addr show secondary
ip addr show permanent
ip addr show dynamic
ip -4 addr show scope host
ip -br addr show to 10.1.0.0/24
ip addr show master nope
ip addr add 10.7.0.1 peer 10.7.0.1 dev v2
ip addr add 10.7.0.1 peer 10.7.0.1/24 dev v2
ip addr add 10.8.0.1/24 dev v2 valid_lft 100 preferred_lft 50
ip addr show v2
ip route
ip addr flush dev v2
ip addr flush dev v1 to 10.1.0.0/16
ip addr flush dev v1 scope global
ip addr flush dev v1 label 'v1:*'
ip -4 addr
ip addr flush to 10.0.0.0/8
ip addr del 10.0.0.1/24 label v1:1 dev v1
ip netns add n1
ip link set lo netns n1
ip link add mv link lo type macvlan
ip link add mv link v1 type macvlan mode bridge
ip link add mv2 link mv type macvlan mode bridge
ip -br link
