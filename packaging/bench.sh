#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The benchmarks, each with the peer that it is measured against, in one run. Needs root: it makes private namespaces.
# Usage: bench.sh BUILD_FOLDER [NAMESPACES]
set -euo pipefail
build=$(realpath "$1")
count=${2:-1000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

seconds() { local start end; start=$(date +%s.%N); "$@" >/dev/null 2>&1; end=$(date +%s.%N); echo "$end - $start" | bc; }
ratio() { echo "scale=1; $1 / $2" | bc; }

echo "== in this process"
"$build/tests/bench_engine" --benchmark_filter='parseRules|traceToService|layOut' 2>/dev/null | tee "$work/engine"

echo "== what kube-proxy writes for 10,000 Services with three endpoints each"
"$build/tests/bench_proxy" 2>/dev/null

echo "== who reaches whom: all pairs of pods that all differ, one changed policy, one verdict"
"$build/tests/bench_policy" 2>/dev/null

echo "== peers: loading the same 110,000 rules"
"$build/tests/bench_engine" --write-rules "$work/rules.txt" 10000
"$build/tests/bench_engine" --write-rules "$work/rules100.txt" 100
ours=$(awk '/^parseRules/ {print $2 / 1000}' "$work/engine")
for program in iptables-legacy-restore iptables-nft-restore; do
    theirs=$(seconds unshare --net "$program" --test "$work/rules.txt")
    echo "$program --test: $theirs s, ours $ours s: $(ratio "$theirs" "$ours") times faster"
done
echo "peak memory: ours $( /usr/bin/time -f %M "$build/app/cli/hoplens" rules "$work/rules.txt" --chain NONE 2>&1 >/dev/null | tail -n 1) KiB, legacy $( { unshare --net /usr/bin/time -f %M iptables-legacy-restore --test "$work/rules.txt"; } 2>&1 | tail -n 1) KiB, nft $( { unshare --net /usr/bin/time -f %M iptables-nft-restore --test "$work/rules.txt"; } 2>&1 | tail -n 1) KiB"

echo "== peers: the same rules read from the kernel"
cat > "$work/live.sh" <<'INNER'
set -e
mount -t tmpfs bench /run/netns
iptables-nft-restore "$2/rules.txt"
start=$(date +%s.%N); nft -j list ruleset >/dev/null; end=$(date +%s.%N)
echo "nft -j list ruleset: $(echo "$end - $start" | bc) s"
"$1/tests/bench_engine" --benchmark_filter=collectHost 2>/dev/null | grep ^collect
INNER
unshare --net --mount bash "$work/live.sh" "$build" "$work"

echo "== peers: the kernel passes the first packet of a new flow to the last of 100 and of 10,000 services (legacy rules)"
cat > "$work/packet.sh" <<'INNER'
set -e
ip link set lo up
ip link add eth0 type veth peer name far
ip addr add 192.0.2.1/24 dev eth0; ip link set eth0 up; ip link set far up
ip route add default via 192.0.2.254; ip neigh add 192.0.2.254 lladdr 02:00:00:00:00:09 dev eth0
iptables-legacy-restore "$2/rules100.txt"
"$1/tests/bench_engine" --benchmark_filter='kernelFirstPacket/100/' 2>/dev/null | grep ^kernel
iptables-legacy-restore "$2/rules.txt"
"$1/tests/bench_engine" --benchmark_filter='kernelFirstPacket/10000/' 2>/dev/null | grep ^kernel
INNER
unshare --net bash "$work/packet.sh" "$build" "$work"

echo "== peers: layout of 10,000 nodes"
HOPLENS_DOT=$work/big.dot "$build/tests/bench_engine" --benchmark_filter=layOutAndWriteSvg >/dev/null 2>&1
theirs=$(seconds sfdp -Tplain -o /dev/null "$work/big.dot")
ours=$(awk '/^layOut\// {print $2 / 1000}' "$work/engine")
echo "sfdp: $theirs s, ours $ours s: $(ratio "$theirs" "$ours") times faster"

"$build/tests/bench_engine" --write-dot "$work/ring.dot"
sfdp -Tplain -o "$work/ring.plain" "$work/ring.dot"
"$build/tests/bench_engine" --count-crossings "$work/ring.plain"

if [ -x "$build/tests/bench_canvas" ]; then
    echo "== the picture on the screen (software rendering, 1600x1000)"
    for nodes in 10000 50000; do QT_QPA_PLATFORM=offscreen "$build/tests/bench_canvas" "$nodes" 2>/dev/null; done
fi

echo "== collecting $count namespaces"
cat > "$work/collect.sh" <<'INNER'
set -e
build=$1 count=$2 work=$3
mkdir -p /run/netns; mount -t tmpfs bench /run/netns
ip link add br0 type bridge; ip link set br0 up
for i in $(seq "$count"); do echo "netns add c$i"; done | ip -batch -
for i in $(seq "$count"); do echo "link add v$i type veth peer name eth0 netns c$i"; echo "link set v$i master br0 up"; done | ip -batch -
printf '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT\n-A INPUT -s 10.0.0.0/8 -j ACCEPT\n-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n-A INPUT -j DROP\nCOMMIT\n' > "$work/five"
for i in $(seq "$count"); do
    a=10.$((i / 250 + 1)).$((i % 250 + 1))
    printf 'addr add %s.2/24 dev eth0\nlink set eth0 up\nroute add default via %s.1\n' "$a" "$a" | ip -n "c$i" -batch -
    nsenter --net=/run/netns/c$i iptables-nft-restore < "$work/five"
done
sleep 5 # what making them has begun in the kernel comes to its end
"$build/tests/bench_engine" --benchmark_filter='collectHost|bareNetlinkDumps|monitorLatency' 2>/dev/null | grep -E '^(collect|bare|monitor)' | tee "$work/collect"
awk '/^collect/ {ours = $2} /^bare/ {printf "%s: collecting takes %.2f times as long as this plain dump of the same messages\n", $1, ours / $2}' "$work/collect"
/usr/bin/time -f "peak memory of collect: %M KiB" "$build/app/cli/hoplens" collect -o "$work/all.json" 2>&1 | tail -n 1
start=$(date +%s.%N)
for i in $(seq "$count"); do nsenter --net=/run/netns/c$i sh -c 'ip -d addr; ip route show table all; ip neigh; iptables-nft-save' >/dev/null; done
end=$(date +%s.%N)
echo "shell loop: $(echo "$end - $start" | bc) s"
INNER
unshare --net --mount bash "$work/collect.sh" "$build" "$count" "$work"
