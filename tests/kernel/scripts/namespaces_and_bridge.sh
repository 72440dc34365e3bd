ip link
ip addr
ip route
sudo ip netns add ns1
sudo ip netns add ns2
ip netns
sudo ip -n ns1 link
sudo ip link add veth-ns1 type veth peer name veth-ns2
sudo ip link set veth-ns1 netns ns1
sudo ip link set veth-ns2 netns ns2
sudo ip -n ns1 addr add 192.168.1.1 dev veth-ns1
sudo ip -n ns2 addr add 192.168.1.2 dev veth-ns2
sudo ip -n ns1 link set veth-ns1 up
sudo ip -n ns2 link set veth-ns2 up
sudo ip -n ns1 addr
sudo ip netns exec ns1 ping -c 1 192.168.1.2
sudo ip -n ns1 addr add 192.168.1.1 peer 192.168.1.2 dev veth-ns1
sudo ip -n ns2 addr add 192.168.1.2 peer 192.168.1.1 dev veth-ns2
sudo ip netns exec ns1 ping -c 2 192.168.1.2
ip -n ns1 neigh
sudo ip link add my-bridge type bridge
sudo ip link set dev my-bridge up
sudo ip -n ns1 link del veth-ns1
for i in 1 2; do sudo ip link add veth-ns$i type veth peer name veth-ns$i-bridge; sudo ip link set veth-ns$i netns ns$i; sudo ip link set veth-ns$i-bridge master my-bridge; sudo ip netns exec ns$i ip addr add 192.168.1.$i/24 dev veth-ns$i; sudo ip link set veth-ns$i-bridge up; sudo ip netns exec ns$i ip link set veth-ns$i up; done
sudo ip addr add 192.168.1.10/24 brd + dev my-bridge
bridge link show my-bridge
ping 192.168.1.1 -c 1
sudo ip netns exec ns1 ping 192.168.1.2 -c 1
sudo ip netns exec ns1 ip route
sudo ip netns exec ns1 ip route add default via 192.168.1.10
sudo iptables -t nat -A POSTROUTING -s 192.168.1.0/24 -j MASQUERADE
iptables -t nat -S
