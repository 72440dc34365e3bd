ip netns add peer
ip link add v1 type veth peer name v2 netns peer
ip link set v1 up; ip -n peer link set v2 up; ip -n peer link set lo up
ip addr add 10.0.0.1/24 dev v1; ip -n peer addr add 10.0.0.2/24 dev v2
nc -zv -w 1 10.0.0.2 80
nc -z -w 1 10.0.0.2 80; echo $?
nc -z -w 1 10.0.0.2 81; echo $?
nc -zv -w 1 10.0.0.2 http
nc -zv -w 1 10.0.0.2 nosuchport
nc -zv -w 1 nosuchhost 80
nc -zv -w 1 9.9.9.9 80
nc -zv -w 1 10.0.0.99 80
nc -zv -w 1 127.0.0.1 80
nc -zvn -w 1 10.0.0.2 80
nc -zv -w 1 -4 10.0.0.2 80
nc -vz 10.0.0.2 82
