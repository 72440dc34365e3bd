ip netns add a
ip netns add b
ip netns exec a ip netns exec b ip link add x type veth peer name y
ip -n b -br link
ip -n b -br link | sort
ip netns exec b sh -c 'ip -br link show up'
ip -netns b -br link | sort
ip -n a -br link | sort
ip -n b link show n
ip -n b link show y
