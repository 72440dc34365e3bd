ip link add v1 type veth peer name v2
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1; ip addr add 10.1.0.1/24 dev v2
ip route add blackhole 10.9.0.0/16
ip route add unreachable 10.10.0.0/16
ip route add prohibit 10.11.0.0/16
ip route add throw 10.12.0.0/16
ip route add blackhole default metric 4294967295
ip route add unreachable 10.10.0.0/16
ip route add blackhole 10.13.0.0/16 dev v1
ip route add local 10.14.0.0/16 dev lo
ip route add broadcast 10.15.0.255 dev v1
ip route
ip route show type blackhole
ip route show type unreachable
ip route show type frob
ip route get 10.9.0.1
ip route get 10.10.0.1
ip route get 10.11.0.1
ip route get 10.12.0.1
ip route get 10.14.0.1
ip route get 77.0.0.1
ping -c 1 -W 1 10.9.0.1
ping -c 1 -W 1 10.10.0.1
ping -c 1 -W 1 10.11.0.1
ping -c 1 -W 1 10.12.0.1
nc -zv -w 1 10.9.0.1 80
nc -zv -w 1 10.10.0.1 80
nc -zv -w 1 10.11.0.1 80
ip route del blackhole 10.9.0.0/16
ip route del unreachable 10.9.0.0/16
ip route del prohibit 10.11.0.0/16
ip route del 10.12.0.0/16
ip route
