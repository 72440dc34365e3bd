#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gathers the sentences of the sources into translations/*.ts: new ones come in as unfinished, gone ones go. Then translate them (linguist).
set -euo pipefail
cd "$(dirname "$0")/.."
/usr/lib/qt6/bin/lupdate -locations none -no-obsolete -tr-function-alias translate+=say -I core -I views core views app/desktop -ts translations/*.ts
