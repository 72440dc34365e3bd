#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs Debian packages that are not there yet. Usage: install_dependencies.sh build|test|bench…
set -euo pipefail

build=(cmake ninja-build g++ pkg-config libnl-3-dev libexpected-dev nlohmann-json3-dev libcli11-dev libyaml-cpp-dev libsimdjson-dev nettle-dev libre2-dev libreadline-dev)
run=(procps iproute2 iptables nftables iputils-ping)
test=("${run[@]}" qt6-base-dev qt6-base-dev-tools qt6-qpa-plugins libqcustomplot-dev libqt6svg6 qt6-l10n-tools qt6-tools-dev qt6-tools-dev-tools fonts-inter fonts-jetbrains-mono xvfb xauth ipset conntrack iputils-tracepath net-tools bridge-utils traceroute netcat-openbsd curl strace util-linux bsdextrautils)
bench=("${test[@]}" libbenchmark-dev graphviz bc time)
fuzz=(clang libclang-rt-14-dev)

wanted=()
for group in "$@"; do
    declare -n list=$group
    wanted+=("${list[@]}")
done
missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "install_dependencies: these packages are missing, and there is no sudo to install them: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
