// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

#include <string>

namespace hoplens {

/// sysctl -a: the lines that matter to a namespace whose links are known. A value that is no number, and an interface without lines of
/// its own, become a note of "sysctls". Any thread. Source: networking/ip-sysctl of the kernel's documentation.
void parseSysctls(const std::string& text, const std::string& file, Namespace& space);

} // namespace hoplens
