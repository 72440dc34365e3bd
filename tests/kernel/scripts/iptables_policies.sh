iptables -P INPUT DROP
iptables -P FORWARD drop
iptables -P OUTPUT RETURN
iptables -P OUTPUT QUEUE
iptables -P OUTPUT
iptables -P
iptables --policy OUTPUT ACCEPT
iptables -N MINE
iptables -P MINE ACCEPT
iptables -L | head -n 1
iptables -S | sort
ping -c 1 -W 1 127.0.0.1
iptables -A INPUT -i lo -j ACCEPT
ping -c 1 -W 1 127.0.0.1
iptables -P INPUT ACCEPT; iptables -P OUTPUT DROP
ping -c 1 -W 1 127.0.0.1
iptables -t nat -P PREROUTING DROP
iptables -t nat -P PREROUTING ACCEPT
iptables -t nat -P INPUT DROP
iptables -t raw -P OUTPUT DROP
iptables -t mangle -P POSTROUTING DROP
iptables -t mangle -P FOO DROP
iptables-save -t raw | grep -v '^#'
iptables -F
iptables -S
