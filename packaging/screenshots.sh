#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws every page of the window, light and dark, small and large, into FOLDER. Usage: screenshots.sh FOLDER [LARGE-SNAPSHOT [RULES]]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:?usage: screenshots.sh FOLDER [LARGE-SNAPSHOT [RULES]]}")
packaging/install_dependencies.sh build test
cmake --preset dev >/dev/null
cmake --build --preset dev --target make_screenshots
mkdir -p "$folder"
QT_QPA_PLATFORM=offscreen build/dev/tests/make_screenshots "$folder" tests/golden/lesson/snapshot.json ${2:+"$2"} ${3:+"$3"}
