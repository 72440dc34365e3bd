ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip rule add fwmark 1 table 100
ip rule add fwmark 0x2/0xff table 100
ip rule add fwmark 1 table 100
ip rule add pref 32766 table 100
ip rule add pref 100 from 10.0.0.0/24 to 10.1.0.0/24 table 100
ip rule add pref 100 from all table 77
ip rule
ip rule add
ip rule add from
ip rule add from foo table 100
ip rule add from 10.0.0.0/24
ip rule add table frob
ip rule add from 10.0.0.0/24 table 100 frob
ip rule del pref 100
ip rule del pref 100
ip rule del pref 100
ip rule del fwmark 1
ip rule del pref 0
ip rule del pref 32766
ip rule
ping -c 1 -W 1 10.0.0.1
ip rule frob
ip -6 rule
ip rule
ip ru
