ss -ltn | sort | grep -c LISTEN
ss -lt | grep -c LISTEN
ss -ltn | grep -c 127.0.0.1:8080
ss -l -t -n | wc -l
ss -lun
ss -tn
ss -t -a -n | grep -c LISTEN
nc -zv -w 1 127.0.0.1 80
nc -zv -w 1 127.0.0.1 8080
nc -zv -w 1 127.0.0.2 8080
nc -zv -w 1 127.0.0.2 80
ip addr add 10.0.0.1/32 dev lo
nc -zv -w 1 10.0.0.1 8080
nc -zv -w 1 10.0.0.1 80
nc -zv -w 1 ::1 80
ss -lun | grep -c :53
nc -zuv -w 1 127.0.0.1 53
nc -zuv -w 1 127.0.0.1 54
