nft add table ip a
nft add chain ip a c
nft 'add chain ip a in { type filter hook input priority 0; }'
nft add rule ip a c tcp dport 22 accept
nft add rule ip a c 'tcp dport { 80, 443 } accept'
nft add rule ip a in jump c
nft 'add set ip a s { type ipv4_addr; }'
nft add rule ip a in ip saddr @s drop
nft insert rule ip a in ct state established accept
nft -a list ruleset
nft add rule ip a in index 1 counter
nft insert rule ip a in index 1 log
nft -a list chain ip a in
nft delete rule ip a in handle 7
nft -a list chain ip a in
nft replace rule ip a in handle 9 drop
nft -a list table ip a
nft add rule ip a in handle 9 accept
nft insert rule ip a c position 4 udp dport 53 accept
nft --handle list chain ip a c
nft delete rule ip a c handle 5
nft -as list chain ip a c
nft flush chain ip a c
nft add rule ip a c accept
nft -a list chain ip a c
nft add table ip6 b
nft -a list tables
nft -a list table ip6 b
nft delete table ip a
nft list ruleset
