x=5; echo $x "a  b" 'c $x' a\ b
echo "$x$x" ${x}y
for i in 1 2 3; do echo n$i; done
for i in a b; do for j in 1 2; do echo $i$j; done; done
true && echo yes
false && echo no
false || echo other
echo one | grep one
echo one | grep two
ip link show lo | grep -c mtu
ip addr show lo | head -n 2
ip addr show lo | tail -n 1
ip addr show lo | wc -l
ip link show lo | grep -v link
ip route | sort -r
echo 1 > /proc/sys/net/ipv4/ip_forward
cat /proc/sys/net/ipv4/ip_forward
sysctl net.ipv4.ip_forward
ip link show nope 2>&1 | head -n 1
