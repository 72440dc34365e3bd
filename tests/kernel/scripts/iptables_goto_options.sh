iptables -t nat -A OUTPUT -p tcp -g DNAT --to-destination 10.0.0.9
iptables -A INPUT -g LOG --log-prefix x
iptables -A INPUT --log-prefix x -g LOG
iptables -A INPUT -g LOG
iptables -A INPUT -g ACCEPT
iptables -A INPUT -g NOPE
iptables -A INPUT -g NOPE --foo
iptables -A INPUT -g REJECT --reject-with tcp-reset
iptables -N WEB
iptables -A INPUT -g WEB --log-prefix x
iptables -A INPUT -j WEB --log-prefix x
iptables -A INPUT -j NOPE --log-prefix x
iptables -A INPUT -j ACCEPT --log-prefix x
iptables -A INPUT --log-prefix x
