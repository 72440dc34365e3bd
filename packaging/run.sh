#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Hoplens and shows it at work on this host's own kernel: four namespaces on a bridge, made in a private namespace
# that nothing outside can see, collected live, traced before and after a MASQUERADE rule, and drawn. Cleans up after itself.
set -euo pipefail
cd "$(dirname "$0")/.."

packaging/install_dependencies.sh build run
cmake --preset release -DHOPLENS_TESTS=OFF -DHOPLENS_DESKTOP=OFF >/dev/null
cmake --build --preset release | tail -n 1

picture=$PWD/out
mkdir -p "$picture"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
# Everything below lives in namespaces of this one process, and is gone when it ends.
"${as_root[@]}" unshare --net --mount bash packaging/demo.sh "$PWD/build/release/app/cli/hoplens" "$picture"
[ "$(id -u)" -eq 0 ] || sudo chown "$(id -u):$(id -g)" "$picture"/*
