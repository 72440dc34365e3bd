// SPDX-License-Identifier: GPL-3.0-or-later
#include "laboratory.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace hoplens::test {

QString Laboratory::obstacle()
{
    if (::geteuid() != 0)
        return "the kernel tests need root, to make network namespaces of their own";
    for (const auto program : {"ip", "iptables-legacy-restore", "iptables-nft-restore", "nft"})
        if (!QFile::exists(QString("/usr/sbin/") + program) && !QFile::exists(QString("/sbin/") + program) && !QFile::exists(QString("/usr/bin/") + program))
            return QString(program) + " is not installed";
    return {};
}

bool Laboratory::enter()
{
    if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
        return false;
    ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    ::mkdir("/run/netns", 0755);
    return ::mount("laboratory", "/run/netns", "tmpfs", 0, "mode=755") == 0;
}

void Laboratory::visit(const QString& space) const
{
    if (m_home.get() < 0)
        m_home = FileDescriptor(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    if (space.isEmpty())
        return;
    if (::setns(m_spaces.at(space), CLONE_NEWNET) != 0)
        qFatal("cannot enter %s: %s", qPrintable(space), std::strerror(errno));
}

void Laboratory::leave() const
{
    if (::setns(m_home.get(), CLONE_NEWNET) != 0)
        qFatal("cannot go home: %s", std::strerror(errno));
}

Laboratory::Visit::Visit(const Laboratory& laboratory, const QString& space) : m_laboratory(laboratory) { laboratory.visit(space); }
Laboratory::Visit::~Visit() { m_laboratory.leave(); }

void Laboratory::addNamespace(const QString& name)
{
    const QByteArray path = ("/run/netns/" + name).toLocal8Bit();
    std::thread([&] {
        if (::unshare(CLONE_NEWNET) != 0)
            qFatal("cannot make a namespace: %s", std::strerror(errno));
        ::close(::open(path.constData(), O_CREAT | O_RDONLY | O_CLOEXEC, 0444));
        if (::mount("/proc/thread-self/ns/net", path.constData(), nullptr, MS_BIND, nullptr) != 0)
            qFatal("cannot name a namespace: %s", std::strerror(errno));
    }).join();
    m_spaces[name] = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
    for (const auto& [key, value] : {std::pair{"ipv4/icmp_ratelimit", "0"}, {"ipv6/icmp/ratelimit", "0"}, {"ipv4/icmp_msgs_per_sec", "100000"}, {"ipv4/icmp_msgs_burst", "100000"}, {"ipv4/tcp_synack_retries", "0"}, {"ipv4/tcp_syn_retries", "1"}, {"ipv6/conf/default/accept_dad", "0"}, {"ipv6/conf/default/dad_transmits", "0"}, {"ipv4/ping_group_range", "0 2147483647"}})
        sysctl(name, key, value);
    ip(name, {"link set lo up"});
}

void Laboratory::removeAll()
{
    while (!m_spaces.empty())
        removeNamespace(m_spaces.begin()->first);
}

void Laboratory::removeNamespace(const QString& name)
{
    const auto space = m_spaces.extract(name);
    ::close(space.mapped());
    const QByteArray path = ("/run/netns/" + space.key()).toLocal8Bit();
    ::umount2(path.constData(), MNT_DETACH);
    ::unlink(path.constData());
}

QString Laboratory::run(const QString& space, const QString& program, const QStringList& arguments, const QString& input)
{
    const Visit inside(*this, space);
    QProcess process;
    process.start(program, arguments);
    process.write(input.toUtf8());
    process.closeWriteChannel();
    if (!process.waitForFinished(30000))
        return program + " did not finish";
    if (process.exitCode() != 0)
        return program + " " + arguments.join(' ') + " in " + space + ": " + QString::fromUtf8(process.readAllStandardError()).trimmed();
    return {};
}

QString Laboratory::ip(const QString& space, const QStringList& lines)
{
    return run(space, "ip", {"-force", "-batch", "-"}, lines.join('\n') + '\n');
}

void Laboratory::hurryNeighbours(const QString& space)
{
    const Visit inside(*this, space);
    for (const QString family : {"ipv4", "ipv6"}) {
        const QDir folder("/proc/sys/net/" + family + "/neigh");
        for (const auto& device : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            for (const auto& [name, value] : {std::pair{"/retrans_time_ms", "25"}, {"/proxy_delay", "0"}}) {
                QFile file(folder.filePath(device) + name);
                if (file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
                    file.write(value);
            }
        }
    }
}

void Laboratory::sysctl(const QString& space, const QString& path, const QString& value)
{
    const Visit inside(*this, space);
    QFile file("/proc/sys/net/" + path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        file.write(value.toUtf8());
}

QStringList Laboratory::names() const
{
    QStringList list;
    for (const auto& [name, fd] : m_spaces)
        list << name;
    return list;
}

} // namespace hoplens::test
