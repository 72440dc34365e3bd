ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up; ip -n peer link set lo up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
curl
curl -sS http://10.0.0.2
curl -s http://10.0.0.2; echo $?
curl -sS http://10.0.0.2:8080/path
curl -sS 10.0.0.2
curl -sS https://10.0.0.2/
curl -sS http://9.9.9.9/
curl -sS http://nosuchhost/
curl -sS --connect-timeout 1 http://10.0.0.99/
curl -sS http://10.0.0.2:99999/
curl -sS http://
ip route add prohibit 9.0.0.0/8
curl -sS http://9.9.9.9/
ip netns exec peer iptables -A INPUT -j REJECT
curl -sS http://10.0.0.2
