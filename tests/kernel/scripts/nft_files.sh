printf 'table inet f {\n\tchain in {\n\t\ttype filter hook input priority 0; policy accept;\n\t\ttcp dport 22 accept\n\t}\n}\n' > /mnt/hoplens.nft
nft -f /mnt/hoplens.nft
nft list ruleset
nft -f /mnt/hoplens.nft
nft list ruleset
echo 'add rule inet f nope accept' > /mnt/hoplens.nft
nft -f /mnt/hoplens.nft
echo 'flush ruleset' | nft -f -
nft list ruleset
nft -f /mnt/hoplens.none
nft -c add table ip q
nft list tables
nft 'add table ip a; add chain ip a c; add rule ip a c accept; add rule ip a d drop'
nft list ruleset
nft 'add table ip a; add chain ip a c; add rule ip a c accept'
nft table ip b '{ chain x { counter accept; tcp dport 22 drop; }; set y { type ipv4_addr; }; }'
nft list ruleset
nft add table ip b '{ flags dormant; }'
nft list table b
nft list ruleset | head -3
nft list ruleset | grep -c chain
rm /mnt/hoplens.nft
