ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip a add 10.0.0.1 dev v1
ip a add 10.0.1.1/24 dev v1
ip a add 10.0.1.2/24 dev v1
ip a add 10.0.2.1/30 broadcast 10.0.2.3 dev v1
ip a add 10.0.3.1/24 brd - dev v1
ip a add 10.0.6.1/31 brd + dev v1
ip a add 10.0.7.1/32 scope link dev v1
ip a add 10.0.8.1/24 scope frob dev v1
ip a add 169.254.1.1/16 dev v1
ip a s v1
ip -4 r
ip a add 10.0.1.1/24 dev v1
ip a add 10.0.1.1/25 dev v1
ip a del 10.0.1.1/26 dev v1
ip a del 10.0.9.1/24 dev v1
ip a del 10.0.1.1/24 dev v1
ip -4 a s v1
ip -br -4 a s v1
ip -4 a s v1
ip a flush dev v1
ip -4 a
ip a flush
