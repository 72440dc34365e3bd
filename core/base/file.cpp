// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hoplens {
namespace {

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd > STDERR_FILENO)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

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

} // namespace

Result<std::string> readFile(const std::string& path, std::size_t limit)
{
    const bool standardInput = path == "-";
    const Descriptor file(standardInput ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0)
        return failure(systemFailure("opening the file", path, errno));
    struct stat status {};
    if (!standardInput && ::fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode))
        return failure({ErrorCode::InvalidInput, "this is a folder, and a file is needed", path});
    const auto tooLarge = [&] {
        return failure({ErrorCode::LimitExceeded,
                        "the file is larger than the " + std::to_string(limit >> 20) + " MiB that Hoplens reads", path});
    };
    if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > limit)
        return tooLarge();
    std::string content;
    content.resize(S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) + 1 : 1u << 16);
    std::size_t used = 0;
    for (;;) {
        if (used == content.size())
            content.resize(content.size() * 2);
        const ssize_t got = ::read(file.get(), content.data() + used, content.size() - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(systemFailure("reading the file", path, errno));
        if (got == 0)
            break;
        used += static_cast<std::size_t>(got);
        if (used > limit)
            return tooLarge();
    }
    content.resize(used);
    return content;
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
        const Descriptor device(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
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
    const Descriptor file(::mkstemp(temporary.data()));
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
