iptables -A NOPE -j DROP
iptables -I NOPE -j DROP
iptables -I NOPE 3 -j DROP
iptables -R NOPE 1 -j DROP
iptables -D NOPE 1
iptables -D NOPE -j DROP
iptables -C NOPE -j DROP
iptables -R INPUT 1 -j DROP
iptables -D INPUT 1
iptables -D INPUT -j DROP
iptables -C INPUT -j DROP
iptables -F INPUT
iptables -F
iptables -S
iptables -t mangle -Z
iptables -t mangle -Z INPUT
iptables -t mangle -X
iptables -t mangle -X INPUT
iptables -t mangle -P FORWARD ACCEPT
iptables-save | grep -v "^#"
iptables -I INPUT 2 -j DROP
iptables-save | grep -v "^#"
iptables -I INPUT 1 -j DROP
iptables -R INPUT 2 -j DROP
iptables -D INPUT 2
iptables -t nat -I POSTROUTING 2 -j MASQUERADE
iptables -t nat -R POSTROUTING 2 -j MASQUERADE
iptables -t nat -N U
iptables -t nat -R U 1 -j RETURN
iptables -t nat -R POSTROUTING 1 -j RETURN
iptables -t nat -D POSTROUTING 1
iptables -N W
iptables -A W -j NOPE
iptables -I NOPE -j NOPE
iptables -A NOPE -j NOPE
iptables -F INPUT
iptables -D INPUT 1
iptables -F
iptables -D INPUT 1
iptables -D FORWARD 1
iptables -t nat -F
iptables-save -t nat | grep -v "^#"
iptables -t nat -D INPUT 1
iptables -t mangle -X
iptables-save -t mangle | grep -v "^#"
iptables -t raw -Z
iptables-save -t raw | grep -v "^#"
iptables -t security -X FORWARD
iptables -t security -Z
iptables-save -t security | grep -v "^#"
iptables -t mangle -A INPUT -j ACCEPT
iptables -t mangle -X
iptables -t mangle -D FORWARD 1
iptables -t mangle -F
iptables -t mangle -X
iptables -t mangle -D INPUT 1
iptables -t mangle -P FORWARD DROP
iptables -t mangle -X FORWARD
iptables -t mangle -S
iptables -R OUTPUT 1 -j ACCEPT
iptables -S OUTPUT 1
iptables -L OUTPUT 1
iptables -t nat -I POSTROUTING 1 -j MASQUERADE
iptables -t mangle -P FORWARD ACCEPT
iptables-save | grep -v "^#"
iptables -t nat -N U
iptables-save -t nat | grep -v "^#"
iptables -t nat -A PREROUTING -j U
iptables-save -t nat | grep -v "^#"
iptables -t nat -D POSTROUTING 1
iptables -t nat -F POSTROUTING
iptables -t nat -S POSTROUTING
iptables -t nat -F
iptables-save -t nat | grep -v "^#"
iptables -t nat -X PREROUTING
iptables-save -t nat | grep -v "^#"
iptables -t nat -X
iptables-save -t nat | grep -v "^#"
iptables -F INPUT
iptables-save -t filter | grep -v "^#"
iptables -L INPUT
iptables-save -t filter | grep -v "^#"
iptables -C INPUT -j DROP
iptables-save -t filter | grep -v "^#"
iptables -D INPUT -j DROP
iptables-save -t filter | grep -v "^#"
iptables -I INPUT -j DROP
iptables-save -t filter | grep -v "^#"
iptables -D OUTPUT 1
iptables -Z OUTPUT
iptables -D INPUT 1
iptables -D INPUT 1
iptables -X INPUT
iptables -D INPUT 1
iptables-save -t filter | grep -v "^#"
iptables -S
iptables -A FORWARD -j NOPE
iptables -A FORWARD -j MASQUERADE
iptables-save -t filter | grep -v "^#"
iptables-save -t raw | grep -v "^#"
iptables -t raw -Z
iptables-save | grep -v "^#"
iptables -t security -X
iptables-save | grep -v "^#"
iptables -t nat -F
iptables-save | grep -v "^#"
iptables -t mangle -F INPUT
iptables-save | grep -v "^#"
iptables -t mangle -X INPUT
iptables-save | grep -v "^#"
iptables -D INPUT 1
iptables-save | grep -v "^#"
iptables -N W
iptables-save | grep -v "^#"
iptables -X W
iptables-save | grep -v "^#"
