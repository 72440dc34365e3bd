echo -e 'b 2\na 10\nc 1\na 9' > /mnt/hoplens.t
for w in "b 2" "a 10" "c 1" "a 9"; do echo $w; done > /mnt/hoplens.t
sort /mnt/hoplens.t
sort -rn /mnt/hoplens.t
head -n 2 /mnt/hoplens.t
head -2 /mnt/hoplens.t
tail -n 2 /mnt/hoplens.t
wc -l < /mnt/hoplens.t
wc -w /mnt/hoplens.t
wc -c /mnt/hoplens.t
column -t /mnt/hoplens.t
tail -n 1 /nope
wc /nope
tee < /mnt/hoplens.t
cat /mnt/hoplens.t | head -n 1 | wc
rm /mnt/hoplens.t
