ip link add v1 type veth peer name v2
ip addr add
ip addr add 10.0.0.1/24
ip addr add 10.0.0.1/24 dev
ip addr add 10.0.0.1/24 dev nope
ip addr add dev v1
ip addr add foo dev v1
ip addr add 10.0.0.256/24 dev v1
ip addr add 10.0.0.1/33 dev v1
ip addr add 10.0.0.1/-1 dev v1
ip addr add 10.0.0.1/24/8 dev v1
ip addr add 10.0.0.1/255.255.255.0 dev v1
ip addr add 10.0.0.1/24 dev v1 frob
ip addr add 10.0.0/24 dev v1
ip addr add 10 dev v1
ip addr show v1
ip addr del 10.0.0.5/24 dev v1
ip addr del 10.0.0.5/24 dev nope
ip addr del 10.0.0.1
ip addr frob
ip addr show nope
ip addr show dev v1 frob
ip addr add 0.0.0.0/24 dev v1
ip addr add 224.0.0.1/24 dev v1
ip addr add 255.255.255.255/32 dev v1
ip addr add 127.0.0.2/8 dev v1
ip addr replace 10.9.9.9/24 dev v1
ip addr change 10.9.9.9/24 dev v1
