iptables -N ZZ
iptables -N AA
iptables -N MM
iptables -A ZZ -j AA
iptables -S
iptables -L -n
iptables -X
iptables -L -n
iptables -F ZZ 2
iptables -F ZZ
iptables -X
iptables -S
iptables -t nat -N KUBE
iptables -t nat -X KUBE
iptables -t nat -S
iptables -N A1
iptables -N A2
iptables -A A1 -j A2
iptables -A A2 -p tcp
iptables -A A2 -j A1
iptables -A INPUT -j A1
iptables -R A1 1 -j A1
iptables -Z A1 1
iptables -L A1 -v -n -x
iptables -D A1 1
iptables -D A1 1
iptables -X A2
