iptables -N A
iptables -N B
iptables -A INPUT -j A
iptables -A A -s 10.0.0.1 -j ACCEPT
iptables -A B -s 10.0.0.2 -j DROP
iptables -P FORWARD DROP
printf '*filter\n:A - [0:0]\n-A A -s 10.0.0.9 -j DROP\nCOMMIT\n' | iptables-restore -n
iptables -S
printf '*filter\n:C - [0:0]\n-A C -j B\n-A INPUT -j C\n-I INPUT -p tcp -j DROP\n-I INPUT 2 -p udp -j DROP\nCOMMIT\n' | iptables-restore --noflush
iptables -S
printf '*filter\n:INPUT DROP [0:0]\n-D INPUT 1\n-D INPUT -j C\nCOMMIT\n' | iptables-restore -n
iptables -S
printf '*filter\n-F A\n-X C\n-P INPUT ACCEPT\n-N D\n-A D -j RETURN\nCOMMIT\n' | iptables-restore -n
iptables -S
printf '*filter\n-A NOPE -j DROP\nCOMMIT\n' | iptables-restore -n
printf '*filter\n:A - [0:0]\n-X A\nCOMMIT\n' | iptables-restore -n
printf '*filter\n-X B\nCOMMIT\n' | iptables-restore -n
printf '*filter\n-A INPUT -p tcp --dport 80 -j ACCEPT\n' | iptables-restore -n
printf '*nope\nCOMMIT\n' | iptables-restore -n
printf '*filter\nfrob\nCOMMIT\n' | iptables-restore -n
printf '*filter\n-A INPUT --frob\nCOMMIT\n' | iptables-restore -n
printf '*nat\n:X - [0:0]\n-A POSTROUTING -j X\n-A X -j MASQUERADE\nCOMMIT\n*filter\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n' | iptables-restore -n
iptables -S
iptables -t nat -S
printf '# comment\n*filter\n:INPUT ACCEPT [0:0]\n-N E\n-A INPUT -j E\nCOMMIT\n' | iptables-restore
iptables -S
