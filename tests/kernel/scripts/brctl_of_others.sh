ip link add v1 type veth peer name v2
brctl delbr v1
brctl delbr nope
brctl delbr lo
ip link set v1 up
brctl delbr v1
ip link add br1 type bridge
ip link add br0 type bridge
brctl show | sort
ip link set br0 up
brctl delbr br0
ip link add vx type vxlan id 3 dstport 4789
brctl delbr vx
brctl show | sort
ip link add a9 type bridge
ip link add br10 type bridge
brctl addbr br2
brctl show | sort
brctl addif v1 v2
brctl delif v1 v2
