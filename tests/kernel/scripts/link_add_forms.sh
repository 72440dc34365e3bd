ip link add name v1 type veth peer name v2
ip link add dev v3 type veth peer v4
ip link add v7 mtu 1300 type veth
ip link show v8
ip link show v9
ip -br link | sort
ip link add br1 address 02:00:00:00:00:b1 type bridge
ip link show br1
ip -br link show v10
ip link add va type veth peer name vb netns nope
ip link add va type veth peer
ip link add va
ip link add
ip link add type bridge
ip -br link show bridge0
ip link add du0 type frob
ip link delete v1 type veth
ip link delete br1 type bridge
ip -br link | sort
ip link show v77 | grep -c ^77
