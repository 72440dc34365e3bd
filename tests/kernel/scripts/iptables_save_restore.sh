iptables -A INPUT -p tcp --dport 22 -j ACCEPT
iptables -A INPUT -m comment --comment "drop it all" -j DROP
iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE
iptables-save > /mnt/hoplens.rules
grep -v '^#' /mnt/hoplens.rules
iptables -F; iptables -t nat -F
iptables-restore < /mnt/hoplens.rules
iptables -S
iptables -t nat -S
iptables -S
printf '*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n' | iptables-restore
iptables -S
iptables-save -t filter | grep -v '^#'
iptables-save -c | grep -v '^#'
iptables-save frob
iptables -S
rm /mnt/hoplens.rules
