// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace hoplens::lab {

/// What nft says of what it does not find itself, and before what the kernel says.
constexpr const char* notThere = "No such file or directory";
constexpr std::string_view processing = "Could not process rule: ";

inline bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

} // namespace hoplens::lab
