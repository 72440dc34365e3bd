// SPDX-License-Identifier: GPL-3.0-or-later
#include "netlink/event_socket.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace hoplens::netlink {

Result<EventSocket> EventSocket::open(int protocol, std::span<const int> groups)
{
    EventSocket socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (socket.m_fd < 0)
        return failure(systemFailure("opening a netlink socket for events", "protocol " + std::to_string(protocol), errno));
    const int yes = 1;
    const int roomForBursts = 8 << 20;
    if (::setsockopt(socket.m_fd, SOL_SOCKET, SO_RCVBUFFORCE, &roomForBursts, sizeof roomForBursts) != 0)
        ::setsockopt(socket.m_fd, SOL_SOCKET, SO_RCVBUF, &roomForBursts, sizeof roomForBursts);
    if (::setsockopt(socket.m_fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &yes, sizeof yes) != 0)
        return failure(systemFailure("asking for the events of all namespaces", "NETLINK_LISTEN_ALL_NSID", errno));
    sockaddr_nl own{};
    own.nl_family = AF_NETLINK;
    if (::bind(socket.m_fd, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) // without a number of its own a socket is passed over
        return failure(systemFailure("binding a netlink socket", "protocol " + std::to_string(protocol), errno));
    for (const int group : groups)
        if (::setsockopt(socket.m_fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
            return failure(systemFailure("joining a netlink group", std::to_string(group), errno));
    return socket;
}

EventSocket& EventSocket::operator=(EventSocket&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    std::swap(m_buffer, other.m_buffer);
    return *this;
}

EventSocket::~EventSocket()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Reception EventSocket::receive(const std::function<void(std::optional<std::int32_t>, const Message&)>& onMessage)
{
    auto reception = Reception::Drained;
    for (;;) {
        alignas(cmsghdr) char control[128];
        iovec part{m_buffer.get(), bufferSize};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const ssize_t got = ::recvmsg(m_fd, &message, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == ENOBUFS) {
            reception = Reception::Overrun;
            continue;
        }
        if (got <= 0)
            return reception;
        if ((message.msg_flags & MSG_TRUNC) != 0)
            reception = Reception::Overrun;
        std::optional<std::int32_t> nsid;
        for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header))
            if (header->cmsg_level == SOL_NETLINK && header->cmsg_type == NETLINK_LISTEN_ALL_NSID) {
                std::int32_t value = 0;
                std::memcpy(&value, CMSG_DATA(header), sizeof value);
                nsid = value;
            }
        eachMessage({m_buffer.get(), static_cast<std::size_t>(got)}, [&](const nlmsghdr& header, Bytes payload) { onMessage(nsid, {header.nlmsg_type, payload}); });
    }
}

} // namespace hoplens::netlink
