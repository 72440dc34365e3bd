# Patterns and options of grep, head and tail.
for w in "eth0 UP 10.0.0.1" "eth1 DOWN" "lo UNKNOWN 127.0.0.1" "veth0 UP 10.0.0.2" "mtu 1500 (a+b)" "x*y {3} a|b" "aaa"; do echo "$w"; done > /mnt/hoplens.g
grep -o 'mtu [0-9]*' /mnt/hoplens.g
grep -o '[0-9]\+\.[0-9.]*' /mnt/hoplens.g
grep -oE '[0-9]+(\.[0-9]+){3}' /mnt/hoplens.g
grep -on 'eth[0-9]' /mnt/hoplens.g
grep -ov 'eth[0-9]' /mnt/hoplens.g
grep -A1 eth1 /mnt/hoplens.g
grep -B1 eth1 /mnt/hoplens.g
grep -C1 lo /mnt/hoplens.g
grep -1 -n lo /mnt/hoplens.g
grep -A1 -E 'eth0' /mnt/hoplens.g
grep -nB1 -A1 'DOWN\|aaa' /mnt/hoplens.g
grep -c -A1 eth /mnt/hoplens.g
grep -e eth0 -e lo /mnt/hoplens.g
grep -w eth0 /mnt/hoplens.g
grep -ow '[a-z]*0' /mnt/hoplens.g
grep -x aaa /mnt/hoplens.g
grep -xv aaa /mnt/hoplens.g
grep -m 1 UP /mnt/hoplens.g
grep '(a+b)' /mnt/hoplens.g
grep -E '\(a\+b\)' /mnt/hoplens.g
grep -E '(UP|DOWN)$' /mnt/hoplens.g
grep 'x\*y' /mnt/hoplens.g
grep '*y' /mnt/hoplens.g
grep '{3}' /mnt/hoplens.g
grep -E 'a{3}' /mnt/hoplens.g
grep 'a\{3\}' /mnt/hoplens.g
grep 'a|b' /mnt/hoplens.g
grep -E 'a\|b' /mnt/hoplens.g
grep '[[:digit:]]\{2,\}' /mnt/hoplens.g
grep '\<lo\>' /mnt/hoplens.g
grep 'U.*[^0-9]$' /mnt/hoplens.g
grep -i DOWn /mnt/hoplens.g
grep -F 'a|b' /mnt/hoplens.g
grep -F -w lo /mnt/hoplens.g
grep '[a' /mnt/hoplens.g
grep '\(' /mnt/hoplens.g
grep -E '(' /mnt/hoplens.g
grep '[z-a]' /mnt/hoplens.g
grep -A x lo /mnt/hoplens.g
grep -- -v /mnt/hoplens.g
grep --color=never lo /mnt/hoplens.g
grep lo < /mnt/hoplens.g
cat /mnt/hoplens.g | grep -n ^
cat /mnt/hoplens.g | grep ''  | wc -l
tail -n +6 /mnt/hoplens.g
tail -n 2 /mnt/hoplens.g
tail -n2 /mnt/hoplens.g
tail -1 /mnt/hoplens.g
head -n -5 /mnt/hoplens.g
head -n 1 /mnt/hoplens.g
head -n1 /mnt/hoplens.g
head -2 /mnt/hoplens.g
rm /mnt/hoplens.g
grep 'a[' /mnt/hoplens.none
