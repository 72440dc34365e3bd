ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
iptables -N CHECK
iptables -N PINGS
iptables -A INPUT -i v1 -j CHECK
iptables -A CHECK -p icmp -j PINGS
iptables -A PINGS -s 10.0.0.2 -j RETURN
iptables -A CHECK -p icmp -j DROP
iptables -A CHECK -p tcp -m multiport --dports 80,443 -j REJECT
ip netns exec peer ping -c 1 -W 1 10.0.0.1
iptables -I PINGS 1 -p icmp --icmp-type echo-request -j ACCEPT
ip netns exec peer ping -c 1 -W 1 10.0.0.1
ip netns exec peer nc -zv -w 1 10.0.0.1 443
ip netns exec peer nc -zv -w 1 10.0.0.1 444
iptables -D INPUT -i v1 -j CHECK
iptables -X PINGS
iptables -X CHECK
iptables -F CHECK; iptables -F PINGS
iptables -X
iptables -L -n
iptables -A INPUT -g NOPE
iptables -N GO; iptables -A GO -j REJECT
iptables -A INPUT -p tcp --dport 90 -g GO
iptables -L INPUT -n -v
ip netns exec peer nc -zv -w 1 10.0.0.1 90
