// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hoplens {

/// The largest file that Hoplens reads into memory, in bytes.
inline constexpr std::size_t maximumInputSize = 128u << 20;

/// Reads a file, or standard input for "-", in pieces, so that a large text need not be in memory whole.
/// Refuses more than `limit` bytes. Errors: NotFound, PermissionDenied, LimitExceeded, SystemFailure.
class FileReader {
public:
    static Result<FileReader> open(const std::string& path, std::size_t limit = maximumInputSize);
    FileReader(FileReader&& other) noexcept;
    FileReader& operator=(FileReader&&) = delete;
    ~FileReader();

    /// The size of a regular file, else 0.
    std::size_t size() const { return m_size; }
    /// The beginning of what is not read yet, without reading it: some KiB, less only at the end.
    Result<std::string_view> peek();
    /// The next line without its end; nullopt after the last. The view lives until the next call.
    Result<std::optional<std::string_view>> line();
    /// All that is left.
    Result<std::string> rest();

private:
    FileReader(int fd, std::string path, std::size_t size, std::size_t limit) : m_fd(fd), m_path(std::move(path)), m_size(size), m_limit(limit) {}
    std::string_view unread() const { return std::string_view(m_buffer).substr(m_at, m_end - m_at); }
    /// Reads one more piece into the buffer; false at the end of the file.
    Result<bool> fill();

    int m_fd;
    std::string m_path;
    std::size_t m_size;
    std::size_t m_limit;
    std::size_t m_total = 0;
    std::string m_buffer = {};
    std::size_t m_at = 0;
    std::size_t m_end = 0;
};

/// Reads a whole file, or standard input for "-", refusing more than `limit` bytes.
/// Errors: NotFound, PermissionDenied, LimitExceeded, SystemFailure. Any thread.
Result<std::string> readFile(const std::string& path, std::size_t limit = maximumInputSize);

/// Writes a file so that a reader sees the old content or the new one, never a part:
/// a temporary file beside it, then rename. "-" writes to standard output.
Result<void> writeFile(const std::string& path, std::string_view content);

/// True when the bytes are well-formed UTF-8; else `badOffset` is the first bad byte.
bool isUtf8(std::string_view bytes, std::size_t& badOffset);

} // namespace hoplens
