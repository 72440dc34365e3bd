iptables -L
iptables -L -n
iptables -L -n -v
iptables -L -v
iptables -t nat -L -n --line-numbers
iptables -L INPUT
iptables -L NOPE
iptables -N WEB
iptables -N WEB
iptables -N averyveryveryverylongchainname0
iptables -N 'a b'
iptables -N -x
iptables -N ACCEPT
iptables -A INPUT -p tcp --dport 80 -j WEB
iptables -A INPUT -p tcp --dport http -j WEB
iptables -A WEB -s 10.0.0.1 -d 10.1.0.0/16 -i v1 -o v2 -j ACCEPT
iptables -A WEB -j WEB
iptables -A WEB -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A FORWARD -m state --state ESTABLISHED -j ACCEPT
iptables -A WEB -p icmp --icmp-type echo-request -j DROP
iptables -A WEB -p icmp -j DROP
iptables -A WEB -p udp --sport 53 ! -d 10.0.0.0/8 -j REJECT
iptables -A WEB -p tcp -j REJECT --reject-with tcp-reset
iptables -A WEB -j LOG --log-prefix "hello "
iptables -A WEB -m multiport -p tcp --dports 80,443,8000:8010 -j RETURN
iptables -A WEB -m comment --comment "say it" -j ACCEPT
iptables -A WEB -m mark --mark 0x1/0xff -j ACCEPT
iptables -A WEB -m limit --limit 3/min -j ACCEPT
iptables -A WEB -p tcp --syn -j ACCEPT
iptables -A WEB -m addrtype --dst-type LOCAL -j ACCEPT
iptables -A WEB -m statistic --mode random --probability 0.5 -j ACCEPT
iptables -A WEB -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
iptables -A WEB -m iprange --src-range 10.0.0.1-10.0.0.9 -j ACCEPT
iptables -A WEB -p 47 -j ACCEPT
iptables -A WEB -p all -j ACCEPT
iptables -A WEB -p tcp -m tcp --sport 1024: -j ACCEPT
iptables -A WEB ! -p tcp -j ACCEPT
iptables -A WEB ! -i lo -j ACCEPT
iptables -A WEB -i eth+ -j ACCEPT
iptables -A WEB -f -j ACCEPT
iptables -A WEB -m ttl --ttl-eq 64 -j ACCEPT
iptables -A WEB -m length --length 100:200 -j ACCEPT
iptables -A WEB
iptables -A WEB -p tcp
iptables -A WEB -g WEB2
iptables -t mangle -A PREROUTING -j MARK --set-mark 0x10
iptables -t mangle -A PREROUTING -j MARK --or-mark 0x10
iptables -t mangle -A PREROUTING -j MARK --set-xmark 0x10/0xff
iptables -t mangle -A PREROUTING -j TTL --ttl-dec 1
iptables -t mangle -L -n
iptables -t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.0.0.5:80
iptables -t nat -A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 80
iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -j MASQUERADE
iptables -t nat -A POSTROUTING -o v1 -j SNAT --to-source 1.2.3.4
iptables -t nat -A PREROUTING -j MASQUERADE
iptables -t nat -A POSTROUTING -j DNAT --to-destination 1.2.3.4
iptables -t nat -A PREROUTING -o v1 -j ACCEPT
iptables -t nat -A POSTROUTING -i v1 -j ACCEPT
iptables -A INPUT -j MASQUERADE
iptables -A INPUT -o v1 -j ACCEPT
iptables -A OUTPUT -i v1 -j ACCEPT
iptables -t nat -L -n -v
iptables -t nat -S
iptables -L -n
iptables -L
iptables -L -v -n --line-numbers
iptables -S
iptables -S WEB 3
iptables -L WEB 3 -n
iptables -N LOOP
iptables -A WEB -j LOOP
iptables -A LOOP -j WEB
iptables -A INPUT -j INPUT
iptables -A INPUT -j NOSUCH
iptables -I WEB 3 -s 9.9.9.9 -j DROP
iptables -I WEB 0 -s 9.9.9.9 -j DROP
iptables -I WEB 300 -s 9.9.9.9 -j DROP
iptables -I INPUT -s 9.9.9.9,9.9.9.8 -j DROP
iptables -C INPUT -s 9.9.9.9 -j DROP
iptables -C INPUT -s 9.9.9.7 -j DROP
iptables -C NOPE -s 9.9.9.7 -j DROP
iptables -D INPUT -s 9.9.9.9,9.9.9.8 -j DROP
iptables -D INPUT 99
iptables -D INPUT 0
iptables -D INPUT x
iptables -D NOPE 1
iptables -D INPUT -s 9.9.9.7 -j DROP
iptables -R WEB 1 -s 7.7.7.7 -j ACCEPT
iptables -R WEB 100 -s 7.7.7.7 -j ACCEPT
iptables -R WEB 0 -s 7.7.7.7 -j ACCEPT
iptables -E LOOP RING
iptables -E NOPE RING2
iptables -E RING WEB
iptables -Z
iptables -Z WEB
iptables -Z NOPE
iptables -X WEB
iptables -X NOPE
iptables -X INPUT
iptables -F NOPE
iptables -F RING
iptables -P INPUT DROP
iptables -P INPUT REJECT
iptables -P WEB DROP
iptables -P NOPE DROP
iptables -P INPUT
iptables -P INPUT ACCEPT
iptables -F
iptables -X
iptables -S
iptables -A INPUT -p tcp --dport 99999 -j DROP
iptables -A INPUT --dport 80 -j DROP
iptables -A INPUT -s 10.0.0.0/33 -j DROP
iptables -A INPUT -j
iptables -A
iptables
iptables -A INPUT -m nosuch -j ACCEPT
iptables -A INPUT -p foo -j ACCEPT
iptables -A INPUT --frob
iptables -A INPUT frob
iptables -A INPUT -j ACCEPT -j DROP
iptables -A INPUT -s 1.1.1.1 -s 2.2.2.2 -j DROP
iptables -A INPUT --source 1.1.1.1 --destination 2.2.2.2 --protocol tcp --in-interface v1 --jump DROP
iptables --append INPUT --match conntrack --ctstate INVALID --jump DROP
iptables -A INPUT -s 0.0.0.0/0 -j ACCEPT
iptables -A INPUT -s 10.0.0.7/24 -j ACCEPT
iptables -A INPUT -s 10.0.0.7/255.255.0.0 -j ACCEPT
iptables -A INPUT -p tcp --dport 22 -j accept
iptables -S INPUT -v
iptables -vnL INPUT
iptables -nL
iptables -w -A INPUT -j DROP
iptables -t nosuch -L
iptables -F; iptables -t nat -F; iptables -t mangle -F
iptables-save | grep -v "^#"
iptables -V
iptables -h | head -n 3
iptables-save | grep -v "^#"
