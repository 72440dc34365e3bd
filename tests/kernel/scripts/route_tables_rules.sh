ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip route add default via 10.1.0.2 table 100
ip route add 10.7.0.0/16 via 10.0.0.2 table 100
ip route add 10.7.0.0/16 dev v1 table 200 metric 5
ip route show table 100
ip route show table 200
ip route show table 300
ip route show table frob
ip route show table default
ip route list table local dev v1
ip -4 route show table local | sort
ip rule add from 10.0.0.1 lookup 100
ip rule add to 9.9.9.9 table 200 prio 50
ip rule
ip rule list
ip route get 8.8.8.8
ip route get 8.8.8.8 from 10.0.0.1
ip route get 9.9.9.9
ip rule add blackhole to 9.9.9.8
ip rule add prohibit from 10.1.0.0/24
ip rule add iif v2 table 100 pref 60
ip rule add oif v1 table 100 pref 61
ip rule add not from 10.0.0.0/8 table 100 pref 62
ip rule show
ip route get 9.9.9.8
ip route del default table 100
ip route del default table 100
ip rule del from 10.0.0.1
ip rule del from 10.0.0.1
ip rule flush
ip rule
ip route show table 100
