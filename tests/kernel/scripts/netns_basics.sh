ip netns add red
ip netns add blue
ip netns add red
ip netns | sort
ip netns list | grep -c red
ip netns add green white
ip netns show | sort
ip netns delete green
ip netns del nope
ip netns exec red
ip netns exec nope true
ip netns exec red false
ip netns exec red nosuchprogram
ip netns exec red echo hi
ip netns exec red true && echo ok
ip netns exec red false || echo bad
ip netns exec red hostname > /dev/null; echo $?
ip net
ip netns del red
ip netns
ip netns add a/b
ip netns add ..
ip netns
ip netns
