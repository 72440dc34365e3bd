cat /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv4/ip_forward
cat /proc/sys/net/ipv4/ip_forward
cat /proc/sys/net/ipv4/conf/lo/forwarding
cat /proc/sys/net/ipv4/conf/all/forwarding
echo 1 > /proc/sys/net/ipv4/conf/lo/rp_filter
cat /proc/sys/net/ipv4/conf/lo/rp_filter
cat /proc/sys/net/ipv4/nope
echo 0 | tee /proc/sys/net/ipv4/ip_forward
cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/all/forwarding
echo 1 | sudo tee /proc/sys/net/ipv4/ip_forward > /dev/null
cat /proc/sys/net/ipv4/ip_forward | wc -l
grep 1 /proc/sys/net/ipv4/ip_forward
head -n 1 /proc/sys/net/ipv4/ip_forward
ip link add v1 type veth peer name v2
cat /proc/sys/net/ipv4/conf/v1/forwarding
echo 0 > /proc/sys/net/ipv4/conf/v1/forwarding
cat /proc/sys/net/ipv4/ip_forward
sysctl net.ipv4.conf.v1.forwarding
echo 1 > /proc/sys/net/ipv6/conf/v1/disable_ipv6
cat /proc/sys/net/ipv6/conf/v1/disable_ipv6
ip link set v1 up; ip link set v2 up
ip -6 addr show v1
cat /sys/class/net/v1/mtu
