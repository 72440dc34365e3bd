// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe.h"

#include <QElapsedTimer>
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hoplens::test {
namespace {

socklen_t fill(sockaddr_storage& out, const Address& address, std::uint16_t port)
{
    std::memset(&out, 0, sizeof out);
    const auto bytes = address.bytes();
    if (address.family == IpFamily::V4) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(out);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&v4.sin_addr, bytes.data(), 4);
        return sizeof v4;
    }
    auto& v6 = reinterpret_cast<sockaddr_in6&>(out);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, bytes.data(), 16);
    return sizeof v6;
}

Address addressOf(const sockaddr_storage& from)
{
    if (from.ss_family == AF_INET)
        return *Address::fromBytes({reinterpret_cast<const std::uint8_t*>(&reinterpret_cast<const sockaddr_in&>(from).sin_addr), 4});
    return *Address::fromBytes({reinterpret_cast<const std::uint8_t*>(&reinterpret_cast<const sockaddr_in6&>(from).sin6_addr), 16});
}

void set(int fd, int level, int option, int value) { ::setsockopt(fd, level, option, &value, sizeof value); }

/// Room for one message with what the kernel tells beside it.
struct Letter {
    Letter()
    {
        message.msg_name = &from;
        message.msg_namelen = sizeof from;
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
    }
    Letter(const Letter&) = delete;
    Letter& operator=(const Letter&) = delete;

    char data[256];
    alignas(cmsghdr) char control[512];
    sockaddr_storage from{};
    iovec part{data, sizeof data};
    msghdr message{};
};

/// The checksum of SCTP (RFC 9260, appendix A: CRC32c, bit by bit).
std::uint32_t crc32c(std::span<const std::uint8_t> bytes)
{
    std::uint32_t crc = ~0u;
    for (const auto byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1u) != 0 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
    }
    return ~crc;
}

/// An SCTP packet with an INIT chunk (RFC 9260, 3.1 and 3.3.2).
std::vector<std::uint8_t> sctpInit(std::uint16_t sourcePort, std::uint16_t destinationPort)
{
    std::vector<std::uint8_t> packet = {static_cast<std::uint8_t>(sourcePort >> 8), static_cast<std::uint8_t>(sourcePort), static_cast<std::uint8_t>(destinationPort >> 8), static_cast<std::uint8_t>(destinationPort), 0, 0, 0, 0, 0, 0, 0, 0, // ports, verification tag, checksum
                                        1, 0, 0, 20, 1, 2, 3, 4, 0, 0, 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 1};                                                                                                                             // INIT: tag, window, streams, first number
    const std::uint32_t sum = crc32c(packet);
    for (int i = 0; i < 4; ++i)
        packet[8 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(sum >> (8 * i));
    return packet;
}

/// Receives on a UDP server and answers from the address that was asked.
bool serveUdp(int fd, Address& source)
{
    Letter letter;
    auto& message = letter.message;
    const ssize_t got = ::recvmsg(fd, &message, MSG_DONTWAIT);
    if (got != 4) // not a probe of ours: a tunnel's packet that a rule sent here
        return false;
    source = addressOf(letter.from);
    letter.part.iov_len = static_cast<std::size_t>(got);
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
            auto* info = reinterpret_cast<in_pktinfo*>(CMSG_DATA(header));
            info->ipi_spec_dst = info->ipi_addr;
            info->ipi_ifindex = 0;
        }
        if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO)
            reinterpret_cast<in6_pktinfo*>(CMSG_DATA(header))->ipi6_ifindex = 0;
    }
    ::sendmsg(fd, &message, 0);
    return true;
}

/// Reads the error queue; false when it is empty.
bool readError(int fd, Observation& out)
{
    Letter letter;
    auto& message = letter.message;
    if (::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
        return false;
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        const bool v4 = header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR;
        const bool v6 = header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR;
        if (!v4 && !v6)
            continue;
        const auto* error = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(header));
        if (error->ee_origin == SO_EE_ORIGIN_ICMP && error->ee_type == 5)
            return readError(fd, out); // a redirect is advice, not a failure
        if (error->ee_origin == SO_EE_ORIGIN_ICMP || error->ee_origin == SO_EE_ORIGIN_ICMP6) {
            out.view = Observation::View::Error;
            out.icmpType = error->ee_type;
            out.icmpCode = error->ee_code;
        } else {
            out.view = Observation::View::LocalError;
            out.errorNumber = static_cast<int>(error->ee_errno);
        }
        return true;
    }
    return false;
}

} // namespace

QString Observation::text() const
{
    static const char* names[] = {"answered", "error", "local error", "silent"};
    QString text = names[static_cast<int>(view)];
    if (view == View::Error)
        text += QString(" %1/%2").arg(icmpType).arg(icmpCode);
    if (errorNumber != 0)
        text += QString(" (%1)").arg(std::strerror(errorNumber));
    if (serverSaw)
        text += ", seen by " + serverSpace + " as from " + QString::fromStdString(sourceSeen.text());
    return text;
}

QString ProbeFlow::text() const
{
    return from + " → " + QString::fromStdString(destination.text()) + (port != 0 ? QString(" port %1").arg(port) : QString()) + " " + QString::fromStdString(protocolName(protocol)) + QString(" sport %1").arg(sourcePort);
}

void Prober::listen(const QString& space, std::uint16_t port)
{
    const Laboratory::Visit inside(m_laboratory, space);
    for (const auto family : {IpFamily::V4, IpFamily::V6}) {
        for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
            const int fd = ::socket(family == IpFamily::V4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
            if (family == IpFamily::V6)
                set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
            set(fd, family == IpFamily::V4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, family == IpFamily::V4 ? IP_PKTINFO : IPV6_RECVPKTINFO, 1);
            sockaddr_storage any;
            const auto length = fill(any, Address::any(family), port);
            if (::bind(fd, reinterpret_cast<sockaddr*>(&any), length) != 0 || (type == SOCK_STREAM && ::listen(fd, 16) != 0))
                qFatal("cannot listen: %s", std::strerror(errno));
            m_servers.push_back({space, type == SOCK_STREAM ? 6 : 17, fd});
        }
    }
}

void Prober::close()
{
    for (const auto& server : m_servers)
        ::close(server.fd);
    m_servers.clear();
}

std::uint16_t Prober::sctpLength(IpFamily family) { return static_cast<std::uint16_t>((family == IpFamily::V4 ? 20 : 40) + sctpInit(0, 0).size()); }

void Prober::drain()
{
    for (const auto& server : m_servers) {
        if (server.protocol == 17) {
            char data[64];
            while (::recv(server.fd, data, sizeof data, MSG_DONTWAIT) >= 0) {
            }
        } else {
            for (int fd = ::accept(server.fd, nullptr, nullptr); fd >= 0; fd = ::accept(server.fd, nullptr, nullptr))
                ::close(fd);
        }
    }
}

Observation Prober::probe(const ProbeFlow& flow, int milliseconds)
{
    drain();
    Observation out;
    const bool v4 = flow.destination.family == IpFamily::V4;
    const bool echo = flow.protocol == 1 || flow.protocol == 58;
    FileDescriptor client;
    {
        const Laboratory::Visit inside(m_laboratory, flow.from);
        const bool raw = flow.protocol == IPPROTO_SCTP;
        const int type = raw ? SOCK_RAW : flow.protocol == 6 ? SOCK_STREAM : SOCK_DGRAM;
        client = FileDescriptor(::socket(v4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, raw ? int{IPPROTO_SCTP} : echo ? (v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6}) : 0));
        set(client.get(), SOL_SOCKET, SO_REUSEADDR, 1);
        if (flow.protocol != 6)
            set(client.get(), v4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6}, v4 ? IP_RECVERR : IPV6_RECVERR, 1);
        if (flow.protocol == 6) {
            linger hard{1, 0};
            ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        }
        sockaddr_storage local;
        auto length = fill(local, Address::any(flow.destination.family), raw ? std::uint16_t{0} : flow.sourcePort);
        ::bind(client.get(), reinterpret_cast<sockaddr*>(&local), length);
        sockaddr_storage target;
        length = fill(target, flow.destination, raw ? std::uint16_t{0} : flow.port);
        if (::connect(client.get(), reinterpret_cast<sockaddr*>(&target), length) != 0 && errno != EINPROGRESS) {
            out.view = Observation::View::LocalError;
            out.errorNumber = errno;
            return out;
        }
        if (flow.protocol != 6) {
            char data[64] = {};
            std::size_t size = 4;
            if (echo) {
                data[0] = static_cast<char>(v4 ? ICMP_ECHO : 128);
                size = 64;
            }
            const auto init = sctpInit(flow.sourcePort, flow.port);
            if (::send(client.get(), raw ? reinterpret_cast<const char*>(init.data()) : data, raw ? init.size() : size, 0) < 0) {
                Observation error;
                const int code = errno;
                if (readError(client.get(), error))
                    return error;
                if (code == EPERM || code == EINVAL)
                    return out; // dropped on the way out
                out.view = Observation::View::LocalError;
                out.errorNumber = code;
                return out;
            }
        }
    }
    QElapsedTimer timer;
    timer.start();
    std::vector<FileDescriptor> accepted; // kept open until the client has seen its connection
    std::vector<pollfd> polled;
    polled.push_back({client.get(), static_cast<short>(flow.protocol == 6 ? POLLOUT : POLLIN), 0});
    for (const auto& server : m_servers)
        polled.push_back({server.fd, POLLIN, 0});
    while (timer.elapsed() < milliseconds) {
        if (::poll(polled.data(), polled.size(), static_cast<int>(milliseconds - timer.elapsed())) <= 0)
            break;
        for (std::size_t i = 0; i < m_servers.size(); ++i) {
            if ((polled[i + 1].revents & POLLIN) == 0)
                continue;
            Address source;
            bool got = false;
            if (m_servers[i].protocol == 17) {
                got = serveUdp(m_servers[i].fd, source);
            } else {
                sockaddr_storage from{};
                socklen_t length = sizeof from;
                accepted.emplace_back(::accept(m_servers[i].fd, reinterpret_cast<sockaddr*>(&from), &length));
                got = accepted.back().get() >= 0;
                if (got)
                    source = addressOf(from);
            }
            if (got) {
                out.serverSaw = true;
                out.serverSpace = m_servers[i].space;
                out.sourceSeen = source;
            }
        }
        if (polled[0].revents == 0)
            continue;
        if (flow.protocol == 6) {
            int error = 0;
            socklen_t length = sizeof error;
            ::getsockopt(client.get(), SOL_SOCKET, SO_ERROR, &error, &length);
            out.errorNumber = error;
            out.view = error == 0 ? Observation::View::Answered : Observation::View::Error;
            if (error == 0 && !out.serverSaw) { // the accept queue fills a moment later
                ::poll(polled.data() + 1, polled.size() - 1, 20);
                for (const auto& server : m_servers) {
                    sockaddr_storage from{};
                    socklen_t size = sizeof from;
                    if (server.protocol != 6)
                        continue;
                    accepted.emplace_back(::accept(server.fd, reinterpret_cast<sockaddr*>(&from), &size));
                    if (accepted.back().get() >= 0) {
                        out.serverSaw = true;
                        out.serverSpace = server.space;
                        out.sourceSeen = addressOf(from);
                    }
                }
            }
            return out;
        }
        if ((polled[0].revents & POLLERR) != 0) {
            Observation error = out;
            if (readError(client.get(), error))
                return error;
        }
        char data[128];
        if (::recv(client.get(), data, sizeof data, MSG_DONTWAIT) >= 0) {
            out.view = Observation::View::Answered;
            return out;
        }
    }
    return out;
}

bool isTakenBySender(const TraceBranch& branch)
{
    const auto& first = branch.steps.front();
    const auto& last = branch.steps.back();
    return branch.reason == Reason::NoProtocol && first.space == last.space && last.after->tuple.source == first.before->tuple.destination;
}

std::optional<Observation> predicted(const World& world, const TraceBranch& branch, const TraceBranch* reply)
{
    Observation out;
    if (branch.outcome == Outcome::Unknown)
        return std::nullopt;
    if (isTakenBySender(branch)) {
        out.view = Observation::View::Answered;
        return out;
    }
    if (branch.delivered) {
        out.serverSaw = branch.delivered->socket != nullptr;
        out.serverSpace = QString::fromStdString(world.space(branch.delivered->space).data.name);
        out.sourceSeen = branch.delivered->sourceSeen;
    }
    if (!reply) {
        // A route that is lost only after address translation is told to sendto(); a connecting TCP socket waits on, and an
        // ICMPv6 ping socket does not listen.
        const bool translated = std::ranges::any_of(branch.steps, [](const Step& step) { return step.kind == StepKind::Nat; });
        if (branch.outcome == Outcome::Unreachable && translated && (branch.steps.front().before->tuple.protocol == 6 || branch.steps.front().before->tuple.protocol == 58))
            return out;
        const bool local = branch.outcome == Outcome::Unreachable || (branch.outcome == Outcome::Dropped && (branch.reason == Reason::RouteBlackhole || branch.reason == Reason::NoSourceAddress) && branch.steps.size() <= 3);
        out.view = local ? Observation::View::LocalError : Observation::View::Silent;
        return out;
    }
    if (reply->outcome == Outcome::Unknown)
        return std::nullopt;
    if (reply->outcome != Outcome::Delivered) {
        if (const auto& last = reply->steps.back(); reply->reason == Reason::UnexpectedAnswer && last.socket) {
            out.laterSpace = QString::fromStdString(world.space(last.space).data.name);
            out.laterSource = last.after->tuple.source;
        }
        return out;
    }
    const auto& packet = *reply->steps.back().after;
    if (packet.quoted) {
        out.view = Observation::View::Error;
        out.icmpType = packet.icmpType;
        out.icmpCode = packet.icmpCode;
    } else if (packet.tuple.protocol == 6 && (packet.tcpFlags & tcp::rst) != 0) {
        out.view = Observation::View::Error;
        out.icmpType = 256;
    } else {
        out.view = Observation::View::Answered;
    }
    return out;
}

bool agrees(const Observation& model, const Observation& kernel, std::uint8_t protocol)
{
    using View = Observation::View;
    const bool tcp = protocol == 6;
    // A refused route is an error of connect() or of the first send, whichever comes first.
    const bool sameView = model.view == kernel.view || (tcp && model.view == View::LocalError && kernel.view == View::Error);
    if (!sameView)
        return false;
    if (model.view == View::Error && !tcp && (model.icmpType != kernel.icmpType || model.icmpCode != kernel.icmpCode))
        return false;
    if (model.view == View::Error && tcp && (model.icmpType == 256) != (kernel.errorNumber == ECONNREFUSED) && !(model.icmpCode == 3 || model.icmpCode == 4))
        return false;
    // A TCP server learns of a connection only when the answer arrives.
    if (protocol == 1 || protocol == 58 || (tcp && model.view != View::Answered))
        return true;
    // The client is connected when the answer comes; whether its next packet completes the server's side is not the trace's claim.
    if (tcp && !kernel.serverSaw)
        return true;
    if (model.serverSaw != kernel.serverSaw)
        return false;
    return !model.serverSaw || (model.serverSpace == kernel.serverSpace && model.sourceSeen == kernel.sourceSeen) || (model.laterSpace == kernel.serverSpace && model.laterSource == kernel.sourceSeen);
}

} // namespace hoplens::test
