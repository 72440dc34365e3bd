# Interfaces that rules name, carriers below macvlans, neighbours of links without ARP, gateways that only a link reaches.
ip link add v1 type veth peer name v2
nft "add table ip t"
nft "add chain ip t c"
nft "add rule ip t c iif nope accept"
nft "add rule ip t c iif v1 accept"
nft "add rule ip t c iif != nope accept"
nft "add rule ip t c oif \"nope\" accept"
nft "add rule ip t c meta iif nope accept"
nft "add rule ip t c iifname nope accept"
nft "add rule ip u c iif nope accept"
nft "list table ip t"
ip link add mv link v1 type macvlan
bridge fdb add 02:00:00:00:00:50 dev mv
bridge fdb add 02:00:00:00:00:50 dev mv self
bridge fdb del 02:00:00:00:00:50 dev mv
bridge fdb append 02:00:00:00:00:50 dev mv
bridge fdb add 02:00:00:00:00:50 dev mv master
ip link set v1 up; ip link set v2 up
ip addr add 10.0.0.1/24 dev v1
ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev v1 nud permanent
ip link set v1 arp off
ip neigh
ip link set v1 arp on
ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev v1 nud permanent
ip link set v1 arp on
ip neigh
ip link set v1 multicast off
ip neigh
ip link set v1 down
ip neigh
ip link set v1 arp off
ip neigh
ip link set v1 arp on; ip link set v1 up
ip link add br0 type bridge
ip link add m2 link br0 type macvlan
ip link set m2 up
ip -br link show m2
ip link set br0 up
ip -br link show m2
ip link set br0 down
ip -br link show m2
ip link add vx type vxlan id 4 dstport 4789 remote 10.0.0.9
ip link add m3 link vx type macvlan
ip link set m3 up
ip -br link show m3
ip link set vx up
ip -br link show m3
ip link set vx down
ip -br link show m3
ip link set mv up
ip -br link show mv
ip link set v1 down
ip -br link show mv
ip link set v1 up
ipset create s3 hash:ip
ipset test s3 10.0.0.0/24
ipset add s3 10.0.0.0
ipset test s3 10.0.0.0/24
ipset test s3 10.0.0.0/32
ipset create s4 hash:ip,port
ip link set lo up
ip route add default dev lo scope link
ip route add 10.1.0.0/24 via 10.5.0.1 dev lo metric 1
ip route add 10.7.0.0/24 via 10.1.0.1 proto static
ip route add 10.8.0.0/24 via 10.7.0.1
ip route add unreachable 10.9.0.0/24
ip route add 10.10.0.0/24 via 10.9.0.1
ip route add 10.11.0.0/24 via 10.0.0.1
ip route add 10.12.0.0/24 via 10.0.0.255
ip route add 10.13.0.0/24 via 10.0.0.7 scope link
ip route add 10.14.0.0/24 via 10.0.0.7 scope host
ip route
