ip l
ip li sh lo
ip lin
ip a sh lo
ip ad
ip addr s lo
ip addre
ip address list lo
ip r
ip rout l
ip -4 ru
ip ne
ip nei s
ip n
ip netn
ip netns l
ip -br l
ip -br a s lo
ip -brie a
ip -4 a s lo
