iptables -N DB
nft -a list ruleset
iptables -A INPUT -j DB
iptables -D INPUT 1
nft -a list ruleset
iptables -P FORWARD DROP
iptables -t nat -N X
nft -a list ruleset
iptables -X DB
iptables -N DC
nft -a list ruleset
iptables -A DC -j ACCEPT
iptables -A DC -j DROP
iptables -F DC
iptables -N DD
nft -a list ruleset
nft add table ip t
nft -a list tables
nft -a list table ip filter
nft -a list chain ip filter DD
nft -a list chains
iptables -E DD DE
nft -a list table ip filter
ip6tables -N Q
nft -a list ruleset
iptables -L > /dev/null
iptables -t mangle -S > /dev/null
nft -a list tables
nft -a list ruleset
iptables -Z
iptables -F
nft -a list table ip filter
iptables -X
nft -a list table ip filter
printf '*filter\n:INPUT ACCEPT [0:0]\n:NEW - [0:0]\n-A INPUT -j NEW\n-A NEW -j ACCEPT\nCOMMIT\n' | iptables-restore
iptables -F
nft -a list table ip filter
printf '*mangle\n:FORWARD DROP [0:0]\nCOMMIT\n' | iptables-restore -n
nft -a list table ip mangle
nft -a list table ip filter
