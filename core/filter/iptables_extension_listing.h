// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hoplens {

/// The words behind an option in a match or target as it is written: "limit --limit 3/min --limit-burst 9". Empty: it is not there.
std::string optionIn(std::string_view text, std::string_view option);

/// What `iptables -L` says of a match or target whose words alone are kept, written as iptables-save does: "NFQUEUE --queue-num 3" is "NFQUEUE num 3".
/// nullopt: of this one, or of one of its options, that is not known.
std::optional<std::string> listExtension(std::string_view text);

} // namespace hoplens
