# A lesson's networking half, slide by slide: switches, routers, forwarding, namespaces, veth, peers, ARP, bridge, default gateway, source NAT.
# Pings that a person would end with Ctrl-C have a count; `more`, which prints otherwise where nobody looks, is `cat`.
ip link
ip addr
route
cat /proc/sys/net/ipv4/ip_forward
sysctl net.ipv4.ip_forward
sudo sysctl -w net.ipv4.ip_forward=0
sudo sysctl -w net.ipv4.ip_forward=1
sudo ip netns add ns1
sudo ip netns add ns2
ip netns
sudo ip -n ns1 link
sudo ip -n ns2 link
sudo ip link add veth-ns1 type veth peer name veth-ns2
sudo ip link set veth-ns1 netns ns1
sudo ip link set veth-ns2 netns ns2
sudo ip -n ns1 addr add 192.168.1.1 dev veth-ns1
sudo ip -n ns2 addr add 192.168.1.2 dev veth-ns2
sudo ip -n ns1 link set veth-ns1 up
sudo ip -n ns2 link set veth-ns2 up
sudo ip -n ns1 addr
sudo ip -n ns2 addr
sudo ip netns exec ns1 ping -c 1 192.168.1.2
sudo ip -n ns1 addr add 192.168.1.1 peer 192.168.1.2 dev veth-ns1
sudo ip -n ns2 addr add 192.168.1.2 peer 192.168.1.1 dev veth-ns2
sudo ip netns exec ns1 ping -c 3 192.168.1.2
sudo ip netns exec ns2 ping -c 3 192.168.1.1
sudo ip netns exec ns1 arp
sudo ip netns exec ns2 arp
arp | grep 192.168.1
sudo ip link add my-bridge type bridge
sudo ip link set dev my-bridge up
sudo ip netns add ns3
sudo ip netns add ns4
sudo ip -n ns1 link del veth-ns1
sudo ip link add veth-ns1 type veth peer name veth-ns1-bridge
sudo ip link add veth-ns2 type veth peer name veth-ns2-bridge
sudo ip link add veth-ns3 type veth peer name veth-ns3-bridge
sudo ip link add veth-ns4 type veth peer name veth-ns4-bridge
sudo ip link set veth-ns1 netns ns1
sudo ip link set veth-ns1-bridge master my-bridge
sudo ip link set veth-ns2 netns ns2
sudo ip link set veth-ns2-bridge master my-bridge
sudo ip link set veth-ns3 netns ns3
sudo ip link set veth-ns3-bridge master my-bridge
sudo ip link set veth-ns4 netns ns4
sudo ip link set veth-ns4-bridge master my-bridge
sudo ip netns exec ns1 ip link set veth-ns1 up
sudo ip netns exec ns1 ip address show
sudo ip netns exec ns1 ip addr add 192.168.1.1/24 dev veth-ns1
sudo ip netns exec ns1 ip address show
sudo ip netns exec ns2 ip addr add 192.168.1.2/24 dev veth-ns2
sudo ip netns exec ns3 ip addr add 192.168.1.3/24 dev veth-ns3
sudo ip netns exec ns4 ip addr add 192.168.1.4/24 dev veth-ns4
sudo ip addr add 192.168.1.10/24 brd + dev my-bridge
sudo ip link set veth-ns1-bridge up
sudo ip link set veth-ns2-bridge up
sudo ip link set veth-ns3-bridge up
sudo ip link set veth-ns4-bridge up
sudo ip netns exec ns1 ip link set veth-ns1 up
sudo ip netns exec ns2 ip link set veth-ns2 up
sudo ip netns exec ns3 ip link set veth-ns3 up
sudo ip netns exec ns4 ip link set veth-ns4 up
bridge link show my-bridge
ping 192.168.1.1 -c 1
ping 192.168.1.4 -c 1
sudo ip netns exec ns1 ping 192.168.1.3 -c 1
sudo ip netns exec ns2 ping 192.168.1.4 -c 1
sudo ip netns exec ns1 ip route
sudo ip netns exec ns2 ip route
sudo ip netns exec ns3 ip route
sudo ip netns exec ns4 ip route
sudo ip netns exec ns1 ping 8.8.8.8 -c 1
sudo ip netns exec ns1 ip route add default via 192.168.1.10
sudo ip netns exec ns1 ping 8.8.8.8 -c 1 -W 2
sudo iptables -t nat -A POSTROUTING -s 192.168.1.0/24 -j MASQUERADE
sudo ip netns exec ns1 ping 8.8.8.8 -c 1
iptables -t nat -S
ip route
