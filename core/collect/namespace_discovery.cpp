// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/namespace_discovery.h"

#include "base/file.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <memory>
#include <sched.h>
#include <set>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hoplens {

namespace {

struct DirectoryCloser {
    void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, DirectoryCloser>;

/// Calls back with each entry's name; false when the folder cannot be read.
template <class Callback> bool eachEntry(const std::string& path, Callback&& callback)
{
    const Directory directory(::opendir(path.c_str()));
    if (!directory)
        return false;
    while (const dirent* entry = ::readdir(directory.get()))
        if (entry->d_name[0] != '.')
            callback(std::string(entry->d_name));
    return true;
}

/// The number in "net:[4026531840]"; nullopt when the text is not of that form.
std::optional<std::uint64_t> bracketNumber(std::string_view text, std::string_view prefix)
{
    if (!text.starts_with(prefix) || !text.ends_with(']'))
        return std::nullopt;
    text.remove_prefix(prefix.size());
    text.remove_suffix(1);
    return parseNumber(text);
}

std::string readLink(const std::string& path)
{
    char buffer[256];
    const ssize_t length = ::readlink(path.c_str(), buffer, sizeof buffer);
    return length > 0 ? std::string(buffer, static_cast<std::size_t>(length)) : std::string();
}

/// Container id (64 hex digits) and pod uid in a cgroup path, as the container runtimes write them.
void readCgroup(const std::string& pid, Process& process)
{
    const auto text = readFile("/proc/" + pid + "/cgroup", 1u << 16);
    if (!text)
        return;
    for (std::size_t i = 0; i + 64 <= text->size(); ++i) {
        const auto end = text->find_first_not_of("0123456789abcdef", i);
        const auto stop = end == std::string::npos ? text->size() : end;
        if (stop - i == 64) {
            process.container = text->substr(i, 64);
            break;
        }
        if (stop > i)
            i = stop;
    }
    const auto pod = text->find("pod");
    if (pod != std::string::npos && text->find("kubepods") != std::string::npos) {
        const auto end = text->find_first_not_of("0123456789abcdef-_", pod + 3);
        process.pod = text->substr(pod + 3, (end == std::string::npos ? text->size() : end) - pod - 3);
        std::ranges::replace(process.pod, '_', '-');
        if (process.pod.size() < 32)
            process.pod.clear();
    }
}

class Discoverer {
public:
    Discovery run()
    {
        addPath("/proc/self/ns/net", {});
        struct stat own {};
        if (::stat("/proc/self/ns/net", &own) == 0)
            m_namespaceDevice = own.st_dev;
        if (!m_found.empty())
            m_found.front().isOwn = true;
        for (const std::string folder : {"/run/netns", "/run/docker/netns"})
            eachEntry(folder, [&](const std::string& name) { addPath(folder + "/" + name, name); });
        eachEntry("/proc", [&](const std::string& name) {
            if (name.find_first_not_of("0123456789") == std::string::npos)
                addProcess(name);
        });
        if (m_unreadable > 0)
            m_result.notes.push_back({"namespaces", (m_unreadable == 1 ? "one process belongs to another user" : std::to_string(m_unreadable) + " processes belong to other users") + ": namespaces that only they hold are not in this snapshot", ::geteuid() == 0 ? "Even root is refused, as within a container: run it on the host itself." : "Run it as root."});
        if (::access("/proc/thread-self/net", F_OK) == 0)
            m_result.hasSctp = ::access("/proc/thread-self/net/sctp", F_OK) == 0;
        m_result.hasIpvs = ::access("/proc/thread-self/net/ip_vs", F_OK) == 0;
        nameAll();
        m_result.namespaces = std::move(m_found);
        return std::move(m_result);
    }

private:
    FoundNamespace* byInode(std::uint64_t inode)
    {
        const auto at = m_index.find(inode);
        return at == m_index.end() ? nullptr : &m_found[at->second];
    }

    FoundNamespace* addPath(const std::string& path, const std::string& name)
    {
        FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        struct stat status {};
        if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) {
            if (errno == EACCES || errno == EPERM)
                ++m_unreadable;
            return nullptr;
        }
        // A name whose namespace is gone is a plain file: it is no namespace.
        const bool isOnNamespaceDevice = m_namespaceDevice == 0 || status.st_dev == m_namespaceDevice;
        if (!isOnNamespaceDevice || !isNetworkNamespace(descriptor.get()))
            return nullptr;
        FoundNamespace* space = byInode(status.st_ino);
        if (!space) {
            m_index.emplace(status.st_ino, m_found.size());
            space = &m_found.emplace_back();
            space->inode = status.st_ino;
            space->descriptor = std::move(descriptor);
            space->entrance = path;
        }
        if (!path.starts_with("/proc/"))
            space->paths.push_back(path);
        if (!name.empty() && space->name.empty())
            space->name = name;
        return space;
    }

    static bool isNetworkNamespace(int fd)
    {
        return ::ioctl(fd, NS_GET_NSTYPE) == CLONE_NEWNET;
    }

    void addProcess(const std::string& pid)
    {
        const std::string base = "/proc/" + pid;
        const auto inode = bracketNumber(readLink(base + "/ns/net"), "net:[");
        if (!inode) {
            const bool refused = errno == EACCES || errno == EPERM;
            const auto state = readFile(base + "/stat", 4096);
            const bool isZombie = state && state->find(") Z ") != std::string::npos; // holds no namespace any more
            if (refused && !isZombie)
                ++m_unreadable;
            return;
        }
        FoundNamespace* space = byInode(*inode);
        if (!space)
            space = addPath(base + "/ns/net", {});
        if (space) {
            Process process;
            process.pid = static_cast<std::int32_t>(parseNumber(pid).value_or(0));
            if (const auto command = readFile(base + "/comm", 64))
                process.command = command->substr(0, command->find('\n'));
            readCgroup(pid, process);
            space->processes.push_back(process);
        }
        eachEntry(base + "/task", [&](const std::string& thread) {
            if (thread == pid)
                return;
            const auto other = bracketNumber(readLink(base + "/task/" + thread + "/ns/net"), "net:[");
            if (other && *other != *inode && !byInode(*other))
                addPath(base + "/task/" + thread + "/ns/net", {});
        });
        eachEntry(base + "/fd", [&](const std::string& number) {
            const auto target = readLink(base + "/fd/" + number);
            if (const auto socket = bracketNumber(target, "socket:["))
                m_result.socketOwners[*socket].push_back(static_cast<std::int32_t>(parseNumber(pid).value_or(0)));
            else if (mayBeNamespace(target))
                addDescriptor(base + "/fd/" + number);
        });
        const auto mounts = readLink(base + "/ns/mnt");
        if (m_mountNamespaces.insert(mounts).second)
            addMounts(base);
    }

    /// A descriptor of a namespace reads as "net:[…]", or as the path that it was opened by.
    static bool mayBeNamespace(std::string_view target)
    {
        for (const std::string_view other : {"pipe:", "anon_inode:", "/dev/", "/memfd:", "/usr/", "/lib/"})
            if (target.starts_with(other))
                return false;
        return !target.empty();
    }

    void addDescriptor(const std::string& path)
    {
        struct stat status {};
        if (::stat(path.c_str(), &status) == 0 && status.st_dev == m_namespaceDevice && !byInode(status.st_ino))
            addPath(path, {});
    }

    /// Bind mounts of namespaces, as seen by one mount namespace: "… net:[N] /mount/point … - nsfs …".
    void addMounts(const std::string& base)
    {
        const auto text = readFile(base + "/mountinfo", 16u << 20);
        if (!text)
            return;
        std::size_t at = 0;
        while ((at = text->find(" net:[", at)) != std::string::npos) {
            const auto close = text->find(']', at);
            if (close == std::string::npos)
                return;
            const auto inode = bracketNumber(std::string_view(*text).substr(at + 1, close - at), "net:[");
            const auto pathEnd = text->find(' ', close + 2);
            if (inode && pathEnd != std::string::npos) {
                const auto path = text->substr(close + 2, pathEnd - close - 2);
                FoundNamespace* known = byInode(*inode);
                if (!known)
                    addPath(base + "/root" + path, {});
                known = byInode(*inode);
                if (known && std::ranges::find(known->paths, path) == known->paths.end())
                    known->paths.push_back(path);
            }
            at = close;
        }
    }

    void nameAll()
    {
        std::set<std::string> taken;
        for (auto& space : m_found) {
            if (space.isOwn)
                space.name = "host";
            if (space.name.empty() && std::ranges::any_of(space.processes, [](const Process& process) { return process.pid <= 2; }))
                space.name = "init";
            if (space.name.empty() && !space.processes.empty()) {
                const auto& first = space.processes.front();
                space.name = !first.container.empty() ? first.command + "-" + first.container.substr(0, 12) : first.command + "-" + std::to_string(first.pid);
            }
            if (space.name.empty() && !space.paths.empty())
                space.name = space.paths.front().substr(space.paths.front().rfind('/') + 1);
            if (space.name.empty())
                space.name = "net-" + std::to_string(space.inode);
            if (!taken.insert(space.name).second) {
                space.name += "-" + std::to_string(space.inode);
                taken.insert(space.name);
            }
        }
        std::ranges::stable_sort(m_found, [](const FoundNamespace& a, const FoundNamespace& b) { return a.isOwn != b.isOwn ? a.isOwn : a.name < b.name; });
    }

    Discovery m_result;
    std::vector<FoundNamespace> m_found;
    std::unordered_map<std::uint64_t, std::size_t> m_index;
    std::set<std::string> m_mountNamespaces;
    int m_unreadable = 0;
    dev_t m_namespaceDevice = 0;
};

} // namespace

Discovery discoverNamespaces() { return Discoverer().run(); }

} // namespace hoplens
