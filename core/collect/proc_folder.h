// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.h"
#include "base/result.h"
#include "net/address.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <string_view>

namespace hoplens {

/// A folder of /proc with small files. Going on from an open folder spares the kernel the way there; in /proc/sys/net the step into
/// a namespace's own folder is dear, for those of all namespaces hang in one hash chain of the kernel's cache. One thread.
class ProcFolder {
public:
    explicit ProcFolder(const char* path) : m_folder(::open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)) {}
    ProcFolder(const ProcFolder& above, const char* name) : m_folder(::openat(above.m_folder.get(), name, O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

    bool exists() const { return m_folder.get() >= 0; }
    /// What one read brings of a file, at most 4 KiB; it lives until the next call. Errors carry the errno.
    Result<std::string_view> text(const char* path)
    {
        const FileDescriptor file(::openat(m_folder.get(), path, O_RDONLY | O_CLOEXEC));
        const ssize_t got = file.get() < 0 ? -1 : ::read(file.get(), m_buffer.data(), m_buffer.size());
        if (got < 0)
            return failure(systemFailure("reading a file of /proc", path, errno));
        return std::string_view(m_buffer.data(), static_cast<std::size_t>(got));
    }

    /// The first number of a file; nullopt when it is absent or not a number.
    std::optional<std::int32_t> number(const char* path)
    {
        const auto whole = text(path);
        if (!whole)
            return std::nullopt;
        const auto word = whole->substr(0, whole->find_first_of(" \t\n"));
        const bool negative = word.starts_with('-');
        const auto number = parseNumber(negative ? word.substr(1) : word);
        if (!number)
            return std::nullopt;
        return negative ? -static_cast<std::int32_t>(*number) : static_cast<std::int32_t>(*number);
    }

private:
    FileDescriptor m_folder;
    std::array<char, 4096> m_buffer;
};

} // namespace hoplens
