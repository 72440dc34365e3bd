echo a > /mnt/hoplens.r1; cat /mnt/hoplens.r1
echo b >> /mnt/hoplens.r1; cat /mnt/hoplens.r1
ip link show nope > /mnt/hoplens.r2; cat /mnt/hoplens.r2
ip link show nope > /mnt/hoplens.r2 2>&1; cat /mnt/hoplens.r2
ip link show nope 2> /dev/null | wc -l
cat < /mnt/hoplens.r1 | sort -r
wc -c /mnt/hoplens.r3
2> /dev/null echo early
> /mnt/hoplens.r3 echo early; cat /mnt/hoplens.r3
echo a>/mnt/hoplens.r3;cat</mnt/hoplens.r3
echo x | tee /mnt/hoplens.r3 /mnt/hoplens.r2
cat /mnt/hoplens.r3 /mnt/hoplens.r2 /mnt/hoplens.nothere
echo one | cat
echo one | cat - /mnt/hoplens.r1
rm /mnt/hoplens.r1 /mnt/hoplens.r2 /mnt/hoplens.r3
