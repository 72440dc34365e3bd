sysctl net.ipv4.ip_forward
sysctl -w net.ipv4.ip_forward=1
sysctl net.ipv4.ip_forward=0
sysctl -n net.ipv4.ip_forward
sysctl -q -w net.ipv4.ip_forward=1
sysctl -w net.ipv4.ip_forward=2
sysctl -w net.ipv4.ip_forward=abc
sysctl -w net.ipv4.ip_forward=
sysctl -n net.ipv4.ip_forward
sysctl -w net.ipv4.nope=1
sysctl nope
sysctl net.ipv4.conf.all.forwarding
sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.lo.rp_filter
sysctl -w net.ipv4.conf.lo.rp_filter=1 net.ipv4.conf.all.rp_filter=2
sysctl net.ipv4.conf.nope.rp_filter
sysctl -w net.ipv6.conf.all.forwarding=1
sysctl net.ipv6.conf.all.disable_ipv6
sysctl net.ipv6.conf.lo.disable_ipv6
