nft add table ip t
nft 'add chain ip t in { type filter hook input priority 0; }'
nft 'add chain ip t out { type filter hook output priority filter + 5; policy drop; }'
nft 'add chain ip t pre { type nat hook prerouting priority dstnat; }'
nft 'add chain ip t post { type nat hook postrouting priority srcnat; }'
nft add chain ip t web
nft add rule ip t in tcp dport 22 accept
nft add rule ip t in meta l4proto tcp th dport 23 accept
nft add rule ip t in ip protocol tcp accept
nft add rule ip t in ip protocol tcp tcp dport 24 accept
nft add rule ip t in meta l4proto tcp accept
nft add rule ip t in meta l4proto '{ tcp, udp }' th dport 53 counter accept
nft add rule ip t in tcp dport ssh counter
nft add rule ip t in tcp dport '{ 80, 443, 22, 8000-8100 }' counter packets 5 bytes 6 accept
nft add rule ip t in ip saddr 10.0.0.0/8 drop
nft add rule ip t in ip saddr != 10.0.0.0/8 ip daddr 10.1.1.1 drop
nft add rule ip t in ip saddr '{ 10.0.0.1, 192.168.0.0/16, 10.0.0.5-10.0.0.9 }' drop
nft add rule ip t in ip saddr 10.0.0.5-10.0.0.9 drop
nft add rule ip t in iif lo accept
nft add rule ip t in iifname lo accept
nft add rule ip t in iifname '"eth*"' accept
nft add rule ip t in iifname '{ lo, eth0 }' accept
nft add rule ip t in ct state established,related accept
nft add rule ip t in ct state new accept
nft add rule ip t in ct state != invalid accept
nft add rule ip t in ct state invalid drop
nft add rule ip t in ct state '{ established, related }' accept
nft add rule ip t in ct state vmap '{ established : accept, related : accept, invalid : drop }'
nft add rule ip t in tcp flags syn accept
nft add rule ip t in 'tcp flags & (fin|syn|rst|ack) == syn' accept
nft add rule ip t in 'tcp flags & (syn|ack) == (syn|ack)' accept
nft add rule ip t in tcp flags '&' syn != 0 accept
nft add rule ip t in icmp type echo-request accept
nft add rule ip t in icmp type '{ echo-request, echo-reply }' accept
nft add rule ip t in icmp type echo-request limit rate 10/second accept
nft add rule ip t in limit rate over 3/minute burst 7 packets drop
nft add rule ip t in log
nft add rule ip t in log prefix '"hello: "' level info counter
nft add rule ip t in log prefix x group 3
nft add rule ip t in reject
nft add rule ip t in reject with tcp reset
nft add rule ip t in tcp dport 1 reject with tcp reset
nft add rule ip t in reject with icmp type host-unreachable
nft add rule ip t in reject with icmp port-unreachable
nft add rule ip t in meta mark 5 accept
nft add rule ip t in meta mark set 5
nft add rule ip t in meta mark set meta mark or 5
nft add rule ip t in ct mark set meta mark
nft add rule ip t in meta mark set ct mark
nft add rule ip t in meta mark and 0xff == 3 accept
nft add rule ip t in tcp dport '<' 1024 accept
nft add rule ip t in tcp dport '<=' 1024 accept
nft add rule ip t in tcp sport '>' 1024 accept
nft add rule ip t in tcp sport '>=' 1024 accept
nft add rule ip t in tcp dport != 22 accept
nft add rule ip t in tcp dport '!= { 22, 23 }' accept
nft add rule ip t in tcp dport 1-1024 accept
nft add rule ip t in udp dport 53 jump web
nft add rule ip t in goto web
nft add rule ip t in jump web comment '"to the web"'
nft add rule ip t in ip ttl 5 accept
nft add rule ip t in ip dscp cs1 accept
nft add rule ip t in ip length 100 accept
nft add rule ip t in meta length 100-200 accept
nft add rule ip t in meta skuid 0 accept
nft add rule ip t in meta pkttype broadcast accept
nft add rule ip t in ip daddr . tcp dport '{ 10.0.0.1 . 80, 10.0.0.2 . 443 }' accept
nft add rule ip t in tcp dport vmap '{ 22 : accept, 80 : jump web }'
nft add rule ip t in fib daddr type local accept
nft add rule ip t in ip saddr 0.0.0.0/0 accept
nft add rule ip t in ip saddr 10.1.2.3/32 accept
nft add rule ip t in notrack
nft add rule ip t in meta l4proto icmp accept
nft add rule ip t in ip protocol icmp accept
nft add rule ip t in ip protocol '{ icmp, tcp }' accept
nft add rule ip t in ip protocol != tcp accept
nft add rule ip t in meta protocol ip accept
nft add rule ip t in ether saddr 02:00:00:00:00:01 accept
nft add rule ip t in ct count 3 accept
nft add rule ip t in counter accept comment hi
nft add rule ip t in ct status dnat accept
nft add rule ip t in ct direction reply accept
nft add rule ip t in ct original ip saddr 1.2.3.4 accept
nft add rule ip t pre tcp dport 80 dnat to 10.0.0.1:8080
nft add rule ip t pre dnat to 10.0.0.1
nft add rule ip t pre tcp dport 80 redirect to :8080
nft add rule ip t pre redirect
nft add rule ip t pre dnat to 10.0.0.1-10.0.0.5
nft add rule ip t pre dnat ip to 10.0.0.3
nft add rule ip t post masquerade
nft add rule ip t post masquerade random
nft add rule ip t post ip saddr 10.0.0.0/24 oifname eth0 snat to 1.2.3.4
nft add rule ip t post oif lo snat to 1.2.3.4-1.2.3.9 persistent
nft add rule ip t post tcp dport 80 masquerade to :1024-2048
nft list ruleset
nft list chains
nft -s list chain ip t in
