# Ranges of addresses in sets of networks become the networks that make them up.
ipset create s2 hash:net
ipset add s2 10.0.0.1-10.0.0.3
ipset add s2 10.1.0.0-10.1.255.255
ipset add s2 10.2.0.3-10.2.1.7
ipset add s2 10.2.0.9-10.2.0.1
ipset add s2 10.2.0.1-10.2.0.2
ipset save | sort
ipset del s2 10.0.0.1-10.0.0.3
ipset save | sort
ipset test s2 10.2.0.1-10.2.0.4
ipset add s2 0.0.0.0-255.255.255.255
ipset create s3 hash:net,port
ipset add s3 10.0.0.1-10.0.0.3,tcp:80
ipset add s3 10.0.0.1-10.0.0.3,tcp:80-82
ipset save s3 | sort
ipset create s6 hash:net family inet6
ipset add s6 2001:db8::1-2001:db8::3
