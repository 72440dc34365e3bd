conntrack -L
conntrack -C
conntrack -F
conntrack -L -p udp
conntrack -L -p tcp -s 10.0.0.1
conntrack -L -f ipv6
conntrack -L conntrack
conntrack -L foo
conntrack -X
conntrack -V
conntrack -L -p
conntrack -L -s foo
conntrack -L -p foo
