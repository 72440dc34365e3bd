# What identifies a bridge, before and behind its ports.
brctl addbr br1
brctl show
ip -d link show br1 | grep -c 'bridge_id 8000.0:0:0:0:0:0'
ip link set br1 address 02:00:00:00:00:02
brctl show
ip -d link show br1 | grep -c 'bridge_id 8000.2:0:0:0:0:2'
ip link add br2 type bridge
ip link add v1 type veth peer name v2
ip link set v1 address 02:00:00:00:00:09
ip link set v1 master br2
brctl show br2
ip -d link show br2 | grep -c 'bridge_id 8000.2:0:0:0:0:9'
ip link set v1 nomaster
brctl show br2
ip -d link show br2 | grep -c 'bridge_id 8000.0:0:0:0:0:0'
