sysctl nope.a nope.b
sysctl nope.a nope.b nope.c
sysctl net.ipv4.ip_forward nope.a
sysctl =
sysctl = net.ipv4.ip_forward
sysctl -w nope.a=1 nope.b=1
sysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.all.forwarding
sysctl -w =1
sysctl -w net.ipv4.ip_forward=
sysctl net.ipv4.ip_forward=x
sysctl net/ipv4/conf/all/rp_filter net.ipv4.conf.all.rp_filter
sysctl -n net/ipv4/conf/all/rp_filter=1
sysctl net/ipv4/nope
sysctl -w net.ipv4.ip_forward
sysctl -w net.ipv4.ip_forward = 1
sysctl net.ipv4.ip_forward = 1
sysctl net/ipv4/ip_forward
sysctl -w net/ipv4/ip_forward=1
sysctl -w net.ipv4.ip_forwarding=1
sysctl net.ipv4.conf.all.nope
