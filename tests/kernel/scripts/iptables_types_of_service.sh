iptables -t mangle -A PREROUTING -j TOS --set-tos Minimize-Cost
iptables -t mangle -A PREROUTING -j TOS --set-tos 0x10/0x3f
iptables -t mangle -A PREROUTING -j TOS --set-tos 0x11/0x3f
iptables -t mangle -A PREROUTING -j TOS --set-tos 0x11
iptables -t mangle -A PREROUTING -m tos --tos 0x10
iptables -t mangle -A PREROUTING -m tos ! --tos 0x10/0x3f
iptables -t mangle -A PREROUTING -m tos ! --tos 0x11
iptables -t mangle -L PREROUTING
iptables -t mangle -nL PREROUTING
iptables -t mangle -S PREROUTING
