nft add table inet f
nft 'add chain inet f in { type filter hook input priority -10; policy accept; }'
nft add rule inet f in ip saddr 10.0.0.1 accept
nft add rule inet f in ip6 saddr fe80::/10 accept
nft add rule inet f in tcp dport 22 accept
nft add rule inet f in ip saddr 1.2.3.4 reject
nft add rule inet f in reject
nft add rule inet f in reject with icmp host-unreachable
nft add rule inet f in reject with icmpv6 no-route
nft add rule inet f in icmp type echo-request accept
nft add rule inet f in icmpv6 type nd-neighbor-solicit accept
nft add rule inet f in meta nfproto ipv6 drop
nft add rule inet f in meta l4proto ipv6-icmp accept
nft add rule inet f in ip protocol udp udp dport 3 accept
nft add rule inet f in meta nfproto ipv4 tcp dport 22 accept
nft add rule inet f in ip6 nexthdr tcp accept
nft add rule inet f in ip6 hoplimit 5 accept
nft add rule inet f in ip ttl 7 accept
nft 'add chain inet f pre { type nat hook prerouting priority dstnat; }'
nft add rule inet f pre tcp dport 80 dnat ip to 10.0.0.1:80
nft add rule inet f pre ip daddr 1.1.1.1 dnat to 10.0.0.1
nft add rule inet f pre tcp dport 80 dnat ip6 to '[fd00::1]:80'
nft 'add chain inet f post { type nat hook postrouting priority 100; }'
nft add rule inet f post masquerade
nft add rule inet f post ip saddr 10.0.0.0/8 snat to 1.2.3.4
nft 'add set inet f s1 { type ipv4_addr; }'
nft 'add set inet f s2 { type ipv4_addr; flags interval; }'
nft 'add set inet f s3 { type ipv4_addr . inet_service; elements = { 10.0.0.1 . 80, 10.0.0.2 . 443 } }'
nft 'add set inet f s4 { type inet_service; }'
nft 'add set inet f s6 { type ifname; elements = { "eth0", "lo" } }'
nft 'add set inet f s7 { type ipv6_addr; elements = { fd00::1, fd00::2, fd00::3, fd00::4 } }'
nft 'add set inet f s8 { type mark; elements = { 1, 2 } }'
nft 'add set inet f s9 { type inet_proto; elements = { tcp, udp } }'
nft 'add element inet f s1 { 10.0.0.9, 10.0.0.1, 10.0.0.5, 10.0.0.100, 10.0.0.20, 10.0.0.3, 9.9.9.9 }'
nft 'add element inet f s2 { 10.0.0.0/24, 10.1.0.0/16, 10.5.0.1, 10.6.0.1-10.6.0.9 , 172.16.0.0/12, 192.168.0.0/16}'
nft 'add element inet f s4 { 22, 80, 443, 8080, 53, 8443, 21, 25, 110, 143, 993, 995 }'
nft 'add map inet f m1 { type inet_service : verdict; elements = { 22 : accept, 80 : drop } }'
nft 'add map inet f m2 { type ipv4_addr : ipv4_addr; elements = { 1.1.1.1 : 2.2.2.2 } }'
nft 'add map inet f m3 { type inet_service : ipv4_addr . inet_service; elements = { 80 : 10.0.0.1 . 8080 } }'
nft add rule inet f in ip saddr @s1 drop
nft add rule inet f in ip saddr != @s2 drop
nft add rule inet f in ip saddr . tcp dport @s3 accept
nft add rule inet f in tcp dport vmap @m1
nft add rule inet f pre dnat ip to ip daddr map @m2
nft list ruleset
nft list tables; nft list sets; nft list chains; nft list set inet f s1; nft list chain inet f post; nft list maps; nft list map inet f m1; nft list tables ip
