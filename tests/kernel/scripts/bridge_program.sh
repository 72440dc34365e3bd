ip netns add h1
ip link add v1 type veth peer name e0 netns h1
ip link add br0 type bridge
ip link set v1 master br0
ip addr add 10.1.0.1/24 dev br0
ip link set v1 up; ip link set br0 up; ip -n h1 link set e0 up
ip link add vx type vxlan id 5 dstport 4789 local 10.1.0.1 dev br0
ip link set vx up
bridge fdb show dev nope
bridge fdb add 02:00:00:00:00:55 dev v1 master
bridge fdb add 02:00:00:00:00:55 dev v1 master
bridge fdb add 02:00:00:00:00:56 dev v1 master static
bridge fdb add 02:00:00:00:00:57 dev v1
bridge fdb add 02:00:00:00:00:58 dev vx dst 10.1.0.2
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.1.0.3
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.1.0.4
bridge fdb append 00:00:00:00:00:00 dev vx dst 10.1.0.4
bridge fdb add 02:00:00:00:00:59 dev br0
bridge fdb add 02:00:00:00:00:60 dev nope
bridge fdb add foo dev v1
bridge fdb add 02:00:00:00:00:61
bridge fdb show br br0 | grep "^02:00:00:00:00:5" | sort
bridge fdb show dev v1 | grep permanent | grep master | sort
bridge fdb show dev vx | sort
bridge fdb replace 02:00:00:00:00:56 dev v1 master dynamic
bridge fdb del 02:00:00:00:00:55 dev v1 master
bridge fdb del 02:00:00:00:00:55 dev v1 master
bridge fdb del 02:00:00:00:00:58 dev vx dst 10.1.0.2
bridge fdb show dev v1 | grep "^02:00:00:00:00:5" | sort
bridge fdb | grep "^02:00:00:00:00:5" | sort
bridge vlan
bridge vlan show dev v1
bridge vlan add dev v1 vid 10
bridge vlan add dev v1 vid 5000
bridge vlan add dev nope vid 10
bridge vlan add vid 10
bridge vlan del dev v1 vid 1
bridge vlan show dev nope
bridge link
bridge link show dev v1
bridge link set dev v1 hairpin on
bridge link set dev v1 isolated on learning off flood off
bridge -d link show dev v1
bridge link set dev v1 cost 50
bridge link set dev v1 priority 8
bridge link set dev v1 state 0
bridge link set dev nope state 0
bridge link set hairpin on
bridge link
bridge foo
bridge fdb foo
bridge vlan foo
bridge link foo
bridge -V
bridge -x link
