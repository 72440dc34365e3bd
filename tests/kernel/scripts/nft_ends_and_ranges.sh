nft add table ip t
nft 'add chain ip t out { type filter hook output priority filter; policy drop }'
nft 'add chain ip t o2 { type filter hook output priority 0 }'
nft 'add chain ip t o3 { type filter hook output priority 0; policy drop; }'
nft 'add set ip t s { type ipv4_addr }'
nft 'add set ip t s { type ipv4_addr; flags interval }'
nft 'add set ip t s { type ipv4_addr; }'
nft list ruleset
nft add chain ip t c
nft add rule ip t c ip saddr 10.0.0.5-10.0.0.1 drop
nft add rule ip t c ip saddr 10.0.0.0/33 drop
nft add rule ip t c tcp dport 90-80 drop
nft add rule ip t c meta nfproto ipv6 drop
nft add rule ip t c meta nfproto ipv4 drop
nft add rule ip t c tcp dport { 22, 23, 80 } accept
nft list ruleset
nft add chain ip t a
nft add rule ip t a jump a
nft add rule ip t o3 jump a
nft list chain ip t a
nft 'add map ip t m { type inet_service : ipv4_addr }'
nft 'add map ip t m { type inet_service : verdict }'
nft 'add set ip t s5 { type ipv4_addr; elements = { 10.0.0.1 } }'
nft 'add set ip t s6 { type ipv4_addr; size 5 }'
nft 'add set ip t s7 { type ipv4_addr; timeout 5s }'
nft 'add set ip t s8 { type ipv4_addr; comment "x" }'
nft 'add chain ip t c8 { comment "x" }'
nft 'add chain ip t c9 { type filter hook input priority 0; comment "x" }'
nft 'add chain ip t c10 { }'
