// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace hoplens {

/// The largest file that Hoplens reads into memory, in bytes.
inline constexpr std::size_t maximumInputSize = 128u << 20;

/// Reads a whole file, or standard input for "-", refusing more than `limit` bytes.
/// Errors: NotFound, PermissionDenied, LimitExceeded, SystemFailure. Any thread.
Result<std::string> readFile(const std::string& path, std::size_t limit = maximumInputSize);

/// Writes a file so that a reader sees the old content or the new one, never a part:
/// a temporary file beside it, then rename. "-" writes to standard output.
Result<void> writeFile(const std::string& path, std::string_view content);

/// True when the bytes are well-formed UTF-8; else `badOffset` is the first bad byte.
bool isUtf8(std::string_view bytes, std::size_t& badOffset);

} // namespace hoplens
