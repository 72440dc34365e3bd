echo one two > /mnt/hoplens.f
cat /mnt/hoplens.f
echo three >> /mnt/hoplens.f
cat < /mnt/hoplens.f
grep -n t /mnt/hoplens.f
grep -c o /mnt/hoplens.f
head -n 1 /mnt/hoplens.f
tail -1 /mnt/hoplens.f
wc -l /mnt/hoplens.f
wc /mnt/hoplens.f
wc < /mnt/hoplens.f
sort -r /mnt/hoplens.f
echo four | tee -a /mnt/hoplens.f
echo "a bb ccc" | tee /mnt/hoplens.g | wc -w
column -t /mnt/hoplens.f
cat /mnt/hoplens.f /mnt/hoplens.g | sort -u
sh -c 'echo inner; false' || echo failed
sh -c 'echo a && echo b' 2>&1 | grep -c a
A=1; sh -c 'echo $A'; echo $A
ip netns add n1
ip netns exec n1 sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; ip link set lo up'
ip netns exec n1 cat /proc/sys/net/ipv4/ip_forward
echo 0 | sudo tee /proc/sys/net/ipv4/ip_forward
ip netns exec n1 sh -c 'ip -br -4 addr; ping -c 1 127.0.0.1 | grep -c from'
rm /mnt/hoplens.f /mnt/hoplens.g
cat /mnt/hoplens.f
rm /mnt/hoplens.f
rm -f /mnt/hoplens.f
head -3 /mnt/hoplens.f
grep x /mnt/hoplens.f
