for w in "eth0 UP 10.0.0.1" "eth1 DOWN" "lo UNKNOWN 127.0.0.1" "veth0 UP 10.0.0.2"; do echo $w; done > /mnt/hoplens.g
grep UP /mnt/hoplens.g
grep -c UP /mnt/hoplens.g
grep -v UP /mnt/hoplens.g
grep -i up /mnt/hoplens.g
grep ^eth /mnt/hoplens.g
grep '1$' /mnt/hoplens.g
grep -E 'UP|DOWN' /mnt/hoplens.g
grep -F 10.0.0.1 /mnt/hoplens.g
grep -n lo /mnt/hoplens.g
grep -q UP /mnt/hoplens.g; echo $?
grep -q FOO /mnt/hoplens.g; echo $?
grep -vc UP /mnt/hoplens.g
grep UP < /mnt/hoplens.g | wc -l
rm /mnt/hoplens.g
