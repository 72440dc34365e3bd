nft add table ip web
nft add table inet filter
nft 'add chain ip web input { type filter hook input priority 0; }'
nft add chain ip web out
nft add set ip web good '{ type ipv4_addr; }'
nft add rule ip weg input accept
nft add rule ip web inpt accept
nft add rule inet web input accept
nft add chain ip weg x
nft add chain inet web x
nft add set ip weg x '{ type ipv4_addr; }'
nft add element ip web god '{ 1.1.1.1 }'
nft add element ip weg good '{ 1.1.1.1 }'
nft add rule ip web input ip saddr @god accept
nft delete table ip weg
nft delete chain ip web outt
nft delete set ip web god
nft list table ip weg
nft list chain ip web inpt
nft list set ip web god
nft flush chain ip web inpt
nft flush table ip weg
nft rename chain ip web oot x
nft add rule ip web input jump ot
nft insert rule ip web inpt accept
nft delete rule ip web inpt handle 3
nft add rule ip nope nope accept
nft add rule ip web nope accept
nft add map ip weg m '{ type ipv4_addr : verdict; }'
