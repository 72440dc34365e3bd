# Labels of addresses look like links to ifconfig.
ip link add v1 type veth peer name v2
ip addr add 10.1.0.2/24 label lo:1 dev lo
ip addr add 10.0.0.1/24 dev v1
ip addr add 10.0.0.2/24 label v1:x dev v1
ip addr add 10.5.0.2/24 label v1:a brd + dev v1
ifconfig -a | grep -v packets | grep -v -w errors
ifconfig | grep -v packets | grep -v -w errors
ifconfig v1 | grep -v packets | grep -v -w errors
ifconfig v1:x
ifconfig v1:nope
ip link set v1 up
ifconfig
ip addr add 10.1.0.3/16 label br1:1 dev v1
ifconfig -a
ifconfig
