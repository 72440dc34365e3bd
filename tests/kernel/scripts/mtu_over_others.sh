# How large an MTU may be over another device, and who follows it; neighbours go with a link's address.
ip link add v1 type veth peer name v2
ip link add mv link v1 type macvlan
ip link set mv mtu 1501
ip link set mv mtu 1400
ip link set v1 mtu 1300
ip -br link show mv; ip link show mv | grep -o 'mtu [0-9]*'
ip link set v1 mtu 1600
ip link show mv | grep -o 'mtu [0-9]*'
ip link set mv mtu 1600
ip link show mv | grep -o 'mtu [0-9]*'
ip link add mv2 mtu 1700 link v1 type macvlan
ip link add mv3 mtu 60 link v1 type macvlan
ip link add link v1 mv4 mtu 1200 type macvlan
ip link show mv4 | grep -o 'mtu [0-9]*'
ip link add vx type vxlan id 7 dstport 4789 dev v1
ip link show vx | grep -o 'mtu [0-9]*'
ip link set vx mtu 1551
ip link set vx mtu 1550
ip link set vx mtu 1000
ip link set v1 mtu 900
ip link show vx | grep -o 'mtu [0-9]*'
ip link show mv | grep -o 'mtu [0-9]*'
ip link add vy mtu 5000 type vxlan id 8 dstport 4789 dev v1
ip link show vy | grep -o 'mtu [0-9]*'
ip link add vz type vxlan id 9 dstport 4789 remote 10.0.0.1
ip link show vz | grep -o 'mtu [0-9]*'
ip link set vz mtu 65535
ip link set vz mtu 9000
ip link add v6 type vxlan id 10 dstport 4789 dev v1 remote 2001:db8::1
ip link show v6 | grep -o 'mtu [0-9]*'
ip link set v6 mtu 850
ip link set v6 mtu 830
ip netns add n
ip link set mv netns n
ip -n n link set mv mtu 2000
ip -n n link set mv mtu 900
ip link set vx netns n
ip -n n link set vx mtu 2000
ip link add br1 type bridge
ip link add w1 type veth peer name w2
bridge fdb add 02:00:00:00:00:51 dev br1 master static
bridge fdb del 02:00:00:00:00:51 dev br1 master static
bridge fdb del 02:00:00:00:00:52 dev br1 master static
bridge fdb add 02:00:00:00:00:51 dev br1 self
bridge fdb del 02:00:00:00:00:51 dev br1 self
bridge fdb del 02:00:00:00:00:51 dev br1
bridge fdb add 02:00:00:00:00:51 dev br1
bridge fdb del 02:00:00:00:00:51 dev br1
ip link set w1 master br1
bridge fdb add 02:00:00:00:00:53 dev w1 master static
bridge fdb del 02:00:00:00:00:54 dev w1 master static
bridge fdb del 02:00:00:00:00:53 dev w1 master static
bridge fdb del 02:00:00:00:00:53 dev w1 master static
bridge fdb del 02:00:00:00:00:53 dev w2 master static
bridge fdb del 02:00:00:00:00:53 dev w2
bridge fdb del 02:00:00:00:00:53 dev w1
bridge fdb del 02:00:00:00:00:53 dev w1 self
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev w2 nud permanent
ip link set w2 address 02:00:00:00:00:22
ip neigh
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev br1 nud permanent
ip link set w2 master br1
ip neigh
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev w2 nud permanent
ip link set w2 address 02:00:00:00:00:22
ip neigh | sort
