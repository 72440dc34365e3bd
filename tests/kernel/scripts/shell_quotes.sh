echo "a   b"   c
echo 'single $HOME "double"'
echo "double 'single' \"escaped\" \$x \\"
echo a\ b\;c
x=one; y="two words"; echo $x "$y" '$x' ${x}s "${y}!"
x='a   b'; echo $x; echo "$x"
echo "unset:[$nothing]"
echo $nothing end
echo a"b"'c'
echo "#not a comment" # a comment
echo a#b
echo ""
echo '' x
echo -n no newline; echo .
echo *nosuchfile*
echo a > /dev/null; echo b
x=; echo "[$x]"
echo "tab	inside"
x="lo"; ip link show $x | head -n 1
x="link show lo"; ip $x | head -n 1
