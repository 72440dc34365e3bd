# A bridge whose address somebody set; addresses of one subnet and their scopes; who arp asks the routes; tables that rules part.
ip link add br0 type bridge
ip link set br0 up
ip -br link show br0
ip link set br0 address 02:00:00:00:00:01
ip -br link show br0
ip link set br0 address 02:00:00:00:00:01
ip link add v1 type veth peer name v2
ip link set v1 master br0
ip link set v1 up; ip link set v2 up
ip -br link show br0
ip link set v1 nomaster
ip -br link show br0
ip link add br1 type bridge
ip link set br1 address 02:00:00:00:00:02
ip link set br1 up
ip -br link show br1
ip link set v1 master br1
ip -br link show br1
ip -d link show br1 | head -2
ip addr add 10.0.0.1/24 scope link dev v2
ip addr add 10.0.0.2/24 dev v2
ip addr add 10.0.0.1/24 dev v2
ip addr add 10.0.0.1 peer 10.0.0.9/24 dev v2
ip addr add 10.0.0.3/24 scope link dev v2
ip addr add 10.0.0.4 peer 10.0.0.5/24 scope link dev v2
ip addr add 10.0.0.4 peer 10.0.1.5/24 scope link dev v2
ip addr add 10.0.0.1/16 dev v2
ip -4 addr show dev v2
ip rule add from 10.9.0.1 prohibit
ip rule add to 10.9.0.2 unreachable
ip rule add to 10.9.0.3 blackhole
ip rule add to 10.9.0.4 prohibit
ip route add unreachable 10.9.0.5
ip route add prohibit 10.9.0.6
ip route add blackhole 10.9.0.7
arp -s 10.9.0.2 02:00:00:00:00:01
arp -s 10.9.0.3 02:00:00:00:00:01
arp -s 10.9.0.4 02:00:00:00:00:01
arp -s 10.9.0.5 02:00:00:00:00:01
arp -s 10.9.0.6 02:00:00:00:00:01
arp -s 10.9.0.7 02:00:00:00:00:01
arp -s 10.9.0.8 02:00:00:00:00:01
arp -s 10.0.0.1 02:00:00:00:00:01
arp -s 10.0.0.1 02:00:00:00:00:01 -i v2
arp -s 10.0.0.77 02:00:00:00:00:01
arp -d 10.9.0.4
arp -d 10.9.0.8
arp -d 10.0.0.77
arp -d 10.0.0.78
arp -n
ip route get 10.9.0.5 oif v2
ip route get 10.9.0.6 oif lo
ip route get 10.9.0.5
ip netns add n1
ip -n n1 rule add from 10.0.0.1 table 7
ip -n n1 route del 10.1.0.0/16
ip -n n1 addr add 10.0.0.1/32 dev lo
ip -n n1 route del 10.1.0.0/16
ip netns add n2
ip -n n2 addr add 10.0.0.1/32 dev lo
ip -n n2 route del 10.1.0.0/16
ip -n n2 rule add from 10.0.0.1 table 7
ip -n n2 route del 10.1.0.0/16
