// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "base/file_descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hoplens {
namespace {

Result<void> writeAll(int fd, std::string_view content, const std::string& path)
{
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure(systemFailure("writing", path, errno));
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Error tooLarge(const std::string& path, std::size_t limit)
{
    return {ErrorCode::LimitExceeded, "the file is larger than the " + std::to_string(limit >> 20) + " MiB that Hoplens reads", path};
}

} // namespace

FileReader::FileReader(FileReader&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)), m_path(std::move(other.m_path)), m_size(other.m_size), m_limit(other.m_limit), m_total(other.m_total),
      m_buffer(std::move(other.m_buffer)), m_at(other.m_at), m_end(other.m_end)
{
}

FileReader::~FileReader()
{
    if (m_fd > STDERR_FILENO)
        ::close(m_fd);
}

Result<FileReader> FileReader::open(const std::string& path, std::size_t limit)
{
    const bool standardInput = path == "-";
    FileReader reader(standardInput ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC), path, 0, limit);
    if (reader.m_fd < 0)
        return failure(systemFailure("opening the file", path, errno));
    struct stat status {};
    if (!standardInput && ::fstat(reader.m_fd, &status) == 0 && S_ISDIR(status.st_mode))
        return failure({ErrorCode::InvalidInput, "this is a folder, and a file is needed", path});
    if (S_ISREG(status.st_mode))
        reader.m_size = static_cast<std::size_t>(status.st_size);
    if (reader.m_size > limit)
        return failure(tooLarge(path, limit));
    return reader;
}

Result<bool> FileReader::fill()
{
    const std::size_t piece = std::min<std::size_t>(1u << 17, m_limit + 1 - m_total);
    if (m_at > 0) {
        m_buffer.erase(0, m_at);
        m_end -= m_at;
        m_at = 0;
    }
    if (m_buffer.size() < m_end + piece)
        m_buffer.resize(m_end + piece);
    for (;;) {
        const ssize_t got = ::read(m_fd, m_buffer.data() + m_end, m_buffer.size() - m_end);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(systemFailure("reading the file", m_path, errno));
        m_end += static_cast<std::size_t>(got);
        m_total += static_cast<std::size_t>(got);
        if (m_total > m_limit)
            return failure(tooLarge(m_path, m_limit));
        return got > 0;
    }
}

Result<std::string_view> FileReader::peek()
{
    while (unread().size() < 4096) {
        const auto more = fill();
        if (!more)
            return failure(more.error());
        if (!*more)
            break;
    }
    return unread();
}

Result<std::optional<std::string_view>> FileReader::line()
{
    for (std::size_t searched = 0;;) {
        const auto left = unread();
        if (const auto end = left.find('\n', searched); end != std::string_view::npos) {
            m_at += end + 1;
            return left.substr(0, end);
        }
        searched = left.size();
        const auto more = fill();
        if (!more)
            return failure(more.error());
        if (*more)
            continue;
        const auto last = unread();
        m_at = m_end;
        return last.empty() ? std::optional<std::string_view>() : last;
    }
}

Result<std::string> FileReader::rest()
{
    std::string content;
    content.reserve(m_size);
    for (;;) {
        content += unread();
        m_at = m_end;
        const auto more = fill();
        if (!more)
            return failure(more.error());
        if (!*more)
            return content;
    }
}

Result<std::string> readFile(const std::string& path, std::size_t limit)
{
    auto reader = FileReader::open(path, limit);
    if (!reader)
        return failure(reader.error());
    return reader->rest();
}

Result<void> writeFile(const std::string& path, std::string_view content)
{
    if (path == "-")
        return writeAll(STDOUT_FILENO, content, "standard output");
    struct stat status {};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return failure({ErrorCode::InvalidInput, "this is a folder, and a file is to be written", path});
    if (exists && !S_ISREG(status.st_mode)) { // a device or pipe stays what it is
        const FileDescriptor device(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
        if (device.get() < 0)
            return failure(systemFailure("opening the file for writing", path, errno));
        return writeAll(device.get(), content, path);
    }
    if (exists) // through a symbolic link, to the file that it names
        if (char* resolved = ::realpath(path.c_str(), nullptr)) {
            const std::string target(resolved);
            std::free(resolved);
            if (target != path)
                return writeFile(target, content);
        }
    std::string temporary = path + ".XXXXXX";
    const FileDescriptor file(::mkstemp(temporary.data()));
    if (file.get() < 0)
        return failure(systemFailure("creating a temporary file beside it", path, errno));
    ::fchmod(file.get(), 0644);
    auto written = writeAll(file.get(), content, path);
    if (written && ::fsync(file.get()) != 0)
        written = failure(systemFailure("writing", path, errno));
    if (written && ::rename(temporary.c_str(), path.c_str()) != 0)
        written = failure(systemFailure("renaming the finished file", path, errno));
    if (!written)
        ::unlink(temporary.c_str());
    return written;
}

bool isUtf8(std::string_view bytes, std::size_t& badOffset)
{
    for (std::size_t i = 0; i < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        badOffset = i;
        if (length == 0 || i + length > bytes.size())
            return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(bytes[i + k]) & 0xc0) != 0x80)
                return false;
        if (length >= 3) {
            const auto second = static_cast<unsigned char>(bytes[i + 1]);
            const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
            const bool surrogate = lead == 0xed && second >= 0xa0;
            if (overlong || surrogate || (lead == 0xf4 && second >= 0x90))
                return false;
        }
        i += length;
    }
    return true;
}

} // namespace hoplens
