iptables -N USER
ipset create blocked hash:ip,port
iptables -A INPUT -p tcp -m tcp ! --sport 1:1023 --tcp-flags FIN,SYN,RST,ACK SYN -j RETURN
iptables -A INPUT -p udp -m multiport --dports 53,67:68 -j ACCEPT
iptables -A INPUT -p icmp -m icmp --icmp-type 3/4 -j ACCEPT
iptables -A INPUT -m conntrack --ctstate INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED,SNAT,DNAT -j ACCEPT
iptables -A INPUT -m conntrack ! --ctstate ESTABLISHED -j DROP
iptables -A INPUT -m conntrack --ctdir ORIGINAL -j DROP
iptables -A INPUT -m conntrack --ctstatus ASSURED -j DROP
iptables -A INPUT -m conntrack --ctproto tcp --ctorigsrc 10.0.0.0/8 --ctorigdst 10.1.0.1 --ctorigdstport 80 -j DROP
iptables -A INPUT -m conntrack --ctreplsrc 10.0.0.1 --ctrepldst 10.2.0.0/16 -j DROP
iptables -A INPUT -m state --state NEW -j ACCEPT
iptables -A INPUT -m mark ! --mark 0x4000/0x4000 -j RETURN
iptables -A INPUT -m connmark --mark 0x1 -j ACCEPT
iptables -A INPUT -m comment --comment "ns1/svc1:p80 cluster \"IP\"" -j USER
iptables -A INPUT -m addrtype ! --src-type LOCAL,BROADCAST --limit-iface-in -j USER
iptables -A INPUT -m statistic --mode random --probability 0.33333333349 -j USER
iptables -A INPUT -m statistic --mode nth --every 3 --packet 0 -j USER
iptables -A INPUT -m set ! --match-set blocked src,dst -j DROP
iptables -A INPUT -m iprange ! --src-range 10.0.0.1-10.0.0.9 -j DROP
iptables -A INPUT -m limit --limit 3/min --limit-burst 7 -j ACCEPT
iptables -A INPUT -m recent --rcheck --seconds 30 --name knock --rsource -j ACCEPT
iptables -A INPUT -m recent --set --name knock -j ACCEPT
iptables -A INPUT -m recent --update --hitcount 3 --seconds 60 -j DROP
iptables -A INPUT -m mac --mac-source 02:00:00:AA:BB:CC -j ACCEPT
iptables -A OUTPUT -m owner ! --uid-owner 0-999 -j ACCEPT
iptables -A INPUT -m length --length 0:1500 -j ACCEPT
iptables -A INPUT -m ttl --ttl-gt 63 -j ACCEPT
iptables -A INPUT -m ttl --ttl-lt 63 -j ACCEPT
iptables -A INPUT -m dscp --dscp 0x2e -j ACCEPT
iptables -A INPUT -m dscp --dscp-class EF -j ACCEPT
iptables -A INPUT -m tos --tos 0x10 -j ACCEPT
iptables -A INPUT -m tos --tos Minimize-Delay -j ACCEPT
iptables -A INPUT -m pkttype --pkt-type broadcast -j DROP
iptables -A FORWARD -m physdev --physdev-in veth0 --physdev-is-bridged -j ACCEPT
iptables -A FORWARD -m physdev --physdev-is-in -j ACCEPT
iptables -A INPUT -m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name h -j ACCEPT
iptables -A INPUT -m connlimit --connlimit-above 10 --connlimit-mask 32 --connlimit-saddr -j DROP
iptables -A INPUT -m quota --quota 1000 -j ACCEPT
iptables -A INPUT -p sctp -m sctp --dport 80 -j ACCEPT
iptables -t raw -A PREROUTING -m rpfilter --invert -j DROP
iptables -t raw -A PREROUTING -m rpfilter --loose --validmark -j DROP
iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited
iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset
iptables -A INPUT -g USER
iptables -A INPUT -j MARK --set-xmark 0x4000/0x4000
iptables -A INPUT -j MARK --set-mark 5
iptables -A INPUT -j MARK --or-mark 0x10
iptables -A INPUT -j MARK --and-mark 0x0f
iptables -A INPUT -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xffff
iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark
iptables -A INPUT -j LOG --log-prefix "dropped: " --log-level 7
iptables -A INPUT -j NFLOG --nflog-group 5 --nflog-prefix "x "
iptables -t mangle -A FORWARD -p tcp --syn -j TCPMSS --set-mss 1400
iptables -t mangle -A FORWARD -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
iptables -t mangle -A PREROUTING -j TTL --ttl-set 64
iptables -t mangle -A PREROUTING -j TTL --ttl-dec 1
iptables -t mangle -A PREROUTING -j TOS --set-tos 0x10
iptables -t mangle -A PREROUTING -j DSCP --set-dscp 0x2e
iptables -t raw -A PREROUTING -j CT --notrack
iptables -t raw -A PREROUTING -j CT --zone 5
iptables -t raw -A PREROUTING -j TRACE
iptables -A INPUT -j NFQUEUE --queue-num 3
iptables -A INPUT -j NFQUEUE --queue-num 3 --queue-bypass
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.5:8080
iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.5-10.0.0.9
iptables -t nat -A POSTROUTING -p tcp -j SNAT --to-source 1.2.3.4 --persistent
iptables -t nat -A POSTROUTING -j MASQUERADE --random-fully
iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1000-2000
iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 8080
iptables -t nat -A PREROUTING -j NETMAP --to 10.9.0.0/16
iptables -t mangle -A POSTROUTING -j CHECKSUM --checksum-fill
iptables -t mangle -A POSTROUTING -j CLASSIFY --set-class 1:10
iptables -A INPUT -j SET --add-set blocked src,src
iptables -t mangle -A PREROUTING -p tcp -j TPROXY --on-port 50080 --tproxy-mark 0x1/0x1
iptables -A INPUT -j AUDIT --type accept
iptables -t mangle -A PREROUTING -j TEE --gateway 10.0.0.9
iptables -A INPUT
iptables -S
iptables -t nat -S
iptables -t mangle -S
iptables -t raw -S
iptables -L -n
iptables -t nat -L -n
iptables -t mangle -L -n
iptables -t raw -L -n
iptables -t mangle -A PREROUTING -j DSCP --set-dscp-class AF21
iptables -t mangle -A PREROUTING -j TOS --set-tos Minimize-Cost
iptables -t mangle -A PREROUTING -m dscp ! --dscp-class CS3 -j ACCEPT
iptables -A INPUT -m dscp --dscp-class XX -j ACCEPT
iptables -t mangle -S PREROUTING
iptables -t mangle -vnL PREROUTING
iptables -L
