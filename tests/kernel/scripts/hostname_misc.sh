hostname > /dev/null; echo $?
hostname | wc -l
ip addr add 10.0.0.1/32 dev lo
ip netns add nsx
ip netns exec nsx hostname | wc -l
sudo ip -br link
sudo echo hi
sh -c 'ip link show nope'; echo $?
sh -c "echo one; echo two" | wc -l
bash -c 'echo hi'
sleep 0.1; echo $?
true foo; false foo || echo ok
