iptables -A INPUT -m hashlimit --hashlimit-name h --hashlimit-above 7/min
iptables -A INPUT -m hashlimit --hashlimit-mode srcip,dstport --hashlimit-upto 10/hour --hashlimit-name h2 --hashlimit-burst 9
iptables -A INPUT -m hashlimit --hashlimit 5 --hashlimit-name h3
iptables -A INPUT -m connlimit --connlimit-above 10
iptables -A INPUT -m connlimit --connlimit-upto 3 --connlimit-daddr
iptables -A INPUT -m connlimit --connlimit-mask 24 --connlimit-above 2
iptables -A INPUT -j NFQUEUE
iptables -A INPUT -j NFQUEUE --queue-balance 0:3
iptables -A INPUT -j NFLOG
iptables -t mangle -A PREROUTING -p udp -j TPROXY --on-port 5000
iptables -t mangle -A PREROUTING -p udp -j TPROXY --on-ip 10.0.0.1 --on-port 5000
iptables -t mangle -A PREROUTING -m dscp --dscp-class ef
iptables -t mangle -A PREROUTING -m tos --tos minimize-delay
iptables -t mangle -A PREROUTING -m tos --tos nope
iptables -t mangle -A POSTROUTING -j CLASSIFY --set-class 12345:1
iptables -t mangle -A POSTROUTING -j CLASSIFY --set-class x:1
iptables -t mangle -A POSTROUTING -j CLASSIFY --set-class 1
iptables -A INPUT -m quota ! --quota 7
iptables -A INPUT -m connlimit ! --connlimit-above 10
iptables -S
iptables -t mangle -S
iptables -nL
iptables -t mangle -nL
