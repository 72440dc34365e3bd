iptables -A INPUT -m addrtype --dst-type LOCAL -m addrtype --dst-type LOCAL
iptables -A INPUT -m addrtype --dst-type LOCAL --dst-type LOCAL
iptables -A INPUT -m limit --limit 5/min -m limit --limit 5/min
iptables -A INPUT -m mark --mark 1 -m mark --mark 2
iptables -A INPUT -m addrtype --dst-type LOCAL -m addrtype --src-type LOCAL
iptables -A INPUT -m addrtype --dst-type LOCAL -m comment --comment x --dst-type LOCAL
iptables -A INPUT -m addrtype -m addrtype --src-type LOCAL
iptables -S INPUT
