ip rule add tos 0x10 table 7
ip rule add ipproto tcp dport 80 table 7
ip rule add ipproto udp sport 10-20 dport 53 lookup main
ip rule add uidrange 0-100 table 8
ip rule add iif lo table 9
ip rule add iif nope table 9
ip rule add oif nope2 table 9
ip rule add fwmark 1 tos 16 ipproto icmp suppress_prefixlength 0 table 9
ip rule add goto 32766
ip rule add pref 5 goto 100
ip rule add from 10.0.0.0/8 nop
ip rule add dport 99 blackhole
ip rule add ipproto 47 table 4
ip rule add pref 0 from 9.9.9.9 table 11
ip rule add from 9.9.9.8 table 11
ip rule
ip -j rule
ip rule show table 7
ip rule list from 9.9.9.9
ip rule show tos 16
ip rule show pref 0
ip rule show iif lo
ip rule show fwmark 1
ip rule show frob
ip rule show table frob
ip -d rule
ip -6 rule add from fd00::/8 table 5
ip -6 rule
ip rule del tos 0x10
ip rule del dport 80
ip rule del ipproto udp
ip rule del table 9
ip rule del table 9
ip rule del lookup main
ip rule add tos x
ip rule add ipproto foo
ip rule add dport foo
ip rule add dport 5-3
ip rule add uidrange x
ip rule add suppress_prefixlength foo
ip rule
ip rule flush
ip rule
ip rule add type blackhole from 1.1.1.1
ip rule add from 1.1.1.1 type unreachable
ip rule add not from 10.0.0.1
ip rule add not
ip rule del not from 10.0.0.1
ip rule add from 0/0 to 10/8 table 9
ip rule add dsfield 0x8 table 9
ip rule add tos throughput
ip rule add tos lowdelay table 3
ip rule add tos 1 table 3
ip rule
