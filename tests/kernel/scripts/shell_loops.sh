for i in 1 2 3; do echo $i; done
for i in a "b c" d; do echo "[$i]"; done
for i in 1 2; do for j in x y; do echo $i$j; done; done | sort -r
for i in 1 2 3; do echo $i; done | tail -n 1
for i in 1 2; do ip netns add n$i; done
ip netns | sort
for i in 1 2; do ip link add v$i type veth peer name p$i netns n$i && echo made $i; done
for n in n1 n2; do ip -n $n -br link show | grep -c p; done
for i in 1 nope 2; do ip link show v$i > /dev/null 2>&1 || echo "no v$i"; done
for i in; do echo never; done
echo "i is $i"
for i in 1 2 3; do false; done; echo $?
for i in 1 2; do echo $i > /mnt/hoplens.loop$i; done; cat /mnt/hoplens.loop1 /mnt/hoplens.loop2
x="a b c"; for i in $x; do echo $i; done
rm /mnt/hoplens.loop1 /mnt/hoplens.loop2
