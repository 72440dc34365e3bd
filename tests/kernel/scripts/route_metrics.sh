ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip r add 10.5.0.0/16 via 10.0.0.2 metric 100
ip r add 10.5.0.0/16 via 10.0.0.3 metric 50
ip r add 10.5.0.0/16 via 10.0.0.4
ip r add 10.5.0.0/16 via 10.0.0.4
ip r add 10.5.0.0/16 via 10.0.0.9 metric 50
ip r
ip r get 10.5.1.1
ip r del 10.5.0.0/16
ip r get 10.5.1.1
ip r del 10.5.0.0/16 metric 7
ip r del 10.5.0.0/16 via 10.0.0.9
ip r del 10.5.0.0/16 via 10.0.0.2 metric 100
ip r s 10.5.0.0/16
ip r add default via 10.0.0.2 metric 10
ip r add default via 10.1.0.2 metric 20
ip r get 8.8.8.8
ip link set v2 down
ip r
ip r get 8.8.8.8
ip r add default via 10.0.0.2 metric -1
ip r add default via 10.0.0.2 metric abc
ip r add default via 10.0.0.2 metric
ip r add 10.6.0.0/16 via 10.0.0.2 preference 5 proto static
ip r
