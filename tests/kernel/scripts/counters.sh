# What packets leave behind: counters of rules and policies, entries of conntrack.
ip netns add in; ip netns add gw; ip netns add out
ip -n gw link add gi type veth peer name e0 netns in; ip -n gw link add go type veth peer name e0 netns out
for s in in gw out; do ip -n $s link set lo up; done; ip -n gw link set gi up; ip -n gw link set go up; ip -n in link set e0 up; ip -n out link set e0 up
ip -n in addr add 10.0.0.2/24 dev e0; ip -n gw addr add 10.0.0.1/24 dev gi; ip -n gw addr add 20.0.0.1/24 dev go; ip -n out addr add 20.0.0.2/24 dev e0
ip -n in route add default via 10.0.0.1; ip netns exec gw sysctl -w net.ipv4.ip_forward=1
ip netns exec gw iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -o go -j MASQUERADE
ip netns exec gw iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
ip netns exec gw iptables -A FORWARD -i gi -p icmp -j ACCEPT
ip netns exec gw iptables -A FORWARD -i gi -p tcp --dport 81 -j REJECT
ip netns exec gw iptables -N LOOK
ip netns exec gw iptables -A FORWARD -j LOOK
ip netns exec gw iptables -A LOOK -s 10.0.0.2 -p udp -j RETURN
ip netns exec in ping -c 3 20.0.0.2
ip netns exec gw iptables -L FORWARD -v -n
ip netns exec gw iptables -t nat -L POSTROUTING -v -n
ip netns exec gw conntrack -L 2> /dev/null
ip netns exec gw conntrack -C
ip netns exec in nc -z -w 1 20.0.0.2 81
ip netns exec gw iptables -L FORWARD -v -n
ip netns exec in nc -z -w 1 20.0.0.2 80
ip netns exec gw conntrack -L -p tcp 2> /dev/null
ip netns exec gw iptables -L -v -n
ip netns exec gw iptables -Z
ip netns exec gw iptables -L FORWARD -v -n
ip netns exec gw iptables -P FORWARD DROP
ip netns exec gw iptables -F
ip netns exec in ping -c 1 -W 1 20.0.0.2
ip netns exec gw iptables -L FORWARD -v -n
ip netns exec gw iptables -A FORWARD -p icmp -m comment --comment counts -j LOG
ip netns exec in ping -c 2 -W 1 20.0.0.2
ip netns exec gw iptables -L FORWARD -v -n
ip netns exec gw iptables-save -c -t filter | grep -v '^#'
ip netns exec out iptables -A INPUT -p icmp -j ACCEPT
ip netns exec gw iptables -P FORWARD ACCEPT
ip netns exec in ping -c 1 -W 1 20.0.0.2
ip netns exec out iptables -L INPUT -v -n
ip netns exec gw conntrack -F
ip netns exec gw conntrack -L 2> /dev/null
ip netns exec gw nft add table ip t
ip netns exec gw nft 'add chain ip t f { type filter hook forward priority 5; }'
ip netns exec gw nft add rule ip t f ip protocol icmp counter
ip netns exec gw nft add rule ip t f counter
ip netns exec in ping -c 2 20.0.0.2
ip netns exec gw nft list table ip t
