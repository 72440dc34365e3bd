true; echo $?
false; echo $?
false || echo a && echo b
true || echo a && echo b
false && echo a || echo b
false && echo a; echo b
true && false || true && echo end
echo a; echo b;
ip link show nope; echo $?
ip link show nope || true; echo $?
ip link show lo > /dev/null && ip link show nope > /dev/null || echo no
false | true; echo $?
true | false; echo $?
echo x | false || echo failed
exit_status=$?; echo $exit_status
echo "last: $?"
