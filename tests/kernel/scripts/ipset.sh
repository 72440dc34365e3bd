ipset list | sort
ipset create a hash:ip
ipset create a hash:ip
ipset -exist create a hash:ip
ipset create n hash:net
ipset create p hash:ip,port
ipset create bp bitmap:port range 0-1000
ipset create bi bitmap:ip range 10.0.0.0/24
ipset create l list:set
ipset create six hash:ip family inet6
ipset create x hash:foo
ipset create
ipset create y
ipset add a 10.0.0.1
ipset add a 10.0.0.1
ipset -exist add a 10.0.0.1
ipset add a 10.0.0.0/30
ipset add a 10.0.0.5-10.0.0.7
ipset add a foo
ipset add a fd00::1
ipset add nope 1.2.3.4
ipset add n 10.0.0.0/24
ipset add n 192.168.1.5
ipset add n 10.1.0.0/16 nomatch
ipset add n 0.0.0.0/0
ipset add p 10.0.0.1,80
ipset add p 10.0.0.1,udp:53
ipset add p 10.0.0.1,tcp:80-82
ipset add p 10.0.0.1
ipset add p 10.0.0.1,icmp:echo-request
ipset add bp 80
ipset add bp 2000
ipset add bi 10.0.0.7
ipset add l a
ipset add l n
ipset add l nope
ipset add six fd00::1
ipset add six 10.0.0.1
ipset test a 10.0.0.1
ipset test a 10.0.0.9
ipset test n 10.0.0.77
ipset test n 10.1.2.3
ipset test p 10.0.0.1,80
ipset list a | sort
ipset list -n
ipset list -t | sort
ipset save | sort
ipset del a 10.0.0.1
ipset del a 10.0.0.1
ipset del a 99.9.9.9
ipset -exist del a 99.9.9.9
ipset list nope
ipset rename a b
ipset rename nope q
ipset rename b n
ipset swap b n
ipset list b | sort
ipset swap b p
ipset flush b
ipset list b | sort
ipset destroy b
ipset destroy nope
iptables -A INPUT -m set --match-set p src,dst -j DROP
ipset destroy p
ipset destroy
ipset list -n
ipset flush
ipset list | sort
iptables -F
ipset destroy
ipset x
ipset destroy
ipset --version
ipset create b hash:net
ipset add b 10.0.0.0/8
ipset create b2 hash:net
ipset swap b b2
ipset list b | sort
ipset list b2 | sort
ipset rename b b3
ipset rename b3 b2
ipset -n list
ipset -q add b2 10.0.0.0/8
printf 'create r hash:ip family inet hashsize 1024 maxelem 65536\nadd r 1.2.3.4\n' | ipset restore
ipset list r | sort
ipset -! add r 1.2.3.4
ipset create m hash:net,port
ipset add m 10.0.0.0/24,tcp:80
ipset test m 10.0.0.5,80
ipset test m 10.0.1.5,80
ipset create bm bitmap:ip
ipset create w hash:ip range 1-2
ipset add r
iptables -A INPUT -m set --match-set none src -j DROP
iptables -A INPUT -m set --match-set r src -j DROP
iptables -S INPUT
iptables -L INPUT -n
