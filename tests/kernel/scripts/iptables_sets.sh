ipset create s1 hash:ip
ipset create s6 hash:ip family inet6
ipset create sp bitmap:port range 0-100
ipset create sl list:set
ipset create si hash:ip,port
ip6tables -A INPUT -m set --match-set s1 src --dport 80 -j ACCEPT
ip6tables -A INPUT -m set --match-set s1 src,dst
ip6tables -A INPUT -m set --match-set s6 src
ip6tables -A INPUT -m set --match-set sp src
ip6tables -A INPUT -m set --match-set sl src
iptables -A INPUT -m set --match-set s6 src
iptables -A INPUT -m set --match-set s6 foo
iptables -A INPUT -m set --match-set s1
iptables -A INPUT -m set --match-set s1 foo
iptables -A INPUT -m set --match-set s1 src,foo
iptables -A INPUT -m set --match-set s1 src,dst,src,dst,src,dst,src
iptables -A INPUT -m set --match-set si src
iptables -A INPUT -m set --match-set si src,dst
iptables -A INPUT -m set --match-set nope src
iptables -A INPUT -m set --match-set s1 src --match-set si src,dst
iptables -A INPUT -m set ! --match-set s1 src
iptables -A INPUT -j SET --add-set s6 src
iptables -A INPUT -j SET --add-set nope src
iptables -A INPUT -j SET
iptables -S
ip6tables -S
