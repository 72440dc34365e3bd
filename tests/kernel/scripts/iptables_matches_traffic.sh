ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
ip netns exec peer iptables -A INPUT -p tcp -m multiport --dports 80,443,8000:8010 -j REJECT --reject-with icmp-host-prohibited
nc -zv -w 1 10.0.0.2 443
nc -zv -w 1 10.0.0.2 8005
nc -zv -w 1 10.0.0.2 8011
ip netns exec peer iptables -A INPUT -m iprange --src-range 10.0.0.1-10.0.0.9 -p icmp -j REJECT
ping -c 1 -W 1 10.0.0.2
ip netns exec peer iptables -F
ip netns exec peer iptables -A INPUT -m ttl --ttl-lt 65 -p icmp -j DROP
ping -c 1 -W 1 10.0.0.2
ip netns exec peer iptables -R INPUT 1 -m length --length 0:50 -p icmp -j DROP
ping -c 1 -W 1 10.0.0.2
ping -c 1 -W 1 -s 20 10.0.0.2
ip netns exec peer iptables -R INPUT 1 -m addrtype --dst-type LOCAL -p icmp -j REJECT
ping -c 1 -W 1 10.0.0.2
ip netns exec peer iptables -R INPUT 1 ! -s 10.0.0.1 -j DROP
ping -c 1 -W 1 10.0.0.2
ip netns exec peer iptables -R INPUT 1 -i v+ ! -p tcp -j DROP
ping -c 1 -W 1 10.0.0.2
nc -zv -w 1 10.0.0.2 85
ip netns exec peer iptables -R INPUT 1 -p icmp --icmp-type echo-reply -j DROP
ip netns exec peer ping -c 1 -W 1 10.0.0.1
ping -c 1 -W 1 10.0.0.2
