ip -br link show a
ip link set dev a up
ip addr add 10.0.0.1/24 dev a
ip link add dev m type veth peer name n
ip link set dev m up
ip link add name dev type veth peer name up
ip link set dev up up
ip link show dev up
ip link del dev m
ip addr add 10.0.0.2/24 dev dev
ip link add e type bridge
ip link set dev b master e
ip link set e up
ip -br link | sort
ip link del e
