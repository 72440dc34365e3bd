#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the tests need, builds, and runs every test through CTest, with a short run of each fuzzer. The kernel tests need root (or sudo).
#   --bench   run the benchmarks instead
#   --fuzz N  run each fuzzer for N seconds instead
set -euo pipefail
cd "$(dirname "$0")/.."

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -E)

case "${1:-}" in
--bench)
    packaging/install_dependencies.sh build bench
    cmake --preset bench >/dev/null
    cmake --build --preset bench
    exec "${as_root[@]}" packaging/bench.sh build/bench
    ;;
--fuzz)
    packaging/install_dependencies.sh build test fuzz
    cmake --preset fuzz >/dev/null
    cmake --build --preset fuzz
    for fuzzer in build/fuzz/tests/fuzz/fuzz_*; do
        [ -x "$fuzzer" ] && [ -f "$fuzzer" ] || continue
        echo "== $(basename "$fuzzer")"
        "$fuzzer" -max_total_time="${2:-60}" -max_len=65536 -rss_limit_mb=2048 -print_final_stats=1 2>&1 | tail -n 8
    done
    exit 0
    ;;
"") ;;
*)
    echo "check.sh: unknown option $1; use --bench or --fuzz N" >&2
    exit 2
    ;;
esac

packaging/install_dependencies.sh build test fuzz
cmake --preset check >/dev/null
cmake --build --preset check
# What parses and what models, under address and undefined-behaviour sanitizers, and each fuzzer for some seconds: one build for both.
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
ctest --preset fuzz -j "$(nproc)"
"${as_root[@]}" ctest --preset check
