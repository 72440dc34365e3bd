iptables -A FORWARD -s 10.0.0.0/8 ! -d 10.1.0.0/16 -p tcp -m multiport --dports 80,443 -j ACCEPT
iptables -A FORWARD -m limit --limit 5/min -j LOG --log-prefix "it's: "
iptables -N A-B.c_d
iptables -A FORWARD -j A-B.c_d
iptables-save | iptables-restore
iptables-save | grep -c COMMIT
iptables -S INPUT
iptables -S INPUT
