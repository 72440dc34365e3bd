echo one two > /tmp/hoplens.f
cat /tmp/hoplens.f
echo three >> /tmp/hoplens.f
cat < /tmp/hoplens.f
grep -n t /tmp/hoplens.f
grep -c o /tmp/hoplens.f
head -n 1 /tmp/hoplens.f
tail -1 /tmp/hoplens.f
wc -l /tmp/hoplens.f
wc /tmp/hoplens.f
wc < /tmp/hoplens.f
sort -r /tmp/hoplens.f
echo four | tee -a /tmp/hoplens.f
echo "a bb ccc" | tee /tmp/hoplens.g | wc -w
column -t /tmp/hoplens.f
cat /tmp/hoplens.f /tmp/hoplens.g | sort -u
sh -c 'echo inner; false' || echo failed
sh -c 'echo a && echo b' 2>&1 | grep -c a
A=1; sh -c 'echo $A'; echo $A
ip netns add n1
ip netns exec n1 sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; ip link set lo up'
ip netns exec n1 cat /proc/sys/net/ipv4/ip_forward
echo 0 | sudo tee /proc/sys/net/ipv4/ip_forward
ip netns exec n1 sh -c 'ip -br -4 addr; ping -c 1 127.0.0.1 | grep -c from'
rm /tmp/hoplens.f /tmp/hoplens.g
cat /tmp/hoplens.f
rm /tmp/hoplens.f
rm -f /tmp/hoplens.f
head -3 /tmp/hoplens.f
grep x /tmp/hoplens.f
