iptables -A INPUT -m dscp -j ACCEPT
iptables -A INPUT -m ttl -j ACCEPT
ip6tables -A INPUT -m hl -j ACCEPT
iptables -A INPUT -m addrtype -j ACCEPT
iptables -A INPUT -m physdev -j ACCEPT
iptables -A INPUT -m owner -j ACCEPT
iptables -A INPUT -m recent -j ACCEPT
iptables -A INPUT -m hashlimit -j ACCEPT
iptables -A INPUT -m connlimit -j ACCEPT
iptables -A INPUT -m string -j ACCEPT
iptables -A INPUT -m quota -j ACCEPT
iptables -A INPUT -m rpfilter -j ACCEPT
iptables -A INPUT -m tos -j ACCEPT
iptables -A INPUT -m statistic -j ACCEPT
iptables -A INPUT -m pkttype -j ACCEPT
iptables -A INPUT -m mac -j ACCEPT
iptables -A INPUT -m mark -j ACCEPT
iptables -A INPUT -m length -j ACCEPT
iptables -A INPUT -m connmark -j ACCEPT
iptables -A INPUT -m state -j ACCEPT
iptables -A INPUT -m set -j ACCEPT
iptables -A INPUT -m comment -j ACCEPT
iptables -A INPUT -m bpf -j ACCEPT
iptables -A INPUT -m connbytes -j ACCEPT
iptables -A INPUT -m helper -j ACCEPT
iptables -A INPUT -m policy -j ACCEPT
iptables -A INPUT -m ecn -j ACCEPT
iptables -A INPUT -m realm -j ACCEPT
iptables -A INPUT -p tcp -m tcpmss -j ACCEPT
iptables -A INPUT -m cpu -j ACCEPT
iptables -A INPUT -m devgroup -j ACCEPT
iptables -A INPUT -m nfacct -j ACCEPT
iptables -A INPUT -m cluster -j ACCEPT
iptables -A INPUT -m connlabel -j ACCEPT
iptables -A INPUT -p icmp -m icmp -j ACCEPT
iptables -A INPUT -p tcp -m tcp -j ACCEPT
iptables -A INPUT -p sctp -m sctp -j ACCEPT
iptables -S
