nft add table inet f
nft 'add chain inet f in { type filter hook input priority 0; }'
nft 'add chain inet f pre { type nat hook prerouting priority -100; }'
nft 'add chain inet f post { type nat hook postrouting priority 100; }'
nft add chain inet f web
nft add chain inet f abcdefgh
nft add chain inet f other
nft add rule inet f in jump nope
nft add rule inet f abcxxxxx accept
nft add rule inet f abcdxxxx accept
nft add rule inet f wxx accept
nft add rule inet f qqqqqq accept
nft add rule inet f oxxxx accept
nft add rule inet f otxxx accept
nft add rule inet f in masquerade
nft add rule inet f in dnat ip to 1.2.3.4
nft add rule inet f post dnat ip to 1.2.3.4
nft add rule inet f pre masquerade
nft add rule inet f pre snat ip to 1.1.1.1
nft add rule inet f in redirect
nft add rule inet f in jump web
nft add rule inet f web jump other
nft add rule inet f other jump web
nft add rule inet f other goto other
nft delete chain inet f web
nft delete chain inet f other
nft 'add set inet f s { type ipv4_addr; }'
nft 'add set inet f s { type ipv4_addr; }'
nft add rule inet f in ip saddr @s drop
nft 'add set inet f iv { type ipv4_addr; flags interval; }'
nft 'add map inet f m { type inet_service : verdict; }'
nft delete set inet f s
nft add element inet f s '{ 1.1.1.1, 1.1.1.2 }'
nft add element inet f s '{ 1.1.1.1 }'
nft create element inet f s '{ 1.1.1.1 }'
nft delete element inet f s '{ 9.9.9.9 }'
nft delete element inet f s '{ 1.1.1.2 }'
nft add element inet f s '{ 10.0.0.0/24 }'
nft add element inet f s '{ 10.0.0.1-10.0.0.4 }'
nft add element inet f iv '{ 10.0.0.0/24 }'
nft add element inet f iv '{ 10.0.0.0/24 }'
nft add element inet f iv '{ 10.0.0.0/25 }'
nft add element inet f iv '{ 10.0.0.128-10.0.1.3 }'
nft add element inet f iv '{ 10.5.0.0/16, 10.5.1.0/24 }'
nft delete element inet f iv '{ 10.0.0.0/25 }'
nft delete element inet f iv '{ 10.0.0.0/24 }'
nft add element inet f m '{ 22 : accept }'
nft add element inet f m '{ 22 : drop }'
nft add element inet f m '{ 80 : jump web }'
nft add element inet f m '{ 81 }'
nft delete chain inet f web
nft delete element inet f m '{ 80 }'
nft list map inet f m
nft add set inet f s '{ type ipv4_addr; }'
nft create set inet f s '{ type ipv4_addr; }'
nft add set inet f s '{ type inet_service; }'
nft add set inet f q
nft delete map inet f nope
nft delete set inet f nope
nft delete set inet f m
nft list set inet f m
nft list map inet f s
nft add rule inet f in tcp dport 22 accept
nft replace rule inet f in handle 777 drop
nft insert rule inet f in index 1 counter
nft add rule inet f in index 0 counter
nft add rule inet f in index 9 counter
nft insert rule inet f in handle 999 log
nft add chain inet f in '{ policy drop; }'
nft list chain inet f in
nft add chain inet f web '{ policy drop; }'
nft add chain inet f in '{ type filter hook forward priority 0; }'
nft rename chain inet f other another
nft rename chain inet f web another
nft rename chain inet f in inn
nft list chains
nft list chains ip
nft list ruleset ip
nft list sets ip
nft list table inet f extra
nft flush chain inet f
nft flush table ip q
nft flush ruleset ip
nft flush ruleset inet
nft list ruleset
nft 'add table ip a; add chain ip a c; add rule ip a c accept; add rule ip a d drop'
nft list ruleset
nft 'add table ip a; add chain ip a c; add rule ip a c accept'
nft -s list ruleset
nft add rule a c counter
nft add rule ip a c
nft add rule ip a
nft add chain a d
nft list table a
nft table ip b '{ chain x { counter accept; tcp dport 22 drop; }; set y { type ipv4_addr; }; }'
nft list table b
nft add table ip b '{ flags dormant; }'
nft list tables
nft list table b
nft delete table ip b
nft delete rule ip a c handle 2
nft delete rule ip a c handle x
nft delete table a
nft delete
nft add rule ip
nft insert
nft add table
nft -x
nft --foo
nft -f
nft flush ruleset
nft add table inet f
nft 'add chain inet f in { type filter hook input priority 0; }'
nft add table inet f
nft create table inet f
nft add chain inet f in
nft create chain inet f in
nft add rule inet f nope accept
nft list table ip g
nft list chain inet f nope
nft list set inet f nope
nft delete table ip g
nft delete chain inet f nope
nft delete chain inet f in
nft delete rule inet f in handle 9999
nft delete rule inet f in
nft delete set inet f s5
nft add element inet f nope '{ 10.0.0.9 }'
nft add element inet f s4 '{ 70000 }'
nft add element inet f s4 '{ foo }'
nft add rule inet f in jump nope
nft add rule inet f in tcp dport foo accept
nft add rule inet f in tcp dport 70000 accept
nft add rule inet f in ip saddr 10.0.0.300 accept
nft add rule inet f in ip saddr foo accept
nft add rule inet f in bogus
nft add rule inet f in ip saddr @nope drop
nft add rule inet f in dnat ip to 1.2.3.4
nft add rule inet f in masquerade
nft add rule inet f pre dnat to 1.2.3.4
nft add foo
nft foo
nft 
nft list
nft list foo
nft add table foo bar
nft add chain inet f x '{ type filter hook nope priority 0; }'
nft add chain inet f x '{ type filter hook input; }'
nft add chain inet f x '{ type foo hook input priority 0; }'
nft add chain inet f x '{ type nat hook forward priority 0; }'
nft add chain ip f x '{ type nat hook prerouting priority -300; }'
nft insert rule inet f in accept
nft add rule inet f in index 1 drop
nft insert rule inet f in index 0 drop
nft add rule inet f in position 5 drop
nft add rule inet f in handle 99999 drop
nft replace rule inet f in handle 5 drop
nft -a list chain inet f in
nft flush chain inet f in
nft list chain inet f in
nft flush chain inet f nope
nft delete map inet f m1
nft rename chain inet f in inn
nft list chain inet f inn
nft flush table inet f
nft delete table inet f
nft flush ruleset
nft list ruleset
nft -f /nonexist
nft --version
nft -c add table ip q
nft list tables
nft add table ip k
nft add chain ip k fwd
nft add chain ip k log
nft add rule ip k fwd accept
nft add table counter
