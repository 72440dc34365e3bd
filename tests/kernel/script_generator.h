// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace hoplens {

/// Commands that a beginner types, right and wrong ones: some twenty, about links and addresses and two or three topics more (routes, rules of all
/// kinds, sets, settings, pings, the shell …), and then what shows all that came of them. The same seed gives the same script.
QStringList randomScript(unsigned seed);

} // namespace hoplens
