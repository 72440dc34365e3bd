# A scope of its own for a route, and who may have a gateway then.
ip link add v1 type veth peer name v2
ip addr add 10.0.0.1/24 dev v1
ip link set v1 up; ip link set v2 up
ip route add 10.1.0.0/24 dev v1 scope link
ip route add 10.2.0.0/24 dev v1 scope host
ip route add 10.3.0.0/24 dev v1 scope site
ip route add 10.4.0.0/24 dev v1 scope 10
ip route add 10.5.0.0/24 dev v1 scope nowhere
ip route add 10.6.0.0/24 dev v1 scope foo
ip route add 10.7.0.0/24 dev v1 scope 300
ip route add 10.8.0.0/24 via 10.0.0.2 scope link
ip route add 10.9.0.0/24 via 10.0.0.2 scope host
ip route add 10.10.0.0/24 via 10.0.0.2 scope site
ip route add 10.11.0.0/24 via 10.0.0.2 scope global
ip route add 10.12.0.0/24 via 10.0.0.2 dev v1 onlink scope link
ip route add 10.13.0.0/24 scope link nexthop via 10.0.0.2 nexthop via 10.0.0.3
ip route add 10.14.0.0/24 scope host nexthop via 10.0.0.2 nexthop via 10.0.0.3
ip route add unreachable 10.15.0.0/24 scope host
ip route add local 10.16.0.0/24 dev v1
ip route add local 10.17.0.0/24 dev v1 scope link
ip route add broadcast 10.18.0.255 dev v1
ip route
ip -d route
ip -j route
ip route show scope link
ip route show scope host
ip route show scope foo
ip route get 10.2.0.1
ip route get 10.3.0.1
ip route del 10.1.0.0/24 scope host
ip route del 10.1.0.0/24 scope link
ip route del 10.4.0.0/24 scope 10
ip route del 10.3.0.0/24 scope global
ip route replace 10.3.0.0/24 dev v1 scope link
ip route change 10.3.0.0/24 dev v1 scope host
ip route
ip route flush scope link
ip route
route add -net 10.20.0.0/16 reject
route add -net 10.21.0.0/16 dev v1
route add -net 10.22.0.0/16 gw 10.0.0.2
route add -net 10.23.0.0/16 gw 10.0.0.1
ip route
route del -net 10.21.0.0/16
