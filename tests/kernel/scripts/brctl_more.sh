brctl show
brctl addbr br0
brctl addbr br0
brctl addif br0 nope
brctl addif nope lo
brctl addif br0 lo
ip link add v1 type veth peer name v2
brctl show
brctl delif br0 v2
brctl delif br0 v2
brctl delif br0 nope
brctl show br0
brctl show
ip link set br0 up
brctl delbr br0
ip link set br0 down
brctl delbr br0
brctl delbr br0
brctl show
