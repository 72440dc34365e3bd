#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The network of a first class on containers. Runs inside private network and mount namespaces; see run.sh.
set -euo pipefail
hoplens=$1
out=$2

mkdir -p /run/netns
mount -t tmpfs demo /run/netns
ip link set lo up
for n in 1 2 3 4; do
    ip netns add "ns$n"
    ip -n "ns$n" link set lo up
done
ip link add my-bridge type bridge
ip link set my-bridge up
for n in 1 2 3 4; do
    ip link add "veth-ns$n" netns "ns$n" type veth peer name "veth-ns$n-bridge"
    ip link set "veth-ns$n-bridge" master my-bridge up
    ip -n "ns$n" addr add "192.168.1.$n/24" dev "veth-ns$n"
    ip -n "ns$n" link set "veth-ns$n" up
    ip -n "ns$n" route add default via 192.168.1.10
done
ip addr add 192.168.1.10/24 brd + dev my-bridge
# The world outside: one more namespace that has 8.8.8.8 and knows nothing of 192.168.1.0/24. No packet leaves this machine.
ip netns add internet
ip link add uplink type veth peer name eth0 netns internet
ip link set uplink up
ip addr add 10.0.2.15/24 dev uplink
ip -n internet addr add 10.0.2.2/24 dev eth0
ip -n internet addr add 8.8.8.8/32 dev lo
ip -n internet link set lo up
ip -n internet link set eth0 up
ip route add default via 10.0.2.2
sysctl -qw net.ipv4.ip_forward=1

# These namespaces alone, whatever else runs on this machine.
collect() { "$hoplens" collect --netns host ns1 ns2 ns3 ns4 internet -o "$out/network.json" 2>/dev/null; }
step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
# A trace tells its outcome by its exit status; here the words are what matters.
trace() { "$hoplens" trace "$out/network.json" "$@" 2>/dev/null || true; }

step "ns1 → ns3, over the bridge"
collect
trace --from netns/ns1 --to 192.168.1.3
step "ns1 → 8.8.8.8, before the MASQUERADE rule"
trace --from netns/ns1 --to 8.8.8.8
iptables -t nat -A POSTROUTING -s 192.168.1.0/24 -o uplink -j MASQUERADE
step "ns1 → 8.8.8.8, after: iptables -t nat -A POSTROUTING -s 192.168.1.0/24 -o uplink -j MASQUERADE"
collect
trace --from netns/ns1 --to 8.8.8.8
"$hoplens" draw "$out/network.json" -o "$out/network.svg" 2>/dev/null
step "Picture: $out/network.svg   Snapshot: $out/network.json"
